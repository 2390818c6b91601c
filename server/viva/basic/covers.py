"""Where the words of a point stand in an answer, and whether a "not" stands beside them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from viva.grading import Exchange
from viva.questions import Criterion, Misconception, Question
from viva.words import NEGATIONS, Span, content_stems, find_cue, tokens

CUES, SAYS = 0.7, 0.3
"""What the cues of a point and the words of its sentence weigh (design choice)."""

MOST_PLACES = 60
"""Of one cue, in the order of the text (design choice)."""

CLAIM = 250
"""Within how many characters the cues of a point or a misconception must begin to be one claim: about two sentences."""

_BEFORE, _BEHIND = 8, 8
"""How many words before and behind a cue a "not" may stand to deny it, in the same clause."""
_CLAUSE_ENDS = re.compile(r"[.!?;:\n(]|,(?!\d)|\b(?:but|because|so that|while)\b")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the answer to the exchange numbered `part`."""

    part: int
    span: Span


@dataclass(frozen=True, slots=True)
class Cover:
    """How much of a point was found (0 to 1), where, and whether most of its cues stand behind a "not"."""

    share: float
    places: tuple[Place, ...]
    is_denied: bool
    claim: tuple[Place, ...] = ()
    """The places of the cues alone."""


def covered(question: Question, exchanges: Sequence[Exchange], criterion: Criterion) -> Cover:
    """How much of a criterion that has cues the answers hold."""
    claim = _claim([places for cue in criterion.cues if (places := _find(cue, exchanges))])
    said = content_stems(criterion.says)
    wanted = (said - content_stems(question.text)) or said
    words = first_places(wanted, exchanges)
    share = CUES * len(claim) / len(criterion.cues) + SAYS * len(words) / max(1, len(wanted))
    denied = 0
    if not any(map(_denies, (criterion.says, *criterion.cues))):
        denied = sum(_is_denied(place, exchanges) for place in claim)
    return Cover(share, (*claim, *words), is_denied=2 * denied > len(claim), claim=tuple(claim))


def claimed(error: Misconception, exchanges: Sequence[Exchange]) -> list[Place]:
    """A place for each cue of the misconception, if they stand near each other and none of them behind a "not"."""
    by_cue = [_find(cue, exchanges) for cue in error.cues]
    if not any(map(_denies, error.cues)):
        by_cue = [[place for place in places if not _is_denied(place, exchanges)] for places in by_cue]
    claim = _claim(by_cue)
    return claim if len(claim) == len(error.cues) else []


def first_places(wanted: frozenset[str], exchanges: Sequence[Exchange]) -> list[Place]:
    """The first place of each stem in `wanted`."""
    first: dict[str, Place] = {}
    for part, exchange in enumerate(exchanges):
        for token in tokens(exchange.answer):
            if token.stem in wanted and token.stem not in first:
                first[token.stem] = Place(part, Span(token.start, token.end))
    return list(first.values())


def _claim(by_cue: Sequence[Sequence[Place]]) -> list[Place]:
    """The places, one a cue, of as many cues as stand together within CLAIM, the earliest such; in their order."""
    # The first places say it as well as all would: the search grows with their square.
    by_cue = [places[:MOST_PLACES] for places in by_cue]
    best: list[Place] = []
    for first in sorted({place for places in by_cue for place in places}, key=lambda p: (p.part, p.span.start)):
        near = [next((place for place in places if 0 <= _ahead(first, place) <= CLAIM), None) for places in by_cue]
        claim = [place for place in near if place is not None]
        if len(claim) > len(best):
            best = claim
            if len(best) == len(by_cue):
                break
    return best


def _find(cue: str, exchanges: Sequence[Exchange]) -> list[Place]:
    return [Place(part, span) for part, exchange in enumerate(exchanges) for span in find_cue(cue, exchange.answer)]


def _ahead(one: Place, other: Place) -> float:
    """How many characters `other` begins behind `one`; no number of them in another answer."""
    return other.span.start - one.span.start if one.part == other.part else float("inf")


@lru_cache(maxsize=4096)
def _denies(text: str) -> bool:
    """Whether a cue or a point says "not" by itself. For the bank's texts: kept in memory."""
    return any(token.word in NEGATIONS for token in tokens(text))


def _is_denied(place: Place, exchanges: Sequence[Exchange]) -> bool:
    """Whether a negation stands just before the place, or just behind it, in the same clause."""
    text, (start, end) = exchanges[place.part].answer, (place.span.start, place.span.end)
    words = tokens(text)
    first = bisect_left(words, start, key=lambda token: token.start)
    last = bisect_left(words, end, key=lambda token: token.start)
    return any(
        token.word in NEGATIONS and not _CLAUSE_ENDS.search(text, token.end, start)
        for token in words[max(0, first - _BEFORE) : first]
    ) or any(
        token.word in NEGATIONS and not _CLAUSE_ENDS.search(text, end, token.start)
        for token in words[last : last + _BEHIND]
    )
