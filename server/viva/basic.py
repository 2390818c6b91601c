"""Both roles without any model: the no-key default.

The judge looks for the words that a point's author listed (cues), and for the words of the point itself. On answers
graded by people such cues gave r = 0.54, where TF-IDF gave 0.26 and sentence embeddings 0.25 to 0.37. It can't tell a
right sentence from a wrong one with the same words: hence its label, and hence it never says "wrong".
"""

from __future__ import annotations

import asyncio
import re
from bisect import bisect_left
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from viva.errors import Ungradable
from viva.grading import (
    Evidence,
    Exchange,
    Flag,
    Found,
    Grade,
    Point,
    Provenance,
    Settled,
    Verdict,
    by_rule,
    gate,
    grade,
    numeric,
)
from viva.interview import Mode
from viva.questions import Criterion, Misconception, Question
from viva.words import NEGATIONS, Span, content_stems, find_cue, is_content, tokens

VERSION = "1"
NAME = f"basic@{VERSION}"
LABEL = "coverage estimate, not a judgement of correctness"

CUES, SAYS = 0.7, 0.3
"""What the cues of a point and the words of its sentence weigh (design choice)."""

MET, PARTLY = 0.6, 0.3
"""Least share of a point that must be found in the answer for each verdict."""

MOST_EVIDENCE = 6

_REASONS: dict[Verdict, str] = {
    "met": "Found in your words.",
    "partly": "Partly found in your words.",
    "missed": "Not found in your words.",
}

# Frequent words of other languages in plain Latin letters, none of them an English word.
_FOREIGN = frozenset(
    """der das und ist nicht ein eine einen einem mit den dem von zu auf werden wird sich auch wie bei oder wenn dass sind
    kann ohne zwischen sollte dies nur le les la des et est une un que qui pas pour dans du sur avec ce sont plus ne el
    los las es en con por para del se lo su como una os uma com da em na ao il che di per non della sono het een van dat
    niet zijn wordt met voor ve bir bu ile olarak yang dan untuk dengan dari ini w z nie jako att som av det og til ikke
    ja ei sa este cu pe la je v pro""".split()
)


# -- the judge


class BasicJudge:
    """Role Judge: grades at once, by `judge`."""

    name = NAME

    async def grade(self, question: Question, exchanges: Sequence[Exchange]) -> Grade:
        """The grade of a turn's exchanges; Ungradable for an answer that isn't English."""
        return judge(question, exchanges)


def judge(question: Question, exchanges: Sequence[Exchange]) -> Grade:
    """How much of each point the candidate's words cover. Pure, about 1 ms.

    `provenance.seconds` is left 0 for the caller to fill. Raises Ungradable for an answer that isn't English.
    """
    reason = gate(question, exchanges)
    if reason is not None:
        return by_rule(question, reason)
    if not is_english(question, exchanges):
        raise Ungradable(
            "The basic judge reads English only. Answer in English, or set up a language model as judge, as the README "
            "tells, and grade again."
        )
    return _grade(question, exchanges)


def coverage(question: Question, exchanges: Sequence[Exchange]) -> float:
    """The basic judge's score, 0 to 1, in whatever language: of one that isn't English it means nothing."""
    return 0.0 if gate(question, exchanges) is not None else _grade(question, exchanges).score


def _grade(question: Question, exchanges: Sequence[Exchange]) -> Grade:
    points: list[Point] = []
    flags: list[Flag] = []
    met: list[_Cover] = []
    for criterion in question.rubric:
        if criterion.number is not None:
            point, flag = numeric(criterion, criterion.number, exchanges)
            flags += [flag] if flag else []
        else:
            cover = _cover(question, exchanges, criterion)
            point = _point(criterion, cover)
            met += [cover] if point.verdict == "met" else []
        points.append(point)
    flags += _suspicions(exchanges, met)
    settled = Settled(points=tuple(points), misconceptions=tuple(_errors(question, exchanges)), flags=tuple(flags))
    return grade(question, settled, Provenance(judge=NAME, question=question.fingerprint))


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch of the answer to the exchange numbered `part`."""

    part: int
    span: Span


@dataclass(frozen=True, slots=True)
class _Cover:
    """How much of a point was found (0 to 1), where, and whether most of its cues stand behind a "not"."""

    share: float
    places: tuple[_Place, ...]
    is_denied: bool


def _cover(question: Question, exchanges: Sequence[Exchange], criterion: Criterion) -> _Cover:
    by_cue = [found for cue in criterion.cues if (found := _find(cue, exchanges))]
    said = content_stems(criterion.says)
    wanted = (said - content_stems(question.text)) or said
    words = _words(wanted, exchanges)
    share = CUES * len(by_cue) / len(criterion.cues) + SAYS * len(words) / max(1, len(wanted))
    own = any(token.word in NEGATIONS for text in (criterion.says, *criterion.cues) for token in tokens(text))
    denied = [] if own else [places for places in by_cue if all(_is_denied(place, exchanges) for place in places)]
    places = (*(places[0] for places in by_cue), *words)
    return _Cover(share, places, is_denied=2 * len(denied) > len(by_cue))


def _find(cue: str, exchanges: Sequence[Exchange]) -> list[_Place]:
    return [_Place(part, span) for part, exchange in enumerate(exchanges) for span in find_cue(cue, exchange.answer)]


def _words(wanted: frozenset[str], exchanges: Sequence[Exchange]) -> list[_Place]:
    """The first place of each stem in `wanted`."""
    found: dict[str, _Place] = {}
    for part, exchange in enumerate(exchanges):
        for token in tokens(exchange.answer):
            if token.stem in wanted and token.stem not in found and is_content(token.word):
                found[token.stem] = _Place(part, Span(token.start, token.end))
    return list(found.values())


def _point(criterion: Criterion, cover: _Cover) -> Point:
    verdict: Verdict = "met" if cover.share >= MET else "partly" if cover.share >= PARTLY else "missed"
    evidence = () if verdict == "missed" else _evidence(cover.places)
    return Point(criterion=criterion.id, verdict=verdict, evidence=evidence, reason=_REASONS[verdict])


def _evidence(places: Iterable[_Place]) -> tuple[Evidence, ...]:
    """The first places as evidence in the order of the text, those that touch made one."""
    made: list[Evidence] = []
    first = list(dict.fromkeys(places))[:MOST_EVIDENCE]
    for place in sorted(first, key=lambda place: (place.part, place.span.start, place.span.end)):
        span = place.span
        if made and made[-1].part == place.part and span.start <= made[-1].end + 1:
            last = made.pop()
            span = Span(last.start, max(last.end, span.end))
        made.append(Evidence(part=place.part, start=span.start, end=span.end))
    return tuple(made)


def _errors(question: Question, exchanges: Sequence[Exchange]) -> Iterator[Found]:
    """The misconceptions of which every cue was found, and not behind a "not"."""
    for misconception in question.misconceptions:
        by_cue = [_find(cue, exchanges) for cue in misconception.cues]
        if all(by_cue) and not _denies(misconception, by_cue, exchanges):
            yield Found(
                misconception=misconception.id,
                evidence=_evidence(places[0] for places in by_cue),
                reason="These words stand for it.",
            )


def _denies(misconception: Misconception, by_cue: Sequence[Sequence[_Place]], exchanges: Sequence[Exchange]) -> bool:
    """Whether one of the cues stands behind a "not" wherever it was found: "it does not return the exact ones"."""
    if any(token.word in NEGATIONS for cue in misconception.cues for token in tokens(cue)):
        return False
    return any(all(_is_denied(place, exchanges) for place in places) for places in by_cue)


# -- what a person should look at


_REACH = 3
_STOPS = re.compile(r"[.!?;:,\n(]")


def _is_denied(place: _Place, exchanges: Sequence[Exchange]) -> bool:
    """Whether a negation stands within three words before the place, in the same clause."""
    text = exchanges[place.part].answer
    words = tokens(text)
    at = bisect_left(words, place.span.start, key=lambda token: token.start)
    for token in words[max(0, at - _REACH) : at]:
        if token.word in NEGATIONS and not _STOPS.search(text, token.end, place.span.start):
            return True
    return False


def _suspicions(exchanges: Sequence[Exchange], met: Sequence[_Cover]) -> Iterator[Flag]:
    if _is_keyword_list(exchanges):
        yield "keyword-list"
    if 2 * sum(cover.is_denied for cover in met) > len(met):
        yield "negation"


_CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_ACCENTED = re.compile("[\u00e0-\u024f\u1e00-\u1eff]")
_ITEMS = re.compile(r"[,;\n|•]+|\s[-–—]\s")


def _prose(exchanges: Sequence[Exchange]) -> tuple[str, list[str]]:
    """The answers without fenced code, and their words: neither numbers nor the letters of formulas."""
    text = _CODE.sub(" ", "\n".join(exchange.answer for exchange in exchanges))
    return text, [token.word for token in tokens(text) if token.end - token.start > 1 and not token.word[0].isdigit()]


def _is_keyword_list(exchanges: Sequence[Exchange]) -> bool:
    """Whether words are strung together without a sentence: an attempt to fool a judge that counts words."""
    text, words = _prose(exchanges)
    if len(words) < 8:
        return False
    share = sum(not is_content(word) for word in words) / len(words)
    items = [len(tokens(item)) for item in _ITEMS.split(text) if item.strip()]
    return share < 0.04 or (share < 0.2 and len(items) >= 6 and median(items) <= 2)


# -- English or not


def is_english(question: Question, exchanges: Sequence[Exchange]) -> bool:
    """Whether the answers can be read as English. Few words, code, formulas and lists of keywords pass.

    Tried on 2,981 answers of students, most of them terse and 52 of them German.
    """
    text, words = _prose(exchanges)
    letters = [char for char in text if char.isalpha()]
    if len(letters) >= 6 and 2 * sum(map(_is_strange, letters)) > len(letters):
        return False
    english = sum(not is_content(word) for word in words)
    foreign = sum(word in _FOREIGN or _ACCENTED.search(word) is not None for word in words)
    if len(words) >= 6 and foreign > english and foreign >= 0.12 * len(words):
        return False
    # A language of which no word is listed: hardly any English, and hardly a word of the question's.
    return len(words) < 12 or english >= 0.05 * len(words) or _overlap(question, text) >= 0.2


def _is_strange(letter: str) -> bool:
    """Whether a letter is neither Latin nor, as in formulas, Greek or mathematical."""
    return (
        letter >= "\u0250"
        and not "\u0370" <= letter < "\u0400"
        and not "\u1d00" <= letter < "\u2500"
        and letter < "\U0001d400"
    )


def _overlap(question: Question, text: str) -> float:
    """The share of the text's stems that the question, its reference and its rubric know."""
    known = content_stems(question.text) | content_stems(question.answer)
    known = known.union(*(content_stems(criterion.says) for criterion in question.rubric))
    stems = content_stems(text)
    return len(stems & known) / max(1, len(stems))


# -- the interviewer's texts


def greeting(number: int, minutes: float | None, mode: str) -> str:
    """The first words of an interview of `number` questions; `minutes` in all, None if nobody counts them."""
    count = "one question" if number == 1 else f"{number} questions"
    time = "Take the time that you need." if minutes is None else f"It takes about {minutes:.0f} minutes."
    feedback = (
        "You see your grades and the reference answers at the end."
        if mode == "exam"
        else "After each one you see what was found in your answer, and what to read."
    )
    return f"Hello, and welcome. I have {count} for you. {time} {feedback} Say what you know in your own words."


def follow_up(probe: str) -> str:
    """A point's `probe` as it is asked."""
    return f"Thank you. One thing more: {probe}"


def aside() -> str:
    """The answer to whatever the candidate asks in between."""
    return "I can't say more than the question does. If something is open, state what you assume and go on from there."


def thanks() -> str:
    """The last words of an interview."""
    return "That was the last question. Thank you for the interview; your review is ready below."


_PIECE = re.compile(r"\S+\s*|\s+")
_REST = 50


async def words(text: str, pace: float) -> AsyncIterator[str]:
    """`text` piece by piece, with `pace` seconds between: words with the white space behind them, code by lines.

    The pieces together are the text. At pace 0 it only steps aside for others now and then.
    """
    for number, piece in enumerate(pieces(text), start=1):
        yield piece
        if pace > 0:
            await asyncio.sleep(pace)
        elif number % _REST == 0:
            await asyncio.sleep(0)


def pieces(text: str) -> Iterator[str]:
    """What `words` yields, at once."""
    fenced = False
    for line in text.splitlines(keepends=True):
        is_fence = line.lstrip().startswith("```")
        if fenced or is_fence:
            yield line
        else:
            yield from _PIECE.findall(line)
        fenced = fenced != is_fence


class BasicInterviewer:
    """Asks as written. `pace` is the seconds from one word to the next; it fails at nothing."""

    name = NAME

    def __init__(self, pace: float) -> None:
        self._pace = pace

    def greet(self, number: int, minutes: float | None, mode: Mode) -> AsyncIterator[str]:
        """See `greeting`."""
        return words(greeting(number, minutes, mode), self._pace)

    def ask(self, text: str, number: int, of: int, previous: tuple[str, str] | None) -> AsyncIterator[str]:
        """The question as it is written."""
        return words(text, self._pace)

    def follow_up(self, question: str, answer: str, probe: str) -> AsyncIterator[str]:
        """The probe as it is written."""
        return words(follow_up(probe), self._pace)

    def reply(self, question: str, earlier: Sequence[tuple[str, str]], asked: str) -> AsyncIterator[str]:
        """The same to everything."""
        return words(aside(), self._pace)

    def thank(self, number: int, minutes: float) -> AsyncIterator[str]:
        """See `thanks`."""
        return words(thanks(), self._pace)
