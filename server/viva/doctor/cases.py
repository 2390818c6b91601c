"""What a model is tried on: samples of the bank with the verdicts that are expected, and the longest prompt."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from viva.frames import MOST_ANSWER
from viva.judge import asked
from viva.llm import Message
from viva.questions import Criterion, Question, Sample, SampleName

GRADED, SHAPED, FOLLOWED = 24, 20, 3
"""How many samples are graded, how many replies are held against the schema, how many follow-ups are asked."""
NAMES: tuple[SampleName, ...] = ("strong", "partial", "wrong")
SHORT = 3_000
"""Bytes of a text that no server cuts."""

_BEGIN = "The number of this conversation is {code}. You will be asked for it at the end. Now a long text follows.\n\n"
_END = (
    "\n\nThe long text ends here. Nothing in it matters. What is the number of this conversation, which was given at "
    "its very beginning? Reply with the number alone."
)


@dataclass(frozen=True, slots=True)
class Case:
    """An answer to be graded, and the verdicts expected on the points that a model is asked about."""

    question: Question
    sample: str
    answer: str
    expected: Mapping[str, str]

    @property
    def left_out(self) -> Criterion:
        """A point that the answer doesn't make, as far as that is known: what a follow-up would be about."""
        return next((c for c in self.question.rubric if self.expected.get(c.id) == "missed"), self.question.rubric[0])


def choose(questions: Sequence[Question], rng: random.Random) -> tuple[Case, ...]:
    """As many strong as partial and wrong samples, over as many topics as there are; fewer from a small bank.

    From one without samples, its reference answers, of which nothing is expected.
    """
    spread = _spread([q for q in questions if asked(q) and {s.name for s in q.samples} >= set(NAMES)], rng)
    cases = []
    for n in range(min(GRADED, len(spread) * len(NAMES))):
        at, again = n % len(spread), n // len(spread)
        question, name = spread[at], NAMES[(at + again) % len(NAMES)]
        sample = next(s for s in question.samples if s.name == name)
        cases.append(Case(question, name, sample.answer, expected(question, sample)))
    return tuple(cases) or tuple(Case(q, "reference", q.answer, {}) for q in _spread(questions, rng)[:GRADED])


def _spread(questions: Sequence[Question], rng: random.Random) -> list[Question]:
    """The questions in an order in which no topic comes again before the others have come."""
    shuffled = sorted(questions, key=lambda question: question.id)
    rng.shuffle(shuffled)
    counts: dict[str, int] = {}
    rounds = []
    for question in shuffled:
        counts[question.topic] = counts.get(question.topic, 0) + 1
        rounds.append(counts[question.topic])
    return [question for _, question in sorted(zip(rounds, shuffled, strict=True), key=lambda pair: pair[0])]


def expected(question: Question, sample: Sample) -> dict[str, str]:
    """The verdict that the sample deserves on each point that a model is asked about: numbers are code's."""
    named = dict.fromkeys(sample.met, "met") | dict.fromkeys(sample.partly, "partly")
    named |= dict.fromkeys(sample.contradicted, "contradicted")
    return {criterion.id: named.get(criterion.id, "missed") for criterion in asked(question)}


# -- the longest prompt


@dataclass(frozen=True, slots=True)
class Longest:
    """The prompt that takes most: its question, as long an answer as fits, and the tokens that it takes uncut."""

    question: Question
    answer: str
    needs: int


def longest(questions: Sequence[Question], most: Callable[[Question, str], int], context: int | None) -> Longest:
    """`most(question, answer)` is the most tokens that grading takes, and `context` how many there are, if known."""
    question = max(questions, key=lambda each: most(each, "."))
    answer = prose(questions, MOST_ANSWER)
    needs = most(question, answer)
    while context is not None and answer and (over := most(question, answer) - context) > 0:
        # A token counts as three bytes, so that at least this many characters are too many.
        answer = answer[: -3 * over]
    return Longest(question, answer, needs)


def prose(questions: Sequence[Question], characters: int) -> str:
    """So many characters of plain text about the field: a byte each, so that they can be counted on."""
    text = "\n\n".join(question.answer for question in questions).encode("ascii", "ignore").decode()
    return (text * (1 + characters // max(1, len(text))))[:characters]


def recital(questions: Sequence[Question], code: str, sizes: Sequence[int]) -> tuple[Message, ...]:
    """A system and a user message of these sizes in bytes, with the code at their start and a question at the end."""
    begin = _BEGIN.format(code=code)
    first, second = (max(0, size) for size in sizes)
    text = prose(questions, first + second)
    system = begin + text[: max(0, first - len(begin))]
    return Message("system", system), Message("user", text[first : first + max(0, second - len(_END))] + _END)
