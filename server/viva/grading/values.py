"""What a grade is made of: values only."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from viva.questions import Frozen

Verdict = Literal["met", "partly", "missed", "contradicted", "unverified"]
"""`unverified` is never a judge's word: code puts it where a credit has no quote that supports it."""

Scope = Literal["first", "all"]
"""What a grade is about: a turn's first answer alone, or that with the answers to its follow-ups."""

RULE = "rule"
"""The judge's name on a grade that needed no judge: blank, an echo, a skipped question."""

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


class Provenance(Frozen):
    """Where a grade comes from: enough to tell two judges apart and to repeat one.

    `prompt` and `question` are fingerprints; `seconds` is wall time; `cost` is in USD, None where no price is known;
    `raw` is the judge's reply, scrubbed of keys, empty for a judge without a model.
    """

    judge: str
    question: str
    prompt: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    seconds: float = 0.0
    raw: str = ""


class Grade(Frozen):
    """A turn's grade: `score` in 0 to 1. One that needs review is shown but not counted until a person confirms it."""

    points: tuple[Point, ...]
    misconceptions: tuple[Found, ...] = ()
    score: Annotated[float, Field(ge=0, le=1)]
    possible: int
    flags: tuple[Flag, ...] = ()
    needs_review: bool = False
    provenance: Provenance


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
