"""Grading again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.playing import START, Talk, after
from tests.test_room import Failing, Wordy
from viva import store
from viva.errors import StoreError, Ungradable
from viva.interview import Answered, Asked, Begun, Ended, Event, Greeted, Plan, step
from viva.regrade import regrade


@pytest.fixture
def database(tmp_path: Path) -> Iterator[store.Database]:
    database = store.Database(tmp_path / "viva.db")
    yield database
    database.close()


async def sat(database: store.Database, *events: Event) -> None:
    talk = Talk(Plan(number=2, follow_ups=0))
    await database.write(store.create, talk.state)
    state = talk.state
    for event in (Begun(START), Greeted("Hello.", START), Asked(0, "One?", "test", START), *events):
        before, (state, _) = state, step(state, event)
        await database.write(store.save, before, state, event, None)


OVER = (Answered(0, "the heavy thing", after(1)), Ended(after(2)))


async def test_a_new_grade_stands_beside_the_old(database: store.Database) -> None:
    await sat(database, *OVER)
    lines = [str(line) async for line in regrade(database, Wordy(), "id", lambda: after(9))]
    lines += [str(line) async for line in regrade(database, Wordy(), "id", lambda: after(10))]

    assert lines == ["Question 1 (first answer): ungraded -> 50%", "Question 1 (first answer): 50% -> 50%"]
    assert len((await database.read(store.record, "id")).grades) == 2


async def test_a_judge_that_fails_leaves_the_old_grade(database: store.Database) -> None:
    await sat(database, *OVER)
    [line] = [line async for line in regrade(database, Failing(Ungradable("It is down."), 9), "id", lambda: after(9))]

    assert line.failed
    assert str(line) == "Question 1 (first answer): ungraded stands. It is down."


async def test_an_interview_under_way_is_left_alone(database: store.Database) -> None:
    await sat(database)

    with pytest.raises(StoreError, match="once it is over"):
        [line async for line in regrade(database, Wordy(), "id", lambda: after(9))]
