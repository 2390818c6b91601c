"""Judges beside people."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.playing import START, Talk, after, graded, topic_question
from viva import store
from viva.agreement import agreement, report, to_mend
from viva.grading import Found
from viva.interview import Asked, Begun, Decided, Ended, Event, Graded, Greeted, Plan, Undone, step
from viva.questions import Misconception
from viva.store import Compared


@pytest.fixture
def database(tmp_path: Path) -> Iterator[store.Database]:
    database = store.Database(tmp_path / "viva.db")
    yield database
    database.close()


def said(judge: str, human: str, question: str = "rag/one", subject: str = "heavy", **changes: object) -> Compared:
    fields = {"judge": "m", "prompt": "p", "seen": True} | changes
    return Compared(question=question, subject=subject, judge_said=judge, human_said=human, **fields)  # type: ignore[arg-type]


async def sat(database: store.Database, *events: Event) -> None:
    wrong = (Misconception(id="false", says="It says a false thing.", cues=("false",)),)
    talk = Talk(Plan(number=1, follow_ups=0), questions=(topic_question("rag/one", misconceptions=wrong),))
    state = talk.state
    await database.write(store.create, state)
    opening = (Begun(START), Greeted("Hello.", START), Asked(0, "One?", "test", START), Ended(after(5), "this"))
    for event in (*opening, *events):
        before, (state, _) = state, step(state, event)
        await database.write(store.save, before, state, event, None)


def by(judge: str, found: bool = False, prompt: str = "", **verdicts: str) -> Graded:
    given = graded(topic_question("rag/one"), verdicts, judge)  # type: ignore[arg-type]
    provenance = given.provenance.model_copy(update={"prompt": prompt})
    errors = (Found(misconception="false"),) if found else ()
    return Graded(0, "first", given.model_copy(update={"provenance": provenance, "misconceptions": errors}), after(6))


async def test_what_was_decided_is_compared_with_every_judges_latest_word(database: store.Database) -> None:
    await sat(
        database,
        by("old", heavy="met"),
        by("a", found=True, prompt="p1"),
        Decided(0, "heavy", "met", "", after(7)),
        Decided(0, "false", "not said", "", after(8)),
        by("a", prompt="p2", heavy="met"),
    )
    found = await database.read(store.compared)

    assert {(one.judge, one.prompt, one.subject, one.judge_said, one.human_said, one.seen) for one in found} == {
        ("old", "", "heavy", "met", "met", False),
        ("old", "", "false", "not said", "not said", False),
        ("a", "p1", "heavy", "missed", "met", True),
        ("a", "p1", "false", "said", "not said", True),
        ("a", "p2", "heavy", "met", "met", False),
        ("a", "p2", "false", "not said", "not said", False),
    }
    assert {one.question for one in found} == {"rag/one"}


async def test_what_was_taken_back_is_not_compared(database: store.Database) -> None:
    await sat(database, by("a"), Decided(0, "heavy", "met", "", after(7)), Undone(0, None, after(8)))

    assert await database.read(store.compared) == []


def test_each_judge_with_each_prompt_is_measured_over_all_and_by_question() -> None:
    pairs = [("met", "met"), ("met", "missed"), ("missed", "missed"), ("partly", "partly")]
    compared = [said(*pair) for pair in pairs] + [said("met", "met", "rag/two"), said("met", "met", prompt="q")]
    compared += [said("said", "not said", subject="false"), said("not said", "not said", subject="false")]
    first, second = agreement(compared)

    assert (first.prompt, first.whole.points, first.whole.equal) == ("p", 5, 4)
    assert (first.whole.misconceptions, first.whole.misconceptions_equal) == (2, 1)
    assert [(id, one.points, one.share) for id, one in first.questions] == [("rag/one", 4, 0.75), ("rag/two", 1, 1.0)]
    # By hand: observed 3/4; by chance (2·1 + 1·2 + 1·1) / 16.
    assert first.questions[0][1].kappa == pytest.approx((3 / 4 - 5 / 16) / (1 - 5 / 16))
    assert first.questions[1][1].kappa is None
    assert second.whole.points == 1


def test_a_credit_without_a_quote_counts_as_missed() -> None:
    [judged] = agreement([said("unverified", "missed"), said("unverified", "met")])

    assert judged.whole.equal == 1


@pytest.mark.parametrize(("overruled", "of", "found"), [(2, 5, True), (1, 5, False), (3, 10, True), (4, 4, False)])
def test_a_question_that_people_overrule_often_is_to_be_mended(overruled: int, of: int, found: bool) -> None:
    compared = [said("missed", "met", subject="light")] * overruled + [said("met", "met")] * (of - overruled)

    assert bool(to_mend(compared)) is found
    if found:
        assert str(to_mend(compared)[0]) == f"rag/one: {overruled} of {of} verdicts overruled (light {overruled})"


def test_only_what_people_had_before_them_speaks_against_a_rubric() -> None:
    assert to_mend([said("missed", "met", seen=False)] * 9) == []


def test_the_report_says_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = [said("missed", "met")] * 3 + [said("met", "met")] * 3
    lines = list(report(compared))

    assert lines[0] == "m, prompt p"
    assert lines[2].split() == ["rag/one", "6", "50%", "0.00", "-"]
    assert lines[3].split() == ["all", "questions", "6", "50%", "0.00", "-"]
    assert "  rag/one: 3 of 6 verdicts overruled (heavy 3)" in lines
    for name in ("sklearn", "sklearn.metrics"):
        monkeypatch.setitem(sys.modules, name, None)
    without = list(report(compared))
    assert f"{sys.executable} -m pip install 'viva-interviewer[eval]'. " in without[0]
    assert without[3].split() == ["rag/one", "6", "50%", "-", "-"]


def test_where_nobody_has_judged_anything_it_says_so() -> None:
    assert list(report([])) == ["Nobody has confirmed or overruled a verdict yet: a review page is where that is done."]
