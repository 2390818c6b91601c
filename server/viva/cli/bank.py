"""`viva bank check | new | try | stats | links`: for whoever writes questions."""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from viva.cli.common import settings, with_database
from viva.errors import BankError, Fault, VivaError

if TYPE_CHECKING:
    from viva import store
    from viva.questions import Question
    from viva.settings import Settings


def parser(actions: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    """Add what `viva bank` can do."""
    made = actions.add_subparsers(required=True, metavar="ACTION")

    def action(name: str, words: str) -> argparse.ArgumentParser:
        return made.add_parser(name, parents=[common], help=words, description=words)

    check = action("check", "List every fault, with its file, line and mend.")
    check.add_argument("file", type=Path, nargs="*", help="only these files or folders of the bank")
    check.set_defaults(run=_check)
    new = action("new", "Write a question to start from.")
    new.add_argument("topic")
    new.add_argument("slug")
    new.set_defaults(run=_new)
    sit = action("try", "Sit one question here in the terminal, and have it graded.")
    sit.add_argument("file", type=Path)
    sit.set_defaults(run=_try)
    action("stats", "Count the questions by topic, level and kind.").set_defaults(run=_stats)
    action("links", "Ask every address whether it is still there. Needs a network.").set_defaults(run=_links)


def _folder(arguments: argparse.Namespace) -> Path:
    return settings(arguments).questions()


def _check(arguments: argparse.Namespace) -> int:
    from viva import bank
    from viva.trials import trials

    # It keeps nearly all that it makes and ends soon: looking for garbage would take a tenth of its time.
    gc.disable()
    folder = _folder(arguments)
    today = datetime.now(UTC).date()
    faults, count = bank.check(folder, today, arguments.file, trials)
    for fault in faults:
        print(fault)
    errors = sum(not fault.warning for fault in faults)
    if errors:
        print(f"{errors} fault{'s' if errors != 1 else ''} to mend.", file=sys.stderr)
        return 1
    warned = f", {len(faults)} warning{'s' if len(faults) != 1 else ''}" if faults else ""
    print(f"The bank is sound: {count} question{'s' if count != 1 else ''}{warned}.")
    return 0


def _new(arguments: argparse.Namespace) -> int:
    from viva import bank

    path = bank.new(_folder(arguments), arguments.topic, arguments.slug)
    print(f"{path}\nEdit it, then run `viva bank check {path}`.")
    return 0


def _stats(arguments: argparse.Namespace) -> int:
    from viva import bank

    for line in bank.stats(bank.load(_folder(arguments))):
        print(line)
    return 0


def _links(arguments: argparse.Namespace) -> int:
    from viva import bank
    from viva.links import follow

    read = bank.load(_folder(arguments))
    urls = [reference.url for question in read.questions for reference in question.references]
    urls += [reference.url for topic in read.topics for reference in topic.reading]
    number = len(set(urls))

    async def run() -> int:
        gone = done = 0
        async for link in follow(urls):
            done += 1
            gone += link.state == "gone"
            print(f"{done:>4}/{number}  {link}", flush=True)
        print(f"{number - gone} of {number} addresses answer, {gone} are gone.")
        return 1 if gone else 0

    return asyncio.run(run())


# -- sitting one question


def _question(folder: Path, path: Path) -> Question:
    """The question in the file `path`, which need not be part of a bank. Raises BankError, or VivaError."""
    from viva import bank

    tried = [path, folder / path, folder / f"{path}.md"]
    found = next((each for each in tried if each.is_file()), None)
    if found is None:
        raise VivaError(f"There is no file {path}. Name a question's file, or topic/slug as in the bank.")
    try:
        text = found.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise VivaError(f"{found} can't be read: {error}.") from None
    made, faults = bank.parse(text, f"{found.resolve().parent.name}/{found.name}")
    if made is None:
        raise BankError(faults or [Fault(str(found), 1, "This is no question.", "See CONTRIBUTING.md.")])
    return made


def _try(arguments: argparse.Namespace) -> int:
    question = _question(_folder(arguments), arguments.file)

    async def work(database: store.Database, given: Settings) -> int:
        from viva import app, basic
        from viva.grading import Exchange
        from viva.transcript import graded

        async with app.casted(given, database) as cast:
            judge = cast(f"bank-try-{datetime.now(UTC):%Y%m%dT%H%M%S}").judge
            label = f": {basic.LABEL}" if judge.name == basic.NAME else ""
            print(f"{question.text}\n\n({question.level}, {question.kind}, {question.minutes:g} minutes)")
            print(f"Judged by {judge.name}{label}.\nType your answer; a line with a single dot ends it.\n", flush=True)
            exchanges = (Exchange(asked=question.text, answer=_answer()),)
            grade = await judge.grade(question, exchanges)
        print("", *graded(question, grade, exchanges), "**Reference answer**", question.answer, sep="\n\n")
        return 0

    return with_database(arguments, work)


def _answer() -> str:
    """What is typed, up to a line with a dot or the end of the input."""
    lines = []
    for line in sys.stdin:
        if line.rstrip("\r\n") == ".":
            break
        lines.append(line)
    return "".join(lines).strip()
