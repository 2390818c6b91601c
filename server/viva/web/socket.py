"""A browser's socket: frames in to the room, frames out through a bounded queue."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import deque

from pydantic import ValidationError
from pydantic_core import from_json
from starlette.websockets import WebSocket, WebSocketDisconnect

from viva.errors import Unknown
from viva.frames import CLOSE_SLOW, CLOSE_UNKNOWN, INBOUND, PROTOCOL, Delta, Outbound, Refused
from viva.lobby import Lobby
from viva.room import Clock, Room

log = logging.getLogger(__name__)

MOST_FRAMES = 256
MOST_BYTES = 1024 * 1024
"""What may wait for a browser that reads slowly; above either, deltas are dropped, then the browser is."""
SEND_SECONDS = 10.0
"""A send that takes longer than this is given up, and the socket with it."""


class Socket:
    """The seat of one browser. `run` it until the browser is gone."""

    def __init__(self, websocket: WebSocket, clock: Clock) -> None:
        self._websocket = websocket
        self._clock = clock
        self._queue: deque[str | Delta] = deque()
        self._bytes = 0
        self._more = asyncio.Event()
        self._last: tuple[int, str] | None = None

    # -- the room's side

    def send(self, frame: Outbound) -> None:
        """Queue a frame. A browser that can't keep up loses deltas, then its connection."""
        if self._last is not None:
            return
        if isinstance(frame, Delta):
            self._join(frame)
        else:
            text = frame.model_dump_json()
            self._queue.append(text)
            self._bytes += len(text)
        self._more.set()
        # One frame may be as long as it is: a bound has what piles up.
        if len(self._queue) > MOST_FRAMES or (len(self._queue) > 1 and self._bytes > MOST_BYTES):
            self._shed()

    def close(self, code: int, reason: str) -> None:
        """Close after what is queued. The first word counts."""
        if self._last is None:
            self._last = (code, reason)
            self._more.set()

    def _join(self, delta: Delta) -> None:
        """Queue a piece of words; one that follows another of its stream, still unsent, is sent with it."""
        last = self._queue[-1] if self._queue else None
        if (
            isinstance(last, Delta)
            and not delta.first
            and (last.kind, last.turn, last.n) == (delta.kind, delta.turn, delta.n)
        ):
            self._queue[-1] = last.model_copy(update={"text": last.text + delta.text})
        else:
            self._queue.append(delta)
        self._bytes += len(delta.text)

    def _shed(self) -> None:
        kept = [item for item in self._queue if isinstance(item, str)]
        self._queue = deque(kept)
        self._bytes = sum(map(len, kept))
        if len(kept) > MOST_FRAMES or (len(kept) > 1 and self._bytes > MOST_BYTES):
            self._queue.clear()
            self._bytes = 0
            self.close(CLOSE_SLOW, "This browser reads too slowly.")

    # -- the network's side

    async def run(self, id: str, lobby: Lobby) -> None:
        """Serve the browser in the room of interview `id` until either is gone."""
        await self._websocket.accept(subprotocol=PROTOCOL)
        try:
            room = await lobby.come(id, self)
        except Unknown as error:
            log.info("%s", error)
            await self._websocket.close(CLOSE_UNKNOWN, "There is no such interview.")
            return
        reading = asyncio.create_task(self._read(room))
        writing = asyncio.create_task(self._write())
        try:
            await asyncio.wait((reading, writing), return_when=asyncio.FIRST_COMPLETED)
        finally:
            room.left(self)
            for task in (reading, writing):
                task.cancel()
            for outcome in await asyncio.gather(reading, writing, return_exceptions=True):
                if isinstance(outcome, Exception) and not isinstance(outcome, WebSocketDisconnect):
                    log.warning("The socket of interview %s ended: %r", id, outcome)

    async def _read(self, room: Room) -> None:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            at = self._clock()
            text = message.get("text")
            if text is None:
                self.send(Refused(cid="", code="frame", message="Frames are text."))
                continue
            try:
                frame = INBOUND.validate_json(text)
            except ValidationError as error:
                self.send(_refused(text, error))
            else:
                await room.take(self, frame, at)

    async def _write(self) -> None:
        while True:
            while self._queue:
                item = self._queue.popleft()
                self._bytes -= len(item if isinstance(item, str) else item.text)
                async with asyncio.timeout(SEND_SECONDS):
                    await self._websocket.send_text(item if isinstance(item, str) else item.model_dump_json())
            if self._last is not None:
                code, reason = self._last
                async with asyncio.timeout(SEND_SECONDS):
                    await self._websocket.close(code, reason)
                return
            self._more.clear()
            await self._more.wait()


def _refused(text: str, error: ValidationError) -> Refused:
    """What is wrong with a frame, for a person; with its `cid` if that can be made out."""
    first = error.errors(include_url=False, include_input=False)[0]
    cid = ""
    try:
        found = from_json(text).get("cid", "")
        cid = found if isinstance(found, str) and re.fullmatch(r"[A-Za-z0-9_-]{1,40}", found) else ""
    except (ValueError, AttributeError):
        pass
    where = str(first["loc"][-1]) if first["loc"] else "frame"
    return Refused(cid=cid, code="frame", message=f"This can't be taken ({where}): {first['msg']}.")
