"""What to make of points without cues: how much an answer has in common with the reference answer as a whole.

The sentences of a reference are no rubric: some are examples, some alternatives, and few have to be said. So the answer
is compared as a whole, and what that is worth is shared out among the points, the best found first. The formula was
fitted to 1,665 answers of students to 17 questions on networks, marked by people ("Short Answer Feedback", Filighera et
al., ACL 2022), where r was 0.43; on 14 questions that it had not seen, r was 0.28. Its numbers are as round as so few
questions can tell.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from viva.grading import CREDIT, Exchange, Verdict
from viva.questions import Criterion, Question
from viva.words import content_stems, is_content, tokens

FULL, SLOPE = 1.7, 0.38
"""What an answer with all the words of the reference is worth, before it is cut off at 1, and what a factor of e is."""

PRECISION, LENGTH = 0.3, 0.2
"""What the share of the answer's own words that the reference knows, and the answer's length, weigh beside the share of
the reference that was found. The first predicts no marks: it holds down padding and answers to another question."""

PREFIX, AKIN = 5, 0.8
"""Stems that begin with as many same letters count so much for each other: "fluctuation" and "fluctuate"."""

THIN = 40
"""A reference of fewer words (of content) is one way of saying it, and an answer without any of them may be right:
people gave 142 such answers two thirds of the marks."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """By criterion without cues: its verdict, and the stems of the answer that are the point's, too."""

    verdicts: Mapping[str, Verdict]
    found: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Compared:
    """Each stem of the reference that was found: as which stem of the answer, and what that counts (0 to 1).

    `said` is the number of the answer's stems (saying one twice adds nothing), `own` of those that the question doesn't
    have; `asked` is the length of the reference in words of content.
    """

    credit: Mapping[str, tuple[str, float]]
    own: int
    said: int
    asked: int

    @property
    def found(self) -> float:
        return sum(credit for _, credit in self.credit.values())


def likeness(question: Question, exchanges: Sequence[Exchange]) -> Likeness:
    """The verdicts on the question's points without cues; empty where all have some. Pure."""
    points = _without_cues(question)
    if not points:
        return Likeness({}, {})
    compared = _compare(question, exchanges)
    found = {point.id: _shared(point, compared) for point in points}
    share = {point.id: len(found[point.id]) / max(1, len(content_stems(point.says))) for point in points}
    left = _worth(compared) * sum(point.points for point in points)
    verdicts: dict[str, Verdict] = {}
    for point in sorted(points, key=lambda point: -share[point.id]):
        part = left / point.points
        verdict: Verdict = "met" if part >= 0.75 else "partly" if part >= 0.25 else "missed"
        verdicts[point.id] = verdict
        left -= CREDIT[verdict] * point.points
    return Likeness(verdicts, found)


def is_thin(question: Question, exchanges: Sequence[Exchange]) -> bool:
    """Whether there is nothing to go by: no point has cues, the reference is short, and none of its words is there."""
    if len(_without_cues(question)) < len(question.rubric):
        return False
    compared = _compare(question, exchanges)
    return compared.asked < THIN and not compared.credit


def _worth(compared: _Compared) -> float:
    """What an answer earns by the words that it shares with the reference, 0 to 1."""
    if not compared.credit:
        return 0.0
    recall = math.log((1 + compared.found) / (1 + compared.asked))
    precision = math.log((1 + compared.found) / (1 + compared.own))
    length = math.log((1 + compared.said) / (1 + compared.asked))
    return min(1.0, max(0.0, FULL + SLOPE * (recall + PRECISION * precision + LENGTH * length)))


def _without_cues(question: Question) -> list[Criterion]:
    return [criterion for criterion in question.rubric if not criterion.cues and criterion.number is None]


def _compare(question: Question, exchanges: Sequence[Exchange]) -> _Compared:
    """The words of the answers beside those of the reference; what the question says by itself earns nothing."""
    asked = content_stems(question.text)
    known = _stems(question.answer)
    stems = {stem for exchange in exchanges for stem in _stems(exchange.answer)}
    near = {stem[:PREFIX]: stem for stem in sorted(stems) if len(stem) >= PREFIX}
    credit: dict[str, tuple[str, float]] = {}
    for wanted in (frozenset(known) - asked) or frozenset(known):
        if wanted in stems:
            credit[wanted] = (wanted, 1.0)
        elif len(wanted) >= PREFIX and wanted[:PREFIX] in near:
            credit[wanted] = (near[wanted[:PREFIX]], AKIN)
    return _Compared(credit, own=len(stems - asked), said=len(stems), asked=len(known))


def _stems(text: str) -> list[str]:
    return [token.stem for token in tokens(text) if is_content(token.word)]


def _shared(point: Criterion, compared: _Compared) -> frozenset[str]:
    return frozenset(compared.credit[stem][0] for stem in content_stems(point.says) if stem in compared.credit)
