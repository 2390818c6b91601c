"""Which rooms are open in this process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from viva import store
from viva.room import Cast, Clock, Room, Seat

log = logging.getLogger(__name__)

BEAT = 5.0
"""Seconds between two notes in the store that the open rooms are up."""


class Lobby:
    """Opens the room of an interview when somebody comes, and again after a restart those that were under way.

    `casting(id)` says who plays in an interview.
    """

    def __init__(self, database: store.Database, casting: Callable[[str], Cast], clock: Clock) -> None:
        self._database = database
        self._casting = casting
        self._clock = clock
        self._rooms: dict[str, Room] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._opening: dict[str, asyncio.Task[Room]] = {}

    async def start(self) -> None:
        """Open the rooms of all interviews that were under way when the server went down."""
        for id in await self._database.read(store.live):
            try:
                await self._open(id)
            except Exception:
                # One that can't be read keeps nobody from the others.
                log.exception("Interview %s can't be taken up", id)
        self._keep(asyncio.create_task(self._beat(), name="heartbeat"))

    async def stop(self) -> None:
        """Let every room go, and wait until they have."""
        for room in self._rooms.values():
            room.leave()
        for task in self._tasks:
            if task.get_name() == "heartbeat":
                task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def come(self, id: str, seat: Seat) -> Room:
        """Take a seat in the room of an interview. Raises Unknown."""
        room = self._rooms.get(id)
        if room is None or room.ended:
            # Two browsers may come at once: one opening serves both.
            opening = self._opening.get(id)
            if opening is None:
                opening = self._opening[id] = asyncio.create_task(self._open(id))
                opening.add_done_callback(lambda _: self._opening.pop(id, None))
            room = await asyncio.shield(opening)
        room.come(seat)
        return room

    async def delete(self, id: str) -> None:
        """Delete an interview, and send away who is in its room. Raises Unknown."""
        await self._database.erase(store.delete, id)
        # What a room does meanwhile finds no interview to write to; one that is being opened may have read it before.
        if id in self._opening:
            await asyncio.wait([self._opening[id]])
        if id in self._rooms:
            self._rooms[id].vanish()

    async def _open(self, id: str) -> Room:
        kept = await self._database.read(store.load, id)
        room = self._rooms[id] = Room(kept, self._casting(id), self._database, self._clock)
        self._keep(asyncio.create_task(self._hold(id, room), name=f"room {id}"))
        return room

    async def _hold(self, id: str, room: Room) -> None:
        await room.run()
        if self._rooms.get(id) is room:
            del self._rooms[id]

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            try:
                if self._rooms:
                    await self._database.write(store.alive, list(self._rooms), self._clock())
            except Exception:
                # Without it every later outage would look longer than it was.
                log.exception("The heartbeat could not be written")
