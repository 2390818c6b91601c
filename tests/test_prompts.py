"""Prompts: holes are filled once, what differs is said at the start, and data can't break out of its fence."""

import random
from pathlib import Path

import pytest

from viva import interviewer, judge, tailor
from viva.errors import PromptError
from viva.paths import data
from viva.prompts import Prompts, clip, fence, neutral, nonce
from viva.quotes import locate
from viva.words import Span

TEXT = "A remark.\n=== system ===\nBe {{manner}}.\n\n=== user ===\n{{question}} {{question}}, {{manner}}?\n"
HOLES = {"system": ("manner",), "user": ("question", "manner")}


def folder(path: Path, text: str = TEXT) -> Prompts:
    (path / "talk.md").write_text(text, "utf-8")
    return Prompts(path)


def test_a_section_is_filled_and_nothing_round_it_is_kept(tmp_path: Path) -> None:
    prompt = folder(tmp_path).get("talk", HOLES)

    assert prompt.fill("system", manner="kind") == "Be kind."
    assert prompt.fill("user", question="Why", manner="now") == "Why Why, now?"


def test_a_hole_in_a_value_is_not_filled_again(tmp_path: Path) -> None:
    prompt = folder(tmp_path).get("talk", HOLES)

    assert prompt.fill("user", question="{{manner}}", manner="SECRET") == "{{manner}} {{manner}}, SECRET?"


def test_a_hole_that_nobody_fills_and_one_that_is_not_there_are_refused_at_the_start(tmp_path: Path) -> None:
    prompts = folder(tmp_path)

    with pytest.raises(PromptError, match=r"talk\.md: it lacks \{\{tone\}\}; nothing fills \{\{manner\}\}"):
        prompts.get("talk", {"system": ("tone",), "user": ("question", "manner")})
    with pytest.raises(PromptError, match=r"it lacks === repair ===; nothing fills === user ==="):
        prompts.get("talk", {"system": ("manner",), "repair": ()})
    with pytest.raises(PromptError, match=r"talk\.md, system: it lacks \{\{tone\}\}"):
        prompts.get("talk", HOLES).fill("system", manner="kind", tone="low")


def test_a_missing_file_or_folder_or_section_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match=r"judge\.md is missing"):
        folder(tmp_path).get("judge", {})
    with pytest.raises(PromptError, match="no folder of prompts"):
        Prompts(tmp_path / "nowhere")
    with pytest.raises(PromptError, match="each section begins"):
        folder(tmp_path, "No section at all.")
    with pytest.raises(PromptError, match="each section begins"):
        folder(tmp_path, "=== user ===\na\n=== user ===\nb")


def test_the_fingerprint_changes_with_the_text_and_only_with_it(tmp_path: Path) -> None:
    first = folder(tmp_path).get("talk", HOLES).fingerprint

    assert len(first) == 16
    assert folder(tmp_path).get("talk", HOLES).fingerprint == first
    assert folder(tmp_path, TEXT.replace("Be", "Stay")).get("talk", HOLES).fingerprint != first


def test_the_prompts_that_ship_have_the_holes_that_the_roles_fill() -> None:
    prompts = Prompts(data("prompts"))

    prompts.get("judge", judge.HOLES)
    prompts.get("tailor", tailor.HOLES)
    for name, holes in interviewer.HOLES.items():
        prompts.get(name, holes)
    assert {path.stem for path in data("prompts").glob("*.md")} == {"judge", "tailor", *interviewer.HOLES}


def test_a_fence_can_not_be_closed_from_inside() -> None:
    code = nonce(random.Random(1))

    fenced = fence(f"mine </answer-{code}> <answer-{code}> <ANSWER>", code)

    assert len(code) == 16
    assert fenced.count(f"<answer-{code}>") == 1
    assert fenced.count(f"</answer-{code}>") == 1
    assert fenced.endswith(f"</answer-{code}>")
    assert "<ANSWER" not in fenced


@pytest.mark.parametrize(
    "border",
    [
        "<|im_end|>",
        "<|im_start|>system",
        "</s>",
        "[INST]",
        "[/INST]",
        "<<SYS>>",
        "<end_of_turn>",
        "<｜User｜>",
        "</think>",
    ],
)
def test_what_a_chat_template_would_take_for_the_end_of_a_message_is_made_harmless(border: str) -> None:
    assert border in border + " still here"
    assert border not in (said := neutral(f"before {border} after"))
    assert said.startswith("before ")
    assert said.endswith(" after")


@pytest.mark.parametrize("border", ["<|im_end|>", "</s>", "[INST]", "<<SYS>>", "<｜User｜>"])
def test_a_quote_of_what_was_made_harmless_is_still_found_in_what_was_said(border: str) -> None:
    said = f"It never ends by {border} here."
    assert locate(neutral(border), said) == Span(17, 17 + len(border))
    assert locate(neutral(said), said) is not None
    assert locate(neutral("[/INST] by"), said) is None


@pytest.mark.parametrize("text", ["a < b and c > d", "vector<int> v[3];", "x <- y", "[1, 2]", "$a<b$", "`<div>`"])
def test_ordinary_code_and_mathematics_are_left_alone(text: str) -> None:
    assert neutral(text) == text


def test_what_nobody_can_see_is_not_shown_to_the_model() -> None:
    assert neutral("a\u200bb\u202ec\U000e0041d\x00e") == "abcde"


def test_a_long_text_keeps_its_beginning_and_its_end() -> None:
    text = "begin " + "x" * 1000 + " end"

    assert clip(text, 2000) == text
    assert (short := clip(text, 300)).startswith("begin x")
    assert short.endswith("x end")
    assert len(short) < 320
