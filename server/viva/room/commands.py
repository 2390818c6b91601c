"""Which event a browser's command is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from viva import frames, interview

_EVENTS: dict[type, Callable[[Any, datetime, str], interview.Event]] = {
    frames.Start: lambda _, at, __: interview.Begun(at),
    frames.Answer: lambda frame, at, _: interview.Answered(frame.turn, frame.text, at, frame.sure),
    frames.Skip: lambda frame, at, _: interview.Skipped(frame.turn, at),
    frames.Query: lambda frame, at, _: interview.Queried(frame.turn, frame.text, at),
    frames.Hint: lambda frame, at, _: interview.Hinted(frame.turn, at),
    frames.Pause: lambda _, at, __: interview.Paused(at),
    frames.Resume: lambda _, at, __: interview.Resumed(at),
    frames.Next: lambda _, at, __: interview.Continued(at),
    frames.End: lambda _, at, draft: interview.Ended(at, draft),
    frames.Retry: lambda frame, at, _: interview.Retried(frame.turn, at),
    frames.Confirm: lambda frame, at, _: interview.Confirmed(frame.turn, at),
    frames.Decide: lambda frame, at, _: interview.Decided(frame.turn, frame.subject, frame.verdict, frame.word, at),
    frames.Undo: lambda frame, at, _: interview.Undone(frame.turn, frame.subject, at),
    frames.Dispute: lambda frame, at, _: interview.Disputed(frame.turn, frame.subject, frame.word, at),
    frames.Withdraw: lambda frame, at, _: interview.Withdrawn(frame.turn, frame.subject, at),
}


def event(frame: frames.Command, at: datetime, draft: str) -> interview.Event:
    """The event that a command is, at the time it came in; `draft` is what is saved of the open answer."""
    return _EVENTS[type(frame)](frame, at, draft)
