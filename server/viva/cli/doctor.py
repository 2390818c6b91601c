"""`viva doctor`: what the configured models are fit for, as it is found."""

from __future__ import annotations

import argparse
import sys
from contextlib import aclosing
from typing import TYPE_CHECKING

from viva.cli.common import settings, with_database
from viva.errors import SettingsError

if TYPE_CHECKING:
    from viva import store
    from viva.settings import Job, Settings


def options(parser: argparse.ArgumentParser) -> None:
    """What `viva doctor` may be told."""
    parser.add_argument("name", nargs="?", help="only this one of [models.NAME]")
    parser.add_argument("--quick", action="store_true", help="leave out the grading of sample answers")


def run(arguments: argparse.Namespace) -> int:
    """1 if a model isn't fit for a role that it has."""
    given = settings(arguments)
    asked = _names(given, arguments.name)
    names = [name for name in asked if not _is_voice(given, name)]
    if not asked:
        print("No model is configured: the basic judge and interviewer need none. See the README to connect one.")
        return 0

    async def work(database: store.Database, given: Settings) -> int:
        from viva import app
        from viva.doctor import Progress

        told, unfit = "", False
        async with aclosing(app.examined(given, database, names, arguments.quick)) as news:
            async for name, each in news:
                if name != told:
                    told = name
                    print(_heading(given, name), flush=True)
                if isinstance(each, Progress):
                    _show(f"      {each.check} {each.done}/{each.of}" if each.of > 1 else f"      {each.check}")
                    continue
                _show("")
                print(f"  {each}", flush=True)
                unfit |= each.state == "bad" and each.check in _jobs(given, name)
        return int(unfit)

    unfit = with_database(arguments, work) if names else 0
    for name in asked:
        if name not in names:
            print(f"{name}: not tried, for it only hears or speaks: try it on the page.")
    return unfit


def _names(given: Settings, name: str | None) -> list[str]:
    """The models to examine."""
    if name is not None and name not in given.models:
        known = ", ".join(given.models) or "none"
        raise SettingsError(f"There is no table [models.{name}]: known are {known}.")
    return [name] if name else list(given.models)


def _jobs(given: Settings, name: str) -> list[str]:
    """What it does in an interview; a judge of a panel judges as well."""
    jobs: tuple[Job, ...] = ("interviewer", "judge")
    return [job for job in jobs if name in given.names(job)]


def _is_voice(given: Settings, name: str) -> bool:
    """Whether it has to do with sound and nothing else: what is tried here would tell nothing of it."""
    return name in (given.roles.transcriber, given.roles.speaker) and not _jobs(given, name)


def _heading(given: Settings, name: str) -> str:
    spec = given.models[name]
    address = f" at {spec.api_base}" if spec.api_base else ""
    return f"{name}: {spec.model}{address} ({', '.join(_jobs(given, name)) or 'no role'})"


def _show(line: str) -> None:
    """A line that the next one takes the place of; only somebody who looks on needs it."""
    if sys.stdout.isatty():
        print(f"\r\x1b[K{line}", end="", flush=True)
