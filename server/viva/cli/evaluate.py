"""`viva judge eval`: how far a judge can be trusted."""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from viva.cli.common import settings, with_database

if TYPE_CHECKING:
    from viva import store
    from viva.evaluation import Case, Journal
    from viva.evaluation.report import Report
    from viva.room import JudgeRole
    from viva.settings import Settings

BANK = "bank"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `viva judge eval` takes."""
    add = parser.add_argument
    add("--source", default=BANK, metavar="bank|FILE", help="the bank's samples (default), or a file of JSON lines")
    add("--judge", action="append", default=[], metavar="NAME", help="basic, or a model; several judge as a panel")
    add("--topic", action="append", default=[], metavar="T", help="only this topic of the bank; can be repeated")
    add("--only", type=Path, metavar="FILE", help="only the questions whose ids are in this file, one a line")
    add("--split", choices=("dev", "test"), help="only the questions to develop on, or the third kept for the test")
    add("--limit", type=_number, metavar="N", help="only so many answers, drawn by chance")
    add("--seed", type=int, default=0, help="of what is drawn by chance (default: 0)")
    add("--repeat", type=_number, default=1, metavar="N", help="grade each answer so often (default: 1)")
    add("--at-once", type=_number, default=4, metavar="N", help="most answers being graded at once (default: 4)")
    add("-o", "--output", type=Path, metavar="FOLDER", help="for outcomes and report (default: in the data folder)")
    parser.set_defaults(run=_eval)


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def _eval(arguments: argparse.Namespace) -> int:
    from viva.evaluation import require

    if arguments.judge:
        # As if the settings had said so: one that isn't configured is told in the same words.
        alone = len(arguments.judge) == 1
        roles = {"judge": arguments.judge[0] if alone else "basic"}
        arguments.more = {"roles": roles, "judge": {"panel": [] if alone else arguments.judge}}
    cases = _cases(arguments, settings(arguments))
    # Loading them takes seconds: not before the rest was asked for rightly, but before any model is paid.
    require()

    async def work(database: store.Database, given: Settings) -> int:
        import asyncio
        import secrets

        from viva import app
        from viva.llm import warm_up

        if app.needs_litellm(given):
            await asyncio.to_thread(warm_up)  # seconds that are no model's fault
        async with app.casted(given, database) as cast:
            # The budget of an interview bounds each run.
            judge = cast(f"judge-eval-{secrets.token_hex(6)}").judge
            return await _measure(arguments, given, judge, cases)

    return with_database(arguments, work)


def _cases(arguments: argparse.Namespace, given: Settings) -> Sequence[Case]:
    """The graded answers that the command line asks for."""
    from viva import bank, evaluation
    from viva.errors import CaseError

    if arguments.source == BANK:
        cases = evaluation.from_bank(bank.load(given.questions()), arguments.topic)
    elif arguments.topic:
        raise CaseError("Only the bank has topics: leave --topic out, or --source.")
    else:
        cases = evaluation.from_file(Path(arguments.source))
    if arguments.only:
        cases = evaluation.only(cases, evaluation.chosen(arguments.only))
    if arguments.split:
        cases = evaluation.split(cases, arguments.split)
    if arguments.limit:
        cases = evaluation.drawn(cases, arguments.limit, random.Random(arguments.seed))
    if not cases:
        raise CaseError("There is no graded answer left to try the judge on.")
    return cases


async def _measure(arguments: argparse.Namespace, given: Settings, judge: JudgeRole, cases: Sequence[Case]) -> int:
    from viva import evaluation

    folder = arguments.output or given.data / "evaluations" / _slug(f"{Path(arguments.source).stem} {judge.name}")
    with evaluation.Journal(folder / "outcomes.jsonl") as journal:
        await _run(arguments, judge, cases, journal)
    report = _report(arguments, judge, cases, journal, set(given.names("judge")) != {"basic"})
    evaluation.write(report, folder)
    print(evaluation.table(report))
    print(f"Written to {folder}: report.md, report.json, two pictures, and the outcomes.")
    return 0 if report.measured.graded else 1


async def _run(arguments: argparse.Namespace, judge: JudgeRole, cases: Sequence[Case], journal: Journal) -> None:
    from contextlib import aclosing

    from viva import basic, evaluation

    # It costs nothing, and whoever works on it wants it anew; it has one thread, before which others would wait.
    plain = judge.name == basic.NAME
    wanted = evaluation.open_keys(judge, cases, {} if plain else journal.known, arguments.repeat)
    tell = _counter(len(wanted))
    running = evaluation.run(judge, wanted, perf_counter, 1 if plain else arguments.at_once)
    async with aclosing(running):
        async for outcome in running:
            journal.add(outcome)
            tell()


def _counter(number: int) -> Callable[[], None]:
    """What to call after each answer: tells on standard error how far it is, in one line where that is a terminal."""
    start, done = perf_counter(), 0
    step = 1 if sys.stderr.isatty() else max(1, number // 10)

    def tell() -> None:
        nonlocal done
        done += 1
        if done % step and done != number:
            return
        left = (perf_counter() - start) / done * (number - done)
        end = "\r" if sys.stderr.isatty() and done != number else "\n"
        print(f"{done:>6}/{number} graded, about {left:,.0f} s left ", end=end, file=sys.stderr, flush=True)

    return tell


def _report(
    arguments: argparse.Namespace, judge: JudgeRole, cases: Sequence[Case], journal: Journal, by_model: bool
) -> Report:
    """`by_model`: whether the judge can say "contradicted", as the basic one can't."""
    from viva import evaluation

    rows = evaluation.rows(judge, cases, journal.known, arguments.repeat)
    measured = evaluation.measure(rows, seed=arguments.seed, says_contradicted=by_model)
    about: dict[str, Any] = {"judge": judge.name, "prompt": judge.prompt, "source": Path(arguments.source).name}
    about |= {"topics": ", ".join(arguments.topic), "split": arguments.split or ""}
    about |= {"runs": str(arguments.repeat) if arguments.repeat > 1 else ""}
    return evaluation.Report({name: text for name, text in about.items() if text}, measured, by_model)


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-.")[:100]
