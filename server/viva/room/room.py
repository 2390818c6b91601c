"""The shell of one interview: one task, one inbox, and for every event step, save, tell, act, in this order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from viva import store
from viva.errors import Illegal, Stale, StoreError
from viva.frames import (
    CLOSE_FAULT,
    CLOSE_LEAVING,
    CLOSE_MOVED,
    CLOSE_TAKEN,
    CLOSE_UNKNOWN,
    Command,
    Draft,
    Ok,
    Outbound,
    Ping,
    Pong,
    Refused,
    Saved,
    Sync,
    changed,
    ms,
    snapshot,
)
from viva.interview import GRACE, OUTAGE, Credited, Effect, Event, Ticked, deadline, due, resume, step
from viva.room.commands import event
from viva.room.drafts import views
from viva.room.player import Player
from viva.room.roles import Cast, Clock, Seat

log = logging.getLogger(__name__)

MOST_WAITING = 64
"""Frames of browsers in an inbox; a browser that sends faster isn't read until they are dealt with."""


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
class _Failed:
    error: Exception


@dataclass(frozen=True, slots=True)
class _Wake:
    """Time to look at the clock, or to leave: with a close code and a reason."""

    leave: tuple[int, str] | None = None


_Item = _Came | _Left | _Sent | _Happened | _Failed | _Wake


class Room:
    """One interview in this process. `run` it as a task; talk to it by `come`, `left` and `take`."""

    def __init__(self, kept: store.Kept, cast: Cast, database: store.Database, clock: Clock) -> None:
        self.state = kept.state
        self.ended = False
        self._drafts = dict(kept.drafts)
        self._cids = dict(kept.cids)
        self._away_since = kept.alive_at
        self._database = database
        self._clock = clock
        self._slots = asyncio.Semaphore(MOST_WAITING)
        self._inbox: asyncio.Queue[_Item] = asyncio.Queue()
        self._seat: Seat | None = None
        self._tasks: dict[Effect, asyncio.Task[None]] = {}
        self._player = Player(cast, clock, self._tell)
        self._alarm: asyncio.TimerHandle | None = None

    # -- from outside

    def come(self, seat: Seat) -> None:
        """A browser has connected: it gets a snapshot, and the one before it is told to go."""
        if self.ended:
            seat.close(CLOSE_FAULT, "Something went wrong on the server. What was saved is safe.")
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
        self._inbox.put_nowait(_Wake((CLOSE_LEAVING, "The server is going down.")))

    def vanish(self) -> None:
        """The interview was deleted: nothing that is under way has a place to go any more."""
        self._inbox.put_nowait(_Wake((CLOSE_UNKNOWN, "This interview was deleted.")))

    async def run(self) -> None:
        """Live until nobody is here and nothing is under way, or another process has taken over. Raises nothing."""
        code, reason = CLOSE_LEAVING, "The server is going down."
        try:
            await self._return()
            while not self._idle():
                item = await self._inbox.get()
                if isinstance(item, _Wake) and item.leave:
                    code, reason = item.leave
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
        seats = [self._seat] if self._seat is not None else []
        while not self._inbox.empty():
            item = self._inbox.get_nowait()
            if isinstance(item, _Came):
                seats.append(item.seat)
        for seat in seats:
            seat.close(code, reason)

    async def _return(self) -> None:
        """Take up what was under way, and give back the time that the server was away."""
        turn, now = self.state.turn, self._clock()
        if self.state.stage == "open" and turn and turn.opened_at:
            away = now - max(self._away_since or turn.opened_at, turn.opened_at)
            if away > OUTAGE:
                await self._happen(Credited(away.total_seconds(), now))
        self._act(resume(self.state))
        self._arm()
        self._met = bool(self._tasks)

    async def _do(self, item: _Item) -> None:
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
            case _Happened(happened):
                await self._happened(happened)
            case _Failed(error):
                raise error
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
            done = await self._happen(event(frame, at, self._draft()), frame.cid)
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
            since, saves = (known.since, known.saves + 1) if known else (at, 1)
            new = store.Draft(frame.rev, frame.text, since, at, saves)
            try:
                await self._database.write(store.draft, self.state.id, frame.turn, new)
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
        self._player.forget(after)
        self._tell(changed(before, after, views(self._drafts), self._clock()))
        if cid is not None:
            self._cids[cid] = after.version
            self._tell(Ok(cid=cid, version=after.version))
        self._act(effects)
        return True

    def _show(self) -> None:
        self._tell(snapshot(self.state, views(self._drafts), self._player.streams(), self._clock()))

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
            event = await self._player.play(self.state, effect)
        except Exception as error:  # noqa: BLE001 - it is raised again in the loop
            # A bug in a role: the room must hear of it, or its interview would wait for ever.
            self._inbox.put_nowait(_Failed(error))
        else:
            self._inbox.put_nowait(_Happened(event))
        finally:
            del self._tasks[effect]
