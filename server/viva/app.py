"""The composition root: settings to objects."""

from __future__ import annotations

import asyncio
import gc
import random
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial

from fastapi import FastAPI

from viva import __version__, basic, sampler, store
from viva.bank import Bank, load
from viva.basic import BasicInterviewer
from viva.budget import Budget
from viva.doctor import Checkup, Finding, Progress, Rounds
from viva.errors import ModelError, SettingsError
from viva.frames import Setup, TopicView, VoiceView
from viva.interview import FOLLOW_UP_SECONDS, Interview, Plan
from viva.interviewer import LLMInterviewer
from viva.judge import LLMJudge
from viva.llm import Usage, Voice, Wires, is_direct, warm_up
from viva.lobby import Lobby
from viva.panel import Panel
from viva.paths import data
from viva.prompts import Prompts
from viva.questions import LEVELS, Level, Question
from viva.room import Cast, InterviewerRole, JudgeRole, Pick, as_planned
from viva.settings import BASIC, Job, Settings
from viva.tailor import LLMTailor
from viva.tailoring import Tailored, match
from viva.web.routes import Desk, build
from viva.web.voice import Booth

JOBS: tuple[Job, ...] = ("interviewer", "judge")
MODEL_JUDGES = "a language model grades by the rubric and quotes your words; it can err"
MODEL_ASKS = "a language model asks in its own words"
BASIC_ASKS = "asks as written, without a model"
SAMPLED = 0.7
"""The temperature at which a model is asked several times over (design choice)."""


def now() -> datetime:
    """The one clock of the program."""
    return datetime.now(UTC)


class StoredLedger:
    """What model calls have cost, kept in the store, and added up in memory: it is asked before every call."""

    def __init__(self, database: store.Database) -> None:
        self._database = database
        self._used: dict[str | date, int] = {}

    async def spent(self, interview: str, day: date) -> tuple[int, int]:
        """Tokens of this interview, and of this day."""
        if interview not in self._used or day not in self._used:
            of_interview, of_day = await self._database.read(store.spent, interview, day)
            # What was added while this was read is in what was read, or added to it by now.
            self._used.setdefault(interview, of_interview)
            self._used.setdefault(day, of_day)
        return self._used[interview], self._used[day]

    async def add(self, interview: str, role: str, model: str, usage: Usage, at: datetime) -> None:
        """Note one call."""
        for key in (interview, at.date()):
            if key in self._used:
                self._used[key] += usage.tokens
        await self._database.write(
            store.spend,
            interview=interview,
            role=role,
            model=model,
            tokens_in=usage.tokens_in,
            tokens_out=usage.tokens_out,
            cost=usage.cost,
            seconds=usage.seconds,
            at=at,
        )


def budget(settings: Settings, database: store.Database) -> Budget:
    """What the models of this process may use."""
    return Budget(StoredLedger(database), settings.budget, now)


def casting(settings: Settings, purse: Budget, wires: Wires, pick: Pick = as_planned) -> Callable[[str], Cast]:
    """Who plays in an interview, by its id, over these `wires`; `pick` chooses its questions.

    Raises SettingsError where a model's key is missing.
    """
    stand_in, plain_judge = BasicInterviewer(settings.seconds_per_word), basic.BasicJudge()
    chance = random.SystemRandom()
    playing = {name for job in JOBS for name in settings.names(job)} - {BASIC}
    models = {name: wires.model(spec) for name, spec in settings.models.items() if name in playing}
    prompts = Prompts(data("prompts")) if models else None
    # Samples that are all the same would say nothing.
    temperature = SAMPLED if settings.judge.samples > 1 else 0.0

    def judge(name: str, interview: str) -> JudgeRole:
        if prompts is None or name == BASIC:
            return plain_judge
        within = purse.on(models[name], interview, "judge")
        return LLMJudge(within, prompts, chance, basic.coverage, temperature)

    def cast(interview: str) -> Cast:
        asks: InterviewerRole = stand_in
        if prompts and (asker := settings.roles.interviewer) in models:
            asks = LLMInterviewer(purse.on(models[asker], interview, "interviewer"), prompts, chance)
        judges = [judge(name, interview) for name in settings.names("judge")]
        one = judges[0] if len(judges) == 1 else Panel(judges, settings.judge.least_agreement)
        return Cast(asks, one, stand_in, pick)

    return cast


def picking(bank: Bank, database: store.Database) -> Pick:
    """Who chooses the next question of an adaptive interview: the sampler, from this bank."""

    async def pick(state: Interview, turn: int, level: Level) -> Question:
        history = await database.read(store.history, state.candidate, sampler.HISTORY)
        return sampler.pick(bank.questions, state, turn, level, history)

    return pick


def tailoring(settings: Settings, bank: Bank, purse: Budget, wires: Wires) -> Callable[[str], Awaitable[Tailored]]:
    """Who tailors a plan to a text: the interviewer's model, and plain words where there is none, or it fails."""
    spec = settings.model("interviewer")
    model = wires.model(spec) if spec else None
    by_model = LLMTailor(Prompts(data("prompts")), random.SystemRandom()) if model else None

    async def tailor(text: str) -> Tailored:
        if model is None or by_model is None:
            return match(text, bank.topics)
        within = purse.on(model, f"tailor-{now():%Y%m%d-%H%M%S-%f}", "interviewer")
        try:
            return await by_model.tailor(within, text, bank.topics)
        except ModelError as error:
            return replace(match(text, bank.topics), note=f"{error} So it went by the words alone.")

    return tailor


@asynccontextmanager
async def casted(settings: Settings, database: store.Database) -> AsyncIterator[Callable[[str], Cast]]:
    """`casting`, for as long as it is needed. Raises SettingsError as that does."""
    wires = Wires()
    try:
        yield casting(settings, budget(settings, database), wires)
    finally:
        await wires.close()


def price(settings: Settings, tokens_in: int, tokens_out: int) -> float | None:
    """What so many tokens of the judge's model cost, in USD; None where no price is known."""
    spec = settings.model("judge")
    return Wires().model(spec).cost(tokens_in, tokens_out) if spec else None


def describe(bank: Bank, cast: Cast, booth: Booth) -> Setup:
    """What the set-up form needs."""
    topics = []
    for topic in bank.topics:
        times: dict[str, list[float]] = {level: [] for level in LEVELS}
        for question in bank.questions:
            if question.topic == topic.id:
                times[question.level].append(question.minutes)
        counts = {level: len(each) for level, each in times.items()}
        minutes = {level: sum(each) for level, each in times.items()}
        topics.append(TopicView(id=topic.id, title=topic.title, about=topic.about, counts=counts, minutes=minutes))
    plain_judge, plain_asker = cast.judge.name == basic.NAME, cast.interviewer.name == basic.NAME
    return Setup(
        version=__version__,
        topics=tuple(topics),
        judge=VoiceView(name=cast.judge.name, basic=plain_judge),
        interviewer=VoiceView(name=cast.interviewer.name, basic=plain_asker),
        transcriber=booth.transcriber.name if booth.transcriber else None,
        speaker=booth.speaker.name if booth.speaker else None,
        defaults=Plan(),
        follow_up_minutes=FOLLOW_UP_SECONDS / 60,
    )


@dataclass(frozen=True, slots=True)
class Server:
    """All that a process needs to hold interviews. `open` it before `asgi` is called, and `close` it at the end."""

    asgi: FastAPI
    setup: Setup
    bank: Bank
    database: store.Database
    lobby: Lobby
    checkup: Checkup
    wires: Wires
    warm: bool

    async def open(self) -> None:
        """Take up the interviews that were under way. `warm`: whether LiteLLM will be needed."""
        if self.warm:
            # Takes seconds of processor time: beside the first page, never before it.
            threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
        threading.Thread(target=basic.learn, args=(self.bank.questions,), name="learn", daemon=True).start()
        await self.lobby.start()
        # What is loaded by now stays: a full collection would go through all of it, and hold every room up meanwhile.
        gc.collect()
        gc.freeze()

    async def close(self) -> None:
        """Let all rooms go, and the file."""
        try:
            await self.lobby.stop()
            await self.checkup.stop()
            await self.wires.close()
        finally:
            self.database.close()

    def lines(self) -> Iterator[str]:
        """What the operator wants to know."""
        judge, asker = self.setup.judge, self.setup.interviewer
        facts = {
            "Judge": f"{judge.name}: {basic.LABEL if judge.basic else MODEL_JUDGES}",
            "Interviewer": f"{asker.name}: {BASIC_ASKS if asker.basic else MODEL_ASKS}",
            "Bank": f"{len(self.bank.questions)} questions in {len(self.bank.topics)} topics",
            "Data": str(self.database.path),
        }
        for name, value in facts.items():
            yield f"  {name + ':':13}{value}"


def assemble(settings: Settings) -> Server:
    """The server of these settings. Raises a VivaError for what the operator has to mend."""
    bank = load(settings.questions())
    database = store.Database(settings.database)
    wires, purse = Wires(), budget(settings, database)
    try:
        cast = casting(settings, purse, wires, picking(bank, database))
        checkup = _checkup(settings, bank, purse, wires)
        booth = _booth(settings, database, wires)
    except Exception:
        database.close()
        raise
    lobby = Lobby(database, cast, now)
    setup = describe(bank, cast("setup"), booth)
    tailor = tailoring(settings, bank, purse, wires)
    desk = Desk(database, bank, lobby, setup, checkup, wires.nearby, tailor, booth, now)
    return Server(build(desk), setup, bank, database, lobby, checkup, wires, needs_litellm(settings))


def needs_litellm(settings: Settings) -> bool:
    """Whether a role is played by a model that only LiteLLM reaches: `warm_up` takes seconds, do it early."""
    names = {name for job in JOBS for name in settings.names(job)} - {BASIC}
    speech = settings.roles.transcriber or settings.roles.speaker
    return speech is not None or not all(is_direct(settings.models[name]) for name in names)


def _booth(settings: Settings, database: store.Database, wires: Wires) -> Booth:
    """Who hears and who speaks. Raises SettingsError where a model's key is missing."""

    def voice(name: str | None) -> Voice | None:
        return wires.voice(settings.models[name]) if name else None

    return Booth(database, voice(settings.roles.transcriber), voice(settings.roles.speaker))


async def examined(
    settings: Settings, database: store.Database, names: Sequence[str], quick: bool
) -> AsyncGenerator[tuple[str, Finding | Progress], None]:
    """What `viva doctor` finds of the models of these names, each with its name. Raises what the operator has to mend.

    Close it with `aclosing` if you may leave early.
    """
    if not all(is_direct(settings.models[name]) for name in names):
        # Loading LiteLLM takes seconds, which are no model's fault.
        await asyncio.to_thread(warm_up)
    wires = Wires()
    try:
        rounds = _rounds(load(settings.questions()), budget(settings, database), wires)
        for name in names:
            async with aclosing(rounds.visit(settings.models[name], quick)) as news:
                async for each in news:
                    yield name, each
    finally:
        await wires.close()


def _rounds(bank: Bank, purse: Budget, wires: Wires) -> Rounds:
    if not bank.questions:
        raise SettingsError("The bank has no question to try a model on: name another with --bank.")
    # Each run counts for itself, or the budget of one interview would be used up by them for good.
    return Rounds(bank.questions, Prompts(data("prompts")), purse, wires, lambda: f"doctor-{now():%Y%m%d-%H%M%S-%f}")


def _checkup(settings: Settings, bank: Bank, purse: Budget, wires: Wires) -> Checkup:
    """The check of the models that have a role."""
    specs = dict.fromkeys(settings.models[name] for job in JOBS for name in settings.names(job) if name != BASIC)
    if not specs:
        return Checkup(())
    rounds = _rounds(bank, purse, wires)
    return Checkup([(spec.model, partial(rounds.visit, spec)) for spec in specs])
