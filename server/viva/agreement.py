"""How far judges agree with people: shares of equal verdicts, Cohen's kappa, and rubrics that people overrule often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from viva.errors import EXTRA
from viva.store import Compared

MEND_SHARE, MEND_LEAST = 0.3, 5
"""A question is to be mended when people overrule at least this share of at least so many verdicts (design choice)."""

MISSING: Final = f"Cohen's kappa needs scikit-learn: {EXTRA}. The shares below do without it."

_SAID = ("said", "not said")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a judge agrees with people on points: `equal` of `points`; `kappa` is -1 to 1, None where it has no meaning.

    Kappa is Cohen's, unweighted. It has none where both say one and the same of everything, or without scikit-learn.
    The misconceptions that a judge found, or missed where another found them, are counted apart.
    """

    points: int
    equal: int
    kappa: float | None
    misconceptions: int
    misconceptions_equal: int

    @property
    def share(self) -> float | None:
        """The share of points of which both say the same, 0 to 1."""
        return self.equal / self.points if self.points else None


@dataclass(frozen=True, slots=True)
class Judged:
    """A judge with one prompt (its fingerprint): over all questions, and by question."""

    judge: str
    prompt: str
    whole: Agreement
    questions: tuple[tuple[str, Agreement], ...]


@dataclass(frozen=True, slots=True)
class Mend:
    """A question that people overrule often; `subjects` are its points by how often, the most first."""

    question: str
    overruled: int
    of: int
    subjects: tuple[tuple[str, int], ...]

    def __str__(self) -> str:
        points = ", ".join(f"{subject} {times}" for subject, times in self.subjects)
        return f"{self.question}: {self.overruled} of {self.of} verdicts overruled ({points})"


def has_kappa() -> bool:
    """Whether scikit-learn is there."""
    try:
        import sklearn.metrics  # noqa: F401 - asked for only to know
    except ImportError:
        return False
    return True


def agreement(compared: Sequence[Compared]) -> list[Judged]:
    """Each judge with each of its prompts against the people, by name."""
    found = []
    for judge, prompt in sorted({(one.judge, one.prompt) for one in compared}):
        its = [one for one in compared if (one.judge, one.prompt) == (judge, prompt)]
        questions = sorted({one.question for one in its})
        each = ((id, _agreement([one for one in its if one.question == id])) for id in questions)
        found.append(Judged(judge, prompt, _agreement(its), tuple(each)))
    return found


def _agreement(compared: Sequence[Compared]) -> Agreement:
    pairs = [(_counted(one.judge_said), one.human_said) for one in compared]
    points = [pair for pair in pairs if pair[1] not in _SAID]
    errors = [pair for pair in pairs if pair[1] in _SAID]
    return Agreement(
        points=len(points),
        equal=sum(judge == human for judge, human in points),
        kappa=_kappa(points),
        misconceptions=len(errors),
        misconceptions_equal=sum(judge == human for judge, human in errors),
    )


def _counted(verdict: str) -> str:
    # A credit without a quote earns nothing, and no person has that word for it.
    return "missed" if verdict == "unverified" else verdict


def _kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    if len({verdict for pair in pairs for verdict in pair}) < 2:
        return None
    try:
        from sklearn.metrics import cohen_kappa_score
    except ImportError:
        return None
    judge, human = zip(*pairs, strict=True)
    return float(cohen_kappa_score(judge, human))


def to_mend(compared: Sequence[Compared]) -> list[Mend]:
    """The questions whose verdicts people overrule often, the worst first.

    Only the verdicts that they had before them count: what another judge says of the same answer tells of that judge.
    """
    found = []
    for question in sorted({one.question for one in compared}):
        its = [one for one in compared if one.question == question and one.seen]
        wrong = Counter(one.subject for one in its if _counted(one.judge_said) != one.human_said)
        if len(its) >= MEND_LEAST and wrong.total() >= MEND_SHARE * len(its):
            subjects = tuple(sorted(wrong.items(), key=lambda each: (-each[1], each[0])))
            found.append(Mend(question, wrong.total(), len(its), subjects))
    return sorted(found, key=lambda mend: -mend.overruled / mend.of)


def report(compared: Sequence[Compared]) -> Iterator[str]:
    """All of it, in lines."""
    if not compared:
        yield "Nobody has confirmed or overruled a verdict yet: a review page is where that is done."
        return
    if not has_kappa():
        yield MISSING
    for judged in agreement(compared):
        prompt = f", prompt {judged.prompt}" if judged.prompt else ""
        width = max(len("all questions"), *(len(id) for id, _ in judged.questions))
        yield f"{judged.judge}{prompt}"
        yield f"  {'':{width}}  points  equal  kappa  misconceptions"
        yield from (_row(id, width, one) for id, one in (*judged.questions, ("all questions", judged.whole)))
        yield ""
    mends = to_mend(compared)
    if mends:
        yield f"Mend this rubric (at least {MEND_SHARE:.0%} of at least {MEND_LEAST} verdicts overruled):"
        yield from (f"  {mend}" for mend in mends)
    else:
        yield f"No rubric stands out: none has {MEND_SHARE:.0%} of {MEND_LEAST} or more verdicts overruled."
    yield "Whoever sees a judge's verdict first leans towards it, so these figures flatter the judge that was seen."


def _row(name: str, width: int, one: Agreement) -> str:
    share = "-" if one.share is None else f"{one.share:.0%}"
    kappa = "-" if one.kappa is None else f"{one.kappa:.2f}"
    errors = f"{one.misconceptions_equal} of {one.misconceptions}" if one.misconceptions else "-"
    return f"  {name:{width}}  {one.points:6}  {share:>5}  {kappa:>5}  {errors:>14}"
