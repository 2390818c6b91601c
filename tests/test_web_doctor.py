"""The check of the models over HTTP: one at a time, told as it comes, and without what a browser must not know."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.expert import BANK, expert
from tests.model_server import Call, ModelServer, Refuse, Say
from tests.program import PATIENCE, Program

PATH = "/api/models/check"


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer() as model:
        model.models, model.otherwise = ["/home/of/somebody.gguf"], expert
        yield model


@pytest.fixture
def program(model: ModelServer, tmp_path: Path) -> Iterator[Program]:
    config = tmp_path / "viva.toml"
    config.write_text(
        f'[models.mine]\nmodel = "openai/mine"\napi_base = "{model.base}"\nkey_env = "THE_VARIABLE"\nfirst_token = 2\n'
        '[models.idle]\nmodel = "openai/idle"\napi_base = "http://127.0.0.1:9/v1"\n'
        '[roles]\njudge = "mine"\ninterviewer = "mine"\n'
    )
    environ = {"THE_VARIABLE": "abc-SECRET-xyz"}
    with Program(tmp_path / "data", "--config", str(config), environ=environ) as program:
        yield program


def through(program: Program) -> dict[str, Any]:
    """What is found once it is done."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        status, view = program.request(PATH)
        assert status == 200
        if not view["running"]:
            return dict(view)
        time.sleep(0.05)
    raise AssertionError("the check has no end")


def states(view: dict[str, Any]) -> dict[str, str]:
    [only] = view["models"]
    return {finding["check"]: finding["state"] for finding in only["findings"]}


def test_a_good_model_passes_and_one_without_a_role_is_left_alone(program: Program) -> None:
    assert program.request(PATH) == (200, {"running": False, "doing": None, "models": [], "fault": ""})
    assert program.request(PATH, {})[0] == 202
    view = through(program)

    assert [model["name"] for model in view["models"]] == ["openai/mine"]
    assert (states(view)["interviewer"], states(view)["judge"]) == ("good", "good")


def test_one_check_is_under_way_at_a_time_and_tells_how_far_it_is(program: Program, model: ModelServer) -> None:
    gate = threading.Event()

    def slow(call: Call) -> Say:
        return Say("", hang_after=0) if call.format != "text" and not gate.is_set() else expert(call)

    model.otherwise = slow
    assert program.request(PATH, {})[1]["running"]
    end = time.monotonic() + PATIENCE
    while (view := program.request(PATH)[1])["doing"]["check"] != "schema" and time.monotonic() < end:
        time.sleep(0.05)
    status, refused = program.request(PATH, {})
    gate.set()

    assert (status, refused["code"]) == (409, "running")
    assert view["doing"] == {"check": "schema", "done": 0, "of": 20}
    assert states(view)["stream"] == "good"
    through(program)
    assert program.request(PATH, {})[0] == 202


def echoes_all(call: Call) -> Say | Refuse:
    """Sends back what it was told, prompt and key and all."""
    return Say(f"{call.key} {call.said}")


def refuses_loudly(call: Call) -> Say | Refuse:
    return Refuse(401, f"http://127.0.0.1 {call.key} {call.said}")


@pytest.mark.parametrize("hostile", [echoes_all, refuses_loudly, expert])
def test_no_key_address_or_prompt_reaches_the_browser(program: Program, model: ModelServer, hostile: object) -> None:
    model.otherwise = hostile  # type: ignore[assignment]
    program.request(PATH, {})
    said = json.dumps(through(program))

    assert "openai/mine" in said
    for secret in ("SECRET", "THE_VARIABLE", "127.0.0.1", str(model.port), "somebody", "viva.toml", "Count from one"):
        assert secret not in said
    assert not any(line in said for call in model.calls for line in call.said.splitlines() if len(line) > 20)
    assert not any(criterion.says in said for question in BANK for criterion in question.rubric)


def test_a_server_that_goes_down_takes_the_check_with_it(program: Program, model: ModelServer) -> None:
    model.otherwise = Say("", hang_after=0)
    program.request(PATH, {})
    end = time.monotonic() + PATIENCE
    while not model.calls and time.monotonic() < end:
        time.sleep(0.05)

    assert program.stop() == 0
    assert model.calls[0].gone.wait(PATIENCE)


def test_without_a_model_there_is_nothing_to_check(tmp_path: Path) -> None:
    with Program(tmp_path / "data") as program:
        status, refused = program.request(PATH, {})

        assert (status, refused["code"]) == (404, "none")
        assert program.request(PATH)[1]["models"] == []


def test_another_site_starts_no_check(program: Program, model: ModelServer) -> None:
    assert program.request(PATH, {}, Origin="http://evil.example")[0] == 403
    assert model.calls == []
