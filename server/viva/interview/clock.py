"""When time is up: everything here is worked out from an interview and no clock is read."""

from __future__ import annotations

from datetime import datetime, timedelta

from viva.interview.state import Interview, Turn

GRACE = timedelta(seconds=2)
"""An answer that arrives this much after the deadline was sent before it, over a slow line."""
WEIGH = timedelta(seconds=8)
"""How long the choice of a follow-up waits for the judge; then word coverage chooses."""
OUTAGE = timedelta(seconds=10)
"""A server that was away for longer than this gives the time back."""
MOST_CREDIT = 300.0
"""Seconds that an exam gives back for outages in all, so that killing the server is no way to gain time."""
FOLLOW_UP_SECONDS = 120.0
"""A follow-up's own time, before the pace."""


def used(turn: Turn, now: datetime) -> float:
    """Seconds that the turn's clock has run."""
    running = (now - turn.opened_at).total_seconds() if turn.opened_at else 0.0
    return turn.used + max(0.0, running)


def _left(state: Interview) -> float | None:
    """Seconds of the whole interview when the current turn's clock was last set going; None if it has no bound."""
    plan = state.plan
    if plan.minutes is None or plan.pace is None:
        return None
    given = plan.minutes * 60 * plan.pace
    return given + sum((turn.credit - turn.used for turn in state.turns), 0.0)


def remaining(state: Interview, now: datetime) -> float | None:
    """Seconds left of the whole interview, may be negative; None if it has no bound."""
    left = _left(state)
    turn = state.turn
    if left is None or turn is None or turn.opened_at is None:
        return left
    return left - (now - turn.opened_at).total_seconds()


def due(state: Interview) -> datetime | None:
    """When the time of the open question is up, by its own minutes or the whole interview's; None if it never is."""
    turn = state.turn
    if turn is None or turn.opened_at is None or state.stage != "open":
        return None
    bounds = []
    if turn.seconds is not None:
        bounds.append(turn.seconds + turn.credit - turn.used)
    left = _left(state)
    if left is not None:
        bounds.append(left)
    return turn.opened_at + timedelta(seconds=max(0.0, min(bounds))) if bounds else None


def deadline(state: Interview) -> datetime | None:
    """When to send the next `Ticked`; None while there is nothing to wait for."""
    turn = state.turn
    if state.stage == "weighing" and turn and turn.closed_at:
        return turn.closed_at + WEIGH
    limit = due(state)
    return limit + GRACE if limit and state.hard else None


def credit(state: Interview, seconds: float) -> float:
    """How many of the seconds of an outage are given back."""
    if not state.hard:
        return max(0.0, seconds)
    spent = sum(turn.credit for turn in state.turns)
    return max(0.0, min(seconds, MOST_CREDIT - spent))
