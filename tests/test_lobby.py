"""Rooms: opened once, found again, and let go."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.playing import START, topic_question
from tests.test_room import BASIC, Tab, Wordy
from viva import frames, store
from viva.errors import Unknown
from viva.interview import Plan, prepare
from viva.lobby import Lobby
from viva.room import Cast


@pytest.fixture
async def lobby(tmp_path: Path) -> AsyncIterator[Lobby]:
    database = store.Database(tmp_path / "viva.db")
    for id in ("one", "two"):
        plan = Plan(number=1, follow_ups=0)
        await database.write(store.create, prepare(id, "local", plan, (topic_question("rag/one"),), START))
    lobby = Lobby(database, lambda _: Cast(BASIC, Wordy(), BASIC), lambda: START)
    await lobby.start()
    yield lobby
    await lobby.stop()
    database.close()


async def test_two_browsers_that_come_at_once_meet_in_one_room(lobby: Lobby) -> None:
    tabs = [Tab(), Tab()]
    rooms = await asyncio.gather(*(lobby.come("one", tab) for tab in tabs))
    await tabs[1].until(lambda: tabs[1].got)

    assert rooms[0] is rooms[1]
    assert tabs[0].closed == (frames.CLOSE_TAKEN, "This interview was opened in another tab.")


async def test_two_interviews_have_a_room_each(lobby: Lobby) -> None:
    assert await lobby.come("one", Tab()) is not await lobby.come("two", Tab())


async def test_there_is_no_room_for_what_is_no_interview(lobby: Lobby) -> None:
    with pytest.raises(Unknown):
        await lobby.come("nobody", Tab())


async def test_when_the_server_goes_down_every_browser_is_told_to_come_back(lobby: Lobby) -> None:
    tab = Tab()
    await lobby.come("one", tab)
    await lobby.stop()

    assert tab.closed
    assert tab.closed[0] == frames.CLOSE_LEAVING


async def test_what_was_under_way_is_taken_up_at_the_start(lobby: Lobby, tmp_path: Path) -> None:
    tab = Tab()
    room = await lobby.come("one", tab)
    await room.take(tab, frames.Start(cid="start"), START)
    await tab.until(lambda: room.state.stage == "open")
    await lobby.stop()
    database = store.Database(tmp_path / "viva.db")
    again = Lobby(database, lambda _: Cast(BASIC, Wordy(), BASIC), lambda: START)
    await again.start()

    assert set(again._rooms) == {"one"}
    await again.stop()
    database.close()
