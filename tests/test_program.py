"""The whole program, as a process, over real sockets, with the basic judge."""

import asyncio
import functools
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from tests.program import PATIENCE, Client, Program
from viva import bank
from viva.paths import data
from viva.questions import Question

BANK = {question.title: question for question in bank.load(data("questions")).questions}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with Program(tmp_path_factory.mktemp("program") / "data") as program:
        yield program


def question_of(client: Client, turn: dict[str, object]) -> Question:
    root = turn if turn["parent"] is None else client.turns[int(str(turn["parent"]))]
    return BANK[root["question"]["title"]]  # type: ignore[index]


def closed(client: Client, id: int) -> object:
    return client.turns[id]["how"]


async def sat(program: Program, answer: str, **plan: object) -> dict[str, object]:
    """The head of an interview that was answered with the bank's sample of that name, or with those very words."""
    async with Client(program, program.begin(**plan)) as client:

        def say(turn: dict[str, object]) -> str:
            samples = {sample.name: sample.answer for sample in question_of(client, turn).samples}
            return samples.get(answer, answer)  # type: ignore[call-overload, no-any-return]

        await client.sit(say)
        await client.graded()
        assert client.gaps == 0
        return client.head


@pytest.mark.parametrize(
    ("answer", "low", "high"), [("strong", 0.75, 1), ("wrong", 0, 0.3), ("I don't know", 0, 0), ("I don't know.", 0, 0)]
)
async def test_an_interview_ends_with_the_score_that_its_answers_are_worth(
    program: Program, answer: str, low: float, high: float
) -> None:
    for seed in range(3):
        total = (await sat(program, answer, number=5, follow_ups=1, seed=seed))["total"]

        assert isinstance(total, dict)
        # Of a bank's samples one in twenty asks for a person's look, and doesn't count until it had one.
        assert total["counted"] >= 3
        assert total["number"] == 5
        assert low <= total["score"] <= high


async def test_the_same_seed_and_history_give_the_same_interview(tmp_path: Path) -> None:
    asked = []
    for name in ("one", "two"):
        with Program(tmp_path / name) as program:
            async with Client(program, program.begin(number=4, follow_ups=0, seed=11)) as client:
                await client.sit(lambda _: None)
                asked.append([turn["question"]["id"] for turn in client.turns.values()])

    assert asked[0] == asked[1]


async def test_nothing_of_a_reference_reaches_the_browser_before_the_end_of_an_exam(program: Program) -> None:
    async with Client(program, program.begin(number=3, follow_ups=1)) as client:
        await client.command("start")
        while client.head["stage"] != "over":
            await client.until(lambda: client.head["stage"] in ("open", "over"))
            if turn := client.current:
                told = json.dumps(client.frames, ensure_ascii=False)
                for question in BANK.values():
                    secrets = [
                        question.answer[:40],
                        *(c.says for c in question.rubric),
                        # A short cue, such as a number, stands in many a text by chance.
                        *(c.cues[0] for c in question.rubric if len(c.cues[0]) > 20),
                    ]
                    assert not [secret for secret in secrets if secret in told]
                await client.command("answer", turn=turn["id"], text="A model reads tokens and writes tokens.")
                await client.until(functools.partial(closed, client, turn["id"]))
        await client.graded()
        assert "says" in json.dumps(client.frames)


async def test_a_new_connection_gets_everything_and_the_older_one_is_sent_away(program: Program) -> None:
    id = program.begin(number=2, follow_ups=0)
    async with Client(program, id) as first:
        await first.command("start")
        turn = await first.opened()
        await first.draft(turn["id"], 1, "half an ans")
        async with Client(program, id) as second:
            await first.until(lambda: first.closed)

            assert first.closed == (4501, "This interview was opened in another tab.")
            assert second.turns[0]["draft"].items() >= {"rev": 1, "text": "half an ans"}.items()
            assert (await second.command("answer", turn=0, text="an answer"))["type"] == "ok"


async def test_the_same_command_sent_again_is_done_once_and_answered_alike(program: Program) -> None:
    id = program.begin(number=2, follow_ups=0)
    async with Client(program, id) as client:
        await client.command("start")
        await client.opened()
        first = await client.command("answer", cid="mine", turn=0, text="an answer")
        client.drop()
    async with Client(program, id) as client:
        assert await client.command("answer", cid="mine", turn=0, text="another answer") == first
        assert client.turns[0]["answer"] == "an answer"


async def test_what_was_saved_survives_a_kill_and_the_interview_goes_on(tmp_path: Path) -> None:
    with Program(tmp_path / "data") as program:
        id = program.begin(number=2, follow_ups=0)
        async with Client(program, id) as client:
            await client.command("start")
            await client.opened()
            await client.draft(0, 7, "what I have so far 🦜")
            program.kill()
        program.start()
        async with Client(program, id) as client:
            assert client.head["stage"] == "open"
            assert client.turns[0]["draft"].items() >= {"rev": 7, "text": "what I have so far 🦜"}.items()
            await client.sit(lambda _: "an answer")


async def test_an_interview_under_way_is_taken_up_at_the_start_without_any_browser(tmp_path: Path) -> None:
    with Program(tmp_path / "data", environ={"VIVA_SECONDS_PER_WORD": "2"}) as program:
        id = program.begin(number=1, follow_ups=0)
        async with Client(program, id) as client:
            await client.command("start")
            await client.until(lambda: client.head["stage"] == "greeting")
        program.kill()
    with Program(tmp_path / "data") as program:
        async with Client(program, id) as client:
            assert await client.opened()


async def test_a_second_process_that_wrote_first_moves_the_browser(tmp_path: Path) -> None:
    with Program(tmp_path / "data") as one, Program(tmp_path / "data") as two:
        id = one.begin(number=2, follow_ups=0)
        async with Client(one, id) as here, Client(two, id) as there:
            await here.command("start")
            await there.send(type="start", cid="late")
            await there.until(lambda: there.closed)

            assert there.closed
            assert there.closed[0] == 4001


async def test_study_mode_hints_pauses_and_tells_after_each_question(program: Program) -> None:
    async with Client(program, program.begin(number=2, follow_ups=0, mode="study")) as client:
        await client.command("start")
        turn = await client.opened()
        await client.command("hint", turn=turn["id"])
        await client.until(lambda: client.turns[0]["hints"])
        await client.command("pause")
        await client.until(lambda: client.head["stage"] == "paused")
        await client.command("resume")
        await client.command("answer", turn=0, text="An answer in plain words.")
        await client.until(lambda: client.head["stage"] == "feedback")
        await client.graded()

        assert client.turns[0]["review"]["answer"]
        assert (await client.command("next"))["type"] == "ok"


async def test_the_interviewer_is_asked_back(program: Program) -> None:
    async with Client(program, program.begin(number=1, follow_ups=0)) as client:
        await client.command("start")
        await client.opened()
        await client.command("query", turn=0, text="What scale do you mean?")

        reply = await client.until(lambda: client.turns[0]["asides"][0]["reply"])
        assert "assum" in reply


async def test_an_exam_is_not_exported_before_its_end(program: Program) -> None:
    id = program.begin(number=1, follow_ups=0)
    assert program.request(f"/api/interviews/{id}/export")[0] == 409
    async with Client(program, id) as client:
        await client.sit(lambda _: "an answer")
        await client.graded()

    status, text = program.request(f"/api/interviews/{id}/export?format=md")
    assert status == 200
    assert "> an answer" in text
    assert program.request(f"/api/interviews/{id}/export?format=json")[1]["interview"]["id"] == id


# -- what isn't taken


async def test_a_frame_that_cannot_be_taken_is_refused_in_a_sentence_and_nothing_is_lost(program: Program) -> None:
    async with Client(program, program.begin(number=1, follow_ups=0)) as client:
        await client.command("start")
        await client.opened()
        await client.draft(0, 1, "kept")
        for raw in ("{", '{"type":"answer","cid":"bad","turn":0,"text":"a\\u0000b"}', b"\x00\x01"):
            await client.send_raw(raw)
        refusals = await client.until(
            lambda: r if len(r := [f for f in client.frames if f["type"] == "refused"]) == 3 else None
        )

        assert [refusal["cid"] for refusal in refusals] == ["", "bad", ""]
        assert "NUL" in refusals[1]["message"]
        assert (await client.command("answer", turn=0, text="an answer"))["type"] == "ok"


async def test_a_frame_over_the_limit_ends_the_connection_and_not_the_interview(program: Program) -> None:
    id = program.begin(number=1, follow_ups=0)
    async with Client(program, id) as client:
        await client.command("start")
        await client.opened()
        await client.send_raw("x" * 70_000)
        await client.until(lambda: client.closed)
        assert client.closed
        assert client.closed[0] == 1009
    async with Client(program, id) as client:
        assert client.head["stage"] == "open"


async def test_an_unknown_interview_closes_with_do_not_come_back(program: Program) -> None:
    async with Client(program, "nobody") as client:
        assert client.closed
        assert client.closed[0] == 4502


FOREIGN = [
    {"Host": "viva.example:8000"},
    {"Origin": "http://viva.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Cookie": "a=b"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_a_foreign_request_is_refused_on_http(program: Program, headers: dict[str, str]) -> None:
    assert program.request("/api/interviews", {"number": 1}, **headers)[0] == 403
    if "Cookie" not in headers:
        assert program.request("/api/setup", **headers)[0] == 403


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_a_foreign_request_is_refused_on_the_socket(program: Program, headers: dict[str, str]) -> None:
    id = program.begin(number=1)

    with pytest.raises(InvalidStatus) as refused:
        await Foreign(program, id, headers).__aenter__()
    assert refused.value.response.status_code == 403


class Foreign(Client):
    """A client that sends just these headers."""

    def __init__(self, program: Program, id: str, headers: dict[str, str]) -> None:
        super().__init__(program, id)
        self._headers = headers


@pytest.mark.parametrize("headers", [{}, {"Origin": "self"}, {"Origin": "self", "Cookie": "a=b"}], ids=str)
async def test_its_own_page_and_a_program_without_cookies_are_let_in(program: Program, headers: dict[str, str]) -> None:
    headers = {name: program.base if value == "self" else value for name, value in headers.items()}

    assert program.request("/api/interviews", {"number": 1}, **headers)[0] == 201
    client = Foreign(program, program.begin(number=1), headers)
    async with client:
        assert client.head["stage"] == "ready"


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"number": 0}, "number"),
        ({"number": 50, "topics": ["rag"]}, "ask for fewer"),
        ({"topics": ["no-such-topic"], "number": 1}, "No questions"),
        ({"pace": 3}, "pace"),
        ({"mode": "chat"}, "mode"),
        ({"surprise": 1}, "surprise"),
        ([], "plan"),
    ],
    ids=str,
)
def test_a_plan_that_cannot_be_held_is_refused_in_a_sentence(program: Program, plan: object, said: str) -> None:
    status, body = program.request("/api/interviews", plan)

    assert status == 422
    assert said in body["message"]


def test_every_response_carries_the_policy(program: Program) -> None:
    import urllib.request

    with urllib.request.urlopen(program.base + "/api/setup") as reply:
        assert "default-src 'self'" in reply.headers["content-security-policy"]
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "server" not in reply.headers


def test_a_port_in_use_is_said_in_a_sentence(program: Program, tmp_path: Path) -> None:
    other = Program(tmp_path / "data", port=program.port)

    with pytest.raises(RuntimeError, match="Choose another with --port"):
        other.start()
    assert "Traceback" not in other.log()


async def test_a_browser_that_never_reads_is_let_go_and_harms_nobody(program: Program) -> None:
    id = program.begin(number=1, follow_ups=0, mode="study", pace=None)
    async with Client(program, id) as client:
        await client.command("start")
        await client.opened()
        await client.draft(0, 1, "x" * 15_000)
    uri = f"ws://127.0.0.1:{program.port}/api/interviews/{id}/socket"
    deaf = await connect(uri, subprotocols=[Subprotocol("viva.v1")], max_queue=1, proxy=None, ping_interval=None)
    shouting = asyncio.create_task(shout(deaf))
    # The server waits ten seconds for a frame to be taken; where its frames fill no buffer, it misses the pong in time.
    async with asyncio.timeout(PATIENCE * 6):
        while not shouting.done() and f"The socket of interview {id} ended: TimeoutError" not in program.log():
            await asyncio.wait([shouting], timeout=0.5)
    shouting.cancel()
    deaf.transport.abort()

    async with Client(program, id) as other:
        assert other.head["stage"] == "open"


async def shout(deaf: ClientConnection) -> None:
    """Ask for snapshot after snapshot and take none of them in, until the line breaks."""
    with suppress(ConnectionClosed):
        while True:
            await deaf.send('{"type":"sync"}')
            deaf.transport.pause_reading()
