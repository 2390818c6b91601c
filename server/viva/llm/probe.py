"""What a model can do for Viva, measured: `viva models` prints it. Nothing is called good that was not seen."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from time import monotonic
from typing import Any, Literal

from viva.errors import ModelError
from viva.interview import WEIGH
from viva.llm.port import LLM, Message, Reply, Request

Check = Literal["reach", "stream", "structured", "sense", "seconds"]

GRADE_TOKENS = 600
"""About how long a grade of five points is."""

_SAMPLE = "It stores the keys and values of earlier tokens, so that they need not be computed again."
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "quote": {"type": "string", "maxLength": 200},
        "reason": {"type": "string", "maxLength": 200},
        "verdict": {"type": "string", "enum": ["met", "missed"]},
    },
    "required": ["quote", "reason", "verdict"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was seen and, where that isn't good, what to do about it."""

    check: Check
    ok: bool
    seen: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{'ok  ' if self.ok else 'FAIL'} {self.check}: {self.seen}{f' {self.mend}' if self.mend else ''}"


@dataclass(frozen=True, slots=True)
class _Flow:
    """How a streamed reply came: its text, pieces, seconds to the first and to the last, tokens counted."""

    text: str
    pieces: int
    first: float
    last: float
    tokens: int

    @property
    def rate(self) -> float:
        """Tokens a second, from the first to the last."""
        return self.tokens / max(self.last - self.first, 0.001)


async def probe(llm: LLM, clock: Callable[[], float] = monotonic) -> tuple[Finding, ...]:
    """Two small calls, and what they showed; a check that it didn't come to is not listed. Raises no ModelError."""
    try:
        flow = await _talk(llm, clock)
    except ModelError as error:
        return (Finding("reach", False, str(error), _note(error)),)
    if not flow.text.strip():
        mend = "If it thinks before it speaks, raise max_tokens in its table."
        return (Finding("reach", False, "It answers, but with an empty reply.", mend),)
    found = [Finding("reach", True, f"It replied {_short(flow.text)}."), _streams(flow)]
    try:
        reply = await llm.complete(_question())
    except ModelError as error:
        return (*found, Finding("structured", False, str(error), _note(error)))
    return (*found, *_judges(reply), _takes(flow))


async def _talk(llm: LLM, clock: Callable[[], float]) -> _Flow:
    words = "Count from one to thirty in English words, separated by commas, and say nothing else."
    stream = llm.stream(Request((Message("user", words),), max_tokens=200, temperature=0.0))
    start, first, pieces = clock(), 0.0, []
    async with aclosing(stream):
        async for piece in stream:
            first = first or clock() - start
            pieces.append(piece)
    return _Flow("".join(pieces), len(pieces), first, clock() - start, stream.usage.tokens_out)


def _streams(flow: _Flow) -> Finding:
    """Streaming means several pieces, and not all of them at the very end."""
    seen = f"{flow.pieces} pieces, the first after {flow.first:.2f} s, then {flow.rate:.0f} tokens/s."
    if flow.pieces < 3:
        mend = "The reply came in one lump: switch streaming on in the server, or in the proxy before it."
        return Finding("stream", False, seen, mend)
    if flow.last > 2 and flow.first > 0.95 * flow.last:
        mend = "All came at the very end: a proxy holds the stream back; switch its buffering off."
        return Finding("stream", False, seen, mend)
    return Finding("stream", True, seen)


def _question() -> Request:
    rules = (
        "You check whether an answer makes one point. Copy the words of the answer that make it into `quote`, say why "
        'in `reason`, then give the `verdict`: "met" or "missed". Reply in JSON with these three keys, in this order.'
    )
    asked = f"The point: earlier keys and values are kept, so they are not computed again.\n\nThe answer: {_SAMPLE}"
    return Request((Message("system", rules), Message("user", asked)), max_tokens=400, temperature=0.0, schema=_SCHEMA)


def _judges(reply: Reply) -> tuple[Finding, ...]:
    """Whether the reply fits the schema, and whether it is right about a case that nobody could get wrong."""
    wrong = _misfit(reply)
    if wrong:
        mend = "Grades from it would often fail: use a larger model, or a server that enforces JSON schemas."
        return (Finding("structured", False, wrong, mend),)
    found = Finding("structured", True, "The reply fits the schema.")
    value = json.loads(reply.text)
    if value["verdict"] != "met" or value["quote"].strip(" .\"'").lower() not in _SAMPLE.lower() or not value["quote"]:
        seen = f"Of a point that was plainly made it says {_short(value['verdict'])}, quoting {_short(value['quote'])}."
        return found, Finding("sense", False, seen, "This model is too weak to judge: use it as the interviewer only.")
    return found, Finding("sense", True, "It found a plain point, and quoted it word for word.")


def _misfit(reply: Reply) -> str:
    """What is wrong with the reply's form, "" if nothing is."""
    if reply.cut:
        return f"The reply broke off after {reply.usage.tokens_out} tokens."
    try:
        value = json.loads(reply.text)
    except ValueError:
        return f"The reply is no JSON: {_short(reply.text)}."
    if not isinstance(value, dict) or set(value) != set(_SCHEMA["required"]):
        return f"The reply has other keys than the schema: {_short(reply.text)}."
    if not all(isinstance(text, str) for text in value.values()) or value["verdict"] not in ("met", "missed"):
        return f"The reply has other values than the schema allows: {_short(reply.text)}."
    return ""


def _takes(flow: _Flow) -> Finding:
    seconds = flow.first + GRADE_TOKENS / max(flow.rate, 0.01)
    seen = f"A grade will take about {seconds:.0f} s."
    if seconds <= WEIGH.total_seconds():
        return Finding("seconds", True, seen)
    if seconds <= 60:
        return Finding("seconds", True, f"{seen} Follow-ups are chosen by word coverage meanwhile.")
    return Finding("seconds", False, seen, "Use a smaller model or a faster machine, or at least raise its timeout.")


def _note(error: ModelError) -> str:
    """The provider's own words, scrubbed: for the operator, who asked."""
    return " ".join(getattr(error, "__notes__", ()))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= 60 else f"{flat[:57]}…")
