"""Which questions an interview asks: chance and history are passed in, so the same of both give the same interview."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Collection, Mapping, Sequence

from viva.errors import SampleError
from viva.interview import Interview, Plan
from viva.questions import LEVELS, Level, Question

HISTORY = 20
"""How many of the candidate's last interviews `history` holds."""


def fitting(questions: Sequence[Question], plan: Plan) -> tuple[Question, ...]:
    """The questions of the plan's topics and levels, by id."""
    fits = (
        question
        for question in questions
        if (not plan.topics or question.topic in plan.topics) and (not plan.levels or question.level in plan.levels)
    )
    return tuple(sorted(fits, key=lambda question: question.id))


def sample(
    questions: Sequence[Question],
    plan: Plan,
    history: Sequence[Collection[str]] = (),
    needs: Mapping[str, int] | None = None,
) -> tuple[Question, ...]:
    """`plan.number` questions, over the topics by their weights, easier levels first; or those that the plan names.

    `history` holds the question ids of the candidate's last interviews, the latest first: none of them is asked while
    others are left, and then the longest unasked come first. `needs` says by id how much a question is needed, and goes
    before all that. Raises SampleError if fewer fit than were asked for.
    """
    if plan.questions:
        return _named(questions, plan.questions)
    pool = fitting(questions, plan)
    if len(pool) < plan.number:
        found = "1 question of the bank fits" if len(pool) == 1 else f"{len(pool) or 'No'} questions of the bank fit"
        raise SampleError(
            f"{found} these topics and levels, and {plan.number} were asked for: ask for fewer, or choose more of them."
        )
    rng = random.Random(hashlib.sha256(repr((plan.seed, [q.id for q in pool])).encode()).digest())
    order = list(pool)
    rng.shuffle(order)
    topics = sorted({question.topic for question in pool})
    rng.shuffle(topics)
    age = {question.id: _age(question.id, history) for question in pool}
    chosen: list[Question] = []
    while len(chosen) < plan.number:
        chosen.append(_pick(order, chosen, topics, age, plan.weights, needs or {}))
    chosen.sort(key=lambda question: LEVELS.index(question.level))
    if plan.adaptive:
        # It begins in the middle of the plan's levels; what follows is picked as it comes.
        middle, need = _middle(plan), needs or {}
        first = min(
            order,
            key=lambda q: (abs(LEVELS.index(q.level) - middle), -need.get(q.id, 0), -age[q.id], q not in chosen),
        )
        chosen = [first, *(question for question in chosen if question is not first)]
    return tuple(chosen[: plan.number])


def _middle(plan: Plan) -> int:
    """The lower middle of the plan's levels, as a place in LEVELS."""
    places = sorted({LEVELS.index(level) for level in plan.levels or LEVELS})
    return places[(len(places) - 1) // 2]


def pick(
    questions: Sequence[Question], state: Interview, turn: int, level: Level, history: Sequence[Collection[str]] = ()
) -> Question:
    """The question of a turn that is to come, chosen anew: nearest to this level, then of the topic it was to have.

    Where the plan leans, those that it was sampled for go before others of that level: they are what is needed.
    The one that it has stays if none fits better, and one that was to come later may come now. None comes twice in an
    interview; `history` as for `sample`.
    """
    planned = state.turns[turn].question
    taken = {root.question.id for root in state.roots if root.id < turn}
    pool = [planned, *(q for q in fitting(questions, state.plan) if q.id not in taken and q.id != planned.id)]
    wanted = LEVELS.index(level)
    needed = {root.question.id for root in state.roots if root.id >= turn and state.plan.lean}
    rng = random.Random(hashlib.sha256(repr((state.plan.seed, turn)).encode()).digest())
    chance = {question.id: rng.random() for question in pool}

    def distance(question: Question) -> tuple[int, bool, bool, int, bool, float]:
        off, other = abs(LEVELS.index(question.level) - wanted), question.topic != planned.topic
        age = _age(question.id, history)
        return off, question.id not in needed, other, -age, question is not planned, chance[question.id]

    return min(pool, key=distance)


def _named(questions: Sequence[Question], ids: Sequence[str]) -> tuple[Question, ...]:
    """The questions of these ids, each once, easier levels first. Raises SampleError if one isn't in the bank."""
    known = {question.id: question for question in questions}
    strange = [id for id in ids if id not in known]
    if strange:
        raise SampleError(f"The bank has no question '{strange[0]}': choose again.")
    return tuple(sorted((known[id] for id in dict.fromkeys(ids)), key=lambda q: LEVELS.index(q.level)))


def _pick(
    order: Sequence[Question],
    chosen: Sequence[Question],
    topics: Sequence[str],
    age: Mapping[str, int],
    weights: Mapping[str, int],
    needs: Mapping[str, int],
) -> Question:
    """The next: most needed, least lately asked, of the topic that has fewest for its weight, as shuffled."""
    taken = {question.id for question in chosen}
    count = {topic: sum(q.topic == topic for q in chosen) / weights.get(topic, 1) for topic in topics}
    left = [question for question in order if question.id not in taken]
    return min(
        left,
        key=lambda q: (
            -needs.get(q.id, 0),
            -age[q.id],
            count[q.topic],
            -weights.get(q.topic, 1),
            topics.index(q.topic),
        ),
    )


def _age(id: str, history: Sequence[Collection[str]]) -> int:
    """How many interviews ago a question was asked, from 0; as many as there are for one that wasn't."""
    return next((ago for ago, asked in enumerate(history) if id in asked), len(history))
