"""What a browser may see of an interview: no reference, point, verdict or score before it may be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from viva.frames.outbound import (
    AsideView,
    Changed,
    CriterionView,
    DisputeView,
    DraftView,
    HeadView,
    MarkView,
    MisconceptionView,
    ReviewView,
    Snapshot,
    Stream,
    TurnView,
)
from viva.frames.replies import ModelAnswerView
from viva.interview import Interview, Mark, Turn, due, remaining
from viva.questions import Misconception, Question, Reference


def ms(at: datetime | None) -> int | None:
    """Milliseconds since 1970, UTC."""
    return None if at is None else int(at.timestamp() * 1000)


def snapshot(state: Interview, drafts: Mapping[int, DraftView], streams: Iterable[Stream], now: datetime) -> Snapshot:
    """The whole interview as a browser may see it at this moment."""
    turns = tuple(turn_view(state, turn, drafts.get(turn.id)) for turn in state.turns if _put(state, turn))
    return Snapshot(version=state.version, now=ms(now) or 0, head=head(state, now), turns=turns, streams=tuple(streams))


def changed(before: Interview, after: Interview, drafts: Mapping[int, DraftView], now: datetime) -> Changed:
    """What a browser that has seen `before` needs in order to see `after`."""
    turns = tuple(
        turn_view(after, turn, drafts.get(turn.id))
        for turn in after.turns
        if _put(after, turn) and _differs(before, after, turn)
    )
    return Changed(version=after.version, now=ms(now) or 0, head=head(after, now), turns=turns)


def _put(state: Interview, turn: Turn) -> bool:
    """Whether the candidate has been, or is just being, given this turn."""
    return turn.how != "" or state.current == turn.id or bool(turn.text)


def _differs(before: Interview, after: Interview, turn: Turn) -> bool:
    if turn.id >= len(before.turns) or before.turns[turn.id] is not turn:
        return True
    if before.told(turn.root) != after.told(turn.root):
        return True
    # The stage is told by the turn that is on, and by the one that was.
    return turn.id in (before.current, after.current)


def head(state: Interview, now: datetime) -> HeadView:
    """The interview without its turns."""
    over = state.stage == "over"
    return HeadView(
        id=state.id,
        mode=state.plan.mode,
        topics=state.plan.topics,
        levels=state.plan.levels,
        weights=state.plan.weights,
        stage=state.stage,
        current=state.current,
        number=len(state.roots),
        follow_ups=state.plan.follow_ups,
        minutes=state.plan.minutes,
        pace=state.plan.pace,
        adaptive=state.plan.adaptive,
        lean=state.plan.lean,
        hints_left=_hints_left(state),
        created=ms(state.created_at) or 0,
        started=ms(state.started_at),
        ended=ms(state.ended_at),
        greeting=state.greeting,
        closing=state.closing,
        left=remaining(state, now),
        before=state.total("first") if over else None,
        total=state.total("all") if over else None,
    )


def _hints_left(state: Interview) -> bool:
    turn = state.turn
    if turn is None or state.plan.mode != "study" or state.stage != "open":
        return False
    family = (state.turns[turn.root], *state.follow_ups(turn.root))
    touched = {t.criterion for t in family} | {id for t in family for id in t.hints}
    return any(criterion.id not in touched for criterion in turn.question.rubric)


def turn_view(state: Interview, turn: Turn, draft: DraftView | None) -> TurnView:
    """One turn as a browser may see it: no reference, point, verdict or score before it may be told."""
    return TurnView(
        id=turn.id,
        parent=turn.parent,
        number=[root.id for root in state.roots].index(turn.root) + 1,
        phase=_phase(state, turn),
        question=turn.question.public() if turn.parent is None and (turn.text or turn.how) else None,
        text=turn.text,
        by=turn.by,
        note=turn.note,
        seconds=turn.seconds,
        used=turn.used,
        credit=turn.credit,
        due=ms(due(state)) if state.current == turn.id else None,
        asked=ms(turn.asked_at),
        closed=ms(turn.closed_at),
        typed=draft.typed if draft and turn.how else None,
        draft=draft if not turn.how else None,
        answer=turn.answer,
        sure=turn.sure,
        how=turn.how,
        hints=tuple(turn.question.criterion(id).probe for id in turn.hints),
        asides=tuple(AsideView(asked=a.asked, reply=a.reply, by=a.by, note=a.note) for a in turn.asides),
        review=review(turn) if turn.parent is None and state.told(turn.id) else None,
    )


def _phase(state: Interview, turn: Turn) -> Literal["asking", "open", "paused", "closed"]:
    if turn.how or state.current != turn.id:
        return "closed"
    return "paused" if state.stage == "paused" else "open" if state.stage == "open" else "asking"


def review(turn: Turn) -> ReviewView:
    """The feedback on a question. Only for a turn of which the interview says that it may be `told`."""
    question = turn.question
    found = {id for mark in (turn.first, turn.all) if mark for id in _found(mark)}
    return ReviewView(
        first=_mark(turn.first),
        all=_mark(turn.all),
        answer=question.answer,
        criteria=_criteria(question),
        misconceptions=_misconceptions(m for m in question.misconceptions if m.id in found),
        references=question.references,
    )


def _found(mark: Mark) -> set[str]:
    """The misconceptions that a judge found or a person decided about."""
    given = {f.misconception for grade in (mark.grade, mark.human) if grade for f in grade.misconceptions}
    return given | {decision.subject for decision in mark.decisions}


def model_answer(question: Question) -> ModelAnswerView:
    """What a good answer says. Only for a question that no interview under way may still ask."""
    return ModelAnswerView(
        id=question.id,
        answer=question.answer,
        criteria=_criteria(question),
        misconceptions=_misconceptions(question.misconceptions),
        references=question.references,
        verified=question.verified.isoformat() if question.verified else None,
        source=question.source,
    )


def _criteria(question: Question) -> tuple[CriterionView, ...]:
    return tuple(
        CriterionView(id=c.id, says=c.says, points=c.points, read=_reading(question, c.read)) for c in question.rubric
    )


def _misconceptions(said: Iterable[Misconception]) -> tuple[MisconceptionView, ...]:
    return tuple(MisconceptionView(id=m.id, says=m.says, costs=m.costs) for m in said)


def _reading(question: Question, ids: Iterable[str]) -> tuple[Reference, ...]:
    by_id = {reference.id: reference for reference in question.references}
    return tuple(by_id[id] for id in ids if id in by_id)


def _mark(mark: Mark | None) -> MarkView | None:
    if mark is None:
        return None
    grade = mark.grade
    if grade is not None:
        # The raw reply is for the record, not for the page.
        grade = grade.model_copy(update={"provenance": grade.provenance.model_copy(update={"raw": ""})})
    decided = {decision.subject for decision in mark.decisions}
    return MarkView(
        status=mark.status,
        grade=grade,
        reason=mark.reason,
        confirmed=mark.confirmed,
        human=mark.human,
        decisions=mark.decisions,
        disputes=tuple(
            DisputeView(subject=d.subject, word=d.word, open=d.subject not in decided) for d in mark.disputes
        ),
        at=ms(mark.at),
    )
