"""A real model server, llama.cpp with a model of noise: its wire, its enforced JSON, and what noise earns."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from time import monotonic

import jsonschema  # type: ignore[import-untyped]
import pytest

from tests import fakes
from tests.llama import Llama
from tests.test_judge import CACHE, SAID
from viva import judge
from viva.doctor import Finding, Patient, Tools, examine
from viva.grading import Exchange
from viva.llm import Message, Model, Request, Wires
from viva.paths import data
from viva.prompts import Prompts
from viva.questions import Question
from viva.settings import ModelSettings

pytestmark = pytest.mark.filterwarnings("ignore:Accessing the 'model_.*' attribute:DeprecationWarning")

LONG = {f"part{n}": {"type": "string", "minLength": 1000, "maxLength": 1000} for n in range(10)}
HELLO = (Message("user", "Hello."),)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Llama:
    return Llama(tmp_path_factory.mktemp("llama"))


@pytest.fixture
async def model(server: Llama) -> AsyncIterator[Model]:
    wires = Wires()
    # A letter is a token to this one.
    yield wires.model(ModelSettings(model="openai/tiny", api_base=server.base, max_tokens=4000))
    await wires.close()


def full(_question: Question, _exchanges: Sequence[Exchange]) -> float:
    return 1.0


async def test_text_arrives_in_pieces_and_is_counted(model: Model) -> None:
    schema = {"type": "object", "properties": {"text": LONG["part0"]}, "required": ["text"]}
    stream = model.stream(Request(HELLO, 4000, schema=schema))

    pieces = [piece async for piece in stream]

    assert len(pieces) > 100
    assert stream.usage.tokens_out >= len(pieces)
    assert stream.usage.tokens_in > 5


async def test_a_bounded_schema_comes_back_valid_whatever_the_model_would_like_to_say(model: Model) -> None:
    schema = judge.schema(CACHE)

    for temperature in (0.0, 0.7, 1.5):
        reply = await model.complete(Request(HELLO, 4000, temperature, schema))
        value = json.loads(reply.text)

        jsonschema.Draft202012Validator(schema).validate(value)
        assert list(value["points"]["what"]) == ["quote", "reason", "verdict"]
    assert model.rung == 0


async def test_noise_is_graded_in_form_and_earns_nothing(model: Model) -> None:
    given = await judge.LLMJudge(model, Prompts(data("prompts")), random.Random(1), full).grade(CACHE, SAID)

    assert given.score == 0
    assert {point.criterion for point in given.points} == {"what", "trade", "growth"}
    assert {point.verdict for point in given.points} <= {"missed", "unverified"}
    assert given.needs_review == any(point.verdict == "unverified" for point in given.points)
    assert given.provenance.judge == "openai/tiny"
    assert given.provenance.tokens_out > 50


async def test_closing_a_stream_frees_the_only_seat(model: Model) -> None:
    schema = {"type": "object", "properties": LONG, "required": list(LONG)}
    async with aclosing(model.stream(Request(HELLO, 20_000, schema=schema))) as stream:
        await anext(aiter(stream))
        second = asyncio.ensure_future(model.complete(Request(HELLO, 5)))
        done, _ = await asyncio.wait({second}, timeout=1)
        assert not done, "the first call doesn't keep the server busy: this test shows nothing"

    done, _ = await asyncio.wait({second}, timeout=5)

    assert done


async def test_a_model_of_noise_streams_and_keeps_to_the_schema_and_is_fit_for_nothing(server: Llama) -> None:
    wires = Wires()
    # Warm, or it would say one letter to the end of its allowance.
    spec = ModelSettings(model="openai/tiny", api_base=server.base, max_tokens=4000, temperature=1.0)
    noise = wires.model(spec)
    tools = Tools([fakes.question()], Prompts(data("prompts")), random.Random(1), monotonic)
    async with aclosing(examine(Patient("tiny", None, noise, lambda: wires.listed(noise)), tools)) as news:
        found = {each.check: each async for each in news if isinstance(each, Finding)}
    await wires.close()

    assert {check: finding.state for check, finding in found.items()} == {
        "reach": "good",
        "list": "note",
        "stream": "good",
        "sense": "bad",
        "asks": "note",
        "schema": "good",
        "context": "bad",
        "grades": "bad",
        "interviewer": "bad",
        "judge": "bad",
    }
    assert "tiny.gguf" in found["list"].note
    assert "replies fit the judge's schema" in found["schema"].seen
    assert "(85 % needed)" in found["judge"].seen
    assert "another model" in found["grades"].mend
