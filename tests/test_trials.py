"""What the basic judge makes of a question's own texts."""

from collections.abc import Iterator

from tests.fakes import PARTIAL, STRONG, question
from viva.questions import Sample
from viva.trials import FEW, nearest, negated, trial, trials

ANSWER = (
    "The keys and values of earlier tokens are stored, so that a new token computes only its own. The memory grows "
    "linearly with the length of the text and with the batch. Without it each step would compute the whole past again, "
    "which takes quadratic time."
)
SOUND = question(answer=ANSWER)


def told(*found: Iterator[object]) -> list[str]:
    return [getattr(finding, "wrong", "") for each in found for finding in each]


def test_a_question_whose_cues_tell_its_samples_apart_passes():
    assert told(trial(SOUND, [SOUND])) == []


def test_samples_that_do_not_fall_are_told():
    samples = (
        Sample(name="strong", answer=PARTIAL),
        Sample(name="partial", answer=STRONG),
        Sample(name="wrong", answer="Hm."),
    )

    assert "samples don't fall: strong 50%, partial 100%, wrong 0%" in told(trial(question(samples=samples), []))[0]


def test_many_questions_are_tried_on_all_cores_as_each_alone():
    many = [SOUND.model_copy(update={"id": f"internals/{n}", "answer": f"{ANSWER} {n}"}) for n in range(FEW + 3)]

    found = trials(many, many)
    assert found == {each.id: list(trial(each, many)) for each in many}
    assert all(told(iter(each)) for each in found.values())


def test_a_reference_that_does_not_say_its_points_is_told():
    assert told(trial(question(answer="It stores keys and values of the previous tokens, mostly."), [])) == [
        "The basic judge gives the reference answer 50%."
    ]


def test_cues_that_find_another_questions_answer_are_told():
    other = question(id="internals/other", title="Something else altogether?", answer=ANSWER)

    assert told(trial(SOUND, [SOUND, other])) == [
        "The basic judge gives the answer to another question, internals/other, 100% here."
    ]


def test_cues_that_find_the_question_itself_are_told():
    loose = SOUND.rubric[1].model_copy(update={"cues": ("cache", "trade")})
    found = told(trial(SOUND.model_copy(update={"rubric": (loose, *SOUND.rubric[1:])}), []))

    # The gate knows an echo, whatever the cues.
    assert not [wrong for wrong in found if "more than nothing" in wrong]


def test_a_not_in_every_sentence_turns_a_text_round():
    assert negated("It is big. Keys grow.\nThey can shrink.") == (
        "It is not big. It is not true that Keys grow. They can not shrink."
    )


def test_the_nearest_questions_are_those_with_the_same_words():
    near = question(id="a/near")
    far = question(
        id="a/far", title="How is a cake baked at home?", answer="With flour, eggs and a warm oven, an hour."
    )

    assert [q.id for q in nearest(SOUND, [far, near, SOUND])] == ["a/near", "a/far"]
