"""A text as one reads it out."""

import pytest

from viva.bank import load
from viva.paths import data
from viva.spoken import CODE, FORMULA, spoken


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("What is **RAG**, and `top_k`?", "What is RAG , and top_k ?"),
        ("Look:\n\n```python\nprint(1)\n```\n\nWhy?", f"Look: ({CODE}). Why?"),
        ("An unclosed block:\n```\nprint(1)", f"An unclosed block: ({CODE})"),
        ("It takes $O(n^2)$ steps, with $n$ tokens.", f"It takes {FORMULA} steps, with n tokens."),
        ("$$\\sum_i x_i$$ is the sum.", f"({FORMULA}) is the sum."),
        ("It costs $5 to $10 a day.", "It costs $5 to $10 a day."),
        ("One costs $5, $10 or $20.", "One costs $5, $10 or $20."),
        ("Input costs $3 + output $15, so <$20.", "Input costs $3 + output $15, so <$20."),
        (
            "A run costs \\$0.004, and \\$0.012 with a judge; $x = \\$5$.",
            f"A run costs $0.004, and $0.012 with a judge; {FORMULA}.",
        ),
        ("See [the paper](https://example.org/x) now.", "See the paper now."),
        ("# One\n- two\n3. three\n> four", "One. two. three. four"),
        ("($2^{30}$ bytes)", f"({FORMULA} bytes)"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a b. 1 2"),
        ("", ""),
    ],
)
def test_signs_for_the_eye_are_left_out(text: str, said: str) -> None:
    assert spoken(text) == said


def test_no_question_of_the_bank_is_read_with_its_signs() -> None:
    for question in load(data("questions")).questions:
        said = spoken(question.text)
        assert said
        assert not [sign for sign in ("**", "```", "\\", "$$", f"{FORMULA}0") if sign in said]


@pytest.mark.parametrize(
    "sign", [" ", "[", "|", "-", "$", "`", "*", "#", "$a", "$a=", "\\", "[a](", "\n", "\n ", "| ", "$$", "{"]
)
def test_a_long_text_of_one_sign_is_read_at_all(sign: str) -> None:
    # A pattern that tries each way to split it would not come back.
    assert isinstance(spoken(sign * 30_000 + "x"), str)
