"""A question that comes from elsewhere: a line of JSON, and a rubric made of its reference answer where it has none."""

from __future__ import annotations

import hashlib
import re
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from viva.questions import Criterion, Question
from viva.words import content_stems, is_cue

MOST_POINTS = 12
"""Most points that are made of a reference; if it has more sentences, neighbours are one point."""
MOST_WORDS = 600

# Students' references are notes as often as sentences: lines, bullets, "1." and "→" part them, too.
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+|\s*[●○•▪→]\s*")


class KeyPoint(Criterion):
    """A criterion that need not have cues: judges without a model then go by the reference as a whole."""

    points: Annotated[int, Field(ge=1, le=100)] = 1
    cues: tuple[str, ...] = ()


class AskedElsewhere(Question):
    """A question that the bank's rules don't hold for: any length, any number of points."""

    title: Annotated[str, Field(min_length=1)]
    answer: Annotated[str, Field(min_length=1)]
    rubric: Annotated[tuple[Criterion, ...], Field(min_length=1)]


def _cue(cue: str) -> str:
    if not is_cue(cue):
        raise ValueError("an alternative of a cue is blank, or a * stands elsewhere than at a word's end")
    return cue


class Says(BaseModel):
    """One point of a given rubric."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: Annotated[str, Field(min_length=3, max_length=MOST_WORDS)]
    points: Annotated[int, Field(ge=1, le=100)] = 1
    cues: tuple[Annotated[str, AfterValidator(_cue)], ...] = ()


class Line(BaseModel):
    """One graded answer, as a line of JSON. What else the line holds is left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    question: Annotated[str, Field(min_length=1)]
    reference: Annotated[str, Field(min_length=1)]
    answer: str
    score: Annotated[float, Field(ge=0)]
    score_max: Annotated[float, Field(gt=0)]
    question_id: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    rubric: Annotated[tuple[Says, ...], Field(min_length=1, max_length=40)] | None = None

    @field_validator("question", "reference")
    @classmethod
    def _says_something(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("it is blank")
        return text.strip()

    @field_validator("rubric", mode="before")
    @classmethod
    def _plain_points(cls, rubric: object) -> object:
        """A point may be given as its sentence alone."""
        if not isinstance(rubric, list):
            return rubric
        return [{"says": point} if isinstance(point, str) else point for point in rubric]

    @property
    def id(self) -> str:
        """The question's id; where none is given its words stand for it."""
        return self.question_id or hashlib.sha256(self.question.encode("utf-8", "replace")).hexdigest()[:12]

    @property
    def asked(self) -> AskedElsewhere:
        """The question, with the rubric given or with a point for each sentence of its reference."""
        given = self.rubric or [
            Says.model_construct(says=says, points=1, cues=()) for says in sentences(self.reference)
        ]
        return AskedElsewhere(
            id=self.id,
            topic="elsewhere",
            level="mid",
            kind="explain",
            minutes=4,
            title=self.question,
            answer=self.reference,
            rubric=tuple(_key_point(n, says) for n, says in enumerate(given, start=1)),
        )


def _key_point(number: int, given: Says) -> KeyPoint:
    probe = "Can you say more about that?"
    return KeyPoint(id=f"point-{number}", points=given.points, says=given.says, cues=given.cues, probe=probe)


def sentences(reference: str) -> list[str]:
    """What a reference says, one thing each: MOST_POINTS at most, and one at least."""
    said = [part.strip() for part in _SENTENCE.split(reference)]
    said = [part for part in said if content_stems(part)] or [reference]
    number = min(len(said), MOST_POINTS)
    borders = [n * len(said) // number for n in range(number + 1)]
    joined = (" ".join(said[start:end]) for start, end in pairwise(borders))
    return [(part if len(part) >= 3 else f"“{part}”")[:MOST_WORDS] for part in joined]
