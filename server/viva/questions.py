"""What a question is: its words, its reference answer, its rubric, its reading."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Level = Literal["junior", "mid", "senior", "staff"]
Kind = Literal["explain", "compare", "design", "estimate", "debug"]
ReferenceKind = Literal["paper", "blog", "docs", "video", "course", "code", "book"]
SampleName = Literal["strong", "partial", "wrong"]

LEVELS: tuple[Level, ...] = ("junior", "mid", "senior", "staff")

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
QuestionId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$", max_length=130)]
Words = Annotated[str, Field(min_length=3, max_length=600)]
Weight = Annotated[int, Field(ge=1, le=3)]
Cues = Annotated[tuple[Annotated[str, Field(min_length=2, max_length=400)], ...], Field(min_length=1, max_length=6)]


class Frozen(BaseModel):
    """A value: it never changes, and a key that it doesn't know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Number(Frozen):
    """The number that an estimate has to come to: right when it is `within` (relative, 0 to 1) of `value` `unit`."""

    value: float
    unit: Annotated[str, Field(max_length=30)] = ""
    within: Annotated[float, Field(ge=0, le=1)] = 0.05


class Criterion(Frozen):
    """One atomic thing that a good answer says, worth 1 to 3 points."""

    id: Slug
    points: Weight
    says: Words
    cues: Cues
    probe: Words
    read: tuple[Slug, ...] = ()
    number: Number | None = None


class Misconception(Frozen):
    """Something false that candidates hold; saying it costs points."""

    id: Slug
    says: Words
    cues: Cues
    costs: Weight = 1


class Reference(Frozen):
    """Something to read, watch or run."""

    id: Slug
    title: Annotated[str, Field(min_length=2, max_length=300)]
    url: Annotated[str, Field(pattern=r"^https?://[^\s<>\"]+$", max_length=500)]
    kind: ReferenceKind


class Sample(Frozen):
    """A graded answer that a judge is tried on; a criterion that is not named is missed."""

    name: SampleName
    answer: str
    met: tuple[Slug, ...] = ()
    partly: tuple[Slug, ...] = ()
    contradicted: tuple[Slug, ...] = ()
    misconceptions: tuple[Slug, ...] = ()


class Topic(Frozen):
    """A part of the field; its folder's name is its id, and `reading` is about all of it.

    `terms` are what a job description says for it, each a word or a few, `*` for "and whatever follows".
    """

    id: Slug
    title: Annotated[str, Field(min_length=2, max_length=80)]
    about: Annotated[str, Field(min_length=2, max_length=300)]
    terms: Annotated[tuple[Annotated[str, Field(min_length=2, max_length=60)], ...], Field(max_length=60)] = ()
    reading: tuple[Reference, ...] = ()


class PublicQuestion(Frozen):
    """What a browser may know of a question before it is answered."""

    id: str
    topic: str
    level: Level
    kind: Kind
    minutes: float
    tags: tuple[str, ...]
    title: str
    body: str


class Question(Frozen):
    """A question of the bank; `id` is its path, `topic/slug`, and is never used again for another one."""

    id: str
    topic: Slug
    level: Level
    kind: Kind
    minutes: Annotated[float, Field(ge=1, le=60)]
    tags: tuple[Slug, ...] = ()
    verified: date | None = None
    source: str = ""
    title: Annotated[str, Field(min_length=8, max_length=300)]
    body: Annotated[str, Field(max_length=3000)] = ""
    answer: Annotated[str, Field(min_length=20, max_length=8000)]
    rubric: Annotated[tuple[Criterion, ...], Field(min_length=3, max_length=6)]
    misconceptions: Annotated[tuple[Misconception, ...], Field(max_length=6)] = ()
    references: tuple[Reference, ...] = ()
    samples: tuple[Sample, ...] = ()

    @property
    def text(self) -> str:
        """The question as it is asked: Markdown."""
        return f"{self.title}\n\n{self.body}".strip()

    @property
    def possible(self) -> int:
        """The points of all criteria together."""
        return sum(criterion.points for criterion in self.rubric)

    @cached_property
    def fingerprint(self) -> str:
        """16 hex digits of what a grade depends on: words, reference answer, rubric and misconceptions."""
        kept = self.model_dump_json(include={"title", "body", "answer", "rubric", "misconceptions"})
        return hashlib.sha256(kept.encode()).hexdigest()[:16]

    def criterion(self, id: str) -> Criterion:
        """The criterion of that id; KeyError if there is none."""
        return next((c for c in self.rubric if c.id == id), None) or _missing(id)

    def public(self) -> PublicQuestion:
        """The part that holds neither reference, rubric, cues, probes nor samples."""
        return PublicQuestion(
            id=self.id,
            topic=self.topic,
            level=self.level,
            kind=self.kind,
            minutes=self.minutes,
            tags=self.tags,
            title=self.title,
            body=self.body,
        )


def _missing(id: str) -> Criterion:
    raise KeyError(id)
