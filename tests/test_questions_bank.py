"""The bank that ships with Viva: sound, and told apart by the judge that needs no model."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import pytest

from tests.fakes import answered
from viva.bank import Bank, check, load
from viva.basic import coverage, judge
from viva.errors import Ungradable
from viva.grading import Exchange
from viva.paths import data
from viva.questions import Question

REFERENCE = 0.85
"""Least score of a reference answer, by the basic judge."""
FALSE_ALARMS = 0.08
"""Most honest texts that may need a person's look, as a share."""
OTHER_HANDS = json.loads((Path(__file__).parent / "other_hands.json").read_text())
"""Questions whose samples and cues are of different hands that had not seen each other's, and were never tuned."""


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load(data("questions"))


def exchanges(question: Question, answer: str) -> Sequence[Exchange]:
    return (Exchange(asked=question.text, answer=answer),)


@dataclass(frozen=True)
class Tried:
    """How the basic judge fares on the samples of some questions, as shares and mean scores (0 to 1)."""

    strong_over_partial: float
    partial_over_wrong: float
    strong: float
    wrong: float
    points: float
    """Verdicts as expected, of all points of all samples; "contradicted" earns what "missed" does, and counts so."""


def tried(questions: Sequence[Question]) -> Tried:
    rows, right = [], []
    for question in questions:
        grades = [judge(question, exchanges(question, sample.answer)) for sample in question.samples]
        rows.append([grade.score for grade in grades])
        for sample, grade in zip(question.samples, grades, strict=True):
            for point in grade.points:
                met, partly = point.criterion in sample.met, point.criterion in sample.partly
                right.append(point.verdict == ("met" if met else "partly" if partly else "missed"))
    return Tried(
        mean(strong > partial for strong, partial, _ in rows),
        mean(partial > wrong for _, partial, wrong in rows),
        mean(strong for strong, _, _ in rows),
        mean(wrong for _, _, wrong in rows),
        mean(right),
    )


def test_the_bank_has_no_fault(bank: Bank):
    faults, number = check(data("questions"), datetime.now(UTC).date())

    assert [str(fault) for fault in faults if not fault.warning] == []
    assert number == len(bank)


def test_the_samples_are_told_apart(bank: Bank):
    found = tried(bank.questions)

    assert found.strong_over_partial >= 0.95, found
    assert found.partial_over_wrong >= 0.90, found
    assert found.strong >= 0.80, found
    assert found.wrong <= 0.25, found


def test_samples_are_told_apart_by_cues_of_other_hands(bank: Bank):
    questions = [bank.get(id) for id in OTHER_HANDS]
    found = tried(questions)

    assert len(questions) >= len(bank) / 3
    assert found.strong_over_partial >= 0.90, found
    assert found.partial_over_wrong >= 0.80, found
    assert found.points >= 0.75, found


def test_every_reference_answer_says_its_points(bank: Bank):
    scores = {q.id: judge(q, exchanges(q, q.answer)).score for q in bank.questions}

    assert {id: score for id, score in scores.items() if score < REFERENCE} == {}


def test_few_samples_and_references_are_put_in_doubt(bank: Bank):
    texts = [
        (question, text)
        for question in bank.questions
        for text in (*(sample.answer for sample in question.samples), question.answer)
    ]
    doubted = [(q.id, text[:40]) for q, text in texts if judge(q, exchanges(q, text)).needs_review]

    assert len(doubted) <= FALSE_ALARMS * len(texts), doubted


@pytest.mark.parametrize("answer", ["I don't know", "Sorry, no idea.", ""])
def test_a_shrug_is_worth_nothing(bank: Bank, answer: str):
    assert {coverage(question, answered(answer)) for question in bank.questions} == {0.0}


def test_the_question_itself_is_worth_nothing(bank: Bank):
    echoes = [(question, text) for question in bank.questions for text in (question.title, question.text)]

    assert {coverage(question, exchanges(question, text)) for question, text in echoes} == {0.0}


def test_an_answer_to_another_question_covers_little(bank: Bank):
    others = [
        coverage(question, exchanges(question, other.samples[0].answer)) or 0.0
        for n, question in enumerate(bank.questions)
        for other in bank.questions[n % 7 :: 7]
        if other.id != question.id
    ]

    assert mean(others) <= 0.08
    assert mean(score > 0.35 for score in others) <= 0.02


def test_an_answer_in_another_language_is_not_graded(bank: Bank):
    said = "Das weiß ich nicht so genau, aber ich denke, dass die Antwort mit den Daten und dem Modell zusammenhängt."

    for question in bank.questions:
        with pytest.raises(Ungradable):
            judge(question, exchanges(question, said))
