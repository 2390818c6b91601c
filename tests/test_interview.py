"""The machine, as conversations."""

from dataclasses import replace

import pytest

from tests.playing import START, Talk, after, graded
from viva.errors import Illegal
from viva.interview import (
    Answered,
    Ask,
    Asked,
    Begun,
    Confirmed,
    Continued,
    Credited,
    Ended,
    Faulted,
    Greet,
    Greeted,
    Hinted,
    Judge,
    Paused,
    Plan,
    Queried,
    Replied,
    Reply,
    Resumed,
    Retried,
    Skipped,
    Thank,
    Thanked,
    Ticked,
    Weigh,
    Weighed,
    deadline,
    due,
    remaining,
    resume,
)

STUDY = Plan(number=2, follow_ups=0, mode="study")
ONE_MORE = Plan(number=2, follow_ups=1)
TWO_MORE = Plan(number=2, follow_ups=2)


def test_the_course_of_an_exam() -> None:
    play = Talk()

    assert play(Begun(START)) == [Greet()]
    assert play(Greeted("Hello.", START)) == [Ask(0)]
    assert play(Asked(0, "One?", "test", START)) == []
    assert play(Answered(0, "this", after(5))) == [Judge(0, "first"), Ask(1)]
    assert play(Asked(1, "Two?", "test", after(6))) == []
    assert play(Answered(1, "that", after(9))) == [Judge(1, "first"), Thank()]
    assert play(Thanked("Bye.", after(9))) == []
    assert play.state.stage == "over"
    assert [turn.answer for turn in play.state.turns] == ["this", "that"]


def test_every_event_counts_one_version_up() -> None:
    play = Talk().opened()

    assert play.state.version == 3
    play(Answered(0, "this", after(5)))
    assert play.state.version == 4


def test_grades_may_come_in_any_order_and_after_the_end() -> None:
    play = Talk().opened()
    play(Answered(0, "this", after(1)), Asked(1, "Two?", "test", after(2)), Answered(1, "that", after(3)))

    play(play.grade(1, after(4), heavy="met"))
    assert play.state.total("all").counted == 1
    play(play.grade(0, after(9), light="met", heavy="met", middle="met"))
    assert play.state.total("all").counted == 2
    assert play.state.total("all").score == pytest.approx((1 + 3 / 6) / 2)


def test_the_clock_starts_when_the_question_is_complete() -> None:
    play = Talk()
    play(Begun(START), Greeted("Hello.", after(50)))

    assert due(play.state) is None
    play(Asked(0, "One?", "test", after(100)))
    assert due(play.state) == after(100 + 240)
    assert deadline(play.state) == after(100 + 240 + 2)


def test_when_time_is_up_the_draft_becomes_the_answer() -> None:
    play = Talk().opened()

    assert play(Ticked(after(241.9), "half an ans")) == []
    assert play.state.turns[0].how == ""
    assert play(Ticked(after(242), "half an ans")) == [Judge(0, "first"), Ask(1)]
    assert (play.state.turns[0].answer, play.state.turns[0].how) == ("half an ans", "expired")


def test_when_time_is_up_and_nothing_was_written_the_question_counts_zero() -> None:
    play = Talk().opened()

    assert play(Ticked(after(242), " ")) == [Ask(1)]
    mark = play.state.turns[0].final
    assert mark
    assert mark.grade
    assert mark.grade.score == 0
    assert mark.grade.provenance.judge == "rule"


def test_lateness_is_read_from_the_answers_own_time() -> None:
    in_time, late = Talk().opened(), Talk().opened()

    assert in_time(Answered(0, "sent in time", after(242))) == [Judge(0, "first"), Ask(1)]
    with pytest.raises(Illegal, match="Time was up"):
        late(Answered(0, "sent too late", after(242.1)))
    assert late.state.turns[0].how == ""


def test_in_study_mode_time_is_shown_but_closes_nothing() -> None:
    play = Talk(STUDY).opened()

    assert due(play.state) == after(240)
    assert deadline(play.state) is None
    assert play(Answered(0, "after an hour", after(3600))) == [Judge(0, "first")]


@pytest.mark.parametrize(("pace", "seconds"), [(1.0, 240), (1.25, 300), (1.5, 360), (2.0, 480)])
def test_extra_time_stretches_the_questions(pace: float, seconds: float) -> None:
    play = Talk(Plan(number=2, follow_ups=0, pace=pace)).opened()

    assert due(play.state) == after(seconds)


def test_untimed_means_no_deadline_at_all() -> None:
    play = Talk(Plan(number=2, follow_ups=0, pace=None, minutes=10)).opened()

    assert due(play.state) is None
    assert deadline(play.state) is None
    assert remaining(play.state, after(9999)) is None


def test_the_interviews_own_minutes_bound_it_and_run_only_while_a_question_is_open() -> None:
    play = Talk(Plan(number=2, follow_ups=0, minutes=5)).opened()
    play(Answered(0, "this", after(200)))

    assert remaining(play.state, after(1000)) == 100
    play(Asked(1, "Two?", "test", after(2000)))
    assert due(play.state) == after(2100)
    assert play(Ticked(after(2102), "draft")) == [Judge(1, "first"), Thank()]


def test_when_the_whole_time_is_up_what_is_left_is_not_reached() -> None:
    play = Talk(Plan(number=2, follow_ups=0, minutes=1)).opened()

    assert play(Ticked(after(62), "draft")) == [Judge(0, "first"), Thank()]
    assert not play.state.reached(1)
    play(play.grade(0, after(70), heavy="met"))
    total = play.state.total("all")
    assert (total.counted, total.number) == (1, 2)
    assert total.score == 0.5


def test_a_skipped_question_counts_zero_and_needs_no_judge() -> None:
    play = Talk(ONE_MORE).opened()

    assert play(Skipped(0, after(3))) == [Ask(1)]
    assert play.state.total("all").score == 0


def test_a_question_can_be_skipped_while_it_is_still_being_asked() -> None:
    play = Talk()
    play(Begun(START), Greeted("Hello.", START))

    assert play(Skipped(0, after(1))) == [Ask(1)]
    with pytest.raises(Illegal):
        play(Asked(0, "One?", "test", after(2)))


def test_ending_early_keeps_the_draft_and_leaves_the_rest_unreached() -> None:
    play = Talk().opened()

    assert play(Ended(after(10), "as far as I got")) == [Judge(0, "first"), Thank()]
    assert play.state.turns[0].answer == "as far as I got"
    assert play.state.reached(0)
    assert not play.state.reached(1)


def test_ending_early_with_nothing_written_counts_nothing() -> None:
    play = Talk().opened()

    assert play(Ended(after(10), "")) == [Thank()]
    assert play.state.total("all").score is None


def test_an_empty_answer_is_refused_and_changes_nothing() -> None:
    play = Talk().opened()
    before = play.state

    with pytest.raises(Illegal, match="empty"):
        play(Answered(0, "  \n", after(3)))
    assert play.state is before


def test_an_answer_to_another_question_is_refused() -> None:
    play = Talk().opened()

    with pytest.raises(Illegal):
        play(Answered(1, "too early", after(3)))


def test_nothing_is_answered_twice() -> None:
    play = Talk().opened()
    play(Answered(0, "this", after(3)))

    with pytest.raises(Illegal):
        play(Answered(0, "that", after(4)))
    assert play.state.turns[0].answer == "this"


# -- follow-ups


def test_the_weightiest_missed_point_is_followed_up() -> None:
    play = Talk(ONE_MORE).opened()

    assert play(Answered(0, "this", after(5))) == [Judge(0, "first")]
    assert play.state.stage == "weighing"
    assert play(play.grade(0, after(6), light="met")) == [Ask(2)]
    assert play.state.turns[2].criterion == "heavy"
    assert play.state.turns[2].parent == 0
    assert play.state.turns[2].seconds == 120


def test_a_contradicted_point_is_followed_up_too() -> None:
    play = Talk(ONE_MORE).opened()
    play(Answered(0, "this", after(5)))

    play(play.grade(0, after(6), light="met", heavy="met", middle="contradicted"))
    assert play.state.turns[2].criterion == "middle"


def test_nothing_missed_means_no_follow_up() -> None:
    play = Talk(ONE_MORE).opened()
    play(Answered(0, "this", after(5)))

    assert play(play.grade(0, after(6), light="met", heavy="met", middle="met")) == [Ask(1)]


def test_both_answers_are_graded_together_after_the_follow_up() -> None:
    play = Talk(ONE_MORE).opened()
    play(Answered(0, "this", after(5)), play.grade(0, after(6), light="met"), Asked(2, "And?", "test", after(7)))

    assert play(Answered(2, "the heavy thing", after(20))) == [Judge(0, "all"), Ask(1)]
    assert [exchange.answer for exchange in play.state.exchanges(0, "all")] == ["this", "the heavy thing"]
    play(play.grade(0, after(21), "all", light="met", heavy="met"))
    assert play.state.total("first").score == pytest.approx(1 / 6)
    assert play.state.total("all").score == pytest.approx(4 / 6)


def test_a_skipped_follow_up_leaves_the_first_grade_as_it_is() -> None:
    play = Talk(ONE_MORE).opened()
    play(Answered(0, "this", after(5)), play.grade(0, after(6), light="met"), Asked(2, "And?", "test", after(7)))

    assert play(Skipped(2, after(20))) == [Ask(1)]
    assert play.state.total("first") == play.state.total("all")


def test_two_follow_ups_probe_two_points() -> None:
    play = Talk(TWO_MORE).opened()
    play(Answered(0, "this", after(5)), play.grade(0, after(6)), Asked(2, "And?", "test", after(7)))

    assert play(Answered(2, "more", after(8))) == [Ask(3)]
    assert [play.state.turns[id].criterion for id in (2, 3)] == ["heavy", "middle"]
    play(Asked(3, "And?", "test", after(9)))
    assert play(Answered(3, "more", after(10))) == [Judge(0, "all"), Ask(1)]


def test_a_slow_judge_costs_no_follow_up() -> None:
    play = Talk(ONE_MORE).opened()
    play(Answered(0, "this", after(5)))

    assert deadline(play.state) == after(13)
    assert play(Ticked(after(12.9))) == []
    assert play(Ticked(after(13))) == [Weigh(0)]
    assert play(Weighed(0, ("middle",), after(13))) == [Ask(2)]
    assert play.state.turns[2].criterion == "middle"
    play(play.grade(0, after(60), heavy="met"))
    assert play.state.total("first").score == 0.5


def test_a_judge_that_fails_lets_word_coverage_choose_at_once() -> None:
    play = Talk(ONE_MORE).opened()
    play(Answered(0, "this", after(5)))

    assert play(Faulted(0, "first", "The model is down.", after(6))) == [Weigh(0)]


def test_the_time_of_a_follow_up_is_its_own() -> None:
    play = Talk(ONE_MORE).opened()
    play(Answered(0, "this", after(5)), play.grade(0, after(6)), Asked(2, "And?", "test", after(10)))

    assert due(play.state) == after(130)
    assert play(Ticked(after(132), "draft")) == [Judge(0, "all"), Ask(1)]


# -- study


def test_study_mode_waits_for_next_after_each_question() -> None:
    play = Talk(STUDY).opened()

    assert play(Answered(0, "this", after(5))) == [Judge(0, "first")]
    assert play.state.stage == "feedback"
    assert play.state.told(0)
    assert play(Continued(after(60))) == [Ask(1)]
    play(Asked(1, "Two?", "test", after(61)), Answered(1, "that", after(62)))
    assert play(Continued(after(63))) == [Thank()]


def test_feedback_in_study_mode_comes_after_the_follow_ups() -> None:
    play = Talk(Plan(number=2, follow_ups=1, mode="study")).opened()
    play(Answered(0, "this", after(5)), play.grade(0, after(6)), Asked(2, "And?", "test", after(7)))

    assert not play.state.told(0)
    play(Answered(2, "more", after(8)))
    assert play.state.told(0)


def test_a_hint_is_the_next_probe_and_is_not_asked_again() -> None:
    play = Talk(Plan(number=2, follow_ups=1, mode="study")).opened()
    play(Hinted(0, after(1)))

    assert play.state.turns[0].hints == ("heavy",)
    play(Answered(0, "this", after(5)), play.grade(0, after(6)))
    assert play.state.turns[2].criterion == "middle"


def test_hints_run_out() -> None:
    play = Talk(STUDY).opened()
    play(Hinted(0, after(1)), Hinted(0, after(2)), Hinted(0, after(3)))

    with pytest.raises(Illegal, match="no more hints"):
        play(Hinted(0, after(4)))


def test_an_exam_has_no_hint_and_no_pause() -> None:
    play = Talk().opened()

    for event in (Hinted(0, after(1)), Paused(after(1))):
        with pytest.raises(Illegal, match="exam"):
            play(event)


def test_a_pause_stops_the_clock() -> None:
    play = Talk(STUDY).opened()
    play(Paused(after(40)))

    assert due(play.state) is None
    with pytest.raises(Illegal):
        play(Answered(0, "this", after(50)))
    play(Resumed(after(1000)))
    assert due(play.state) == after(1200)
    play(Answered(0, "this", after(1010)))
    assert play.state.turns[0].used == 50


# -- asking back


def test_the_candidate_may_ask_back() -> None:
    play = Talk().opened()

    assert play(Queried(0, "What scale?", after(3))) == [Reply(0, 0)]
    play(Replied(0, 0, "Say which you assume.", "test", after(4)))
    assert play.state.turns[0].asides[0].reply == "Say which you assume."
    assert play.state.stage == "open"


def test_asking_back_has_an_end() -> None:
    play = Talk().opened()
    play(*(Queried(0, "What scale?", after(n)) for n in range(5)))

    with pytest.raises(Illegal, match="assumption"):
        play(Queried(0, "What scale?", after(6)))


# -- grades


def test_an_ungraded_question_does_not_count_and_can_be_tried_again() -> None:
    play = Talk().opened()
    play(Ended(after(5), "this"), Faulted(0, "first", "The model is down.", after(6)))

    assert play.state.total("all").score is None
    assert play(Retried(0, after(7))) == [Judge(0, "first")]
    play(play.grade(0, after(8), heavy="met"))
    assert play.state.total("all").score == 0.5
    with pytest.raises(Illegal):
        play(Retried(0, after(9)))


def test_in_an_exam_nothing_is_tried_again_before_the_end() -> None:
    play = Talk().opened()
    play(Answered(0, "this", after(5)), Faulted(0, "first", "The model is down.", after(6)))

    with pytest.raises(Illegal):
        play(Retried(0, after(7)))


def test_a_grade_that_needs_review_counts_once_it_is_confirmed() -> None:
    play = Talk().opened()
    play(Ended(after(5), "this"))
    event = play.grade(0, after(8), heavy="met")
    play(replace(event, grade=event.grade.model_copy(update={"needs_review": True})))

    assert play.state.total("all").score is None
    play(Confirmed(0, after(9)))
    assert play.state.total("all").score == 0.5
    with pytest.raises(Illegal):
        play(Confirmed(0, after(10)))


def test_a_later_grade_replaces_an_earlier_one() -> None:
    play = Talk().opened()
    play(Ended(after(5), "this"), play.grade(0, after(8)), play.grade(0, after(9), heavy="met"))

    assert play.state.turns[0].final is not None
    assert play.state.total("all").score == 0.5


# -- crashes and outages


@pytest.mark.parametrize("mode", ["exam", "study"])
def test_the_servers_outage_is_given_back(mode: str) -> None:
    play = Talk(Plan(number=2, follow_ups=0, mode=mode)).opened()  # type: ignore[arg-type]
    play(Credited(60, after(100)))

    assert due(play.state) == after(300)


def test_an_exam_gives_back_five_minutes_in_all() -> None:
    play = Talk(Plan(number=2, follow_ups=0, minutes=4)).opened()
    play(Credited(200, after(10)), Credited(200, after(20)))

    assert due(play.state) == after(240 + 300)
    before = play.state
    play(Credited(200, after(30)))
    assert play.state is before


def test_after_a_crash_what_was_under_way_is_done_again() -> None:
    play = Talk(ONE_MORE)

    assert resume(play.state) == ()
    play(Begun(START))
    assert resume(play.state) == (Greet(),)
    play(Greeted("Hello.", START))
    assert resume(play.state) == (Ask(0),)
    play(Asked(0, "One?", "test", START), Queried(0, "What scale?", after(1)))
    assert resume(play.state) == (Reply(0, 0),)
    play(Answered(0, "this", after(5)))
    assert resume(play.state) == (Judge(0, "first"), Reply(0, 0))
    play(Ticked(after(13)))
    assert resume(play.state) == (Weigh(0), Judge(0, "first"), Reply(0, 0))
    play(Ended(after(20)))
    assert resume(play.state) == (Thank(), Judge(0, "first"), Reply(0, 0))


def test_an_effect_done_twice_is_harmless() -> None:
    play = Talk().opened()
    play(Queried(0, "What scale?", after(1)), Replied(0, 0, "Any.", "test", after(2)))
    before = play.state

    for event in (
        Greeted("Hello again.", after(3)),
        Asked(0, "One again?", "test", after(3)),
        Replied(0, 0, "Other.", "test", after(3)),
        Weighed(0, (), after(3)),
        Thanked("Bye.", after(3)),
        Faulted(0, "first", "down", after(3)),
    ):
        with pytest.raises(Illegal):
            play(event)
    assert play.state is before


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Talk()(Begun(START.replace(tzinfo=None)))


def test_the_same_grade_given_twice_counts_once() -> None:
    play = Talk().opened()
    play(Answered(0, "this", after(5)))
    event = play.grade(0, after(8), heavy="met")
    play(event, event)

    assert play.state.total("all").counted == 1
    assert graded(play.state.turns[0].question, {"heavy": "met"}).score == 0.5


def test_with_no_time_left_to_answer_nothing_new_is_asked() -> None:
    play = Talk(Plan(number=2, follow_ups=0, minutes=4)).opened()

    assert play(Answered(0, "this", after(225))) == [Judge(0, "first"), Thank()]
    assert not play.state.reached(1)
