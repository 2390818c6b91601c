"""A model server of a known pace: OpenAI's wire (streamed chat completions), and the time written into every token.

    python tests/bench/models.py        # prints its address

A prompt with "say 40 tokens" gets as many (else a few): the first after FIRST seconds, then RATE a second. The first
token reads "<when the request was in>-<when it was written> ", every later one "<when it was written> ", by the
monotonic clock that all processes of a machine share, in microseconds: what came between is the relay's own.
"""

from __future__ import annotations

import asyncio
import re
import time

RATE = 20.0
"""Tokens a second, for each reply."""
FIRST = 0.05
"""Seconds from the request to the first token."""
FEW = 5
"""Tokens of a reply to a prompt that doesn't say how many."""

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
_EVENT = '{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"bench","choices":[%s]%s}'
_CHOICE = '{"index":0,"delta":{%s},"finish_reason":%s}'
_USAGE = ',"usage":{"prompt_tokens":100,"completion_tokens":%d,"total_tokens":%d}'


def now() -> int:
    """Microseconds by the clock that all processes of the machine share."""
    return time.monotonic_ns() // 1000


class Speaker(asyncio.Protocol):
    """One connection: it takes one request after the other."""

    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._loop = asyncio.get_running_loop()
        self._came = b""
        self._next: asyncio.TimerHandle | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        if self._next:
            self._next.cancel()

    def data_received(self, data: bytes) -> None:
        self._came += data
        head, ended, rest = self._came.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        size = int(length[1]) if length else 0
        if ended and len(rest) >= size:
            self._came = rest[size:]
            self._reply(rest[:size])

    def _reply(self, body: bytes) -> None:
        said = re.search(rb"say (\d+) tokens", body)
        self._received = now()
        self._tokens = int(said[1]) if said else FEW
        self._told = 0
        self._usage = b"include_usage" in body
        self._due = self._loop.time() + FIRST
        self._next = self._loop.call_at(self._due, self._say)

    def _say(self) -> None:
        at = now()
        if self._told == 0:
            self._write(_HEAD + _event(f'"role":"assistant","content":"{self._received}-{at} "'))
        else:
            self._write(_event(f'"content":"{at} "'))
        self._told += 1
        self._due += 1 / RATE
        self._next = self._loop.call_at(self._due, self._say if self._told < self._tokens else self._end)

    def _end(self) -> None:
        last = _event("", '"stop"')
        if self._usage:
            last += _chunk(_EVENT % ("", _USAGE % (self._tokens, 100 + self._tokens)))
        self._write(last + _chunk("[DONE]") + b"0\r\n\r\n")

    def _write(self, raw: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(raw)


def _event(delta: str, finish: str = "null") -> bytes:
    return _chunk(_EVENT % (_CHOICE % (delta, finish), ""))


def _chunk(text: str) -> bytes:
    raw = f"data: {text}\n\n".encode()
    return b"%x\r\n%b\r\n" % (len(raw), raw)


async def serve() -> None:
    """Serve until the process is ended."""
    server = await asyncio.get_running_loop().create_server(Speaker, "127.0.0.1", 0, backlog=1024)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
