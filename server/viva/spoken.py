"""A text as one reads it out: without the signs that only the eye needs."""

from __future__ import annotations

import re

CODE, FORMULA = "the code on the screen", "the formula on the screen"

_STEPS = (
    (re.compile(r"```.*?(?:```|\Z)", re.DOTALL), f" ({CODE}) "),
    (re.compile(r"(?<!\\)\$\$.+?\$\$", re.DOTALL), f" ({FORMULA}) "),
    # As on the page: a backslash makes a dollar plain, and one before a digit ends no formula.
    # A name or a number between dollars reads well as it is.
    (re.compile(r"(?<!\\)\$([A-Za-z0-9.,]{1,12})\$(?!\d)"), r"\1"),
    # Two prices in a line are no formula: that has a sign of its own between its dollars.
    (
        re.compile(r"(?<!\\)\$(?![\s$])(?=[^$\n]*[\\^_{}=<>+])(?:[^$\\\n]|\\[^\n]){1,200}?(?<!\s)\$(?!\d)"),
        FORMULA,
    ),
    (re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\n]{0,600}\)"), r"\1"),
    # The rule below a table's head, and a rule across the page.
    (re.compile(r"^[ \t]{0,8}(?:\|[ \t:|-]*|-{3,}[ \t]*)$", re.MULTILINE), ""),
    (re.compile(r"^[ \t]{0,8}(?:#{1,6}|>|[-*+]|\d+\.)\s+", re.MULTILINE), ""),
    (re.compile(r"\*\*|__|`|\|"), " "),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
    # A line that just ends, as in a list, is read with a pause.
    (re.compile(r"(?<=[\w)])[ \t]*\n\s*"), ". "),
    (re.compile(r"\s+"), " "),
)


def spoken(markdown: str) -> str:
    """The words to say. Code and formulas stay on the screen, and are named in their place."""
    for pattern, instead in _STEPS:
        markdown = pattern.sub(instead, markdown)
    return markdown.strip()
