"""The machine, as conversations."""

from dataclasses import replace
from typing import Any

import pytest

from tests.playing import START, Talk, after, graded, topic_question
from viva.errors import Illegal
from viva.grading import HUMAN, Found, Grade, Ruling, Verdict, score
from viva.interview import (
    Answered,
    Ask,
    Asked,
    Begun,
    Confirmed,
    Continued,
    Credited,
    Decided,
    Disputed,
    Ended,
    Faulted,
    Graded,
    Greet,
    Greeted,
    Hinted,
    Judge,
    Paused,
    Pick,
    Picked,
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
    Undone,
    Weigh,
    Weighed,
    Withdrawn,
    deadline,
    due,
    remaining,
    resume,
)
from viva.interview.state import Mark
from viva.questions import Level, Misconception

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


# -- people


def judged(plan: Plan | None = None, **verdicts: Any) -> Talk:
    """An interview that is over, with one question answered and graded, and a misconception found in it."""
    wrong = (Misconception(id="false", says="It says a false thing.", cues=("false",), costs=2),)
    questions = (topic_question("rag/one", misconceptions=wrong), topic_question("rag/two"))
    play = Talk(plan or Plan(number=2, follow_ups=0), questions=questions).opened()
    play(Ended(after(5), "this"))
    given = graded(play.state.turns[0].question, verdicts)
    found = (Found(misconception="false"),)
    total = score(play.state.turns[0].question, given.points, found)
    given = given.model_copy(update={"misconceptions": found, "score": total})
    play(Graded(0, "first", given, after(8)))
    return play


def mark_of(play: Talk) -> Mark:
    mark = play.state.turns[0].final
    assert mark
    return mark


def stands(play: Talk) -> Grade:
    given = mark_of(play).stands
    assert given
    return given


def test_a_person_overrules_a_point_and_that_grade_counts() -> None:
    play = judged(light="met")
    machine = mark_of(play).grade
    assert machine

    assert play(Decided(0, "heavy", "met", " It is in the second sentence. ", after(9))) == []
    given = stands(play)
    assert {p.criterion: p.verdict for p in given.points} == {"light": "met", "heavy": "met", "middle": "missed"}
    assert given.points[1].reason == "It is in the second sentence."
    assert play.state.total("all").score == pytest.approx((1 + 3 - 2) / 6)
    assert given.provenance.judge == HUMAN
    assert given.provenance.made_from
    assert given.provenance.made_from.judge == "test"
    assert given.provenance.made_from.grade == machine.fingerprint
    assert mark_of(play).grade is machine


def test_a_person_says_that_a_misconception_was_not_said() -> None:
    play = judged(heavy="met")
    play(Decided(0, "false", "not said", "", after(9)))

    assert play.state.total("all").score == 0.5
    play(Decided(0, "false", "said", "", after(10)))
    assert play.state.total("all").score == pytest.approx((3 - 2) / 6)


def test_a_confirmed_verdict_makes_a_persons_grade_of_the_same_score() -> None:
    play = judged(heavy="met")
    before = play.state.total("all")
    play(Decided(0, "heavy", "met", "", after(9)))

    assert play.state.total("all") == before
    assert stands(play).provenance.judge == HUMAN


def test_a_persons_grade_counts_though_the_judges_needs_review() -> None:
    play = judged(heavy="met")
    doubtful = stands(play).model_copy(update={"needs_review": True, "flags": ("negation",)})
    play(Graded(0, "first", doubtful, after(9)))

    assert play.state.total("all").score is None
    play(Decided(0, "false", "not said", "", after(10)))
    assert play.state.total("all").score == 0.5
    with pytest.raises(Illegal, match="waits for a person"):
        play(Confirmed(0, after(11)))


def test_undoing_goes_back_to_the_judges_verdict_one_by_one_or_all_at_once() -> None:
    play = judged(heavy="met")
    before = play.state.total("all")
    play(Decided(0, "light", "met", "", after(9)), Decided(0, "middle", "partly", "", after(10)))
    play(Undone(0, "light", after(11)))

    assert [p.verdict for p in stands(play).points] == ["missed", "met", "partly"]
    play(Undone(0, None, after(12)))
    assert mark_of(play).human is None
    assert play.state.total("all") == before
    with pytest.raises(Illegal, match="Nobody has decided"):
        play(Undone(0, None, after(13)))


def test_a_persons_grade_stands_through_a_new_one_of_the_judge() -> None:
    play = judged(heavy="met")
    play(Decided(0, "light", "met", "", after(9)))
    human, total = mark_of(play).human, play.state.total("all")
    play(play.grade(0, after(20), middle="met"))

    assert mark_of(play).human is human
    assert play.state.total("all") == total
    assert [p.verdict for p in mark_of(play).grade.points] == ["missed", "missed", "met"]  # type: ignore[union-attr]
    play(Undone(0, None, after(21)))
    assert play.state.total("all").score == pytest.approx(2 / 6)


def test_a_dispute_changes_no_score_and_a_decision_settles_it() -> None:
    play = judged(heavy="met")
    before = play.state.total("all")
    play(Disputed(0, "light", "I said it at the start.", after(9)))

    assert play.state.total("all") == before
    assert [(d.subject, d.word) for d in mark_of(play).disputes] == [("light", "I said it at the start.")]
    play(Decided(0, "light", "met", "", after(10)))
    with pytest.raises(Illegal, match="decided this already"):
        play(Disputed(0, "light", "Again.", after(11)))
    play(Withdrawn(0, "light", after(12)))
    assert mark_of(play).disputes == ()
    with pytest.raises(Illegal, match="Nothing is disputed"):
        play(Withdrawn(0, "light", after(13)))


def test_a_dispute_has_a_word() -> None:
    play = judged()

    with pytest.raises(Illegal, match="in a word"):
        play(Disputed(0, "light", " ", after(9)))


@pytest.mark.parametrize(
    ("subject", "verdict"), [("light", "said"), ("false", "met"), ("nothing", "met"), ("nothing", "said")]
)
def test_a_ruling_has_to_fit_what_it_is_about(subject: str, verdict: Ruling) -> None:
    play = judged()
    before = play.state

    with pytest.raises(Illegal):
        play(Decided(0, subject, verdict, "", after(9)))
    assert play.state is before


def test_a_misconception_that_nobody_found_is_not_to_be_judged() -> None:
    play = judged()
    play(play.grade(0, after(9)))

    for event in (Decided(0, "false", "said", "", after(10)), Disputed(0, "false", "No.", after(10))):
        with pytest.raises(Illegal, match="nobody found"):
            play(event)


def test_nobody_judges_a_grade_before_it_may_be_told() -> None:
    play = Talk().opened()
    play(Answered(0, "this", after(5)), play.grade(0, after(6)))

    for event in (
        Decided(0, "heavy", "met", "", after(7)),
        Disputed(0, "heavy", "I said it.", after(7)),
        Undone(0, None, after(7)),
        Withdrawn(0, "heavy", after(7)),
    ):
        with pytest.raises(Illegal, match="no grade there"):
            play(event)


def test_in_study_mode_a_grade_is_judged_with_the_feedback() -> None:
    play = Talk(STUDY).opened()
    play(Answered(0, "this", after(5)))

    with pytest.raises(Illegal, match="no grade there"):
        play(Decided(0, "heavy", "met", "", after(6)))
    play(play.grade(0, after(7)), Decided(0, "heavy", "met", "", after(8)))
    assert stands(play).score == 0.5


@pytest.mark.parametrize("turn", [1, 2, 999])
def test_what_was_not_answered_has_no_grade_to_judge(turn: int) -> None:
    play = judged()

    with pytest.raises(Illegal, match="no grade there"):
        play(Decided(turn, "heavy", "met", "", after(9)))


def test_a_person_judges_the_grade_that_the_question_ends_with() -> None:
    play = Talk(ONE_MORE).opened()
    play(Answered(0, "this", after(5)), play.grade(0, after(6)), Asked(2, "And?", "test", after(7)))
    play(Answered(2, "more", after(8)), Skipped(1, after(9)), play.grade(0, after(10), "all", heavy="met"))
    play(Decided(0, "light", "met", "", after(11)))

    assert play.state.turns[0].first
    assert play.state.turns[0].first.human is None
    assert stands(play).score == pytest.approx(4 / 6)


def test_saying_the_same_again_changes_nothing() -> None:
    play = judged()
    play(Decided(0, "heavy", "met", "Yes.", after(9)))
    before = play.state
    play(Decided(0, "heavy", "met", "Yes.", after(10)))

    assert play.state is before


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


ADAPTIVE = Plan(number=3, follow_ups=0, adaptive=True)


def climbing(**changes: Any) -> Talk:
    """An adaptive interview of three questions, the first of them open."""
    questions = tuple(topic_question(f"rag/{n}", level="mid") for n in ("one", "two", "three"))
    talk = Talk(ADAPTIVE.model_copy(update=changes), questions)
    return talk.opened()


@pytest.mark.parametrize(
    ("verdicts", "level"),
    [
        ({"heavy": "met", "middle": "met", "light": "missed"}, "senior"),
        ({"heavy": "met", "light": "missed"}, "mid"),
        ({"middle": "met"}, "junior"),
        ({}, "junior"),
    ],
)
def test_an_adaptive_interview_goes_up_after_strong_answers_and_down_after_weak_ones(
    verdicts: dict[str, Verdict], level: Level
) -> None:
    talk = climbing()
    talk(Answered(0, "this", after(5)))

    assert talk(talk.grade(0, after(6), **verdicts)) == [Pick(1, level)]
    assert talk.state.stage == "picking"
    other = topic_question("rag/other", level=level, minutes=2)
    assert talk(Picked(1, other, after(6))) == [Ask(1)]
    assert (talk.state.turns[1].question, talk.state.turns[1].seconds) == (other, 120)


def test_the_level_stays_within_the_plans() -> None:
    talk = climbing(levels=("mid",))
    talk(Answered(0, "this", after(5)))

    assert talk(talk.grade(0, after(6), heavy="met", middle="met", light="met")) == [Pick(1, "mid")]


def test_a_skipped_question_makes_the_next_one_easier() -> None:
    assert climbing()(Skipped(0, after(5))) == [Pick(1, "junior")]


def test_where_the_judge_is_slow_word_coverage_says_which_level_is_next() -> None:
    talk = climbing()
    talk(Answered(0, "this", after(5)), Ticked(after(14)))

    assert talk(Weighed(0, ("light",), after(14))) == [Pick(1, "senior")]


@pytest.mark.parametrize(("missing", "level"), [((), "senior"), (("heavy", "middle"), "junior"), (None, "mid")])
def test_what_covers_every_point_is_strong_and_what_nobody_can_tell_changes_nothing(
    missing: tuple[str, ...] | None, level: Level
) -> None:
    talk = climbing()
    talk(Answered(0, "this", after(5)), Ticked(after(14)))

    assert talk(Weighed(0, missing, after(14))) == [Pick(1, level)]


def test_a_server_that_was_killed_while_it_picked_picks_again() -> None:
    talk = climbing()
    talk(Answered(0, "this", after(5)), talk.grade(0, after(6)))

    assert Pick(1, "junior") in resume(talk.state)


def test_an_interview_of_chosen_questions_is_never_picked_for() -> None:
    talk = climbing(questions=("rag/one", "rag/two", "rag/three"))
    talk(Answered(0, "this", after(5)))

    assert talk(talk.grade(0, after(6))) == [Ask(1)]


def test_an_interview_may_end_while_a_question_is_picked() -> None:
    talk = climbing()
    talk(Answered(0, "this", after(5)), talk.grade(0, after(6)))

    assert talk(Ended(after(7))) == [Thank()]
    assert [talk.state.reached(turn.id) for turn in talk.state.roots] == [True, False, False]
    with pytest.raises(Illegal):
        talk(Picked(1, topic_question("rag/other"), after(8)))


def test_a_question_that_was_to_come_later_changes_places_with_the_one_it_comes_for() -> None:
    talk = climbing()
    _, two, three = (turn.question for turn in talk.state.roots)
    talk(Answered(0, "this", after(5)), talk.grade(0, after(6)))

    assert talk(Picked(1, three.model_copy(update={"minutes": 2}), after(7))) == [Ask(1)]
    assert [turn.question.id for turn in talk.state.roots] == ["rag/one", three.id, two.id]
    assert [turn.seconds for turn in talk.state.roots] == [240, 120, 240]


def test_nothing_is_picked_out_of_turn() -> None:
    talk = climbing()

    with pytest.raises(Illegal):
        talk(Picked(1, topic_question("rag/other"), after(3)))


def test_how_sure_somebody_is_stays_with_the_answer() -> None:
    talk = Talk().opened()
    talk(Answered(0, "this", after(5), sure=0.75))

    assert talk.state.turns[0].sure == 0.75
    assert talk.state.turns[1].sure is None
