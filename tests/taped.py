"""Replies of a real mind to the judge's prompt, replayed: `python -m tests.taped` prints how far it agreed.

A tape is a JSON file in `tests/tapes/`: the `prompt` (its fingerprint) under which it was recorded, what kind of mind
replied, and for each graded sample of the bank the replies in order (a second one where the first had to be mended). It
is never edited. A row is left out where its question or sample was changed since.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes_llm import Scripted
from viva.bank import load
from viva.grading import Exchange, Grade
from viva.judge import HOLES, LLMJudge
from viva.paths import data
from viva.prompts import Prompts
from viva.questions import Question, Sample

TAPES = Path(__file__).parent / "tapes"


@dataclass(frozen=True, slots=True)
class Tape:
    """One recording. `rows`: question id, its fingerprint, the sample's name, the answer's digest, the replies."""

    name: str
    mind: str
    prompt: str
    rows: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """How far the verdicts agree with those expected, as shares of `points` (contradicted counts as missed)."""

    answers: int
    points: int
    agree: float
    doubted: int
    ungraded: int


def tapes() -> list[Tape]:
    """All recordings, by name."""
    found = []
    for path in sorted(TAPES.glob("judge-*.json")):
        value = json.loads(path.read_text("utf-8"))
        found.append(Tape(path.stem, value["mind"], value["prompt"], tuple(value["rows"])))
    return found


def digest(text: str) -> str:
    """16 hex digits of an answer."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fitting(tape: Tape) -> Iterator[tuple[Question, Sample, Sequence[str]]]:
    """The rows of which question and sample are what they were."""
    bank = {question.id: question for question in load(data("questions")).questions}
    for row in tape.rows:
        question = bank.get(row["question"])
        sample = next((s for s in question.samples if s.name == row["sample"]), None) if question else None
        if question and sample and (question.fingerprint, digest(sample.answer)) == (row["fingerprint"], row["answer"]):
            yield question, sample, row["replies"]


def prompt() -> str:
    """The fingerprint of the judge's prompt as it is now."""
    return Prompts(data("prompts")).get("judge", HOLES).fingerprint


async def replay(question: Question, sample: Sample, replies: Sequence[str]) -> Grade:
    """The grade that the judge makes of these replies; its script runs out where it asks more often than it did."""
    judge = LLMJudge(Scripted(*replies), Prompts(data("prompts")), random.Random(0), lambda *_: 1.0)
    return await judge.grade(question, (Exchange(asked=question.text, answer=sample.answer),))


def expected(sample: Sample, id: str) -> str:
    """The verdict that earns what is expected of a sample."""
    return "met" if id in sample.met else "partly" if id in sample.partly else "missed"


def figures(tape: Tape) -> Figures:
    """How far the tape agrees with the samples' verdicts."""
    rows = list(fitting(tape))
    right, doubted = [], 0
    for question, sample, replies in rows:
        grade = asyncio.run(replay(question, sample, replies))
        doubted += grade.needs_review
        told = {"contradicted": "missed", "unverified": "missed"}
        right += [told.get(p.verdict, p.verdict) == expected(sample, p.criterion) for p in grade.points]
    return Figures(len(rows), len(right), sum(right) / max(1, len(right)), doubted, 0)


def designs() -> Iterator[str]:
    """How far three designs of the prompt agreed on the same answers, and for how many tokens."""
    bank = {question.id: question for question in load(data("questions")).questions}
    told: dict[str, list[tuple[int, int, int]]] = {}
    for row in json.loads((TAPES / "designs.json").read_text("utf-8"))["rows"]:
        question = bank[row["question"]]
        sample = next(s for s in question.samples if s.name == row["sample"])
        same = {"contradicted": "missed", "unverified": "missed"}
        judged = {c.id: row["verdicts"][c.id] for c in question.rubric if c.number is None}
        right = sum(same.get(verdict, verdict) == expected(sample, id) for id, verdict in judged.items())
        told.setdefault(row["design"], []).append((right, len(judged), row["tokens"]))
    for name, each in told.items():
        right, points, tokens = (sum(column) for column in zip(*each, strict=True))
        yield f"{name:40} {right} of {points} points, {tokens / len(each):,.0f} tokens an answer"


if __name__ == "__main__":
    print(f"{'tape':12} answers points agreement doubted  mind")
    for tape in tapes():
        of = figures(tape)
        print(f"{tape.name:12} {of.answers:7} {of.points:6} {of.agree:9.1%} {of.doubted:7}  {tape.mind}")
    print(*designs(), sep="\n")
