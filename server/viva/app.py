"""The composition root: settings to objects to a server."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import threading
import webbrowser
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from viva import __version__, basic, store
from viva.bank import Bank, load
from viva.basic import BasicInterviewer
from viva.budget import Budget
from viva.errors import SettingsError
from viva.frames import MOST_BYTES, Setup, TopicView, VoiceView
from viva.interview import FOLLOW_UP_SECONDS, Plan
from viva.interviewer import LLMInterviewer
from viva.judge import LLMJudge
from viva.llm import Usage, make, probe, warm_up
from viva.lobby import Lobby
from viva.paths import data
from viva.prompts import Prompts
from viva.questions import LEVELS
from viva.room import Cast, InterviewerRole, JudgeRole
from viva.settings import Job, Settings
from viva.web import Desk, build

JOBS: tuple[Job, ...] = ("interviewer", "judge")
MODEL_LABEL = "a language model grades by the rubric and quotes your words; it can err"
MODEL_ASKS = "a language model asks in its own words"
BASIC_ASKS = "asks as written, without a model"


def now() -> datetime:
    """The one clock of the program."""
    return datetime.now(UTC)


class StoredLedger:
    """What model calls have cost, kept in the store."""

    def __init__(self, database: store.Database) -> None:
        self._database = database

    async def spent(self, interview: str, day: date) -> tuple[int, int]:
        """Tokens of this interview, and of this day."""
        return await self._database.read(store.spent, interview, day)

    async def add(self, interview: str, role: str, model: str, usage: Usage, at: datetime) -> None:
        """Note one call."""
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


def database_file(settings: Settings) -> Path:
    """Where interviews are kept."""
    return settings.data / "viva.db"


def bank_folder(settings: Settings) -> Path:
    """Where the questions are. Raises SettingsError if there is no such folder."""
    folder = settings.bank or data("questions")
    if not folder.is_dir():
        raise SettingsError(f"There is no folder {folder} with questions: name it with --bank.")
    return folder


def casting(settings: Settings, database: store.Database) -> Callable[[str], Cast]:
    """Who plays in an interview, by its id. Raises SettingsError where a model's key is missing."""
    stand_in = BasicInterviewer(settings.seconds_per_word)
    budget = Budget(StoredLedger(database), settings.budget, now)
    chance = random.SystemRandom()
    models = {job: make(spec) for job in JOBS if (spec := settings.model(job)) is not None}
    prompts = Prompts(data("prompts")) if models else None

    def cast(interview: str) -> Cast:
        asks: InterviewerRole = stand_in
        judges: JudgeRole = basic.BasicJudge()
        if prompts and "interviewer" in models:
            asks = LLMInterviewer(budget.on(models["interviewer"], interview, "interviewer"), prompts, chance)
        if prompts and "judge" in models:
            judges = LLMJudge(budget.on(models["judge"], interview, "judge"), prompts, chance, basic.coverage)
        return Cast(asks, judges, stand_in)

    return cast


def describe(bank: Bank, cast: Cast) -> Setup:
    """What the set-up form needs."""
    topics = []
    for topic in bank.topics:
        counts = Counter(question.level for question in bank.questions if question.topic == topic.id)
        view = TopicView(id=topic.id, title=topic.title, about=topic.about, counts={x: counts[x] for x in LEVELS})
        topics.append(view)
    plain_judge, plain_asker = cast.judge.name == basic.NAME, cast.interviewer.name == basic.NAME
    return Setup(
        version=__version__,
        topics=tuple(topics),
        judge=VoiceView(name=cast.judge.name, label=basic.LABEL if plain_judge else MODEL_LABEL, basic=plain_judge),
        interviewer=VoiceView(
            name=cast.interviewer.name, label=BASIC_ASKS if plain_asker else MODEL_ASKS, basic=plain_asker
        ),
        defaults=Plan(),
        follow_up_minutes=FOLLOW_UP_SECONDS / 60,
    )


@dataclass(frozen=True, slots=True)
class Server:
    """All that a process needs to hold interviews."""

    asgi: FastAPI
    setup: Setup
    bank: Bank
    database: store.Database


def assemble(settings: Settings, port: int) -> Server:
    """The server that answers at `port`. Raises a VivaError for what the operator has to mend."""
    bank = load(bank_folder(settings))
    database = store.Database(database_file(settings))
    try:
        cast = casting(settings, database)
    except Exception:
        database.close()
        raise
    lobby = Lobby(database, cast, now)
    setup = describe(bank, cast("setup"))

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if not (setup.judge.basic and setup.interviewer.basic):
            # Takes seconds of processor time: beside the first page, never before it.
            threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
        await lobby.start()
        try:
            yield
        finally:
            await lobby.stop()
            database.close()

    desk = Desk(database=database, bank=bank, lobby=lobby, setup=setup, page=data("web"), port=port, clock=now)
    return Server(build(desk, lifespan), setup, bank, database)


def listen(settings: Settings) -> socket.socket:
    """The socket that the server answers at. Raises SettingsError if somebody else has it."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((settings.host, settings.port))
        # From here on a browser that is early waits, and isn't refused.
        sock.listen(2048)
    except OSError as error:
        sock.close()
        raise SettingsError(
            f"{settings.host}:{settings.port} can't be used ({error.strerror}): is another Viva running? "
            f"Choose another with --port."
        ) from None
    return sock


def serve(settings: Settings) -> int:
    """Hold interviews until Ctrl+C."""
    sock = listen(settings)
    port = sock.getsockname()[1]
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    server = assemble(settings, port)
    address = f"http://{host}:{port}"
    config = uvicorn.Config(
        server.asgi,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        ws="websockets-sansio",
        ws_max_size=MOST_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=20.0,
        ws_ping_timeout=25.0,
    )
    running = uvicorn.Server(config)
    _announce(server, address, settings)
    if settings.open_browser:
        threading.Thread(target=_open, args=(running, address), name="browser", daemon=True).start()
    # Ctrl+C has done its work by the time that uvicorn raises it again.
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(running.serve(sockets=[sock]))
    return 0


def _announce(server: Server, address: str, settings: Settings) -> None:
    setup = server.setup
    lines = {
        "Page": address,
        "Judge": f"{setup.judge.name}: {setup.judge.label}",
        "Interviewer": f"{setup.interviewer.name}: {setup.interviewer.label}",
        "Bank": f"{len(server.bank.questions)} questions in {len(server.bank.topics)} topics",
        "Data": str(database_file(settings)),
    }
    print(f"Viva {setup.version} (Ctrl+C ends it)", flush=True)
    for name, value in lines.items():
        print(f"  {name + ':':13}{value}", flush=True)


def _open(running: uvicorn.Server, address: str) -> None:
    """Open the page once the server answers; a machine without a browser is no fault."""
    while not running.started and not running.should_exit:
        threading.Event().wait(0.02)
    with contextlib.suppress(webbrowser.Error):
        webbrowser.open(address)


async def try_models(settings: Settings, tell: Callable[[str], None]) -> int:
    """Try every configured model, and tell what came of it. 0 if all that have a role are fit for it, else 1."""
    if not settings.models:
        tell("No model is configured: the basic judge and interviewer need none. See the README to connect one.")
        return 0
    failed = False
    for name, spec in settings.models.items():
        jobs = [job for job in JOBS if settings.model(job) is spec]
        tell(f"{name}: {spec.model}{f' at {spec.api_base}' if spec.api_base else ''} ({', '.join(jobs) or 'no role'})")
        try:
            findings = await probe(make(spec))
        except SettingsError as error:
            tell(f"  FAIL key: {error}")
            failed |= bool(jobs)
            continue
        for finding in findings:
            tell(f"  {finding}")
        failed |= bool(jobs) and not all(finding.ok for finding in findings)
    return int(failed)
