"""The port and both wires behind it, on a real socket: what arrives, what a failure means, what cancelling does."""

import asyncio
import json
import logging
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from tests.model_server import Call, ModelServer, Refuse, Reply, Say, echoes_key, hang, overflow, unbounded, without
from viva.errors import ModelError, SettingsError
from viva.llm import Message, Model, Request, Usage, Wires, estimate, is_direct, scrub
from viva.llm.call import Wire
from viva.llm.direct import Direct
from viva.llm.ladder import complains
from viva.llm.lite import LiteLLM, close
from viva.settings import ModelSettings

# LiteLLM looks at all attributes of a chunk that carries the usage, and pydantic deplores one of them.
pytestmark = pytest.mark.filterwarnings("ignore:Accessing the 'model_.*' attribute:DeprecationWarning")

KEY = "abc-123-SECRET-xyz"
ASKED = Request((Message("system", "Be brief."), Message("user", "Say something.")), max_tokens=50)
SCHEMA = {
    "type": "object",
    "properties": {"word": {"type": "string", "maxLength": 9}},
    "required": ["word"],
    "additionalProperties": False,
}
SHAPED = Request(ASKED.messages, 50, 0.0, SCHEMA)
FITS = Say('{"word": "yes"}')


class Far(ModelServer):
    """The model server, and the wire by which it is reached."""

    wire: Wire


@pytest.fixture(params=[LiteLLM, Direct])
async def server(request: pytest.FixtureRequest) -> AsyncIterator[Far]:
    with Far() as running:
        wire = running.wire = request.param()
        yield running
    await (wire.close() if isinstance(wire, Direct) else close())


def model(server: Far, key: str | None = KEY, **more: Any) -> Model:
    spec = ModelSettings(model="openai/stand-in", api_base=server.base, **more)
    return Model(spec, SecretStr(key) if key else None, server.wire)


async def trouble(server: Far, *script: Reply, **more: Any) -> ModelError:
    """The error that these replies lead to."""
    server.script(*script)
    with pytest.raises(ModelError) as caught:
        async with asyncio.timeout(30):
            await model(server, **more).complete(ASKED)
    return caught.value


async def gone(call: Call) -> bool:
    """Whether the server saw its client hang up."""
    return await asyncio.to_thread(call.gone.wait, 5)


# -- what arrives


async def test_a_reply_comes_in_pieces_and_says_what_it_took(server: Far) -> None:
    server.script(Say("One two three."))
    stream = model(server).stream(ASKED)

    pieces = [piece async for piece in stream]

    assert pieces == ["One", " two", " three."]
    assert (stream.usage.tokens_in, stream.usage.tokens_out, stream.cut) == (4, 3, False)
    assert stream.usage.seconds > 0
    (call,) = server.calls
    assert call.body["stream"] is True
    assert call.body["max_tokens"] == 50
    assert [m["role"] for m in call.messages] == ["system", "user"]
    assert call.key == KEY


async def test_the_first_piece_is_there_before_the_last_one_is_sent(server: Far) -> None:
    server.script(Say("First and then nothing", hang_after=1))

    async with aclosing(model(server).stream(ASKED)) as stream:
        first = await anext(aiter(stream))

    assert first == "First"
    assert await gone(server.calls[0])


async def test_complete_is_the_stream_joined_and_also_streamed(server: Far) -> None:
    server.script(Say("One two three."))

    reply = await model(server).complete(ASKED)

    assert reply.text == "One two three."
    assert reply.usage.tokens_out == 3
    assert server.calls[0].body["stream"] is True


async def test_an_empty_reply_is_an_empty_text(server: Far) -> None:
    server.script(Say(""))

    assert (await model(server).complete(ASKED)).text == ""


async def test_a_reply_that_was_cut_off_says_so(server: Far) -> None:
    server.script(Say("One two", finish="length"))

    assert (await model(server).complete(ASKED)).cut


@pytest.mark.parametrize("piece", [1, 3, 1000])
async def test_what_a_model_thinks_aloud_is_not_said(server: Far, piece: int) -> None:
    server.script(
        Say("Hello there.", thinks="Hm, hm.", piece=piece),
        Say("\n<think>\nHm, <b>hm</b>.\n</think>\n\nHello there.", piece=piece),
        Say("<think>Hm, hm, hm", piece=piece, finish="length"),
        Say("<thing> Hello <think> there.", piece=piece),
    )

    said = [(await model(server).complete(ASKED)).text for _ in range(4)]

    assert said == ["Hello there.", "Hello there.", "", "<thing> Hello <think> there."]


async def test_the_models_table_has_the_last_word_on_tokens_and_temperature(server: Far) -> None:
    await model(server, max_tokens=999, temperature=1.0).complete(SHAPED)
    await model(server).complete(SHAPED)

    assert (server.calls[0].body["max_tokens"], server.calls[0].body["temperature"]) == (999, 1.0)
    assert (server.calls[1].body["max_tokens"], server.calls[1].body["temperature"]) == (50, 0.0)
    assert model(server, max_tokens=999).most(ASKED) == estimate(ASKED) + 999


async def test_the_operators_prices_make_the_cost_and_without_any_it_is_unknown(server: Far) -> None:
    priced = await model(server, price_in=1.0, price_out=10.0).complete(ASKED)
    unpriced = await model(server).complete(ASKED)

    assert priced.usage.cost == pytest.approx((4 * 1 + 8 * 10) / 1e6)
    assert unpriced.usage.cost is None


async def test_usage_is_estimated_where_a_server_does_not_count(server: Far) -> None:
    server.script(Say("One two three.", usage=False))

    usage = (await model(server).complete(ASKED)).usage

    assert usage.tokens_in > 0
    assert usage.tokens_out > 0


# -- cancelling


@pytest.mark.parametrize("reply", [hang(), Say("One two three", hang_after=1)])
async def test_a_cancelled_call_is_cancelled_upstream(server: Far, reply: Say) -> None:
    server.script(reply)
    calling = asyncio.ensure_future(model(server).complete(ASKED))
    call = await server.called(1)

    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling

    assert await gone(call)


async def test_leaving_a_stream_without_closing_it_would_leave_the_model_running(server: Far) -> None:
    """The control: it is `aclose` that ends the call, not the end of the loop."""
    server.script(Say("One two three", hang_after=1))
    stream = model(server).stream(ASKED)
    async for _ in stream:
        break

    assert not server.calls[0].gone.wait(0.2)
    await stream.aclose()
    assert await gone(server.calls[0])


async def test_a_stream_that_was_left_knows_about_what_it_took(server: Far) -> None:
    server.script(Say("Some words and then nothing", hang_after=2))

    async with aclosing(model(server).stream(ASKED)) as stream:
        async for piece in stream:
            if piece == " words":
                break

    assert stream.usage.tokens_in == estimate(ASKED)
    assert stream.usage.tokens_out == 4  # ten characters


async def test_closing_a_stream_that_never_began_calls_nobody(server: Far) -> None:
    stream = model(server).stream(ASKED)

    await stream.aclose()

    assert server.calls == []
    assert stream.usage == Usage()


# -- deadlines


async def test_a_model_that_does_not_begin_is_given_up_and_the_call_cancelled(server: Far) -> None:
    error = await trouble(server, hang(), first_token=1.0)

    assert error.kind == "slow"
    assert "begin to reply within 1 s" in str(error)
    assert await gone(server.calls[0])


async def test_a_model_that_does_not_finish_is_given_up_however_busily_it_talks(server: Far) -> None:
    error = await trouble(server, Say(" ".join(map(str, range(10_000))), pace=0.01), timeout=1.0)

    assert error.kind == "slow"
    assert "finish its reply within 1 s" in str(error)
    assert await gone(server.calls[0])


async def test_thinking_counts_as_having_begun(server: Far) -> None:
    error = await trouble(server, Say("x", thinks="Hm.", hang_after=0), first_token=1.0, timeout=2.0)

    assert "finish" in str(error)


# -- what a failure means


@pytest.mark.parametrize(
    ("reply", "kind", "part"),
    [
        (Refuse(401, "bad key"), "refused", "refuses the key"),
        (Refuse(403, "no"), "refused", "key_env"),
        (Refuse(404, "no such model"), "refused", "isn't known"),
        (Refuse(400, "something else"), "refused", "HTTP 400"),
        (Refuse(413, "too big"), "refused", "HTTP 413"),
        (Refuse(429, "slow down"), "limited", "takes no more calls"),
        (Refuse(429, "slow down", retry_after=20), "limited", "takes no more calls"),
        (overflow(), "too_long", "that much text"),
        (Refuse(400, "request (9000 tokens) exceeds the available context size"), "too_long", "that much text"),
        (Refuse(500, "boom"), "broken", "HTTP 500"),
        (Refuse(500, "boom", kind="server_error"), "broken", "HTTP 500"),
        (Refuse(503, "Loading model", kind="unavailable_error"), "broken", "HTTP 503"),
        (Say("One two three", drop_after=1), "broken", "broke off in the middle"),
    ],
)
async def test_a_failure_is_named_in_words_for_people(server: Far, reply: Reply, kind: str, part: str) -> None:
    error = await trouble(server, reply)

    assert (error.kind, len(server.calls)) == (kind, 1)
    assert part in str(error)
    assert str(error).startswith("openai/stand-in ")


async def test_a_server_that_is_not_there_is_unreachable(server: Far) -> None:
    with ModelServer() as closed:
        pass
    spec = ModelSettings(model="openai/stand-in", api_base=closed.base)

    with pytest.raises(ModelError) as caught:
        await Model(spec, None, server.wire).complete(ASKED)

    assert caught.value.kind == "unreachable"


async def test_a_name_without_a_provider_is_explained() -> None:
    with pytest.raises(ModelError, match="write it as provider/model"):
        await Wires().model(ModelSettings(model="mistral-large-of-mine")).complete(ASKED)


async def test_a_missing_key_is_said_to_be_missing() -> None:
    with pytest.raises(ModelError, match="misses one"):
        await Wires().model(ModelSettings(model="openai/gpt-5-mini")).complete(ASKED)


async def test_what_can_not_fit_is_refused_before_anything_is_sent(server: Far) -> None:
    long = Request((Message("user", "word " * 3000),), max_tokens=50)

    with pytest.raises(ModelError, match="takes 4,096") as caught:
        await model(server, context=4096).complete(long)

    assert caught.value.kind == "too_long"
    assert server.calls == []
    await model(server, context=8192).complete(long)


# -- trying again


async def test_a_short_wait_that_the_server_asks_for_is_kept_once(server: Far) -> None:
    server.script(Refuse(429, retry_after=0), Say("Now."))
    assert (await model(server).complete(ASKED)).text == "Now."

    error = await trouble(server, Refuse(429, retry_after=0), Refuse(429, retry_after=0), Say("Never."))

    assert error.kind == "limited"
    assert len(server.calls) == 4


async def test_a_connection_lost_before_the_first_word_is_made_anew_once(server: Far) -> None:
    server.script(Say("One", drop_after=0), Say("Here I am."))
    assert (await model(server).complete(ASKED)).text == "Here I am."

    error = await trouble(server, Say("One", drop_after=0), Say("One", drop_after=0), Say("Never."))

    assert error.kind == "broken"
    assert len(server.calls) == 4


@pytest.mark.parametrize("reply", [Refuse(500, kind="server_error"), Refuse(401), Say("One two", drop_after=1)])
async def test_anything_else_is_not_tried_again(server: Far, reply: Reply) -> None:
    await trouble(server, reply, Say("Never."))

    assert len(server.calls) == 1


# -- keys


async def test_a_key_that_the_provider_echoes_is_nowhere_in_what_is_told_or_logged(
    server: Far, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        error = await trouble(server, echoes_key)

    assert server.calls[0].key == KEY
    told = [str(error), repr(error), *error.__notes__, repr(error.__cause__), caplog.text, *capfd.readouterr()]
    assert not any(KEY in text for text in told)
    assert "Incorrect API key provided: [key]" in caplog.text
    assert {record.name.partition(".")[0] for record in caplog.records} <= {"viva", "asyncio"}
    assert error.__cause__ is None
    assert error.__context__ is None or error.__suppress_context__


@pytest.mark.parametrize(
    "key",
    ["sk-proj-abcdef", "sk-ant-api03-x_y-z", "Bearer abc.def", "AIzaSyA1234567890", "gsk_abcdefgh", "hf_abcdefgh"],
)
def test_what_looks_like_a_key_is_scrubbed(key: str) -> None:
    assert scrub(f"provided: {key}") == "provided: [key]"


@pytest.mark.parametrize("text", ["a skill", "the key is missing", "task-oriented", "hf is a hub", "risk-free tokens"])
def test_ordinary_words_are_not_scrubbed(text: str) -> None:
    assert scrub(text) == text


async def test_a_local_server_is_not_sent_the_key_of_another_provider(
    server: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-somebody-elses")

    await model(server, key=None).complete(ASKED)

    assert server.calls[0].key == "none"


def test_a_model_is_made_with_the_key_of_its_variable_or_not_at_all() -> None:
    spec = ModelSettings(model="openai/x", key_env="MY_KEY")

    assert Wires().model(spec, {"MY_KEY": KEY}).secret == KEY
    assert KEY not in repr(vars(Wires().model(spec, {"MY_KEY": KEY})))
    with pytest.raises(SettingsError, match="MY_KEY"):
        Wires().model(spec, {})


@pytest.mark.parametrize(
    ("name", "base", "direct"),
    [
        ("openai/qwen", "http://127.0.0.1:11434/v1", True),
        ("openai/gpt-5-mini", None, False),
        ("anthropic/claude", None, False),
        ("anthropic/claude", "http://127.0.0.1:4000", False),
    ],
)
def test_a_server_of_ones_own_is_reached_without_litellm(name: str, base: str | None, direct: bool) -> None:
    spec = ModelSettings(model=name, api_base=base)

    assert is_direct(spec) is direct
    assert isinstance(Wires().model(spec).wire, Direct if direct else LiteLLM)


# -- the ladder


@pytest.mark.parametrize(
    ("reply", "calls", "form"),
    [
        (FITS, 1, "json_schema"),
        (unbounded(then=FITS), 2, "json_schema"),
        (without("json_schema", then=FITS), 3, "json_object"),
        (without("json_schema", "json_object", then=FITS), 4, "text"),
    ],
)
async def test_a_model_is_asked_for_json_in_the_strictest_way_that_its_server_takes_and_that_is_remembered(
    server: Far, reply: Reply, calls: int, form: str
) -> None:
    server.otherwise = reply
    llm = model(server)

    assert json.loads((await llm.complete(SHAPED)).text) == {"word": "yes"}
    assert len(server.calls) == calls
    await llm.complete(SHAPED)

    assert len(server.calls) == calls + 1
    assert server.calls[-1].format == form
    assert server.calls[-1].schema is not None
    assert list(server.calls[-1].schema["properties"]) == ["word"]


async def test_a_schema_is_sent_whole_or_told_in_words(server: Far) -> None:
    server.otherwise = without("json_schema", then=FITS)

    await model(server).complete(SHAPED)

    enforced, unbounded_, told = server.calls
    assert enforced.schema == SCHEMA
    assert "maxLength" not in json.dumps(unbounded_.schema)
    assert told.schema == SCHEMA
    assert told.messages[0]["content"].startswith("Be brief.\n\nReply with one JSON object that fits")
    assert enforced.messages[0]["content"] == "Be brief."


async def test_plain_talk_is_asked_for_without_any_format(server: Far) -> None:
    await model(server).complete(ASKED)

    assert "response_format" not in server.calls[0].body


async def test_a_refusal_for_another_reason_does_not_step_down(server: Far) -> None:
    server.script(Refuse(400, "the weather is bad"), Refuse(401, "response_format needs a better key"))
    llm = model(server)

    for _ in range(2):
        with pytest.raises(ModelError):
            await llm.complete(SHAPED)

    assert (len(server.calls), llm.rung) == (2, 0)


def test_a_complaint_about_the_format_is_known_by_its_words() -> None:
    assert complains(400, "'response_format' of type 'json_schema' is not supported")
    assert complains(400, "Failed to parse grammar")
    assert complains(None, "JSON mode is not enabled")
    assert not complains(400, "max_tokens is too large")
    assert not complains(429, "response_format limit")


# -- counting


def test_tokens_are_rather_overestimated() -> None:
    english = "The keys and values of earlier tokens are stored, so that each new token only computes its own. " * 20
    words = len(english.split())

    assert words * 1.3 < estimate(Request((Message("user", english),), 1)) < words * 2.2
    assert estimate(Request((Message("user", "键值缓存" * 100),), 1)) >= 400
    assert estimate(SHAPED) > estimate(ASKED)


def test_usages_add_up_and_a_cost_that_is_unknown_stays_unknown() -> None:
    assert Usage(1, 2, 0.5, 3.0) + Usage(10, 20, 0.25, 1.0) == Usage(11, 22, 0.75, 4.0)
    assert (Usage(1, 2, None, 3.0) + Usage(10, 20, 0.25, 1.0)).cost is None


# -- what a server lists


async def test_a_server_of_ones_own_is_asked_what_it_lists() -> None:
    wires = Wires()
    with ModelServer() as there:
        mine = wires.model(ModelSettings(model="openai/mine", api_base=there.base))
        assert await wires.listed(mine) is None
        there.models = ["mine", "theirs"]
        assert await wires.listed(mine) == ("mine", "theirs")
        assert there.calls == []
    with pytest.raises(ModelError, match="can't be reached") as off:
        await wires.listed(mine)
    assert off.value.kind == "unreachable"
    assert await wires.listed(wires.model(ModelSettings(model="openai/far"))) is None
    await wires.close()


@pytest.mark.parametrize("said", [b"nonsense", b"[]", b'{"data": [1]}', b'{"data": {}}', b"\xff" * 2_000_000])
async def test_a_list_that_makes_no_sense_is_none(said: bytes) -> None:
    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + said)
        writer.close()

    wires = Wires()
    async with await asyncio.start_server(reply, "127.0.0.1", 0) as server:
        base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        assert not await wires.listed(wires.model(ModelSettings(model="openai/mine", api_base=base)))
        await wires.close()


# -- what it costs to have it


def _python(code: str) -> str:
    root = Path(__file__).parents[1]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    return run.stdout.strip()


def test_a_call_to_a_server_of_ones_own_does_not_load_litellm() -> None:
    code = (
        "import asyncio, sys\n"
        "from viva.llm import Message, Request, Wires\n"
        "from viva.settings import ModelSettings\n"
        "from tests.model_server import ModelServer, Say\n"
        "async def call(base):\n"
        "    wires = Wires()\n"
        "    model = wires.model(ModelSettings(model='openai/mine', api_base=base))\n"
        "    reply = await model.complete(Request((Message('user', 'Hello.'),), 5))\n"
        "    await wires.close()\n"
        "    return reply.text\n"
        "with ModelServer() as server:\n"
        "    server.otherwise = Say('Hi there.')\n"
        "    print(asyncio.run(call(server.base)), 'litellm' in sys.modules)\n"
    )

    assert _python(code) == "Hi there. False"


def test_importing_viva_does_not_load_litellm() -> None:
    modules = _python(
        "import sys, viva.llm, viva.judge, viva.interviewer, viva.budget; print('litellm' in sys.modules)"
    )

    assert modules == "False"


def test_warming_up_loads_what_the_first_call_needs_and_leaves_no_price_list_to_fetch() -> None:
    code = (
        "import asyncio, gc, logging, sys, threading\n"
        "from viva.llm import Message, Model, Request, warm_up\n"
        "from viva.llm.lite import LiteLLM\n"
        "from viva.settings import ModelSettings\n"
        "thread = threading.Thread(target=warm_up); thread.start(); thread.join()\n"
        "import litellm\n"
        "before = set(sys.modules)\n"
        "from tests.model_server import ModelServer\n"
        "with ModelServer() as server:\n"
        "    spec = ModelSettings(model='openai/llama-3-of-mine', api_base=server.base)\n"
        "    asyncio.run(Model(spec, None, LiteLLM()).complete(Request((Message('user', 'Hello.'),), 5)))\n"
        "new = {name for name in set(sys.modules) - before if name.split('.')[0] not in ('tests', 'json')}\n"
        "print(len(new), gc.get_freeze_count() > 100_000, litellm.disable_hf_tokenizer_download, litellm.callbacks)\n"
    )

    assert _python(code) == "0 True True []"


# -- servers on this machine


async def test_servers_of_models_on_this_machine_are_found_by_their_ports():
    wires, deaf = Wires(), socket.create_server(("127.0.0.1", 0))
    with deaf, ModelServer() as here, ModelServer() as other:
        here.models, other.models = ["small", "large"], None
        ports = {"Here": _port(here.base), "Other": _port(other.base), "Deaf": deaf.getsockname()[1], "Nobody": 9}
        found = await wires.nearby(ports)
    await wires.close()

    assert [(one.kind, one.models) for one in found] == [("Here", ("small", "large"))]
    assert found[0].api_base == here.base


def _port(base: str) -> int:
    return int(base.split(":")[2].split("/", maxsplit=1)[0])
