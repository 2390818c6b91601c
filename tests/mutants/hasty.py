"""Viva, but wrong: it says that a command is committed, and commits it a moment later."""

import asyncio
import sys
from typing import Any

from viva import store
from viva.cli import main
from viva.store import Database

write = Database.write
background: set[asyncio.Task[Any]] = set()
order: dict[int, asyncio.Lock] = {}


async def hasty(self: Database, work: Any, *args: Any, **kwargs: Any) -> Any:
    """Put off what `save` writes, and return at once."""
    if work is not store.save:
        return await write(self, work, *args, **kwargs)
    lock = order.setdefault(id(self), asyncio.Lock())

    async def later() -> None:
        async with lock:
            await asyncio.sleep(0.01)
            await write(self, work, *args, **kwargs)

    task = asyncio.create_task(later())
    background.add(task)
    task.add_done_callback(background.discard)
    return None


Database.write = hasty  # type: ignore[method-assign]
sys.exit(main())
