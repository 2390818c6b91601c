"""A candidate's history, made through the machine and the store: interviews with answers that get better."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from viva import bank, basic, sampler, store
from viva.grading import Exchange, Grade, Scope
from viva.interview import (
    Answered,
    Asked,
    Begun,
    Continued,
    Event,
    Graded,
    Greeted,
    Interview,
    Plan,
    Thanked,
    prepare,
    step,
)
from viva.paths import data
from viva.questions import Question
from viva.store.records import GradeRecord, Record

BANK = bank.load(data("questions")).questions
SURE = (None, 0.25, 0.5, 0.75, 0.95)


def interviews(
    questions: Sequence[Question],
    number: int,
    last: datetime,
    apart: timedelta = timedelta(days=1),
    each: int = 3,
    follow_ups: int = 0,
) -> Iterator[Record]:
    """So many interviews of `each` questions, `apart` from each other; the same at each run."""
    rng = random.Random(7)
    for n in range(number):
        at = last - apart * (number - n)
        plan = Plan(number=each, follow_ups=follow_ups, seed=n, mode=rng.choice(("exam", "study")))
        state = prepare(f"made-{n:05}", "local", plan, sampler.sample(questions, plan), at)
        yield _sat(state, at, rng, skill=n / number)


def _sat(state: Interview, at: datetime, rng: random.Random, skill: float) -> Record:
    """The interview when it is over. Its log is left empty: nothing that is shown comes from it."""
    grades: list[GradeRecord] = []

    def play(event: Event) -> None:
        nonlocal state
        state, _ = step(state, event)

    play(Begun(at))
    play(Greeted("Hello.", at))
    names: tuple[str, ...] = ()
    while (turn := state.turn) is not None:
        name = "strong" if rng.random() < skill else rng.choice(("partial", "wrong"))
        names = (*(names if turn.parent is not None else ()), name)
        answer, grade = _judged(turn.question, names)
        at += timedelta(seconds=rng.uniform(30, 200))
        play(Asked(turn.id, turn.question.text, "test", at))
        at += timedelta(seconds=rng.uniform(0.2, 0.9) * (turn.seconds or 60))
        play(Answered(turn.id, answer, at, rng.choice(SURE)))
        scope: Scope = "first" if turn.parent is None else "all"
        play(Graded(turn.root, scope, grade, at))
        grades.append(GradeRecord(turn=turn.root, scope=scope, at=at, grade=grade))
        if state.stage == "feedback":
            play(Continued(at))
    play(Thanked("Thank you.", at))
    return Record(interview=state, grades=tuple(grades), events=())


_JUDGED: dict[tuple[str, tuple[str, ...]], tuple[str, Grade]] = {}


def _judged(question: Question, names: tuple[str, ...]) -> tuple[str, Grade]:
    """The last of those sample answers, and what the basic judge makes of all of them, one after the other."""
    if (question.id, names) not in _JUDGED:
        samples: dict[str, str] = {sample.name: sample.answer for sample in question.samples}
        said = [Exchange(asked=question.text, answer=samples[name]) for name in names]
        _JUDGED[question.id, names] = said[-1].answer, basic.judge(question, said)
    return _JUDGED[question.id, names]


def fill(connection: sa.Connection, records: Iterator[Record]) -> None:
    """Write them all, in one transaction."""
    for record in records:
        store.restore(connection, record)


def write(
    path: Path,
    number: int,
    last: datetime,
    apart: timedelta = timedelta(days=1),
    each: int = 3,
    follow_ups: int = 0,
) -> None:
    """Make a data file with a history in it."""
    # In a thread of its own: a browser's test has a loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _write(path, interviews(BANK, number, last, apart, each, follow_ups))).result()


async def _write(path: Path, records: Iterator[Record]) -> None:
    database = store.Database(path)
    try:
        await database.write(fill, records)
    finally:
        database.close()
