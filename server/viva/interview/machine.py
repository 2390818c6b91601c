"""The state machine: `step(interview, event) -> (interview, effects)`. It owns the order of things, whoever talks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from viva.errors import Illegal
from viva.grading import Scope, missing
from viva.interview import events as e
from viva.interview import people
from viva.interview.clock import GRACE, credit, deadline, due, used
from viva.interview.course import (
    PENDING,
    Step,
    ask,
    choose,
    close,
    conclude,
    finish,
    go_on,
    judge_first,
    marked,
    next_level,
    take_answer,
    with_turn,
)
from viva.interview.state import Aside, Interview, Mark, Plan, Turn
from viva.questions import Question

MOST_ASIDES = 5
"""How often a candidate may ask back about one question."""


def prepare(id: str, candidate: str, plan: Plan, questions: tuple[Question, ...], at: datetime) -> Interview:
    """An interview that is ready to begin, with a copy of every question as it is now."""
    turns = (
        Turn(id=n, question=question, seconds=allowed(question, plan.pace)) for n, question in enumerate(questions)
    )
    return Interview(id=id, candidate=candidate, plan=plan, created_at=at, turns=tuple(turns))


def allowed(question: Question, pace: float | None) -> float | None:
    """The seconds that a question is given; None: untimed."""
    return None if pace is None else question.minutes * 60 * pace


def step(state: Interview, event: e.Event) -> Step:
    """The interview after the event, and what is to be done, in this order.

    Raises Illegal, and nothing has changed. An event that changes nothing (a tick too early) gives the very same
    object back: there is nothing to save then.
    """
    if event.at.utcoffset() is None:
        raise ValueError("an event's time needs a zone")
    after, effects = _STEPS[type(event)](state, event)
    if after is state:
        return state, effects
    return replace(after, version=state.version + 1), effects


def resume(state: Interview) -> tuple[e.Effect, ...]:
    """The effects that are under way: after a crash, do them again; doing one twice is harmless."""
    under_way: list[e.Effect] = []
    now = state.current
    if state.stage == "greeting":
        under_way.append(e.Greet())
    if state.stage == "picking" and now is not None and (level := next_level(state)):
        under_way.append(e.Pick(now, level))
    if state.stage == "asking" and now is not None:
        under_way.append(e.Ask(now))
    if state.stage == "choosing" and now is not None:
        under_way.append(e.Weigh(now))
    if state.stage == "over" and not state.closing:
        under_way.append(e.Thank())
    for turn in state.turns:
        under_way += [e.Judge(turn.id, scope) for scope in _scopes(turn, "pending")]
        under_way += [e.Reply(turn.id, n) for n, aside in enumerate(turn.asides) if aside.reply is None]
    return tuple(under_way)


def _scopes(turn: Turn, status: str) -> tuple[Scope, ...]:
    scopes: tuple[Scope, ...] = ("first", "all")
    return tuple(scope for scope in scopes if (mark := turn.mark(scope)) and mark.status == status)


def _need(state: Interview, turn: int, *stages: str) -> Turn:
    """The turn if it is on now and at one of these stages."""
    if state.stage == "over":
        raise Illegal("over", "This interview is over.")
    now = state.turn
    if now is None or now.id != turn or state.stage not in stages:
        raise Illegal("not-now", "That question isn't open for this now.")
    return now


def _study(state: Interview) -> None:
    if state.plan.mode != "study":
        raise Illegal("exam", "An exam has no pause, no hints and no feedback before its end.")


# -- one function an event


def _begun(state: Interview, event: e.Begun) -> Step:
    if state.stage != "ready":
        raise Illegal("begun", "This interview has begun already.")
    return replace(state, stage="greeting", started_at=event.at), (e.Greet(),)


def _greeted(state: Interview, event: e.Greeted) -> Step:
    if state.stage != "greeting":
        raise Illegal("not-now", "The greeting has been said.")
    return go_on(replace(state, greeting=event.text), event.at)


def _picked(state: Interview, event: e.Picked) -> Step:
    planned = _need(state, event.turn, "picking").question
    # One that was to come later changes places with the one that was to come now.
    places = {turn.id: planned for turn in state.roots[event.turn :] if turn.question.id == event.question.id}
    for id, question in (places | {event.turn: event.question}).items():
        state = with_turn(state, id, question=question, seconds=allowed(question, state.plan.pace))
    return ask(state, event.turn)


def _asked(state: Interview, event: e.Asked) -> Step:
    _need(state, event.turn, "asking")
    said = {"text": event.text, "by": event.by, "note": event.note}
    return replace(with_turn(state, event.turn, asked_at=event.at, opened_at=event.at, **said), stage="open"), ()


def _answered(state: Interview, event: e.Answered) -> Step:
    turn = _need(state, event.turn, "open")
    limit = due(state)
    if state.hard and limit and event.at > limit + GRACE:
        raise Illegal("late", "Time was up before this arrived; what was saved of it counts.")
    if not event.text.strip():
        raise Illegal("blank", "The answer is empty: write something, or skip the question.")
    state = with_turn(state, turn.id, sure=event.sure)
    return take_answer(state, state.turns[turn.id], event.text, "answered", event.at)


def _skipped(state: Interview, event: e.Skipped) -> Step:
    turn = _need(state, event.turn, "open", "asking")
    return take_answer(state, turn, "", "skipped", event.at)


def _queried(state: Interview, event: e.Queried) -> Step:
    turn = _need(state, event.turn, "open")
    if not event.text.strip():
        raise Illegal("blank", "There is no question in that.")
    if len(turn.asides) >= MOST_ASIDES:
        raise Illegal("enough", "That is as much as the interviewer answers on one question: state an assumption.")
    asides = (*turn.asides, Aside(event.text, event.at))
    return with_turn(state, turn.id, asides=asides), (e.Reply(turn.id, len(turn.asides)),)


def _replied(state: Interview, event: e.Replied) -> Step:
    asides = list(state.turns[event.turn].asides)
    if asides[event.n].reply is not None:
        raise Illegal("not-now", "That has been replied to.")
    asides[event.n] = replace(asides[event.n], reply=event.text, by=event.by, note=event.note)
    return with_turn(state, event.turn, asides=tuple(asides)), ()


def _hinted(state: Interview, event: e.Hinted) -> Step:
    _study(state)
    turn = _need(state, event.turn, "open")
    family = (state.turns[turn.root], *state.follow_ups(turn.root))
    touched = {t.criterion for t in family} | {id for t in family for id in t.hints}
    left = [c.id for c in sorted(turn.question.rubric, key=lambda c: -c.points) if c.id not in touched]
    if not left:
        raise Illegal("no-hint", "There are no more hints for this question.")
    return with_turn(state, turn.id, hints=(*turn.hints, left[0])), ()


def _paused(state: Interview, event: e.Paused) -> Step:
    _study(state)
    turn = state.turn
    if turn is None or state.stage != "open":
        raise Illegal("not-now", "There is no open question to pause.")
    return replace(with_turn(state, turn.id, used=used(turn, event.at), opened_at=None), stage="paused"), ()


def _resumed(state: Interview, event: e.Resumed) -> Step:
    turn = state.turn
    if turn is None or state.stage != "paused":
        raise Illegal("not-now", "The interview isn't paused.")
    return replace(with_turn(state, turn.id, opened_at=event.at), stage="open"), ()


def _continued(state: Interview, event: e.Continued) -> Step:
    if state.stage != "feedback":
        raise Illegal("not-now", "There is nothing to go on from.")
    return go_on(state, event.at)


def _ended(state: Interview, event: e.Ended) -> Step:
    if state.stage == "over":
        raise Illegal("over", "This interview is over.")
    turn = state.turn
    effects: tuple[e.Effect, ...] = ()
    if turn is not None:
        if state.stage in ("open", "paused", "asking"):
            kept = event.draft if state.stage != "asking" and event.draft.strip() else None
            state = close(state, turn, kept, "ended", event.at)
            if turn.parent is None and kept:
                state, effects = judge_first(state, turn.id)
        state, judging = conclude(state, turn.root)
        effects += judging
    state, thanks = finish(state, event.at)
    return state, effects + thanks


def _ticked(state: Interview, event: e.Ticked) -> Step:
    turn, wake = state.turn, deadline(state)
    if turn is None or wake is None or event.at < wake:
        return state, ()
    if state.stage == "weighing":
        return replace(state, stage="choosing"), (e.Weigh(turn.id),)
    return take_answer(state, turn, event.draft, "expired", event.at)


def _graded(state: Interview, event: e.Graded) -> Step:
    mark = state.turns[event.turn].mark(event.scope)
    if mark is None:
        raise Illegal("nothing", "There is nothing to grade there.")
    # What people have said of the grade before stands.
    new = replace(mark, status="graded", grade=event.grade, reason="", confirmed=False, at=event.at)
    state = marked(state, event.turn, event.scope, new)
    if state.stage == "weighing" and state.current == event.turn and event.scope == "first":
        return choose(state, event.turn, missing(state.turns[event.turn].question, event.grade), event.at)
    return state, ()


def _faulted(state: Interview, event: e.Faulted) -> Step:
    mark = state.turns[event.turn].mark(event.scope)
    if mark is None or mark.status != "pending":
        raise Illegal("nothing", "Nothing was being graded there.")
    state = marked(state, event.turn, event.scope, Mark("ungraded", reason=event.reason))
    if state.stage == "weighing" and state.current == event.turn:
        return replace(state, stage="choosing"), (e.Weigh(event.turn),)
    return state, ()


def _weighed(state: Interview, event: e.Weighed) -> Step:
    _need(state, event.turn, "choosing")
    return choose(state, event.turn, event.missing, event.at)


def _retried(state: Interview, event: e.Retried) -> Step:
    scopes = _scopes(state.turns[event.turn], "ungraded") if event.turn < len(state.turns) else ()
    if not scopes or not state.told(event.turn):
        raise Illegal("nothing", "There is nothing to grade again there.")
    for scope in scopes:
        state = marked(state, event.turn, scope, PENDING)
    return state, tuple(e.Judge(event.turn, scope) for scope in scopes)


def _credited(state: Interview, event: e.Credited) -> Step:
    turn = state.turn
    given = credit(state, event.seconds)
    if turn is None or state.stage != "open" or given <= 0:
        return state, ()
    return with_turn(state, turn.id, credit=turn.credit + given), ()


def _thanked(state: Interview, event: e.Thanked) -> Step:
    if state.stage != "over" or state.closing:
        raise Illegal("not-now", "Thanks have been said.")
    return replace(state, closing=event.text), ()


_STEPS: dict[type, Callable[[Interview, Any], Step]] = {
    e.Begun: _begun,
    e.Greeted: _greeted,
    e.Picked: _picked,
    e.Asked: _asked,
    e.Answered: _answered,
    e.Skipped: _skipped,
    e.Queried: _queried,
    e.Replied: _replied,
    e.Hinted: _hinted,
    e.Paused: _paused,
    e.Resumed: _resumed,
    e.Continued: _continued,
    e.Ended: _ended,
    e.Ticked: _ticked,
    e.Graded: _graded,
    e.Faulted: _faulted,
    e.Weighed: _weighed,
    e.Retried: _retried,
    e.Confirmed: people.confirmed,
    e.Decided: people.decided,
    e.Undone: people.undone,
    e.Disputed: people.disputed,
    e.Withdrawn: people.withdrawn,
    e.Credited: _credited,
    e.Thanked: _thanked,
}
