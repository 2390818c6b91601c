"""Runs store functions, plain functions of a connection, on one SQLite file."""

from __future__ import annotations

import asyncio
import logging
import os
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from viva.errors import StoreError
from viva.store.tables import SCHEMA, metadata
from viva.store.upgrades import upgrade

P = ParamSpec("P")
T = TypeVar("T")
BATCH = 128
"""Most writes that share one commit."""
BUSY = 5_000
"""Milliseconds to wait for another process that is writing."""
READERS = 2
FORGETS = 5
"""How often to try to empty the log while somebody reads it, each time for up to BUSY."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Job:
    """One write that waits, and where its outcome goes."""

    work: Callable[[sa.Connection], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None

    def settle(self) -> None:
        if self.future.cancelled():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Database:
    """One file. Writes run one after the other in a thread of their own; those that wait share a commit.

    A write is on disk (synchronous=FULL) when its await returns. One that fails is rolled back alone. Raises
    StoreError if the file can't be used. Call `close` at the end.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        _touch(path)
        self._writer = _engine(path, "BEGIN IMMEDIATE")
        self._reader = _engine(path, "BEGIN")
        try:
            _prepare(self._writer)
        except DBAPIError as error:
            self._dispose()
            raise StoreError(
                f"{path} can't be used as Viva's data file: {error.orig}. Choose another with --data."
            ) from error
        except StoreError:
            self._dispose()
            raise
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="viva-writer", daemon=True)
        self._thread.start()
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="viva-reader")

    async def write(self, work: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(connection, ...)` and commit; the result comes when it is on disk."""
        if not self._thread.is_alive():
            raise StoreError("Viva's data file is closed.")
        loop = asyncio.get_running_loop()
        job = _Job(lambda connection: work(connection, *args, **kwargs), loop, loop.create_future())
        self._jobs.put(job)
        result: T = await job.future
        return result

    async def erase(self, work: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`write` what deletes; when it returns, nothing of what was deleted is in any file of the database.

        The pages are overwritten at once, and so is the log that still held them as they were. Only a reader of another
        process may keep that for as long as it reads; it goes then when the last process lets go of the file.
        """
        result = await self.write(work, *args, **kwargs)
        await asyncio.get_running_loop().run_in_executor(self._pool, _forget, self.path)
        return result

    async def read(self, work: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(connection, ...)` beside the writer, on what is committed."""

        def run() -> T:
            try:
                with self._reader.connect() as connection:
                    return work(connection, *args, **kwargs)
            except DBAPIError as error:
                raise _told(error) from error

        return await asyncio.get_running_loop().run_in_executor(self._pool, run)

    def close(self) -> None:
        """Finish what waits, then let go of the file."""
        self._jobs.put(None)
        self._thread.join()
        self._pool.shutdown()
        self._dispose()

    def _dispose(self) -> None:
        self._writer.dispose()
        self._reader.dispose()

    def _run(self) -> None:
        open_ = True
        with self._writer.connect() as connection:
            while open_:
                batch, open_ = self._wait()
                if batch:
                    _commit(connection, batch)
                    for loop in {job.loop for job in batch}:
                        settled = [job for job in batch if job.loop is loop]
                        try:
                            loop.call_soon_threadsafe(_settle, settled)
                        except RuntimeError:  # the loop has closed: nobody waits any more
                            continue

    def _wait(self) -> tuple[list[_Job], bool]:
        """The next writes, at least one, and whether there may be more."""
        batch: list[_Job] = []
        job = self._jobs.get()
        while job is not None:
            batch.append(job)
            if len(batch) == BATCH:
                return batch, True
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return batch, True
        return batch, False


def _settle(jobs: list[_Job]) -> None:
    for job in jobs:
        job.settle()


def _commit(connection: sa.Connection, batch: list[_Job]) -> None:
    """Run the writes, each in a savepoint of its own, and commit them together."""
    try:
        with connection.begin():
            for job in batch:
                try:
                    with connection.begin_nested():
                        job.result = job.work(connection)
                except Exception as error:  # noqa: BLE001 - whatever it is, it is told to who asked for the write
                    job.error = _told(error)
    except Exception as error:  # noqa: BLE001 - the thread has to live: without it every write would wait for ever
        for job in batch:
            job.error = job.error or _told(error)


def _told(error: Exception) -> Exception:
    """What went wrong, in words where SQLite said it."""
    if not isinstance(error, DBAPIError):
        return error
    failure = StoreError(f"Viva's data file can't be used: {error.orig}. Is the disk full, or another Viva busy?")
    failure.__cause__ = error
    return failure


def _forget(path: Path) -> None:
    """Bring the write-ahead log into the file, and cut it to nothing."""
    with closing(sqlite3.connect(path, timeout=BUSY / 1000, isolation_level=None)) as connection:
        for _ in range(FORGETS):
            (busy, *_rest) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                return
    log.warning("%s-wal is in use, and may hold what was deleted until Viva ends", path)


def _touch(path: Path) -> None:
    """Make the file, for its owner's eyes only; SQLite gives its side files the same mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        path.chmod(0o600)
    except OSError as error:
        raise StoreError(f"{path} can't be written ({error.strerror}). Choose another folder with --data.") from error


PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    f"busy_timeout={BUSY}",
)


def _engine(path: Path, begin: str) -> sa.Engine:
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)))

    @sa.event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # sqlite3 would begin transactions by itself, and late
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def start(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _prepare(engine: sa.Engine) -> None:
    """Check what durability rests on, lay out a new file, and bring an older one up to date."""
    with engine.begin() as connection:
        for pragma, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)):
            found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()
            if found != wanted:
                raise StoreError(
                    f"SQLite has {pragma}={found} and not {wanted}: is the data folder on a network drive?"
                )
        layout = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if layout > SCHEMA:
            raise StoreError(
                f"The data file was made by a newer Viva (layout {layout}, known: {SCHEMA}). Upgrade Viva."
            )
        if layout == 0:
            metadata.create_all(connection)
        else:
            upgrade(connection, layout)
        if layout != SCHEMA:
            connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")
