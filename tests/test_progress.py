"""What results say of a candidate: kept apart by judge, and no surer than so few answers can be."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.playing import START
from viva.progress import RECENT, WINDOW, Result, estimate, reports


def result(score: float | None, day: float = 0, **changes: Any) -> Result:
    fields: dict[str, Any] = {
        "interview": "id",
        "turn": 0,
        "at": START + timedelta(days=day),
        "question_id": "rag/one",
        "topic": "rag",
        "level": "mid",
        "judge": "basic@5",
        "score": score,
        "used": 120.0,
        "given": 240.0,
        "sure": None,
        "points": {},
    }
    return Result(**(fields | changes))


@pytest.mark.parametrize(
    ("scores", "low", "high"),
    # Shares of a textbook example: 1 of 1, 0 of 4, 5 of 10, computed by hand with z = 1.96.
    [([1.0], 0.2065, 1.0), ([0.0] * 4, 0.0, 0.4899), ([1.0] * 5 + [0.0] * 5, 0.2366, 0.7634)],
)
def test_the_interval_is_wilsons(scores: list[float], low: float, high: float) -> None:
    found = estimate(scores)

    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)


def test_more_answers_make_the_interval_narrower() -> None:
    widths = [estimate([0.6] * n).high - estimate([0.6] * n).low for n in (1, 4, 16)]

    assert widths == sorted(widths, reverse=True)


def test_two_judges_are_never_averaged_and_the_latest_comes_first() -> None:
    found = reports([result(1.0, judge="a"), result(0.0, 1, judge="b"), result(0.5, 2, judge="a")])

    assert [(report.judge, report.number) for report in found] == [("a", 2), ("b", 1)]
    assert found[0].overall[-1].now.mean == 0.75
    assert found[1].overall[-1].now.mean == 0.0


def test_what_people_graded_comes_last_however_late_it_is() -> None:
    found = reports([result(1.0), result(0.0, 1, judge="human")])

    assert [report.judge for report in found] == ["basic@5", "human"]


def test_what_a_rule_graded_counts_with_the_judge_of_its_interview_or_else_of_the_time() -> None:
    found = reports(
        [
            result(0.0, 0, judge="rule", interview="skipped"),
            result(1.0, 1, judge="a", interview="one"),
            result(0.0, 2, judge="rule", interview="two"),
            result(0.5, 2, judge="human", interview="two"),
            result(1.0, 2, judge="b", interview="two"),
            result(0.0, 3, judge="rule", interview="skipped too"),
        ]
    )

    assert [(report.judge, report.number) for report in found] == [("b", 3), ("a", 2), ("human", 1)]


def test_where_only_a_rule_graded_that_is_shown() -> None:
    assert [(report.judge, report.number) for report in reports([result(0.0, judge="rule")])] == [("rule", 1)]


def test_what_does_not_count_is_left_out() -> None:
    assert reports([result(None)]) == ()


def test_a_day_ends_with_the_mean_of_the_last_answers_until_then() -> None:
    scores = [0.0] * 3 + [1.0] * WINDOW
    [report] = reports([result(score, day=0 if n < 3 else 1) for n, score in enumerate(scores)])

    assert [(m.day, m.now.mean, m.now.number) for m in report.overall] == [
        (date(2026, 11, 23), 0.0, 3),
        (date(2026, 11, 24), 1.0, WINDOW),
    ]
    assert report.topics["rag"] == report.overall


def test_a_topic_at_a_level_is_known_by_its_last_answers() -> None:
    learnt = [result(score, n) for n, score in enumerate([0.0] * 4 + [0.8] * RECENT)]
    [report] = reports([*learnt, result(0.5, level="senior")])

    assert [(c.topic, c.level, c.state) for c in report.cells] == [
        ("rag", "mid", "known"),
        ("rag", "senior", "shaky"),
    ]


def test_the_time_of_a_topic_is_its_median_and_its_share_of_what_was_given() -> None:
    [report] = reports([result(1, used=60), result(1, used=240), result(1, used=90, given=None)])

    assert (report.paces[0].seconds, report.paces[0].share) == (90, 0.625)


def test_what_was_skipped_took_no_answer_any_time() -> None:
    [report] = reports([result(1, used=200), result(0, used=0), result(0, used=0), result(0, topic="agents", used=0)])

    assert [(pace.topic, pace.number, pace.seconds) for pace in report.paces] == [("rag", 1, 200)]


def test_calibration_sets_what_was_said_against_what_came() -> None:
    [report] = reports([result(0.2, sure=0.9), result(0.4, sure=0.9), result(0.5, sure=0.5), result(1.0)])

    assert [(c.sure, c.result.number, c.result.mean) for c in report.calibration] == [
        (0.5, 1, 0.5),
        (0.9, 2, pytest.approx(0.3)),
    ]
