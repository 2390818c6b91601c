"""Speech through a model: bounded, in words where it fails, and the key in nothing that leaves the server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.program import Client, Program
from tests.speech_server import SpeechServer, tone
from viva.settings import load

KEY = "sk-canary-0123456789abcdefghijklmnop"


@pytest.fixture(scope="module")
def server() -> Iterator[SpeechServer]:
    with SpeechServer() as server:
        yield server


@pytest.fixture
def model(server: SpeechServer) -> SpeechServer:
    """The server as it is at first, without a call."""
    server.calls.clear()
    server.says, server.fails, server.hangs = SpeechServer.says, 0, 0.0
    return server


def configured(folder: Path, base: str) -> Path:
    config = folder / "viva.toml"
    config.write_text(
        f'[models.ears]\nmodel = "openai/whisper-1"\napi_base = "{base}"\nkey_env = "TEST_KEY"\ntimeout = 3\n'
        f'[models.mouth]\nmodel = "openai/tts-1"\napi_base = "{base}"\nkey_env = "TEST_KEY"\nvoice = "echo"\n'
        '[roles]\ntranscriber = "ears"\nspeaker = "mouth"\n'
    )
    return config


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory, server: SpeechServer) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("voice")
    config = configured(folder, server.base)
    with Program(folder / "data", "--config", str(config), environ={"TEST_KEY": KEY}) as program:
        yield program


@pytest.fixture(scope="module")
def mute(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A server without any model."""
    with Program(tmp_path_factory.mktemp("mute") / "data") as program:
        yield program


def test_the_page_is_told_who_hears_and_who_speaks(program: Program, mute: Program) -> None:
    setup, none = (each.request("/api/setup")[1] for each in (program, mute))

    assert (setup["transcriber"], setup["speaker"]) == ("openai/whisper-1", "openai/tts-1")
    assert (none["transcriber"], none["speaker"]) == (None, None)


def test_a_recording_becomes_text(program: Program, model: SpeechServer) -> None:
    id = program.begin(number=1)

    assert program.send(f"/api/interviews/{id}/recording", tone(), "audio/webm;codecs=opus") == (
        200,
        {"text": "The keys and values are stored."},
    )
    [call] = model.calls
    assert (call.path, call.key) == ("/v1/audio/transcriptions", KEY)
    assert call.fields["file"] == ("answer.webm", "audio/webm", tone())
    assert call.fields["model"] == "whisper-1"


@pytest.mark.parametrize(
    ("says", "text"),
    [("  spaced \n", "spaced"), ("a\0b\x1b[31mc\u202e", "a b [31mc"), ("x" * 30_000, "x" * 20_000), ("", "")],
)
def test_what_a_model_heard_is_bounded_and_plain(program: Program, model: SpeechServer, says: str, text: str) -> None:
    model.says = says
    id = program.begin(number=1)

    status, heard = program.send(f"/api/interviews/{id}/recording", tone(), "audio/wav")
    assert (status, heard["text"]) == (200, text)


@pytest.mark.parametrize(
    ("content", "media", "status", "word"),
    [
        (b"", "audio/webm", 422, "empty"),
        (b"x" * (10 * 2**20 + 1), "audio/webm", 413, "10 MiB"),
        (b"x", "text/html", 415, "audio/webm"),
        (b"x", "video/webm", 415, "audio/webm"),
    ],
)
def test_what_is_no_recording_is_refused_in_words(
    program: Program, model: SpeechServer, content: bytes, media: str, status: int, word: str
) -> None:
    id = program.begin(number=1)

    refused = program.send(f"/api/interviews/{id}/recording", content, media)
    assert refused[0] == status
    assert word in refused[1]["message"]
    assert model.calls == []


@pytest.mark.parametrize(
    ("fails", "word"), [(401, "key"), (404, "isn't known"), (429, "no more calls"), (500, "failed")]
)
def test_a_failure_is_told_without_a_word_of_the_providers(
    program: Program, model: SpeechServer, fails: int, word: str
) -> None:
    model.fails = fails
    id = program.begin(number=1)

    status, refused = program.send(f"/api/interviews/{id}/recording", tone(), "audio/webm")
    assert status == 503
    assert word in refused["message"]
    assert KEY not in str(refused) + program.log()
    assert "openai/whisper-1" in program.log()
    assert len(model.calls) == 1


def test_a_model_that_falls_silent_is_given_up(program: Program, model: SpeechServer) -> None:
    model.hangs = 8
    id = program.begin(number=1)

    status, refused = program.send(f"/api/interviews/{id}/recording", tone(), "audio/webm")
    assert (status, refused["message"]) == (503, "openai/whisper-1 didn't finish within 3 s.")


async def test_only_what_was_asked_is_spoken_and_as_one_reads_it_out(program: Program, model: SpeechServer) -> None:
    id = program.begin(number=2, follow_ups=0, questions=["internals/kv-cache", "rag/what-and-why"])
    assert program.request(f"/api/interviews/{id}/turns/0/speech")[0] == 404
    async with Client(program, id) as client:
        await client.command("start")
        turn = await client.opened()
        with program.download(f"/api/interviews/{id}/turns/0/speech") as reply:
            assert (reply.headers["content-type"], reply.read()) == ("audio/wav", tone())
        said = program.request(f"/api/interviews/{id}/turns/0/speech?form=text")[1]["text"]
        assert program.request(f"/api/interviews/{id}/turns/1/speech")[0] == 404
        assert program.request(f"/api/interviews/{id}/turns/1/speech?form=text")[0] == 404

    [call] = model.calls
    assert (call.path, call.key) == ("/v1/audio/speech", KEY)
    assert (call.fields["input"], call.fields["voice"]) == (said, "echo")
    assert said.split()[:3] == turn["text"].split()[:3]


async def test_hints_and_replies_are_spoken_once_they_were_given(program: Program, model: SpeechServer) -> None:
    id = program.begin(number=1, follow_ups=0, mode="study", questions=["internals/kv-cache"])
    speech = f"/api/interviews/{id}/turns/0/speech?form=text"
    async with Client(program, id) as client:
        await client.command("start")
        await client.opened()
        assert program.request(f"{speech}&kind=hint")[0] == 404
        assert program.request(f"{speech}&kind=aside")[0] == 404

        await client.command("hint", turn=0)
        await client.command("query", turn=0, text="Which model do you mean?")
        await client.until(lambda: client.turns[0]["hints"] and client.turns[0]["asides"][0]["reply"])
        turn = client.turns[0]
        hint = program.request(f"{speech}&kind=hint")[1]["text"]
        reply = program.request(f"{speech}&kind=aside")[1]["text"]
        assert hint.split()[:3] == turn["hints"][0].split()[:3]
        assert reply.split()[:3] == turn["asides"][0]["reply"].split()[:3]
        assert {program.request(f"{speech}&kind={kind}&n={n}")[0] for kind in ("hint", "aside") for n in (-1, 1)} == {
            404
        }
    assert model.calls == []


async def test_without_a_model_there_is_the_text_and_no_sound(mute: Program) -> None:
    id = mute.begin(number=1, follow_ups=0)
    async with Client(mute, id) as client:
        await client.command("start")
        await client.opened()

        assert mute.send(f"/api/interviews/{id}/recording", tone(), "audio/webm")[0] == 404
        assert mute.request(f"/api/interviews/{id}/turns/0/speech")[0] == 404
        assert mute.request(f"/api/interviews/{id}/turns/0/speech?form=text")[0] == 200
        await client.sit(lambda _: "I don't know.")


async def test_nothing_is_recorded_for_an_interview_that_is_over(program: Program, model: SpeechServer) -> None:
    id = program.begin(number=1, follow_ups=0)
    async with Client(program, id) as client:
        await client.sit(lambda _: "I don't know.")

    assert program.send(f"/api/interviews/{id}/recording", tone(), "audio/webm")[0] == 409
    assert program.send("/api/interviews/nobody/recording", tone(), "audio/webm")[0] == 404
    assert model.calls == []


def test_no_sound_is_kept(program: Program, model: SpeechServer) -> None:
    id = program.begin(number=1)
    sound = b"RIFF-CANARY-OF-A-VOICE" * 1000
    program.send(f"/api/interviews/{id}/recording", sound, "audio/webm")

    assert model.calls
    assert not [file for file in program.data.parent.rglob("*") if file.is_file() and b"CANARY" in file.read_bytes()]


@pytest.mark.parametrize("role", ["transcriber", "speaker"])
def test_a_voice_that_is_not_configured_is_said_at_the_start(tmp_path: Path, role: str) -> None:
    config = tmp_path / "viva.toml"
    config.write_text(f'[roles]\n{role} = "nobody"\n')

    with pytest.raises(Exception, match=rf'roles\.{role} = "nobody", but there is no table'):
        load(config)


def test_another_pages_recording_is_not_taken(program: Program) -> None:
    id = program.begin(number=1)
    headers: dict[str, Any] = {"Origin": "http://evil.example"}

    assert program.send(f"/api/interviews/{id}/recording", tone(), "audio/webm", **headers)[0] == 403
