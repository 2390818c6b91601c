"""What models may cost: tokens are counted before a call, and what it used is written down however it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from datetime import date, datetime
from typing import Protocol

from viva.errors import ModelError
from viva.llm import LLM, Reply, Request, Stream, Usage, read
from viva.settings import Limits


class Ledger(Protocol):
    """Where usage is written down."""

    async def spent(self, interview: str, day: date) -> tuple[int, int]:
        """The tokens, in and out together, of this interview, and of all on this day (UTC)."""

    async def add(self, interview: str, role: str, model: str, usage: Usage, at: datetime) -> None:
        """Write down what one call used."""


class Budget:
    """The limits of one process, and the calls that are under way in it."""

    def __init__(self, ledger: Ledger, limits: Limits, now: Callable[[], datetime]) -> None:
        """`now` gives the time in UTC."""
        self._ledger = ledger
        self._limits = limits
        self._now = now
        self._reserved: dict[object, tuple[str, int]] = {}
        self._writing: set[asyncio.Task[None]] = set()

    def on(self, llm: LLM, interview: str, role: str) -> Budgeted:
        """The model as one role of one interview may use it."""
        return Budgeted(llm, self, interview, role)

    async def reserve(self, call: object, interview: str, tokens: int) -> None:
        """Set tokens aside for a call. Raises ModelError("budget") if there aren't enough left."""
        # No lock: the others under way are counted, and this call made visible to them, before anything is awaited.
        # One that ends meanwhile may be counted twice, never not at all.
        others = list(self._reserved.values())
        self._reserved[call] = (interview, tokens)
        try:
            of_interview, of_day = await self._ledger.spent(interview, self._now().date())
            limits = self._limits
            here = of_interview + sum(n for whose, n in others if whose == interview)
            _check("this interview", "tokens_per_interview", here, tokens, limits.tokens_per_interview)
            _check("today (UTC)", "tokens_per_day", of_day + sum(n for _, n in others), tokens, limits.tokens_per_day)
        except BaseException:
            del self._reserved[call]
            raise

    async def settle(self, call: object, interview: str, role: str, model: str, usage: Usage) -> None:
        """Write down what a call used, and free the rest. It is done even if the caller is cancelled meanwhile."""
        writing = asyncio.ensure_future(self._write(call, interview, role, model, usage))
        self._writing.add(writing)
        writing.add_done_callback(self._writing.discard)
        await asyncio.shield(writing)

    async def _write(self, call: object, interview: str, role: str, model: str, usage: Usage) -> None:
        try:
            if usage.tokens:
                await self._ledger.add(interview, role, model, usage, self._now())
        finally:
            self._reserved.pop(call, None)


def _check(whose: str, knob: str, used: int, wanted: int, limit: int) -> None:
    if limit and used + wanted > limit:
        raise ModelError(
            "budget",
            f"The models' budget for {whose} is used up: {used:,} of {limit:,} tokens are spent or set aside, and this "
            f"call may take {wanted:,}. Raise budget.{knob} in the settings, or go on without a model.",
        )


class Budgeted:
    """A model within a budget."""

    def __init__(self, llm: LLM, budget: Budget, interview: str, role: str) -> None:
        self.llm = llm
        self.budget = budget
        self.interview = interview
        self.role = role

    @property
    def name(self) -> str:
        """The model's name."""
        return self.llm.name

    def most(self, request: Request) -> int:
        """The most tokens that the request may take."""
        return self.llm.most(request)

    def stream(self, request: Request) -> Stream:
        """The reply, piece by piece; the first piece raises ModelError("budget") where there isn't enough left."""
        return BudgetedStream(self, request)

    async def complete(self, request: Request) -> Reply:
        """The whole reply."""
        return await read(self.stream(request))


class BudgetedStream:
    """One call within a budget. See `llm.Stream`."""

    def __init__(self, of: Budgeted, request: Request) -> None:
        self.usage = Usage()
        self.cut = False
        self._of = of
        self._request = request
        self._pieces = self._generate()

    def __aiter__(self) -> AsyncIterator[str]:
        return self._pieces

    async def aclose(self) -> None:
        """End the call, also upstream, and write down what it used."""
        await self._pieces.aclose()

    async def _generate(self) -> AsyncGenerator[str, None]:
        of, request = self._of, self._request
        await of.budget.reserve(self, of.interview, of.llm.most(request))
        stream = of.llm.stream(request)
        try:
            async with aclosing(stream):
                async for piece in stream:
                    yield piece
        finally:
            self.usage, self.cut = stream.usage, stream.cut
            await of.budget.settle(self, of.interview, of.role, of.name, stream.usage)
