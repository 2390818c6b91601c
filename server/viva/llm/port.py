"""The port: what Viva asks of a language model, whoever answers."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Speaker = Literal["system", "user", "assistant"]

PER_MESSAGE = 8
"""Tokens that a chat template puts round a message, generously."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """One call. `schema` is a JSON schema that the reply is asked to fit; whether it does is the caller's to check."""

    messages: tuple[Message, ...]
    max_tokens: int
    temperature: float | None = None
    schema: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What a call took: tokens as the model counts them (else estimated), USD where a price is known, wall seconds."""

    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    seconds: float = 0.0

    @property
    def tokens(self) -> int:
        """In and out together."""
        return self.tokens_in + self.tokens_out

    def __add__(self, other: Usage) -> Usage:
        """Both together; the cost of a sum is known only if both are."""
        cost = None if self.cost is None or other.cost is None else self.cost + other.cost
        return Usage(
            self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out, cost, self.seconds + other.seconds
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply; `cut` if it ended because it was as long as it was allowed to be."""

    text: str
    usage: Usage
    cut: bool = False


class Stream(Protocol):
    """A reply as it comes: `async for piece in stream`, once, by one task. The call begins with the first piece.

    Raises ModelError. Leaving the loop early leaves the model running: `aclose()` cancels the call itself, so wrap the
    stream in `contextlib.aclosing`. `usage` and `cut` hold from the end (of whatever kind) on.
    """

    usage: Usage
    cut: bool

    def __aiter__(self) -> AsyncIterator[str]: ...

    async def aclose(self) -> None:
        """End the call, also upstream. Harmless when it has ended."""


class LLM(Protocol):
    """A model. `name` is what a grade is signed with."""

    @property
    def name(self) -> str: ...

    def most(self, request: Request) -> int:
        """The most tokens that the request may take, in and out together, rather too many."""

    def stream(self, request: Request) -> Stream:
        """The reply, piece by piece."""

    async def complete(self, request: Request) -> Reply:
        """The whole reply: the stream, joined. Raises ModelError."""


async def read(stream: Stream) -> Reply:
    """The stream joined. However it ends, the call upstream has ended too."""
    async with aclosing(stream):
        text = "".join([piece async for piece in stream])
    return Reply(text, stream.usage, stream.cut)


def closed(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON schema of an object that holds all these properties and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def count(text: str) -> int:
    """About how many tokens a text is, rather too many: a third of its bytes, so Chinese counts one a character."""
    return -(-len(text.encode("utf-8", "replace")) // 3)


def estimate(request: Request) -> int:
    """About how many tokens a request sends, rather too many, without any tokenizer."""
    schema = count(json.dumps(request.schema)) if request.schema else 0
    return schema + sum(count(message.text) + PER_MESSAGE for message in request.messages)


_KEY = re.compile(r"(?i)\b(?:sk|pk|rk|gsk|xai|hf|key|api)[-_][A-Za-z0-9_*.-]{6,}|\bBearer\s+\S+|\bAIza[\w-]{10,}")


def scrub(text: str, *secrets: str) -> str:
    """`text` without these secrets and without anything that looks like a key: a provider may echo one."""
    for secret in secrets:
        if len(secret) >= 4:
            text = text.replace(secret, "[key]")
    return _KEY.sub("[key]", text)
