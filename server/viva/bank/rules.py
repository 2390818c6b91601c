"""What must be true of a question as a whole: its ids, its cues, its samples."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from viva.bank.findings import Finding, Place
from viva.grading import Found, Point, Verdict, score
from viva.quantities import find_number
from viva.questions import Question, Sample
from viva.words import find_cue, is_cue


def broken(question: Question) -> Iterator[Finding]:
    """All that keeps `question` from being used."""
    yield from _ids(question)
    yield from _reading(question)
    yield from _cues(question)
    yield from _numbers(question)
    for sample in question.samples:
        yield from _sample(question, sample)


def odd(question: Question) -> Iterator[Finding]:
    """What a sound question can be used with, and hardly means: warnings."""
    if question.kind == "estimate" and all(criterion.number is None for criterion in question.rubric):
        wrong, mend = "No point of this estimate has a number.", 'Add number = { value = …, unit = "…" } to one.'
        yield Finding(("kind",), wrong, mend, warning=True)
    yield from _unreached(question)
    yield from _order(question)
    yield from _given_away(question)


def _ids(question: Question) -> Iterator[Finding]:
    rubric = [("rubric", at, c.id) for at, c in enumerate(question.rubric)]
    errors = [("misconception", at, m.id) for at, m in enumerate(question.misconceptions)]
    references = [("reference", at, r.id) for at, r in enumerate(question.references)]
    for group in (rubric + errors, references):
        met: set[str] = set()
        for table, at, id in group:
            if id in met:
                yield Finding((table, at, "id"), f"The id '{id}' is used twice.", "Give this one another id.")
            met.add(id)


def _reading(question: Question) -> Iterator[Finding]:
    known = [reference.id for reference in question.references]
    for at, criterion in enumerate(question.rubric):
        place: Place = ("rubric", at, "read")
        for id in criterion.read:
            if id not in known:
                mend = f"Add a [[reference]] with that id, or use one of: {', '.join(known) or 'none yet'}."
                yield Finding(place, f"'{id}' is the id of no reference.", mend)
        if known and not criterion.read:
            wrong = f"The point '{criterion.id}' names nothing to read."
            yield Finding(place, wrong, 'Add read = ["…"] with the ids of references.')


def _cues(question: Question) -> Iterator[Finding]:
    rows: list[tuple[Place, Sequence[str]]] = [(("rubric", at), c.cues) for at, c in enumerate(question.rubric)]
    rows += [(("misconception", at), m.cues) for at, m in enumerate(question.misconceptions)]
    for place, cues in rows:
        for cue in cues:
            if not is_cue(cue):
                mend = "Write words with bars between them, and * only at the end of a word."
                yield Finding((*place, "cues"), f"The cue '{cue}' can't be read.", mend, near=cue)


def _numbers(question: Question) -> Iterator[Finding]:
    numbered = [(at, c) for at, c in enumerate(question.rubric) if c.number is not None]
    for at, criterion in numbered:
        place: Place = ("rubric", at, "number")
        if question.kind != "estimate":
            wrong = f"Only a question of kind 'estimate' asks for a number; this one's kind is '{question.kind}'."
            yield Finding(place, wrong, "Remove the number, or change the kind.")
        if criterion.number and not math.isfinite(criterion.number.value):
            yield Finding(place, "The number isn't finite.", "Give a number that an answer can come to.")


def _unreached(question: Question) -> Iterator[Finding]:
    """Numbers that the reference answer itself would not be credited with."""
    for at, criterion in enumerate(question.rubric):
        number = criterion.number
        if number and find_number(number, question.answer)[0] != "right":
            told = f"{number.value:,g} {number.unit}".rstrip()
            wrong = f"The reference answer doesn't come to the number of '{criterion.id}', {told}."
            yield Finding(("rubric", at, "number"), wrong, "Mend the one that is wrong.", warning=True)


def _sample(question: Question, sample: Sample) -> Iterator[Finding]:
    points = {criterion.id for criterion in question.rubric}
    errors = {misconception.id for misconception in question.misconceptions}
    lists = {"met": sample.met, "partly": sample.partly, "contradicted": sample.contradicted}
    for key, ids in lists.items():
        yield from _strangers(ids, points, ("samples", sample.name, key), "point of the rubric")
    yield from _strangers(sample.misconceptions, errors, ("samples", sample.name, "misconceptions"), "misconception")
    for id, times in Counter(id for ids in lists.values() for id in ids).items():
        if times > 1:
            wrong = f"The {sample.name} sample gives '{id}' {times} verdicts."
            yield Finding(("samples", sample.name), wrong, "Keep one of them.")


def _strangers(ids: Sequence[str], known: set[str], place: Place, what: str) -> Iterator[Finding]:
    for id in ids:
        if id not in known:
            mend = f"Use one of: {', '.join(sorted(known)) or 'none yet'}."
            yield Finding(place, f"'{id}' is the id of no {what}.", mend)


def _order(question: Question) -> Iterator[Finding]:
    """The samples must be worth what their names say."""
    strong, partial, wrong = (_worth(question, sample) for sample in question.samples)
    if not strong > partial > wrong:
        figures = f"strong {strong:.0%}, partial {partial:.0%}, wrong {wrong:.0%}"
        mend = "Change the samples or the verdicts expected of them."
        yield Finding(("samples", "strong"), f"The samples' scores don't fall: {figures}.", mend, warning=True)


def _worth(question: Question, sample: Sample) -> float:
    """The score that a sample should get."""
    lists: tuple[tuple[Verdict, Sequence[str]], ...] = (
        ("met", sample.met),
        ("partly", sample.partly),
        ("contradicted", sample.contradicted),
    )
    verdicts = {id: verdict for verdict, ids in lists for id in ids}
    points = [Point(criterion=c.id, verdict=verdicts.get(c.id, "missed")) for c in question.rubric]
    return score(question, points, [Found(misconception=id) for id in sample.misconceptions])


def _given_away(question: Question) -> Iterator[Finding]:
    for at, criterion in enumerate(question.rubric):
        if all(find_cue(cue, question.text) for cue in criterion.cues):
            wrong = f"All cues of '{criterion.id}' stand in the question itself."
            mend = "Add a cue that only an answer holds."
            yield Finding(("rubric", at, "cues"), wrong, mend, warning=True)
