"""What a candidate's results say of them: how good, where, how fast, and how well they know it themselves."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from statistics import fmean, median
from typing import Literal, TypeVar

from viva.grading import HUMAN, RULE, Verdict
from viva.questions import Level

WINDOW = 8
"""How many of the last answers tell how good somebody is now (design choice)."""
RECENT = 5
"""How many of the last answers at one topic and level do."""
KNOWN = 0.75
"""From which mean score on what is asked at one topic and level is called known (design choice)."""
Z = 1.96
"""Of a normal distribution 95 % lies within so many standard deviations."""

NOBODYS = (HUMAN, RULE)
"""What stands for a judge where none graded, or none's grade stands."""

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one question. `score` (0 to 1) is None where no grade counts; `points` are its verdicts then.

    `used` and `given` are in seconds (used 0: nothing was answered; given None: untimed); `sure` is how sure the
    candidate said to be, 0 to 1.
    """

    interview: str
    turn: int
    at: datetime
    question_id: str
    topic: str
    level: Level
    judge: str
    score: float | None
    used: float
    given: float | None
    sure: float | None
    points: Mapping[str, Verdict]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean of `number` scores, and the 95 % interval in which what it estimates lies."""

    number: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Moment:
    """How good somebody was at the end of a day (UTC)."""

    day: date
    now: Estimate


@dataclass(frozen=True, slots=True)
class Cell:
    """A topic at a level, of which something was answered."""

    topic: str
    level: Level
    state: Literal["known", "shaky"]
    now: Estimate


@dataclass(frozen=True, slots=True)
class Pace:
    """How long answers on a topic took: the median in seconds, and as a share of the time given (None: untimed)."""

    topic: str
    number: int
    seconds: float
    share: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """What came of the answers of which the candidate was so `sure`, 0 to 1."""

    sure: float
    result: Estimate


@dataclass(frozen=True, slots=True)
class Report:
    """All of it by one judge: grades of two are no common measure."""

    judge: str
    number: int
    overall: tuple[Moment, ...]
    topics: Mapping[str, tuple[Moment, ...]]
    cells: tuple[Cell, ...]
    paces: tuple[Pace, ...]
    calibration: tuple[Calibration, ...]


def estimate(scores: Sequence[float]) -> Estimate:
    """The mean of at least one score, with Wilson's interval (1927).

    It is made for shares; a score between 0 and 1 varies less than a share of the same mean, so it is wide enough.
    """
    n, mean = len(scores), fmean(scores)
    middle = (mean + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(mean * (1 - mean) / n + Z * Z / (4 * n * n))
    return Estimate(n, mean, max(0.0, middle - half), min(1.0, middle + half))


def reports(results: Iterable[Result]) -> tuple[Report, ...]:
    """A report by each judge, the latest first; `results` are in order of time, and what doesn't count is left out.

    What a rule graded, as a question that was skipped, any judge would have graded so: it goes to the judge of most of
    its interview, else of the time. Last come people's own grades, and rules alone: they say least of how one gets on.
    """
    counted = [result for result in _with_judges(list(results)) if result.score is not None]
    by_judge = _grouped(counted, lambda result: result.judge)
    latest = sorted(by_judge, key=lambda judge: (judge not in NOBODYS, by_judge[judge][-1].at), reverse=True)
    return tuple(_report(judge, by_judge[judge]) for judge in latest)


def _with_judges(results: Sequence[Result]) -> Iterator[Result]:
    by_interview = _grouped((r for r in results if r.judge not in NOBODYS), lambda result: result.interview)
    latest = next((result.judge for result in results if result.judge not in NOBODYS), RULE)
    for result in results:
        judges = [each.judge for each in by_interview.get(result.interview, ())]
        latest = max(sorted(set(judges)), key=judges.count, default=latest)
        yield replace(result, judge=latest) if result.judge == RULE else result


def _report(judge: str, results: Sequence[Result]) -> Report:
    by_topic = _grouped(results, lambda result: result.topic)
    by_cell = _grouped(results, lambda result: (result.topic, result.level))
    by_time = _grouped((r for r in results if r.used), lambda result: result.topic)
    by_sure = _grouped((r for r in results if r.sure is not None), lambda result: result.sure or 0.0)
    return Report(
        judge=judge,
        number=len(results),
        overall=_course(results),
        topics={topic: _course(those) for topic, those in sorted(by_topic.items())},
        cells=tuple(_cell(topic, level, those) for (topic, level), those in sorted(by_cell.items())),
        paces=tuple(_pace(topic, those) for topic, those in sorted(by_time.items())),
        calibration=tuple(Calibration(sure, estimate(_scores(those))) for sure, those in sorted(by_sure.items())),
    )


def _grouped(results: Iterable[Result], key: Callable[[Result], K]) -> dict[K, list[Result]]:
    groups: defaultdict[K, list[Result]] = defaultdict(list)
    for result in results:
        groups[key(result)].append(result)
    return dict(groups)


def _scores(results: Iterable[Result]) -> list[float]:
    return [result.score for result in results if result.score is not None]


def _course(results: Sequence[Result]) -> tuple[Moment, ...]:
    """By each day with an answer: the last WINDOW answers until its end."""
    scores, days = _scores(results), [result.at.date() for result in results]
    ends = [n for n, day in enumerate(days, 1) if n == len(days) or days[n] != day]
    return tuple(Moment(days[end - 1], estimate(scores[max(0, end - WINDOW) : end])) for end in ends)


def _cell(topic: str, level: Level, results: Sequence[Result]) -> Cell:
    now = estimate(_scores(results)[-RECENT:])
    return Cell(topic, level, "known" if now.mean >= KNOWN else "shaky", now)


def _pace(topic: str, results: Sequence[Result]) -> Pace:
    shares = [result.used / result.given for result in results if result.given]
    return Pace(topic, len(results), median(r.used for r in results), median(shares) if shares else None)
