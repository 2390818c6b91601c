"""Keeps back what a model thinks aloud before it speaks; where a server tells the two apart, nothing is kept."""

from __future__ import annotations


class Hush:
    """Filters `<think>…</think>` out of the beginning of a reply."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> tuple[str, Hush | None]:
        """What may be said now, and who has to look at the next piece: nobody, once the thinking is over."""
        self._held += piece
        start = self._held.lstrip()
        if start.startswith("<think>"):
            said = start.partition("</think>")[2].lstrip()
            return said, None if said else self
        return ("", self) if "<think>".startswith(start) else (self._held, None)
