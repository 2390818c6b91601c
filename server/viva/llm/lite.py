"""LiteLLM behind the port: the only code that imports litellm, and not before a model is first called."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import suppress
from functools import cache
from time import monotonic
from typing import Any

from pydantic import SecretStr

from viva.errors import ModelError
from viva.llm.hush import Hush
from viva.llm.ladder import RUNGS, complains, step
from viva.llm.port import Message, Reply, Request, Stream, Usage, estimate, read
from viva.llm.trouble import Diagnosis, diagnose
from viva.settings import ModelSettings
from viva.words import whole

log = logging.getLogger(__name__)

CLOSING = 2.0
"""Seconds that a connection may take to close before it is left to itself."""


@cache
def _litellm() -> Any:
    """The module, made quiet. Takes seconds the first time: call it in a thread."""
    # Without this it fetches a list of prices at import.
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    import litellm

    # A model named like Llama would have it fetch a tokenizer, and block the loop for 46 s where there is no network.
    litellm.disable_hf_tokenizer_download = True
    litellm.telemetry = False
    litellm.suppress_debug_info = True
    litellm.turn_off_message_logging = True
    litellm.disable_streaming_logging = True
    litellm.drop_params = True
    litellm.callbacks = []
    litellm.success_callback = []
    litellm.failure_callback = []
    # They log whole requests and what providers say, keys and all; what is worth knowing is logged here.
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy", "openai", "httpx"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return litellm


def make(spec: ModelSettings, environ: Mapping[str, str] = os.environ) -> LiteLLM:
    """The model of these settings. Opens nothing yet. Raises SettingsError if its key's variable is empty."""
    return LiteLLM(spec, spec.key(environ))


def warm_up() -> None:
    """Load LiteLLM, and all that it puts off until its first call, by one call to a stand-in of a few lines.

    Takes seconds: run it in a thread. Without it the first real call loads 500 modules and a tokenizer on the loop.
    What is loaded by then is exempt from garbage collection for good (p99 of the first token 280 -> 9 ms).
    """
    _litellm()
    asyncio.run(_rehearse())
    gc.collect()
    gc.freeze()


async def close() -> None:
    """Close the connections that LiteLLM keeps for later calls: at the end, in the loop that made them."""
    if _litellm.cache_info().currsize:
        litellm = _litellm()
        await litellm.close_litellm_async_clients()
        # A closed client would be handed out again.
        litellm.in_memory_llm_clients_cache.flush_cache()


async def _rehearse() -> None:
    with suppress(Exception):
        server = await asyncio.start_server(_say_one_word, "127.0.0.1", 0)
        base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        async with server:
            spec = ModelSettings(model="openai/none", api_base=base, timeout=10)
            await LiteLLM(spec).complete(Request((Message("user", "."),), max_tokens=1))


async def _say_one_word(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    await reader.readexactly(int(length[1]) if length else 0)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
    writer.write(b'data: {"id":"1","choices":[{"index":0,"delta":{"content":"."}}]}\n\n')
    writer.write(b'data: {"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n')
    await writer.drain()
    writer.close()


async def _acompletion(arguments: Mapping[str, Any]) -> Any:
    return await _litellm().acompletion(**arguments, stream=True, num_retries=0, max_retries=0)


class LiteLLM:
    """A model reached by LiteLLM. It remembers which rung of the ladder its server takes."""

    def __init__(self, spec: ModelSettings, key: SecretStr | None = None) -> None:
        self.spec = spec
        self.key = key
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
        return LiteStream(self, request)

    async def complete(self, request: Request) -> Reply:
        """The whole reply. Always streamed: a cancelled call that isn't keeps a local server busy to its end."""
        return await read(self.stream(request))

    def arguments(self, request: Request, rung: int) -> dict[str, Any]:
        """What is handed to LiteLLM on this rung, all but the key."""
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
        """USD, by the operator's prices or LiteLLM's list; None where neither knows."""
        spec = self.spec
        if spec.price_in is not None and spec.price_out is not None:
            return (tokens_in * spec.price_in + tokens_out * spec.price_out) / 1e6
        if spec.api_base is not None:
            return None
        with suppress(Exception):
            prices = _litellm().cost_per_token(model=spec.model, prompt_tokens=tokens_in, completion_tokens=tokens_out)
            return float(sum(prices))
        return None


class LiteStream:
    """One call and its reply. See `port.Stream`."""

    def __init__(self, llm: LiteLLM, request: Request) -> None:
        self.usage = Usage()
        self.cut = False
        self._llm = llm
        self._request = request
        self._upstream: Any = None
        self._chunks: AsyncIterator[Any] | None = None
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
        if not _litellm.cache_info().currsize:
            # Before the clocks start: loading it is no fault of the model's.
            await asyncio.to_thread(_litellm)
        spec, start = self._llm.spec, monotonic()
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
        spec, need = self._llm.spec, self._llm.most(self._request)
        if spec.context is not None and need > spec.context:
            raise ModelError(
                "too_long",
                f"This needs about {need:,} tokens, and {spec.model} takes {spec.context:,}: "
                "shorten it, or use a model with a larger context.",
            )

    async def _begin(self, deadline: float) -> str | None:
        """Call until the first word or thought is there: down the ladder as often as needed, and once again if the
        connection failed or the server asked for a short wait."""
        rung, again = self._llm.rung if self._request.schema else 0, True
        while True:
            trouble = await self._attempt(rung, deadline)
            if not isinstance(trouble, Diagnosis):
                if self._request.schema:
                    self._llm.rung = rung
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
        llm = self._llm
        arguments = llm.arguments(self._request, rung)
        self._sent = max(self._sent, estimate(self._request))
        try:
            async with asyncio.timeout_at(deadline):
                self._upstream = await _acompletion(arguments | ({"api_key": llm.secret} if llm.secret else {}))
                self._chunks = aiter(self._upstream)
                while not self._began:
                    piece = await self._read()
                    if piece is None:
                        return None
                return piece
        except TimeoutError:
            limit = min(llm.spec.first_token, llm.spec.timeout)
            return Diagnosis("slow", f"{llm.name} didn't begin to reply within {limit:g} s.", "deadline")
        except Exception as error:  # noqa: BLE001 - LiteLLM raises what it likes
            trouble = diagnose(error, llm.name, llm.secret)
            if trouble.status is not None or trouble.kind == "unreachable":
                self._sent = 0
            return trouble

    async def _next(self, deadline: float) -> str | None:
        """The next piece, "" for a thought, None at the end."""
        try:
            async with asyncio.timeout_at(deadline):
                return await self._read()
        except TimeoutError:
            name, limit = self._llm.name, self._llm.spec.timeout
            raise Diagnosis("slow", f"{name} didn't finish its reply within {limit:g} s.", "deadline").error() from None
        except Exception as error:  # noqa: BLE001 - as above
            trouble = diagnose(error, self._llm.name, self._llm.secret)
            said = f"{self._llm.name} broke off in the middle of its reply."
            raise Diagnosis("broken", said, trouble.detail).error() from None

    async def _read(self) -> str | None:
        """The text of the next chunk; None after the last."""
        assert self._chunks is not None
        chunk = await anext(self._chunks, None)
        if chunk is None:
            return None
        choice = chunk.choices[0] if chunk.choices else None
        text = choice.delta.content if choice else None
        if text:
            self._began = True
            self._made += len(text)
            return whole(str(text))
        self._note(chunk, choice)
        return ""

    def _note(self, chunk: Any, choice: Any) -> None:
        """What a chunk without text says: a thought, the end, the usage."""
        thought = getattr(choice.delta, "reasoning_content", None) if choice else None
        if thought:
            self._began = True
            self._made += len(thought)
        if choice and choice.finish_reason:
            self._began = True
            self.cut = choice.finish_reason == "length"
        usage = getattr(chunk, "usage", None)
        if usage is not None:
            self._counted = (usage.prompt_tokens or 0, usage.completion_tokens or 0)

    async def _drop(self) -> None:
        """Close the connection, also when this task is being cancelled: LiteLLM shields its own closing."""
        upstream, self._upstream, self._chunks = self._upstream, None, None
        if upstream is not None:
            with suppress(Exception):
                async with asyncio.timeout(CLOSING):
                    await upstream.aclose()

    def _settle(self, seconds: float) -> None:
        tokens_in, tokens_out = self._counted or (self._sent, -(-self._made // 3))
        cost = self._llm.cost(tokens_in, tokens_out) if tokens_in or tokens_out else 0.0
        self.usage = Usage(tokens_in, tokens_out, cost, seconds)
