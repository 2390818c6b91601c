"""Store functions for what model calls have cost."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from viva.store.tables import spending


def spent(connection: sa.Connection, interview: str, day: date) -> tuple[int, int]:
    """Tokens (in and out) used by this interview, and by all on this day (UTC)."""
    tokens = sa.func.coalesce(sa.func.sum(spending.c.tokens_in + spending.c.tokens_out), 0)
    by_interview = connection.scalar(sa.select(tokens).where(spending.c.interview == interview))
    by_day = connection.scalar(sa.select(tokens).where(spending.c.day == day))
    return int(by_interview or 0), int(by_day or 0)


def spend(
    connection: sa.Connection,
    *,
    interview: str,
    role: str,
    model: str,
    tokens_in: int,
    tokens_out: int,
    cost: float | None,
    seconds: float,
    at: datetime,
) -> None:
    """Note one call; `cost` in USD, None where no price is known."""
    connection.execute(
        spending.insert().values(
            interview=interview,
            day=at.date(),
            at=at,
            role=role,
            model=model,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            cost=cost,
            seconds=seconds,
        )
    )
