"""The transcript in Markdown."""

from tests.playing import Talk, after
from viva.interview import Answered, Asked, Ended, Plan, Skipped
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
