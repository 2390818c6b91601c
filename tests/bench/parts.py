"""What is measured, part by part; each gives lines of the table."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.figures import Figure, percentile
from tests.bench.processes import Child, client, fetch, rss, settle

CLASS = 100
"""Interviews at the same time, where answers are measured."""

Part = Iterator[Figure]


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured. `levels`: the sessions of the relay; `rounds`: how often Viva and the loop take turns."""

    starts: int = 5
    bare_starts: int = 3
    levels: tuple[int, ...] = (1, 50, 100)
    rounds: int = 2
    seconds: float = 6.0
    lively: float = 8.0
    rushes: int = 2
    sockets: int = 400
    commits: int = 1500
    interviews: int = 10_000
    looks: int = 195


QUICK = Scale(
    starts=2,
    bare_starts=1,
    levels=(1, 50),
    rounds=1,
    seconds=2.5,
    lively=3.0,
    rushes=0,
    sockets=60,
    commits=300,
    interviews=500,
    looks=39,
)


@dataclass(frozen=True, slots=True)
class Bench:
    """Where it works, how much it does, and whom it tells."""

    folder: Path
    scale: Scale
    tell: Callable[[str], None]

    def viva(self, name: str, model: str = "", bank: Path | None = None, seconds_per_word: float = 0) -> Child:
        """`viva serve` with the data folder of that name; with a `model` server's address its interviewer is there."""
        settings = self.folder / f"{name}.toml"
        talker = f'[models.bench]\nmodel = "openai/bench"\napi_base = "{model}"\n[roles]\ninterviewer = "bench"\n'
        settings.write_text(talker if model else "")
        command = ("-m", "viva", "serve", "--no-browser", "--port", "0", "--config", str(settings))
        data = str(self.folder / name)
        more = ("--bank", str(bank)) if bank else ()
        pace = str(seconds_per_word)
        return Child(*command, "--data", data, *more, cwd=self.folder, VIVA_SECONDS_PER_WORD=pace)


def bare(model: str) -> Child:
    """The loop that Viva is held beside."""
    return Child("tests/bench/bare.py", model)


def models() -> Child:
    """The model server."""
    return Child("tests/bench/models.py")


# -- start


def start(bench: Bench) -> Part:
    """From nothing to the page."""
    bench.tell("start: to the first page")
    _started(bench.viva("start"))  # makes the data folder, and warms the disk's cache
    ours = [_started(bench.viva("start")) for _ in range(bench.scale.starts)]
    with models() as model:
        address = model.address
        theirs = [_started(bare(address)) for _ in range(bench.scale.bare_starts)]
    words = "start to the first 200"
    yield Figure("start.median", f"{words}, median", median(ours), "s", median(theirs), most=0.8)
    yield Figure("start.worst", f"{words}, worst", max(ours), "s", max(theirs))


def _started(child: Child) -> float:
    with child:
        fetch(child.address)
        return time.perf_counter() - child.begun


# -- relay


def relay(bench: Bench) -> Part:
    """Replies of a model, on their way to the browser; Viva and the loop take turns."""
    with models() as model, bench.viva("relay", model.address) as viva, bare(model.address) as loop:
        ends = {"viva": viva, "bare": loop}
        _rest(viva, loop)
        for level in bench.scale.levels:
            seen = _level(bench, ends, level)
            if bench.scale.rounds > 1:
                seen["direct"] = _talked(bench, "direct", model, level, 2.0)
            yield from _relayed(level, seen)


@dataclass(slots=True)
class Seen:
    """What was seen of one end at one level, over all rounds."""

    added: list[float]
    transit: list[float]
    tokens: int
    seconds: float
    cpu: float | None

    def per_token(self) -> float:
        """Microseconds of the server's processor time a token; NaN where that isn't known."""
        return self.cpu / self.tokens * 1e6 if self.cpu and self.tokens else float("nan")


def _level(bench: Bench, ends: Mapping[str, Child], level: int) -> dict[str, Seen]:
    seen: dict[str, Seen] = {}
    # At a level that nobody is held to, once will do.
    rounds = bench.scale.rounds if level <= 50 else 1
    for turn in range(rounds):
        # Neither is always the first.
        for name in sorted(ends, reverse=turn % 2 == 0):
            bench.tell(f"relay: {level} sessions, {name}, round {turn + 1} of {rounds}")
            new = _talked(bench, name, ends[name], level, bench.scale.seconds)
            seen[name] = _both(seen[name], new) if name in seen else new
    return seen


def _talked(bench: Bench, name: str, child: Child, level: int, seconds: float) -> Seen:
    tokens, think = (8, 0.1) if level == 1 else (40, 0.5)
    base = child.address
    told = client(
        "talk", to=name, base=base, sessions=level, tokens=tokens, seconds=seconds, think=think, pid=child.pid
    )
    if told["torn"]:
        raise RuntimeError(f"{name} lost or added tokens in {told['torn']} of {told['replies']} replies")
    return Seen(told["added"], told["transit"], told["tokens"], told["seconds"], told["cpu"])


def _both(one: Seen, other: Seen) -> Seen:
    cpu = None if one.cpu is None or other.cpu is None else one.cpu + other.cpu
    return Seen(
        one.added + other.added,
        one.transit + other.transit,
        one.tokens + other.tokens,
        one.seconds + other.seconds,
        cpu,
    )


def _relayed(level: int, seen: Mapping[str, Seen]) -> Part:
    viva, loop = seen["viva"], seen["bare"]
    name, at = f"relay.{level}", f"{level} session{'s' if level > 1 else ''}"
    p50, p99 = (lambda values: percentile(values, 0.5)), (lambda values: percentile(values, 0.99))
    yield Figure(
        f"{name}.added.p50",
        f"first token, added at {at}, p50",
        p50(viva.added),
        "ms",
        p50(loop.added),
        most=1.3 if level <= 50 else None,
        ratio=True,
    )
    bound = 25.0 if level == 50 else None
    yield Figure(f"{name}.added.p99", "  p99", p99(viva.added), "ms", p99(loop.added), most=bound)
    yield Figure(
        f"{name}.tokens",
        "  tokens relayed",
        viva.tokens / viva.seconds,
        "/s",
        loop.tokens / loop.seconds,
        least=0.85,
        ratio=True,
    )
    yield Figure(f"{name}.transit.p99", "  each token, added, p99", p99(viva.transit), "ms", p99(loop.transit))
    yield Figure(f"{name}.cpu", "  processor time of the server a token", viva.per_token(), "us", loop.per_token())
    if "direct" in seen:
        added = seen["direct"].added
        yield Figure(f"{name}.floor", "  nothing between: added, p50 (beside: p99)", p50(added), "ms", p99(added))


# -- answers


def answers(bench: Bench) -> Part:
    """Answers that are on disk when they are acknowledged."""
    with bench.viva("answers") as viva:
        base = viva.address
        bench.tell(f"answers: {CLASS} interviews, one answer a second each")
        lively = client("answer", base=base, sessions=CLASS, think=1.0, seconds=bench.scale.lively, pid=viva.pid)
        rush: dict[str, Any] = {"acks": [], "seconds": 0.0}
        for turn in range(bench.scale.rushes):
            bench.tell(f"answers: {CLASS} interviews, as fast as it goes, round {turn + 1} of {bench.scale.rushes}")
            told = client("answer", base=base, sessions=CLASS, think=0, seconds=60, pid=viva.pid)
            rush = {key: rush[key] + told[key] for key in rush}
    bench.tell("answers: SQLite alone")
    beside = _commits(bench.folder / "alone.db", bench.scale.commits)
    yield from _class("class", f"{CLASS} at work, one a second each", lively, beside, most=50.0)
    if rush["acks"]:
        yield from _class("rush", f"{CLASS} at work, as fast as it goes", rush, beside)


def _class(name: str, words: str, told: Mapping[str, Any], beside: Sequence[float], most: float | None = None) -> Part:
    acks, rate = told["acks"], len(told["acks"]) / told["seconds"]
    lone, one = len(beside) / sum(beside), [seconds * 1000 for seconds in beside]
    yield Figure(
        f"answers.{name}.p99",
        f"answer on disk, {words}, p99",
        percentile(acks, 0.99),
        "ms",
        percentile(one, 0.99),
        most=most,
    )
    yield Figure(f"answers.{name}.p50", "  p50", percentile(acks, 0.5), "ms", percentile(one, 0.5))
    yield Figure(f"answers.{name}.rate", "  answers, each graded, and the next question put", rate, "/s", lone)


def _commits(path: Path, number: int) -> list[float]:
    """Seconds of each of so many answers that are written alone, as safely as SQLite can."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE answers (id INTEGER PRIMARY KEY, interview TEXT, question TEXT, answer TEXT)")
    took = []
    for n in range(number):
        begun = time.perf_counter()
        with connection:
            connection.execute(
                "INSERT INTO answers (interview, question, answer) VALUES (?, ?, ?)", (str(n % 100), "q", "words " * 60)
            )
        took.append(time.perf_counter() - begun)
    connection.close()
    return took


# -- memory


def memory(bench: Bench) -> Part:
    """What the server holds, with nothing to do."""
    more = bench.scale.sockets
    with (
        models() as model,
        bench.viva("rest") as viva,
        bench.viva("warm", model.address) as warm,
        bare(model.address) as loop,
    ):
        bench.tell("memory: at rest")
        plain, loaded, beside = _rest(viva, warm, loop)
        # It loads the half of LiteLLM that it needs with its first call; Viva has done so by then.
        client("talk", to="bare", base=loop.address, sessions=1, tokens=2, seconds=0.5, think=0.1)
        called = rss(loop.pid)
        bench.tell(f"memory: {more} idle sockets")
        ours, theirs = _sockets("viva", viva, more), _sockets("bare", loop, more)
    yield Figure("memory.idle", "memory at rest, basic judge", plain, "MiB", beside, most=130)
    yield Figure("memory.warm", "memory at rest, LiteLLM loaded and called once", loaded, "MiB", called)
    yield Figure("memory.socket", "memory an idle socket", ours, "KiB", theirs, most=64)


def _rest(*children: Child) -> list[float]:
    """MiB that each holds once it has come to rest."""
    for child in children:
        fetch(child.address)
    settle(*(child.pid for child in children))
    return [rss(child.pid) for child in children]


def _sockets(name: str, child: Child, more: int) -> float:
    # What comes once, with the first few, is no part of a socket.
    first, both = client("hold", to=name, base=child.address, first=max(20, more // 5), more=more, pid=child.pid)["rss"]
    return float(both - first) * 1024 / more


# -- bank


def bank(bench: Bench) -> Part:
    """The questions, read and checked."""
    bench.tell("bank: loading, checking")
    told = [client("bank") for _ in range(3)]
    words = f"loading the bank of {told[0]['questions']} questions"
    yield Figure("bank.load", words, median(one["seconds"] for one in told), "s", most=0.4)
    checked = median(one["check"] for one in told)
    yield Figure("bank.check", "checking it, the basic judge tried on all of it", checked, "s", most=5.0)
