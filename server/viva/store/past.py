"""Store functions for the list of interviews, and for what came of their questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from viva.interview import Mode, Stage
from viva.progress import Result
from viva.store.rows import BETWEEN
from viva.store.tables import interviews, results

State = Literal["ready", "live", "over"]
"""Where an interview stands, in short; live: under way."""
Order = Literal["newest", "oldest", "highest", "lowest"]
"""By the time of preparation, or by score: there those without one come last."""
MOST_JUDGES = 100
"""So many sets of judges are looked through for the names of all."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which interviews; None, or no words, for all. All `words` have to be found in titles, topics and judge.

    `judge` is one of those that have judged, as `Page.judges` has them. `until` is not included.
    """

    words: tuple[str, ...] = ()
    mode: Mode | None = None
    state: State | None = None
    topic: str | None = None
    judge: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list of interviews; the scores only of one that is over."""

    id: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    mode: Mode
    stage: Stage
    number: int
    counted: int
    score: float | None
    before: float | None
    topics: tuple[str, ...]
    judge: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of the list, how many are wanted in all, and who has judged any of the candidate's interviews."""

    lines: tuple[Line, ...]
    number: int
    judges: tuple[str, ...]


_LINE = [interviews.c[name] for name in Line.__slots__]
_NEWEST = (interviews.c.created_at.desc(), interviews.c.id.desc())
_ORDERS: dict[Order, tuple[sa.ColumnElement[Any], ...]] = {
    "newest": _NEWEST,
    "oldest": (interviews.c.created_at, interviews.c.id),
    "highest": (interviews.c.score.desc().nulls_last(), *_NEWEST),
    "lowest": (interviews.c.score.nulls_last(), *_NEWEST),
}


def page(connection: sa.Connection, candidate: str, wanted: Wanted, order: Order, offset: int, limit: int) -> Page:
    """The candidate's interviews that are wanted, in this order, from `offset` on."""
    tests = _tests(candidate, wanted)
    these = sa.select(*_LINE).where(*tests).order_by(*_ORDERS[order]).offset(offset).limit(limit)
    lines = [Line(**{**row, "topics": tuple(row["topics"])}) for row in connection.execute(these).mappings()]
    number = connection.scalar(sa.select(sa.func.count()).select_from(interviews).where(*tests))
    named = sa.select(interviews.c.judge).where(interviews.c.candidate == candidate, interviews.c.judge != "")
    together = connection.scalars(named.distinct().order_by(interviews.c.judge).limit(MOST_JUDGES))
    judges = sorted({judge for each in together for judge in each.split(BETWEEN)})
    return Page(tuple(lines), number or 0, tuple(judges))


def _tests(candidate: str, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    tests = [interviews.c.candidate == candidate]
    tests += [interviews.c.about.icontains(word, autoescape=True) for word in wanted.words]
    if wanted.mode is not None:
        tests.append(interviews.c.mode == wanted.mode)
    if wanted.state == "live":
        tests.append(interviews.c.stage.not_in(("ready", "over")))
    elif wanted.state is not None:
        tests.append(interviews.c.stage == wanted.state)
    if wanted.topic is not None:
        tests.append(sa.cast(interviews.c.topics, sa.Text).contains(f'"{wanted.topic}"', autoescape=True))
    if wanted.judge is not None:
        listed = sa.literal(BETWEEN) + interviews.c.judge + BETWEEN
        tests.append(listed.contains(f"{BETWEEN}{wanted.judge}{BETWEEN}", autoescape=True))
    if wanted.since is not None:
        tests.append(interviews.c.created_at >= wanted.since)
    if wanted.until is not None:
        tests.append(interviews.c.created_at < wanted.until)
    return tests


def came(connection: sa.Connection, candidate: str, limit: int, question: str | None = None) -> list[Result]:
    """What came of the candidate's last `limit` questions (of this one alone, if it is named), oldest first."""
    wanted = results.select().where(results.c.candidate == candidate)
    if question is not None:
        wanted = wanted.where(results.c.question_id == question)
    latest = wanted.order_by(results.c.at.desc(), results.c.interview.desc(), results.c.turn.desc()).limit(limit)
    names = Result.__slots__
    found = [Result(**{name: row[name] for name in names}) for row in connection.execute(latest).mappings()]
    return found[::-1]
