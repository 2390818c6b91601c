"""Grades an interview again: a new grade beside the old, by whatever judge is given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from viva import store
from viva.errors import Stale, StoreError, Ungradable
from viva.grading import Scope
from viva.interview import Graded, Interview, step
from viva.room import Clock, JudgeRole

TRIES = 5
"""How often a write is tried again when the server writes to the same interview meanwhile."""


@dataclass(frozen=True, slots=True)
class Line:
    """What came of grading one question again; scores are 0 to 1, None where there is none."""

    number: int
    scope: Scope
    before: float | None
    after: float | None
    reason: str = ""

    @property
    def failed(self) -> bool:
        """Whether the judge gave no grade; the old one stands."""
        return self.after is None

    def __str__(self) -> str:
        name = f"Question {self.number}" + (" (first answer)" if self.scope == "first" else " (with follow-ups)")
        old = "ungraded" if self.before is None else f"{self.before:.0%}"
        if self.after is None:
            return f"{name}: {old} stands. {self.reason}"
        return f"{name}: {old} -> {self.after:.0%}"


async def regrade(database: store.Database, judge: JudgeRole, id: str, clock: Clock) -> AsyncIterator[Line]:
    """Grade every answered question of an interview that is over, one line each as they come.

    Raises Unknown, and StoreError while the interview is under way.
    """
    state = (await database.read(store.load, id)).state
    if state.stage != "over":
        raise StoreError("An interview can be graded again once it is over.")
    for turn in state.roots:
        scopes: tuple[Scope, ...] = ("first", "all")
        for scope in scopes:
            mark = turn.mark(scope)
            if mark is None or not turn.answered:
                continue
            before = mark.grade.score if mark.grade else None
            try:
                grade = await judge.grade(turn.question, state.exchanges(turn.id, scope))
            except Ungradable as error:
                yield Line(turn.id + 1, scope, before, None, str(error))
                continue
            await _keep(database, state, Graded(turn.id, scope, grade, clock()))
            yield Line(turn.id + 1, scope, before, grade.score)


async def _keep(database: store.Database, state: Interview, event: Graded) -> None:
    for _ in range(TRIES):
        before = (await database.read(store.load, state.id)).state
        after, _effects = step(before, event)
        try:
            await database.write(store.save, before, after, event, None)
        except Stale:
            continue
        return
    raise StoreError("The server keeps writing to this interview: try again when nobody is looking at it.")
