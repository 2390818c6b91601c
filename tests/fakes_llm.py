"""A language model for unit tests that says what it is told to say, and fails when its script runs out."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass

from viva.errors import ModelError
from viva.llm import Reply, Request, Usage, estimate, read


@dataclass(frozen=True, slots=True)
class Stuck:
    """Says this, then nothing more until it is cancelled."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """Says this, then raises the error."""

    text: str
    error: ModelError


Said = str | ModelError | Stuck | Broken
Line = Said | Callable[[Request], str]


class Scripted:
    """An LLM with a script, one line a call: a text, an error, or a function of the request. Words are its tokens.

    `requests` is what it was asked; `closed` counts the streams that have ended, in whatever way; `stuck` is set when
    a `Stuck` line has said what it says.
    """

    name = "scripted"

    def __init__(self, *script: Line, cost: float | None = None) -> None:
        self.script = deque(script)
        self.requests: list[Request] = []
        self.closed = 0
        self.cost = cost
        self.stuck = asyncio.Event()

    def most(self, request: Request) -> int:
        return estimate(request) + request.max_tokens

    def stream(self, request: Request) -> ScriptedStream:
        return ScriptedStream(self, request)

    async def complete(self, request: Request) -> Reply:
        return await read(self.stream(request))

    def next(self, request: Request) -> Said:
        self.requests.append(request)
        assert self.script, f"The script has run out, and the model was asked again: {request.messages[-1].text[:300]}"
        line = self.script.popleft()
        return line(request) if callable(line) else line


class ScriptedStream:
    """One call of a scripted model."""

    def __init__(self, llm: Scripted, request: Request) -> None:
        self.usage = Usage()
        self.cut = False
        self._llm = llm
        self._request = request
        self._pieces = self._generate()

    def __aiter__(self) -> AsyncIterator[str]:
        return self._pieces

    async def aclose(self) -> None:
        await self._pieces.aclose()

    async def _generate(self) -> AsyncGenerator[str, None]:
        line, made = self._llm.next(self._request), 0
        text = line if isinstance(line, str) else "" if isinstance(line, ModelError) else line.text
        try:
            for piece in re.findall(r"\s*\S+|\s+$", text):
                made += 1
                yield piece
            if isinstance(line, Stuck):
                self._llm.stuck.set()
                await asyncio.Event().wait()
            if isinstance(line, Broken):
                raise line.error
            if isinstance(line, ModelError):
                raise line
        finally:
            self._llm.closed += 1
            given = 0 if isinstance(line, ModelError) else sum(len(m.text.split()) for m in self._request.messages)
            self.usage = Usage(given, made, self._llm.cost, 0.0)
