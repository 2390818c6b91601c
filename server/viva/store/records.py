"""An interview as one JSON document, complete: what an export holds, and an import takes."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError

from viva.errors import Damaged, Twice
from viva.grading import Grade, Scope
from viva.interview import Interview, Mark, Turn
from viva.questions import Frozen
from viva.store.interviews import Draft, add_grade, all_grades, create, draft, load, note, say
from viva.store.tables import events, interviews

FIRST_YEAR, LAST_YEAR = 2000, 2999
"""When an interview may have been: what is practised again by its results is due later."""
MOST = 2**53
"""The largest number that JSON carries everywhere."""


class GradeRecord(Frozen):
    """A grade, with what it is of and when it was given."""

    turn: int
    scope: Scope
    at: datetime
    grade: Grade


class EventRecord(Frozen):
    """A line of the log."""

    version: int
    at: datetime
    kind: str
    cid: str | None
    data: dict[str, Any]


class TypedRecord(Frozen):
    """When the answer to a turn was typed: its drafts, without their words."""

    turn: int
    since: datetime
    at: datetime
    saves: int


class Record(Frozen):
    """Everything that is kept of an interview but the words of its drafts; `viva` is the number of this format.

    1 knew nothing of what people say of grades, 2 nothing of when answers were typed; both are taken as they are.
    """

    viva: Literal[1, 2, 3] = 3
    interview: Interview
    grades: tuple[GradeRecord, ...]
    events: tuple[EventRecord, ...]
    typed: tuple[TypedRecord, ...] = ()


_RECORD: TypeAdapter[Record] = TypeAdapter(Record)


def record(connection: sa.Connection, id: str) -> Record:
    """All of an interview. Raises Unknown."""
    kept = load(connection, id)
    state = kept.state
    log = connection.execute(events.select().where(events.c.interview == id).order_by(events.c.version)).mappings()
    return Record(
        interview=state,
        grades=tuple(
            GradeRecord(turn=turn, scope="first" if scope == "first" else "all", at=at, grade=grade)
            for (turn, scope), at, grade in all_grades(connection, id)
        ),
        events=tuple(EventRecord(**{name: row[name] for name in EventRecord.model_fields}) for row in log),
        typed=tuple(
            TypedRecord(turn=turn, since=draft.since, at=draft.at, saves=draft.saves)
            for turn, draft in sorted(kept.drafts.items())
            if draft.since
        ),
    )


def parse(text: str | bytes) -> Record:
    """A record from its JSON. Raises Damaged with the first thing that is wrong."""
    try:
        found = _RECORD.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the start"
        raise Damaged(f"This is no export of Viva: at {where}: {first['msg']}.") from None
    state = found.interview
    if state.stage != "over" or not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", state.id):
        raise Damaged("This export is damaged: only an interview that is over can be imported.")
    given = {grade.turn for grade in found.grades} | {typed.turn for typed in found.typed}
    if not all(_adds_up(turn, found) for turn in state.turns) or not given <= set(range(len(state.turns))):
        raise Damaged("This export is damaged: its turns or its grades don't add up.")
    ids = [turn.id for turn in found.interview.turns]
    if ids != list(range(len(ids))) or not _log_adds_up(found):
        raise Damaged("This export is damaged: its turns or its events don't add up.")
    if not _may_be(_RECORD.dump_python(found)):
        raise Damaged("This export is damaged: there is a time or a number in it that can't be.")
    return found


def _may_be(value: Any) -> bool:
    """Whether every time in it has a zone, and every time and number can be kept and reckoned with."""
    if isinstance(value, datetime):
        return value.tzinfo is not None and FIRST_YEAR <= value.year <= LAST_YEAR
    if isinstance(value, int | float):
        return abs(value) <= MOST  # NaN isn't
    if isinstance(value, dict):
        return all(map(_may_be, value.values()))
    return not isinstance(value, list | tuple) or all(map(_may_be, value))


def _adds_up(turn: Turn, found: Record) -> bool:
    """Whether a turn's parent is a question before it, and what it names is the question's."""
    state = found.interview
    known = {criterion.id for criterion in turn.question.rubric}
    errors = {misconception.id for misconception in turn.question.misconceptions}
    marks = [mark for mark in (turn.first, turn.all) if mark]
    given = [grade for mark in marks for grade in (mark.grade, mark.human) if grade]
    named = {*turn.hints, *(turn.missing or ()), *(point.criterion for grade in given for point in grade.points)}
    wrong = {error.misconception for grade in given for error in grade.misconceptions}
    if turn.parent is not None and not (0 <= turn.parent < turn.id and state.turns[turn.parent].parent is None):
        return False
    if turn.how and turn.closed_at is None:
        return False
    # A grade that stands has a row of its own, or it would be gone after the import.
    if not all(any(row.turn == turn.id and row.grade == grade for row in found.grades) for grade in given):
        return False
    return named <= known and wrong <= errors and all(_said_adds_up(mark, known | errors) for mark in marks)


def _log_adds_up(found: Record) -> bool:
    """Whether each event has a version of its own, none beyond the interview's, and no command came twice."""
    versions = {event.version for event in found.events}
    cids = [event.cid for event in found.events if event.cid is not None]
    own = len(versions) == len(found.events) and len(set(cids)) == len(cids)
    return own and all(0 < version <= found.interview.version for version in versions)


def _said_adds_up(mark: Mark, known: set[str]) -> bool:
    """Whether what people say of a mark is of its question, and a person's grade rests on it."""
    said = {decision.subject for decision in mark.decisions} | {dispute.subject for dispute in mark.disputes}
    return said <= known and (mark.human is not None) == bool(mark.decisions)


def restore(connection: sa.Connection, found: Record) -> None:
    """Write an imported interview down. Raises Twice if one of that id is there already."""
    state = found.interview
    if connection.execute(sa.select(interviews.c.id).where(interviews.c.id == state.id)).first():
        raise Twice(state.id)
    create(connection, state)
    for given in found.grades:
        add_grade(connection, state.id, given.turn, given.scope, given.grade, given.at)
    for turn in state.turns:
        if turn.first:
            say(connection, state.id, turn.id, "first", turn.first)
        if turn.all:
            say(connection, state.id, turn.id, "all", turn.all)
    for line in found.events:
        connection.execute(events.insert().values(interview=state.id, **line.model_dump()))
    for typed in found.typed:
        draft(connection, state.id, typed.turn, Draft(0, "", typed.since, typed.at, typed.saves))
    note(connection, None, state)
