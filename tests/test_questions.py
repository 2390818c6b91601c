"""What a question is."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.fakes import RUBRIC, STRONG, question
from viva.questions import Criterion, Number, Reference


def test_a_question_never_changes():
    with pytest.raises(ValidationError, match="frozen"):
        question().title = "Another one"


def test_a_key_that_nobody_knows_is_an_error():
    with pytest.raises(ValidationError, match="extra_forbidden"):
        question(hint="none")


@pytest.mark.parametrize(
    "changes",
    [
        {"level": "expert"},
        {"kind": "riddle"},
        {"minutes": 0},
        {"minutes": 61},
        {"title": "Short"},
        {"answer": "Too short"},
        {"rubric": RUBRIC[:2]},
        {"rubric": RUBRIC * 3},
        {"topic": "Not a slug"},
        {"tags": ("two words",)},
    ],
)
def test_what_is_out_of_bounds_is_refused(changes: dict[str, Any]):
    with pytest.raises(ValidationError):
        question(**changes)


def test_the_text_is_title_and_body():
    assert question(body="Name two costs.").text == "What is the KV cache, and what does it trade?\n\nName two costs."
    assert question().text == question().title


def test_points_add_up():
    assert question().possible == 3 + 2 + 1


def test_a_criterion_is_found_by_its_id():
    assert question().criterion("cost").points == 2

    with pytest.raises(KeyError, match="price"):
        question().criterion("price")


@pytest.mark.parametrize("field", ["title", "body", "answer", "rubric", "misconceptions"])
def test_the_fingerprint_changes_with_what_a_grade_depends_on(field: str):
    other: dict[str, Any] = {"rubric": RUBRIC[::-1], "misconceptions": ()}

    assert question(**{field: other.get(field, "Something else altogether.")}).fingerprint != question().fingerprint


@pytest.mark.parametrize(
    "changes", [{"minutes": 5}, {"tags": ()}, {"references": ()}, {"samples": ()}, {"source": "me"}]
)
def test_the_fingerprint_does_not_change_with_anything_else(changes: dict[str, Any]):
    assert question(**changes).fingerprint == question().fingerprint
    assert len(question().fingerprint) == 16


def test_the_public_part_gives_nothing_away():
    shown = question(body="In three sentences.").public().model_dump_json()

    assert "What is the KV cache" in shown
    assert "In three sentences." in shown
    for secret in (
        STRONG,
        "reference answer",
        *(c.says for c in RUBRIC),
        *(c.probe for c in RUBRIC),
        "value*",
        "example.org",
    ):
        assert secret not in shown


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://a b", "ftp://x", 'https://x.org/"><script>', ""])
def test_an_address_that_is_none_is_refused(url: str):
    with pytest.raises(ValidationError):
        Reference(id="x", title="A page", url=url, kind="docs")


@pytest.mark.parametrize("points", [0, 4])
def test_a_point_weighs_one_to_three(points: int):
    with pytest.raises(ValidationError):
        Criterion(id="x", points=points, says="It is so.", cues=("so",), probe="Is it?")


@pytest.mark.parametrize("within", [-0.1, 1.1])
def test_a_tolerance_is_a_share(within: float):
    with pytest.raises(ValidationError):
        Number(value=1, within=within)
