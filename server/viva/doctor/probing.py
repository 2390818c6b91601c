"""The calls by which a model is observed: a few at a time, and none without an end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import TypeVar

from viva.doctor.cases import Case
from viva.doctor.findings import short
from viva.doctor.observed import Asked, Failure, Flow, Marked, Recited, Shaped
from viva.errors import ModelError, Ungradable
from viva.grading import Exchange
from viva.interviewer import LLMInterviewer
from viva.judge import LLMJudge, misfit
from viva.llm import LLM, Message, Request

AT_ONCE = 2
"""Calls under way together: as in an interview, where one talks and one grades."""
IN_VAIN = 4
"""Failures in a row after which nothing more is tried."""

Clock = Callable[[], float]
T = TypeVar("T")


def failure(error: Ungradable) -> Failure:
    """Why there is no reply, or no grade."""
    if isinstance(error, ModelError):
        return Failure(error.kind, str(error), " ".join(getattr(error, "__notes__", ())))
    # Its words hold some of the reply's.
    return Failure("nonsense", "Its replies held no grade, even when asked again.", str(error))


async def talk(llm: LLM, words: str, clock: Clock) -> Flow | Failure:
    """How it replies to these words."""
    stream = llm.stream(Request((Message("user", words),), max_tokens=200, temperature=0.0))
    start, first, pieces = clock(), 0.0, []
    try:
        async with aclosing(stream):
            async for piece in stream:
                first = first or clock() - start
                pieces.append(piece)
    except ModelError as error:
        return failure(error)
    return Flow("".join(pieces), len(pieces), first, clock() - start, stream.usage.tokens_out)


async def follow_up(interviewer: LLMInterviewer, case: Case) -> Asked:
    """Whether the interviewer makes a follow-up of a point that the answer leaves out."""
    try:
        async with aclosing(interviewer.follow_up(case.question.text, case.answer, case.left_out.probe)) as words:
            async for _ in words:
                pass
    except ModelError as error:
        return Asked(False, failure(error))
    return Asked(True)


async def shape(llm: LLM, judge: LLMJudge, case: Case, clock: Clock) -> Shaped:
    """What is wrong with the first reply about this answer."""
    start = clock()
    try:
        reply = await llm.complete(judge.request(case.question, exchanges(case)))
    except ModelError as error:
        return Shaped(str(error), failure=failure(error))
    begins = short(reply.text) if reply.text.strip() else ""
    return Shaped(misfit(case.question, reply), reply.cut, clock() - start, begins)


async def recite(llm: LLM, messages: Sequence[Message], code: str) -> Recited:
    """Whether it repeats the code that these messages begin with."""
    sent = sum(len(message.text.encode()) for message in messages)
    try:
        reply = await llm.complete(Request(tuple(messages), max_tokens=200, temperature=0.0))
    except ModelError as error:
        return Recited(False, sent, failure=failure(error))
    said = "".join(letter for letter in reply.text if letter.isalnum())
    return Recited(code in said, sent, reply.usage.tokens_in, not reply.text.strip())


async def mark(judge: LLMJudge, case: Case, clock: Clock) -> Marked:
    """What the judge, as it is in interviews, makes of a sample."""
    start = clock()
    try:
        grade = await judge.grade(case.question, exchanges(case))
    except Ungradable as error:
        return Marked(case.sample, case.expected, None, failure=failure(error))
    given = {point.criterion: point.verdict for point in grade.points}
    return Marked(case.sample, case.expected, given, clock() - start)


def exchanges(case: Case) -> tuple[Exchange, ...]:
    """The question and its answer, as a judge gets them."""
    return (Exchange(asked=case.question.text, answer=case.answer),)


async def each(calls: Sequence[Callable[[], Awaitable[T]]], failed: Callable[[T], bool]) -> AsyncGenerator[T, None]:
    """What the calls come to, in the order in which they end. After some failures in a row no more are begun."""
    waiting, tasks = list(reversed(calls)), set[asyncio.Future[T]]()
    in_vain = 0
    try:
        while tasks or (waiting and in_vain < IN_VAIN):
            while waiting and len(tasks) < AT_ONCE and in_vain < IN_VAIN:
                tasks.add(asyncio.ensure_future(waiting.pop()()))
            ready, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for result in [task.result() for task in ready]:
                in_vain = in_vain + 1 if failed(result) else 0
                yield result
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
