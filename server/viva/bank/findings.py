"""What is wrong with a question, and the line on which it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from viva.errors import Fault

Place = tuple[str | int, ...]
"""Where in a question: `("rubric", 1, "cues")` is the second [[rubric]]'s cues, `("strong",)` a section's heading."""

_TABLE = re.compile(r"\s*(?:\[\[\s*(?P<many>[\w.-]+)\s*\]\]|\[\s*(?P<one>[\w.-]+)\s*\])\s*(?:#.*)?$")
_KEY = re.compile(r"\s*\"?(?P<key>[\w-]+)\"?\s*(?:\.[\w.\s-]*)?=")


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault before its line is looked up: at `place`, or on the line there that holds the words `near`."""

    place: Place
    wrong: str
    mend: str
    warning: bool = False
    near: str = ""


def faults(found: Iterable[Finding], file: str, lines: Sequence[str], headings: Mapping[str, int]) -> list[Fault]:
    """The findings as faults of `file`, in the order of its lines. `headings` maps a section to its line, from 1 on."""
    places = _places(lines) | {(name,): line for name, line in headings.items()}
    made = [
        Fault(file, _line(finding, places, lines), finding.wrong, finding.mend, warning=finding.warning)
        for finding in found
    ]
    return sorted(made, key=lambda fault: fault.line)


def _line(finding: Finding, places: Mapping[Place, int], lines: Sequence[str]) -> int:
    place = finding.place
    if len(place) == 1 and isinstance(place[0], int):
        return place[0]
    while place and place not in places:
        place = place[:-1]
    first = places.get(place, 1)
    if finding.near:
        here = range(first - 1, min(len(lines), first + 40))
        return next((at + 1 for at in here if finding.near in lines[at]), first)
    return first


def _places(lines: Sequence[str]) -> dict[Place, int]:
    """The line of every table and key of the front matter; a table `[[x]]` is numbered from 0 on."""
    places: dict[Place, int] = {}
    counts: dict[str, int] = {}
    table: Place = ()
    quoted = False
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() == "+++":
            break
        inside, quoted = quoted, quoted != (line.count('"""') % 2 + line.count("'''") % 2 == 1)
        if inside:
            continue
        if match := _TABLE.match(line):
            name = match["many"] or match["one"]
            table = (name, counts.get(name, 0)) if match["many"] else tuple(name.split("."))
            counts[name] = counts.get(name, 0) + 1
            places.setdefault(table, number)
        elif match := _KEY.match(line):
            places.setdefault((*table, match["key"]), number)
    return places
