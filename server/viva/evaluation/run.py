"""Runs a judge over cases, a few at once; each outcome is written down as it comes, so that a run can go on later."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Self

from pydantic import Field, ValidationError

from viva.errors import CaseError, Ungradable
from viva.evaluation.cases import Case
from viva.evaluation.values import Row
from viva.grading import RULE, Flag, Verdict
from viva.questions import Frozen
from viva.room import JudgeRole


class Key(NamedTuple):
    """What an outcome is of. `question` and `answer` are fingerprints, `sample` counts repeated runs from 0."""

    judge: str
    prompt: str
    question: str
    answer: str
    sample: int


class Outcome(Frozen):
    """What came of one answer: `score` (0 to 1) and verdicts, or None and the reason why there is no grade."""

    judge: str
    prompt: str
    question: str
    answer: str
    sample: int
    score: float | None
    verdicts: dict[str, Verdict] = Field(default_factory=dict)
    flags: tuple[Flag, ...] = ()
    needs_review: bool = False
    reason: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    seconds: float = 0.0
    by_rule: bool = False

    @property
    def key(self) -> Key:
        """What it is an outcome of."""
        return Key(self.judge, self.prompt, self.question, self.answer, self.sample)


def fingerprint(text: str) -> str:
    """16 hex digits of an answer's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Journal:
    """The outcomes of earlier runs and of this one, in a file with a line each: `with Journal(path) as journal`."""

    def __init__(self, path: Path) -> None:
        """Read what is there. Raises CaseError if it can't be read or written."""
        self._path = path
        self.known: dict[Key, Outcome] = {}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text("utf-8", "replace") if path.exists() else ""
            self._file = path.open("a", encoding="utf-8")
        except OSError as error:
            raise CaseError(f"{path} can't be used for the outcomes: {error.strerror}.") from None
        for line in text.split("\n"):
            try:
                outcome = Outcome.model_validate_json(line)
            except ValidationError:
                continue  # what a killed run has left half written: that answer is graded again
            self.known[outcome.key] = outcome
        if text and not text.endswith("\n"):
            self._file.write("\n")

    def add(self, outcome: Outcome) -> None:
        """Write it down, for good."""
        self.known[outcome.key] = outcome
        try:
            self._file.write(outcome.model_dump_json() + "\n")
            self._file.flush()
        except OSError as error:
            raise CaseError(f"{self._path} can't be written: {error.strerror}.") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def open_keys(
    judge: JudgeRole, cases: Iterable[Case], known: Mapping[Key, Outcome], repeat: int = 1
) -> dict[Key, Case]:
    """What is to be graded still, what was left ungraded too. An answer that comes twice is graded once."""
    wanted = {_key(judge, case, sample): case for sample in range(repeat) for case in cases}
    return {key: case for key, case in wanted.items() if key not in known or known[key].score is None}


def _key(judge: JudgeRole, case: Case, sample: int) -> Key:
    return Key(judge.name, judge.prompt, case.question.fingerprint, fingerprint(case.answer), sample)


async def run(
    judge: JudgeRole, wanted: Mapping[Key, Case], clock: Callable[[], float], at_once: int = 4
) -> AsyncGenerator[Outcome, None]:
    """Grade what is wanted, `at_once` at a time, each outcome as it comes.

    `clock` counts seconds. Whoever leaves early closes the iterator (`aclosing`); nothing is then left running.
    """
    waiting = iter(wanted.items())
    running: set[asyncio.Task[Outcome]] = set()
    try:
        while True:
            while len(running) < at_once and (following := next(waiting, None)):
                running.add(asyncio.create_task(_grade(judge, *following, clock)))
            if not running:
                return
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                yield task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _grade(judge: JudgeRole, key: Key, case: Case, clock: Callable[[], float]) -> Outcome:
    start = clock()
    try:
        grade = await judge.grade(case.question, case.exchanges)
    except Ungradable as error:
        return Outcome(**key._asdict(), score=None, reason=str(error), seconds=clock() - start)
    source = grade.provenance
    return Outcome(
        **key._asdict(),
        score=grade.score,
        verdicts={point.criterion: point.verdict for point in grade.points},
        flags=grade.flags,
        needs_review=grade.needs_review,
        tokens_in=source.tokens_in,
        tokens_out=source.tokens_out,
        cost=source.cost,
        seconds=source.seconds or clock() - start,
        by_rule=source.judge == RULE,
    )


def rows(judge: JudgeRole, cases: Iterable[Case], known: Mapping[Key, Outcome], repeat: int = 1) -> list[Row]:
    """Cases and outcomes side by side, as they are measured; what was never tried is left out."""
    return [
        _row(number, case, outcome)
        for number, case in enumerate(cases)
        for sample in range(repeat)
        if (outcome := known.get(_key(judge, case, sample))) is not None
    ]


def _row(number: int, case: Case, outcome: Outcome) -> Row:
    return Row(
        case=number,
        question=case.question.id,
        gold=case.score,
        expected=case.verdicts,
        score=outcome.score,
        verdicts=outcome.verdicts,
        reason=outcome.reason,
        needs_review=outcome.needs_review,
        by_rule=outcome.by_rule,
        tokens=outcome.tokens_in + outcome.tokens_out,
        cost=outcome.cost,
        seconds=outcome.seconds,
    )
