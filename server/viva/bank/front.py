"""The keys of a question's front matter: which there are, and what each must be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

import tomli
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from viva.bank.findings import Finding, Place
from viva.bank.pages import SAMPLES, Page
from viva.questions import Criterion, Frozen, Misconception, Number, Question, Reference
from viva.words import seen

# The front matter's names for a question's fields, where they differ: a table is named for one of its kind.
_FIELDS = {"from": "source", "misconception": "misconceptions", "reference": "references"}
_KEYS = ("level", "kind", "minutes", "tags", "verified", "from", "rubric", "misconception", "reference", "samples")
_TABLES: dict[str, type[Frozen]] = {
    "rubric": Criterion,
    "misconception": Misconception,
    "reference": Reference,
    "number": Number,
}
_SAMPLE_KEYS = ("met", "partly", "contradicted", "misconceptions")
_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_ESCAPE = re.compile(r"\\[uU]")
_MENDS = {
    "missing": "Add it.",
    "literal_error": "Choose one of these.",
    "string_type": "Put it between quotation marks.",
    "tuple_type": "Put it between [ and ].",
}


def read(text: str) -> dict[str, Any] | Finding:
    """The front matter `text` as TOML. Its first line is the file's second."""
    try:
        keys = tomli.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: a whole number of more than 4,300 digits
        match = _LINE.search(str(error))
        last = text.count("\n") + 2
        line = int(match[1]) + 1 if match and match[1] else last if match else 2
        wrong = _LINE.sub("", str(error)).strip(" .")
        if not isinstance(error, tomli.TOMLDecodeError):
            wrong = "a number is too long, or brackets are nested too deep"
        return Finding((line,), f"This isn't TOML: {wrong}.", "Mend it; https://toml.io tells how TOML is written.")
    # What stands there plainly is looked at elsewhere, in the whole file.
    if _ESCAPE.search(text) and _dump(keys) != seen(_dump(keys)):
        return Finding((2,), "A key holds a character that nobody can see, as an escape.", "Remove it.")
    return keys


def question(id: str, front: Mapping[str, Any], page: Page) -> tuple[Question | None, list[Finding]]:
    """The question that the keys and the sections make, and all that is wrong with the keys."""
    found = list(_strays(front))
    raw: dict[str, Any] = {_FIELDS.get(key, key): front[key] for key in _KEYS if key in front}
    raw |= {key: page.texts.get(key, "") for key in ("title", "body", "answer")}
    raw |= {"id": id, "topic": id.partition("/")[0], "samples": _samples(front, page)}
    try:
        # JSON, because only there pydantic is strict about types and still takes lists for tuples.
        made = Question.model_validate_json(_dump(raw), strict=True)
    except ValidationError as error:
        return None, found + [_worded(e) for e in error.errors(include_url=False) if _is_news(e, raw, page)]
    return made, found


def _dump(keys: Mapping[str, Any]) -> str:
    return json.dumps(keys, default=_plain, ensure_ascii=False)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _strays(front: Mapping[str, Any]) -> Iterator[Finding]:
    for key in front:
        if key not in _KEYS:
            yield Finding((key,), f"A question has no key '{key}'.", f"Remove it, or use one of: {', '.join(_KEYS)}.")
    samples = front.get("samples", {})
    if not isinstance(samples, dict):
        yield Finding(("samples",), "'samples' isn't a table.", "Write [samples.strong] and the keys below it.")
        return
    for name, table in samples.items():
        if name not in SAMPLES:
            yield Finding(("samples", name), f"There is no sample '{name}'.", f"Use one of: {', '.join(SAMPLES)}.")
        elif not isinstance(table, dict):
            yield Finding(("samples", name), f"'samples.{name}' isn't a table.", f"Write [samples.{name}].")
        else:
            for key in table.keys() - set(_SAMPLE_KEYS):
                mend = f"Use {', '.join(_SAMPLE_KEYS)}; what isn't named is missed."
                yield Finding(("samples", name, key), f"A sample has no key '{key}'.", mend)


def _samples(front: Mapping[str, Any], page: Page) -> list[dict[str, Any]]:
    tables = front.get("samples")
    made = []
    for name in SAMPLES:
        table = tables.get(name) if isinstance(tables, dict) else None
        keys = {key: table[key] for key in _SAMPLE_KEYS if key in table} if isinstance(table, dict) else {}
        made.append({"name": name, "answer": page.texts.get(name, ""), **keys})
    return made


def _is_news(error: ErrorDetails, raw: Mapping[str, Any], page: Page) -> bool:
    """Whether an error says something that no other finding does."""
    field = str(error["loc"][0])
    if error["type"] == "too_short" and error["loc"] == ("rubric",):
        return len(raw["rubric"]) < 3  # pydantic counts only the rows that are right
    return field not in ("title", "body", "answer") or field in page.headings


def _worded(error: ErrorDetails) -> Finding:
    """A pydantic error in words that fit the file."""
    place = _place(error["loc"])
    message = re.sub(r"^(Input|String|Value|Tuple|List) ", "", error["msg"])
    message = (
        message.replace(" after validation", "").replace("valid tuple", "list").replace("Field required", "is missing")
    )
    mend = _MENDS.get(error["type"], "Change it.")
    if error["type"] == "extra_forbidden":
        table = next((part for part in reversed(place[:-1]) if part in _TABLES), "")
        message = "is not a key of this table"
        mend = f"Remove it, or use one of: {', '.join(_TABLES[str(table)].model_fields)}." if table else "Remove it."
        if place[-1] in _KEYS:
            mend = f"Move it up: '{place[-1]}' stands before the first [[table]]."
    elif error["type"] == "string_pattern_mismatch":
        is_url = place[-1] == "url"
        message = "is no address" if is_url else "is no id"
        mend = "Begin it with https://." if is_url else "Use lower-case letters, digits and single hyphens."
    return Finding(place, f"{_named(place)} {message}.", mend)


def _place(loc: tuple[int | str, ...]) -> Place:
    """Where pydantic's location stands in the file."""
    names = {field: key for key, field in _FIELDS.items()}
    place: Place = (names.get(str(loc[0]), loc[0]), *loc[1:])
    if place[0] == "samples" and len(place) > 1 and isinstance(place[1], int):
        place = ("samples", SAMPLES[place[1]], *place[2:])
    return place


def _named(place: Place) -> str:
    """A place in words: "'says' of rubric 2"."""
    keys = [part for part in place if isinstance(part, str)]
    table = place[0]
    if len(place) == 1:
        return f"'{table}'"
    number = f" {place[1] + 1}" if isinstance(place[1], int) else f".{place[1]}"
    inner = [key for key in keys[1:] if key != place[1]]
    return f"'{'.'.join(inner)}' of {table}{number}" if inner else f"{table}{number}"
