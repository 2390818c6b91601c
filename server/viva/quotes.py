"""Where a quote stands in a text, to the letter or nearly so."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz

from viva.words import NEGATIONS, Span, raw_words

NEAR = 90.0
"""Least rapidfuzz alignment (0 to 100) at which a quote counts as verbatim: bears a slip of a letter or two."""

# Brackets too: a judge may quote the look-alikes that a prompt puts for them (see `prompts.neutral`).
_QUOTATION = str.maketrans("‘’‚‛“”„‟‐‑‒–—―−‹›⟦⟧", "''''\"\"\"\"-------<>[]")
# Scripts below part their words by blanks; from Thai on a run of letters may be a whole sentence.
_UNPARTED = "\u0e00"
_LONGEST_NEAR = 400


@lru_cache(maxsize=16)
def _flatten(text: str) -> tuple[str, list[int]]:
    """`text` as quotes are compared, with each character's index in the original.

    NFKD character by character (so that composed and decomposed letters are the same), case-folded, straight
    quotation marks and hyphens, plain brackets, white space as one blank.
    """
    out: list[str] = []
    index: list[int] = []
    for at, char in enumerate(text):
        for folded in unicodedata.normalize("NFKD", char.translate(_QUOTATION)).casefold():
            blank = folded.isspace()
            if blank and (not out or out[-1] == " "):
                continue
            out.append(" " if blank else folded)
            index.append(at)
    return "".join(out), index


def locate(quote: str, text: str) -> Span | None:
    """Where `quote` stands in `text`, in whole words, or None.

    Compared in NFKD, case-folded, with white space as one blank and outer quotation marks dropped. Near-verbatim
    counts from an alignment of NEAR on, only for quotes of 12 (else it can be chance) to 400 characters, and only where
    both hold the same numbers and negations: dropping a "not" changes few letters, but everything else.
    """
    needle = _flatten(quote)[0].strip(" \"'«».…")
    hay, index = _flatten(text)
    if not needle or len(needle) > len(hay):
        return None
    found = _verbatim(needle, hay) or _nearly(needle, hay)
    return Span(index[found[0]], index[found[1] - 1] + 1) if found else None


def _verbatim(needle: str, hay: str) -> tuple[int, int] | None:
    """The first place where `needle` stands in whole words, else the first at all, widened to whole words."""
    first = None
    start = hay.find(needle)
    while start >= 0:
        exact = (start, start + len(needle))
        whole = _whole_words(hay, *exact)
        if whole == exact:
            return whole
        first = first or whole
        start = hay.find(needle, whole[1])
    return first


def _nearly(needle: str, hay: str) -> tuple[int, int] | None:
    if not 12 <= len(needle) <= _LONGEST_NEAR:
        return None
    near = fuzz.partial_ratio_alignment(needle, hay, score_cutoff=NEAR)
    if near is None or near.dest_end <= near.dest_start:
        return None
    start, end = _whole_words(hay, near.dest_start, near.dest_end)
    return (start, end) if _decisive(needle) == _decisive(hay[start:end]) else None


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """`start` and `end` moved outwards to where words begin and end, in scripts that part them by blanks."""
    while start > 0 and _inside(text, start):
        start -= 1
    while end < len(text) and _inside(text, end):
        end += 1
    return start, end


def _inside(text: str, at: int) -> bool:
    return all(char.isalnum() and char < _UNPARTED for char in text[at - 1 : at + 1])


def _decisive(text: str) -> list[str]:
    """The words of which one more or less turns what a sentence says round."""
    return sorted(word for word in raw_words(text) if word in NEGATIONS or word[0].isdigit())
