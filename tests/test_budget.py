"""The budget: no call that could overrun it is made, and what a call used is written down however it ended."""

import asyncio
from contextlib import aclosing
from datetime import UTC, date, datetime

import pytest

from tests.fakes_llm import Broken, Scripted, Stuck
from viva.budget import Budget
from viva.errors import ModelError
from viva.llm import Message, Request, Usage
from viva.settings import Limits

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ASKED = Request((Message("user", "one two three"),), max_tokens=100)
"""Three words, so three tokens by the scripted model's count, and a hundred at most in return."""
MOST = Scripted().most(ASKED)


class Notes:
    """A ledger in memory."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str, Usage, datetime]] = []
        self.reading: asyncio.Event | None = None

    async def spent(self, interview: str, day: date) -> tuple[int, int]:
        found = [row for row in self.rows if row[4].date() == day]
        of_interview = sum(row[3].tokens for row in self.rows if row[0] == interview)
        if self.reading:
            await self.reading.wait()
        return of_interview, sum(row[3].tokens for row in found)

    async def add(self, interview: str, role: str, model: str, usage: Usage, at: datetime) -> None:
        await asyncio.sleep(0)
        self.rows.append((interview, role, model, usage, at))


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def limited(interview: int = 0, day: int = 0) -> tuple[Budget, Notes, Clock]:
    notes, clock = Notes(), Clock()
    return Budget(notes, Limits(tokens_per_interview=interview, tokens_per_day=day), clock), notes, clock


async def test_what_a_call_used_is_written_down_with_who_used_it() -> None:
    budget, notes, _ = limited()
    llm = budget.on(Scripted("four words of reply"), "i1", "judge")

    reply = await llm.complete(ASKED)

    assert reply.text == "four words of reply"
    assert notes.rows == [("i1", "judge", "scripted", Usage(3, 4), NOON)]
    assert llm.name == "scripted"


async def test_a_call_that_could_overrun_an_interviews_budget_is_not_made() -> None:
    budget, notes, _ = limited(interview=MOST - 1)
    model = Scripted()

    with pytest.raises(ModelError) as caught:
        await budget.on(model, "i1", "judge").complete(ASKED)

    assert caught.value.kind == "budget"
    assert "this interview" in str(caught.value)
    assert f"0 of {MOST - 1} tokens" in str(caught.value)
    assert "budget.tokens_per_interview" in str(caught.value)
    assert (model.requests, notes.rows) == ([], [])


async def test_a_call_that_just_fits_is_made() -> None:
    budget, notes, _ = limited(interview=MOST, day=MOST)

    await budget.on(Scripted("yes"), "i1", "judge").complete(ASKED)

    assert len(notes.rows) == 1


async def test_each_interview_has_its_own_budget_and_all_share_the_days() -> None:
    budget, _, clock = limited(interview=MOST + 3, day=MOST + 7)
    model = Scripted("a", "b", "c")
    await budget.on(model, "i1", "judge").complete(ASKED)

    with pytest.raises(ModelError, match="this interview"):
        await budget.on(model, "i1", "interviewer").complete(ASKED)
    await budget.on(model, "i2", "judge").complete(ASKED)
    with pytest.raises(ModelError, match=r"today \(UTC\)"):
        await budget.on(model, "i3", "judge").complete(ASKED)
    clock.now = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    await budget.on(model, "i3", "judge").complete(ASKED)

    assert len(model.requests) == 3


async def test_a_call_under_way_is_counted_with_all_that_it_may_yet_use() -> None:
    budget, _, _ = limited(interview=2 * MOST - 1)
    model = Scripted(Stuck("thinking"), "another interview", "fits now")
    first = asyncio.ensure_future(budget.on(model, "i1", "judge").complete(ASKED))
    await model.stuck.wait()

    with pytest.raises(ModelError, match="spent or set aside"):
        await budget.on(model, "i1", "interviewer").complete(ASKED)
    await budget.on(model, "i2", "interviewer").complete(ASKED)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)

    assert (await budget.on(model, "i1", "interviewer").complete(ASKED)).text == "fits now"


async def test_two_calls_at_the_same_moment_can_not_both_take_the_last_tokens() -> None:
    budget, notes, _ = limited(interview=2 * MOST - 1)
    notes.reading = asyncio.Event()
    model = Scripted("only one")
    both = [asyncio.ensure_future(budget.on(model, "i1", role).complete(ASKED)) for role in ("judge", "interviewer")]
    await asyncio.sleep(0)

    notes.reading.set()
    results = await asyncio.gather(*both, return_exceptions=True)

    assert sorted(type(result).__name__ for result in results) == ["ModelError", "Reply"]


async def test_a_call_that_is_cancelled_is_still_written_down() -> None:
    budget, notes, _ = limited()
    model = Scripted(Stuck("two words"))
    call = asyncio.ensure_future(budget.on(model, "i1", "judge").complete(ASKED))
    await model.stuck.wait()

    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call

    assert [row[3] for row in notes.rows] == [Usage(3, 2)]
    assert model.closed == 1


async def test_a_call_that_breaks_off_is_still_written_down() -> None:
    budget, notes, _ = limited()
    model = Scripted(Broken("only this", ModelError("broken", "It broke off.")))

    with pytest.raises(ModelError, match="It broke off"):
        await budget.on(model, "i1", "judge").complete(ASKED)

    assert [row[3] for row in notes.rows] == [Usage(3, 2)]


async def test_a_stream_that_is_left_early_is_closed_upstream_and_written_down() -> None:
    budget, notes, _ = limited()
    model = Scripted("one two three four")

    async with aclosing(budget.on(model, "i1", "interviewer").stream(ASKED)) as stream:
        async for _ in stream:
            break

    assert model.closed == 1
    assert [row[3] for row in notes.rows] == [Usage(3, 1)]


async def test_a_refused_call_used_nothing_and_frees_what_was_set_aside() -> None:
    budget, notes, _ = limited(interview=MOST)
    model = Scripted(ModelError("refused", "No."), "yes")

    with pytest.raises(ModelError, match="No"):
        await budget.on(model, "i1", "judge").complete(ASKED)
    await budget.on(model, "i1", "judge").complete(ASKED)

    assert len(notes.rows) == 1


async def test_no_limit_is_no_limit() -> None:
    budget, notes, _ = limited()
    huge = Request((Message("user", "x" * 3_000_000),), max_tokens=10**9)

    await budget.on(Scripted("fine"), "i1", "judge").complete(huge)

    assert len(notes.rows) == 1
