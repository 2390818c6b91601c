"""Every frame that a browser may get. Times are the server's, in milliseconds since 1970 (UTC)."""

from __future__ import annotations

from typing import Literal

from viva.grading import Decision, Grade, Total
from viva.interview import How, Mode, Stage
from viva.questions import Frozen, Level, PublicQuestion, Reference

StreamKind = Literal["greeting", "question", "aside", "closing"]


# -- what a browser may see of an interview


class TypedView(Frozen):
    """When an answer was typed: its first and its last draft, and how many there were."""

    first: int
    last: int
    drafts: int


class DraftView(Frozen):
    rev: int
    text: str
    typed: TypedView | None = None


class AsideView(Frozen):
    asked: str
    reply: str | None
    by: str
    note: str


class CriterionView(Frozen):
    id: str
    says: str
    points: int
    read: tuple[Reference, ...]


class MisconceptionView(Frozen):
    id: str
    says: str
    costs: int


class DisputeView(Frozen):
    """The candidate's word against a verdict; no longer `open` once a person has decided about the subject."""

    subject: str
    word: str
    open: bool


class MarkView(Frozen):
    """`human` is a person's grade, which goes before the judge's `grade`; it rests on the `decisions`."""

    status: Literal["pending", "graded", "ungraded"]
    grade: Grade | None
    reason: str
    confirmed: bool
    human: Grade | None
    decisions: tuple[Decision, ...]
    disputes: tuple[DisputeView, ...]
    at: int | None


class ReviewView(Frozen):
    """Feedback on a question, from the moment on that it may be told. `misconceptions` are those that were found."""

    first: MarkView | None
    all: MarkView | None
    answer: str
    criteria: tuple[CriterionView, ...]
    misconceptions: tuple[MisconceptionView, ...]
    references: tuple[Reference, ...]


class TurnView(Frozen):
    """A question or follow-up that has been put. `number` counts the questions from 1.

    `due` is when its time is up; `asked` when it was first open, `closed` when it was answered, `typed` between them.
    `sure` is how sure of the answer the candidate said to be, 0 to 1.
    """

    id: int
    parent: int | None
    number: int
    phase: Literal["asking", "open", "paused", "closed"]
    question: PublicQuestion | None
    text: str
    by: str
    note: str
    seconds: float | None
    used: float
    credit: float
    due: int | None
    asked: int | None
    closed: int | None
    typed: TypedView | None
    draft: DraftView | None
    answer: str | None
    sure: float | None
    how: How
    hints: tuple[str, ...]
    asides: tuple[AsideView, ...]
    review: ReviewView | None


class HeadView(Frozen):
    """The interview without its turns. `left` is what is left of the whole time, in seconds; scores only once told."""

    id: str
    mode: Mode
    topics: tuple[str, ...]
    levels: tuple[Level, ...]
    weights: dict[str, int]
    stage: Stage
    current: int | None
    number: int
    follow_ups: int
    minutes: float | None
    pace: float | None
    adaptive: bool
    lean: bool
    hints_left: bool
    created: int
    started: int | None
    ended: int | None
    greeting: str
    closing: str
    left: float | None
    before: Total | None
    total: Total | None


class Stream(Frozen):
    """Words under way: `turn` is -1 for greeting and closing, `n` counts the asides of a turn."""

    kind: StreamKind
    turn: int
    n: int
    text: str


# -- to the browser


class Snapshot(Frozen):
    """Everything, whole: always the first frame, and the reply to `sync`."""

    type: Literal["snapshot"] = "snapshot"
    version: int
    now: int
    head: HeadView
    turns: tuple[TurnView, ...]
    streams: tuple[Stream, ...]


class Changed(Frozen):
    """What one event changed: the head, and the turns that are not as they were. Versions follow without a gap."""

    type: Literal["changed"] = "changed"
    version: int
    now: int
    head: HeadView
    turns: tuple[TurnView, ...]


class Delta(Frozen):
    """The next piece of streamed words; `first` begins them anew. May be dropped: the whole text comes in `changed`."""

    type: Literal["delta"] = "delta"
    kind: StreamKind
    turn: int
    n: int
    first: bool
    text: str


class Ok(Frozen):
    """The command is committed, as event number `version`."""

    type: Literal["ok"] = "ok"
    cid: str
    version: int


class Refused(Frozen):
    """The command (or, with an empty `cid`, the frame) was not taken; nothing has changed."""

    type: Literal["refused"] = "refused"
    cid: str
    code: str
    message: str


class Saved(Frozen):
    """The draft up to `rev` is on disk."""

    type: Literal["saved"] = "saved"
    turn: int
    rev: int


class Pong(Frozen):
    type: Literal["pong"] = "pong"
    now: int


Outbound = Snapshot | Changed | Delta | Ok | Refused | Saved | Pong


# Close codes: 4000 to 4499 mean "connect again", from 4500 on "do not".
CLOSE_MOVED = 4001
"""Another process wrote to this interview: connect again and get what is true now."""
CLOSE_SLOW = 4002
"""The browser didn't read; what it missed comes with the next snapshot."""
CLOSE_LEAVING = 4003
"""The server is going down."""
CLOSE_FAULT = 4004
"""The room failed; what was acknowledged is safe."""
CLOSE_TAKEN = 4501
"""Opened in another tab, which has it now."""
CLOSE_UNKNOWN = 4502
"""No such interview."""
