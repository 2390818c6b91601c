"""The bank that ships with Viva: sound, and told apart by the judge that needs no model."""

from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import mean

import pytest

from tests.fakes import answered
from viva.bank import Bank, check, load
from viva.basic import coverage, judge
from viva.errors import Ungradable
from viva.grading import Exchange
from viva.paths import data
from viva.questions import Question

STRONG, WRONG, REFERENCE = 0.75, 0.30, 0.85
"""Least score of a strong sample, most of a wrong one, least of the reference answer, by the basic judge."""

FALSE_ALARMS = 0.08
"""Most honest texts that may need a person's look, as a share."""

Row = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load(data("questions"))


def exchanges(question: Question, answer: str) -> Sequence[Exchange]:
    return (Exchange(asked=question.text, answer=answer),)


def row(question: Question) -> Row:
    """The basic judge's scores of the strong, partial and wrong sample and of the reference."""
    strong, partial, wrong = (sample.answer for sample in question.samples)
    scores = [judge(question, exchanges(question, text)).score for text in (strong, partial, wrong, question.answer)]
    return (scores[0], scores[1], scores[2], scores[3])


def table(rows: dict[str, Row]) -> str:
    lines = [f"{'question':40} strong partial wrong reference"]
    lines += [f"{id:40} {s:6.2f} {p:7.2f} {w:5.2f} {r:9.2f}" for id, (s, p, w, r) in rows.items()]
    return "\n".join(lines)


def test_the_bank_has_no_fault():
    assert [str(fault) for fault in check(data("questions"), datetime.now(UTC).date()) if not fault.warning] == []


def test_every_sample_scores_as_its_name_says(bank: Bank):
    rows = {question.id: row(question) for question in bank.questions}
    odd = {
        id: (strong, partial, wrong, reference)
        for id, (strong, partial, wrong, reference) in rows.items()
        if not strong > partial > wrong or strong < STRONG or wrong > WRONG or reference < REFERENCE
    }

    assert not odd, f"\n{table(odd)}"


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


def test_no_answer_to_another_question_covers_as_much_as_the_own_one(bank: Bank):
    answers = {question.id: question.samples[0].answer for question in bank.questions}
    others: list[float] = []
    for question in bank.questions:
        scores = {id: coverage(question, exchanges(question, answer)) or 0.0 for id, answer in answers.items()}
        own = scores.pop(question.id)
        others += scores.values()

        assert [id for id, score in scores.items() if score >= own] == [], question.id
    assert mean(others) <= 0.25


def test_an_answer_in_another_language_is_not_graded(bank: Bank):
    said = "Das weiß ich nicht so genau, aber ich denke, dass die Antwort mit den Daten und dem Modell zusammenhängt."

    for question in bank.questions:
        with pytest.raises(Ungradable):
            judge(question, exchanges(question, said))
