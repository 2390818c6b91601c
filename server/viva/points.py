"""The points of an interview that is over as a table (CSV), for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from viva.grading import CREDIT
from viva.interview import Interview, Turn

COLUMNS = (
    "interview",
    "date",
    "number",
    "question",
    "topic",
    "level",
    "kind",
    "criterion",
    "says",
    "points",
    "verdict",
    "earned",
    "judge",
    "by_person",
    "counts",
    "score_of_question",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(state: Interview) -> str:
    """One line a criterion of every graded question, with a header (RFC 4180, lines end in CRLF)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for turn in state.roots:
        writer.writerows(_rows(state, turn))
    return out.getvalue()


def _rows(state: Interview, turn: Turn) -> Iterator[list[str]]:
    mark = turn.final
    if mark is None or mark.grade is None:
        return
    question, grade = turn.question, mark.human or mark.grade
    counts = mark.human is not None or not grade.needs_review or mark.confirmed
    for point in grade.points:
        criterion = question.criterion(point.criterion)
        yield [
            _plain(cell)
            for cell in (
                state.id,
                f"{state.created_at:%Y-%m-%d}",
                str(turn.id + 1),
                question.id,
                question.topic,
                question.level,
                question.kind,
                criterion.id,
                criterion.says,
                str(criterion.points),
                point.verdict,
                f"{CREDIT[point.verdict] * criterion.points:g}",
                mark.grade.provenance.judge,
                "yes" if mark.human else "no",
                "yes" if counts else "no",
                f"{grade.score:.4f}",
            )
        ]


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
