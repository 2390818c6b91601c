"""The browsers, in a process of their own: `python -m tests.bench.client JOB '{…}'` prints what they saw, as JSON.

talk: replies of the model, relayed; answer: answers, acknowledged; hold: idle sockets; bank: the bank, loaded.
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.bench.models import now
from tests.bench.processes import cpu, fetch, rss

OPENING = 20
"""How many browsers connect at the same time."""
PATIENCE = 30.0


# -- two ends to talk to


@dataclass(slots=True)
class Heard:
    """One reply: when it was asked for, and when each token of it came, with its text (microseconds)."""

    sent: int
    tokens: list[tuple[int, str]] = field(default_factory=list)

    def take(self, text: str) -> None:
        """Note what has come just now: a token, or, from a server that is behind, several."""
        at = now()
        self.tokens += [(at, token) for token in text.split()]

    @property
    def added(self) -> int:
        """Time to the first token, less what the model took for it."""
        at, text = self.tokens[0]
        received, written = text.split("-")
        return at - self.sent - (int(written) - int(received))


class End(Protocol):
    """A browser that asks a model for words."""

    async def ask(self, tokens: int) -> Heard: ...


class Bare:
    """A browser at the bare loop."""

    def __init__(self, base: str) -> None:
        self._base = base

    async def __aenter__(self) -> Self:
        self._socket = await connect(f"ws{self._base[4:]}/socket", compression=None, proxy=None)
        await self.ask(5)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def ask(self, tokens: int) -> Heard:
        """What the model says to this."""
        heard = Heard(now())
        await self._socket.send(f"Please say {tokens} tokens.")
        async for text in self._socket:
            if not text:
                break
            heard.take(str(text))
        return heard


class Direct:
    """A client of the model server itself: what the clocks and the machine add by themselves."""

    def __init__(self, base: str) -> None:
        self._base = base

    async def __aenter__(self) -> Self:
        there = urlsplit(self._base)
        self._reader, self._writer = await asyncio.open_connection(there.hostname, there.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def ask(self, tokens: int) -> Heard:
        """What the model says to this."""
        body = json.dumps({"stream": True, "messages": [{"role": "user", "content": f"say {tokens} tokens"}]}).encode()
        heard = Heard(now())
        self._writer.write(b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        while (line := await self._reader.readline()) != b"data: [DONE]\n":
            if line.startswith(b"data: ") and (text := json.loads(line[6:])["choices"][0]["delta"].get("content")):
                heard.take(text)
        while await self._reader.readline() != b"0\r\n":
            pass
        await self._reader.readline()
        return heard


class Viva:
    """A browser in an interview of Viva's: keeps what it needs of the frames, as a page does."""

    def __init__(self, base: str, **plan: Any) -> None:
        self._base = base
        self._plan = plan
        self._cids = count()
        self.head: dict[str, Any] = {}
        self.turns: dict[int, dict[str, Any]] = {}

    async def __aenter__(self) -> Self:
        made = await asyncio.to_thread(fetch, f"{self._base}/api/interviews", self._plan)
        self.id = json.loads(made)["id"]
        self._socket: ClientConnection = await connect(
            f"ws{self._base[4:]}/api/interviews/{self.id}/socket",
            origin=Origin(self._base),
            subprotocols=[Subprotocol("viva.v1")],
            compression=None,
            proxy=None,
            # A page reads while its candidate thinks; without this a queue that is full stops the reading.
            max_queue=None,
        )
        await self._read()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def _read(self) -> dict[str, Any]:
        """The next frame, noted."""
        frame: dict[str, Any] = json.loads(await self._socket.recv())
        if frame["type"] in ("snapshot", "changed"):
            self.head = frame["head"]
            self.turns |= {turn["id"]: turn for turn in frame["turns"]}
        if frame["type"] == "refused":
            raise RuntimeError(f"Viva refused: {frame}")
        return frame

    async def again(self) -> None:
        """Begin another interview."""
        await self._socket.close()
        self.turns.clear()
        await self.__aenter__()
        await self.send("start")

    async def send(self, type: str, **fields: Any) -> int:
        """Send a command, and wait for its acknowledgement: microseconds."""
        cid = f"c{next(self._cids)}"
        text = json.dumps({"type": type, "cid": cid, **fields})
        sent = now()
        await self._socket.send(text)
        while (await self._read()).get("cid") != cid:
            pass
        return now() - sent

    async def question(self) -> dict[str, Any] | None:
        """The question that is open, once one is; None at the end."""
        while self.head["stage"] not in ("open", "over"):
            await self._read()
        return self.turns[self.head["current"]] if self.head["stage"] == "open" else None

    async def ask(self, tokens: int) -> Heard:
        """What the interviewer replies to a question back; after five of them, to the next question."""
        turn = await self.question()
        if turn and len(turn["asides"]) >= 5:
            await self.send("skip", turn=turn["id"])
            turn = await self.question()
        if turn is None:
            await self.again()
            turn = await self.question()
        assert turn
        text = json.dumps(
            {"type": "query", "cid": f"c{next(self._cids)}", "turn": turn["id"], "text": f"Please say {tokens} tokens."}
        )
        heard = Heard(now())
        await self._socket.send(text)
        while not (asides := self.turns[turn["id"]]["asides"]) or asides[-1]["reply"] is None or not heard.tokens:
            frame = await self._read()
            if frame["type"] == "delta" and frame["kind"] == "aside":
                heard.take(frame["text"])
        if asides[-1]["note"]:
            raise RuntimeError(f"the model didn't speak: {asides[-1]['note']}")
        return heard


# -- jobs


async def together(ends: Sequence[Any], stack: AsyncExitStack) -> None:
    """Open all of them, a few at a time."""
    gate = asyncio.Semaphore(OPENING)

    async def enter(end: Any) -> None:
        async with gate:
            await end.__aenter__()
            stack.push_async_exit(end)

    await asyncio.gather(*(enter(end) for end in ends))


async def talk(
    to: str, base: str, sessions: int, tokens: int, seconds: float, think: float, pid: int | None = None
) -> dict[str, Any]:
    """Sessions that ask for replies of so many tokens, one after the other, thinking `think` seconds at most between.

    A second passes before the first token that counts.
    """
    make: dict[str, Callable[[], Any]] = {
        "viva": lambda: Viva(base, number=min(10, bank_size(base)), follow_ups=0, pace=None),
        "bare": lambda: Bare(base),
        "direct": lambda: Direct(base),
    }
    async with AsyncExitStack() as stack:
        ends = [make[to]() for _ in range(sessions)]
        await together(ends, stack)
        if to == "viva":
            await asyncio.gather(*(end.send("start") for end in ends))
            await asyncio.gather(*(end.question() for end in ends))
        quiet()
        rng = random.Random(sessions)
        start = time.monotonic() + 1
        end = start + seconds
        spread = tokens / 20
        work = [
            asyncio.create_task(converse(one, tokens, rng.uniform(0, spread), think, rng.random(), end)) for one in ends
        ]
        await asyncio.sleep(start - time.monotonic())
        begun = cpu(pid) if pid else None
        await asyncio.sleep(end - time.monotonic())
        done = cpu(pid) if pid else None
        replies = [heard for heards in await asyncio.gather(*work) for heard in heards]
    return seen(replies, tokens, start, end) | {"cpu": None if begun is None or done is None else done - begun}


async def converse(one: End, tokens: int, wait: float, think: float, seed: float, end: float) -> list[Heard]:
    """Ask until the end."""
    rng = random.Random(seed)
    replies = []
    await asyncio.sleep(wait)
    while time.monotonic() < end:
        async with asyncio.timeout(PATIENCE):
            replies.append(await one.ask(tokens))
        await asyncio.sleep(rng.uniform(0, think))
    return replies


def seen(replies: Sequence[Heard], tokens: int, start: float, end: float) -> dict[str, Any]:
    """Of what came between start and end: the milliseconds added to each first token, and to all; how many tokens."""
    low, high = start * 1e6, end * 1e6
    came = [(at, text) for heard in replies for at, text in heard.tokens if low <= at < high]
    return {
        "added": [heard.added / 1000 for heard in replies if low <= heard.sent < high],
        "transit": [(at - int(text.rpartition("-")[2])) / 1000 for at, text in came],
        "tokens": len(came),
        "seconds": end - start,
        "replies": len(replies),
        "torn": sum(len(heard.tokens) != tokens for heard in replies),
    }


async def answer(base: str, sessions: int, think: float, seconds: float, pid: int | None = None) -> dict[str, Any]:
    """Candidates who answer: `think` seconds pass from one answer to the next on average; 0: as fast as it goes.

    As fast as it goes ends when the first of them is through: from then on fewer than `sessions` would be at it.
    """
    # Lively candidates get enough of them to need no other interview: beginning one is not what is measured.
    number = min(12, bank_size(base))
    texts = samples()
    async with AsyncExitStack() as stack:
        tabs = [Viva(base, number=number, follow_ups=0) for _ in range(sessions)]
        await together(tabs, stack)
        await asyncio.gather(*(tab.send("start") for tab in tabs))
        await asyncio.gather(*(tab.question() for tab in tabs))
        quiet()
        begun, start = cpu(pid) if pid else None, time.monotonic()
        job = hasty if think == 0 else thoughtful
        work = [asyncio.create_task(job(tab, texts, think, start + seconds, n)) for n, tab in enumerate(tabs)]
        await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        took, done = time.monotonic() - start, cpu(pid) if pid else None
        acks = [ack / 1000 for acks in await asyncio.gather(*work) for at, ack in acks if at <= (start + took) * 1e6]
    return {
        "acks": acks,
        "seconds": took,
        "cpu": None if begun is None or done is None else done - begun,
    }


Acks = list[tuple[int, int]]
"""When an answer was acknowledged, and how long that took (microseconds)."""


async def hasty(tab: Viva, texts: dict[str, list[str]], think: float, end: float, n: int) -> Acks:
    """Answer as fast as it goes, to the end of the interview."""
    acks: Acks = []
    while question := await tab.question():
        took = await tab.send("answer", turn=question["id"], text=say(texts, question, n + len(acks)))
        acks.append((now(), took))
    return acks


async def thoughtful(tab: Viva, texts: dict[str, list[str]], think: float, end: float, n: int) -> Acks:
    """Answer with pauses, until it is late; who comes to the end of an interview sits another."""
    rng = random.Random(n)
    acks: Acks = []
    while time.monotonic() < end:
        question = await tab.question()
        if question is None:
            await tab.again()
            continue
        pause = min(rng.expovariate(1 / think), 4 * think)
        await asyncio.sleep(max(0.0, min(pause, end - time.monotonic())))
        took = await tab.send("answer", turn=question["id"], text=say(texts, question, n + len(acks)))
        acks.append((now(), took))
    return acks


def samples() -> dict[str, list[str]]:
    """Answers as the bank has them, by the question's title."""
    from viva import bank
    from viva.paths import data

    questions = bank.load(data("questions")).questions
    return {question.title: [sample.answer for sample in question.samples] for question in questions}


def say(texts: dict[str, list[str]], question: dict[str, Any], n: int) -> str:
    """An answer that nobody has given before, so that no cache knows it."""
    mine = texts[question["question"]["title"]]
    return f"{mine[n % len(mine)]} That is all, for the {n}th time today, at {now()}."


async def hold(to: str, base: str, first: int, more: int, pid: int) -> dict[str, Any]:
    """Open idle sockets; the MiB that the server holds with the `first` of them, and with `more`."""
    make: Callable[[], Any] = (lambda: Viva(base, number=5)) if to == "viva" else (lambda: Idle(base))
    held = []
    async with AsyncExitStack() as stack:
        for number in (first, more):
            await together([make() for _ in range(number)], stack)
            await asyncio.sleep(1.5)
            held.append(rss(pid))
    return {"rss": held}


class Idle(Bare):
    """A browser at the bare loop that says nothing."""

    async def __aenter__(self) -> Self:
        self._socket = await connect(f"ws{self._base[4:]}/socket", compression=None, proxy=None)
        return self


async def bank() -> dict[str, Any]:
    """Seconds to load the bank in a fresh process, then to check it, and how many questions it has."""
    from viva.bank import check, load
    from viva.paths import data
    from viva.trials import trials

    begun = time.perf_counter()
    found = load(data("questions"))
    loaded = time.perf_counter()
    check(data("questions"), datetime.now(UTC).date(), (), trials)
    checked = time.perf_counter()
    return {"seconds": loaded - begun, "check": checked - loaded, "questions": len(found.questions)}


def bank_size(base: str) -> int:
    """How many questions Viva has."""
    setup = json.loads(fetch(f"{base}/api/setup"))
    return sum(number for topic in setup["topics"] for number in topic["counts"].values())


def quiet() -> None:
    """No collection of garbage while it counts: there is little of it."""
    gc.collect()
    gc.freeze()
    gc.disable()


JOBS: dict[str, Callable[..., Awaitable[dict[str, Any]]]] = {"talk": talk, "answer": answer, "hold": hold, "bank": bank}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(JOBS[sys.argv[1]](**json.loads(sys.argv[2])))))  # type: ignore[arg-type]
