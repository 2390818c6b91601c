"""One call to a model, whichever wire carries it: deadlines, the ladder, one new attempt, what it took."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol

from pydantic import SecretStr

from viva.errors import ModelError
from viva.llm.hush import Hush
from viva.llm.ladder import RUNGS, complains, step
from viva.llm.port import Reply, Request, Stream, Usage, estimate, read
from viva.llm.trouble import Diagnosis, diagnose
from viva.settings import ModelSettings
from viva.words import whole

log = logging.getLogger(__name__)

CLOSING = 2.0
"""Seconds that a connection may take to close before it is left to itself."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What one chunk of a reply says: text, or a thought, or why it ends, or (tokens in, tokens out)."""

    text: str = ""
    thought: str = ""
    finish: str = ""
    usage: tuple[int, int] | None = None


class Line(Protocol):
    """A reply on its way."""

    async def read(self) -> Piece | None:
        """The next piece; None after the last."""

    async def close(self) -> None:
        """Hang up. The server notices."""


class Wire(Protocol):
    """A way to reach models."""

    async def ready(self) -> None:
        """Load what it needs. Before any clock starts: that is no fault of the model's."""

    async def open(self, arguments: Mapping[str, Any], key: str) -> Line:
        """Call. Raises whatever it likes: `trouble.diagnose` knows what that means."""

    def cost(self, model: str, tokens_in: int, tokens_out: int) -> float | None:
        """USD by its own list of prices, None where it has none."""


class Model:
    """A model of the settings, over a wire. It remembers which rung of the ladder its server takes."""

    def __init__(self, spec: ModelSettings, key: SecretStr | None, wire: Wire) -> None:
        self.spec = spec
        self.key = key
        self.wire = wire
        self.rung = 0

    @property
    def name(self) -> str:
        """LiteLLM's name of the model."""
        return self.spec.model

    def most(self, request: Request) -> int:
        """The most tokens that the request may take."""
        return estimate(request) + self.allowance(request)

    def stream(self, request: Request) -> Stream:
        """The reply, piece by piece."""
        return Call(self, request)

    async def complete(self, request: Request) -> Reply:
        """The whole reply. Always streamed: a cancelled call that isn't keeps a local server busy to its end."""
        return await read(self.stream(request))

    def arguments(self, request: Request, rung: int) -> dict[str, Any]:
        """What is sent on this rung, all but the key."""
        told, form = step(request, rung)
        spec = self.spec
        temperature = request.temperature if spec.temperature is None else spec.temperature
        given = {
            "model": spec.model,
            "messages": [{"role": message.role, "content": message.text} for message in told.messages],
            "max_tokens": self.allowance(request),
            "temperature": temperature,
            "response_format": form,
            "api_base": spec.api_base,
            # Only bounds silence, and must not be quicker than our own deadlines.
            "timeout": spec.timeout + 5,
            "stream_options": {"include_usage": True},
        }
        return {name: value for name, value in given.items() if value is not None}

    def allowance(self, request: Request) -> int:
        """How many tokens the reply may have."""
        return self.spec.max_tokens or request.max_tokens

    @property
    def secret(self) -> str:
        """The key to send. A local server gets none of the keys that lie in the environment for others."""
        if self.key is not None:
            return self.key.get_secret_value()
        return "none" if self.spec.api_base else ""

    def cost(self, tokens_in: int, tokens_out: int) -> float | None:
        """USD, by the operator's prices or the wire's list; None where neither knows."""
        spec = self.spec
        if spec.price_in is not None and spec.price_out is not None:
            return (tokens_in * spec.price_in + tokens_out * spec.price_out) / 1e6
        return None if spec.api_base is not None else self.wire.cost(spec.model, tokens_in, tokens_out)


class Call:
    """One call and its reply. See `port.Stream`."""

    def __init__(self, model: Model, request: Request) -> None:
        self.usage = Usage()
        self.cut = False
        self._model = model
        self._request = request
        self._line: Line | None = None
        self._began = False
        self._sent = 0
        self._made = 0
        self._counted: tuple[int, int] | None = None
        self._pieces = self._generate()

    def __aiter__(self) -> AsyncIterator[str]:
        # The generator itself, so that a piece passes through no further layer.
        return self._pieces

    async def aclose(self) -> None:
        """End the call, also upstream."""
        await self._pieces.aclose()

    async def _generate(self) -> AsyncGenerator[str, None]:
        await self._model.wire.ready()
        spec, start = self._model.spec, monotonic()
        loop = asyncio.get_running_loop()
        end = loop.time() + spec.timeout
        begin = min(end, loop.time() + spec.first_token)
        try:
            self._fits()
            piece = await self._begin(begin)
            hush: Hush | None = Hush()
            while piece is not None:
                if hush is not None:
                    piece, hush = hush.feed(piece)
                if piece:
                    yield piece
                piece = await self._next(end)
        except ModelError as error:
            log.warning("%s: %s (%s)", spec.model, error.kind, "; ".join(getattr(error, "__notes__", ())))
            raise
        finally:
            await self._drop()
            self._settle(monotonic() - start)

    def _fits(self) -> None:
        """Refuse at once what can't fit: the provider would bill it, or cut it silently."""
        spec, need = self._model.spec, self._model.most(self._request)
        if spec.context is not None and need > spec.context:
            raise ModelError(
                "too_long",
                f"This needs about {need:,} tokens, and {spec.model} takes {spec.context:,}: "
                "shorten it, or use a model with a larger context.",
            )

    async def _begin(self, deadline: float) -> str | None:
        """Call until the first word or thought is there: down the ladder as often as needed, and once again if the
        connection failed or the server asked for a short wait."""
        rung, again = self._model.rung if self._request.schema else 0, True
        while True:
            trouble = await self._attempt(rung, deadline)
            if not isinstance(trouble, Diagnosis):
                if self._request.schema:
                    self._model.rung = rung
                return trouble
            await self._drop()
            if self._request.schema and rung + 1 < len(RUNGS) and complains(trouble.status, trouble.detail):
                rung += 1
            elif again and trouble.again is not None and asyncio.get_running_loop().time() + trouble.again < deadline:
                again = False
                await asyncio.sleep(trouble.again)
            else:
                raise trouble.error()

    async def _attempt(self, rung: int, deadline: float) -> str | Diagnosis | None:
        """The first piece of one call (None: an empty reply), or why there is none."""
        model = self._model
        self._sent = max(self._sent, estimate(self._request))
        try:
            async with asyncio.timeout_at(deadline):
                self._line = await model.wire.open(model.arguments(self._request, rung), model.secret)
                while not self._began:
                    piece = await self._read()
                    if piece is None:
                        return None
                return piece
        except TimeoutError:
            limit = min(model.spec.first_token, model.spec.timeout)
            return Diagnosis("slow", f"{model.name} didn't begin to reply within {limit:g} s.", "deadline")
        except Exception as error:  # noqa: BLE001 - a wire raises what it likes
            trouble = diagnose(error, model.name, model.secret)
            if trouble.status is not None or trouble.kind == "unreachable":
                self._sent = 0
            return trouble

    async def _next(self, deadline: float) -> str | None:
        """The next piece, "" for a thought, None at the end."""
        try:
            async with asyncio.timeout_at(deadline):
                return await self._read()
        except TimeoutError:
            name, limit = self._model.name, self._model.spec.timeout
            raise Diagnosis("slow", f"{name} didn't finish its reply within {limit:g} s.", "deadline").error() from None
        except Exception as error:  # noqa: BLE001 - as above
            trouble = diagnose(error, self._model.name, self._model.secret)
            said = f"{self._model.name} broke off in the middle of its reply."
            raise Diagnosis("broken", said, trouble.detail).error() from None

    async def _read(self) -> str | None:
        """The text of the next piece; None after the last."""
        assert self._line is not None
        piece = await self._line.read()
        if piece is None:
            return None
        if piece.thought or piece.finish or piece.usage:
            self._note(piece)
        if piece.text:
            self._began = True
            self._made += len(piece.text)
            return whole(piece.text)
        return ""

    def _note(self, piece: Piece) -> None:
        """What a piece says beside its text: a thought, the end, the usage."""
        if piece.thought:
            self._began = True
            self._made += len(piece.thought)
        if piece.finish:
            self._began = True
            self.cut = piece.finish == "length"
        if piece.usage is not None:
            self._counted = piece.usage

    async def _drop(self) -> None:
        """Hang up, also when this task is being cancelled."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(Exception):
                async with asyncio.timeout(CLOSING):
                    await line.close()

    def _settle(self, seconds: float) -> None:
        tokens_in, tokens_out = self._counted or (self._sent, -(-self._made // 3))
        cost = self._model.cost(tokens_in, tokens_out) if tokens_in or tokens_out else 0.0
        self.usage = Usage(tokens_in, tokens_out, cost, seconds)
