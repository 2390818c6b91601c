"""The wire to servers that speak OpenAI's chat completions themselves: one POST, server-sent events back.

Beside LiteLLM because LiteLLM takes 0.5 to 1 ms of processor time for every streamed chunk, and 3 s and 170 MB to load:
what matters least for one call to a cloud, and most for a class on one machine's own model.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from viva.llm.call import Piece

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession

PREFIX = "openai/"
MOST_LINE = 1024 * 1024
"""Most bytes of one event: what is longer is no reply to a person."""
MOST_SAID = 2_000
"""Characters of a refusal that are read."""


class Refusal(Exception):
    """The server answered with an error; `status_code` and `headers` are as `trouble.diagnose` looks for them."""

    def __init__(self, status: int | None, said: str, headers: Mapping[str, str]) -> None:
        self.status_code = status
        self.headers = headers
        super().__init__(said)


class Direct:
    """The wire to one OpenAI-shaped address at a time. `close` it in the loop that used it."""

    def __init__(self) -> None:
        self._session: ClientSession | None = None

    async def ready(self) -> None:
        """Open the pool of connections; a few milliseconds, once."""
        if self._session is None or self._session.closed:
            import aiohttp

            # Our own deadlines bound every call; the default would end each after five minutes.
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=10),
                # llama.cpp closes a connection that is idle for five seconds; a call must not meet it just then.
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=4),
                # What lies in the environment for other programs (proxies, .netrc with its passwords) is not for this.
                trust_env=False,
            )

    async def open(self, arguments: Mapping[str, Any], key: str) -> DirectLine:
        """Call. Raises Refusal, or what aiohttp raises."""
        assert self._session is not None
        body = {name: value for name, value in arguments.items() if name not in ("api_base", "timeout")}
        body |= {"model": str(arguments["model"]).removeprefix(PREFIX), "stream": True}
        response = await self._session.post(
            f"{str(arguments['api_base']).rstrip('/')}/chat/completions",
            data=json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {key}"},
            allow_redirects=False,
        )
        if response.status != 200:
            said = (await response.content.read(MOST_SAID)).decode("utf-8", "replace")
            status, headers = response.status, {name.lower(): value for name, value in response.headers.items()}
            response.close()
            raise Refusal(status, said, headers)
        return DirectLine(response)

    async def listed(self, api_base: str, key: str) -> tuple[str, ...] | None:
        """The names of the models that this address offers; None where it doesn't say. Raises what aiohttp raises."""
        assert self._session is not None
        headers = {"Authorization": f"Bearer {key}"}
        async with self._session.get(f"{api_base}/models", headers=headers, allow_redirects=False) as response:
            said = b""
            if response.status == 200:
                async for piece in response.content.iter_any():
                    said += piece
                    _bound(said)
        try:
            return tuple(str(model["id"])[:200] for model in json.loads(said)["data"])
        except (ValueError, LookupError, TypeError):
            return None

    def cost(self, model: str, tokens_in: int, tokens_out: int) -> float | None:
        """It knows no prices."""
        return None

    async def close(self) -> None:
        """Close the pool."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()


class DirectLine:
    """A reply as a server streams it. Comments, other fields and other events are let pass, as the standard says."""

    def __init__(self, response: ClientResponse) -> None:
        self._response = response
        self._rest = b""
        self._lines: list[bytes] = []
        self._finished = False
        self._plain = not response.headers.get("Content-Type", "").startswith("text/event-stream")

    async def read(self) -> Piece | None:
        """The next piece. Raises Refusal for an error in mid-stream, ValueError for what is no event."""
        while True:
            while self._lines:
                line = self._lines.pop()
                if line.startswith(b"data:"):
                    said = line[5:].strip()
                    if said == b"[DONE]":
                        return None
                    piece = _piece(json.loads(said))
                    self._finished |= bool(piece.finish)
                    return piece
            chunk = await self._response.content.readany()
            if not chunk:
                return self._whole()
            if self._plain:
                self._rest += chunk
                _bound(self._rest)
                continue
            # Reversed, so that taking the next one is cheap.
            *lines, self._rest = (self._rest + chunk).split(b"\n")
            _bound(self._rest)
            self._lines = lines[::-1]

    def _whole(self) -> Piece | None:
        """The end; a server that doesn't stream has said everything at once."""
        rest, self._rest = self._rest.strip(), b""
        if not self._plain and not self._finished:
            raise ConnectionResetError("the stream ended before the reply did")
        if not (self._plain and rest):
            return None
        found = json.loads(rest)
        choices = found.get("choices") if isinstance(found, dict) else None
        if not choices:
            return _piece(found)
        return _piece(found | {"choices": [choices[0] | {"delta": choices[0].get("message") or {}}]})

    async def close(self) -> None:
        """Drop the connection if the reply isn't through: that is how a server learns of it."""
        self._response.close()


def _bound(line: bytes) -> None:
    if len(line) > MOST_LINE:
        raise ValueError("an event without an end")


def _piece(event: Any) -> Piece:
    """What one event says. Raises Refusal for an error, ValueError for what has another shape."""
    if not isinstance(event, dict):
        raise ValueError("an event that is no object")
    if event.get("error"):
        error = event["error"]
        said = str(error.get("message") or error) if isinstance(error, dict) else str(error)
        code = error.get("code") if isinstance(error, dict) else None
        raise Refusal(code if isinstance(code, int) else None, said, {})
    choices, usage = event.get("choices") or [], event.get("usage")
    counted = (usage.get("prompt_tokens") or 0, usage.get("completion_tokens") or 0) if usage else None
    if not choices:
        return Piece(usage=counted)
    delta = choices[0].get("delta") or {}
    text, finish = delta.get("content"), choices[0].get("finish_reason")
    if text and not (finish or counted):
        return Piece(text=str(text))
    thought = delta.get("reasoning_content") or delta.get("reasoning") or ""
    return Piece(text=str(text or ""), thought=str(thought), finish=str(finish or ""), usage=counted)
