"""What was measured, what is to hold, and the table of both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share (0 to 1) of all values does not exceed; NaN of none."""
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `beside` is the same of what Viva is held beside (named in the line's `words`).

    `most` and `least` bound Viva's value, or, where `ratio` is set, the value divided by `beside`.
    """

    name: str
    words: str
    value: float
    unit: str
    beside: float | None = None
    most: float | None = None
    least: float | None = None
    ratio: bool = False

    @property
    def over(self) -> float | None:
        """Viva's value divided by the one beside it."""
        return self.value / self.beside if self.beside else None

    @property
    def held(self) -> bool | None:
        """Whether the bound holds; None where there is none."""
        found = self.over if self.ratio else self.value
        if (self.most is None and self.least is None) or found is None or math.isnan(found):
            return None
        return (self.most is None or found <= self.most) and (self.least is None or found >= self.least)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        over = None if self.over is None else round(self.over, 3)
        return asdict(self) | {"value": round(self.value, 4), "over": over, "held": self.held}

    def cells(self) -> tuple[str, ...]:
        """The line of the table."""
        bound = next((f"{sign} {n:g}" for sign, n in (("<=", self.most), (">=", self.least)) if n is not None), "")
        unit = " x" if self.ratio else f" {self.unit}"
        return (
            self.words,
            f"{_short(self.value)} {self.unit}",
            _short(self.beside) if self.beside is not None else "",
            f"{self.over:.2f}" if self.over is not None else "",
            bound + unit if bound else "",
            {True: "OK", False: "MISS", None: ""}[self.held],
        )


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(figures: Sequence[Figure]) -> str:
    """All of them as plain text."""
    rows = [("", "Viva", "beside", "ratio", "to hold", ""), *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in (0, 5) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
