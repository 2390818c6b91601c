"""The transcript in Markdown."""

from tests.playing import Talk, after, graded, topic_question
from viva.grading import Found
from viva.interview import Answered, Asked, Decided, Disputed, Ended, Graded, Plan, Skipped
from viva.questions import Misconception
from viva.transcript import markdown


def test_it_holds_what_was_asked_answered_and_graded() -> None:
    play = Talk(Plan(number=2, follow_ups=1)).opened()
    play(Answered(0, "first line\nsecond line", after(5)), play.grade(0, after(6), light="met"))
    play(Asked(2, "And the heavy thing?", "test", after(7)), Answered(2, "It is heavy.", after(9)))
    play(play.grade(0, after(10), "all", light="met", heavy="met"), Asked(1, "Two?", "test", after(11)))
    play(Skipped(1, after(12)))
    text = markdown(play.state)

    assert "> first line\n> second line" in text
    assert "**Follow-up:** And the heavy thing?" in text
    assert "- **met** (3 p.): It says the heavy thing." in text
    assert "- **missed** (2 p.): It says the middle thing." in text
    assert "**Score: 33%** (8% before the follow-ups), 2 of 2 graded." in text
    assert "Skipped." in text
    assert "CANARY-REFERENCE" in text


def test_a_question_that_was_not_reached_is_not_given_away() -> None:
    play = Talk().opened()
    play(Ended(after(1), ""))
    text = markdown(play.state)

    assert text.count("CANARY-REFERENCE") == 1
    assert "Not reached." in text
    assert "**No score:** 0 of 2 graded." in text


def test_it_holds_what_people_said_of_a_grade_beside_the_judges() -> None:
    wrong = (Misconception(id="false", says="It says a false thing.", cues=("false",)),)
    play = Talk(Plan(number=1, follow_ups=0), questions=(topic_question("rag/one", misconceptions=wrong),)).opened()
    play(Ended(after(1), "this"))
    given = graded(play.state.turns[0].question, {"light": "met"}, "basic@1")
    play(Graded(0, "first", given.model_copy(update={"misconceptions": (Found(misconception="false"),)}), after(2)))
    play(Disputed(0, "middle", "I said\nso.", after(3)), Decided(0, "heavy", "met", "It is\nthere.", after(4)))
    play(Decided(0, "false", "not said", "", after(5)))
    text = markdown(play.state)

    assert "judged by `basic@1` (1 of 1 grades set by a person)." in text
    assert "**67%**, set by a person; `basic@1` gave 17%." in text
    heavy = "- **met** (3 p.): It says the heavy thing.\n  - Set by a person (the judge said: not found in your words)"
    assert f"{heavy}: It is there." in text
    assert (
        "- **not found in your words** (2 p.): It says the middle thing.\n  - Disputed by the candidate: I said so."
        in text
    )
    assert "- **no misconception**: It says a false thing.\n  - Set by a person (the judge said: said)." in text
