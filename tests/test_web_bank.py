"""The bank over HTTP: what is shown to whom, and when not."""

from collections.abc import Iterator

import pytest

from tests.program import Client, Program
from viva.bank import load
from viva.paths import data

BANK = load(data("questions"))
QUESTION = BANK.questions[0]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with Program(tmp_path_factory.mktemp("bank") / "data") as program:
        yield program


def test_the_bank_is_browsed_without_a_word_of_any_answer(program: Program):
    status, found = program.request("/api/bank")

    assert status == 200
    assert [question["id"] for question in found["questions"]] == [question.id for question in BANK.questions]
    assert [topic["id"] for topic in found["topics"]] == [topic.id for topic in BANK.topics]
    text = str(found)
    for question in BANK.questions:
        assert question.answer not in text
        assert not any(criterion.says in text or criterion.probe in text for criterion in question.rubric)


def test_an_answer_is_told_when_it_is_asked_for(program: Program):
    status, found = program.request(f"/api/bank/{QUESTION.id}")

    assert (status, found["answer"]) == (200, QUESTION.answer)
    assert [criterion["id"] for criterion in found["criteria"]] == [criterion.id for criterion in QUESTION.rubric]
    assert not any(cue in str(found) for criterion in QUESTION.rubric for cue in criterion.cues)


@pytest.mark.parametrize("id", ["rag/none", "none/what", "rag/..%2f..%2fetc"])
def test_what_the_bank_does_not_have_is_said_in_a_sentence(program: Program, id: str):
    status, found = program.request(f"/api/bank/{id}")

    assert (status, found["code"]) == (404, "unknown")


@pytest.mark.parametrize("mode", ["exam", "study"])
async def test_no_answer_is_told_while_an_interview_may_ask_for_it(program: Program, mode: str):
    id = program.begin(questions=[QUESTION.id], number=1, mode=mode, follow_ups=0)

    assert program.request(f"/api/bank/{QUESTION.id}")[0] == 200  # nobody knows yet what will be asked
    async with Client(program, id) as client:
        await client.command("start")
        status, refused = program.request(f"/api/bank/{QUESTION.id}")
        assert (status, refused["code"], refused["interview"]) == (409, "asked", id)
        await client.sit(lambda _: "I don't know.")
    assert program.request(f"/api/bank/{QUESTION.id}")[0] == 200


async def test_chosen_questions_are_those_that_are_asked(program: Program):
    chosen = [question.id for question in BANK.questions[:3]]
    id = program.begin(questions=chosen, number=1, follow_ups=0)
    async with Client(program, id) as client:
        await client.sit(lambda _: "I don't know.")

    assert sorted(turn["question"]["id"] for turn in client.turns.values()) == sorted(chosen)


def test_a_question_that_is_not_there_makes_no_interview(program: Program):
    status, refused = program.request("/api/interviews", {"questions": ["rag/none"]})

    assert (status, refused["code"]) == (422, "sampleerror")
    assert "no question 'rag/none'" in refused["message"]
