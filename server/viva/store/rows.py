"""Between values and rows: how an interview's parts are written down and read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from viva.grading import RULE, Decision, Evidence, Found, Grade, Point, Provenance, Scope
from viva.interview import Aside, Dispute, Event, Interview, Mark, Plan, Turn
from viva.questions import Question

_ASIDES: TypeAdapter[tuple[Aside, ...]] = TypeAdapter(tuple[Aside, ...])
_EVIDENCE: TypeAdapter[tuple[Evidence, ...]] = TypeAdapter(tuple[Evidence, ...])
Row = RowMapping

BETWEEN = ", "
"""Between the names of those who judged an interview."""


@dataclass(slots=True)
class Beside:
    """What is kept of a mark beside its turn's row: the latest grade of a judge, that of a person, what people say."""

    grade: Grade | None = None
    human: Grade | None = None
    decisions: list[Decision] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)


def interview_row(state: Interview) -> dict[str, Any]:
    """The columns of `interviews` that change. Those for the list hold nothing that a browser mustn't know yet."""
    first, whole, over = state.total("first"), state.total("all"), state.stage == "over"
    return {
        "version": state.version,
        "stage": state.stage,
        "current": state.current,
        "started_at": state.started_at,
        "ended_at": state.ended_at,
        "greeting": state.greeting,
        "closing": state.closing,
        "judge": _judge(state),
        "counted": whole.counted,
        "score": whole.score if over else None,
        "before": first.score if over else None,
        "topics": _topics(state),
        "about": _about(state),
    }


def _judge(state: Interview) -> str:
    judges = {m.stands.provenance.judge for t in state.roots for m in (t.first, t.all) if m and m.stands}
    return BETWEEN.join(sorted(judges - {RULE}))[:200]


def _topics(state: Interview) -> list[str]:
    return sorted({turn.question.topic for turn in state.roots})


def _about(state: Interview) -> str:
    # No title of a question to come: whoever finds the interview by it would know what will be asked.
    titles = (turn.question.title for turn in state.roots if turn.how or turn.text)
    return "\n".join((*titles, *(topic.replace("-", " ") for topic in _topics(state)), _judge(state)))


def new_interview_row(state: Interview) -> dict[str, Any]:
    """All columns of `interviews`."""
    return interview_row(state) | {
        "id": state.id,
        "candidate": state.candidate,
        "plan": state.plan.model_dump(mode="json"),
        "created_at": state.created_at,
        "number": len(state.roots),
        "mode": state.plan.mode,
    }


def turn_row(turn: Turn) -> dict[str, Any]:
    """The columns of `turns` that change."""
    return {
        "text": turn.text,
        "by": turn.by,
        "note": turn.note,
        "asked_at": turn.asked_at,
        "opened_at": turn.opened_at,
        "used": turn.used,
        "credit": turn.credit,
        "answer": turn.answer,
        "sure": turn.sure,
        "how": turn.how,
        "closed_at": turn.closed_at,
        "hints": list(turn.hints),
        "asides": _ASIDES.dump_python(turn.asides, mode="json"),
        "missing": None if turn.missing is None else list(turn.missing),
        "first": _mark_row(turn.first),
        "all": _mark_row(turn.all),
    }


def new_turn_row(interview: str, turn: Turn) -> dict[str, Any]:
    """All columns of `turns`."""
    return (
        turn_row(turn)
        | asked_row(turn)
        | {
            "interview": interview,
            "id": turn.id,
            "parent": turn.parent,
            "criterion": turn.criterion,
        }
    )


def asked_row(turn: Turn) -> dict[str, Any]:
    """The columns of `turns` that change only where a question is picked anew; a follow-up shares its parent's copy."""
    return {
        "question_id": turn.question.id,
        "question": turn.question.model_dump_json() if turn.parent is None else None,
        "seconds": turn.seconds,
    }


def result_row(state: Interview, turn: Turn) -> dict[str, Any]:
    """The columns of `results`, for a question of an interview that is over. No score where no grade counts."""
    grade = turn.final.counts if turn.final else None
    stands = turn.final.stands if turn.final else None
    return {
        "interview": state.id,
        "turn": turn.id,
        "candidate": state.candidate,
        "at": turn.closed_at,
        "question_id": turn.question.id,
        "topic": turn.question.topic,
        "level": turn.question.level,
        "judge": stands.provenance.judge if stands else RULE,
        "score": grade.score if grade else None,
        "used": turn.used if turn.answered else 0.0,
        "given": turn.seconds,
        "sure": turn.sure,
        "points": {point.criterion: point.verdict for point in grade.points} if grade else {},
    }


def _mark_row(mark: Mark | None) -> dict[str, Any] | None:
    if mark is None:
        return None
    at = mark.at.isoformat() if mark.at else None
    return {"status": mark.status, "reason": mark.reason, "confirmed": mark.confirmed, "at": at}


def grade_row(interview: str, turn: int, scope: Scope, grade: Grade, at: datetime) -> dict[str, Any]:
    """The columns of `grades`."""
    return grade.provenance.model_dump() | {
        "interview": interview,
        "turn": turn,
        "scope": scope,
        "at": at,
        "score": grade.score,
        "possible": grade.possible,
        "flags": list(grade.flags),
        "needs_review": grade.needs_review,
    }


def verdict_rows(id: int, grade: Grade) -> list[dict[str, Any]]:
    """The columns of `verdicts`: the points in the rubric's order, then the misconceptions."""
    points = [("point", p.criterion, p.verdict, p.reason, p.evidence) for p in grade.points]
    found = [("misconception", f.misconception, "found", f.reason, f.evidence) for f in grade.misconceptions]
    return [
        {
            "grade": id,
            "n": n,
            "kind": kind,
            "subject": subject,
            "verdict": verdict,
            "reason": reason,
            "evidence": _EVIDENCE.dump_python(evidence, mode="json"),
        }
        for n, (kind, subject, verdict, reason, evidence) in enumerate([*points, *found])
    ]


def read_grade(row: Row, verdicts: Iterable[Row]) -> Grade:
    """A grade from its row and the rows of its verdicts, in order."""
    points, found = [], []
    for verdict in verdicts:
        evidence = _EVIDENCE.validate_python(verdict["evidence"])
        if verdict["kind"] == "point":
            point = Point(
                criterion=verdict["subject"], verdict=verdict["verdict"], evidence=evidence, reason=verdict["reason"]
            )
            points.append(point)
        else:
            found.append(Found(misconception=verdict["subject"], evidence=evidence, reason=verdict["reason"]))
    return Grade(
        points=tuple(points),
        misconceptions=tuple(found),
        score=row["score"],
        possible=row["possible"],
        flags=tuple(row["flags"]),
        needs_review=row["needs_review"],
        provenance=Provenance(**{name: row[name] for name in Provenance.model_fields}),
    )


def decision_rows(interview: str, turn: int, scope: Scope, mark: Mark) -> list[dict[str, Any]]:
    """The columns of `decisions`."""
    key = {"interview": interview, "turn": turn, "scope": scope}
    return [key | decision.model_dump() for decision in mark.decisions]


def dispute_rows(interview: str, turn: int, scope: Scope, mark: Mark) -> list[dict[str, Any]]:
    """The columns of `disputes`."""
    key = {"interview": interview, "turn": turn, "scope": scope}
    return [key | {"subject": dispute.subject, "word": dispute.word} for dispute in mark.disputes]


def read_decision(row: Row) -> Decision:
    """A decision from its row."""
    return Decision(subject=row["subject"], verdict=row["verdict"], word=row["word"])


def read_interview(row: Row, turns: Iterable[Row], beside: Mapping[tuple[int, str], Beside]) -> Interview:
    """An interview from its rows; `beside` by (turn, scope)."""
    read: list[Turn] = []
    for turn in turns:
        question = _question(turn["question"]) if turn["question"] else read[turn["parent"]].question
        read.append(_read_turn(turn, question, beside))
    names = (
        "id",
        "candidate",
        "created_at",
        "stage",
        "current",
        "version",
        "started_at",
        "ended_at",
        "greeting",
        "closing",
    )
    return Interview(plan=Plan.model_validate(row["plan"]), turns=tuple(read), **{name: row[name] for name in names})


@lru_cache(maxsize=1024)
def _question(text: str) -> Question:
    """A turn's copy of its question. Turns with the very same copy share one object: a room is small then."""
    return Question.model_validate_json(text)


def _read_turn(row: Row, question: Question, beside: Mapping[tuple[int, str], Beside]) -> Turn:
    plain = {f.name: row[f.name] for f in fields(Turn) if f.name in row} | {
        "question": question,
        "hints": tuple(row["hints"]),
        "asides": _ASIDES.validate_python(row["asides"]),
        "missing": None if row["missing"] is None else tuple(row["missing"]),
        "first": _read_mark(row["first"], beside.get((row["id"], "first"), Beside())),
        "all": _read_mark(row["all"], beside.get((row["id"], "all"), Beside())),
    }
    return Turn(**plain)


def _read_mark(row: Row | None, beside: Beside) -> Mark | None:
    if row is None:
        return None
    return Mark(
        row["status"],
        beside.grade if row["status"] == "graded" else None,
        row["reason"],
        row["confirmed"],
        # Its grades are kept for ever; it stands as long as there are decisions that it rests on.
        human=beside.human if beside.decisions else None,
        decisions=tuple(beside.decisions),
        disputes=tuple(beside.disputes),
        at=datetime.fromisoformat(row["at"]) if row.get("at") else None,
    )


def event_row(event: Event) -> tuple[str, dict[str, Any]]:
    """An event's kind, and what the log keeps of it: a grade and a question have rows of their own."""
    kept: dict[str, Any] = {}
    for each in fields(event):
        value = getattr(event, each.name)
        if isinstance(value, Grade):
            kept |= {"judge": value.provenance.judge, "score": value.score}
        elif isinstance(value, Question):
            kept[each.name] = value.id
        elif each.name != "at":
            kept[each.name] = value.isoformat() if isinstance(value, date) else value
    return type(event).__name__.casefold(), kept
