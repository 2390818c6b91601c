"""An interview that is over as a file: to read, to take in again, for a spreadsheet, to learn from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from viva.cards import deck
from viva.points import table
from viva.store import Record
from viva.transcript import markdown

Format = Literal["md", "json", "csv", "anki"]
FORMATS: tuple[Format, ...] = get_args(Format)


@dataclass(frozen=True, slots=True)
class _Kind:
    suffix: str
    media: str
    write: Callable[[Record], bytes]


_KINDS: Mapping[Format, _Kind] = {
    "md": _Kind("md", "text/markdown; charset=utf-8", lambda found: markdown(found.interview).encode()),
    "json": _Kind("json", "application/json", lambda found: f"{found.model_dump_json(indent=1)}\n".encode()),
    # The mark at its start tells a spreadsheet that it is UTF-8.
    "csv": _Kind("csv", "text/csv; charset=utf-8", lambda found: table(found.interview).encode("utf-8-sig")),
    "anki": _Kind("apkg", "application/octet-stream", lambda found: deck(found.interview)),
}


@dataclass(frozen=True, slots=True)
class File:
    """A file's name, media type and content."""

    name: str
    media: str
    content: bytes


def export(found: Record, format: Format) -> File:
    """The interview in that format. Only for one that is over: it holds reference answers."""
    kind = _KINDS[format]
    name = f"viva-{found.interview.created_at:%Y-%m-%d}-{found.interview.id}.{kind.suffix}"
    return File(name, kind.media, kind.write(found))
