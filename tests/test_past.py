"""The list of interviews, and what came of each question: found, in order, and only what may be known."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.playing import START, Talk, after, topic_question
from viva import store
from viva.interview import (
    Answered,
    Asked,
    Begun,
    Decided,
    Ended,
    Event,
    Greeted,
    Interview,
    Plan,
    Skipped,
    prepare,
    step,
)
from viva.web.past import Asked as Query


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[store.Database]:
    database = store.Database(tmp_path / "viva.db")
    yield database
    database.close()


async def put(database: store.Database, id: str, at: datetime, topic: str = "rag", **plan: Any) -> Interview:
    questions = tuple(topic_question(f"{topic}/{n}", title=f"Is this {topic.upper()} 50% number {n}?") for n in "ab")
    state = prepare(id, "local", Plan(number=2, **plan), questions, at)
    await database.write(store.create, state)
    return state


async def play(database: store.Database, state: Interview, *events: Event) -> Interview:
    for event in events:
        before, (state, _) = state, step(state, event)
        await database.write(store.save, before, state, event, None)
    return state


async def sat(database: store.Database, id: str, at: datetime, topic: str = "rag", **verdicts: Any) -> Interview:
    """An interview that is over, its first question answered and graded, its second not reached."""
    state = await put(database, id, at, topic)
    talk = Talk()
    talk.state = state
    first = (Begun(at), Greeted("Hello.", at), Asked(0, "One?", "test", at), Ended(at + timedelta(seconds=9), "this"))
    return await play(database, state, *first, talk.grade(0, at + timedelta(seconds=10), **verdicts))


async def found(database: store.Database, **asked: Any) -> list[str]:
    query = Query(**asked)
    offset = (query.page - 1) * query.limit
    page = await database.read(store.page, "local", query.wanted(), query.sort, offset, query.limit)
    return [line.id for line in page.lines]


async def test_the_list_is_paged_without_gap_or_repeat_in_every_order(database: store.Database) -> None:
    for n, verdict in enumerate(("met", "missed", "partly", "met", "missed")):
        await sat(database, f"i{n}", START + timedelta(days=n // 2), heavy=verdict)
    await put(database, "i5", START + timedelta(days=9))

    pages = [await found(database, page=page, limit=2) for page in (1, 2, 3, 4)]
    assert pages == [["i5", "i4"], ["i3", "i2"], ["i1", "i0"], []]
    assert await found(database, sort="oldest") == ["i0", "i1", "i2", "i3", "i4", "i5"]
    assert await found(database, sort="highest") == ["i3", "i0", "i2", "i4", "i1", "i5"]
    assert await found(database, sort="lowest") == ["i4", "i1", "i2", "i3", "i0", "i5"]


async def test_each_condition_leaves_what_fits_and_nothing_else(database: store.Database) -> None:
    await sat(database, "rag", START, heavy="met")
    await sat(database, "agents", START + timedelta(days=1), topic="agents")
    await put(database, "waits", START + timedelta(days=2), mode="study")
    await play(database, await put(database, "on", START + timedelta(days=3)), Begun(START))

    assert await found(database, topic="agents") == ["agents"]
    assert await found(database, mode="study") == ["waits"]
    assert await found(database, state="ready") == ["waits"]
    assert await found(database, state="live") == ["on"]
    assert await found(database, state="over") == ["agents", "rag"]
    assert await found(database, judge="test") == ["agents", "rag"]
    assert await found(database, judge="tes") == []
    assert await found(database, since=date(2026, 11, 24), until=date(2026, 11, 25)) == ["waits", "agents"]
    assert await found(database, until=date.max) == ["on", "waits", "agents", "rag"]


async def test_words_are_found_in_any_order_and_case_and_mean_nothing_to_sql(database: store.Database) -> None:
    await sat(database, "one", START)
    await sat(database, "two", START, topic="vector-search")

    assert await found(database, q="NUMBER rag") == ["one"]
    assert await found(database, q="vector search") == ["two"]
    assert await found(database, q="50%") == ["two", "one"]
    assert await found(database, q="5%") == []
    assert await found(database, q="numb_r") == []
    assert await found(database, q="\0numb_r") == []
    assert await found(database, q="'; DROP TABLE interviews; --") == []


async def test_no_question_to_come_can_be_searched_for_nor_a_score_sorted_by(database: store.Database) -> None:
    state = await put(database, "on", START)
    opened = await play(database, state, Begun(START), Greeted("Hello.", START), Asked(0, "One?", "test", START))

    assert await found(database, q="rag a?") == ["on"]
    assert await found(database, q="rag b?") == []
    line = (await database.read(store.page, "local", store.Wanted(), "newest", 0, 1)).lines[0]
    assert line.score is None
    assert await database.read(store.came, "local", 10) == []
    await play(database, opened, Ended(after(5), "this"))
    assert [r.question_id for r in await database.read(store.came, "local", 10)] == ["rag/a"]


async def test_an_interview_of_several_judges_is_found_by_each(database: store.Database) -> None:
    state = await put(database, "id", START, follow_ups=0)
    first = (Begun(START), Greeted("Hello.", START), Asked(0, "One?", "test", START), Answered(0, "So.", after(5)))
    talk = Talk()
    talk.state = await play(database, state, *first, Asked(1, "Two?", "test", after(6)), Ended(after(9), "this"))
    grades = (talk.grade(0, after(20), heavy="met"), talk.grade(1, after(20)))
    await play(database, talk.state, *grades, Decided(0, "heavy", "partly", "", after(30)))
    await sat(database, "other", START, heavy="met")
    page = await database.read(store.page, "local", store.Wanted(), "newest", 0, 10)

    assert page.judges == ("human", "test")
    assert {line.id: line.judge for line in page.lines} == {"id": "human, test", "other": "test"}
    assert await found(database, judge="human") == ["id"]
    assert await found(database, judge="test") == ["other", "id"]
    assert await found(database, judge="tes") == await found(database, judge="human, test%") == []


async def test_an_interview_is_under_way_while_its_next_question_is_picked(database: store.Database) -> None:
    state = await put(database, "on", START, adaptive=True, follow_ups=0)
    asked = (Begun(START), Greeted("Hello.", START), Asked(0, "One?", "test", START))
    state = await play(database, state, *asked, Skipped(0, after(5)))

    assert state.stage == "picking"
    assert await database.read(store.live) == ["on"]


async def test_the_page_knows_how_many_are_wanted_and_who_has_judged(database: store.Database) -> None:
    for n in range(3):
        await sat(database, f"i{n}", START)
    await put(database, "waits", START)

    page = await database.read(store.page, "local", store.Wanted(state="over"), "newest", 2, 2)
    assert (len(page.lines), page.number, page.judges) == (1, 3, ("test",))
    nobody = await database.read(store.page, "somebody else", store.Wanted(), "newest", 0, 2)
    assert (nobody.lines, nobody.number, nobody.judges) == ((), 0, ())


async def test_a_result_holds_what_came_of_a_question_and_follows_its_grade(database: store.Database) -> None:
    state = await sat(database, "id", START, heavy="met")

    [result] = await database.read(store.came, "local", 10)
    assert (result.interview, result.turn, result.topic, result.level) == ("id", 0, "rag", "mid")
    assert (result.judge, result.used, result.given) == ("test", 9, 240)
    assert result.score == pytest.approx(0.5)
    assert result.points == {"light": "missed", "heavy": "met", "middle": "missed"}
    talk = Talk()
    talk.state = state
    await play(database, state, talk.grade(0, after(60), light="met"))
    [result] = await database.read(store.came, "local", 10, "rag/a")
    assert result.score == pytest.approx(1 / 6)
    assert await database.read(store.came, "local", 10, "rag/b") == []


async def test_the_last_results_come_in_order_of_time(database: store.Database) -> None:
    for n in (2, 0, 1):
        await sat(database, f"i{n}", START + timedelta(days=n))

    assert [r.interview for r in await database.read(store.came, "local", 2)] == ["i1", "i2"]
