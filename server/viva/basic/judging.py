"""Role Judge without a model: looks for the words of a point, first those that its author listed as cues.

On answers graded by people such cues gave r = 0.54, where TF-IDF gave 0.26 and sentence embeddings 0.25 to 0.37. They
can't tell a right sentence from a wrong one in the same words: hence the label, and hence it never says "wrong".
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from viva.basic.covers import Cover, Place, claimed, covered, first_places
from viva.basic.doubts import is_bare, is_elsewhere, is_salad, takes_back
from viva.basic.language import is_english, is_foreign, is_keyword_list
from viva.basic.likeness import Likeness, is_thin, likeness
from viva.errors import Ungradable
from viva.grading import (
    REVIEW_COVERAGE,
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
    gives_orders,
    grade,
    numeric,
)
from viva.questions import Criterion, Misconception, Question
from viva.words import content_stems, find_cue

VERSION = "5"
NAME = f"basic@{VERSION}"
LABEL = "coverage estimate, not a judgement of correctness"

MET, PARTLY = 0.6, 0.45
"""Least share of a point that must be found in the answer for each verdict.

At 0.3 for the second, one frequent word of a point was enough for half of it: answers to the five nearest other
questions earned more than 0.35 in 21 of 70 cases, at 0.45 in 6, with the samples' verdicts as often right.
"""

MOST_EVIDENCE = 6

DEEPER: frozenset[Flag] = frozenset({"keyword-list", "off-topic"})
"""Flags after which what was found is worth nothing to another judge's cross-check."""

_REASONS: dict[Verdict, str] = {
    "met": "Found in your words.",
    "partly": "Partly found in your words.",
    "missed": "Not found in your words.",
}


class BasicJudge:
    """Role Judge: grades by `judge`, in a thread of its own. Make one for all interviews."""

    name = NAME
    prompt = ""

    def __init__(self) -> None:
        # One thread: on the loop a class that sends at once would hold up each other's acknowledgements for the sum of
        # all grades, and of several threads each would take its share of the interpreter from the loop.
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="viva-judge")

    async def grade(self, question: Question, exchanges: Sequence[Exchange]) -> Grade:
        """The grade of a turn's exchanges; Ungradable for an answer that isn't English."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, judge, question, exchanges)


def judge(question: Question, exchanges: Sequence[Exchange]) -> Grade:
    """How much of each point the candidate's words cover. Pure, about 1 ms.

    `provenance.seconds` is left 0 for the caller to fill. Raises Ungradable for an answer that isn't English and,
    where no point has cues, for one that has no word in common with a short reference answer.
    """
    reason = gate(question, exchanges)
    if reason is not None:
        return by_rule(question, reason)
    if not is_english(question, exchanges):
        raise Ungradable(
            "The basic judge reads English only. Answer in English, or set up a language model as judge, as the README "
            "tells, and grade again."
        )
    if is_thin(question, exchanges):
        raise Ungradable(
            "The basic judge knows only the words of a short reference answer, and found none of them, which says "
            "neither right nor wrong. Give the points of the question cues, or let a person or a language model judge."
        )
    return _grade(question, exchanges)


def learn(questions: Iterable[Question]) -> None:
    """Read all cues and points once, so that no candidate waits for it. Takes about half a second: use a thread."""
    for question in questions:
        content_stems(question.text)
        rows: tuple[Criterion | Misconception, ...] = (*question.rubric, *question.misconceptions)
        for row in rows:
            content_stems(row.says)
            for cue in row.cues:
                find_cue(cue, "")


def coverage(question: Question, exchanges: Sequence[Exchange]) -> float | None:
    """The basic judge's score, 0 to 1; None for an answer of which it knows nothing, as one that isn't English.

    Where it doubts what it found, that is nothing, or at most REVIEW_COVERAGE if the doubt is only about a "not", which
    other judges read better: so they are doubted, too.
    """
    if gate(question, exchanges) is not None:
        return 0.0
    if is_foreign(exchanges) or is_thin(question, exchanges):
        return None
    given = _grade(question, exchanges)
    if not given.needs_review:
        return given.score
    return min(given.score, REVIEW_COVERAGE) if DEEPER.isdisjoint(given.flags) else 0.0


def found(question: Question, exchanges: Sequence[Exchange]) -> float:
    """What `judge` finds in answers that it would grade, 0 to 1, without asking whether to doubt it."""
    return _sum(question, _search(question, exchanges)).score


def _grade(question: Question, exchanges: Sequence[Exchange]) -> Grade:
    seen = _search(question, exchanges)
    return _sum(question, seen, _doubts(question, exchanges, seen.covers))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was found of the rubric: its points, what is odd about its numbers, and of the points with cues how much."""

    points: tuple[Point, ...]
    flags: tuple[Flag, ...]
    errors: tuple[Found, ...]
    covers: tuple[Cover, ...]


def _sum(question: Question, seen: _Seen, doubts: Iterable[Flag] = ()) -> Grade:
    settled = Settled(points=seen.points, misconceptions=seen.errors, flags=(*seen.flags, *doubts))
    return grade(question, settled, Provenance(judge=NAME, question=question.fingerprint))


def _search(question: Question, exchanges: Sequence[Exchange]) -> _Seen:
    points: list[Point] = []
    flags: list[Flag] = []
    covers: list[Cover] = []
    like = likeness(question, exchanges)
    for criterion in question.rubric:
        if criterion.number is not None:
            point, flag = numeric(question, criterion, criterion.number, exchanges)
            flags += [flag] if flag else []
        elif not criterion.cues:
            point = _alike(exchanges, criterion, like)
        else:
            cover = covered(question, exchanges, criterion)
            point = _point(criterion, cover)
            covers.append(cover)
        points.append(point)
    errors = tuple(there for error in question.misconceptions if (there := _error(error, exchanges)))
    return _Seen(tuple(points), tuple(flags), errors, tuple(covers))


def _doubts(question: Question, exchanges: Sequence[Exchange], covers: Sequence[Cover]) -> Iterator[Flag]:
    """Why a person should look at what was found."""
    met = [cover for cover in covers if cover.share >= MET]
    if (
        is_keyword_list(exchanges)
        or is_salad(exchanges)
        or is_bare(question, [[(p.part, p.span) for p in cover.claim] for cover in met], exchanges)
    ):
        yield "keyword-list"
    if gives_orders(exchanges):
        yield "order"
    if 2 * sum(cover.is_denied for cover in met) > len(met) or (met and takes_back(exchanges)):
        yield "negation"
    if any(cover.share >= PARTLY for cover in covers) and is_elsewhere(
        question, [(p.part, p.span) for cover in covers for p in cover.places], exchanges
    ):
        yield "off-topic"


def _point(criterion: Criterion, cover: Cover) -> Point:
    verdict: Verdict = "met" if cover.share >= MET else "partly" if cover.share >= PARTLY else "missed"
    evidence = () if verdict == "missed" else _evidence(cover.places)
    return Point(criterion=criterion.id, verdict=verdict, evidence=evidence, reason=_REASONS[verdict])


def _alike(exchanges: Sequence[Exchange], criterion: Criterion, like: Likeness) -> Point:
    """The point's part of what the answer as a whole has in common with the reference answer."""
    verdict = like.verdicts[criterion.id]
    places = first_places(like.found[criterion.id] or frozenset().union(*like.found.values()), exchanges)
    evidence = () if verdict == "missed" else _evidence(places)
    return Point(criterion=criterion.id, verdict=verdict, evidence=evidence, reason=_REASONS[verdict])


def _evidence(places: Iterable[Place]) -> tuple[Evidence, ...]:
    """The first places as evidence in the order of the text, those that touch made one."""
    made: list[Evidence] = []
    first = list(dict.fromkeys(places))[:MOST_EVIDENCE]
    for place in sorted(first, key=lambda place: (place.part, place.span.start, place.span.end)):
        start, end = place.span.start, place.span.end
        if made and made[-1].part == place.part and start <= made[-1].end + 1:
            last = made.pop()
            start, end = last.start, max(last.end, end)
        made.append(Evidence(part=place.part, start=start, end=end))
    return tuple(made)


def _error(error: Misconception, exchanges: Sequence[Exchange]) -> Found | None:
    """The misconception, if all its cues stand near each other and none of them behind a "not"."""
    claim = claimed(error, exchanges)
    if not claim:
        return None
    return Found(misconception=error.id, evidence=_evidence(claim), reason="These words stand for it.")
