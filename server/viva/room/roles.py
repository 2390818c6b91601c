"""Whom a room deals with: a browser's seat, and the roles that are played in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from viva.frames import Outbound
from viva.grading import Exchange, Grade
from viva.interview import Interview, Mode
from viva.questions import Level, Question

Clock = Callable[[], datetime]
Pick = Callable[[Interview, int, Level], Awaitable[Question]]
"""Chooses the question of a turn (by its id) that is to come: of this level, or the nearest that there is."""


async def as_planned(state: Interview, turn: int, _: Level) -> Question:
    """The question that was chosen at the start."""
    return state.turns[turn].question


class Seat(Protocol):
    """A browser's end of a room. Neither call blocks."""

    def send(self, frame: Outbound) -> None:
        """Queue a frame; a seat that can't keep up closes itself."""

    def close(self, code: int, reason: str) -> None:
        """End the connection, after what is queued."""


class JudgeRole(Protocol):
    """Grades answers."""

    @property
    def name(self) -> str:
        """What stands on its grades: `basic@version`, or the model."""

    @property
    def prompt(self) -> str:
        """The fingerprint of its prompt, as on its grades; "" without one."""

    async def grade(self, question: Question, exchanges: Sequence[Exchange]) -> Grade:
        """The grade of these answers, taken together. Raises Ungradable with a reason fit for the candidate."""


class InterviewerRole(Protocol):
    """Talks. Plain words are all that it is given, so it can give no reference away. May raise ModelError midway."""

    @property
    def name(self) -> str:
        """Who asks: `basic@version`, or the model."""

    def greet(self, number: int, minutes: float | None, mode: Mode) -> AsyncIterator[str]:
        """Introduce the interview of `number` questions."""

    def ask(self, text: str, number: int, of: int, previous: tuple[str, str] | None) -> AsyncIterator[str]:
        """Put question `number` `of` all, intact; `previous` is the question before and its answer."""

    def follow_up(self, question: str, answer: str, probe: str) -> AsyncIterator[str]:
        """Ask what `probe` asks, phrased to the answer."""

    def reply(self, question: str, earlier: Sequence[tuple[str, str]], asked: str) -> AsyncIterator[str]:
        """Reply to what the candidate asked back, without helping; `earlier` are such pairs before."""

    def thank(self, number: int, minutes: float) -> AsyncIterator[str]:
        """Close the interview."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays in one interview; `stand_in` takes the interviewer's part where that fails, `pick` chooses anew."""

    interviewer: InterviewerRole
    judge: JudgeRole
    stand_in: InterviewerRole
    pick: Pick = as_planned
