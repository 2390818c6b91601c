"""How many questions there are of what: a table to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import get_args

from viva.bank.folder import Bank
from viva.questions import LEVELS, Kind

KINDS: tuple[Kind, ...] = get_args(Kind)


def stats(bank: Bank) -> Iterator[str]:
    """A line for each topic with its number of questions by level and by kind, and one for all of them."""
    columns = ("", "all", *LEVELS, *KINDS)
    rows = [(topic.id, _counts(bank, (topic.id,))) for topic in bank.topics]
    rows.append(("all", _counts(bank, [topic.id for topic in bank.topics])))
    first = max(len(name) for name, _ in rows)
    widths = [first, *(max(4, len(column)) for column in columns[1:])]
    yield "  ".join(column.rjust(width) for column, width in zip(columns, widths, strict=True)).rstrip()
    for name, counts in rows:
        cells = [str(counts[column]) if counts[column] else "·" for column in columns[1:]]
        yield "  ".join([name.ljust(first), *(c.rjust(w) for c, w in zip(cells, widths[1:], strict=True))])


def _counts(bank: Bank, topics: Sequence[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for question in bank.questions:
        if question.topic in topics:
            counts.update(("all", question.level, question.kind))
    return counts
