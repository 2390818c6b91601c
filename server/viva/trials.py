"""How the basic judge fares on a question's own texts: what falls short is a warning to whoever writes its cues."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from viva import basic
from viva.bank import Finding
from viva.errors import Ungradable
from viva.grading import Exchange, Grade
from viva.questions import Question
from viva.words import content_stems

REFERENCE, NEIGHBOUR = 0.85, 0.35
"""Least score of the reference answer, and most of another question's (design choice)."""
NEAREST = 5
FEW = 8
"""So many questions are tried sooner than a process is there to help."""
SHRUGS = ("I don't know.", "Sorry, no idea.")

_SENTENCE = re.compile(r"(?<=[.!?:;])\s+|\n+")
_VERB = re.compile(
    r"\b(is|are|was|were|can|could|will|would|must|should|may|might|does|do|did|has|have|needs|makes|gives|takes)\b",
    re.IGNORECASE,
)


def trials(questions: Sequence[Question], known: Sequence[Question]) -> dict[str, list[Finding]]:
    """The findings of `trial` by question id, on as many cores as there are: it takes about 50 ms a question."""
    if len(questions) <= FEW:
        return {question.id: list(trial(question, known)) for question in questions}
    with ProcessPoolExecutor(initializer=_meet, initargs=(known,)) as pool:
        found = pool.map(_trial, [question.id for question in questions], chunksize=FEW)
        return {question.id: each for question, each in zip(questions, found, strict=True)}


# Of a process of the pool: all questions, which each would else be sent anew with every one.
_known: dict[str, Question] = {}


def _meet(known: Sequence[Question]) -> None:
    _known.update({question.id: question for question in known})


def _trial(id: str) -> list[Finding]:
    return list(trial(_known[id], list(_known.values())))


def trial(question: Question, known: Sequence[Question]) -> Iterator[Finding]:
    """What the basic judge makes of the question's samples and reference, and of what is no answer to it."""
    scores = {sample.name: _score(question, sample.answer) for sample in question.samples}
    if not scores["strong"] > scores["partial"] > scores["wrong"]:
        figures = ", ".join(f"{name} {score:.0%}" for name, score in scores.items())
        yield _falls_short("strong", f"The basic judge's scores of the samples don't fall: {figures}.")
    reference = _score(question, question.answer)
    if reference < REFERENCE:
        yield _falls_short("answer", f"The basic judge gives the reference answer {reference:.0%}.")
    for other in nearest(question, known):
        score = basic.found(question, (Exchange(asked=question.text, answer=other.answer),))
        if score > NEIGHBOUR:
            yield _falls_short(
                "answer", f"The basic judge gives the answer to another question, {other.id}, {score:.0%} here."
            )
    for text in (*SHRUGS, question.title, question.text):
        if _score(question, text) > 0:
            yield _falls_short("title", f"The basic judge gives “{text[:40]}” more than nothing.")
    if reference > 0 and not _is_doubted(_grade(question, negated(question.answer))):
        yield _falls_short("answer", "The basic judge doesn't notice when the reference answer is negated.")


def nearest(question: Question, known: Sequence[Question]) -> list[Question]:
    """The other questions whose words are most like this one's, the likest first."""
    mine = _words(question)

    def likeness(other: Question) -> float:
        theirs = _words(other)
        common = len(mine & theirs)
        return common / max(1, len(mine) + len(theirs) - common)

    return sorted((other for other in known if other.id != question.id), key=likeness, reverse=True)[:NEAREST]


def negated(text: str) -> str:
    """`text` with a "not" in every sentence: what a judge of words must not take for the same."""
    return " ".join(_negate(sentence) for sentence in _SENTENCE.split(text) if sentence.strip())


def _negate(sentence: str) -> str:
    told, changed = _VERB.subn(r"\1 not", sentence)
    return told if changed else f"It is not true that {sentence}"


def _words(question: Question) -> frozenset[str]:
    return content_stems(f"{question.text}\n{question.answer}")


def _grade(question: Question, answer: str) -> Grade | None:
    try:
        return basic.judge(question, (Exchange(asked=question.text, answer=answer),))
    except Ungradable:
        return None


def _score(question: Question, answer: str) -> float:
    grade = _grade(question, answer)
    return grade.score if grade else 0.0


def _is_doubted(grade: Grade | None) -> bool:
    return grade is None or grade.needs_review or grade.score == 0


def _falls_short(section: str, wrong: str) -> Finding:
    return Finding((section,), wrong, "Change the cues, or what they are to find.", warning=True)
