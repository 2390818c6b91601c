"""Small real objects to test with: a question, and answers to it."""

from typing import Any

from viva.grading import Exchange
from viva.questions import Criterion, Misconception, Number, Question, Reference, Sample

RUBRIC = (
    Criterion(
        id="what",
        points=3,
        says="The keys and values of earlier tokens are stored, so a new token computes only its own.",
        cues=("key*", "value*", "past | previous | earlier | prior"),
        probe="What exactly is stored, and for which tokens?",
        read=("post",),
    ),
    Criterion(
        id="cost",
        points=2,
        says="Its memory grows linearly with the length of the text and with the batch.",
        cues=("memory | ram", "grow* | linear* | length"),
        probe="What does it cost?",
        read=("post",),
    ),
    Criterion(
        id="trade",
        points=1,
        says="Without it each step would compute the whole past again, which takes quadratic time.",
        cues=("recomput* | again", "quadratic* | slow* | time"),
        probe="What would happen without it?",
        read=("post",),
    ),
)

STRONG = (
    "The keys and values of all previous tokens are kept, so that a step computes only those of the new token. The "
    "price is memory, which grows with the length of the context. Without it every step would recompute the past, and "
    "generating would take quadratic time."
)
PARTIAL = "It stores keys and values of the previous tokens."
WRONG = "It stores the attention outputs of popular prompts on disk so that the same question is answered at once."


def question(**changes: Any) -> Question:
    """A question about the KV cache, worth 3 + 2 + 1 points, with one misconception that costs 1."""
    fields: dict[str, Any] = {
        "id": "internals/kv",
        "topic": "internals",
        "level": "mid",
        "kind": "explain",
        "minutes": 4,
        "tags": ("inference",),
        "title": "What is the KV cache, and what does it trade?",
        "answer": f"A reference answer. {STRONG}",
        "rubric": RUBRIC,
        "misconceptions": (
            Misconception(
                id="outputs",
                says="It stores the outputs of attention.",
                cues=("stor* | cach*", "attention output* | attention result*"),
            ),
        ),
        "references": (Reference(id="post", title="A post", url="https://example.org/post", kind="blog"),),
        "samples": (
            Sample(name="strong", answer=STRONG, met=("what", "cost", "trade")),
            Sample(name="partial", answer=PARTIAL, met=("what",)),
            Sample(name="wrong", answer=WRONG, contradicted=("what",), misconceptions=("outputs",)),
        ),
    }
    return Question(**(fields | changes))


def estimate(value: float = 2.0, unit: str = "GiB", within: float = 0.05, **changes: Any) -> Question:
    """The same question, but its second point, `cost`, is a number."""
    number = Number(value=value, unit=unit, within=within)
    rubric = (RUBRIC[0], RUBRIC[1].model_copy(update={"number": number}), RUBRIC[2])
    return question(kind="estimate", rubric=rubric, **changes)


def answered(*answers: str, asked: str = "") -> tuple[Exchange, ...]:
    """The answers to a question and, from the second on, to follow-ups."""
    return tuple(Exchange(asked=asked if at else "", answer=answer) for at, answer in enumerate(answers))
