"""An interview that is deleted is gone from every table and every file, and nothing that comes late brings it back."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.model_server import ModelServer, hang
from tests.playing import START
from tests.program import Client, Program
from tests.test_cli import sat, viva
from tests.test_store import OPEN, play, put
from viva import store
from viva.errors import Stale, StoreError, Unknown
from viva.interview import Answered, Queried, Replied
from viva.store import database as files
from viva.store.tables import metadata

CANARY = "Zugvogel-7f3a91"


def found(folder: Path, canary: str = CANARY) -> list[str]:
    """The files below the folder that hold the canary."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and canary.encode() in path.read_bytes())


async def written(database: store.Database, id: str = "id") -> None:
    """An interview with the canary wherever a person's words may stand."""
    state = await play(database, await put(database, id), *OPEN)
    asked = (Queried(0, f"{CANARY}?", START), Replied(0, 0, f"What is {CANARY}?", "test", START))
    state = await play(database, state, *asked)
    for rev in range(1, 30):
        await database.write(store.draft, id, 0, store.Draft(rev, f"{CANARY} " * rev, START, START, rev))
    await play(database, state, Answered(0, f"{CANARY} " * 500, START))
    await database.write(
        store.spend, interview=id, role="judge", model="m", tokens_in=5, tokens_out=2, cost=None, seconds=1.0, at=START
    )


@pytest.fixture
def database(tmp_path: Path) -> Iterator[store.Database]:
    database = store.Database(tmp_path / "viva.db")
    yield database
    database.close()


async def test_no_word_of_a_deleted_interview_is_left_in_any_file(database: store.Database, tmp_path: Path):
    await written(database)
    assert found(tmp_path)

    await database.erase(store.delete, "id")
    assert found(tmp_path) == []
    database.close()
    assert found(tmp_path) == []


async def test_no_row_of_it_is_left_and_others_stay(database: store.Database):
    await written(database, "gone")
    await written(database, "kept")
    await database.erase(store.delete, "gone")

    def rows(connection) -> list[str]:
        every = [row for table in metadata.sorted_tables for row in connection.execute(table.select())]
        return [str(row) for row in every if "gone" in str(row)]

    assert await database.read(rows) == []
    assert (await database.read(store.load, "kept")).state.turns[0].answer
    assert await database.read(store.spent, "", START.date()) == (7, 14)


def test_every_table_is_known_to_what_deletes():
    known = "candidates decisions disputes drafts events grades interviews results spending turns verdicts".split()

    # A table that is new here holds something of an interview: have `store.delete` clear it, and name it.
    assert sorted(metadata.tables) == known


@pytest.mark.parametrize("without", ["secure_delete", "the checkpoint"])
async def test_without_either_measure_its_words_are_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, without: str
):
    if without == "secure_delete":
        kept = tuple(pragma for pragma in files.PRAGMAS if not pragma.startswith("secure_delete"))
        monkeypatch.setattr(files, "PRAGMAS", (*kept, "secure_delete=OFF"))
        monkeypatch.setattr(files, "_prepare", metadata.create_all)
    else:
        monkeypatch.setattr(files, "_forget", lambda path: None)
    database = store.Database(tmp_path / "viva.db")
    await written(database)
    await database.erase(store.delete, "id")

    assert found(tmp_path)
    database.close()


async def test_what_comes_late_finds_no_interview_to_write_to(database: store.Database):
    state = await play(database, await put(database), *OPEN)
    await database.erase(store.delete, "id")

    with pytest.raises(Stale):
        await play(database, state, Answered(0, CANARY, START))
    with pytest.raises(StoreError):
        await database.write(store.draft, "id", 0, store.Draft(1, CANARY, START, START, 1))
    with pytest.raises(Unknown):
        await database.erase(store.delete, "id")


# -- the whole program


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with Program(tmp_path_factory.mktemp("delete") / "data") as program:
        yield program


def delete(program: Program, id: str, **headers: str) -> int:
    return program.request(f"/api/interviews/{id}", method="DELETE", **headers)[0]


async def test_who_sits_in_a_deleted_interview_is_sent_away(program: Program):
    id = program.begin(number=2, follow_ups=0)
    async with Client(program, id) as client:
        await client.command("start")
        await client.opened()
        await client.draft(0, 1, CANARY)
        assert found(program.data)

        assert delete(program, id) == 200
        await client.until(lambda: client.closed)
        assert client.closed
        assert client.closed[0] in (4001, 4502)
    assert found(program.data) == []
    assert delete(program, id) == 404
    assert id not in str(program.request("/api/interviews?limit=100")[1])


def test_another_pages_request_deletes_nothing(program: Program):
    id = program.begin(number=1)

    assert delete(program, id, Origin="http://evil.example") == 403
    assert delete(program, id, Origin=program.base) == 200


async def test_a_grade_that_is_under_way_brings_nothing_back(tmp_path: Path):
    with ModelServer() as model:
        model.otherwise = hang()
        config = tmp_path / "viva.toml"
        spec = f'[models.m]\nmodel = "openai/m"\napi_base = "{model.base}"\ntimeout = 4\nfirst_token = 4\n'
        config.write_text(f'{spec}[roles]\njudge = "m"\n')
        with Program(tmp_path / "data", "--config", str(config)) as program:
            id = program.begin(number=1, follow_ups=0)
            async with Client(program, id) as client:
                await client.sit(lambda _: f"The keys and values of all tokens are kept: {CANARY}.")
                await asyncio.sleep(1)
                assert model.calls
                assert delete(program, id) == 200
            await asyncio.sleep(5)

            assert found(program.data) == []
            assert program.request("/api/interviews")[1]["interviews"] == []


async def test_the_command_asks_first(tmp_path: Path):
    id = await sat(tmp_path / "data")
    place = ("--data", tmp_path / "data")

    assert viva("delete", id, *place, said="no\n").returncode == 1
    assert viva("export", id, *place).returncode == 0
    done = viva("delete", id, *place, said="y\n")
    assert (done.returncode, done.stdout.splitlines()[-1].endswith(f"Deleted interview {id}.")) == (0, True)
    gone = viva("delete", id, *place)
    assert gone.returncode == 1
    assert "There is no interview" in gone.stderr
    assert "[y/N]" not in gone.stdout


async def test_of_several_none_goes_unless_each_is_there(tmp_path: Path):
    id = await sat(tmp_path / "data")
    place = ("--data", tmp_path / "data", "--yes")

    assert viva("delete", id, "nobody", *place).returncode == 1
    assert viva("export", id, *place[:2]).returncode == 0


@pytest.mark.parametrize("command", [("export", "id"), ("delete", "id"), ("judge", "agreement"), ("regrade",)])
def test_a_folder_that_holds_no_data_is_told_and_left_as_it_is(tmp_path: Path, command: tuple[str, ...]):
    told = viva(*command, "--data", tmp_path / "typo")

    assert told.returncode == 1
    assert "There is no data file" in told.stderr
    assert "--data" in told.stderr
    assert not (tmp_path / "typo").exists()
