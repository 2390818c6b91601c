"""How a data file of an older Viva becomes one of this layout: steps that are never edited once released."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from viva.store.tables import SCHEMA

Step = str | Callable[[sa.Connection], None]
"""A statement, or a function for what SQL can't say well."""


def _fill_about(connection: sa.Connection) -> None:
    """Layout 3's `about`: titles of the questions that were put, topics, judge."""
    for id, topics, judge in connection.exec_driver_sql("SELECT id, topics, judge FROM interviews").all():
        titles = connection.exec_driver_sql(
            "SELECT json_extract(question, '$.title') FROM turns "
            "WHERE interview = ? AND question IS NOT NULL AND (how != '' OR text != '') ORDER BY id",
            (id,),
        )
        said = (*titles.scalars(), *(topic.replace("-", " ") for topic in json.loads(topics)), judge)
        connection.exec_driver_sql("UPDATE interviews SET about = ? WHERE id = ?", ("\n".join(said), id))


def _fill_results(connection: sa.Connection) -> None:
    """Layout 3's `results`, from turns and the grades that stand."""
    asked = connection.exec_driver_sql(
        'SELECT t.interview, t.id, i.candidate, t.closed_at, t.question_id, t.question, t.seconds, t."first", t."all", '
        "CASE WHEN trim(t.answer) != '' THEN t.used ELSE 0.0 END AS used "
        "FROM turns t JOIN interviews i ON i.id = t.interview WHERE i.stage = 'over' AND t.parent IS NULL "
        "AND (t.how IN ('answered', 'skipped', 'expired') OR (t.how = 'ended' AND trim(t.answer) != ''))"
    )
    for row in asked.mappings().all():
        scope = "all" if row["all"] else "first"
        judge, score, points = _stands(connection, row["interview"], row["id"], scope, json.loads(row[scope] or "{}"))
        question = json.loads(row["question"])
        connection.exec_driver_sql(
            "INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)",
            (
                *(row["interview"], row["id"], row["candidate"], row["closed_at"], row["question_id"]),
                *(question["topic"], question["level"]),
                *(judge or "rule", score, row["used"], row["seconds"], json.dumps(points)),
            ),
        )


def _stands(
    connection: sa.Connection, interview: str, turn: int, scope: str, mark: dict[str, Any]
) -> tuple[str, float | None, dict[str, str]]:
    """The judge of the grade that stands, and its score and points if it counts."""
    key = (interview, turn, scope)
    here = "interview = ? AND turn = ? AND scope = ?"
    decided = connection.exec_driver_sql(f"SELECT 1 FROM decisions WHERE {here}", key).first()  # noqa: S608
    given = connection.exec_driver_sql(
        f"SELECT id, judge, score, needs_review FROM grades WHERE {here} "  # noqa: S608
        f"AND judge {'=' if decided else '!='} 'human' ORDER BY id DESC",
        key,
    ).first()
    if given is None or (mark.get("status") != "graded" and not decided):
        return "", None, {}
    if given.needs_review and not mark.get("confirmed") and not decided:
        return given.judge, None, {}
    said = connection.exec_driver_sql(
        "SELECT subject, verdict FROM verdicts WHERE grade = ? AND kind = 'point' ORDER BY n", (given.id,)
    )
    return given.judge, given.score, {row.subject: row.verdict for row in said}


# Written out, not made from `tables`: those are of today, and each step leads to what was the layout then.
STEPS: Mapping[int, tuple[Step, ...]] = {
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
    2: (
        "ALTER TABLE interviews ADD COLUMN mode VARCHAR(12) DEFAULT '' NOT NULL",
        "ALTER TABLE interviews ADD COLUMN about TEXT DEFAULT '' NOT NULL",
        "ALTER TABLE turns ADD COLUMN sure FLOAT",
        "ALTER TABLE turns ADD COLUMN asked_at DATETIME",
        """UPDATE turns SET asked_at = (SELECT max(at) FROM events WHERE events.interview = turns.interview
            AND kind = 'asked' AND json_extract(data, '$.turn') = turns.id)""",
        "ALTER TABLE drafts ADD COLUMN since DATETIME",
        "ALTER TABLE drafts ADD COLUMN saves INTEGER DEFAULT '0' NOT NULL",
        """CREATE TABLE results (
            interview VARCHAR(40) NOT NULL,
            turn INTEGER NOT NULL,
            candidate VARCHAR(40) NOT NULL,
            at DATETIME NOT NULL,
            question_id VARCHAR(130) NOT NULL,
            topic VARCHAR(60) NOT NULL,
            level VARCHAR(12) NOT NULL,
            judge VARCHAR(200) NOT NULL,
            score FLOAT,
            used FLOAT NOT NULL,
            given FLOAT,
            sure FLOAT,
            points JSON NOT NULL,
            PRIMARY KEY (interview, turn),
            FOREIGN KEY (interview, turn) REFERENCES turns (interview, id),
            FOREIGN KEY(candidate) REFERENCES candidates (id)
        )""",
        "CREATE INDEX results_of_candidate ON results (candidate, at)",
        "CREATE INDEX results_of_question ON results (candidate, question_id, at)",
        "UPDATE interviews SET mode = json_extract(\"plan\", '$.mode')",
        # From here on only an interview that is over has a score: one can be looked for by it.
        "UPDATE interviews SET score = NULL, \"before\" = NULL WHERE stage != 'over'",
        _fill_about,
        _fill_results,
        "CREATE INDEX interviews_by_score ON interviews (candidate, score, created_at, id)",
        "CREATE INDEX interviews_by_judge ON interviews (candidate, judge)",
    ),
}
"""From each layout to the next."""


def upgrade(connection: sa.Connection, layout: int) -> None:
    """Take a file from this layout (1 or more) to that of today. The caller's transaction holds it all or nothing."""
    for step in range(layout, SCHEMA):
        for each in STEPS[step]:
            if isinstance(each, str):
                connection.exec_driver_sql(each)
            else:
                each(connection)
