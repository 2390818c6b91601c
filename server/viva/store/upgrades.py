"""How a data file of an older Viva becomes one of this layout: statements that are never edited once released."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from viva.store.tables import SCHEMA

# Written out, not made from `tables`: those are of today, and each step leads to what was the layout then.
STEPS: Mapping[int, tuple[str, ...]] = {
    1: (
        "ALTER TABLE grades ADD COLUMN made_from JSON",
        """CREATE TABLE decisions (
            interview VARCHAR(40) NOT NULL,
            turn INTEGER NOT NULL,
            scope VARCHAR(5) NOT NULL,
            subject VARCHAR(60) NOT NULL,
            verdict VARCHAR(12) NOT NULL,
            word TEXT NOT NULL,
            PRIMARY KEY (interview, turn, scope, subject),
            FOREIGN KEY (interview, turn) REFERENCES turns (interview, id)
        )""",
        """CREATE TABLE disputes (
            interview VARCHAR(40) NOT NULL,
            turn INTEGER NOT NULL,
            scope VARCHAR(5) NOT NULL,
            subject VARCHAR(60) NOT NULL,
            word TEXT NOT NULL,
            PRIMARY KEY (interview, turn, scope, subject),
            FOREIGN KEY (interview, turn) REFERENCES turns (interview, id)
        )""",
    ),
}
"""From each layout to the next."""


def upgrade(connection: sa.Connection, layout: int) -> None:
    """Take a file from this layout (1 or more) to that of today. The caller's transaction holds it all or nothing."""
    for step in range(layout, SCHEMA):
        for statement in STEPS[step]:
            connection.exec_driver_sql(statement)
