"""Store functions that look across interviews: which there are to grade again, and what people made of grades."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from viva.errors import Unknown
from viva.grading import HUMAN
from viva.store.tables import decisions, grades, interviews, turns, verdicts


@dataclass(frozen=True, slots=True)
class Selection:
    """Which interviews, by their ids (none: all) and the days (UTC, both included) on which they were prepared."""

    ids: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Mean:
    """What a judge's grades took, on average; `cost` in USD over those whose price was known, None if none was."""

    grades: int
    tokens_in: float
    tokens_out: float
    cost: float | None


@dataclass(frozen=True, slots=True)
class Compared:
    """What a judge and a person said of one point, or misconception, of one answer.

    `judge_said` is that judge's latest word with that prompt; `seen` if the person's grade was made from its.
    """

    judge: str
    prompt: str
    question: str
    subject: str
    judge_said: str
    human_said: str
    seen: bool


def over(connection: sa.Connection, chosen: Selection) -> list[str]:
    """The interviews of the selection that are over, oldest first. Raises Unknown if there isn't one that it names."""
    wanted = sa.select(interviews.c.id).where(interviews.c.stage == "over")
    if chosen.ids:
        there = set(connection.scalars(sa.select(interviews.c.id).where(interviews.c.id.in_(chosen.ids))))
        for id in chosen.ids:
            if id not in there:
                raise Unknown(f"There is no interview {id[:40]!r}.")
        wanted = wanted.where(interviews.c.id.in_(chosen.ids))
    if chosen.since is not None:
        wanted = wanted.where(interviews.c.created_at >= _midnight(chosen.since))
    if chosen.until is not None:
        wanted = wanted.where(interviews.c.created_at < _midnight(chosen.until) + timedelta(days=1))
    return list(connection.scalars(wanted.order_by(interviews.c.created_at, interviews.c.id)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def mean(connection: sa.Connection, judge: str) -> Mean | None:
    """What the grades of this judge took that took any tokens; None if there is none."""
    average = [sa.func.avg(column) for column in (grades.c.tokens_in, grades.c.tokens_out, grades.c.cost)]
    asked = sa.select(sa.func.count(), *average).where(grades.c.judge == judge, grades.c.tokens_in > 0)
    number, tokens_in, tokens_out, cost = connection.execute(asked).one()
    return Mean(number, tokens_in, tokens_out, cost) if number else None


def compared(connection: sa.Connection) -> Sequence[Compared]:
    """Every decision of a person that stands beside what each judge has said of the same."""
    return list(_compared(connection))


def _compared(connection: sa.Connection) -> Iterator[Compared]:
    ruled: defaultdict[tuple[str, int, str], list[tuple[str, str]]] = defaultdict(list)
    for row in connection.execute(decisions.select().order_by(*decisions.primary_key)):
        ruled[row.interview, row.turn, row.scope].append((row.subject, row.verdict))
    for (interview, turn, scope), said in ruled.items():
        question = connection.scalar(
            sa.select(turns.c.question_id).where(turns.c.interview == interview, turns.c.id == turn)
        )
        given = sa.select(grades.c.id, grades.c.judge, grades.c.prompt, grades.c.made_from).where(
            grades.c.interview == interview, grades.c.turn == turn, grades.c.scope == scope
        )
        latest: dict[tuple[str, str], int] = {}
        seen: tuple[str, str] | None = None
        for row in connection.execute(given.order_by(grades.c.id)):
            if row.judge == HUMAN:
                seen = (row.made_from["judge"], row.made_from["prompt"]) if row.made_from else None
            else:
                latest[row.judge, row.prompt] = row.id
        for (judge, prompt), id in latest.items():
            wanted = sa.select(verdicts.c.subject, verdicts.c.kind, verdicts.c.verdict).where(verdicts.c.grade == id)
            judged = {v.subject: "said" if v.kind == "misconception" else v.verdict for v in connection.execute(wanted)}
            for subject, verdict in said:
                # What a judge has found no misconception in, it called not said.
                judge_said = judged.get(subject, "not said")
                yield Compared(judge, prompt, str(question), subject, judge_said, verdict, seen == (judge, prompt))
