"""One text to one question: pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from viva.bank import front, pages, rules, style
from viva.bank.findings import Finding, faults
from viva.errors import Fault
from viva.questions import Question

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MOST_BYTES = 64 * 1024
EDIT = "EDIT ME"
"""What a template holds wherever its author has to write; a warning as long as it stands there."""


def parse(text: str, file: str) -> tuple[Question | None, list[Fault]]:
    """The question in `text`, None if it can't be used, and all that keeps it from that, in the order of its lines.

    `file` ends in `topic/slug.md`: the question's id. Touches no disk.
    """
    lines = _lines(text)
    topic, _, slug = file.removesuffix(".md").rpartition("/")
    id = f"{topic.rpartition('/')[2]}/{slug}"
    found = list(pages.unseen("\n".join(lines)))
    made, page = None, pages.Page()
    end = pages.front_end(lines)
    if isinstance(end, Finding):
        found.append(end)
    else:
        page = pages.page(lines, end + 1)
        keys = front.read("\n".join(lines[1:end]))
        found += page.findings
        if isinstance(keys, Finding):
            found.append(keys)
        else:
            made, wrong = front.question(id, keys, page)
            found += wrong
    if made is not None:
        found += rules.broken(made)
    return (None if found else made), faults(found, file, lines, page.headings) if found else []


def review(question: Question, text: str, file: str, today: date, more: Iterable[Finding] = ()) -> list[Fault]:
    """What is to be mended in a question that could be used, as parsed from `text`; `more` was found elsewhere."""
    found = [*rules.odd(question), *style.awkward(question, today), *more]
    lines = _lines(text)
    found += [
        Finding((number,), f"“{EDIT}” stands here still.", "Write what belongs here.", warning=True)
        for number, line in enumerate(lines, start=1)
        if EDIT in line
    ]
    end = pages.front_end(lines)
    assert isinstance(end, int), "it was parsed"
    return faults(found, file, lines, pages.page(lines, end + 1).headings)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
