"""The JSON Schema of a question's front matter, for editors: made from the models that the loader uses."""

from __future__ import annotations

from typing import Any, get_args

from viva.questions import Question, SampleName

_NAMES = {"source": "from", "misconceptions": "misconception", "references": "reference"}
_MARKDOWN = ("id", "topic", "title", "body", "answer", "samples")
"""Fields of a question that come from its path and its Markdown."""


def schema() -> dict[str, Any]:
    """The schema (2020-12) of what stands between the lines +++."""
    made = Question.model_json_schema()
    fields = {_NAMES.get(name, name): kept for name, kept in made["properties"].items() if name not in _MARKDOWN}
    sample = made["$defs"]["Sample"]
    verdicts = {name: kept for name, kept in sample["properties"].items() if name not in ("name", "answer")}
    table = sample | {"properties": verdicts, "required": []}
    names = get_args(SampleName)
    fields["samples"] = {
        "type": "object",
        "additionalProperties": False,
        "required": list(names),
        "properties": dict.fromkeys(names, table),
    }
    wanted = [_NAMES.get(name, name) for name in made["required"] if name not in _MARKDOWN]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Front matter of a question",
        "type": "object",
        "additionalProperties": False,
        "required": [*wanted, "samples"],
        "properties": fields,
        "$defs": {name: kept for name, kept in made["$defs"].items() if name != "Sample"},
    }
