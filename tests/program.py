"""The real program in a process of its own, and a client that speaks its wire over a real socket."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 30.0
"""Seconds after which a test gives up waiting: a bound for what hangs, no measure of anything."""


def few_topics(folder: Path, *topics: str) -> Path:
    """A bank of these topics of the real one, in `folder`: a server that starts often starts sooner with it."""
    for topic in topics:
        shutil.copytree(ROOT / "questions" / topic, folder / topic)
    tables = [f'[[topic]]\nid = "{topic}"\ntitle = "{topic}"\nabout = "Some of the questions."\n' for topic in topics]
    (folder / "topics.toml").write_text("\n".join(tables))
    return folder


class Program:
    """`viva serve` on a port of its own, with its data in `data`. Start and kill it as often as you like."""

    def __init__(
        self, data: Path, *arguments: str, module: str = "viva", environ: dict[str, str] | None = None, port: int = 0
    ) -> None:
        self.data = data
        self.port = port
        self._arguments = arguments
        self._module = module
        self._environ = {"VIVA_SECONDS_PER_WORD": "0"} | (environ or {})
        self._process: subprocess.Popen[str] | None = None

    @property
    def base(self) -> str:
        """The page's address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Start it, at the same port as before, and wait until it says that it is there."""
        command = [sys.executable, "-m", self._module, "serve", "--no-browser", "--port", str(self.port)]
        command += ["--data", str(self.data), *self._arguments]
        log = (self.data.parent / f"{self.data.name}.log").open("a")
        with log:
            self._process = subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=os.environ | self._environ,
                cwd=self.data.parent,
            )
        assert self._process.stdout
        for line in self._process.stdout:
            if line.strip().startswith("Page:"):
                self.port = int(line.rsplit(":", 1)[1])
            if line.strip().startswith("Data:"):
                return self
        self.kill()
        raise RuntimeError(f"it didn't start: {self.log()}")

    def log(self) -> str:
        """What it wrote to stderr, over all starts."""
        return (self.data.parent / f"{self.data.name}.log").read_text()

    def kill(self) -> None:
        """SIGKILL."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ctrl+C; the exit code."""
        return self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> int:
        process = self._process
        if process is None:
            return 0
        process.send_signal(how)
        code = process.wait(PATIENCE)
        if process.stdout:
            process.stdout.close()
        self._process = None
        return code

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def request(self, path: str, body: Any = None, method: str | None = None, **headers: str) -> tuple[int, Any]:
        """The status and the JSON (or text) of an HTTP request; one with a body is a POST unless `method` says else."""
        data = None if body is None else json.dumps(body).encode()
        return self.send(path, data, "application/json", method, **headers)

    def send(
        self, path: str, content: bytes | None, media: str, method: str | None = None, **headers: str
    ) -> tuple[int, Any]:
        """The same with whatever content, of that media type."""
        sent = {"Content-Type": media} | {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.base + path, content, sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
                return reply.status, _body(reply.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, _body(error.read())

    def download(self, path: str) -> Any:
        """The reply to a request for a file, as it comes."""
        return urllib.request.urlopen(self.base + path, timeout=PATIENCE)

    def begin(self, **plan: Any) -> str:
        """A new interview's id; unless told otherwise, of the same questions in each run of a test."""
        status, body = self.request("/api/interviews", {"seed": 1} | plan)
        assert status == 201, body
        return str(body["id"])


def _body(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode()


class Client:
    """One tab: keeps `head` and `turns` as a page does, and counts `gaps` in the versions."""

    def __init__(self, program: Program, id: str, **headers: str) -> None:
        self.program = program
        self.id = id
        self.head: dict[str, Any] = {}
        self.turns: dict[int, dict[str, Any]] = {}
        self.version = -1
        self.gaps = 0
        self.frames: list[dict[str, Any]] = []
        self.closed: tuple[int, str] | None = None
        self._replies: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._saved: dict[int, int] = {}
        self._news = asyncio.Condition()
        self._headers = {"Origin": program.base} | headers
        self._count = 0

    async def __aenter__(self) -> Self:
        headers = dict(self._headers)
        host = headers.pop("Host", f"127.0.0.1:{self.program.port}")
        self._socket: ClientConnection = await connect(
            f"ws://{host}/api/interviews/{self.id}/socket",
            host="127.0.0.1",
            port=self.program.port,
            subprotocols=[Subprotocol("viva.v1")],
            compression=None,
            additional_headers=headers,
            proxy=None,
        )
        self._reading = asyncio.create_task(self._read())
        await self.until(lambda: self.version >= 0 or self.closed is not None)
        if self.version < 0 and self.closed and self.closed[0] < 4000:
            raise ConnectionError(f"the line was cut at once: {self.closed}")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()
        await self._reading

    def drop(self) -> None:
        """Cut the line without a word."""
        self._socket.transport.abort()

    async def _read(self) -> None:
        try:
            async for text in self._socket:
                async with self._news:
                    self._take(json.loads(text))
                    self._news.notify_all()
        except ConnectionClosed:
            pass
        async with self._news:
            self.closed = (self._socket.close_code or 1006, self._socket.close_reason or "")
            for reply in self._replies.values():
                if not reply.done():
                    reply.set_exception(ConnectionError("the line is gone"))
                    reply.exception()
            self._news.notify_all()

    def _take(self, frame: dict[str, Any]) -> None:
        self.frames.append(frame)
        kind = frame["type"]
        if kind == "snapshot":
            self.turns = {}
        if kind in ("snapshot", "changed"):
            self.gaps += kind == "changed" and frame["version"] != self.version + 1
            self.version, self.head = frame["version"], frame["head"]
            self.turns |= {turn["id"]: turn for turn in frame["turns"]}
        elif kind in ("ok", "refused") and frame["cid"] in self._replies:
            reply = self._replies[frame["cid"]]
            if not reply.done():
                reply.set_result(frame)
        elif kind == "saved":
            self._saved[frame["turn"]] = frame["rev"]

    async def until(self, holds: Callable[[], Any]) -> Any:
        """Wait until it holds; what it returned."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: holds() or self.closed)
        if not holds():
            raise ConnectionError(f"the line is gone: {self.closed}")
        return holds()

    async def send(self, **frame: Any) -> None:
        """Send a frame."""
        await self._socket.send(json.dumps(frame))

    async def send_raw(self, text: str | bytes) -> None:
        """Send anything."""
        await self._socket.send(text)

    async def command(self, type: str, cid: str = "", **fields: Any) -> dict[str, Any]:
        """Send a command and wait for its `ok` or `refused`."""
        self._count += 1
        cid = cid or f"c{self._count}-{id(self):x}"
        reply = self._replies[cid] = asyncio.get_running_loop().create_future()
        await self.send(type=type, cid=cid, **fields)
        async with asyncio.timeout(PATIENCE):
            answer: dict[str, Any] = await reply
            return answer

    async def draft(self, turn: int, rev: int, text: str) -> None:
        """Save a draft and wait until it is on disk."""
        await self.send(type="draft", turn=turn, rev=rev, text=text)
        await self.until(lambda: self._saved.get(turn, -1) >= rev)

    @property
    def current(self) -> dict[str, Any] | None:
        """The turn that is on."""
        return self.turns.get(self.head["current"]) if self.head.get("current") is not None else None

    async def opened(self) -> dict[str, Any]:
        """Wait for a question to be open; its turn. None of them is left when the interview is over."""
        await self.until(lambda: self.head["stage"] in ("open", "over"))
        return self.current or {}

    async def sit(self, answer: Callable[[dict[str, Any]], str | None]) -> None:
        """Go through the whole interview: `answer(turn)` gives the answer to each turn, None skips it."""
        if self.head["stage"] == "ready":
            assert (await self.command("start"))["type"] == "ok"
        while True:
            await self.until(lambda: self.head["stage"] in ("open", "feedback", "over"))
            if self.head["stage"] == "over":
                return
            if self.head["stage"] == "feedback":
                await self.command("next")
                continue
            turn = self.current
            assert turn
            text = answer(turn)
            reply = await (
                self.command("skip", turn=turn["id"])
                if text is None
                else self.command("answer", turn=turn["id"], text=text)
            )
            assert reply["type"] == "ok", reply

    async def graded(self) -> Sequence[dict[str, Any]]:
        """Wait until nothing is pending; the questions' turns in order."""

        def settled() -> bool:
            marks = [t["review"][scope] for t in self.turns.values() if t["review"] for scope in ("first", "all")]
            return bool(marks) and all(mark is None or mark["status"] != "pending" for mark in marks)

        await self.until(settled)
        return [turn for turn in self.turns.values() if turn["parent"] is None]
