"""The command line: `viva serve | bank | judge | export | import | delete | regrade | doctor`; each imports its own."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from viva import __version__
from viva.cli import bank, doctor, judge, regrade
from viva.cli.common import agreed, settings, with_database
from viva.errors import StoreError, VivaError

if TYPE_CHECKING:
    from viva import store
    from viva.settings import Settings


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit code is 0, 1 for what went wrong, 2 for a command line that can't be understood."""
    arguments = _parser().parse_args(argv)
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return run(arguments)
    except VivaError as error:
        print(error, file=sys.stderr)
        return 1
    except (KeyboardInterrupt, BrokenPipeError):
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="viva", description="A mock interviewer for Generative AI.")
    parser.add_argument("--version", action="version", version=f"viva {__version__}")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--config", type=Path, metavar="FILE", help="settings (default: viva.toml here, else the user's)"
    )
    common.add_argument("--data", type=Path, metavar="FOLDER", help="where interviews are kept")
    common.add_argument("--bank", type=Path, metavar="FOLDER", help="the questions (default: those of Viva)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[common], help=words, description=words)
        made.set_defaults(run=run)
        return made

    serve = command("serve", _serve, "Hold interviews in the browser.")
    serve.add_argument("--host", help="a loopback address (default: 127.0.0.1)")
    serve.add_argument("--port", type=int, help="default: 8000")
    serve.add_argument("--no-browser", action="store_true", help="don't open the page")
    bank.parser(commands.add_parser("bank", help="Write, check and try questions."), common)
    judge.parser(commands.add_parser("judge", help="See how far a judge is to be trusted."), common)
    export = command("export", _export, "Write an interview that is over to the screen or to a file.")
    export.add_argument("id", metavar="ID", help="of the interview: it ends the address of its page")
    export.add_argument("--format", choices=("md", "json", "csv", "anki"), default="md")
    export.add_argument("-o", "--output", type=Path, metavar="FILE")
    bring = command("import", _import, "Take interviews that were exported as JSON.")
    bring.add_argument("file", type=Path, nargs="+")
    gone = command("delete", _delete, "Delete interviews, and everything of them, for good.")
    gone.add_argument("id", nargs="+", metavar="ID", help="of an interview: it ends the address of its page")
    gone.add_argument("--yes", action="store_true", help="don't ask")
    words = "Grade answers again, by the judge that is configured now. Grades that a person set stand."
    regrade.arguments(commands.add_parser("regrade", parents=[common], help=words, description=words))
    doctor.options(command("doctor", doctor.run, "Try the models that are configured: what is each fit for?"))
    return parser


def _serve(arguments: argparse.Namespace) -> int:
    from viva.serve import serve

    return serve(settings(arguments))


# -- interviews


def _export(arguments: argparse.Namespace) -> int:
    from viva import exports, store

    async def work(database: store.Database, _: Settings) -> int:
        found = await database.read(store.record, arguments.id)
        if found.interview.stage != "over":
            raise StoreError("An interview can be exported once it is over.")
        if arguments.format == "anki" and arguments.output is None and sys.stdout.isatty():
            raise StoreError("A deck of cards is no text for a screen: name a file with -o.")
        content = exports.export(found, arguments.format).content
        if arguments.output is None:
            sys.stdout.buffer.write(content)
        else:
            _write(arguments.output, content)
        return 0

    return with_database(arguments, work, new=False)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise StoreError(f"{path} can't be written: {error.strerror}.") from None


def _delete(arguments: argparse.Namespace) -> int:
    from viva import store

    async def work(database: store.Database, _: Settings) -> int:
        # Before anything is asked or gone: each of them is there.
        for id in arguments.id:
            await database.read(store.load, id)
        if not arguments.yes and not agreed(f"Delete {', '.join(arguments.id)} for good?"):
            return 1
        for id in arguments.id:
            await database.erase(store.delete, id)
            print(f"Deleted interview {id}.")
        return 0

    return with_database(arguments, work, new=False)


def _import(arguments: argparse.Namespace) -> int:
    from viva import store

    async def work(database: store.Database, _: Settings) -> int:
        for path in arguments.file:
            try:
                text = path.read_bytes()
            except OSError as error:
                raise StoreError(f"{path} can't be read: {error.strerror}.") from None
            try:
                found = store.parse(text)
                await database.write(store.restore, found)
            except StoreError as error:
                raise StoreError(f"{path}: {error}") from None
            print(f"Imported interview {found.interview.id} of {found.interview.created_at:%Y-%m-%d}.")
        return 0

    return with_database(arguments, work)
