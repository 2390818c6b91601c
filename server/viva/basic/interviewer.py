"""Role Interviewer without a model: fixed texts and the questions as they are written, word by word."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence

from viva.basic.judging import NAME
from viva.interview import Mode

_PIECE = re.compile(r"\S+\s*|\s+")
_REST = 50


def greeting(number: int, minutes: float | None, mode: str) -> str:
    """The first words of an interview of `number` questions; `minutes` in all, None if nobody counts them."""
    count = "one question" if number == 1 else f"{number} questions"
    time = "Take the time that you need." if minutes is None else f"It takes about {minutes:.0f} minutes."
    feedback = (
        "You see your grades and the reference answers at the end."
        if mode == "exam"
        else "After each one you see what was found in your answer, and what to read."
    )
    return f"Hello, and welcome. I have {count} for you. {time} {feedback} Say what you know in your own words."


def follow_up(probe: str) -> str:
    """A point's `probe` as it is asked."""
    return f"Thank you. One thing more: {probe}"


def aside() -> str:
    """The answer to whatever the candidate asks in between."""
    return "I can't say more than the question does. If something is open, state what you assume and go on from there."


def thanks() -> str:
    """The last words of an interview, whether it went to its end or was broken off."""
    return "That is the end of the interview. Thank you; your review is below."


async def words(text: str, pace: float) -> AsyncIterator[str]:
    """`text` piece by piece, with `pace` seconds between: words with the white space behind them, code by lines.

    The pieces together are the text. At pace 0 it only steps aside for others now and then.
    """
    for number, piece in enumerate(pieces(text), start=1):
        yield piece
        if pace > 0:
            await asyncio.sleep(pace)
        elif number % _REST == 0:
            await asyncio.sleep(0)


def pieces(text: str) -> Iterator[str]:
    """What `words` yields, at once."""
    fenced = False
    for line in text.splitlines(keepends=True):
        is_fence = line.lstrip().startswith("```")
        if fenced or is_fence:
            yield line
        else:
            yield from _PIECE.findall(line)
        fenced = fenced != is_fence


class BasicInterviewer:
    """Role Interviewer: asks as written. `pace` is the seconds from one word to the next; it fails at nothing."""

    name = NAME

    def __init__(self, pace: float) -> None:
        self._pace = pace

    def greet(self, number: int, minutes: float | None, mode: Mode) -> AsyncIterator[str]:
        """See `greeting`."""
        return words(greeting(number, minutes, mode), self._pace)

    def ask(self, text: str, number: int, of: int, previous: tuple[str, str] | None) -> AsyncIterator[str]:
        """The question as it is written."""
        return words(text, self._pace)

    def follow_up(self, question: str, answer: str, probe: str) -> AsyncIterator[str]:
        """The probe as it is written."""
        return words(follow_up(probe), self._pace)

    def reply(self, question: str, earlier: Sequence[tuple[str, str]], asked: str) -> AsyncIterator[str]:
        """The same to everything."""
        return words(aside(), self._pace)

    def thank(self, number: int, minutes: float) -> AsyncIterator[str]:
        """See `thanks`."""
        return words(thanks(), self._pace)
