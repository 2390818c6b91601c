"""What a grade is made of: values only."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from viva.questions import Frozen

Verdict = Literal["met", "partly", "missed", "contradicted", "unverified"]
"""`unverified` is never a judge's word: code puts it where a credit has no quote that supports it."""

Scope = Literal["first", "all"]
"""What a grade is about: a turn's first answer alone, or that with the answers to its follow-ups."""

RULE = "rule"
"""The judge's name on a grade that needed no judge: blank, an echo, a skipped question."""

HUMAN = "human"
"""The judge's name on a grade that a person set."""

Ruling = Literal["met", "partly", "missed", "contradicted", "said", "not said"]
"""What a person may say: of a point one of the first four, of a misconception one of the last two."""

Flag = Literal[
    "unverified",
    "beyond-coverage",
    "keyword-list",
    "negation",
    "off-topic",
    "order",
    "several-numbers",
    "low-agreement",
]

TOLD: frozenset[Flag] = frozenset({"several-numbers"})
"""Flags that explain a verdict; every other one puts the grade in doubt, so that a person has to look at it."""


class Exchange(Frozen):
    """One question or follow-up as it was asked, and the candidate's whole answer to it."""

    asked: str
    answer: str


class Evidence(Frozen):
    """The candidate's own words: `exchanges[part].answer[start:end]`, in code points."""

    part: int
    start: int
    end: int


class Point(Frozen):
    """The verdict on one criterion, with the words that it rests on and the reason in a sentence."""

    criterion: str
    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""


class Found(Frozen):
    """A misconception that the answer holds."""

    misconception: str
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""


class Decision(Frozen):
    """What a person says of one criterion or misconception (`subject`), and a word about it ("" for none)."""

    subject: str
    verdict: Ruling
    word: str = ""


class Origin(Frozen):
    """The judge's grade that a person's was made from; `grade` is its fingerprint."""

    judge: str
    prompt: str
    grade: str


class Provenance(Frozen):
    """Where a grade comes from: enough to tell two judges apart and to repeat one.

    `prompt` and `question` are fingerprints; `seconds` is wall time; `cost` is in USD, None where no price is known;
    `raw` is the judge's reply, scrubbed of keys, empty for a judge without a model. Only a person's grade has
    `made_from`.
    """

    judge: str
    question: str
    prompt: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    seconds: float = 0.0
    raw: str = ""
    made_from: Origin | None = None


class Grade(Frozen):
    """A turn's grade: `score` in 0 to 1. One that needs review is shown but not counted until a person confirms it."""

    points: tuple[Point, ...]
    misconceptions: tuple[Found, ...] = ()
    score: Annotated[float, Field(ge=0, le=1)]
    possible: int
    flags: tuple[Flag, ...] = ()
    needs_review: bool = False
    provenance: Provenance

    @cached_property
    def fingerprint(self) -> str:
        """16 hex digits of all that it says. A field that is added later, at its default, leaves them as they are."""
        return hashlib.sha256(self.model_dump_json(exclude_defaults=True).encode()).hexdigest()[:16]


class Claim(Frozen):
    """What a judge says of one criterion or misconception, before code has looked for the quote."""

    id: str
    verdict: Verdict
    quote: str = ""
    reason: str = ""


class Settled(Frozen):
    """Claims after the search for their quotes. `unsupported` lists (id, complaint) of credits that rest on nothing."""

    points: tuple[Point, ...]
    misconceptions: tuple[Found, ...]
    unsupported: tuple[tuple[str, str], ...] = ()
    flags: tuple[Flag, ...] = ()


class Total(Frozen):
    """An interview's score: the points-weighted mean of what counts, None when nothing does; and the coverage."""

    score: float | None
    counted: int
    number: int
