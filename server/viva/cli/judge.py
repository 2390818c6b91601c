"""`viva judge eval | agreement`: for whoever wants to know how far to trust a judge."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from viva.cli import evaluate
from viva.cli.common import with_database

if TYPE_CHECKING:
    from viva import store
    from viva.settings import Settings


def parser(actions: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    """Add what `viva judge` can do."""
    made = actions.add_subparsers(required=True, metavar="ACTION")

    def action(name: str, words: str) -> argparse.ArgumentParser:
        return made.add_parser(name, parents=[common], help=words, description=words)

    evaluate.arguments(action("eval", "Measure a judge on answers that people have graded."))
    action("agreement", "Compare what each judge said with what people confirmed or overruled.").set_defaults(
        run=_agreement
    )


def _agreement(arguments: argparse.Namespace) -> int:
    async def work(database: store.Database, _: Settings) -> int:
        from viva import store
        from viva.agreement import report

        for line in report(await database.read(store.compared)):
            print(line)
        return 0

    return with_database(arguments, work, new=False)
