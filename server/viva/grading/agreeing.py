"""Several grades of one answer made one: the majority's verdict on each point, and how many share it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from viva.grading.sums import CREDIT
from viva.grading.values import Flag, Found, Grade, Point, Settled, Verdict
from viva.questions import Question


@dataclass(frozen=True, slots=True)
class Agreed:
    """What most say. `shares` holds, by criterion, the share (0 to 1) of the grades with the majority's verdict."""

    settled: Settled
    shares: Mapping[str, float]

    def confidence(self, question: Question) -> float:
        """The shares' mean, weighted by points: 1 where all say the same of everything."""
        return sum(c.points * self.shares[c.id] for c in question.rubric) / question.possible


def majority(question: Question, grades: Sequence[Grade]) -> Agreed:
    """The verdict on each criterion that most of the grades (one at least) have; of as many, the one that earns least.

    Quote and reason are those of the first grade with that verdict; the reason says how many share it. A misconception
    or a flag counts if more than half found it.
    """
    points: list[Point] = []
    shares: dict[str, float] = {}
    for criterion in question.rubric:
        given = [point for grade in grades for point in grade.points if point.criterion == criterion.id]
        verdict, count = _most(point.verdict for point in given)
        first = next(point for point in given if point.verdict == verdict)
        shares[criterion.id] = count / len(given)
        told = f"{first.reason} ({count} of {len(given)} judgements agree.)".strip()
        points.append(first if count == len(given) else first.model_copy(update={"reason": told}))
    found: dict[str, list[Found]] = {}
    for grade in grades:
        for error in grade.misconceptions:
            found.setdefault(error.misconception, []).append(error)
    errors = tuple(each[0] for each in found.values() if 2 * len(each) > len(grades))
    raised = Counter(flag for grade in grades for flag in grade.flags)
    # "unverified" is about this grade's own points, and is raised when they are added up.
    flags: tuple[Flag, ...] = tuple(f for f, n in raised.items() if 2 * n > len(grades) and f != "unverified")
    return Agreed(Settled(points=tuple(points), misconceptions=errors, flags=flags), shares)


def _most(verdicts: Iterable[Verdict]) -> tuple[Verdict, int]:
    counts = Counter(verdicts)
    # Among those that earn nothing "missed" accuses nobody.
    return max(counts.items(), key=lambda each: (each[1], -CREDIT[each[0]], each[0] == "missed"))
