"""What is measured, and what comes of it: values only. Scores are 0 to 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from viva.grading import Verdict

LEVELS = 5
"""QWK, the weights of the weighted RMSE and the confusion of scores go by levels of a quarter: 0, ¼, ½, ¾, 1."""


@dataclass(frozen=True, slots=True)
class Row:
    """One answer as one run graded it. `case` numbers the answers; `expected` is empty where only `gold` is known."""

    case: int
    question: str
    gold: float
    expected: Mapping[str, Verdict]
    score: float | None
    verdicts: Mapping[str, Verdict]
    reason: str = ""
    needs_review: bool = False
    by_rule: bool = False
    tokens: int = 0
    cost: float | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric's value and its 95 % interval; None where the answers don't determine it."""

    value: float | None
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        if self.value is None:
            return "-"
        return f"{self.value:.3f}" + ("" if self.low is None else f" [{self.low:.3f}, {self.high:.3f}]")


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers that the judge scored about alike: their number, and the mean scores of judge and people."""

    number: int
    judged: float
    gold: float


@dataclass(frozen=True, slots=True)
class Measured:
    """All that is known of a judge on some answers. The confusions hold people's rows and the judge's columns.

    `agreement` is the share of pairs of runs with the same verdict on a point, None for one run. `tokens` and `cost`
    (USD, None where a price is unknown) are of all runs, `seconds` of one answer: the median and the 95th percentile.
    `worst` holds the questions by the RMSE of their answers.
    """

    questions: int
    answers: int
    graded: int
    coverage: Figure
    needs_review: int
    by_rule: int
    ungraded: Mapping[str, int]
    figures: Mapping[str, Figure]
    agreement: float | None
    tokens: int
    cost: float | None
    seconds: tuple[float, float]
    levels: tuple[tuple[int, ...], ...]
    verdicts: tuple[Verdict, ...]
    points: tuple[tuple[int, ...], ...]
    bins: tuple[Bin, ...]
    worst: tuple[tuple[str, float], ...]
