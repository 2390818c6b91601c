"""The wire: what is taken, and what a browser may see when."""

import pytest
from pydantic import ValidationError

from tests.playing import START, Talk, after
from viva.frames import INBOUND, MOST_ANSWER, MOST_WORD, changed, snapshot
from viva.interview import Answered, Asked, Begun, Decided, Disputed, Ended, Greeted, Plan

SECRETS = ("CANARY-REFERENCE", "the heavy thing", "What of heavy?", "heavy*")


def seen(play: Talk) -> str:
    return snapshot(play.state, {}, (), after(0)).model_dump_json()


def test_before_the_end_of_an_exam_a_browser_sees_no_reference_point_or_grade() -> None:
    steps = (
        Begun(START),
        Greeted("Hello.", START),
        Asked(0, "One?", "test", START),
        Answered(0, "this", after(1)),
    )
    play = Talk(Plan(number=2, follow_ups=0))
    for event in steps:
        before = play.state
        play(event)
        frame = changed(before, play.state, {}, after(1)).model_dump_json()
        assert not [secret for secret in SECRETS if secret in seen(play) + frame]
    play(play.grade(0, after(2), heavy="met"))
    assert not [secret for secret in SECRETS if secret in seen(play)]
    assert '"met"' not in seen(play)
    assert "rag/two" not in seen(play)


def test_after_the_end_the_browser_sees_what_was_put_and_nothing_of_the_rest() -> None:
    play = Talk(Plan(number=2, follow_ups=0)).opened()
    play(Ended(after(1), "this"))

    assert "CANARY-REFERENCE" in seen(play)
    assert "rag/two" not in seen(play)


def test_in_study_mode_feedback_comes_with_the_question_done_and_only_of_that() -> None:
    play = Talk(Plan(number=2, follow_ups=0, mode="study")).opened()

    assert "CANARY-REFERENCE" not in seen(play)
    play(Answered(0, "this", after(1)))
    views = snapshot(play.state, {}, (), after(1)).turns
    assert [view.review is not None for view in views] == [True]


def test_cues_probes_and_samples_never_reach_a_browser() -> None:
    play = Talk(Plan(number=2, follow_ups=0)).opened()
    play(Ended(after(1), "this"))

    assert "What of heavy?" not in seen(play)
    assert "heavy*" not in seen(play)


def test_the_judges_raw_reply_stays_on_the_server() -> None:
    play = Talk(Plan(number=2, follow_ups=0)).opened()
    play(Ended(after(1), "this"))
    event = play.grade(0, after(2))
    provenance = event.grade.provenance.model_copy(update={"raw": "CANARY-RAW"})
    play(type(event)(0, "first", event.grade.model_copy(update={"provenance": provenance}), after(2)))

    assert "CANARY-RAW" not in seen(play)


def test_a_change_holds_just_the_turns_that_changed() -> None:
    play = Talk(Plan(number=2, follow_ups=0)).opened()
    play(Answered(0, "this", after(1)), Asked(1, "Two?", "test", after(2)))
    before = play.state
    play(play.grade(0, after(3)))

    assert [view.id for view in changed(before, play.state, {}, after(3)).turns] == [0, 1]
    before = play.state
    play(Answered(1, "that", after(4)))
    frame = changed(before, play.state, {}, after(4))
    assert [view.id for view in frame.turns] == [0, 1]
    assert all(view.review is not None for view in frame.turns)


def test_a_persons_grade_is_shown_beside_the_judges_and_what_is_disputed_until_it_is_decided() -> None:
    play = Talk(Plan(number=2, follow_ups=0)).opened()
    play(Ended(after(1), "this"), play.grade(0, after(2), heavy="met"), Disputed(0, "light", "I said it.", after(3)))
    review = snapshot(play.state, {}, (), after(4)).turns[0].review
    assert review
    assert review.first

    assert [(dispute.subject, dispute.open) for dispute in review.first.disputes] == [("light", True)]
    before = play.state
    play(Decided(0, "light", "met", "So it is.", after(5)))
    frame = changed(before, play.state, {}, after(5))
    assert frame.head.total
    assert frame.head.total.score == pytest.approx(4 / 6)
    mark = frame.turns[0].review.first if frame.turns[0].review else None
    assert mark
    assert mark.grade
    assert mark.human
    assert [mark.grade.score, mark.human.score] == pytest.approx([3 / 6, 4 / 6])
    assert [(decision.subject, decision.word) for decision in mark.decisions] == [("light", "So it is.")]
    assert [dispute.open for dispute in mark.disputes] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"type":"shout"}',
        '{"type":"answer","cid":"a","turn":0}',
        '{"type":"answer","cid":"a","turn":0,"text":"x","more":1}',
        '{"type":"answer","cid":"a","turn":-1,"text":"x"}',
        '{"type":"answer","cid":"a b","turn":0,"text":"x"}',
        '{"type":"answer","cid":"a","turn":0,"text":"a\\u0000b"}',
        '{"type":"answer","cid":"a","turn":0,"text":"\\ud800"}',
        '{"type":"draft","turn":0,"rev":1,"text":"%s"}' % ("x" * (MOST_ANSWER + 1)),
        '{"type":"decide","cid":"a","turn":0,"subject":"x","verdict":"unverified","word":""}',
        '{"type":"decide","cid":"a","turn":0,"subject":"x","verdict":"met","word":"%s"}' % ("x" * (MOST_WORD + 1)),
        '{"type":"dispute","cid":"a","turn":0,"subject":"x","word":"a\\u0000b"}',
        '{"type":"undo","cid":"a","turn":0}',
    ],
)
def test_a_frame_that_is_not_of_the_wire_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        INBOUND.validate_json(text)


def test_the_longest_answer_is_taken() -> None:
    INBOUND.validate_json('{"type":"answer","cid":"a","turn":0,"text":"%s"}' % ("x" * MOST_ANSWER))
