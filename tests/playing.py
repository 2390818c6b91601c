"""Plays an interview as a conversation: events in, effects out, on a clock that the test tells."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from viva.grading import Grade, Point, Provenance, Verdict, score
from viva.interview import Asked, Begun, Effect, Event, Graded, Greeted, Interview, Plan, prepare, step
from viva.questions import Criterion, Question

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    """That many seconds after the start of the story."""
    return START + timedelta(seconds=seconds)


def topic_question(id: str, **changes: Any) -> Question:
    """A question of four minutes with three points: light (1 p.), heavy (3 p.) and middle (2 p.)."""
    weights = {"light": 1, "heavy": 3, "middle": 2}
    rubric = tuple(
        Criterion(
            id=name, points=points, says=f"It says the {name} thing.", cues=(f"{name}*",), probe=f"What of {name}?"
        )
        for name, points in weights.items()
    )
    fields: dict[str, Any] = {
        "id": id,
        "topic": id.partition("/")[0],
        "level": "mid",
        "kind": "explain",
        "minutes": 4,
        "title": f"What is there to say of {id}?",
        "answer": "CANARY-REFERENCE: the light thing, the heavy thing and the middle thing.",
        "rubric": rubric,
    }
    return Question(**(fields | changes))


def graded(question: Question, verdicts: dict[str, Verdict], judge: str = "test") -> Grade:
    """A grade with these verdicts; what is not named is missed."""
    points = tuple(Point(criterion=c.id, verdict=verdicts.get(c.id, "missed")) for c in question.rubric)
    return Grade(
        points=points,
        score=score(question, points, ()),
        possible=question.possible,
        provenance=Provenance(judge=judge, question=question.fingerprint),
    )


@dataclass
class Talk:
    """An interview being played. Call it with an event for the effects; `state` is where it stands."""

    plan: Plan = field(default_factory=lambda: Plan(number=2, follow_ups=0))
    questions: tuple[Question, ...] = (topic_question("rag/one"), topic_question("rag/two"))
    state: Interview = field(init=False)

    def __post_init__(self) -> None:
        self.state = prepare("id", "local", self.plan, self.questions, START)

    def __call__(self, *events: Event) -> list[Effect]:
        effects: list[Effect] = []
        for event in events:
            self.state, new = step(self.state, event)
            effects = list(new)
        return effects

    def opened(self) -> "Talk":
        """With the first question open since second 0."""
        self(Begun(START), Greeted("Hello.", START), Asked(0, "One?", "test", START))
        return self

    def grade(self, turn: int, at: datetime, scope: Any = "first", **verdicts: Verdict) -> Graded:
        """The event of a judge's verdicts on a question."""
        return Graded(turn, scope, graded(self.state.turns[turn].question, verdicts), at)
