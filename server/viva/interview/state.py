"""What an interview is at one moment: values only, the next moment is another value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from viva.grading import Decision, Exchange, Grade, Scope, Total, overall
from viva.questions import Frozen, Level, Question, QuestionId, Slug

Mode = Literal["exam", "study"]
Stage = Literal["ready", "greeting", "picking", "asking", "open", "paused", "weighing", "choosing", "feedback", "over"]
"""What the interview waits for.

ready: the candidate's start; picking: the next question of an adaptive interview; greeting, asking: the interviewer's
words; open: an answer; paused: the candidate's
return; weighing: the judge, as long as WEIGH; choosing: the basic coverage instead; feedback: `Next`; over: nothing.
"""
How = Literal["", "answered", "skipped", "expired", "ended"]
"""How a turn was closed: "" not yet, by an answer, skipped, by its time, by the end of the whole interview."""


def _pace(value: float) -> float:
    if value not in PACES:
        raise ValueError(f"the pace is one of {', '.join(f'{pace:g}' for pace in PACES)}, or null for untimed")
    return value


PACES = (1.0, 1.25, 1.5, 2.0)
Pace = Annotated[float, AfterValidator(_pace)]


Weight = Annotated[int, Field(ge=1, le=3)]


class Plan(Frozen):
    """What was agreed before the start. Empty `topics` or `levels` mean all; `questions`, if any, are asked themselves.

    A topic of `weights` comes so many times (1 to 3) as often as one that isn't. `minutes` bounds the whole interview
    (None: only the questions' own minutes bound it); `pace` multiplies all times, None is untimed; `follow_ups` is how
    many may follow each question. `adaptive`: the level goes up after a strong answer and down after a weak one, within
    `levels`; `lean`: what is due again and weak comes first.
    """

    mode: Mode = "exam"
    topics: Annotated[tuple[Slug, ...], Field(max_length=50)] = ()
    levels: tuple[Level, ...] = ()
    weights: Annotated[dict[Slug, Annotated[int, Field(ge=1, le=3)]], Field(max_length=50)] = Field(
        default_factory=dict
    )
    questions: Annotated[tuple[QuestionId, ...], Field(max_length=50)] = ()
    number: Annotated[int, Field(ge=1, le=50)] = 5
    minutes: Annotated[float, Field(ge=1, le=480)] | None = None
    follow_ups: Annotated[int, Field(ge=0, le=2)] = 1
    pace: Pace | None = 1.0
    adaptive: bool = False
    lean: bool = False
    seed: Annotated[int, Field(ge=0, le=2**53)] = 0


@dataclass(frozen=True, slots=True)
class Aside:
    """A question that the candidate asked back, and the interviewer's reply (None: under way)."""

    asked: str
    at: datetime
    reply: str | None = None
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dispute:
    """The candidate's word against the verdict on one point or misconception (`subject`). It changes no score."""

    subject: str
    word: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the grading of a scope stands. A judge's grade that needs review counts only once it is confirmed.

    `at` is when the judge's grade was given. `human` is a person's grade, there if and only if there are `decisions`
    (at most one of a subject, like the `disputes`, and ordered by it); it goes before the judge's `grade`, also where
    that is given anew.
    """

    status: Literal["pending", "graded", "ungraded"]
    grade: Grade | None = None
    reason: str = ""
    confirmed: bool = False
    human: Grade | None = None
    decisions: tuple[Decision, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    at: datetime | None = None

    @property
    def stands(self) -> Grade | None:
        """A person's grade, else the judge's, whether it counts or not."""
        return self.human or self.grade

    @property
    def counts(self) -> Grade | None:
        """The grade if it counts."""
        if self.human is not None:
            return self.human
        return self.grade if self.grade and (self.confirmed or not self.grade.needs_review) else None


@dataclass(frozen=True, slots=True)
class Turn:
    """One question, or one follow-up of it (`parent` is then the question's turn and `criterion` what it probes).

    `seconds` is its time (None: untimed), and `asked_at` when it was first open. The clock has run for `used` seconds,
    and since `opened_at` if that is set; `credit` seconds were added for the server's own outages. `sure` (0 to 1) is
    how sure of the answer the candidate said to be. `missing` is what the first answer leaves open (None: nobody can
    tell). `first` is the mark of the first answer alone, `all` (only where a
    follow-up was answered) that of all answers together.
    """

    id: int
    question: Question
    seconds: float | None
    parent: int | None = None
    criterion: str | None = None
    text: str = ""
    by: str = ""
    note: str = ""
    asked_at: datetime | None = None
    opened_at: datetime | None = None
    used: float = 0.0
    credit: float = 0.0
    answer: str | None = None
    sure: float | None = None
    how: How = ""
    closed_at: datetime | None = None
    hints: tuple[str, ...] = ()
    asides: tuple[Aside, ...] = ()
    missing: tuple[str, ...] | None = None
    first: Mark | None = None
    all: Mark | None = None

    @property
    def root(self) -> int:
        """The id of the question's turn that this belongs to."""
        return self.id if self.parent is None else self.parent

    @property
    def answered(self) -> bool:
        """Whether there is an answer with something in it."""
        return bool(self.answer and self.answer.strip())

    @property
    def final(self) -> Mark | None:
        """The mark that the question ends with."""
        return self.all or self.first

    @property
    def ends_with(self) -> Scope:
        """Which mark the final one is."""
        return "all" if self.all else "first"

    def mark(self, scope: Scope) -> Mark | None:
        """The mark of that scope, None where there is nothing to grade."""
        return self.first if scope == "first" else self.all


@dataclass(frozen=True, slots=True)
class Interview:
    """A whole interview. `turns[i].id == i`: the questions in the order they are asked, then follow-ups as they come.

    `version` is the number of events so far.
    """

    id: str
    candidate: str
    plan: Plan
    created_at: datetime
    turns: tuple[Turn, ...]
    stage: Stage = "ready"
    current: int | None = None
    version: int = 0
    started_at: datetime | None = None
    ended_at: datetime | None = None
    greeting: str = ""
    closing: str = ""

    @property
    def roots(self) -> tuple[Turn, ...]:
        """The turns of the questions themselves."""
        return tuple(turn for turn in self.turns if turn.parent is None)

    @property
    def turn(self) -> Turn | None:
        """The turn that is on now."""
        return None if self.current is None else self.turns[self.current]

    @property
    def hard(self) -> bool:
        """Whether time closes a question by itself (exam), or is only shown (study)."""
        return self.plan.mode == "exam"

    def follow_ups(self, root: int) -> tuple[Turn, ...]:
        """The follow-ups of a question, in the order they were asked."""
        return tuple(turn for turn in self.turns if turn.parent == root)

    def reached(self, root: int) -> bool:
        """Whether the candidate was given this question and did something about it."""
        turn = self.turns[root]
        return turn.how in ("answered", "skipped", "expired") or (turn.how == "ended" and turn.answered)

    def told(self, root: int) -> bool:
        """Whether feedback on this question may leave the server: after the end, or in study mode once it is done."""
        if self.turns[root].how == "":
            return False
        if self.stage == "over":
            return True
        on = self.turn is not None and self.turn.root == root and self.stage != "feedback"
        return self.plan.mode == "study" and not on

    def exchanges(self, root: int, scope: Scope) -> tuple[Exchange, ...]:
        """What is graded: the first answer, or it with the answered follow-ups."""
        turn = self.turns[root]
        first = Exchange(asked=turn.question.text, answer=turn.answer or "")
        if scope == "first":
            return (first,)
        more = (Exchange(asked=t.text, answer=t.answer or "") for t in self.follow_ups(root) if t.answered)
        return (first, *more)

    def total(self, scope: Scope) -> Total:
        """The score before ("first") or with ("all") the follow-ups, over the questions that were reached."""
        marks = []
        for turn in self.roots:
            mark = turn.first if scope == "first" else turn.final
            marks.append((turn.question.possible, mark.counts if mark else None))
        return overall(marks)
