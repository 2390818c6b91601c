"""What counts as a word, and where it stands: tokens with offsets, stems, and cues.

A *cue* is a line such as `"key* | attention key*"`: alternatives between bars, each one or more words, `*` for "and
whatever follows". Words are compared lower-cased and stemmed, hyphens split them, and the words of a longer
alternative must follow each other with nothing but function words between.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import Stemmer

FUNCTION_WORDS = frozenset(
    """a about after again all also am an and any are as at be because been before being both but by can could did do
    does doing down each either else even few for from further had has have having he her here hers him his how i if in
    into is it its itself just let like me more most much my of off on once one only or other our out over own
    per rather really same she should so some such than that the their them then there these they thing things this
    those through to too under until up very via was we were what when where which while who whom why will with within
    would yes you your yours""".split()
)
"""Words that carry no point by themselves; negations are kept apart in NEGATIONS."""

NEGATIONS = frozenset(
    """not no never without nothing neither nor hardly instead unlike cannot can't don't doesn't didn't isn't aren't
    wasn't weren't won't wouldn't shouldn't couldn't haven't hasn't hadn't cant dont doesnt didnt isnt arent wont
    wouldnt""".split()
)

# Superscripts and subscripts are numbers of their own, so that "n²" reads as "n^2" does.
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"
_WORD = rf"\d+(?:[.,]\d+)*|[{_RAISED}]+|[^\W\d_{_RAISED}][^\W_{_RAISED}]*(?:['’](?:t|re|s|ve|ll|d|m)\b)?"
_TOKEN = re.compile(_WORD)
_CUE_TOKEN = re.compile(rf"({_WORD})(\*?)")
_BLANK_ALTERNATIVE = re.compile(r"(?:^|\|)[\W_]*?(?:\||$)")
_STRAY_STAR = re.compile(r"(?<![^\W_])\*|\*(?=\w)")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
# Characters that a reader doesn't see but a model does: controls, zero-width, bidi controls, tags, variation
# selectors, halves of surrogate pairs, private use.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\U000f0000-\U0010ffff]"
)
_LONGEST_STEMMED = 40
_MOST_SKIPPED = 4


# A tuple is made in a third of a dataclass's time, and there are as many as words.
class Token(NamedTuple):
    """A word of a text: `text[start:end]`, its stem, and its lower-cased letters."""

    start: int
    end: int
    word: str
    stem: str


class Span(NamedTuple):
    """`text[start:end]`, in code points."""

    start: int
    end: int


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Snowball (Porter 2) stem of one lower-cased word."""
    if len(word) > _LONGEST_STEMMED:
        return word  # no word of English, and the stemmer takes its time with it
    # The stemmer keeps state: a fresh one costs 3 µs, and two threads can't mix up their words.
    return str(Stemmer.Stemmer("english").stemWord(word))


@lru_cache(maxsize=20_000)
def _plain(raw: str) -> str:
    """How a word is compared: NFKC, case-folded, straight apostrophes, no commas between thousands."""
    word = raw.lower() if raw.isascii() else unicodedata.normalize("NFKC", raw).casefold().replace("’", "'")
    return word.replace(",", "") if "," in word and _THOUSANDS.fullmatch(word) else word


# Not large, for it keeps candidates' answers in memory.
@lru_cache(maxsize=256)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of `text` in order; the offsets are into `text` as it was given."""
    found = []
    for match in _TOKEN.finditer(text):
        word = _plain(match[0])
        found.append(Token(match.start(), match.end(), word, stem(word)))
    return tuple(found)


@lru_cache(maxsize=20_000)
def is_content(word: str) -> bool:
    """Whether a lower-cased word says something by itself; "it's" says as little as "it"."""
    return word not in NEGATIONS and word.partition("'")[0] not in FUNCTION_WORDS


@lru_cache(maxsize=2048)
def content_stems(text: str) -> frozenset[str]:
    """The stems of the content words of `text`."""
    return frozenset(token.stem for token in tokens(text) if is_content(token.word))


@dataclass(frozen=True, slots=True)
class _Part:
    """A word of a cue's alternative: a whole word's stem, or the letters that a word must begin with."""

    text: str
    is_prefix: bool

    def fits(self, token: Token) -> bool:
        return token.word.startswith(self.text) if self.is_prefix else token.stem == self.text


_Phrase = tuple[_Part, ...]


def _alternatives(cue: str) -> tuple[_Phrase, ...]:
    """A cue's alternatives; function words are dropped from one that has other words too."""
    parsed = []
    for alternative in cue.split("|"):
        words = [(_plain(match[1]), bool(match[2])) for match in _CUE_TOKEN.finditer(alternative)]
        kept = [(word, star) for word, star in words if star or word not in FUNCTION_WORDS] or words
        if kept:
            parsed.append(tuple(_Part(word if star else stem(word), star) for word, star in kept))
    return tuple(parsed)


@dataclass(frozen=True, slots=True)
class _Index:
    """Where each stem and each word of a text stands, so that a cue looks only at places where it can begin."""

    tokens: tuple[Token, ...]
    stems: Mapping[str, Sequence[int]]
    words: Mapping[str, Sequence[int]]
    ordered: Sequence[str]

    def beginning(self, prefix: str) -> Sequence[int]:
        """Where a word begins with these letters."""
        first = at = bisect_left(self.ordered, prefix)
        while at < len(self.ordered) and self.ordered[at].startswith(prefix):
            at += 1
        return [place for word in self.ordered[first:at] for place in self.words[word]]


@dataclass(frozen=True, slots=True)
class _Cue:
    """A cue's alternatives by how they begin: with a stem, or with the letters of a prefix."""

    stems: Mapping[str, Sequence[_Phrase]]
    prefixes: Sequence[_Phrase]


@lru_cache(maxsize=8192)
def _parsed(cue: str) -> _Cue:
    stems: dict[str, list[_Phrase]] = {}
    prefixes = []
    for phrase in _alternatives(cue):
        if phrase[0].is_prefix:
            prefixes.append(phrase)
        else:
            stems.setdefault(phrase[0].text, []).append(phrase)
    return _Cue(stems, prefixes)


@lru_cache(maxsize=256)
def _index(text: str) -> _Index:
    stems: dict[str, list[int]] = {}
    words: dict[str, list[int]] = {}
    for at, token in enumerate(tokens(text)):
        stems.setdefault(token.stem, []).append(at)
        words.setdefault(token.word, []).append(at)
    return _Index(tokens(text), stems, words, sorted(words))


def _phrase_at(words: Sequence[Token], at: int, phrase: _Phrase) -> int | None:
    """The index after the phrase's last word if it begins at `at`; a few function words may stand between its words."""
    here = at + 1
    for part in phrase[1:]:
        limit = min(here + _MOST_SKIPPED, len(words) - 1)
        while here < limit and words[here].word in FUNCTION_WORDS and not part.fits(words[here]):
            here += 1
        if here >= len(words) or not part.fits(words[here]):
            return None
        here += 1
    return here


def find_cue(cue: str, text: str) -> tuple[Span, ...]:
    """Every place in `text` that one of the cue's alternatives fits, in the order of the text."""
    index, sought = _index(text), _parsed(cue)
    begun = [
        (phrase, index.stems[first])
        for first in sought.stems.keys() & index.stems.keys()
        for phrase in sought.stems[first]
    ]
    begun += [(phrase, there) for phrase in sought.prefixes if (there := index.beginning(phrase[0].text))]
    found = set()
    for phrase, beginnings in begun:
        for at in beginnings:
            end = _phrase_at(index.tokens, at, phrase)
            if end is not None:
                found.add((index.tokens[at].start, index.tokens[end - 1].end))
    return tuple(Span(start, end) for start, end in sorted(found))


def is_cue(cue: str) -> bool:
    """Whether every alternative of the cue holds a word, and every `*` stands at a word's end."""
    return not _BLANK_ALTERNATIVE.search(cue) and not _STRAY_STAR.search(cue)


def raw_words(text: str) -> list[str]:
    """The words as they stand, without what is between them."""
    return _TOKEN.findall(text)


def cue_stems(cues: Iterable[str]) -> frozenset[str]:
    """The stems that the cues name; a prefix stands for itself."""
    return frozenset(part.text for cue in cues for phrase in _alternatives(cue) for part in phrase)


def whole(text: str) -> str:
    """`text` as it can be written down: halves of a character that were told apart are joined, a half alone is �."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def seen(text: str) -> str:
    """`text` without the characters that a person can't see (zero-width, bidi, tags, controls but tab and newline)."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
