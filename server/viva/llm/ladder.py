"""How a model is asked for JSON of a given shape: rung by rung, from what is enforced to what is only asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from viva.llm.port import Message, Request

RUNGS = ("json_schema", "json_schema without bounds", "json_object", "text")
"""The second is for providers that take schemas but refuse `maxLength` in them, as OpenAI's strict mode does."""

_BOUNDS = frozenset(("maxLength", "minLength", "maxItems", "minItems"))
_COMPLAINT = re.compile(
    r"response_format|json[_ ]?(schema|object|mode)|structured.?output|max_?length|grammar|guided|invalid schema",
    re.IGNORECASE,
)


def complains(status: int | None, detail: str) -> bool:
    """Whether a refusal is about the format, so that the next rung may do. Nobody's claim of support is trusted."""
    return status not in (401, 403, 429) and _COMPLAINT.search(detail) is not None


def step(request: Request, rung: int) -> tuple[Request, dict[str, Any] | None]:
    """The request as it is sent on this rung, and its `response_format`."""
    if request.schema is None:
        return request, None
    schema = request.schema if rung == 0 else _unbounded(request.schema)
    if rung < 2:
        return request, {"type": "json_schema", "json_schema": {"name": "reply", "schema": schema, "strict": True}}
    told = _told(request, json.dumps(request.schema, ensure_ascii=False))
    return told, {"type": "json_object"} if rung == 2 else None


def _unbounded(schema: Any) -> Any:
    if isinstance(schema, Mapping):
        return {key: _unbounded(value) for key, value in schema.items() if key not in _BOUNDS}
    return [_unbounded(item) for item in schema] if isinstance(schema, list) else schema


def _told(request: Request, schema: str) -> Request:
    """The request with the schema in words, in its first message: the rules, or all there is."""
    first, *rest = request.messages
    words = f"{first.text}\n\nReply with one JSON object that fits this JSON schema, and with nothing else:\n{schema}"
    return replace(request, messages=(Message(first.role, words), *rest))
