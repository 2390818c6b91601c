"""The tables: rows are the truth, `events` is the log of how they came to be."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

SCHEMA = 3
"""The number of this layout, kept in the file (`user_version`). `upgrades` tells the way from each one before."""

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """A UTC-aware datetime both ways: SQLite keeps no zone, so a bare one would come back naive."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


# BigInteger keys don't count up by themselves on SQLite.
Counter = BigInteger().with_variant(Integer(), "sqlite")


candidates = Table(
    "candidates",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("created_at", Moment, nullable=False),
)

interviews = Table(
    "interviews",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("candidate", ForeignKey("candidates.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("plan", JSON, nullable=False),
    Column("stage", String(12), nullable=False),
    Column("current", Integer),
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("alive_at", Moment),
    Column("greeting", Text, nullable=False),
    Column("closing", Text, nullable=False),
    # For the list, so that it needs no turn: kept by `save` in the same transaction.
    Column("number", Integer, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("judge", String(200), nullable=False),
    Column("counted", Integer, nullable=False),
    Column("score", Float),
    Column("before", Float),
    Column("mode", String(12), nullable=False, server_default=""),
    # What it is searched for by.
    Column("about", Text, nullable=False, server_default=""),
    Index("interviews_of_candidate", "candidate", "created_at", "id"),
    Index("interviews_by_score", "candidate", "score", "created_at", "id"),
    Index("interviews_by_judge", "candidate", "judge"),
    Index("interviews_by_stage", "stage"),
)

turns = Table(
    "turns",
    metadata,
    Column("interview", ForeignKey("interviews.id"), primary_key=True),
    Column("id", Integer, primary_key=True),
    Column("parent", Integer),
    Column("criterion", String(60)),
    Column("question_id", String(130), nullable=False),
    Column("question", Text),
    Column("seconds", Float),
    Column("text", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("note", Text, nullable=False),
    Column("opened_at", Moment),
    Column("used", Float, nullable=False),
    Column("credit", Float, nullable=False),
    Column("answer", Text),
    Column("how", String(12), nullable=False),
    Column("closed_at", Moment),
    Column("hints", JSON, nullable=False),
    Column("asides", JSON, nullable=False),
    Column("missing", JSON, nullable=False),
    Column("first", JSON(none_as_null=True)),
    Column("all", JSON(none_as_null=True)),
    Column("sure", Float),
    Column("asked_at", Moment),
)

grades = Table(
    "grades",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("interview", String(40), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("scope", String(5), nullable=False),
    Column("at", Moment, nullable=False),
    Column("judge", String(200), nullable=False),
    Column("prompt", String(16), nullable=False),
    Column("question", String(16), nullable=False),
    Column("score", Float, nullable=False),
    Column("possible", Integer, nullable=False),
    Column("flags", JSON, nullable=False),
    Column("needs_review", Boolean, nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("cost", Float),
    Column("seconds", Float, nullable=False),
    Column("raw", Text, nullable=False),
    # Of a person's grade only: which judge's it was made from.
    Column("made_from", JSON(none_as_null=True)),
    ForeignKeyConstraint(["interview", "turn"], ["turns.interview", "turns.id"]),
    Index("grades_of_turn", "interview", "turn", "scope", "id"),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("grade", ForeignKey("grades.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("kind", String(13), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("verdict", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Column("evidence", JSON, nullable=False),
)

# What people say of the grade that stands: `save` keeps both as the marks have them; what was before is in the events.
decisions = Table(
    "decisions",
    metadata,
    Column("interview", String(40), primary_key=True),
    Column("turn", Integer, primary_key=True),
    Column("scope", String(5), primary_key=True),
    Column("subject", String(60), primary_key=True),
    Column("verdict", String(12), nullable=False),
    Column("word", Text, nullable=False),
    ForeignKeyConstraint(["interview", "turn"], ["turns.interview", "turns.id"]),
)

disputes = Table(
    "disputes",
    metadata,
    Column("interview", String(40), primary_key=True),
    Column("turn", Integer, primary_key=True),
    Column("scope", String(5), primary_key=True),
    Column("subject", String(60), primary_key=True),
    Column("word", Text, nullable=False),
    ForeignKeyConstraint(["interview", "turn"], ["turns.interview", "turns.id"]),
)

# What came of each question of the interviews that are over, in one narrow row: `save` keeps it beside the turn.
results = Table(
    "results",
    metadata,
    Column("interview", String(40), primary_key=True),
    Column("turn", Integer, primary_key=True),
    Column("candidate", ForeignKey("candidates.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("question_id", String(130), nullable=False),
    Column("topic", String(60), nullable=False),
    Column("level", String(12), nullable=False),
    Column("judge", String(200), nullable=False),
    Column("score", Float),
    Column("used", Float, nullable=False),
    Column("given", Float),
    Column("sure", Float),
    # Criterion to verdict, of the grade that counts.
    Column("points", JSON, nullable=False),
    ForeignKeyConstraint(["interview", "turn"], ["turns.interview", "turns.id"]),
    Index("results_of_candidate", "candidate", "at"),
    Index("results_of_question", "candidate", "question_id", "at"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("interview", ForeignKey("interviews.id"), primary_key=True),
    Column("turn", Integer, primary_key=True),
    Column("rev", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    # When the first of this turn was kept, and how many there were.
    Column("since", Moment),
    Column("saves", Integer, nullable=False, server_default="0"),
)

events = Table(
    "events",
    metadata,
    Column("interview", ForeignKey("interviews.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("cid", String(40)),
    Column("data", JSON, nullable=False),
    UniqueConstraint("interview", "cid"),
)

spending = Table(
    "spending",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("interview", String(40), nullable=False, index=True),
    Column("day", Date, nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("role", String(20), nullable=False),
    Column("model", String(200), nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("cost", Float),
    Column("seconds", Float, nullable=False),
)
