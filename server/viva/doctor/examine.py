"""One model, check after check, as long as the rest makes sense."""

from __future__ import annotations

import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeVar

from viva import basic
from viva.doctor import judging, probing, talking
from viva.doctor.cases import FOLLOWED, SHAPED, SHORT, Case, choose, longest, recital
from viva.doctor.findings import ROLES, Finding, Progress, fitness, untried
from viva.doctor.observed import Asked, Flow, Marked, Recall, Recited, Shaped
from viva.errors import ModelError
from viva.frames import MOST_ANSWER, Check
from viva.grading import Exchange
from viva.interviewer import LLMInterviewer
from viva.judge import LLMJudge
from viva.llm import LLM
from viva.prompts import Prompts
from viva.questions import Question

News = Finding | Progress
T = TypeVar("T")
Listed = Callable[[], Awaitable[Sequence[str] | None]]

SEED = 61
"""Every model is tried on the same samples, so that two can be compared."""
READY = "Reply with one word: ready."
COUNT = "Count from one to thirty in English words, separated by commas, and say nothing else."


@dataclass(frozen=True, slots=True)
class Patient:
    """A model: the name that its server knows it by, its configured context, and a call for what its server lists.

    `listed` gives None where that is not offered, and raises ModelError where nobody is there.
    """

    name: str
    context: int | None
    llm: LLM
    listed: Listed


@dataclass(frozen=True)
class Tools:
    """What models are tried with. `rng` draws what they can't guess; `clock` gives seconds."""

    questions: Sequence[Question]
    prompts: Prompts
    rng: random.Random
    clock: probing.Clock

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The answers that models are tried on."""
        return choose(self.questions, random.Random(SEED))


async def examine(patient: Patient, tools: Tools, quick: bool = False) -> AsyncGenerator[News, None]:
    """Findings as they come, with progress between them; at last, whether the model is fit for each role.

    `quick` leaves the grades out. Close it with `aclosing` if you may leave early. It raises no ModelError.
    """
    found: list[Finding] = []
    for part in (_there, _talks, partial(_judges, quick=quick)):
        async with aclosing(part(patient, tools)) as checks:
            async for news in checks:
                if isinstance(news, Finding):
                    found.append(news)
                yield news
        if any(one.check == "reach" and one.state == "bad" for one in found):
            break
    for role in ROLES:
        yield fitness(role, found)


async def _there(patient: Patient, tools: Tools) -> AsyncGenerator[News, None]:
    yield Progress("reach")
    names: Sequence[str] | None = None
    try:
        names = await patient.listed()
    except ModelError as error:
        yield talking.reaches(probing.failure(error))
        return
    # The first reply may wait for the model to be loaded: how fast it talks is measured by the next.
    reach = talking.reaches(await probing.talk(patient.llm, READY, tools.clock))
    yield reach
    if names is not None or reach.state == "good":
        yield talking.lists(patient.name, names, reach.state == "good")


async def _talks(patient: Patient, tools: Tools) -> AsyncGenerator[News, None]:
    yield Progress("stream")
    flow = await probing.talk(patient.llm, COUNT, tools.clock)
    if not isinstance(flow, Flow):
        yield talking.falls_silent(flow)
        return
    yield talking.streams(flow)
    sense = talking.makes_sense(flow)
    yield sense
    if sense.state == "bad":
        yield untried("asks", "first it has to do what it is told.")
        return
    interviewer = LLMInterviewer(patient.llm, tools.prompts, tools.rng)
    calls = [partial(probing.follow_up, interviewer, case) for case in tools.cases[:FOLLOWED]]
    asked: list[Asked] = []
    async for news in _series("asks", calls, lambda one: not one.fine, asked):
        yield news
    yield talking.asks(asked, len(calls))


async def _judges(patient: Patient, tools: Tools, *, quick: bool) -> AsyncGenerator[News, None]:
    judge = LLMJudge(patient.llm, tools.prompts, tools.rng, basic.coverage)
    calls = [partial(probing.shape, patient.llm, judge, case, tools.clock) for case in tools.cases[:SHAPED]]
    shaped: list[Shaped] = []
    async for news in _series("schema", calls, lambda one: one.failure is not None, shaped):
        yield news
    schema = judging.shapes(shaped, len(calls))
    yield schema
    yield Progress("context")
    recall = await _recall(patient, tools, judge)
    context = judging.reads(recall, patient.context)
    yield context
    # One that forgets everything shows it in its grades; a server that cuts has to be mended first.
    forgets = not (recall.short.repeated or recall.short.failure or recall.short.blank)
    if quick:
        yield untried("grades", "it was to be quick.", "Run it without --quick.")
    elif schema.state == "bad" or (context.state == "bad" and not forgets):
        yield untried("grades", "mend what is above first.")
    else:
        async for news in _grades(judge, tools):
            yield news


async def _recall(patient: Patient, tools: Tools, judge: LLMJudge) -> Recall:
    """What it repeats of a short text and, if it does, of one as long as a judge's prompt can be."""

    def most(question: Question, answer: str) -> int:
        return patient.llm.most(judge.request(question, (Exchange(asked=question.text, answer=answer),)))

    async def recite(sizes: Sequence[int]) -> Recited:
        code = f"{tools.rng.randrange(10**7, 10**8)}"
        return await probing.recite(patient.llm, recital(tools.questions, code, sizes), code)

    top = longest(tools.questions, most, patient.context)
    short = await recite((SHORT // 2, SHORT // 2))
    long = None
    if short.repeated and top.answer:
        asked = judge.request(top.question, (Exchange(asked=top.question.text, answer=top.answer),))
        long = await recite([len(message.text.encode()) for message in asked.messages])
    return Recall(short, long, len(top.answer), MOST_ANSWER, top.needs)


async def _grades(judge: LLMJudge, tools: Tools) -> AsyncGenerator[News, None]:
    cases = [case for case in tools.cases if case.expected]
    if not cases:
        yield untried("grades", "the questions have no sample answers.", "Try it on a bank that has some.")
        return
    calls = [partial(probing.mark, judge, case, tools.clock) for case in cases]
    marked: list[Marked] = []
    async for news in _series("grades", calls, lambda one: one.given is None, marked):
        yield news
    yield judging.agrees(marked, sum(len(case.expected) for case in cases), len(cases))


async def _series(
    check: Check, calls: Sequence[Callable[[], Awaitable[T]]], failed: Callable[[T], bool], results: list[T]
) -> AsyncGenerator[News, None]:
    """Progress after each call; what they came to is in `results` at the end."""
    yield Progress(check, 0, len(calls))
    async with aclosing(probing.each(calls, failed)) as each:
        async for one in each:
            results.append(one)
            yield Progress(check, len(results), len(calls))
