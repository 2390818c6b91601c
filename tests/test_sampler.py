"""Which questions are asked."""

from collections import Counter
from typing import Any

import pytest

from tests.playing import START, topic_question
from viva.errors import SampleError
from viva.interview import Plan, prepare
from viva.questions import LEVELS, Level, Question
from viva.sampler import pick, sample

BANK = [
    topic_question(f"{topic}/q{n}", level=level)
    for topic in ("rag", "chunking", "search")
    for n, level in enumerate(("junior", "mid", "senior", "mid"))
]


def ids(plan: Plan, history: tuple[frozenset[str], ...] = ()) -> list[str]:
    return [question.id for question in sample(BANK, plan, history)]


def test_the_same_seed_bank_history_and_plan_give_the_same_interview() -> None:
    plan = Plan(number=5, seed=7)

    assert ids(plan) == ids(plan) == [q.id for q in sample(list(reversed(BANK)), plan)]


def test_another_seed_gives_another_interview() -> None:
    assert len({tuple(ids(Plan(number=5, seed=seed))) for seed in range(10)}) > 5


def test_questions_are_spread_over_the_topics() -> None:
    for seed in range(20):
        topics = Counter(id.partition("/")[0] for id in ids(Plan(number=6, seed=seed)))
        assert set(topics.values()) == {2}


def test_only_the_topics_and_levels_of_the_plan_are_asked() -> None:
    chosen = sample(BANK, Plan(number=3, topics=("rag", "search"), levels=("mid",)))

    assert {question.topic for question in chosen} <= {"rag", "search"}
    assert {question.level for question in chosen} == {"mid"}


def test_no_question_comes_twice_in_an_interview() -> None:
    assert len(set(ids(Plan(number=12)))) == 12


def test_a_question_of_the_last_interviews_is_not_asked_while_others_are_left() -> None:
    history: tuple[frozenset[str], ...] = ()
    seen: set[str] = set()
    for seed in range(4):
        new = ids(Plan(number=3, seed=seed), history)
        assert not seen & set(new)
        seen |= set(new)
        history = (frozenset(new), *history)


def test_when_all_were_asked_the_longest_unasked_come_first() -> None:
    every = [question.id for question in BANK]
    history = (frozenset(every[6:]), frozenset(every[:6]))

    assert set(ids(Plan(number=6), history)) == set(every[:6])


def test_questions_that_are_named_are_asked_whatever_else_the_plan_says() -> None:
    plan = Plan(number=1, topics=("chunking",), questions=("search/q2", "rag/q0", "rag/q0"))

    assert ids(plan, (frozenset(["rag/q0"]),)) == ["rag/q0", "search/q2"]


def test_a_name_that_the_bank_does_not_have_is_told() -> None:
    with pytest.raises(SampleError, match="no question 'rag/none'"):
        sample(BANK, Plan(questions=("rag/q0", "rag/none")))


def test_easier_levels_come_first() -> None:
    levels = [question.level for question in sample(BANK, Plan(number=12))]

    assert levels == ["junior"] * 3 + ["mid"] * 6 + ["senior"] * 3


@pytest.mark.parametrize(("number", "levels"), [(4, ("junior",)), (1, ("staff",))])
def test_asking_for_more_than_there_is_says_so(number: int, levels: tuple[str, ...]) -> None:
    with pytest.raises(SampleError, match="ask for fewer"):
        sample(BANK, Plan(number=number, levels=levels))  # type: ignore[arg-type]


def test_a_topic_that_weighs_more_comes_more_often() -> None:
    for seed in range(20):
        plan = Plan(number=5, seed=seed, weights={"rag": 3})
        topics = Counter(id.partition("/")[0] for id in ids(plan))
        assert topics == {"rag": 3, "chunking": 1, "search": 1}


def test_the_weightiest_topic_is_among_few_questions() -> None:
    assert all(ids(Plan(number=1, seed=seed, weights={"search": 2}))[0].startswith("search") for seed in range(20))


@pytest.mark.parametrize(
    ("levels", "first"),
    [((), "mid"), (("senior", "junior"), "junior"), (("senior",), "senior"), (("staff", "mid"), "mid")],
)
def test_an_adaptive_interview_begins_in_the_middle_of_its_levels(levels: tuple[Level, ...], first: str) -> None:
    for seed in range(10):
        chosen = sample(BANK, Plan(number=3, seed=seed, levels=levels, adaptive=True))
        assert chosen[0].level == first
        assert len(set(chosen)) == 3


def picked(level: Level, turn: int = 1, history: tuple[frozenset[str], ...] = (), **plan: Any) -> Question:
    planned = Plan(number=3, adaptive=True, **plan)
    state = prepare("id", "local", planned, sample(BANK, planned), START)
    return pick(BANK, state, turn, level, history)


def test_a_question_is_picked_by_its_level_and_of_the_topic_that_was_planned() -> None:
    for seed in range(10):
        plan = Plan(number=3, adaptive=True, seed=seed)
        planned = sample(BANK, plan)[1]
        assert (picked("senior", seed=seed).level, picked("senior", seed=seed).topic) == ("senior", planned.topic)
        assert picked(planned.level, seed=seed) == planned


def test_none_is_picked_twice_nor_one_outside_the_plan() -> None:
    plan = Plan(number=3, adaptive=True, topics=("rag",), levels=("mid", "senior"))
    chosen = sample(BANK, plan)
    state = prepare("id", "local", plan, chosen, START)

    assert pick(BANK, state, 1, "junior") == chosen[1]
    assert chosen[0].id not in {pick(BANK, state, 1, level).id for level in LEVELS}
    assert not {chosen[0].id, chosen[1].id} & {pick(BANK, state, 2, level).id for level in LEVELS}


def test_in_an_interview_of_all_that_fits_one_that_was_to_come_later_may_come_now() -> None:
    plan = Plan(number=4, adaptive=True, topics=("rag",))
    chosen = sample(BANK[:4], plan)
    state = prepare("id", "local", plan, chosen, START)

    assert {q.level for q in chosen[1:]} >= {"junior", "senior"}
    assert [pick(BANK[:4], state, 1, level).level for level in ("junior", "senior")] == ["junior", "senior"]


def test_where_no_question_has_the_level_the_nearest_is_picked() -> None:
    assert picked("staff").level == "senior"


def test_what_was_asked_lately_is_picked_last() -> None:
    plan = Plan(number=1, adaptive=True, topics=("rag",), levels=("junior", "mid", "senior"))
    state = prepare("id", "local", plan, (BANK[0],), START)

    assert [(q.id, q.level) for q in BANK[:4] if q.level == "mid"] == [("rag/q1", "mid"), ("rag/q3", "mid")]
    assert pick(BANK, state, 0, "mid", (frozenset(["rag/q1"]),)).id == "rag/q3"
    assert pick(BANK, state, 0, "mid", (frozenset(["rag/q3"]),)).id == "rag/q1"


def test_an_adaptive_interview_that_leans_asks_what_is_needed_of_its_levels() -> None:
    needs = dict.fromkeys(("rag/q1", "chunking/q2", "search/q3"), 2)
    for seed in range(10):
        plan = Plan(number=3, adaptive=True, lean=True, seed=seed)
        state = prepare("id", "local", plan, sample(BANK, plan, (), needs), START)

        assert state.turns[0].question.id in ("rag/q1", "search/q3")
        assert pick(BANK, state, 1, "senior").id == "chunking/q2"
        assert pick(BANK, state, 1, "mid").id in needs


def test_what_is_needed_goes_before_all_else() -> None:
    needs = {"search/q3": 2, "rag/q0": 1}
    history = (frozenset(["search/q3"]),)

    for seed in range(10):
        plan = Plan(number=2, seed=seed)
        assert {q.id for q in sample(BANK, plan, history, needs)} == {"search/q3", "rag/q0"}
        assert "search/q3" not in {q.id for q in sample(BANK, plan, history)}
