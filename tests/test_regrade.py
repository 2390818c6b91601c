"""Grading again."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.playing import START, Talk, after, graded, topic_question
from tests.test_room import Failing, Wordy
from viva import basic, store
from viva.errors import StoreError, Ungradable, Unknown
from viva.grading import Provenance
from viva.interview import Answered, Asked, Begun, Decided, Ended, Event, Graded, Greeted, Interview, Plan, step
from viva.regrade import Guess, Line, find, guess, regrade, table
from viva.room import JudgeRole

WORDY = Wordy()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[store.Database]:
    database = store.Database(tmp_path / "viva.db")
    yield database
    database.close()


async def sat(database: store.Database, *events: Event, id: str = "id", days: int = 0) -> Interview:
    talk = Talk(Plan(number=2, follow_ups=0))
    state = Interview(id, "local", talk.plan, START + timedelta(days=days), talk.state.turns)
    await database.write(store.create, state)
    for event in (Begun(START), Greeted("Hello.", START), Asked(0, "One?", "test", START), *events):
        before, (state, _) = state, step(state, event)
        await database.write(store.save, before, state, event, None)
    return state


OVER = (Answered(0, "the heavy thing", after(1)), Ended(after(2)))


def by(judge: str, **verdicts: Any) -> Graded:
    return Graded(0, "first", graded(topic_question("rag/one"), verdicts, judge), after(3))


async def again(
    database: store.Database, judge: JudgeRole = WORDY, *ids: str, question: str = "", by: str = "", **dates: Any
) -> list[Line]:
    answers, _ = await find(database, store.Selection(ids, **dates), judge, question, by)
    return [line async for line in regrade(database, lambda _: judge, answers, lambda: after(9))]


async def test_a_new_grade_stands_beside_the_old(database: store.Database) -> None:
    await sat(database, *OVER, by("test", light="met"))

    assert [str(line) for line in await again(database)] == ["id, question 1, first answer (rag/one): 17% -> 50%"]
    grades = (await database.read(store.record, "id")).grades
    assert [given.grade.provenance.judge for given in grades] == ["test", "wordy"]
    assert (await database.read(store.load, "id")).state.total("all").score == 0.5


async def test_what_has_been_graded_by_this_judge_is_left_out_so_that_a_break_costs_nothing(
    database: store.Database,
) -> None:
    await sat(database, *OVER, by("test"))
    await sat(database, *OVER, by("test"), id="other")
    answers, _ = await find(database, store.Selection(), WORDY)
    lines = regrade(database, lambda _: WORDY, answers, lambda: after(9))
    await anext(lines)
    await lines.aclose()

    left, done = await find(database, store.Selection(), WORDY)
    assert ([answer.interview for answer in left], done) == (["other"], 1)


async def test_what_another_judge_has_graded_since_gets_its_own_grade_back_without_a_call(
    database: store.Database,
) -> None:
    await sat(database, *OVER, by("failing", heavy="met"), by("wordy", light="met"))
    judge = Failing(RuntimeError("it was called"), 9)
    answers, done = await find(database, store.Selection(), judge)

    assert (len(answers), done) == (1, 0)
    assert await guess(database, "failing", answers, lambda *_: 1.0) == Guess(0, 0, 1.0, 0)
    assert [str(line).partition(": ")[2] for line in await again(database, judge)] == [
        "17% -> 50%, as it graded before"
    ]
    assert (await find(database, store.Selection(), judge)) == ([], 1)


async def test_another_prompt_is_another_judge(database: store.Database) -> None:
    await sat(database, *OVER, by("wordy"))

    class Prompted(Wordy):
        prompt = "0123456789abcdef"

    assert await again(database) == []
    assert len(await again(database, Prompted())) == 1


async def test_what_needed_no_judge_still_needs_none(database: store.Database) -> None:
    await sat(database, Answered(0, "I don't know.", after(1)), Ended(after(2)))

    assert len(await again(database, basic.BasicJudge())) == 1
    assert await find(database, store.Selection(), WORDY) == ([], 1)


async def test_a_judge_that_fails_leaves_the_old_grade(database: store.Database) -> None:
    await sat(database, *OVER)
    [line] = await again(database, Failing(Ungradable("It is down."), 9))

    assert line.failed
    assert str(line) == "id, question 1, first answer (rag/one): ungraded stands. It is down."
    assert len((await find(database, store.Selection(), Failing(Ungradable(""), 0)))[0]) == 1


async def test_a_persons_grade_stands(database: store.Database) -> None:
    await sat(database, *OVER, by("test"), Decided(0, "light", "met", "", after(4)))
    [line] = await again(database)

    assert str(line).endswith("0% -> 50% (a person's 17% stands)")
    assert (await database.read(store.load, "id")).state.total("all").score == pytest.approx(1 / 6)


async def test_an_interview_under_way_is_left_alone(database: store.Database) -> None:
    await sat(database)

    assert await again(database) == []
    with pytest.raises(StoreError, match="once it is over, and id isn't"):
        await again(database, WORDY, "id")


async def test_an_unknown_interview_is_said_to_be_unknown(database: store.Database) -> None:
    with pytest.raises(Unknown, match="no interview 'nobody'"):
        await again(database, WORDY, "nobody")


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({}, ["one", "two", "three"]),
        ({"ids": ("two", "three")}, ["two", "three"]),
        ({"since": after(86_400).date()}, ["two", "three"]),
        ({"until": after(86_400).date()}, ["one", "two"]),
        ({"since": after(86_400).date(), "until": after(86_400).date()}, ["two"]),
        ({"question": "rag/one"}, ["one", "two", "three"]),
        ({"question": "rag/two"}, []),
        ({"by": "basic"}, ["one", "three"]),
        ({"by": "basic@1"}, ["one"]),
        ({"by": "openai/m"}, ["two"]),
        ({"by": "asic"}, []),
    ],
    ids=str,
)
async def test_a_selection_by_interview_day_question_and_judge(
    database: store.Database, chosen: dict[str, Any], found: list[str]
) -> None:
    for day, (id, judge) in enumerate({"one": "basic@1", "two": "openai/m", "three": "basic@2"}.items()):
        await sat(database, *OVER, by(judge), id=id, days=day)
    more = {name: chosen.pop(name) for name in ("question", "by") if name in chosen}
    answers, _ = await find(database, store.Selection(**chosen), WORDY, **more)

    assert [answer.interview for answer in answers] == found


async def test_the_cost_is_worked_out_from_earlier_grades_of_that_judge(database: store.Database) -> None:
    event = by("wordy")
    for n, cost in enumerate((0.01, 0.03)):
        taken = Provenance(judge="wordy", question="an older one", tokens_in=1000 + n, tokens_out=100, cost=cost)
        await sat(
            database,
            *OVER,
            Graded(0, "first", event.grade.model_copy(update={"provenance": taken}), after(3)),
            id=f"i{n}",
        )
    answers, _ = await find(database, store.Selection(), WORDY)
    about = await guess(database, "wordy", answers, lambda *_: None)

    assert (about.tokens_in, about.tokens_out, about.graded) == (2001, 200, 2)
    assert about.cost == pytest.approx(0.04)


async def test_the_cost_is_guessed_where_that_judge_has_graded_nothing(database: store.Database) -> None:
    await sat(database, *OVER)
    answers, _ = await find(database, store.Selection(), WORDY)
    about = await guess(database, "wordy", answers, lambda tokens_in, tokens_out: tokens_in / 1e6)

    assert about.graded == 0
    assert 1500 < about.tokens_in < 3000
    assert about.tokens_out == 270
    assert about.cost == about.tokens_in / 1e6


async def test_the_end_is_a_table_of_before_and_after(database: store.Database) -> None:
    await sat(database, *OVER, by("test", light="met", heavy="met", middle="met"))
    await sat(database, *OVER, by("test"), id="other")
    await sat(database, *OVER, id="ungraded")
    lines = await again(database)

    assert len(lines) == 3
    assert table(lines) == [
        "question  answers  before   after  difference",
        "rag/one         2     50%     50%        +0.0",
        "mean            2     50%     50%        +0.0",
    ]
    assert table([line for line in lines if line.answer.before is None])[0].startswith("No answer has a grade from")
