"""Asks every address of the bank whether it is still there."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

AT_ONCE = 8
PATIENCE = 15.0
"""Seconds for which a server may be silent."""
# Some servers refuse a program that doesn't look like a browser; those are told apart from what is gone.
_HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; viva bank links)", "Accept": "*/*"}
_GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Link:
    """What became of an address: `state` is "there", "gone" (nobody answers, or there is no such page) or "unclear"."""

    url: str
    state: str
    why: str

    def __str__(self) -> str:
        return f"{self.state:7} {self.url}{f' ({self.why})' if self.why else ''}"


async def follow(urls: Sequence[str], patience: float = PATIENCE) -> AsyncIterator[Link]:
    """Each address as it answers, a few at a time."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="viva-link") as pool:
        asked = [loop.run_in_executor(pool, _ask, url, patience) for url in dict.fromkeys(urls)]
        try:
            for answer in asyncio.as_completed(asked):
                yield await answer
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _ask(url: str, patience: float) -> Link:
    request = urllib.request.Request(url, headers=_HEADERS)  # noqa: S310 - the bank takes http and https only
    try:
        with urllib.request.urlopen(request, timeout=patience) as reply:  # noqa: S310 - as above
            return Link(url, "there", f"now at {reply.url}" if _moved(url, reply.url) else "")
    except urllib.error.HTTPError as error:
        with error:
            return Link(url, "gone" if error.code in _GONE else "unclear", f"HTTP {error.code}")
    except OSError as error:
        return Link(url, "gone", str(getattr(error, "reason", error)) or type(error).__name__)
    except Exception as error:  # noqa: BLE001 - a server may answer with anything
        return Link(url, "unclear", type(error).__name__)


def _moved(url: str, now: str) -> bool:
    return url.rstrip("/").partition("://")[2] != now.rstrip("/").partition("://")[2]
