"""kill -9 at random points while two clients answer: nothing acknowledged is lost, nothing counts twice."""

import asyncio
import random
import sqlite3
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import pytest
from websockets.exceptions import WebSocketException

from tests.program import Client, Program, few_topics

KILLS = 30


@dataclass
class Story:
    """What one candidate was told: command ids to (interview, version), and to the (interview, turn, text) answered."""

    name: str
    told: dict[str, tuple[str, int]] = field(default_factory=dict)
    answers: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    interview: str = ""
    count: int = 0


async def candidate(program: Program, story: Story, sent: asyncio.Event) -> None:
    """Answer question after question, and interview after interview, until the line is cut."""
    while True:
        if not story.interview:
            story.interview = program.begin(number=10, follow_ups=0, mode="exam")
        async with Client(program, story.interview) as client:
            if client.head["stage"] == "ready":
                await tell(client, story, "start")
            while client.head["stage"] != "over":
                turn = await client.opened()
                if turn:
                    sent.set()
                    await tell(client, story, "answer", turn["id"], f"Answer {story.count} of {story.name}.")
            story.interview = ""


async def tell(client: Client, story: Story, kind: str, turn: int | None = None, text: str = "") -> None:
    """Send a command under an id of its own and note the acknowledgement."""
    story.count += 1
    cid = f"{story.name}-{story.count}"
    fields = {} if turn is None else {"turn": turn, "text": text}
    if turn is not None:
        story.answers[cid] = (client.id, turn, text)
    reply = await client.command(kind, cid=cid, **fields)
    if reply["type"] == "ok":
        story.told[cid] = (client.id, reply["version"])


async def killed_again_and_again(program: Program, kills: int, seed: int) -> list[Story]:
    """Run, kill and start the program, with two candidates at work; what they were told."""
    rng = random.Random(seed)
    stories = [Story("left"), Story("right")]
    for _ in range(kills):
        program.start()
        sent = asyncio.Event()
        work = [asyncio.create_task(candidate(program, story, sent)) for story in stories]
        await asyncio.wait([asyncio.create_task(sent.wait()), *work], return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(rng.uniform(0, 0.25))
        program.kill()
        for outcome in await asyncio.gather(*work, return_exceptions=True):
            # The line was cut, wherever that was: anything else is a fault.
            assert isinstance(outcome, OSError | HTTPException | WebSocketException), repr(outcome)
    return stories


def losses(path: Path, stories: list[Story]) -> list[str]:
    """What the file says otherwise than the candidates were told."""
    connection = sqlite3.connect(path)
    found = []
    for story in stories:
        for cid, (interview, version) in story.told.items():
            row = connection.execute(
                "SELECT version FROM events WHERE interview=? AND cid=?", (interview, cid)
            ).fetchall()
            if row != [(version,)]:
                found.append(f"{cid} was acknowledged as {version} and is {row}")
            if cid in story.answers:
                id, turn, text = story.answers[cid]
                kept = connection.execute("SELECT answer FROM turns WHERE interview=? AND id=?", (id, turn)).fetchone()
                if kept != (text,):
                    found.append(f"{cid} was answered {text!r} and is {kept}")
    gaps = "SELECT interview FROM events GROUP BY interview HAVING count(*) <> max(version) OR min(version) <> 1"
    found += [f"{row[0]} has a gap in its versions" for row in connection.execute(gaps)]
    behind = "SELECT i.id FROM interviews i WHERE i.version <> (SELECT count(*) FROM events e WHERE e.interview = i.id)"
    found += [f"{row[0]} is not at the version of its log" for row in connection.execute(behind)]
    twice = (
        "SELECT interview, json_extract(data,'$.turn') FROM events WHERE kind='answered' "
        "GROUP BY 1, 2 HAVING count(*) > 1"
    )
    found += [f"{row} was answered twice" for row in connection.execute(twice)]
    connection.close()
    return found


async def test_killed_at_random_nothing_acknowledged_is_lost_and_nothing_counts_twice(tmp_path: Path) -> None:
    program = Program(tmp_path / "data", "--bank", str(few_topics(tmp_path / "bank", "rag", "embeddings")))

    stories = await killed_again_and_again(program, KILLS, seed=1)
    assert losses(tmp_path / "data" / "viva.db", stories) == []
    assert all(len(story.told) >= KILLS for story in stories)


async def test_a_server_that_acknowledges_before_the_commit_is_found_out(tmp_path: Path) -> None:
    bank = few_topics(tmp_path / "bank", "rag", "embeddings")
    program = Program(tmp_path / "data", "--bank", str(bank), module="tests.mutants.hasty")

    stories = await killed_again_and_again(program, 6, seed=2)
    assert losses(tmp_path / "data" / "viva.db", stories) != []


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    root = str(Path(__file__).resolve().parents[1])
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")])))
