"""What was, over HTTP: the list, attempts, how it goes; and nothing of what may not be known yet."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import history
from tests.program import Client, Program
from tests.test_progress import result
from viva.bank import load
from viva.paths import data
from viva.store import Database
from viva.web.past import MOST_COPY, Past

NUMBER = 30
BANK = {question.id: question for question in load(data("questions")).questions}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("past") / "data"
    last = datetime.now(UTC) - timedelta(hours=2)
    history.write(folder / "viva.db", NUMBER, last, timedelta(hours=20))
    with Program(folder) as program:
        yield program


def get(program: Program, path: str) -> Any:
    status, body = program.request(path)
    assert status == 200, body
    return body


def test_the_list_is_paged_from_the_newest_on(program: Program) -> None:
    first, second = (get(program, f"/api/interviews?limit=20&page={n}") for n in (1, 2))

    assert (first["found"], second["found"], first["judges"]) == (NUMBER, NUMBER, ["basic@5"])
    ids = [row["id"] for row in (*first["interviews"], *second["interviews"])]
    assert ids == [f"made-{n:05}" for n in reversed(range(NUMBER))]


@pytest.mark.parametrize(
    "query", ["page=0", "limit=101", "sort=drop", "mode=x", "since=yesterday", "q=" + "x" * 201, "page=100001"]
)
def test_a_list_that_makes_no_sense_is_refused_in_a_sentence(program: Program, query: str) -> None:
    status, refused = program.request(f"/api/interviews?{query}")

    assert (status, refused["code"]) == (422, "invalid")
    assert query.partition("=")[0] in refused["message"]


def test_how_it_goes_is_told_by_judge_with_what_is_due(program: Program) -> None:
    found = get(program, "/api/progress")

    [report] = found["reports"]
    # A few of the answers are in doubt, and count for nothing.
    assert (report["judge"], found["results"]) == ("basic@5", 3 * NUMBER)
    assert 2.5 * NUMBER < report["number"] <= 3 * NUMBER
    assert report["overall"][-1]["now"]["mean"] > report["overall"][3]["now"]["mean"]
    assert {entry["sure"] for entry in report["calibration"]} == {0.25, 0.5, 0.75, 0.95}
    assert found["due_in_all"] >= len(found["due"]) > 0
    assert [point["at"] for point in found["due"]] == sorted(point["at"] for point in found["due"])
    assert found["practise"][0] == found["due"][0]["ask"]
    for point in found["due"]:
        assert point["says"] in {criterion.says for criterion in BANK[point["question"]].rubric}


def test_an_interview_leans_to_what_is_due_when_it_is_asked_to(program: Program) -> None:
    points = get(program, "/api/progress")
    due = {point["ask"] for point in points["due"]}
    id = program.begin(number=5, lean=True, seed=1)
    plain = program.begin(number=5, seed=1)

    assert len(due & asked(program, id)) == 5
    assert len(due & asked(program, plain)) < 5


def asked(program: Program, id: str) -> set[str]:
    """The questions of an interview that is sat to its end."""

    async def sit() -> set[str]:
        async with Client(program, id) as client:
            await client.sit(lambda _: "I don't know.")
            return {turn["question"]["id"] for turn in client.turns.values() if turn["question"]}

    return asyncio.run(sit())


async def test_a_point_that_is_being_asked_is_not_read_out_meanwhile(program: Program) -> None:
    point = get(program, "/api/progress")["due"][0]
    id = program.begin(questions=[point["ask"]], number=1, follow_ups=0)
    async with Client(program, id) as client:
        await client.command("start")
        meanwhile = get(program, "/api/progress")
        assert point["ask"] not in {p["ask"] for p in meanwhile["due"]} | set(meanwhile["practise"])
        assert get(program, f"/api/bank/{point['ask']}/attempts")["attempts"]
        status, refused = program.request(f"/api/interviews/{id}")
        assert (status, refused["code"]) == (409, "running")
        await client.sit(lambda _: "I don't know.")
    assert get(program, f"/api/interviews/{id}")["head"]["stage"] == "over"


def test_a_point_is_not_read_out_while_any_question_that_has_it_is_asked(tmp_path: Path) -> None:
    database = Database(tmp_path / "viva.db")
    past = Past(database, load(data("questions")), "local", lambda: datetime(2027, 1, 1, tzinfo=UTC))
    missed = [
        result(0.0, 1, question_id=question.id, points={criterion.id: "missed"})
        for question in BANK.values()
        for criterion in question.rubric
    ]
    # The one that stands for both was asked longer ago, so it is by it that the point is practised.
    twice = [
        [result(0.0, question_id=due.point[0]), one]
        for one in missed
        for due in past.practice.deck([one])
        if due.point[0] != one.question_id
    ]

    assert twice
    for results in twice:
        assert past._standing(results, ()).due
        assert not past._standing(results, {results[1].question_id}).due
    database.close()


def test_a_copy_of_an_interview_is_taken_in_whole_and_once(program: Program) -> None:
    def copy() -> bytes:
        with program.download("/api/interviews/made-00003/export?format=json") as reply:
            return bytes(reply.read())

    def take(content: bytes) -> tuple[int, Any]:
        return program.send("/api/interviews/copy", content, "application/json")

    before = copy()
    status, refused = take(before)
    assert (status, refused["code"], refused["interview"]) == (409, "twice", "made-00003")
    assert program.request("/api/interviews/made-00003", method="DELETE")[0] == 200
    assert program.request("/api/interviews/made-00003")[0] == 404

    assert take(before) == (201, {"id": "made-00003"})
    assert copy() == before
    assert get(program, "/api/interviews")["found"] >= NUMBER


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "damaged"),
        (b"{}", 422, "damaged"),
        (b"\xff\x00PNG", 422, "damaged"),
        (b"[" * 100_000, 422, "damaged"),
        (b" " * (MOST_COPY + 1), 413, "large"),
    ],
    ids=["empty", "nothing in it", "no text", "deep", "too large"],
)
def test_what_is_no_copy_is_refused_in_a_sentence(program: Program, content: bytes, status: int, code: str) -> None:
    was = get(program, "/api/interviews")["found"]
    got, refused = program.send("/api/interviews/copy", content, "application/json")

    assert (got, refused["code"]) == (status, code)
    assert "export" in refused["message"]
    assert get(program, "/api/interviews")["found"] == was


async def test_attempts_at_a_question_are_told_with_the_latest_first(program: Program) -> None:
    id = program.begin(questions=["rag/what-and-why"], number=1, follow_ups=0)
    before = get(program, "/api/bank/rag/what-and-why/attempts")["attempts"]
    async with Client(program, id) as client:
        await client.command("start")
        await client.opened()
        await client.command("answer", turn=0, text="Retrieval puts passages into the prompt.", sure=0.5)
        await client.until(lambda: client.head["stage"] == "over")

    after = get(program, "/api/bank/rag/what-and-why/attempts")["attempts"]
    assert [a["interview"] for a in after] == [id, *(a["interview"] for a in before)]
    turn = get(program, f"/api/interviews/{id}")["turns"][0]
    assert (turn["sure"], turn["asked"] <= turn["closed"]) == (0.5, True)


async def test_an_adaptive_interview_asks_harder_after_strong_answers(program: Program) -> None:
    id = program.begin(number=4, adaptive=True, follow_ups=0, seed=3)
    async with Client(program, id) as client:
        await client.sit(lambda turn: strong(turn["question"]["id"]))

    levels = [turn["question"]["level"] for turn in client.turns.values()]
    assert levels[0] == "mid"
    assert levels[-1] in ("senior", "staff")


def strong(id: str) -> str:
    return next(sample.answer for sample in BANK[id].samples if sample.name == "strong")
