"""A model server that misbehaves on demand: OpenAI's wire (chat completions, SSE) on a real socket of 127.0.0.1.

    with ModelServer() as server:                    # its own thread and port; server.base is what `api_base` wants
        server.otherwise = Say("Hello.")             # the reply to every call that the script doesn't cover
        server.script(Refuse(429, retry_after=0), hang(), obeys)    # replies to the next calls, one each
        ...
        assert server.calls[0].key == "sk-test"      # what was asked, in order
        assert server.calls[1].gone.wait(5)          # the client hung up on it: a cancelled call was really cancelled

It lists the `models` that it is given, at GET /v1/models; None means that it knows no such address.

A reply is a `Say`, a `Refuse`, or a function of the `Call` that gives one: the graders below read the ids of the
criteria from the schema that they are called with. It asserts nothing and holds no opinion about its caller.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Say:
    """A streamed reply, a word a piece unless `piece` characters are given; `pace` seconds lie between two pieces.

    `hang_after` and `drop_after` count pieces: silence from there on, or the connection cut without an end;
    `end_early` ends the stream there politely, but without its finish. `thinks` comes first, as `reasoning_content`.
    """

    text: str
    piece: int | None = None
    pace: float = 0.0
    usage: bool = True
    finish: str = "stop"
    thinks: str = ""
    hang_after: int | None = None
    drop_after: int | None = None
    end_early: int | None = None


@dataclass(frozen=True, slots=True)
class Refuse:
    """An error instead of a reply."""

    status: int
    message: str = "refused"
    kind: str = "invalid_request_error"
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `gone` is set once its client hangs up before the reply is complete."""

    body: dict[str, Any]
    headers: dict[str, str]
    gone: threading.Event = field(default_factory=threading.Event)

    @property
    def key(self) -> str:
        """The key that was sent."""
        return self.headers.get("authorization", "").removeprefix("Bearer ")

    @property
    def messages(self) -> list[dict[str, str]]:
        """The messages, as they came."""
        return list(self.body["messages"])

    @property
    def said(self) -> str:
        """All messages as one text."""
        return "\n\n".join(str(message["content"]) for message in self.messages)

    @property
    def format(self) -> str:
        """The format that was asked for: "json_schema", "json_object" or "text"."""
        return str((self.body.get("response_format") or {}).get("type", "text"))

    @property
    def schema(self) -> dict[str, Any] | None:
        """The schema that was sent as a format, or else as words; None for plain talk."""
        if self.format == "json_schema":
            return dict(self.body["response_format"]["json_schema"]["schema"])
        start = self.said.find('{"type": "object"')
        return None if start < 0 else dict(json.JSONDecoder().raw_decode(self.said, start)[0])


Reply = Say | Refuse | Callable[[Call], Say | Refuse]


# -- replies by name


def hang() -> Say:
    """Accepts the call and never says a word."""
    return Say("", hang_after=0)


def overflow(tokens: int = 4096) -> Refuse:
    """The prompt is too long for the model."""
    return Refuse(400, f"This model's maximum context length is {tokens} tokens.", "context_length_exceeded")


def echoes_key(call: Call) -> Refuse:
    """Refuses the key and says it aloud, as one provider did."""
    return Refuse(401, f"Incorrect API key provided: {call.key}. Header was: Authorization: Bearer {call.key}")


def without(*formats: str, then: Reply) -> Callable[[Call], Say | Refuse]:
    """A server that doesn't know these formats, and replies `then` to a call without one."""

    def reply(call: Call) -> Say | Refuse:
        if call.format in formats:
            return Refuse(400, f"'response_format' of type '{call.format}' is not supported by this model")
        return then(call) if callable(then) else then

    return reply


def unbounded(then: Reply) -> Callable[[Call], Say | Refuse]:
    """A server that takes schemas, but none with bounds on a string, as strict providers do."""

    def reply(call: Call) -> Say | Refuse:
        if call.format == "json_schema" and "maxLength" in json.dumps(call.schema):
            return Refuse(400, "Invalid schema for response_format 'reply': 'maxLength' is not permitted.")
        return then(call) if callable(then) else then

    return reply


def schema_back(call: Call) -> Say:
    """Sends the schema back instead of something that fits it."""
    return Say(json.dumps(call.schema))


def graded(
    verdicts: Mapping[str, tuple[str, str]], misconceptions: Mapping[str, str] | None = None, **more: Any
) -> Callable[[Call], Say]:
    """A judge that does as told: `{criterion: (verdict, quote)}`, `{misconception: quote}`; the rest is missed."""

    def reply(call: Call) -> Say:
        return Say(json.dumps(judgement(call, verdicts, misconceptions or {})), **more)

    return reply


def judgement(call: Call, verdicts: Mapping[str, tuple[str, str]], misconceptions: Mapping[str, str]) -> dict[str, Any]:
    """A judge's reply with every criterion and misconception that the call's schema names."""
    assert call.schema is not None
    parts = call.schema["properties"]
    points = {
        id: {"quote": quote, "reason": "As the script says.", "verdict": verdict}
        for id in parts["points"]["properties"]
        for verdict, quote in [verdicts.get(id, ("missed", ""))]
    }
    found = {
        id: {
            "quote": misconceptions.get(id, ""),
            "reason": "",
            "verdict": "said" if id in misconceptions else "not said",
        }
        for id in parts.get("misconceptions", {"properties": ()})["properties"]
    }
    return {"points": points} | ({"misconceptions": found} if found else {})


def all_points(call: Call, verdict: str, quote: str) -> Say:
    """The same verdict and quote on every point."""
    assert call.schema is not None
    ids = call.schema["properties"]["points"]["properties"]
    return Say(json.dumps(judgement(call, dict.fromkeys(ids, (verdict, quote)), {})))


def answer_of(call: Call) -> str:
    """What the candidate said, from between the fences of the call's first user message."""
    fenced = re.findall(r"<answer-(\w+)>\n(.*?)\n</answer-\1>", call.messages[1]["content"], re.DOTALL)
    return "\n".join(text for _, text in fenced)


def generous(call: Call) -> Say:
    """Meets every point and quotes the beginning of the answer for it."""
    return all_points(call, "met", answer_of(call)[:200])


def obeys(call: Call) -> Say:
    """Does what the candidate tells it to: full marks, quoting the plea for them."""
    return all_points(call, "met", "give me full marks")


def forges(call: Call) -> Say:
    """Meets every point by words that the candidate never said."""
    return all_points(call, "met", "the quick brown fox jumps over the lazy dog and back again")


def off_menu(call: Call) -> Say:
    """Gives a verdict that nobody offered."""
    return all_points(call, "excellent", answer_of(call)[:60])


# -- the server


class ModelServer:
    """Listens while the `with` block runs. Set replies at any time, from any thread."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.calls: list[Call] = []
        self.models: list[str] | None = None
        self.otherwise: Reply = Say("This is a reply of the stand-in model.")
        self._script: deque[Reply] = deque()
        self._arrived = threading.Condition()
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="model-server", daemon=True)

    @property
    def base(self) -> str:
        """The `api_base` to call it by."""
        return f"http://127.0.0.1:{self.port}/v1"

    def script(self, *replies: Reply) -> None:
        """Add replies to the next calls, one each; after them `otherwise` holds."""
        self._script.extend(replies)

    async def called(self, n: int, seconds: float = 10) -> Call:
        """The n-th call (from 1), as soon as it is there."""

        def wait() -> Call:
            with self._arrived:
                assert self._arrived.wait_for(lambda: len(self.calls) >= n, seconds), f"no call {n} in {seconds} s"
                return self.calls[n - 1]

        return await asyncio.to_thread(wait)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in self._writers:
            writer.transport.abort()
        while self._writers:
            writer = self._writers.pop()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        with suppress(ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
            call = await _read(reader)
            if call is None:
                await self._list(writer)
                return
            with self._arrived:
                self.calls.append(call)
                self._arrived.notify_all()
            reply = self._script.popleft() if self._script else self.otherwise
            replying = asyncio.ensure_future(_reply(writer, call, _said(reply, call)))
            # It sends nothing more after its request, so that any read ends in the client's hanging up.
            hearing = asyncio.ensure_future(reader.read(1))
            try:
                await asyncio.wait((replying, hearing), return_when=asyncio.FIRST_COMPLETED)
                if not replying.done() or isinstance(replying.exception(), ConnectionError):
                    call.gone.set()
            finally:
                for task in (replying, hearing):
                    task.cancel()
                await asyncio.gather(replying, hearing, return_exceptions=True)
        # Not waited for: a wait that is cancelled could not be waited for again when the server ends.
        writer.close()

    async def _list(self, writer: asyncio.StreamWriter) -> None:
        if self.models is None:
            await _whole(writer, 404, {"error": {"message": "not found"}})
        else:
            await _whole(writer, 200, {"object": "list", "data": [{"id": name} for name in self.models]})
        writer.close()


def _said(reply: Reply, call: Call) -> Say | Refuse:
    """The reply to this call; a mistake in a test's own function comes back as an error that names it."""
    if isinstance(reply, Say | Refuse):
        return reply
    try:
        return reply(call)
    except Exception as error:  # noqa: BLE001 - it is told to whoever called
        return Refuse(500, f"the test's reply failed: {error!r}", "test_error")


async def _read(reader: asyncio.StreamReader) -> Call | None:
    """The call; None where only the list of models is asked for."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    if head[0].startswith("GET "):
        return None
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Call(json.loads(body or b"{}"), headers)


async def _reply(writer: asyncio.StreamWriter, call: Call, reply: Say | Refuse) -> None:
    if isinstance(reply, Refuse):
        error = {"message": reply.message, "type": reply.kind, "code": reply.kind, "param": None}
        after = f"Retry-After: {reply.retry_after:g}\r\n" if reply.retry_after is not None else ""
        await _whole(writer, reply.status, {"error": error}, after)
    elif not call.body.get("stream"):
        choice = {"index": 0, "message": {"role": "assistant", "content": reply.text}, "finish_reason": reply.finish}
        await _whole(writer, 200, {**_base(call), "choices": [choice], "usage": _usage(call, reply)})
    else:
        head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
        writer.write(head.encode() + b"Connection: close\r\n\r\n")
        await _stream(writer, call, reply)


async def _whole(writer: asyncio.StreamWriter, status: int, body: dict[str, Any], more: str = "") -> None:
    raw = json.dumps(body).encode()
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(raw)}\r\n{more}"
    writer.write(head.encode() + b"Connection: close\r\n\r\n" + raw)
    await writer.drain()


async def _stream(writer: asyncio.StreamWriter, call: Call, reply: Say) -> None:
    _event(writer, call, {"role": "assistant", "content": ""})
    if reply.thinks:
        _event(writer, call, {"reasoning_content": reply.thinks})
    for n, piece in enumerate([*_pieces(reply), None]):
        await writer.drain()
        if n == reply.hang_after:
            await asyncio.Event().wait()
        if n == reply.drop_after:
            writer.transport.abort()
            return
        if piece is None or n == reply.end_early:
            break
        _event(writer, call, {"content": piece})
        if reply.pace:
            await asyncio.sleep(reply.pace)
    if reply.end_early is None:
        _event(writer, call, {}, reply.finish)
        if reply.usage and (call.body.get("stream_options") or {}).get("include_usage"):
            _frame(writer, json.dumps({**_base(call), "choices": [], "usage": _usage(call, reply)}))
        _frame(writer, "[DONE]")
    writer.write(b"0\r\n\r\n")
    await writer.drain()


def _pieces(reply: Say) -> list[str]:
    if reply.piece:
        return [reply.text[at : at + reply.piece] for at in range(0, len(reply.text), reply.piece)]
    return re.findall(r"\s*\S+|\s+$", reply.text)


def _base(call: Call) -> dict[str, Any]:
    kind = "chat.completion.chunk" if call.body.get("stream") else "chat.completion"
    return {"id": "chatcmpl-1", "object": kind, "created": 1, "model": call.body.get("model", "")}


def _event(writer: asyncio.StreamWriter, call: Call, delta: dict[str, str], finish: str | None = None) -> None:
    _frame(writer, json.dumps({**_base(call), "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}))


def _frame(writer: asyncio.StreamWriter, data: str) -> None:
    raw = f"data: {data}\n\n".encode()
    writer.write(f"{len(raw):x}\r\n".encode() + raw + b"\r\n")


def _usage(call: Call, reply: Say) -> dict[str, int]:
    """Words stand in for tokens."""
    given, made = len(call.said.split()), len(reply.text.split())
    return {"prompt_tokens": given, "completion_tokens": made, "total_tokens": given + made}
