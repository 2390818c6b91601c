"""The shell of one interview: one task, one inbox, and for every event step, save, tell, act, in this order."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, assert_never

from viva import basic, frames, store
from viva.errors import Illegal, ModelError, Stale, StoreError, Ungradable
from viva.frames import (
    CLOSE_FAULT,
    CLOSE_LEAVING,
    CLOSE_MOVED,
    CLOSE_TAKEN,
    Command,
    Delta,
    Draft,
    DraftView,
    Ok,
    Outbound,
    Ping,
    Pong,
    Refused,
    Saved,
    Stream,
    Sync,
    changed,
    ms,
    snapshot,
)
from viva.grading import Exchange, Grade, missing
from viva.interview import (
    GRACE,
    OUTAGE,
    Answered,
    Ask,
    Asked,
    Begun,
    Confirmed,
    Continued,
    Credited,
    Effect,
    Ended,
    Event,
    Faulted,
    Graded,
    Greet,
    Greeted,
    Hinted,
    Interview,
    Judge,
    Paused,
    Queried,
    Replied,
    Reply,
    Resumed,
    Retried,
    Skipped,
    Thank,
    Thanked,
    Ticked,
    Weigh,
    Weighed,
    deadline,
    due,
    resume,
    step,
)
from viva.questions import Question

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
MOST_WAITING = 64
"""Frames of browsers in an inbox; a browser that sends faster isn't read until they are dealt with."""


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

    async def grade(self, question: Question, exchanges: Sequence[Exchange]) -> Grade:
        """The grade of these answers, taken together. Raises Ungradable with a reason fit for the candidate."""


class InterviewerRole(Protocol):
    """Talks. Plain words are all that it is given, so it can give no reference away. May raise ModelError midway."""

    @property
    def name(self) -> str:
        """Who asks: `basic@version`, or the model."""

    def greet(self, number: int, minutes: float | None, mode: str) -> AsyncIterator[str]:
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
    """Who plays in one interview; `stand_in` takes the interviewer's part where that fails."""

    interviewer: InterviewerRole
    judge: JudgeRole
    stand_in: InterviewerRole


@dataclass(frozen=True, slots=True)
class _Came:
    seat: Seat


@dataclass(frozen=True, slots=True)
class _Left:
    seat: Seat


@dataclass(frozen=True, slots=True)
class _Sent:
    seat: Seat
    frame: Command | Draft | Sync | Ping
    at: datetime


@dataclass(frozen=True, slots=True)
class _Happened:
    event: Event


@dataclass(frozen=True, slots=True)
class _Wake:
    """Time to look at the clock, or to leave."""

    leave: bool = False


class Room:
    """One interview in this process. `run` it as a task; talk to it by `come`, `left` and `take`."""

    def __init__(self, kept: store.Kept, cast: Cast, database: store.Database, clock: Clock) -> None:
        self.state = kept.state
        self.ended = False
        self._drafts = dict(kept.drafts)
        self._cids = dict(kept.cids)
        self._away_since = kept.alive_at
        self._cast = cast
        self._database = database
        self._clock = clock
        self._slots = asyncio.Semaphore(MOST_WAITING)
        self._inbox: asyncio.Queue[_Came | _Left | _Sent | _Happened | _Wake] = asyncio.Queue()
        self._seat: Seat | None = None
        self._tasks: dict[Effect, asyncio.Task[None]] = {}
        self._streams: dict[tuple[frames.StreamKind, int, int], list[str]] = {}
        self._alarm: asyncio.TimerHandle | None = None

    # -- from outside

    def come(self, seat: Seat) -> None:
        """A browser has connected: it gets a snapshot, and the one before it is told to go."""
        self._inbox.put_nowait(_Came(seat))

    def left(self, seat: Seat) -> None:
        """A browser's connection is gone."""
        self._inbox.put_nowait(_Left(seat))

    async def take(self, seat: Seat, frame: Command | Draft | Sync | Ping, at: datetime) -> None:
        """A browser sent a frame, which came in at `at`. Waits while MOST_WAITING of them are not dealt with."""
        await self._slots.acquire()
        self._inbox.put_nowait(_Sent(seat, frame, at))

    def wake(self) -> None:
        """Look at the clock. The room's own alarm calls this; call it after the clock was set."""
        self._inbox.put_nowait(_Wake())

    def leave(self) -> None:
        """The server goes down."""
        self._inbox.put_nowait(_Wake(leave=True))

    async def run(self) -> None:
        """Live until nobody is here and nothing is under way, or another process has taken over. Raises nothing."""
        code, reason = CLOSE_LEAVING, "The server is going down."
        try:
            await self._return()
            while not self._idle():
                item = await self._inbox.get()
                if isinstance(item, _Wake) and item.leave:
                    break
                await self._do(item)
        except Stale:
            code, reason = CLOSE_MOVED, "This interview was changed by another process."
        except asyncio.CancelledError:
            raise
        except Exception:
            # A bug ends its own room, loudly, and no other; what was acknowledged is on disk.
            log.exception("The room of interview %s failed", self.state.id)
            code, reason = CLOSE_FAULT, "Something went wrong on the server. What was saved is safe."
        finally:
            self.ended = True
            self._end(code, reason)

    # -- the loop

    def _idle(self) -> bool:
        # No await stands between this and `ended`, so nobody can come in between.
        still = self.state.stage in ("ready", "paused", "feedback", "over")
        return still and self._seat is None and not self._tasks and self._inbox.empty() and self._met

    _met = False
    """Whether anybody or anything has been dealt with yet: a room is opened for a reason."""

    def _end(self, code: int, reason: str) -> None:
        if self._alarm:
            self._alarm.cancel()
        for task in self._tasks.values():
            task.cancel()
        seats = {self._seat} if self._seat else set()
        while not self._inbox.empty():
            item = self._inbox.get_nowait()
            if isinstance(item, _Came):
                seats.add(item.seat)
        for seat in seats:
            seat.close(code, reason)

    async def _return(self) -> None:
        """Take up what was under way, and give back the time that the server was away."""
        turn, now = self.state.turn, self._clock()
        if self.state.stage == "open" and turn and turn.opened_at and self._away_since:
            away = now - max(self._away_since, turn.opened_at)
            if away > OUTAGE:
                await self._happen(Credited(away.total_seconds(), now))
        self._act(resume(self.state))
        self._arm()
        self._met = bool(self._tasks)

    async def _do(self, item: _Came | _Left | _Sent | _Happened | _Wake) -> None:
        self._met = True
        match item:
            case _Came(seat):
                if self._seat is not None:
                    self._seat.close(CLOSE_TAKEN, "This interview was opened in another tab.")
                self._seat = seat
                self._show()
            case _Left(seat):
                if self._seat is seat:
                    self._seat = None
            case _Sent(seat, frame, at):
                self._slots.release()
                if seat is self._seat:
                    await self._take(frame, at)
            case _Happened(event):
                await self._happened(event)
            case _Wake():
                now = self._clock()
                await self._happen(Ticked(now, self._draft()))
        self._arm()

    def _arm(self) -> None:
        """Set the alarm for the machine's next deadline."""
        if self._alarm:
            self._alarm.cancel()
            self._alarm = None
        at = deadline(self.state)
        if at is not None and not self.ended:
            wait = max(0.0, (at - self._clock()).total_seconds())
            # Not a moment early: the machine takes no tick before its deadline.
            self._alarm = asyncio.get_running_loop().call_later(wait + 0.005, self.wake)

    def _draft(self) -> str:
        current = self.state.current
        kept = self._drafts.get(current) if current is not None else None
        return kept.text if kept else ""

    # -- frames in

    async def _take(self, frame: Command | Draft | Sync | Ping, at: datetime) -> None:
        if isinstance(frame, Ping):
            self._tell(Pong(now=ms(self._clock()) or 0))
        elif isinstance(frame, Sync):
            self._show()
        elif isinstance(frame, Draft):
            await self._keep(frame, at)
        elif frame.cid in self._cids:
            self._tell(Ok(cid=frame.cid, version=self._cids[frame.cid]))
        else:
            await self._command(frame, at)

    async def _command(self, frame: Command, at: datetime) -> None:
        try:
            done = await self._happen(_event(frame, at, self._draft()), frame.cid)
        except Illegal as error:
            self._tell(Refused(cid=frame.cid, code=error.code, message=str(error)))
        except Stale:
            raise
        except StoreError as error:
            self._tell(Refused(cid=frame.cid, code="store", message=str(error)))
        else:
            if not done:
                self._tell(Refused(cid=frame.cid, code="nothing", message="That changes nothing now."))

    async def _keep(self, frame: Draft, at: datetime) -> None:
        """Save a draft of the open answer; one that is older, late, or of another turn is let go."""
        limit = due(self.state)
        late = self.state.hard and limit is not None and at > limit + GRACE
        if frame.turn != self.state.current or self.state.stage not in ("open", "paused") or late:
            return
        known = self._drafts.get(frame.turn)
        if known is None or frame.rev > known.rev:
            new = store.Draft(frame.rev, frame.text)
            try:
                await self._database.write(store.draft, self.state.id, frame.turn, new, at)
            except StoreError as error:
                self._tell(Refused(cid="", code="store", message=str(error)))
                return
            self._drafts[frame.turn] = known = new
        self._tell(Saved(turn=frame.turn, rev=known.rev))

    # -- step, save, tell, act

    async def _happened(self, event: Event) -> None:
        """An effect came back; what the interview has no use for any more is dropped."""
        try:
            await self._happen(event)
        except Illegal as error:
            log.info("Interview %s let %s go: %s", self.state.id, type(event).__name__, error)

    async def _happen(self, event: Event, cid: str | None = None) -> bool:
        """Step, save, tell, act. Whether anything changed. Raises Illegal, Stale, StoreError: nothing changed then."""
        before = self.state
        after, effects = step(before, event)
        if after is before:
            return False
        await self._database.write(store.save, before, after, event, cid)
        self.state = after
        self._streams = {key: said for key, said in self._streams.items() if not _through(key, after)}
        self._tell(changed(before, after, self._views(), self._clock()))
        if cid is not None:
            self._cids[cid] = after.version
            self._tell(Ok(cid=cid, version=after.version))
        self._act(effects)
        return True

    def _show(self) -> None:
        streams = (Stream(kind=k, turn=t, n=n, text="".join(said)) for (k, t, n), said in self._streams.items())
        self._tell(snapshot(self.state, self._views(), streams, self._clock()))

    def _views(self) -> dict[int, DraftView]:
        return {turn: DraftView(rev=draft.rev, text=draft.text) for turn, draft in self._drafts.items()}

    def _tell(self, frame: Outbound) -> None:
        if self._seat is not None:
            self._seat.send(frame)

    def _act(self, effects: Sequence[Effect]) -> None:
        """Start effects beside the inbox; one that is under way isn't started twice."""
        for effect in effects:
            if effect not in self._tasks:
                self._tasks[effect] = asyncio.create_task(self._play(effect), name=f"{self.state.id} {effect}")

    async def _play(self, effect: Effect) -> None:
        try:
            event = await self._outcome(effect)
        except Exception as error:  # a bug in a role: the room must hear of it, or it would wait for ever
            log.exception("%s of interview %s failed", effect, self.state.id)
            if not isinstance(effect, Judge):
                raise
            reason = f"The judge failed ({type(error).__name__}). Try again."
            event = Faulted(effect.turn, effect.scope, reason, self._clock())
        finally:
            del self._tasks[effect]
        self._inbox.put_nowait(_Happened(event))

    async def _outcome(self, effect: Effect) -> Event:
        match effect:
            case Greet():
                text, _, _ = await self._greet()
                return Greeted(text, self._clock())
            case Ask(id):
                text, by, note = await self._ask(id)
                return Asked(id, text, by, self._clock(), note)
            case Reply(id, n):
                text, by, note = await self._reply(id, n)
                return Replied(id, n, text, by, self._clock(), note)
            case Thank():
                text, _, _ = await self._thank()
                return Thanked(text, self._clock())
            case Judge():
                return await self._judge(effect)
            case Weigh(id):
                return self._weigh(id)
            case _:
                assert_never(effect)

    # -- effects

    async def _judge(self, effect: Judge) -> Event:
        question = self.state.turns[effect.turn].question
        exchanges = self.state.exchanges(effect.turn, effect.scope)
        begun = time.perf_counter()
        try:
            grade = await self._cast.judge.grade(question, exchanges)
        except Ungradable as error:
            return Faulted(effect.turn, effect.scope, str(error), self._clock())
        if not grade.provenance.seconds:
            seconds = round(time.perf_counter() - begun, 6)
            grade = grade.model_copy(update={"provenance": grade.provenance.model_copy(update={"seconds": seconds})})
        return Graded(effect.turn, effect.scope, grade, self._clock())

    def _weigh(self, id: int) -> Event:
        question = self.state.turns[id].question
        try:
            found = missing(question, basic.judge(question, self.state.exchanges(id, "first")))
        except Ungradable:  # not in English: no follow-up is better than a wrong one
            found = ()
        return Weighed(id, found, self._clock())

    async def _greet(self) -> tuple[str, str, str]:
        state = self.state
        minutes = state.plan.minutes
        if minutes is None and state.plan.pace is not None:
            minutes = sum(turn.seconds or 0 for turn in state.roots) / 60
        number, mode = len(state.roots), state.plan.mode
        return await self._say("greeting", -1, 0, lambda role: role.greet(number, minutes, mode))

    async def _ask(self, id: int) -> tuple[str, str, str]:
        state, turn = self.state, self.state.turns[id]
        if turn.parent is not None and turn.criterion is not None:
            question, answer = turn.question.text, state.turns[turn.parent].answer or ""
            probe = turn.question.criterion(turn.criterion).probe
            return await self._say("question", id, 0, lambda role: role.follow_up(question, answer, probe))
        before = state.turns[id - 1] if id else None
        previous = (before.question.text, before.answer) if before and before.answer else None
        text, of = turn.question.text, len(state.roots)
        return await self._say("question", id, 0, lambda role: role.ask(text, id + 1, of, previous))

    async def _reply(self, id: int, n: int) -> tuple[str, str, str]:
        turn = self.state.turns[id]
        question = turn.text or turn.question.text
        earlier = tuple((aside.asked, aside.reply) for aside in turn.asides[:n] if aside.reply)
        asked = turn.asides[n].asked
        return await self._say("aside", id, n, lambda role: role.reply(question, earlier, asked))

    async def _thank(self) -> tuple[str, str, str]:
        state = self.state
        spent = (state.ended_at - state.started_at).total_seconds() / 60 if state.ended_at and state.started_at else 0.0
        number = sum(state.reached(turn.id) for turn in state.roots)
        return await self._say("closing", -1, 0, lambda role: role.thank(number, spent))

    async def _say(
        self, kind: frames.StreamKind, turn: int, n: int, words: Callable[[InterviewerRole], AsyncIterator[str]]
    ) -> tuple[str, str, str]:
        """Stream what the interviewer says, or its stand-in: the whole text, who said it, and why a stand-in did."""
        cast, note = self._cast, ""
        for role in (cast.interviewer, cast.stand_in):
            try:
                return await self._speak(kind, turn, n, words(role)), role.name, note
            except ModelError as error:
                log.warning("%s can't speak in interview %s: %s", role.name, self.state.id, error)
                note = f"{error} The basic interviewer stands in."
        raise RuntimeError("the stand-in can't speak")

    async def _speak(self, kind: frames.StreamKind, turn: int, n: int, pieces: AsyncIterator[str]) -> str:
        said = self._streams[kind, turn, n] = []
        async for piece in pieces:
            self._tell(Delta(kind=kind, turn=turn, n=n, first=not said, text=piece))
            said.append(piece)
        return "".join(said)


def _through(stream: tuple[frames.StreamKind, int, int], state: Interview) -> bool:
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


def _event(frame: Command, at: datetime, draft: str) -> Event:
    """The event that a command is, at the time it came in; `draft` is what is saved of the open answer."""
    match frame:
        case frames.Start():
            return Begun(at)
        case frames.Answer():
            return Answered(frame.turn, frame.text, at)
        case frames.Skip():
            return Skipped(frame.turn, at)
        case frames.Query():
            return Queried(frame.turn, frame.text, at)
        case frames.Hint():
            return Hinted(frame.turn, at)
        case frames.Pause():
            return Paused(at)
        case frames.Resume():
            return Resumed(at)
        case frames.Next():
            return Continued(at)
        case frames.End():
            return Ended(at, draft)
        case frames.Retry():
            return Retried(frame.turn, at)
        case frames.Confirm():
            return Confirmed(frame.turn, at)
        case _:
            assert_never(frame)
