"""What has happened (events, past facts with their time) and what is to be done about it (effects)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from viva.grading import Grade, Ruling, Scope
from viva.questions import Level, Question


@dataclass(frozen=True, slots=True)
class Begun:
    """The candidate started the interview."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Greeted:
    """The interviewer has introduced itself."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Picked:
    """The question of a turn was chosen anew, by its level."""

    turn: int
    question: Question
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A question is complete on the page: its clock starts. `note` says why a stand-in asked, "" if none did."""

    turn: int
    text: str
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The candidate sent an answer, and perhaps said how sure of it: 0 to 1."""

    turn: int
    text: str
    at: datetime
    sure: float | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """The candidate gave a question up."""

    turn: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Queried:
    """The candidate asked the interviewer back."""

    turn: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Replied:
    """The interviewer replied to the n-th thing that was asked back (from 0)."""

    turn: int
    n: int
    text: str
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hinted:
    """The candidate took a hint."""

    turn: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Paused:
    """The candidate went away."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Resumed:
    """The candidate came back."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Continued:
    """The candidate has read the feedback and goes on."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """The candidate ended the interview; `draft` is what was saved of the open answer."""

    at: datetime
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Ticked:
    """The clock was looked at; `draft` is what was saved of the open answer."""

    at: datetime
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Graded:
    """A judge graded a question's answers."""

    turn: int
    scope: Scope
    grade: Grade
    at: datetime


@dataclass(frozen=True, slots=True)
class Faulted:
    """A judge gave no grade; `reason` is fit for the candidate."""

    turn: int
    scope: Scope
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the first answer leaves open by word coverage: criteria, the weightiest first; None where it can't tell."""

    turn: int
    missing: tuple[str, ...] | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Retried:
    """Somebody asked for an ungraded question to be graded again."""

    turn: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A person let a grade that needs review count."""

    turn: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """A person confirmed or overruled the verdict on a point or misconception of a question."""

    turn: int
    subject: str
    verdict: Ruling
    word: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Undone:
    """What a person decided about a subject was taken back; `subject` None: all of it."""

    turn: int
    subject: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Disputed:
    """The candidate disputes the verdict on a point or misconception."""

    turn: int
    subject: str
    word: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The candidate disputes it no longer."""

    turn: int
    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Credited:
    """The server was away for `seconds`, which are given back to the open question."""

    seconds: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Thanked:
    """The interviewer has closed the interview in words."""

    text: str
    at: datetime


Event = (
    Begun | Greeted | Picked | Asked | Answered | Skipped | Queried | Replied | Hinted | Paused | Resumed | Continued
    | Ended | Ticked | Graded | Faulted | Weighed | Retried | Confirmed | Decided | Undone | Disputed | Withdrawn
    | Credited | Thanked
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Greet:
    """Introduce the interviewer; comes back as Greeted."""


@dataclass(frozen=True, slots=True)
class Pick:
    """Choose the question of a turn that is to come, of this level if there is one; comes back as Picked."""

    turn: int
    level: Level


@dataclass(frozen=True, slots=True)
class Ask:
    """Put a turn's question; comes back as Asked."""

    turn: int


@dataclass(frozen=True, slots=True)
class Reply:
    """Reply to what the candidate asked back; comes back as Replied."""

    turn: int
    n: int


@dataclass(frozen=True, slots=True)
class Judge:
    """Grade a question; comes back as Graded or Faulted."""

    turn: int
    scope: Scope


@dataclass(frozen=True, slots=True)
class Weigh:
    """Find by word coverage what the first answer leaves open; comes back as Weighed."""

    turn: int


@dataclass(frozen=True, slots=True)
class Thank:
    """Close the interview in words; comes back as Thanked."""


Effect = Greet | Pick | Ask | Reply | Judge | Weigh | Thank
