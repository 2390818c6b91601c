"""Does the effects of an interview: asks, replies, judges; each comes back as an event."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from typing import assert_never

from viva import basic
from viva.errors import ModelError, StoreError, Ungradable
from viva.frames import Delta, Stream, StreamKind
from viva.grading import missing
from viva.interview import (
    Ask,
    Asked,
    Effect,
    Event,
    Faulted,
    Graded,
    Greet,
    Greeted,
    Interview,
    Judge,
    Pick,
    Picked,
    Replied,
    Reply,
    Thank,
    Thanked,
    Weigh,
    Weighed,
)
from viva.room.roles import Cast, Clock, InterviewerRole

log = logging.getLogger(__name__)

Said = tuple[str, str, str]
"""The whole text, who said it, and why a stand-in did ("" if none had to)."""


class Player:
    """Plays the effects of one interview. `tell` takes each piece of streamed words, and must not block."""

    def __init__(self, cast: Cast, clock: Clock, tell: Callable[[Delta], None]) -> None:
        self._cast = cast
        self._clock = clock
        self._tell = tell
        self._streams: dict[tuple[StreamKind, int, int], list[str]] = {}

    def streams(self) -> Iterator[Stream]:
        """The words that are under way, as far as they have come."""
        for (kind, turn, n), said in self._streams.items():
            yield Stream(kind=kind, turn=turn, n=n, text="".join(said))

    def forget(self, state: Interview) -> None:
        """Let go of the streams whose whole text has become part of the interview."""
        self._streams = {key: said for key, said in self._streams.items() if not _through(key, state)}

    async def play(self, state: Interview, effect: Effect) -> Event:
        """Do what `state` asks for. A judge's failure is an event; anything else that is raised is a bug."""
        match effect:
            case Greet():
                text, _, _ = await self._greet(state)
                return Greeted(text, self._clock())
            case Pick(id, level):
                return Picked(id, await self._cast.pick(state, id, level), self._clock())
            case Ask(id):
                text, by, note = await self._ask(state, id)
                return Asked(id, text, by, self._clock(), note)
            case Reply(id, n):
                text, by, note = await self._reply(state, id, n)
                return Replied(id, n, text, by, self._clock(), note)
            case Thank():
                text, _, _ = await self._thank(state)
                return Thanked(text, self._clock())
            case Judge():
                return await self._judge(state, effect)
            case Weigh(id):
                return self._weigh(state, id)
            case _:
                assert_never(effect)

    async def _judge(self, state: Interview, effect: Judge) -> Event:
        question = state.turns[effect.turn].question
        exchanges = state.exchanges(effect.turn, effect.scope)
        begun = time.perf_counter()
        try:
            grade = await self._cast.judge.grade(question, exchanges)
        except Ungradable as error:
            return Faulted(effect.turn, effect.scope, str(error), self._clock())
        except Exception as error:
            # A judge with a bug leaves its turn ungraded like one that is down; the log says more.
            log.exception("The judge failed in interview %s", state.id)
            reason = f"The judge failed ({type(error).__name__}). Try again."
            return Faulted(effect.turn, effect.scope, reason, self._clock())
        if not grade.provenance.seconds:
            seconds = round(time.perf_counter() - begun, 6)
            grade = grade.model_copy(update={"provenance": grade.provenance.model_copy(update={"seconds": seconds})})
        return Graded(effect.turn, effect.scope, grade, self._clock())

    def _weigh(self, state: Interview, id: int) -> Event:
        question = state.turns[id].question
        found = None
        # One not in English is left alone: no follow-up is better than a wrong one.
        with suppress(Ungradable):
            found = missing(question, basic.judge(question, state.exchanges(id, "first")))
        return Weighed(id, found, self._clock())

    async def _greet(self, state: Interview) -> Said:
        minutes = state.plan.minutes
        if state.plan.pace is None:
            minutes = None
        elif minutes is not None:
            minutes *= state.plan.pace
        else:
            minutes = sum(turn.seconds or 0 for turn in state.roots) / 60
        number, mode = len(state.roots), state.plan.mode
        return await self._say("greeting", -1, 0, lambda role: role.greet(number, minutes, mode))

    async def _ask(self, state: Interview, id: int) -> Said:
        turn = state.turns[id]
        if turn.parent is not None and turn.criterion is not None:
            question, answer = turn.question.text, state.turns[turn.parent].answer or ""
            probe = turn.question.criterion(turn.criterion).probe
            return await self._say("question", id, 0, lambda role: role.follow_up(question, answer, probe))
        before = state.turns[id - 1] if id else None
        previous = (before.question.text, before.answer) if before and before.answer else None
        text, of = turn.question.text, len(state.roots)
        return await self._say("question", id, 0, lambda role: role.ask(text, id + 1, of, previous))

    async def _reply(self, state: Interview, id: int, n: int) -> Said:
        turn = state.turns[id]
        # The bank's words, without the sentence that led to them; a follow-up has no others than those said.
        question = turn.question.text if turn.parent is None else turn.text
        earlier = tuple((aside.asked, aside.reply) for aside in turn.asides[:n] if aside.reply)
        asked = turn.asides[n].asked
        return await self._say("aside", id, n, lambda role: role.reply(question, earlier, asked))

    async def _thank(self, state: Interview) -> Said:
        spent = sum(turn.used for turn in state.turns) / 60
        number = sum(state.reached(turn.id) for turn in state.roots)
        return await self._say("closing", -1, 0, lambda role: role.thank(number, spent))

    async def _say(
        self, kind: StreamKind, turn: int, n: int, words: Callable[[InterviewerRole], AsyncIterator[str]]
    ) -> Said:
        """Stream what the interviewer says, or, where that fails, its stand-in."""
        note = ""
        for role in (self._cast.interviewer, self._cast.stand_in):
            try:
                return await self._speak(kind, turn, n, words(role)), role.name, note
            except (ModelError, StoreError) as error:
                log.warning("%s can't speak: %s", role.name, error)
                note = f"{error} The basic interviewer stands in."
        raise RuntimeError("the stand-in can't speak")

    async def _speak(self, kind: StreamKind, turn: int, n: int, pieces: AsyncIterator[str]) -> str:
        said = self._streams[kind, turn, n] = []
        async for piece in pieces:
            self._tell(Delta(kind=kind, turn=turn, n=n, first=not said, text=piece))
            said.append(piece)
        return "".join(said)


def _through(stream: tuple[StreamKind, int, int], state: Interview) -> bool:
    """Whether the whole text of a stream has become part of the interview."""
    kind, id, n = stream
    if kind == "greeting":
        return bool(state.greeting)
    if kind == "closing":
        return bool(state.closing)
    turn = state.turns[id]
    if kind == "aside":
        return n < len(turn.asides) and turn.asides[n].reply is not None
    return bool(turn.text or turn.how)
