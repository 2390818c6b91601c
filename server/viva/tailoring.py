"""What a job description or a CV asks to be practised: topics and levels of the bank, by the words of both. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from viva.questions import Level, Topic
from viva.words import find_cue

MOST_TEXT = 20_000
"""Most characters of a text to tailor to."""
MOST_TOPICS = 8
WORDS = "words"
"""Who chose, where no model did."""

MIDDLE, CENTRE = 2, 3
"""So many of a topic's terms in a text make it weigh 2 and 3 (design choice)."""
MOST_WHY = 5

_SENIORITY: Sequence[tuple[str, tuple[Level, ...]]] = (
    (r"staff|principal|distinguished|architect|head of|director", ("senior", "staff")),
    (r"senior|lead|(?:[5-9]|1\d)\+? years", ("mid", "senior")),
    (r"junior|graduate|intern(?:ship)?|trainee|entry[- ]level|student", ("junior", "mid")),
)


@dataclass(frozen=True, slots=True)
class Fit:
    """A topic to practise: its weight from 1 to 3, and the words of the text that are the reason."""

    topic: str
    weight: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tailored:
    """The topics, the weightiest first, and the levels (none: all); `by` is a model's name or WORDS.

    `note` is a word to the candidate where something else was tried first.
    """

    fits: tuple[Fit, ...]
    levels: tuple[Level, ...]
    by: str = WORDS
    note: str = ""


def match(text: str, topics: Sequence[Topic]) -> Tailored:
    """The topics of which terms stand in the text, those with most terms first; no fit where there are none."""
    found = [(topic.id, _terms(topic, text)) for topic in topics]
    ranked = sorted((each for each in found if each[1]), key=lambda each: -len(each[1]))
    fits = tuple(Fit(topic, _weight(len(terms)), terms[:MOST_WHY]) for topic, terms in ranked[:MOST_TOPICS])
    return Tailored(fits, levels(text))


def _terms(topic: Topic, text: str) -> tuple[str, ...]:
    """The topic's terms as they first stand in the text, each once, in its order."""
    spans = {spans[0] for term in topic.terms if (spans := find_cue(term, text))}
    return tuple(dict.fromkeys(text[span.start : span.end] for span in sorted(spans)))


def _weight(terms: int) -> int:
    return 3 if terms >= CENTRE else 2 if terms >= MIDDLE else 1


def levels(text: str) -> tuple[Level, ...]:
    """The levels that a text's words for seniority stand for, the most senior first found; none where it has none."""
    return next((found for words, found in _SENIORITY if re.search(rf"\b(?:{words})\b", text, re.IGNORECASE)), ())
