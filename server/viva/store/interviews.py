"""Store functions for interviews: each is a plain function of a connection, to be run by a Database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from viva.errors import Stale, Unknown
from viva.grading import HUMAN, Grade, Scope
from viva.interview import Dispute, Event, Interview, Mark
from viva.store import rows
from viva.store.tables import (
    candidates,
    decisions,
    disputes,
    drafts,
    events,
    grades,
    interviews,
    results,
    spending,
    turns,
    verdicts,
)

# Built once and filled by parameters: making a statement costs SQLAlchemy more than SQLite takes to run it.
_ID: sa.BindParameter[Any] = sa.bindparam("this_id")
_TURN: sa.BindParameter[Any] = sa.bindparam("this_turn")
_VERSION: sa.BindParameter[Any] = sa.bindparam("this_version")
_REV: sa.BindParameter[Any] = sa.bindparam("this_rev")
_CHANGE = interviews.update().where(interviews.c.id == _ID, interviews.c.version == _VERSION)
_LOG = events.insert()
_ADD_TURN = turns.insert()
_CHANGE_TURN = turns.update().where(turns.c.interview == _ID, turns.c.id == _TURN)
_ADD_GRADE = grades.insert()
_ADD_VERDICTS = verdicts.insert()
_ADD_DRAFT = drafts.insert()
_CHANGE_DRAFT = drafts.update().where(drafts.c.interview == _ID, drafts.c.turn == _TURN, drafts.c.rev <= _REV)
_DRAFT = sa.select(drafts.c.rev).where(drafts.c.interview == _ID, drafts.c.turn == _TURN)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was in the answer box: `rev` counts up. Kept `saves` times, from `since` (None: not known) until `at`."""

    rev: int
    text: str
    since: datetime | None
    at: datetime
    saves: int


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept of an interview and that its room needs: `cids` maps each command to its version."""

    state: Interview
    drafts: Mapping[int, Draft]
    cids: Mapping[str, int]
    alive_at: datetime | None


def create(connection: sa.Connection, state: Interview) -> None:
    """Write a new interview, and its candidate if this is the first."""
    known = connection.execute(sa.select(candidates.c.id).where(candidates.c.id == state.candidate)).first()
    if known is None:
        connection.execute(candidates.insert().values(id=state.candidate, created_at=state.created_at))
    connection.execute(interviews.insert().values(rows.new_interview_row(state)))
    connection.execute(_ADD_TURN, [rows.new_turn_row(state.id, turn) for turn in state.turns])


def load(connection: sa.Connection, id: str) -> Kept:
    """An interview as it was last committed. Raises Unknown."""
    row = connection.execute(interviews.select().where(interviews.c.id == id)).mappings().first()
    if row is None:
        raise Unknown(f"There is no interview {id[:40]!r}.")
    asked = connection.execute(turns.select().where(turns.c.interview == id).order_by(turns.c.id)).mappings()
    state = rows.read_interview(row, asked, _beside(connection, id))
    kept = connection.execute(drafts.select().where(drafts.c.interview == id)).mappings()
    cids = connection.execute(
        sa.select(events.c.cid, events.c.version).where(events.c.interview == id, events.c.cid.is_not(None))
    )
    return Kept(
        state=state,
        drafts={row["turn"]: Draft(**{name: row[name] for name in Draft.__slots__}) for row in kept},
        cids={row.cid: row.version for row in cids},
        alive_at=row["alive_at"],
    )


def delete(connection: sa.Connection, id: str) -> None:
    """Remove an interview and all that is of it; what its models cost still counts for its day. Raises Unknown.

    Run it by `Database.erase`, or its words stay in the file.
    """
    given = sa.select(grades.c.id).where(grades.c.interview == id)
    connection.execute(verdicts.delete().where(verdicts.c.grade.in_(given)))
    for table in (decisions, disputes, grades, drafts, events, results, turns):
        connection.execute(table.delete().where(table.c.interview == id))
    if connection.execute(interviews.delete().where(interviews.c.id == id)).rowcount == 0:
        raise Unknown(f"There is no interview {id[:40]!r}.")
    connection.execute(spending.update().where(spending.c.interview == id).values(interview=""))


def _beside(connection: sa.Connection, id: str) -> dict[tuple[int, str], rows.Beside]:
    """What belongs to the marks of an interview, by (turn, scope)."""
    found: defaultdict[tuple[int, str], rows.Beside] = defaultdict(rows.Beside)
    for key, _, grade in all_grades(connection, id):
        if grade.provenance.judge == HUMAN:
            found[key].human = grade
        else:
            found[key].grade = grade
    for row in connection.execute(_said(decisions, id)).mappings():
        found[row["turn"], row["scope"]].decisions.append(rows.read_decision(row))
    for row in connection.execute(_said(disputes, id)).mappings():
        found[row["turn"], row["scope"]].disputes.append(Dispute(row["subject"], row["word"]))
    return found


def _said(table: sa.Table, id: str) -> sa.Select[Any]:
    return table.select().where(table.c.interview == id).order_by(table.c.subject)


def all_grades(connection: sa.Connection, id: str) -> list[tuple[tuple[int, str], datetime, Grade]]:
    """Every grade of an interview, those of people too, with its (turn, scope) and time, oldest first."""
    given = connection.execute(grades.select().where(grades.c.interview == id).order_by(grades.c.id)).mappings().all()
    said: dict[int, list[Any]] = {row["id"]: [] for row in given}
    if given:
        wanted = verdicts.select().where(verdicts.c.grade.in_(list(said))).order_by(verdicts.c.grade, verdicts.c.n)
        for verdict in connection.execute(wanted).mappings():
            said[verdict["grade"]].append(verdict)
    return [((row["turn"], row["scope"]), row["at"], rows.read_grade(row, said[row["id"]])) for row in given]


def save(connection: sa.Connection, before: Interview, after: Interview, event: Event, cid: str | None) -> None:
    """Write what an event changed, with the event. Raises Stale if the interview isn't at `before` any more."""
    key = {"this_id": before.id, "this_version": before.version}
    changed = connection.execute(_CHANGE, rows.interview_row(after) | key)
    if changed.rowcount != 1:
        raise Stale("This interview was changed elsewhere in the meantime.")
    kind, kept = rows.event_row(event)
    line = {"interview": after.id, "version": after.version, "at": event.at, "kind": kind, "cid": cid, "data": kept}
    connection.execute(_LOG, line)
    for turn in after.turns:
        old = before.turns[turn.id] if turn.id < len(before.turns) else None
        if old is turn:
            continue
        if old is None:
            connection.execute(_ADD_TURN, rows.new_turn_row(after.id, turn))
        else:
            changes = rows.turn_row(turn) | (rows.asked_row(turn) if old.question is not turn.question else {})
            connection.execute(_CHANGE_TURN, changes | {"this_id": after.id, "this_turn": turn.id})
        for scope in ("first", "all"):
            mark, known = turn.mark(scope), old.mark(scope) if old else None
            if mark is None:
                continue
            for grade, before_ in ((mark.grade, known and known.grade), (mark.human, known and known.human)):
                if grade and grade is not before_:
                    add_grade(connection, after.id, turn.id, scope, grade, event.at)
            if (mark.decisions, mark.disputes) != ((known.decisions, known.disputes) if known else ((), ())):
                say(connection, after.id, turn.id, scope, mark)
    note(connection, before, after)


def note(connection: sa.Connection, before: Interview | None, after: Interview) -> None:
    """Keep what came of the questions of an interview that is over: of those that aren't as they were `before`."""
    if after.stage != "over":
        return
    known = before.turns if before and before.stage == "over" else ()
    for turn in after.roots:
        if after.reached(turn.id) and not (turn.id < len(known) and known[turn.id] is turn):
            here = (results.c.interview == after.id, results.c.turn == turn.id)
            connection.execute(results.delete().where(*here))
            connection.execute(results.insert(), rows.result_row(after, turn))


def add_grade(connection: sa.Connection, interview: str, turn: int, scope: Scope, grade: Grade, at: datetime) -> None:
    added = connection.execute(_ADD_GRADE, rows.grade_row(interview, turn, scope, grade, at))
    assert added.inserted_primary_key is not None
    connection.execute(_ADD_VERDICTS, rows.verdict_rows(added.inserted_primary_key[0], grade))


def say(connection: sa.Connection, interview: str, turn: int, scope: Scope, mark: Mark) -> None:
    """Write what people say of a mark, in the place of what they said before."""
    for table, new in (
        (decisions, rows.decision_rows(interview, turn, scope, mark)),
        (disputes, rows.dispute_rows(interview, turn, scope, mark)),
    ):
        here = (table.c.interview == interview, table.c.turn == turn, table.c.scope == scope)
        connection.execute(table.delete().where(*here))
        if new:
            connection.execute(table.insert(), new)


def draft(connection: sa.Connection, interview: str, turn: int, new: Draft) -> None:
    """Keep a draft, unless a newer one (by `rev`) is there."""
    key, values = {"this_id": interview, "this_turn": turn}, asdict(new)
    changed = connection.execute(_CHANGE_DRAFT, values | key | {"this_rev": new.rev})
    if changed.rowcount == 0 and connection.execute(_DRAFT, key).first() is None:
        connection.execute(_ADD_DRAFT, values | {"interview": interview, "turn": turn})


def alive(connection: sa.Connection, ids: Iterable[str], at: datetime) -> None:
    """Note that the rooms of these interviews are up."""
    connection.execute(interviews.update().where(interviews.c.id.in_(list(ids))).values(alive_at=at))


def live(connection: sa.Connection) -> list[str]:
    """The interviews that were under way."""
    running = ("greeting", "picking", "asking", "open", "weighing", "choosing")
    return list(connection.scalars(sa.select(interviews.c.id).where(interviews.c.stage.in_(running))))


def under_way(connection: sa.Connection, candidate: str, question: str) -> str | None:
    """The candidate's interview that has begun, isn't over, and asks this question; None if there is none."""
    wanted = (
        sa.select(interviews.c.id)
        .join(turns, turns.c.interview == interviews.c.id)
        .where(
            interviews.c.stage.not_in(("ready", "over")),
            interviews.c.candidate == candidate,
            turns.c.question_id == question,
        )
        .limit(1)
    )
    return connection.scalars(wanted).first()


def asking(connection: sa.Connection, candidate: str) -> frozenset[str]:
    """The questions of the candidate's interviews that have begun and aren't over."""
    wanted = (
        sa.select(turns.c.question_id)
        .join(interviews, turns.c.interview == interviews.c.id)
        .where(interviews.c.stage.not_in(("ready", "over")), interviews.c.candidate == candidate)
    )
    return frozenset(connection.scalars(wanted))


def history(connection: sa.Connection, candidate: str, limit: int) -> list[frozenset[str]]:
    """The questions that the candidate was given in the last interviews that were begun, the latest first."""
    latest = (
        sa.select(interviews.c.id)
        .where(interviews.c.candidate == candidate, interviews.c.stage != "ready")
        .order_by(interviews.c.created_at.desc(), interviews.c.id.desc())
        .limit(limit)
    )
    ids = list(connection.scalars(latest))
    asked: dict[str, set[str]] = {id: set() for id in ids}
    put = sa.select(turns.c.interview, turns.c.question_id).where(
        turns.c.interview.in_(ids), (turns.c.text != "") | (turns.c.how != "")
    )
    for interview, question in connection.execute(put):
        asked[interview].add(question)
    return [frozenset(asked[id]) for id in ids]
