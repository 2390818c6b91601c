"""LiteLLM as the wire to any provider: the only code that imports litellm, and not before a model is first called."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any

from viva.llm.call import Model, Piece
from viva.llm.port import Message, Request
from viva.settings import ModelSettings


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


def warm_up() -> None:
    """Load LiteLLM, and all that it puts off until its first call, by one call to a stand-in of a few lines.

    Takes seconds: run it in a thread. Without it the first real call loads 500 modules and a tokenizer on the loop.
    What is loaded by then is exempt from garbage collection for good (p99 of the first token 280 -> 9 ms).
    """
    _litellm()
    asyncio.run(_rehearse())
    gc.collect()
    gc.freeze()


async def loaded() -> Any:
    """The module, loaded in a thread if it isn't yet."""
    if not _litellm.cache_info().currsize:
        await asyncio.to_thread(_litellm)
    return _litellm()


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
            await Model(spec, None, LiteLLM()).complete(Request((Message("user", "."),), max_tokens=1))


async def _say_one_word(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    await reader.readexactly(int(length[1]) if length else 0)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
    writer.write(b'data: {"id":"1","choices":[{"index":0,"delta":{"content":"."}}]}\n\n')
    writer.write(b'data: {"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n')
    await writer.drain()
    writer.close()


class LiteLLM:
    """The wire to every provider that LiteLLM knows."""

    async def ready(self) -> None:
        """Load it, in a thread."""
        await loaded()

    async def open(self, arguments: Mapping[str, Any], key: str) -> LiteLine:
        """Call. The openai client beneath would try again twice by itself; our own policy does that."""
        given = dict(arguments) | ({"api_key": key} if key else {})
        return LiteLine(await _litellm().acompletion(**given, stream=True, num_retries=0, max_retries=0))

    def cost(self, model: str, tokens_in: int, tokens_out: int) -> float | None:
        """USD by LiteLLM's list."""
        with suppress(Exception):
            prices = _litellm().cost_per_token(model=model, prompt_tokens=tokens_in, completion_tokens=tokens_out)
            return float(sum(prices))
        return None


class LiteLine:
    """A reply as LiteLLM streams it."""

    def __init__(self, upstream: Any) -> None:
        self._upstream = upstream
        self._chunks: AsyncIterator[Any] = aiter(upstream)

    async def read(self) -> Piece | None:
        """The next chunk."""
        chunk = await anext(self._chunks, None)
        if chunk is None:
            return None
        choice = chunk.choices[0] if chunk.choices else None
        text = choice.delta.content if choice else None
        if text:
            return Piece(text=str(text))
        usage = getattr(chunk, "usage", None)
        return Piece(
            thought=(getattr(choice.delta, "reasoning_content", None) or "") if choice else "",
            finish=(choice.finish_reason or "") if choice else "",
            usage=(usage.prompt_tokens or 0, usage.completion_tokens or 0) if usage is not None else None,
        )

    async def close(self) -> None:
        """LiteLLM shields its own closing."""
        await self._upstream.aclose()
