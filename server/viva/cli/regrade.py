"""`viva regrade`: answers graded again, by the judge that is configured now."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from viva.cli.common import agreed, with_database

if TYPE_CHECKING:
    from viva import store
    from viva.regrade import Guess, Line
    from viva.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `viva regrade` takes."""
    parser.add_argument(
        "id",
        nargs="*",
        metavar="ID",
        help="only these interviews (default: all that are over); it ends the address of its page",
    )
    parser.add_argument("--question", default="", metavar="ID", help="only answers to this question, topic/slug")
    parser.add_argument("--judge", default="", metavar="NAME", help="only answers whose grade is by this judge")
    parser.add_argument("--since", type=_day, metavar="DATE", help="only interviews from this day on (UTC)")
    parser.add_argument("--until", type=_day, metavar="DATE", help="only interviews up to and with this day (UTC)")
    parser.add_argument("--yes", action="store_true", help="don't ask before a model is called")
    parser.set_defaults(run=_regrade)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date: write it as 2026-11-23") from None


def _regrade(given: argparse.Namespace) -> int:
    async def work(database: store.Database, settings: Settings) -> int:
        from viva import app, basic, regrade, store

        chosen = store.Selection(tuple(given.id), given.since, given.until)
        async with app.casted(settings, database) as cast:
            judge = cast("regrade").judge
            answers, done = await regrade.find(database, chosen, judge, given.question, given.judge)
            has = f" It has the last word on {done} more already." if done else ""
            print(f"{_count(len(answers), 'answer')} to grade again, by {judge.name}.{has}", flush=True)
            if not answers:
                return 0
            if judge.name != basic.NAME and any(answer.earlier is None for answer in answers):
                guess = await regrade.guess(database, judge.name, answers, lambda *n: app.price(settings, *n))
                print(_told(guess), flush=True)
                if not (given.yes or agreed("Go on?")):
                    print("Nothing was graded.")
                    return 1
            lines: list[Line] = []
            clock = lambda: datetime.now(UTC)  # noqa: E731
            async for line in regrade.regrade(database, lambda id: cast(id).judge, answers, clock):
                lines.append(line)
                print(f"{len(lines):>{len(str(len(answers)))}}/{len(answers)}  {line}", flush=True)
        return _end(lines, regrade.table(lines))

    return with_database(given, work, new=False)


def _end(lines: Sequence[Line], table: Sequence[str]) -> int:
    print("", *table, sep="\n")
    failed = sum(line.failed for line in lines)
    if failed:
        print(f"{_count(failed, 'answer')} got no grade: the same command again tries only what is left.")
    return 1 if failed else 0


def _told(guess: Guess) -> str:
    by = (
        f"from {_count(guess.graded, 'earlier grade')} of its" if guess.graded else "a guess: it has graded nothing yet"
    )
    cost = "cost unknown, for it has no price" if guess.cost is None else f"about {guess.cost:.2f} USD"
    return f"That takes about {guess.tokens_in:,} tokens in and {guess.tokens_out:,} out ({by}); {cost}."


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
