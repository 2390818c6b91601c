"""A question's file in its two parts, and the Markdown part in its sections. Text in, text out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from viva.bank.findings import Finding
from viva.words import seen

FENCE = "+++"
SAMPLES = ("strong", "partial", "wrong")

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_CODE = re.compile(r"\s*(`{3,}|~{3,})(.*)$")
_INLINE_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")


@dataclass(slots=True)
class Page:
    """The sections of a question by name ("title", "body", "answer", "strong", "partial", "wrong"), and their lines."""

    texts: dict[str, str] = field(default_factory=dict)
    headings: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def front_end(lines: Sequence[str]) -> int | Finding:
    """The index of the line that closes the front matter."""
    if not lines or lines[0].rstrip() != FENCE:
        return Finding((1,), f"The file doesn't begin with a line {FENCE}.", f"Put its keys between two lines {FENCE}.")
    for at, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FENCE:
            return at
    return Finding((1,), f"The second line {FENCE} is missing.", f"Close the keys with a line {FENCE}.")


def unseen(text: str) -> Iterator[Finding]:
    """Every line with characters that a reader can't see, and a model can."""
    if seen(text) == text:
        return
    for number, line in enumerate(text.split("\n"), start=1):
        odd = [char for char in line if seen(char) != char]
        if odd:
            code = f"U+{ord(odd[0]):04X}"
            yield Finding((number,), f"The line holds a character that nobody can see ({code}).", "Remove it.")


def page(lines: Sequence[str], start: int) -> Page:
    """The sections of the Markdown from index `start` on. Headings inside fenced code are none."""
    made = Page()
    fenced = _fenced(lines, start)
    if isinstance(fenced, Finding):
        made.findings.append(fenced)
        return made
    section = ""
    texts: dict[str, list[str]] = {}
    for at in range(start, len(lines)):
        match = None if at in fenced else _HEADING.match(lines[at])
        entered = _enter(match, section, at + 1, made) if match else None
        if entered is None:
            texts.setdefault(section, []).append(lines[at])
        else:
            section = entered
    made.texts |= {name: "\n".join(kept).strip() for name, kept in texts.items()}
    made.findings += _complaints(made, start)
    made.findings += _open_math(lines, start, fenced)
    return made


def _fenced(lines: Sequence[str], start: int) -> set[int] | Finding:
    """The indexes of lines in fenced code, the fences included."""
    inside: set[int] = set()
    fence, opened = "", 0
    for at in range(start, len(lines)):
        match = _CODE.match(lines[at])
        if fence:
            inside.add(at)
            if match and match[1].startswith(fence) and not match[2].strip():
                fence = ""
        elif match and not (match[1][0] == "`" and "`" in match[2]):
            fence, opened = match[1], at
            inside.add(at)
    if fence:
        return Finding((opened + 1,), "This code block is never closed.", f"Close it with a line {fence}.")
    return inside


def _enter(match: re.Match[str], section: str, line: int, made: Page) -> str | None:
    """The section that a heading begins, None if it is part of the text that it stands in."""
    depth, words = len(match[1]), match[2].strip()
    name = ""
    if depth == 1 and "title" not in made.headings:
        made.texts["title"] = words
        made.headings["title"] = line
        return "body"
    if depth == 2 and words in ("Answer", "Samples"):
        name = words.lower()
    elif depth == 3 and section in ("samples", "?", *SAMPLES) and words in SAMPLES:
        name = words
    elif depth > 3 or (depth == 3 and section in ("body", "answer")):
        return None
    if not name:
        wrong = f"The heading “{match[1]} {words}” is none that a question has."
        headings = "one '# title', then '## Answer', '## Samples' and under it '### strong', '### partial', '### wrong'"
        made.findings.append(Finding((line,), wrong, f"Use {headings}."))
        return "?"
    if name in made.headings:
        wrong = f"The section “{words}” stands here a second time."
        made.findings.append(Finding((line,), wrong, "Make one of the two."))
    made.headings.setdefault(name, line)
    return name


def _complaints(made: Page, start: int) -> Iterator[Finding]:
    if made.texts.get(""):
        yield Finding((start + 1,), "There is text before the title.", "Begin the Markdown with '# ' and the question.")
    if "title" not in made.headings:
        yield Finding((start,), "The question has no title.", "Add a line '# ' with the question in a sentence.")
    if "answer" not in made.headings:
        yield Finding(("title",), "There is no reference answer.", "Add a section '## Answer'.")
    if made.texts.get("samples"):
        yield Finding(("samples",), "There is text before the first sample.", "Put it under one of the samples.")
    for name in SAMPLES:
        if not made.texts.get(name):
            place = (name,) if name in made.headings else ("samples",)
            yield Finding(
                place, f"The {name} sample is missing.", f"Write an answer under '### {name}' in '## Samples'."
            )


def _open_math(lines: Sequence[str], start: int, fenced: set[int]) -> Iterator[Finding]:
    """A $$ that its section doesn't close."""
    opened = 0
    for at in range(start, len(lines)):
        if at in fenced:
            continue
        if opened and _HEADING.match(lines[at]):
            break
        if _INLINE_CODE.sub("", lines[at]).count("$$") % 2:
            opened = 0 if opened else at + 1
    if opened:
        yield Finding((opened,), "This $$ is never closed.", "Close the formula with $$.")
