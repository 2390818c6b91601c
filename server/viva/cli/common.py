"""What several commands need: the settings, and the data file."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from viva.errors import StoreError
from viva.settings import Settings, load

if TYPE_CHECKING:
    from viva import store


def settings(arguments: argparse.Namespace) -> Settings:
    """The settings, with what the command line says."""
    flags: dict[str, Any] = {
        name: value
        for name in ("host", "port", "data", "bank")
        if (value := getattr(arguments, name, None)) is not None
    }
    if getattr(arguments, "no_browser", False):
        flags["open_browser"] = False
    return load(arguments.config, flags | getattr(arguments, "more", {}))


def with_database(
    arguments: argparse.Namespace, work: Callable[[store.Database, Settings], Any], new: bool = True
) -> int:
    """Run a coroutine function of the database; its result is the exit code.

    Raises StoreError where there is no data file yet, unless a `new` one will do.
    """
    from viva import store

    given = settings(arguments)
    if not new and not given.database.exists():
        raise StoreError(f"There is no data file {given.database}: name the folder that it is in with --data.")

    async def run() -> int:
        database = store.Database(given.database)
        try:
            return int(await work(database, given) or 0)
        finally:
            database.close()

    return asyncio.run(run())


def agreed(question: str) -> bool:
    """Whether the person at the terminal says yes. Where nobody is, the answer is no, and says why."""
    try:
        return input(f"{question} [y/N] ").strip().casefold() in ("y", "yes")
    except EOFError:
        print("\nNobody is there to say yes: use --yes.", file=sys.stderr)
        return False
