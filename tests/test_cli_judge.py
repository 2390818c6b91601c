"""`viva judge`, as a person calls it."""

import json
from pathlib import Path

import pytest

from tests import model_server
from tests.model_server import ModelServer
from tests.test_cli import viva
from viva.basic import NAME


def config(folder: Path, model: ModelServer, *more: str) -> Path:
    path = folder / "viva.toml"
    path.write_text("\n".join([f'[models.m]\nmodel = "openai/m"\napi_base = "{model.base}"', *more]))
    return path


def test_the_basic_judge_is_measured_on_the_bank(tmp_path: Path) -> None:
    done = viva("judge", "eval", "--topic", "rag", "--limit", 12, "--data", tmp_path / "data")

    assert done.returncode == 0, done.stderr
    assert NAME in done.stdout
    assert "points: accuracy" in done.stdout
    assert "held to" in done.stdout
    assert "12/12 graded" in done.stderr
    (folder,) = (tmp_path / "data/evaluations").iterdir()
    assert json.loads((folder / "report.json").read_text())["answers"] == 12


def test_a_model_is_measured_and_a_second_run_asks_it_nothing_more(tmp_path: Path) -> None:
    with ModelServer() as model:
        model.otherwise = model_server.generous
        command = (
            "judge",
            "eval",
            "--judge",
            "m",
            "--topic",
            "rag",
            "--limit",
            4,
            "--repeat",
            2,
            "-o",
            tmp_path / "out",
        )
        settings = ("--data", tmp_path / "data", "--config", config(tmp_path, model))
        first = viva(*command, *settings)
        asked = len(model.calls)
        second = viva(*command, *settings)

    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert "openai/m" in first.stdout
    assert "agreement of repeated runs" in first.stdout
    assert "tokens per answer" in first.stdout
    assert asked >= 8
    assert len(model.calls) == asked
    assert [line for line in first.stdout.splitlines() if "RMSE" in line] == [
        line for line in second.stdout.splitlines() if "RMSE" in line
    ]


def test_several_judges_are_a_panel(tmp_path: Path) -> None:
    with ModelServer() as model:
        model.otherwise = model_server.generous
        judges = ("--judge", "m", "--judge", "basic", "-o", tmp_path / "out")
        where = ("--data", tmp_path / "data", "--config", config(tmp_path, model))
        done = viva("judge", "eval", *judges, "--limit", 3, *where)

    assert done.returncode == 0, done.stderr
    assert f"openai/m + {NAME}" in done.stdout


def test_a_budget_that_is_used_up_leaves_answers_ungraded_and_says_so(tmp_path: Path) -> None:
    with ModelServer() as model:
        model.otherwise = model_server.generous
        where = (
            "--config",
            config(tmp_path, model, "[budget]", "tokens_per_interview = 10"),
            "--data",
            tmp_path / "data",
        )
        done = viva("judge", "eval", "--judge", "m", "--limit", 3, "-o", tmp_path / "out", *where)

    assert done.returncode == 1
    assert "3 ungraded: The models' budget" in done.stdout
    assert not model.calls


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--judge", "nobody"), 'roles.judge = "nobody", but there is no table'),
        (("--judge", "basic", "--judge", "nobody"), 'judge.panel = "nobody", but there is no table'),
        (("--source", "none.jsonl"), "none.jsonl can't be read"),
        (("--source", "none.jsonl", "--topic", "rag"), "Only the bank has topics"),
        (("--topic", "nowhere"), "There is no topic nowhere"),
        (("--limit", "0"), "no number from 1 on"),
    ],
)
def test_what_can_not_be_measured_is_told_in_a_sentence(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = viva("judge", "eval", *arguments, "--data", tmp_path, cwd=tmp_path)

    assert done.returncode != 0
    assert said in done.stderr
