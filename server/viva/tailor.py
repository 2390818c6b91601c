"""Tailoring by a language model: it chooses from the bank's topics, each for words that stand in the text."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from viva.errors import ModelError
from viva.llm import LLM, Message, Request, closed
from viva.prompts import Prompts, fence, nonce
from viva.questions import LEVELS, Level, Topic
from viva.quotes import locate
from viva.tailoring import MOST_TOPICS, Fit, Tailored
from viva.words import content_stems

HOLES = {"system": ("topics", "most", "shape"), "user": ("text",)}
QUOTE = 160
"""The most characters of a quote."""
MOST = 900
"""The most tokens of a reply."""
_SHAPE = (
    '{"topics": [{"id": "…", "quote": "…", "weight": 1 | 2 | 3}], "levels": ["junior" | "mid" | "senior" | "staff"]}'
)


class _Chosen(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str
    quote: str
    weight: Literal[1, 2, 3]


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")

    topics: Annotated[tuple[_Chosen, ...], Field(max_length=50)]
    levels: Annotated[tuple[Level, ...], Field(max_length=8)] = ()


class LLMTailor:
    """Chooses topics and levels by a model."""

    def __init__(self, prompts: Prompts, rng: random.Random) -> None:
        """`rng` draws the code of the fence. Raises PromptError if `tailor.md` isn't as expected."""
        self._prompt = prompts.get("tailor", HOLES)
        self._rng = rng

    async def tailor(self, llm: LLM, text: str, topics: Sequence[Topic]) -> Tailored:
        """The topics whose quote stands in the text. Raises ModelError if the model gave nothing that can be used."""
        told = "\n".join(f"- {topic.id}: {topic.title}. {topic.about}" for topic in topics)
        rules = self._prompt.fill("system", topics=told, most=str(MOST_TOPICS), shape=_SHAPE)
        asked = self._prompt.fill("user", text=fence(text, nonce(self._rng)))
        call = Request((Message("system", rules), Message("user", asked)), MOST, 0.0, schema(topics))
        reply = (await llm.complete(call)).text
        try:
            chosen = _Reply.model_validate_json(reply[reply.find("{") : reply.rfind("}") + 1])
        except ValidationError:
            raise ModelError("nonsense", f"{llm.name} gave no choice of topics that can be read.") from None
        return Tailored(_fits(chosen, text, {topic.id for topic in topics}), _levels(chosen), llm.name)


def schema(topics: Sequence[Topic]) -> dict[str, Any]:
    """What a reply has to fit."""
    chosen = {
        "id": {"type": "string", "enum": [topic.id for topic in topics]},
        "quote": {"type": "string", "maxLength": QUOTE},
        "weight": {"type": "integer", "enum": [1, 2, 3]},
    }
    parts: dict[str, Any] = {
        "topics": {"type": "array", "maxItems": MOST_TOPICS, "items": closed(chosen)},
        "levels": {"type": "array", "maxItems": len(LEVELS), "items": {"type": "string", "enum": list(LEVELS)}},
    }
    return closed(parts)


def _fits(chosen: _Reply, text: str, known: set[str]) -> tuple[Fit, ...]:
    """Those that are topics of the bank and whose quote stands in the text, each once, the weightiest first.

    A quote of function words alone stands in any text, and is a reason for nothing.
    """
    fits: dict[str, Fit] = {}
    for one in chosen.topics:
        span = locate(one.quote[:QUOTE], text) if content_stems(one.quote) else None
        if one.id in known and span is not None:
            fits.setdefault(one.id, Fit(one.id, one.weight, (text[span.start : span.end],)))
    return tuple(sorted(fits.values(), key=lambda fit: -fit.weight)[:MOST_TOPICS])


def _levels(chosen: _Reply) -> tuple[Level, ...]:
    return tuple(level for level in LEVELS if level in chosen.levels)
