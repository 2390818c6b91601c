"""Why words that were found may not make the points that they stand for: no sentences, taken back, another subject.

The bounds were read off the bank's honest answers, and off the attacks in `tests/hostile`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from viva.grading import Exchange
from viva.questions import Question
from viva.words import NEGATIONS, Span, content_stems, is_content, stem, tokens

Places = Iterable[tuple[int, Span]]
"""Stretches of the answers: the number of the exchange, and where in its answer."""

DENIED = 0.6
"""Least share of sentences that assert nothing at which an answer as a whole takes back what it names.

Of honest answers and references 2 % reach it, of references with a "not" put in every sentence all do.
"""

BARE, BARE_POINTS = 0.75, 3
"""An answer that makes so many points, with fewer different words of its own for each, holds but what is looked for.

Its own are those that no cue found and no sentence of the rubric has, in the sentences that hold cues: so padding
elsewhere changes nothing. The bank's honest answers have 2.0 and more a point, one in ten of students' terse ones less;
lists of keywords have 0 to 0.7 even if they are dressed as sentences, and so has the rubric itself.
"""

SALAD, SALAD_WORDS = 0.12, 2
"""Most of the articles and prepositions that nothing follows which could, as a share, and least number of such."""

CIPHER, CIPHER_WORDS = 0.8, 20
"""Least share of numbers and of one or two letters, in so many words and more, at which a text is a code, not a sum."""

OWN, KNOWN = 0.18, 0.28
FEW, FEW_KNOWN = 3, 0.25
"""What was found is chance where the answer is about something else: less than the first share of its words made its
points, and question, reference and rubric know less than the second. So it is where fewer words than FEW made them that
are not the question's own, and of all such words less than the last share is known.
"""

# Talk of the exam itself, which many a point about evaluation shares words with.
_JUDGING = frozenset(
    map(
        stem,
        "answer question reference rubric examiner candidate verdict grade score mark point credit correct "
        "good mention name complete agree".split(),
    )
)
_SENTENCE_ENDS = re.compile(r"(?<=[.!?;])\s+|\n+")
_NEVER_NEXT = frozenset(
    "a an the of to from with into by for at in on and or but if because so that which who when than is are was were "
    "been has had does did can will would could should must may might".split()
)
# Behind an article stands no such word, behind a preposition none that doesn't begin a phrase of its own.
_BARRED = dict.fromkeys(("a", "an", "the"), _NEVER_NEXT) | dict.fromkeys(
    ("of", "into", "from", "with", "than", "to", "by"),
    _NEVER_NEXT - frozenset("a an the to from with into by for at in on that which who when if can may".split()),
)
_BREAK = re.compile(r"[.!?;]|\n\s*\n")

# "It is a myth that", "nobody would say that": what follows is not asserted. Without the "that" they are words like
# others: a false positive is no denial.
_DISOWNED = re.compile(
    r"\b(?:false|untrue|wrong|mistaken|incorrect|myth|misconception|misbelief|nonsense|fallacy|lie|nobody|no one|"
    r"unclear|unknown|doubt\w*|den(?:y|ies|ied)|disput\w+|refut\w+)\b[^.!?\n]{0,30}?\b(?:that|whether|if)\b"
    r"|\b(?:or|and)\b[^.!?\n]{0,20}\b(?:other way (?:a?round)|opposite|vice versa|the reverse)\b",
    re.IGNORECASE,
)
# "None of this is true", "every sentence above is wrong", "the opposite holds".
_TAKEN_BACK = re.compile(
    r"\bnone of (?:this|that|these|those|it|them|the above|what)\b[^.!?\n]{0,40}"
    r"\b(?:true|right|correct|holds?|so|the case)\b"
    r"|\b(?:all|each|every|everything|both)\b[^.!?\n]{0,30}\b(?:this|these|those|above|below|following|said|wrote)\b"
    r"[^.!?\n]{0,40}\b(?:is|are|was|were)\b[^.!?\n]{0,20}"
    r"\b(?:false|untrue|wrong|incorrect|nonsense|mistaken|lies?|made up)\b"
    r"|\bthe (?:exact |very )?(?:opposite|reverse|contrary) (?:holds|is (?:true|the case|so|right|correct))\b",
    re.IGNORECASE,
)


def takes_back(exchanges: Sequence[Exchange]) -> bool:
    """Whether an answer takes back what it says: as a whole in a sentence, or in most of three sentences and more."""
    if any(_TAKEN_BACK.search(exchange.answer) for exchange in exchanges):
        return True
    told = [empty for exchange in exchanges for empty in _sentences(exchange.answer)]
    return len(told) >= 3 and sum(told) >= DENIED * len(told)


def _sentences(text: str) -> Iterator[bool]:
    """For each sentence of four words and more whether it asserts nothing: it says "not", asks, or quotes others."""
    words, start, first = tokens(text), 0, 0
    for end in (*(match.start() for match in _SENTENCE_ENDS.finditer(text)), len(text)):
        last = bisect_left(words, end, lo=first, key=lambda token: token.start)
        if last - first >= 4:
            sentence = text[start:end]
            denied = any(token.word in NEGATIONS for token in words[first:last])
            yield denied or sentence.rstrip().endswith("?") or _DISOWNED.search(sentence) is not None
        start, first = end, last


def is_salad(exchanges: Sequence[Exchange]) -> bool:
    """Whether the words stand in no order that makes sentences, as in "the of and memory the", or aren't words."""
    words = [token.word for exchange in exchanges for token in tokens(exchange.answer)]
    if len(words) >= CIPHER_WORDS and sum(len(w) < 3 or w[0].isdigit() for w in words) >= CIPHER * len(words):
        return True
    told = [broken for exchange in exchanges for broken in _openers(exchange.answer)]
    return sum(told) >= SALAD_WORDS and sum(told) > SALAD * len(told)


def _openers(text: str) -> Iterator[bool]:
    """For each word that needs another behind it whether it has none: "the of", "a is", "of." """
    words = tokens(text)
    for here, behind in pairwise(words):
        barred = _BARRED.get(here.word)
        # A capital A is a name more often than the beginning of a sentence.
        if barred and text[here.start : here.end] != "A":
            yield behind.word in barred or _BREAK.search(text, here.end, behind.start) is not None


def is_bare(question: Question, points: Sequence[Places], exchanges: Sequence[Exchange]) -> bool:
    """Whether the sentences that hold the cues of these points, which were met, hold hardly anything else."""
    if len(points) < BARE_POINTS:
        return False
    ends = [[match.start() for match in _SENTENCE_ENDS.finditer(exchange.answer)] for exchange in exchanges]
    held = {(part, bisect_right(ends[part], span.start)) for places in points for part, span in places}
    own: set[str] = set()
    for part, sentence in held:
        start = ends[part][sentence - 1] if sentence else 0
        stop = ends[part][sentence] if sentence < len(ends[part]) else len(exchanges[part].answer)
        own |= _stems(exchanges[part], start, stop)
    for part, span in (place for places in points for place in places):
        own -= _stems(exchanges[part], span.start, span.end)
    own = own.difference(_JUDGING, *(content_stems(criterion.says) for criterion in question.rubric))
    return len(own) < BARE * len(points)


def is_elsewhere(question: Question, places: Places, exchanges: Sequence[Exchange]) -> bool:
    """Whether the answer is about something else than the question, or repeats it, but for what stands here."""
    stems = frozenset().union(*(_stems(exchange, 0, len(exchange.answer)) for exchange in exchanges))
    own = frozenset().union(*(_stems(exchanges[part], span.start, span.end) for part, span in places))
    asked = content_stems(question.text)
    told = content_stems(question.answer).union(*(content_stems(criterion.says) for criterion in question.rubric))
    if len(own) < OWN * len(stems) and len(stems & (told | asked)) < KNOWN * len(stems):
        return True
    trite = asked | _JUDGING
    return len(own - trite) < FEW and len((stems & told) - trite) < FEW_KNOWN * max(1, len(stems - asked))


def _stems(exchange: Exchange, start: int, stop: int) -> frozenset[str]:
    """The stems of the content words of that stretch of the answer."""
    words = tokens(exchange.answer)
    first = bisect_left(words, start, key=lambda token: token.start)
    last = bisect_left(words, stop, lo=first, key=lambda token: token.start)
    return frozenset(token.stem for token in words[first:last] if is_content(token.word))
