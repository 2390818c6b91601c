"""What to practise again, and when: points that were missed come back by spaced repetition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fsrs import Card, Rating, Scheduler

from viva.grading import Verdict
from viva.progress import Result, reports
from viva.questions import Question
from viva.words import content_stems

Point = tuple[str, str]
"""A question's id and a criterion's."""

SAME = 0.45
"""Two points that share so much of their words (Jaccard's index of their stems) say the same: all of the bank's 8 pairs
above it do, and about half of the 24 between 0.33 and it (read one by one)."""
NEVER = datetime.min.replace(tzinfo=UTC)
NEEDED, WEAK = 2, 1
"""How much a question is needed that has a point due, or is of a topic and level that is shaky."""

# Points come back on another day or not at all: the steps within a session are for flash cards.
SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=365, enable_fuzzing=False)
RATINGS: Mapping[Verdict, Rating] = {
    "met": Rating.Good,
    "partly": Rating.Hard,
    "missed": Rating.Again,
    "contradicted": Rating.Again,
    "unverified": Rating.Again,
}


@dataclass(frozen=True, slots=True)
class Due:
    """A point that was missed so many times, last at `last`, and is to be asked again from `at` on.

    `ask` is the question to do it by: another one with the same point, where there is one that was asked longer ago.
    `questions` are all that have it.
    """

    point: Point
    at: datetime
    last: datetime
    missed: int
    ask: str
    questions: frozenset[str]


class Practice:
    """Knows which points of these questions say the same. Making it takes a tenth of a second: keep it."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._questions = {question.id: question for question in questions}
        self._same = _same(questions)

    def deck(self, results: Iterable[Result]) -> tuple[Due, ...]:
        """Every point that was ever missed, the most overdue first; `results` are in order of time."""
        cards: dict[Point, Card] = {}
        missed: defaultdict[Point, int] = defaultdict(int)
        last: dict[str, datetime] = {}
        seen: dict[Point, datetime] = {}
        for result in results:
            last[result.question_id] = result.at
            for point, verdict in self._said(result).items():
                if verdict == "met" and point not in cards:
                    continue
                missed[point] += verdict != "met"
                card = cards.get(point) or Card(card_id=0, due=result.at)
                cards[point], _ = SCHEDULER.review_card(card, RATINGS[verdict], result.at)
                seen[point] = result.at
        found = (self._due(point, card.due, seen[point], missed[point], last) for point, card in cards.items())
        return tuple(sorted(found, key=lambda due: (due.at, due.point)))

    def needs(self, results: Sequence[Result], now: datetime) -> dict[str, int]:
        """By question how much it is needed: NEEDED where a point is due, WEAK where topic and level are shaky.

        Shaky is what the latest judge's grades say: those of two are no common measure.
        """
        latest = reports(results)[:1]
        shaky = {(cell.topic, cell.level) for report in latest for cell in report.cells if cell.state == "shaky"}
        needs = {q.id: WEAK for q in self._questions.values() if (q.topic, q.level) in shaky}
        return needs | {due.ask: NEEDED for due in self.deck(results) if due.at <= now}

    def _said(self, result: Result) -> dict[Point, Verdict]:
        """The verdicts on the points that stand for all that say the same; the worst where two stand for one."""
        said: dict[Point, Verdict] = {}
        for criterion, verdict in result.points.items():
            point = self._first((result.question_id, criterion))
            if point is not None:
                said[point] = min(said.get(point, verdict), verdict, key=RATINGS.__getitem__)
        return said

    def _first(self, point: Point) -> Point | None:
        """The point that stands for all that say the same; None if the bank has it no more."""
        question = self._questions.get(point[0])
        if question is None or all(criterion.id != point[1] for criterion in question.rubric):
            return None
        return min(self._alike(point))

    def _due(self, point: Point, at: datetime, seen: datetime, missed: int, last: Mapping[str, datetime]) -> Due:
        ids = frozenset(id for id, _ in self._alike(point))
        ask: str = min(ids, key=lambda id: (last.get(id, NEVER), id))
        return Due(point, at, seen, missed, ask, ids)

    def _alike(self, point: Point) -> frozenset[Point]:
        """The point and all that say the same."""
        return self._same.get(point, frozenset((point,)))


def chosen(deck: Iterable[Due], now: datetime, busy: Collection[str], number: int) -> tuple[str, ...]:
    """At most `number` questions by which to practise what is due, the most overdue first, none of them `busy`."""
    due = (each.ask for each in deck if each.at <= now and each.ask not in busy)
    return tuple(dict.fromkeys(due))[:number]


def _same(questions: Sequence[Question]) -> dict[Point, frozenset[Point]]:
    """By point all that say the same, itself too; so do two that each say the same as a third."""
    points = [((q.id, c.id), content_stems(c.says)) for q in questions for c in q.rubric]
    places = {stem: n for n, stem in enumerate(sorted(frozenset().union(*(stems for _, stems in points))))}
    # As whole numbers, a bit a stem: half a million pairs in a tenth of a second.
    bits = [(point, sum(1 << places[stem] for stem in stems)) for point, stems in points]
    same: dict[Point, frozenset[Point]] = {}
    for n, (one, a) in enumerate(bits):
        for other, b in bits[n + 1 :]:
            shared = (a & b).bit_count()
            if shared and shared >= SAME * (a | b).bit_count() and one[0] != other[0]:
                whole = same.get(one, frozenset((one,))) | same.get(other, frozenset((other,)))
                same |= dict.fromkeys(whole, whole)
    return same
