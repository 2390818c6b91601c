"""What makes a question fit to be read, beyond being sound: lengths, plain sentences, closed formulas, no orders.

A bank that breaks these can still be used, so loading doesn't look at them; the check does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from urllib.parse import urlsplit

from viva.bank.findings import Finding, Place
from viva.questions import Question, Reference

TEXT, ANSWER = (3, 240), (30, 300)
SAMPLES: Mapping[str, tuple[int, int]] = {"strong": (20, 260), "partial": (10, 180), "wrong": (10, 240)}
"""Least and most words of a question, a reference answer, each sample (design choice: a page, and a spoken answer)."""
SAYS, PROBE = 45, 35
"""Most words of a criterion's sentence, and of a probe."""
SENTENCE = 50
"""Most words of a sentence of the reference answer."""
LIX = 72.0
"""Highest LIX (words a sentence + percentage of words over six letters; Björnsson 1968) of a reference answer.

Above 60 counts as very difficult in prose at large; this field's own long words take 10 of it.
"""
FRESH = timedelta(days=365)

_CODE_BLOCK = re.compile(r"^[ \t]*(`{3,}|~{3,}).*?^[ \t]*\1[^\S\n]*$", re.MULTILINE | re.DOTALL)
_CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_DISPLAY = re.compile(r"\$\$.*?\$\$", re.DOTALL)
# As in Pandoc's Markdown: what opens a formula has a character after it, what closes one has no digit after it.
_INLINE = re.compile(r"(?<![\\$\w])\$(?![\s$])(?:[^$\\\n]|\\.|\n(?!\n))*?(?<![\s\\])\$(?![\d$])")
_DOLLAR = re.compile(r"(?<!\\)\$(?!\s?\d)(?=\S)")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?:;])[)\"'”’*_]*\s+|\n\s*\n|\n[ \t]*(?:[-*+]|\d+[.)])\s|\|")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_TAG = re.compile(r"<!--|</?[a-zA-Z][\w-]*(?:\s[^<>\n]*)?/?>|^[ \t]*\[//\]:", re.MULTILINE)
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override)\s+(?:\w+\s+){0,3}?(?:instruction|rule|prompt|rubric|guideline)s?\b"
    r"|\byou\s+(?:are|act\s+as)\s+(?:now\s+)?(?:the|a|an)?\s*(?:\w+\s+)?(?:grader|judge|examiner|assistant)\b"
    r"|\b(?:give|award|grant|assign)\s+(?:\w+\s+){0,4}?(?:full|maximum|all|top|highest)\s+(?:\w+\s+)?(?:marks?|points?|credits?|scores?)\b"
    r"|\b(?:mark|grade|rate|treat)\s+(?:\w+\s+){0,5}?as\s+(?:met|correct|perfect|right)\b"
    r"|^\s*(?:system|assistant)\s*(?:prompt|message)?\s*:|<\|\w+\|>",
    re.IGNORECASE | re.MULTILINE,
)


def awkward(question: Question, today: date) -> Iterator[Finding]:
    """All that a reader, a renderer or a model would stumble over; `today` tells how old `verified` is."""
    yield from _lengths(question)
    yield from _prose(question)
    for place, text in _texts(question):
        yield from _marked_up(place, text)
    yield from _links(question)
    yield from _age(question, today)


def _count(text: str) -> int:
    return len(text.split())


def _lengths(question: Question) -> Iterator[Finding]:
    rows: list[tuple[Place, str, str, tuple[int, int]]] = [
        (("title",), "question", question.text, TEXT),
        (("answer",), "reference answer", question.answer, ANSWER),
    ]
    rows += [
        ((sample.name,), f"{sample.name} sample", sample.answer, SAMPLES[sample.name]) for sample in question.samples
    ]
    for at, criterion in enumerate(question.rubric):
        rows.append((("rubric", at, "says"), f"sentence of '{criterion.id}'", criterion.says, (3, SAYS)))
        rows.append((("rubric", at, "probe"), f"probe of '{criterion.id}'", criterion.probe, (2, PROBE)))
    for place, what, text, (least, most) in rows:
        words = _count(text)
        if words < least:
            yield Finding(place, f"The {what} has {words} words.", f"Write {least} to {most} of them.")
        elif words > most:
            yield Finding(place, f"The {what} has {words} words, {most} at most.", "Shorten it.")


def _prose(question: Question) -> Iterator[Finding]:
    """Sentences that nobody reads to the end, and words that few know."""
    plain = _DISPLAY.sub(". ", _INLINE.sub(" x ", _uncoded(question.answer)))
    sentences = [words for part in _SENTENCE_ENDS.split(plain) if part and (words := _WORD.findall(part))]
    for words in sentences:
        if len(words) > SENTENCE:
            wrong = f"A sentence of the reference answer has {len(words)} words: “{' '.join(words[:6])} …”"
            yield Finding(("answer",), wrong, "Make two of it.", near=" ".join(words[:3]))
    figure = lix(sentences)
    if figure > LIX:
        wrong = f"The reference answer is hard to read (LIX {figure:.0f}, {LIX:.0f} at most)."
        yield Finding(("answer",), wrong, "Use shorter sentences and plainer words.")


def lix(sentences: list[list[str]]) -> float:
    """Björnsson's readability of sentences as lists of words: 20 is a children's book, 60 a law. 0 for none."""
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    return len(words) / len(sentences) + 100 * sum(len(word) > 6 for word in words) / len(words)


def _texts(question: Question) -> Iterator[tuple[Place, str]]:
    """Everything that is shown or that a model reads, and where it stands."""
    yield ("title",), question.title
    yield ("title",), question.body
    yield ("answer",), question.answer
    for sample in question.samples:
        yield (sample.name,), sample.answer
    for at, criterion in enumerate(question.rubric):
        yield ("rubric", at, "says"), criterion.says
        yield ("rubric", at, "probe"), criterion.probe
    for at, misconception in enumerate(question.misconceptions):
        yield ("misconception", at, "says"), misconception.says
    for at, reference in enumerate(question.references):
        yield ("reference", at, "title"), reference.title


def _uncoded(text: str) -> str:
    return _CODE_SPAN.sub(" x ", _CODE_BLOCK.sub(" ", text))


def _marked_up(place: Place, text: str) -> Iterator[Finding]:
    bare = _uncoded(text)
    if match := _ORDER.search(bare):
        said = " ".join(match[0].split())
        mend = "Describe it in other words, or put it in a `code span`."
        yield Finding(place, f"“{said}” reads like an order to a model.", mend, near=said)
    if match := _TAG.search(bare):
        said = match[0].strip()
        yield Finding(
            place, f"“{said}” is HTML or a comment, which no reader would see.", "Put it in a `code span`.", near=said
        )
    if place[-1] in ("title", "answer", "strong", "partial", "wrong"):
        yield from _formulas(place, bare)


def _formulas(place: Place, bare: str) -> Iterator[Finding]:
    for formula in (*_DISPLAY.findall(bare), *_INLINE.findall(_DISPLAY.sub(" ", bare))):
        if _unbalanced(formula):
            yield Finding(
                place, f"The braces of {formula[:40]} don't match.", "Close each { with a }.", near=formula[:20]
            )
    rest = _INLINE.sub(" ", _DISPLAY.sub(" ", bare))
    if _DOLLAR.search(rest) and "$$" not in rest:
        near = rest[max(0, _DOLLAR.search(rest).start()) :].split("\n")[0][:20]  # type: ignore[union-attr]
        yield Finding(
            place, f"The $ before “{near[1:]}” is never closed.", r"Close the formula with $, or write \$.", near=near
        )


def _unbalanced(formula: str) -> bool:
    depth = 0
    for before, char in pairwise(" " + formula):
        if before != "\\":
            depth += (char == "{") - (char == "}")
        if depth < 0:
            return True
    return depth != 0


def _links(question: Question) -> Iterator[Finding]:
    met: set[str] = set()
    for at, reference in enumerate(question.references):
        place: Place = ("reference", at, "url")
        if not _is_address(reference):
            yield Finding(place, f"{reference.url} is no whole address.", "Copy it from the browser once more.")
        if reference.url in met:
            yield Finding(place, f"{reference.url} is listed twice.", "Keep one of the two.")
        met.add(reference.url)


def _is_address(reference: Reference) -> bool:
    url = reference.url
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    open_, closed = url.count("("), url.count(")")
    return "." in host.strip(".") and open_ == closed and not url.endswith((".", ",", ";", "'")) and "…" not in url


def _age(question: Question, today: date) -> Iterator[Finding]:
    if question.verified is None:
        return
    if question.verified > today:
        yield Finding(("verified",), f"{question.verified} is yet to come.", "Write the day on which it was checked.")
    elif today - question.verified > FRESH:
        wrong = f"Nobody has checked this for over a year, since {question.verified}."
        yield Finding(("verified",), wrong, "Open its sources again, then change the date.", warning=True)
