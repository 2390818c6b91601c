"""The store: what is written is what is read, once, by whoever was first."""

import asyncio
import re
import sqlite3
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.playing import START, Talk, after, topic_question
from viva import store
from viva.errors import Stale, StoreError, Unknown
from viva.interview import (
    Answered,
    Asked,
    Begun,
    Decided,
    Disputed,
    Ended,
    Event,
    Greeted,
    Interview,
    Plan,
    Queried,
    Replied,
    Undone,
    Withdrawn,
    prepare,
    step,
)
from viva.store import rows

LAYOUT_1, LAYOUT_2 = (Path(__file__).with_name(f"layout_{n}.sql") for n in (1, 2))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[store.Database]:
    database = store.Database(tmp_path / "data" / "viva.db")
    yield database
    database.close()


async def put(database: store.Database, id: str = "id", **plan: Any) -> Interview:
    questions = (topic_question("rag/one"), topic_question("rag/two"))
    state = prepare(id, "local", Plan(number=2, **plan), questions, START)
    await database.write(store.create, state)
    return state


async def play(database: store.Database, state: Interview, *events: Event) -> Interview:
    for event in events:
        before, (state, _) = state, step(state, event)
        await database.write(store.save, before, state, event, f"cid-{state.version}")
    return state


OPEN = (Begun(START), Greeted("Hello.", START), Asked(0, "One?", "test", START))


async def test_what_is_written_is_what_is_read(database: store.Database) -> None:
    talk = Talk(Plan(number=2, follow_ups=1))
    await database.write(store.create, talk.state)
    events: list[Event] = [*OPEN, Queried(0, "What scale?", after(1)), Replied(0, 0, "Any.", "test", after(2), "why")]
    events += [Answered(0, "this – ‘that’ 🦜", after(5)), talk.grade(0, after(6), light="met")]
    events += [Asked(2, "And?", "test", after(7)), Answered(2, "more", after(8))]

    state = await play(database, talk.state, *events)
    kept = await database.read(store.load, "id")
    assert kept.state == state
    assert kept.cids == {f"cid-{n}": n for n in range(1, 10)}
    assert kept.state.turns[2].question is kept.state.turns[0].question


async def test_a_time_comes_back_with_its_zone(database: store.Database) -> None:
    await put(database)

    state = (await database.read(store.load, "id")).state
    assert state.created_at.utcoffset() == timedelta(0)


async def test_who_comes_second_is_told_and_changes_nothing(database: store.Database) -> None:
    before = await put(database)
    first, second = step(before, Begun(START))[0], step(before, Begun(after(1)))[0]
    await database.write(store.save, before, first, Begun(START), "one")

    with pytest.raises(Stale):
        await database.write(store.save, before, second, Begun(after(1)), "two")
    kept = await database.read(store.load, "id")
    assert kept.state == first
    assert kept.cids == {"one": 1}


async def test_a_command_is_kept_once(database: store.Database) -> None:
    state = await play(database, await put(database), Begun(START))
    later = step(state, Greeted("Hello.", START))[0]

    with pytest.raises(Exception, match="UNIQUE"):
        await database.write(store.save, state, later, Greeted("Hello.", START), "cid-1")
    assert (await database.read(store.load, "id")).state == state


async def test_a_write_that_fails_takes_no_other_with_it(database: store.Database) -> None:
    before = await put(database)
    await put(database, "other")
    after_ = step(before, Begun(START))[0]
    stale = step(after_, Greeted("Hello.", START))[0]

    outcomes = await asyncio.gather(
        database.write(store.save, before, after_, Begun(START), "one"),
        database.write(store.save, before, stale, Greeted("Hello.", START), "two"),
        database.write(store.draft, "other", 0, store.Draft(1, "kept", START, START, 1)),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), Stale, type(None)]
    assert (await database.read(store.load, "other")).drafts == {0: store.Draft(1, "kept", START, START, 1)}


async def test_an_older_draft_never_overwrites_a_newer_one(database: store.Database) -> None:
    await put(database)
    for rev, text in ((1, "a"), (3, "abc"), (2, "ab")):
        await database.write(store.draft, "id", 0, store.Draft(rev, text, START, after(rev), rev))

    assert (await database.read(store.load, "id")).drafts == {0: store.Draft(3, "abc", START, after(3), 3)}


async def test_an_unknown_interview_is_said_to_be_unknown(database: store.Database) -> None:
    with pytest.raises(Unknown, match="no interview 'nobody'"):
        await database.read(store.load, "nobody")


async def test_every_grade_is_kept_and_the_latest_speaks(database: store.Database) -> None:
    talk = Talk(Plan(number=2, follow_ups=0))
    await database.write(store.create, talk.state)
    opened = await play(database, talk.state, *OPEN, Answered(0, "this", after(5)))
    talk.state = opened

    await play(database, opened, talk.grade(0, after(6)), talk.grade(0, after(7), heavy="met"))
    record = await database.read(store.record, "id")
    assert [given.grade.score for given in record.grades] == [0, 0.5]
    mark = (await database.read(store.load, "id")).state.turns[0].first
    assert mark
    assert mark.grade == record.grades[1].grade


async def test_an_export_is_imported_as_it_was(database: store.Database, tmp_path: Path) -> None:
    talk = Talk(Plan(number=2, follow_ups=0))
    await database.write(store.create, talk.state)
    first = (*OPEN, Answered(0, "this", after(4), sure=0.75), Asked(1, "Two?", "test", after(4)), Ended(after(5)))
    talk.state = await play(database, talk.state, *first)
    await database.write(store.draft, "id", 0, store.Draft(3, "thi", after(1), after(3), 2))
    await play(database, talk.state, talk.grade(0, after(6), heavy="met"))
    text = (await database.read(store.record, "id")).model_dump_json()
    other = store.Database(tmp_path / "other.db")

    await other.write(store.restore, store.parse(text))
    again = await other.read(store.record, "id")
    assert again.model_dump_json() == text
    assert (again.typed[0].since, again.typed[0].at, again.typed[0].saves) == (after(1), after(3), 2)
    assert again.interview.turns[0].sure == 0.75
    assert await other.read(store.came, "local", 9) == await database.read(store.came, "local", 9)
    with pytest.raises(StoreError, match="here already"):
        await other.write(store.restore, store.parse(text))
    other.close()


async def lines(database: store.Database) -> tuple[store.Line, ...]:
    return (await database.read(store.page, "local", store.Wanted(), "newest", 0, 10)).lines


async def reviewed(database: store.Database) -> Interview:
    """An interview that a person has judged a grade of, and whose candidate disputes it."""
    talk = Talk(Plan(number=2, follow_ups=0))
    await database.write(store.create, talk.state)
    talk.state = await play(database, talk.state, *OPEN, Ended(after(5), "this"))
    events = (Decided(0, "middle", "partly", "Half of it.", after(7)), Decided(0, "heavy", "met", "", after(8)))
    disputes = (Disputed(0, "light", "I did – 🦜.", after(9)), Disputed(0, "middle", "All of it.", after(6.5)))
    return await play(database, talk.state, talk.grade(0, after(6)), disputes[1], *events, disputes[0])


async def test_what_people_say_is_kept_and_goes_when_it_is_taken_back(database: store.Database) -> None:
    state = await reviewed(database)

    assert (await database.read(store.load, "id")).state == state
    scores = [(g.grade.provenance.judge, g.grade.score) for g in (await database.read(store.record, "id")).grades]
    assert scores == [("test", 0), ("human", pytest.approx(1 / 6)), ("human", pytest.approx(4 / 6))]
    assert (await lines(database))[0].score == pytest.approx(4 / 6)
    assert (await lines(database))[0].judge == "human"
    state = await play(database, state, Undone(0, None, after(10)), Withdrawn(0, "light", after(11)))
    assert (await database.read(store.load, "id")).state == state
    assert state.turns[0].first
    assert state.turns[0].first.human is None
    assert (await lines(database))[0].score == 0


async def test_what_people_say_goes_out_and_comes_in_as_it_was(database: store.Database, tmp_path: Path) -> None:
    state = await reviewed(database)
    text = (await database.read(store.record, "id")).model_dump_json()
    other = store.Database(tmp_path / "other.db")

    await other.write(store.restore, store.parse(text))
    assert (await other.read(store.record, "id")).model_dump_json() == text
    assert (await other.read(store.load, "id")).state == state
    other.close()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: re.sub(r'"decisions":\[{.*?}]', '"decisions":[]', text),
        lambda text: text.replace('"subject":"light"', '"subject":"none"'),
        lambda text: text.replace('"judge":"human"', '"judge":"humane"', 1),
    ],
)
async def test_a_damaged_word_of_people_is_refused(database: store.Database, change: Any) -> None:
    await reviewed(database)
    text = (await database.read(store.record, "id")).model_dump_json()

    store.parse(text)
    assert change(text) != text
    with pytest.raises(StoreError, match="damaged"):
        store.parse(change(text))


async def test_an_export_of_the_first_format_is_taken(database: store.Database) -> None:
    talk = Talk(Plan(number=2, follow_ups=0))
    await database.write(store.create, talk.state)
    talk.state = await play(database, talk.state, *OPEN, Ended(after(5), "this"))
    await play(database, talk.state, talk.grade(0, after(6), heavy="met"))
    text = (await database.read(store.record, "id")).model_dump_json()
    old = text.replace('"viva":2', '"viva":1').replace(',"human":null,"decisions":[],"disputes":[]', "")
    old = old.replace(',"made_from":null', "")

    assert "human" not in old
    assert store.parse(old).interview == store.parse(text).interview


# -- older files


def layout(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The columns of every table, the indexes, and the number of the layout."""
    connection = sqlite3.connect(path)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    found = {name: connection.execute(f"PRAGMA table_info({name})").fetchall() for name in names}
    keys = {f"{name} keys": connection.execute(f"PRAGMA foreign_key_list({name})").fetchall() for name in names}
    number = {"layout": connection.execute("PRAGMA user_version").fetchall()}
    indexes = {"indexes": sorted(connection.execute("SELECT tbl_name, name FROM sqlite_master WHERE type='index'"))}
    connection.close()
    return found | keys | number | indexes


def older(path: Path, script: Path = LAYOUT_1) -> Path:
    """A file that a Viva of layout 1 has made: one interview, graded twice."""
    connection = sqlite3.connect(path)
    connection.executescript(script.read_text())
    connection.close()
    return path


@pytest.mark.parametrize("script", [LAYOUT_1, LAYOUT_2])
async def test_an_older_file_gets_the_results_and_words_that_it_would_have_been_given(
    tmp_path: Path, script: Path
) -> None:
    database = store.Database(older(tmp_path / "viva.db", script))
    page = await database.read(store.page, "local", store.Wanted(), "newest", 0, 10)
    filled = await database.read(store.came, "local", 10)

    assert filled
    for line in page.lines:
        state = (await database.read(store.load, line.id)).state
        kept = rows.interview_row(state) | {"mode": state.plan.mode}
        assert {name: getattr(line, name) for name in ("score", "before", "judge", "mode")}.items() <= kept.items()
        sought = store.Wanted(words=tuple(kept["about"].split()))
        assert line in (await database.read(store.page, "local", sought, "newest", 0, 10)).lines
        await database.write(store.note, None, state)
    assert await database.read(store.came, "local", 10) == filled
    database.close()


async def test_a_file_of_the_first_layout_is_brought_up_to_date_with_all_that_is_in_it(tmp_path: Path) -> None:
    database = store.Database(older(tmp_path / "viva.db"))
    store.Database(tmp_path / "new.db").close()

    assert layout(tmp_path / "viva.db") == layout(tmp_path / "new.db")
    state = (await database.read(store.load, "id")).state
    assert state.turns[0].answer == "this heavy thing"
    grades = [given.grade for given in (await database.read(store.record, "id")).grades]
    assert [grade.provenance.judge for grade in grades] == ["basic@1", "openai/m"]
    assert state.turns[0].first
    assert state.turns[0].first.grade == grades[1]
    state = await play(database, state, Decided(0, "light", "met", "Yes.", after(20)))
    assert (await database.read(store.load, "id")).state == state
    database.close()
    store.Database(tmp_path / "viva.db").close()


def test_a_step_that_fails_leaves_the_older_file_as_it_was(tmp_path: Path) -> None:
    path = older(tmp_path / "viva.db")
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE disputes (mine TEXT)")
    connection.close()
    before = layout(path)

    with pytest.raises(StoreError, match="already exists"):
        store.Database(path)
    assert layout(path) == before


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"viva": 2}', '{"viva":1,"interview":{"id":"x"}}'])
def test_what_is_no_export_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(StoreError, match="no export of Viva"):
        store.parse(text)


async def test_history_holds_the_questions_that_were_put(database: store.Database) -> None:
    await put(database, "unbegun")
    await play(database, await put(database, "begun"), *OPEN)

    assert await database.read(store.history, "local", 10) == [frozenset({"rag/one"})]


async def test_tokens_add_up_by_interview_and_by_day(database: store.Database) -> None:
    for interview, at in (("a", after(0)), ("b", after(1)), ("a", after(86_400))):
        call: dict[str, Any] = {
            "role": "judge",
            "model": "m",
            "tokens_in": 100,
            "tokens_out": 11,
            "cost": None,
            "seconds": 0.1,
        }
        await database.write(store.spend, interview=interview, at=at, **call)

    assert await database.read(store.spent, "a", START.date()) == (222, 222)


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "viva.db"
    database = store.Database(path)

    assert [stat.S_IMODE(file.stat().st_mode) for file in sorted(path.parent.iterdir())] == [0o600] * 3
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    database.close()


def test_a_file_that_is_no_database_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "viva.db"
    path.write_bytes(b"This is a letter to my aunt." * 100)

    with pytest.raises(StoreError, match="--data"):
        store.Database(path)


def test_a_file_of_a_newer_viva_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "viva.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version=99")
    connection.close()

    with pytest.raises(StoreError, match="newer Viva"):
        store.Database(path)


async def test_every_list_is_read_through_an_index(database: store.Database) -> None:
    await play(database, await put(database), *OPEN)
    orders: tuple[store.Order, ...] = ("newest", "oldest", "highest", "lowest")

    def plans(connection: sa.Connection) -> list[tuple[str, str]]:
        said: list[tuple[str, Any]] = []

        @sa.event.listens_for(connection, "before_cursor_execute")
        def hear(_: object, __: object, sql: str, parameters: Any, *___: object) -> None:
            said.append((sql, parameters))

        for order in orders:
            store.page(connection, "local", store.Wanted(), order, 0, 3)
        store.came(connection, "local", 3)
        store.came(connection, "local", 3, "rag/one")
        store.asking(connection, "local")
        store.under_way(connection, "local", "rag/one")
        store.history(connection, "local", 3)
        store.live(connection)
        store.load(connection, "id")
        store.spent(connection, "id", START.date())
        return [
            (sql, row[3])
            for sql, given in list(said)
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all()
        ]

    found = await database.read(plans)
    assert len(found) > 20
    assert not [plan for _, plan in found if plan.startswith("SCAN")]
    # Of a list without an end only what has the same time or score is put in order after it was read.
    sorts = [plan for sql, plan in found if "TEMP B-TREE" in plan and "LIMIT" in sql]
    assert not [plan for plan in sorts if "RIGHT PART" not in plan]


async def test_a_write_after_the_end_is_refused_and_does_not_wait(tmp_path: Path) -> None:
    database = store.Database(tmp_path / "viva.db")
    database.close()

    with pytest.raises(StoreError, match="closed"):
        await database.write(store.alive, [], START)


async def test_what_sqlite_says_is_told_in_a_sentence(database: store.Database) -> None:
    await put(database)

    with pytest.raises(StoreError, match="can't be used"):
        await put(database)
    assert (await database.read(store.load, "id")).state.stage == "ready"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('"stage":"over"', '"stage":"greeting"'),
        lambda text: text.replace('"id":"id"', '"id":"../x"'),
        lambda text: text.replace('"criterion":"heavy"', '"criterion":"none"'),
        lambda text: text.replace('"turn":0', '"turn":77'),
        lambda text: re.sub('"closed_at":"[^"]+"', '"closed_at":null', text),
        lambda text: re.sub('"closed_at":"[^"]+"', '"closed_at":"9999-12-31T23:59:00Z"', text),
        lambda text: re.sub('"closed_at":"[^"]+"', '"closed_at":"2026-11-23T12:00:05"', text),
        lambda text: re.sub('"created_at":"[^"]+"', '"created_at":"0001-01-01T00:00:00+05:00"', text),
        lambda text: text.replace('"used":5.0', '"used":Infinity'),
        lambda text: text.replace('"version":2,"at"', '"version":1,"at"'),
        lambda text: text.replace('"version":2,"at"', '"version":99,"at"'),
        lambda text: text.replace('"cid":"cid-2"', '"cid":"cid-1"'),
        lambda text: re.sub('"version":[0-9]+', f'"version":{2**70}', text, count=1),
    ],
)
async def test_a_damaged_export_is_refused(database: store.Database, change: Any) -> None:
    talk = Talk(Plan(number=2, follow_ups=0))
    await database.write(store.create, talk.state)
    talk.state = await play(database, talk.state, *OPEN, Ended(after(5), "this"))
    await play(database, talk.state, talk.grade(0, after(6), heavy="met"))
    text = (await database.read(store.record, "id")).model_dump_json()

    store.parse(text)
    assert change(text) != text
    with pytest.raises(StoreError, match="damaged"):
        store.parse(change(text))
