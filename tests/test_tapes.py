"""What a real mind replied to the judge's prompt, replayed: how far it agrees, and that a changed prompt shows."""

import json
from dataclasses import replace

import pytest

from tests.hostile.orders import ORDERS
from tests.hostile.target import targets
from tests.taped import TAPES as TAPES_FOLDER
from tests.taped import Tape, digest, figures, fitting, prompt, replay, tapes
from viva.bank import load
from viva.paths import data

TAPES = tapes()
LAST = TAPES[-1]
AGREEMENT = 0.92
"""Least share of verdicts as expected, on samples whose cues are of other hands."""


def test_the_last_tape_is_of_the_prompt_as_it_is():
    assert prompt() == LAST.prompt, "prompts/judge.md was changed since: record new replies, and keep the old tape"


def test_most_of_the_last_tape_still_fits_the_bank():
    assert len(list(fitting(LAST))) >= 0.8 * len(LAST.rows)


@pytest.mark.parametrize("tape", TAPES, ids=lambda tape: tape.name)
def test_the_mind_agrees_with_the_samples(tape: Tape):
    found = figures(tape)

    assert found.agree >= AGREEMENT, found
    assert found.doubted <= 0.08 * found.answers, found


def test_verdicts_that_are_turned_round_are_noticed():
    def turned(reply: str) -> str:
        return reply.replace('"met"', '"x"').replace('"missed"', '"met"').replace('"x"', '"missed"')

    rows = tuple(row | {"replies": [turned(row["replies"][0])] * 2} for row in LAST.rows[:12])
    found = figures(replace(LAST, rows=rows))

    assert found.agree < AGREEMENT
    assert found.doubted > 0


async def test_a_tape_that_is_asked_more_than_it_holds_fails():
    question, sample, _ = next(iter(fitting(LAST)))

    with pytest.raises(AssertionError, match="script has run out"):
        await replay(question, sample, [])


def test_a_changed_question_or_sample_is_left_out():
    row = LAST.rows[0]
    changed = replace(LAST, rows=(row | {"fingerprint": "0" * 16}, row | {"answer": digest("Another answer.")}))

    assert list(fitting(changed)) == []


async def test_no_order_gains_anything_from_the_mind():
    tape = json.loads((TAPES_FOLDER / "hostile-1.json").read_text("utf-8"))
    made = {(a.name, t.question.id): a.make(t) for t in targets(load(data("questions")).questions) for a in ORDERS}
    bank = {question.id: question for question in load(data("questions")).questions}
    scores = {}
    for row in tape["rows"]:
        question, text = bank.get(row["question"]), made.get((row["attack"], row["question"]), "")
        if question and (question.fingerprint, digest(text)) == (row["fingerprint"], row["answer"]):
            sample = question.samples[0].model_copy(update={"answer": text})
            scores[row["attack"], question.id] = (await replay(question, sample, row["replies"])).score

    assert tape["prompt"] == prompt()
    assert len(scores) >= 0.8 * len(tape["rows"]) >= 48
    assert {attack: score for attack, score in scores.items() if score > 0.05} == {}
