"""Every number that an estimate asks for, computed again from the inputs that the question gives."""

import math
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from viva.bank import load
from viva.paths import data
from viva.quantities import find_number
from viva.questions import Criterion, Question

RESULTS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "estimates.toml").read_text("utf-8"))["result"]
BANK = {question.id: question for question in load(data("questions")).questions}
NUMBERED = [(q.id, c.id) for q in BANK.values() for c in q.rubric if c.number]
FUNCTIONS = {name: getattr(math, name) for name in ("ceil", "comb", "exp", "floor", "log", "log2", "sqrt")}
FUNCTIONS |= {"max": max, "min": min, "round": round}


def named(result: dict[str, Any]) -> str:
    return f"{result['question']} {result['point']}"


def found(result: dict[str, Any]) -> tuple[Question, Criterion]:
    question = BANK[result["question"]]
    return question, question.criterion(result["point"])


def computed(result: dict[str, Any], **changes: float) -> float:
    """What the formula makes of its inputs, and of constants such as the seconds of an hour."""
    values = result["inputs"] | result.get("constants", {}) | changes
    return float(eval(result["formula"], {"__builtins__": FUNCTIONS}, values))  # noqa: S307 - it is the project's own


def test_no_number_is_left_out_and_none_is_there_twice():
    assert sorted((result["question"], result["point"]) for result in RESULTS) == sorted(NUMBERED)


def test_there_are_estimates_enough():
    assert len({id for id, _ in NUMBERED}) >= 25


@pytest.mark.parametrize("result", RESULTS, ids=named)
def test_the_number_follows_from_the_inputs(result: dict[str, Any]):
    _, criterion = found(result)
    number = criterion.number
    assert number
    # Well within what an answer is allowed: the rest is for its rounding.
    assert computed(result) == pytest.approx(number.value, rel=max(0.3 * number.within, 1e-9))


@pytest.mark.parametrize("result", RESULTS, ids=named)
def test_the_question_gives_every_input(result: dict[str, Any]):
    question, _ = found(result)
    text = re.sub(r"(?<=\d)(?:,|\{,\}|\\,)(?=\d{3})", "", question.text)
    given = {float(digits) for digits in re.findall(r"\d+(?:\.\d+)?", text)}

    assert [name for name, value in result["inputs"].items() if float(value) not in given] == []


@pytest.mark.parametrize("result", RESULTS, ids=named)
def test_the_reference_answer_comes_to_it(result: dict[str, Any]):
    question, criterion = found(result)
    assert criterion.number
    assert find_number(criterion.number, question.answer)[0] == "right"


@pytest.mark.parametrize("result", RESULTS, ids=named)
def test_another_input_would_give_another_number(result: dict[str, Any]):
    less = {name: value - 1 if isinstance(value, int) else value * 0.9 for name, value in result["inputs"].items()}
    others = [computed(result, **{name: value}) for name, value in less.items()]

    assert any(other != pytest.approx(computed(result)) for other in others)
