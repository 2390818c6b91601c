"""A question to begin with: valid, and plainly not finished."""

from __future__ import annotations

from pathlib import Path

from viva.bank.folder import TOPICS, topics
from viva.bank.reading import SLUG
from viva.errors import VivaError

_TEMPLATE = """\
+++
level = "mid"                 # junior | mid | senior | staff
kind = "explain"              # explain | compare | design | estimate | debug
minutes = 4
tags = ["edit-me"]
# verified = 2026-01-31       # the day on which somebody last checked that this is true
from = "EDIT ME: where the question comes from"

# Three to six [[rubric]] tables: each one thing that a good answer says, worth 1 to 3 points.
# cues: every line must be found; within a line, any of the words between bars; * for "and whatever follows".
[[rubric]]
id = "what"
points = 3
says = "EDIT ME: what it is, in one sentence."
cues = ["defin* | means | is called", "stor* | keep* | cache*"]
probe = "EDIT ME: what would you ask somebody who left this out?"
read = ["first"]

[[rubric]]
id = "why"
points = 2
says = "EDIT ME: why it is done."
cues = ["because | therefore | so that", "fast* | cheap*"]
probe = "EDIT ME: and why is that done?"
read = ["first"]

[[rubric]]
id = "cost"
points = 1
says = "EDIT ME: what it costs."
cues = ["cost* | trade* | memory"]
probe = "EDIT ME: what do you pay for it?"
read = ["first"]

# Something false that candidates say; it costs points.
[[misconception]]
id = "free"
says = "EDIT ME: it costs nothing."
cues = ["costs nothing | for free | no cost"]
costs = 1

[[reference]]
id = "first"
title = "EDIT ME: the page's title"
url = "https://example.org/"
kind = "docs"                 # paper | blog | docs | video | course | code | book

# The verdicts expected of the samples below; a point that isn't named is missed.
[samples.strong]
met = ["what", "why", "cost"]
[samples.partial]
met = ["what"]
[samples.wrong]
misconceptions = ["free"]
+++
# EDIT ME: what is asked about {slug} ({topic})?

## Answer
EDIT ME: the reference answer, short and right, with LaTeX such as $O(n^2)$ where it helps. It says every point of the
rubric plainly. It means that results are stored, so that the next step is cheap; the cost is memory.

## Samples
### strong
EDIT ME: an answer as a good candidate would say it, in words of its own. It means that results are stored, so that the
next step is cheap; the cost is memory.

### partial
EDIT ME: half an answer. It means that results are stored, I think.

### wrong
EDIT ME: an answer with the misconception. I'd use it everywhere, since it costs nothing.
"""


def template(topic: str, slug: str) -> str:
    """A question to edit. It passes the check as it is, with a warning wherever something is to be written."""
    return _TEMPLATE.replace("{slug}", slug.replace("-", " ")).replace("{topic}", topic)


def new(path: Path, topic: str, slug: str) -> Path:
    """Write a template into the bank in the folder `path`; returns where. VivaError if there is no place for it."""
    listed, faults = topics(path)
    if faults:
        raise VivaError("\n".join(map(str, faults)))
    known = [entry.id for entry in listed]
    if topic not in known:
        raise VivaError(f"There is no topic '{topic}'. Use one of {', '.join(known)}, or add it to {path / TOPICS}.")
    if not SLUG.fullmatch(slug) or len(slug) > 60:
        raise VivaError(
            f"'{slug}' can't name a question: use at most 60 lower-case letters, digits and single hyphens."
        )
    target = path / topic / f"{slug}.md"
    try:
        target.parent.mkdir(exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(template(topic, slug))
    except FileExistsError:
        raise VivaError(f"{target} exists already. Edit it, or choose another name.") from None
    except OSError as error:
        raise VivaError(f"{target} can't be written: {error.strerror}.") from None
    return target
