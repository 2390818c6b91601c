"""Which graded answers a judge is tried on, and what people say that they deserve."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from viva.bank import Bank
from viva.errors import CaseError
from viva.evaluation.asked import Line
from viva.grading import Exchange, Found, Point, Verdict, score
from viva.questions import Question, Sample

MOST_TOLD = 20
"""Most faults of a file that are told."""

Half = Literal["dev", "test"]


@dataclass(frozen=True, slots=True)
class Case:
    """One answer to one question; `score` is 0 to 1, `verdicts` by criterion, empty where only a score is known."""

    question: Question
    answer: str
    score: float
    verdicts: Mapping[str, Verdict]

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """As a judge takes it."""
        return (Exchange(asked=self.question.text, answer=self.answer),)


def from_bank(bank: Bank, topics: Collection[str] = ()) -> list[Case]:
    """The samples of the bank's questions, of these topics if any. Raises CaseError for one that isn't there."""
    strange = sorted(set(topics) - {topic.id for topic in bank.topics})
    if strange:
        known = ", ".join(topic.id for topic in bank.topics)
        raise CaseError(f"There is no topic {', '.join(strange)} in the bank: known are {known}.")
    return [
        _sample(question, sample)
        for question in bank.questions
        if not topics or question.topic in topics
        for sample in question.samples
    ]


def _sample(question: Question, sample: Sample) -> Case:
    said: dict[str, Verdict] = dict.fromkeys((c.id for c in question.rubric), "missed")
    said |= dict.fromkeys(sample.met, "met")
    said |= dict.fromkeys(sample.partly, "partly")
    said |= dict.fromkeys(sample.contradicted, "contradicted")
    points = [Point(criterion=id, verdict=verdict) for id, verdict in said.items()]
    found = [Found(misconception=id) for id in sample.misconceptions]
    return Case(question, sample.answer, score(question, points, found), said)


def from_file(path: Path) -> list[Case]:
    """The answers of a file with a JSON object a line (see `asked.Line`). Raises CaseError, with each line's fault."""
    text = _read(path)
    cases: list[Case] = []
    faults: list[str] = []
    asked: dict[str, Question] = {}
    # Not `splitlines`: an answer may hold any other line end as a character of its own.
    for number, raw in enumerate(text.split("\n"), start=1):
        if not raw.strip():
            continue
        try:
            cases.append(_case(raw, asked))
        except (ValidationError, ValueError) as error:
            faults.append(f"{path}:{number}: {_fault(error)}")
    if faults:
        more = [f"... and {len(faults) - MOST_TOLD} more."] if len(faults) > MOST_TOLD else []
        raise CaseError("\n".join(faults[:MOST_TOLD] + more))
    return cases


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise CaseError(f"{path} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise CaseError(f"{path} can't be read: {error}.") from None


def _case(raw: str, asked: dict[str, Question]) -> Case:
    line = Line.model_validate_json(raw)
    if line.score > line.score_max:
        raise ValueError(f"the score {line.score:g} is above score_max {line.score_max:g}.")
    question = asked.get(line.id)
    if question is None:
        question = asked[line.id] = line.asked
    if line.question != question.title or line.reference != question.answer:
        raise ValueError(f"the question {line.id} has another text or reference here than before: give it its own id.")
    return Case(question, line.answer, line.score / line.score_max, {})


def _fault(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place + ': ' if place else ''}{first['msg']}."


def chosen(path: Path) -> list[str]:
    """The ids of questions in a file: one a line, or a JSON list of them."""
    text = _read(path)
    try:
        listed = json.loads(text) if text.lstrip().startswith("[") else text.splitlines()
        return [id.strip() for id in listed if id.strip() and not id.startswith("#")]
    except (ValueError, AttributeError) as error:
        raise CaseError(f"{path} is no list of questions' ids, one a line: {error}.") from None


def only(cases: Iterable[Case], ids: Collection[str]) -> list[Case]:
    """The cases of these questions. Raises CaseError for one that has none."""
    kept = [case for case in cases if case.question.id in ids]
    lacking = sorted(set(ids) - {case.question.id for case in kept})
    if lacking:
        raise CaseError(f"There is no graded answer to {', '.join(lacking[:MOST_TOLD])}.")
    return kept


def split(cases: Iterable[Case], half: Half) -> list[Case]:
    """The cases to develop on, or the third of the questions that is kept for the test, chosen by their ids."""
    return [case for case in cases if (zlib.crc32(case.question.id.encode()) % 3 == 0) == (half == "test")]


def drawn(cases: Sequence[Case], number: int, rng: random.Random) -> list[Case]:
    """So many of the cases, by chance, in their order."""
    if number >= len(cases):
        return list(cases)
    return [cases[at] for at in sorted(rng.sample(range(len(cases)), number))]
