"""One text to one question: pure."""

from __future__ import annotations

import re

from viva.bank import front, pages, rules
from viva.bank.findings import Finding, faults
from viva.errors import Fault
from viva.questions import Question

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MOST_BYTES = 64 * 1024
EDIT = "EDIT ME"
"""What a template holds wherever its author has to write; a warning as long as it stands there."""


def parse(text: str, file: str) -> tuple[Question | None, list[Fault]]:
    """The question in `text`, None if it can't be one, and all that is wrong with it, in the order of its lines.

    `file` ends in `topic/slug.md`: the question's id. Touches no disk.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
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
    found += [
        Finding((number,), f"“{EDIT}” stands here still.", "Write what belongs here.", warning=True)
        for number, line in enumerate(lines, start=1)
        if EDIT in line
    ]
    listed = faults(found, file, lines, page.headings) if found else []
    return (made if all(fault.warning for fault in listed) else None), listed
