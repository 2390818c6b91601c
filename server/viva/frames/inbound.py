"""Every frame that a browser may send."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, TypeAdapter

from viva.grading import Ruling
from viva.questions import Frozen

PROTOCOL = "viva.v1"
MOST_BYTES = 64 * 1024
"""The largest frame that is taken."""
MOST_ANSWER = 20_000
"""The longest answer or draft, in characters."""
MOST_QUERY = 1_000
"""The longest thing to ask the interviewer back, in characters."""

MOST_WORD = 500
"""The longest word on a verdict, in characters."""


def _no_nul(text: str) -> str:
    # PostgreSQL can't store it, and no keyboard types it.
    if "\0" in text:
        raise ValueError("a text may not hold the character NUL")
    return text


Cid = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
TurnId = Annotated[int, Field(ge=0, le=1000)]
AnswerText = Annotated[str, Field(max_length=MOST_ANSWER), AfterValidator(_no_nul)]
QueryText = Annotated[str, Field(max_length=MOST_QUERY), AfterValidator(_no_nul)]
Word = Annotated[str, Field(max_length=MOST_WORD), AfterValidator(_no_nul)]
Subject = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_no_nul)]
"""The id of a criterion or of a misconception; a question has no two the same."""


class Start(Frozen):
    type: Literal["start"] = "start"
    cid: Cid


class Answer(Frozen):
    """`sure` is how sure of it the candidate says to be, 0 to 1."""

    type: Literal["answer"] = "answer"
    cid: Cid
    turn: TurnId
    text: AnswerText
    sure: Annotated[float, Field(ge=0, le=1)] | None = None


class Skip(Frozen):
    type: Literal["skip"] = "skip"
    cid: Cid
    turn: TurnId


class Query(Frozen):
    """A question back to the interviewer."""

    type: Literal["query"] = "query"
    cid: Cid
    turn: TurnId
    text: QueryText


class Hint(Frozen):
    type: Literal["hint"] = "hint"
    cid: Cid
    turn: TurnId


class Pause(Frozen):
    type: Literal["pause"] = "pause"
    cid: Cid


class Resume(Frozen):
    type: Literal["resume"] = "resume"
    cid: Cid


class Next(Frozen):
    type: Literal["next"] = "next"
    cid: Cid


class End(Frozen):
    type: Literal["end"] = "end"
    cid: Cid


class Retry(Frozen):
    """Grade an ungraded question again."""

    type: Literal["retry"] = "retry"
    cid: Cid
    turn: TurnId


class Confirm(Frozen):
    """Let a grade that needs review count."""

    type: Literal["confirm"] = "confirm"
    cid: Cid
    turn: TurnId


class Decide(Frozen):
    """Confirm or overrule the verdict on a point or a misconception; `word` may be empty."""

    type: Literal["decide"] = "decide"
    cid: Cid
    turn: TurnId
    subject: Subject
    verdict: Ruling
    word: Word


class Undo(Frozen):
    """Go back to the judge's verdict on a subject, or, without one, on all of the question."""

    type: Literal["undo"] = "undo"
    cid: Cid
    turn: TurnId
    subject: Subject | None


class Dispute(Frozen):
    """Say that a verdict is wrong. It changes no score."""

    type: Literal["dispute"] = "dispute"
    cid: Cid
    turn: TurnId
    subject: Subject
    word: Word


class Withdraw(Frozen):
    """Dispute a verdict no longer."""

    type: Literal["withdraw"] = "withdraw"
    cid: Cid
    turn: TurnId
    subject: Subject


class Draft(Frozen):
    """What is in the answer box. A draft with an older `rev` never overwrites a newer one; answered by `saved`."""

    type: Literal["draft"] = "draft"
    turn: TurnId
    rev: Annotated[int, Field(ge=0, le=2**53)]
    text: AnswerText


class Sync(Frozen):
    """Send me a snapshot."""

    type: Literal["sync"] = "sync"


class Ping(Frozen):
    type: Literal["ping"] = "ping"


Command = (
    Start | Answer | Skip | Query | Hint | Pause | Resume | Next | End | Retry | Confirm
    | Decide | Undo | Dispute | Withdraw
)  # fmt: skip
Inbound = Annotated[Command | Draft | Sync | Ping, Field(discriminator="type")]
INBOUND: TypeAdapter[Command | Draft | Sync | Ping] = TypeAdapter(Inbound)
