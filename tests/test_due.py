"""Missed points come back: later each time they are said, at once where they are missed again."""

from datetime import timedelta
from typing import Any

import pytest

from tests.playing import START, topic_question
from tests.test_progress import result
from viva.due import NEEDED, WEAK, Practice, chosen
from viva.progress import Result
from viva.questions import Question


def question(id: str, says: str = "", **changes: Any) -> Question:
    """A question whose point `heavy` says that, if anything."""
    made = topic_question(id, **changes)
    if not says:
        return made
    rubric = tuple(c.model_copy(update={"says": says}) if c.id == "heavy" else c for c in made.rubric)
    return made.model_copy(update={"rubric": rubric})


def came(day: float, id: str = "rag/one", **points: Any) -> Result:
    return result(0.5, day, question_id=id, topic=id.partition("/")[0], points=points)


def own(id: str) -> Question:
    """A question whose points are like those of no other."""
    made = topic_question(id)
    says = {c.id: f"{c.id} {id.replace('/', 'x')} nothing else." for c in made.rubric}
    return made.model_copy(update={"rubric": tuple(c.model_copy(update={"says": says[c.id]}) for c in made.rubric)})


ONE, TWO = own("rag/one"), own("rag/two")


def test_a_point_that_was_never_missed_is_no_card() -> None:
    assert Practice([ONE]).deck([came(0, heavy="met")]) == ()


def test_a_missed_point_comes_back_within_days_and_later_each_time_it_is_said() -> None:
    practice = Practice([ONE])
    answers = [came(0, heavy="missed"), came(2, heavy="met"), came(12, heavy="met")]

    waits = []
    for n in range(1, 4):
        [due] = practice.deck(answers[:n])
        waits.append(due.at - answers[n - 1].at)
    assert timedelta(0) < waits[0] <= timedelta(days=2)
    assert waits[0] < waits[1] < waits[2]
    assert due.missed == 1


def test_a_point_missed_again_is_due_sooner_than_one_half_said() -> None:
    practice = Practice([ONE])
    first = [came(0, heavy="missed", light="missed"), came(3, heavy="met", light="met")]

    deck = practice.deck([*first, came(20, heavy="contradicted", light="partly")])
    assert [due.point[1] for due in deck] == ["heavy", "light"]
    assert deck[0].missed == 2


def test_the_same_point_of_another_question_is_asked_in_its_place() -> None:
    practice = Practice(
        [
            question("rag/one", "Keys and values of earlier tokens are stored, not computed again."),
            question("rag/two", "The keys and the values of earlier tokens are stored and not computed again."),
            question("rag/three", "A reranker reads question and passage together."),
        ]
    )

    [due] = practice.deck([came(0, heavy="missed")])
    assert (due.point, due.ask) == (("rag/one", "heavy"), "rag/two")
    [due] = practice.deck([came(0, heavy="missed"), came(1, "rag/two", heavy="met")])
    assert due.ask == "rag/one"
    [alone] = practice.deck([came(0, "rag/three", heavy="missed")])
    assert alone.ask == "rag/three"


def test_what_says_the_same_as_a_third_is_one_point_and_one_answer_to_it_counts() -> None:
    practice = Practice(
        [
            question("rag/a", "Alpha beta gamma delta."),
            question("rag/b", "Alpha beta gamma delta epsilon zeta."),
            question("rag/c", "Gamma delta epsilon zeta eta."),
        ]
    )

    [due] = practice.deck([came(0, "rag/c", heavy="missed")])
    assert (due.point, due.ask) == (("rag/a", "heavy"), "rag/a")
    assert due.questions == frozenset(("rag/a", "rag/b", "rag/c"))
    [said] = practice.deck([came(0, "rag/c", heavy="missed"), came(3, due.ask, heavy="met")])
    assert said.at > due.at


def test_two_points_of_a_question_that_are_one_with_a_third_are_answered_once_by_the_worse() -> None:
    both = question("rag/a", "Alpha beta gamma delta.")
    rubric = (both.rubric[0].model_copy(update={"says": "Gamma delta epsilon zeta eta."}), *both.rubric[1:])
    practice = Practice(
        [
            both.model_copy(update={"rubric": rubric}),
            question("rag/b", "Alpha beta gamma delta epsilon zeta."),
        ]
    )
    [alone] = practice.deck([came(0, "rag/a", heavy="missed")])

    for verdicts in ({"light": "met", "heavy": "missed"}, {"light": "missed", "heavy": "missed"}):
        [due] = practice.deck([came(0, "rag/a", **verdicts)])
        assert (due.missed, due.at) == (1, alone.at)


def test_what_the_bank_has_no_more_is_forgotten() -> None:
    practice = Practice([ONE])

    assert practice.deck([came(0, "rag/gone", heavy="missed"), came(0, gone="missed")]) == ()


def test_practice_is_of_what_is_due_the_most_overdue_first_and_never_of_what_is_being_asked() -> None:
    deck = Practice([ONE, TWO]).deck([came(0, heavy="missed", light="missed"), came(1, "rag/two", heavy="missed")])
    later = START + timedelta(days=30)

    assert chosen(deck, later, (), 5) == ("rag/one", "rag/two")
    assert chosen(deck, later, (), 1) == ("rag/one",)
    assert chosen(deck, later, ("rag/one",), 5) == ("rag/two",)
    assert chosen(deck, START, (), 5) == ()


def test_what_is_due_is_needed_most_then_what_is_shaky() -> None:
    practice = Practice([ONE, TWO, own("agents/one")])

    assert practice.needs([came(0, heavy="missed")], START + timedelta(days=30)) == {"rag/one": NEEDED, "rag/two": WEAK}
    assert practice.needs([came(0, heavy="missed")], START) == {"rag/one": WEAK, "rag/two": WEAK}
    assert practice.needs([], START) == {}


def test_what_another_judge_said_before_makes_nothing_shaky() -> None:
    practice = Practice([ONE, own("agents/one")])
    weak = result(0.1, 0, question_id="rag/one", judge="strict", points={})
    known = result(0.9, 1, question_id="rag/one", judge="basic@5", points={})

    assert practice.needs([weak, known], START) == {}
    assert practice.needs([known, result(0.1, 2, question_id="rag/one", judge="strict")], START) == {"rag/one": WEAK}


@pytest.mark.parametrize("judge", ["human", "rule"])
def test_one_grade_that_no_judge_gave_makes_nothing_less_shaky(judge: str) -> None:
    practice = Practice([ONE, own("agents/one")])
    weak, other = result(0.1, 0), result(0.9, 1, question_id="agents/one", topic="agents", judge=judge)

    assert practice.needs([weak, other], START) == {"rag/one": WEAK}
    assert practice.needs([result(0.1, judge=judge)], START) == {"rag/one": WEAK}
