"""The state machine: `step(interview, event) -> (interview, effects)`. It owns the order of things, whoever talks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from viva.errors import Illegal
from viva.grading import Scope, by_rule, missing
from viva.interview import events as e
from viva.interview.clock import FOLLOW_UP_SECONDS, GRACE, credit, deadline, due, remaining, used
from viva.interview.state import Aside, How, Interview, Mark, Plan, Turn
from viva.questions import Question

MOST_ASIDES = 5
"""How often a candidate may ask back about one question."""

Step = tuple[Interview, tuple[e.Effect, ...]]
PENDING = Mark("pending")


def prepare(id: str, candidate: str, plan: Plan, questions: tuple[Question, ...], at: datetime) -> Interview:
    """An interview that is ready to begin, with a copy of every question as it is now."""
    turns = (
        Turn(id=n, question=question, seconds=None if plan.pace is None else question.minutes * 60 * plan.pace)
        for n, question in enumerate(questions)
    )
    return Interview(id=id, candidate=candidate, plan=plan, created_at=at, turns=tuple(turns))


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


def _with(state: Interview, id: int, **changes: Any) -> Interview:
    turns = list(state.turns)
    turns[id] = replace(turns[id], **changes)
    return replace(state, turns=tuple(turns))


def _marked(state: Interview, id: int, scope: Scope, mark: Mark) -> Interview:
    return _with(state, id, first=mark) if scope == "first" else _with(state, id, all=mark)


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


# -- the course of things


def _ask(state: Interview, id: int) -> Step:
    return replace(state, stage="asking", current=id), (e.Ask(id),)


def _next(state: Interview, at: datetime) -> Step:
    """Go to the next question, or finish: there is none, or the time of the whole interview is up."""
    left = remaining(state, at)
    waiting = [turn.id for turn in state.roots if not turn.how]
    if not waiting or (state.hard and left is not None and left <= 0):
        return _finish(state, at)
    return _ask(state, waiting[0])


def _finish(state: Interview, at: datetime) -> Step:
    state = replace(state, stage="over", current=None, ended_at=at)
    return state, (e.Thank(),)


def _conclude(state: Interview, root: int) -> Step:
    """Have the answers of a question and its follow-ups graded together, where a follow-up was answered."""
    if not any(turn.answered for turn in state.follow_ups(root)) or state.turns[root].all:
        return state, ()
    return _marked(state, root, "all", PENDING), (e.Judge(root, "all"),)


def _done(state: Interview, root: int, at: datetime) -> Step:
    """A question and its follow-ups are through."""
    state, judging = _conclude(state, root)
    if state.plan.mode == "study":
        return replace(state, stage="feedback", current=root), judging
    state, effects = _next(state, at)
    return state, judging + effects


def _close(state: Interview, turn: Turn, answer: str | None, how: How, at: datetime) -> Interview:
    clock = used(turn, at) if state.stage == "open" else turn.used
    return _with(state, turn.id, answer=answer, how=how, closed_at=at, used=clock, opened_at=None)


def _answer(state: Interview, turn: Turn, answer: str, how: How, at: datetime) -> Step:
    """Close a turn with what was answered, and go where that leads."""
    state = _close(state, turn, answer, how, at)
    if turn.parent is not None:
        return _follow(state, turn.parent, at)
    state, judging = _first(state, turn.id)
    if state.plan.follow_ups == 0 or not answer.strip():
        state, effects = _done(state, turn.id, at)
        return state, judging + effects
    return replace(state, stage="weighing"), judging


def _first(state: Interview, root: int) -> Step:
    """Have a first answer judged; where there is none, nothing needs judging."""
    turn = state.turns[root]
    if not turn.answered:
        reason = "Skipped." if turn.how == "skipped" else "Nothing was answered in time."
        return _marked(state, root, "first", Mark("graded", by_rule(turn.question, reason))), ()
    return _marked(state, root, "first", PENDING), (e.Judge(root, "first"),)


def _choose(state: Interview, root: int, open_points: tuple[str, ...], at: datetime) -> Step:
    """Note what a first answer leaves open, and ask about it."""
    return _follow(_with(state, root, missing=open_points), root, at)


def _follow(state: Interview, root: int, at: datetime) -> Step:
    """Ask the next follow-up: the weightiest point that is open and was neither probed nor hinted at before."""
    turn, asked = state.turns[root], state.follow_ups(root)
    touched = {t.criterion for t in asked} | {id for t in (turn, *asked) for id in t.hints}
    left = [id for id in turn.missing if id not in touched]
    over = remaining(state, at)
    if not left or len(asked) >= state.plan.follow_ups or (state.hard and over is not None and over <= 0):
        return _done(state, root, at)
    pace = state.plan.pace
    child = Turn(
        id=len(state.turns),
        question=turn.question,
        seconds=None if pace is None else FOLLOW_UP_SECONDS * pace,
        parent=root,
        criterion=left[0],
    )
    return _ask(replace(state, turns=(*state.turns, child)), child.id)


# -- one function an event


def _begun(state: Interview, event: e.Begun) -> Step:
    if state.stage != "ready":
        raise Illegal("begun", "This interview has begun already.")
    return replace(state, stage="greeting", started_at=event.at), (e.Greet(),)


def _greeted(state: Interview, event: e.Greeted) -> Step:
    if state.stage != "greeting":
        raise Illegal("not-now", "The greeting has been said.")
    return _next(replace(state, greeting=event.text), event.at)


def _asked(state: Interview, event: e.Asked) -> Step:
    _need(state, event.turn, "asking")
    opened = _with(state, event.turn, text=event.text, by=event.by, note=event.note, opened_at=event.at)
    return replace(opened, stage="open"), ()


def _answered(state: Interview, event: e.Answered) -> Step:
    turn = _need(state, event.turn, "open")
    limit = due(state)
    if state.hard and limit and event.at > limit + GRACE:
        raise Illegal("late", "Time was up before this arrived; what was saved of it counts.")
    if not event.text.strip():
        raise Illegal("blank", "The answer is empty: write something, or skip the question.")
    return _answer(state, turn, event.text, "answered", event.at)


def _skipped(state: Interview, event: e.Skipped) -> Step:
    turn = _need(state, event.turn, "open", "asking")
    return _answer(state, turn, "", "skipped", event.at)


def _queried(state: Interview, event: e.Queried) -> Step:
    turn = _need(state, event.turn, "open")
    if not event.text.strip():
        raise Illegal("blank", "There is no question in that.")
    if len(turn.asides) >= MOST_ASIDES:
        raise Illegal("enough", "That is as much as the interviewer answers on one question: state an assumption.")
    asides = (*turn.asides, Aside(event.text, event.at))
    return _with(state, turn.id, asides=asides), (e.Reply(turn.id, len(turn.asides)),)


def _replied(state: Interview, event: e.Replied) -> Step:
    asides = list(state.turns[event.turn].asides)
    if asides[event.n].reply is not None:
        raise Illegal("not-now", "That has been replied to.")
    asides[event.n] = replace(asides[event.n], reply=event.text, by=event.by, note=event.note)
    return _with(state, event.turn, asides=tuple(asides)), ()


def _hinted(state: Interview, event: e.Hinted) -> Step:
    _study(state)
    turn = _need(state, event.turn, "open")
    family = (state.turns[turn.root], *state.follow_ups(turn.root))
    touched = {t.criterion for t in family} | {id for t in family for id in t.hints}
    left = [c.id for c in sorted(turn.question.rubric, key=lambda c: -c.points) if c.id not in touched]
    if not left:
        raise Illegal("no-hint", "There are no more hints for this question.")
    return _with(state, turn.id, hints=(*turn.hints, left[0])), ()


def _paused(state: Interview, event: e.Paused) -> Step:
    _study(state)
    turn = state.turn
    if turn is None or state.stage != "open":
        raise Illegal("not-now", "There is no open question to pause.")
    return replace(_with(state, turn.id, used=used(turn, event.at), opened_at=None), stage="paused"), ()


def _resumed(state: Interview, event: e.Resumed) -> Step:
    turn = state.turn
    if turn is None or state.stage != "paused":
        raise Illegal("not-now", "The interview isn't paused.")
    return replace(_with(state, turn.id, opened_at=event.at), stage="open"), ()


def _continued(state: Interview, event: e.Continued) -> Step:
    if state.stage != "feedback":
        raise Illegal("not-now", "There is nothing to go on from.")
    return _next(state, event.at)


def _ended(state: Interview, event: e.Ended) -> Step:
    if state.stage == "over":
        raise Illegal("over", "This interview is over.")
    turn = state.turn
    effects: tuple[e.Effect, ...] = ()
    if turn is not None:
        if state.stage in ("open", "paused", "asking"):
            kept = event.draft if state.stage != "asking" and event.draft.strip() else None
            state = _close(state, turn, kept, "ended", event.at)
            if turn.parent is None and kept:
                state, effects = _first(state, turn.id)
        state, judging = _conclude(state, turn.root)
        effects += judging
    state, thanks = _finish(state, event.at)
    return state, effects + thanks


def _ticked(state: Interview, event: e.Ticked) -> Step:
    turn, wake = state.turn, deadline(state)
    if turn is None or wake is None or event.at < wake:
        return state, ()
    if state.stage == "weighing":
        return replace(state, stage="choosing"), (e.Weigh(turn.id),)
    return _answer(state, turn, event.draft, "expired", event.at)


def _graded(state: Interview, event: e.Graded) -> Step:
    if state.turns[event.turn].mark(event.scope) is None:
        raise Illegal("nothing", "There is nothing to grade there.")
    state = _marked(state, event.turn, event.scope, Mark("graded", event.grade))
    if state.stage == "weighing" and state.current == event.turn and event.scope == "first":
        return _choose(state, event.turn, missing(state.turns[event.turn].question, event.grade), event.at)
    return state, ()


def _faulted(state: Interview, event: e.Faulted) -> Step:
    mark = state.turns[event.turn].mark(event.scope)
    if mark is None or mark.status != "pending":
        raise Illegal("nothing", "Nothing was being graded there.")
    state = _marked(state, event.turn, event.scope, Mark("ungraded", reason=event.reason))
    if state.stage == "weighing" and state.current == event.turn:
        return replace(state, stage="choosing"), (e.Weigh(event.turn),)
    return state, ()


def _weighed(state: Interview, event: e.Weighed) -> Step:
    _need(state, event.turn, "choosing")
    return _choose(state, event.turn, event.missing, event.at)


def _retried(state: Interview, event: e.Retried) -> Step:
    scopes = _scopes(state.turns[event.turn], "ungraded") if event.turn < len(state.turns) else ()
    if not scopes or not state.told(event.turn):
        raise Illegal("nothing", "There is nothing to grade again there.")
    for scope in scopes:
        state = _marked(state, event.turn, scope, PENDING)
    return state, tuple(e.Judge(event.turn, scope) for scope in scopes)


def _confirmed(state: Interview, event: e.Confirmed) -> Step:
    turn = state.turns[event.turn] if event.turn < len(state.turns) else None
    waiting = [s for s in _scopes(turn, "graded") if _waits(turn.mark(s))] if turn and state.told(turn.root) else []
    if not waiting or turn is None:
        raise Illegal("nothing", "There is no grade that waits for a person there.")
    for scope in waiting:
        mark = turn.mark(scope)
        assert mark is not None
        state = _marked(state, turn.id, scope, replace(mark, confirmed=True))
    return state, ()


def _waits(mark: Mark | None) -> bool:
    return bool(mark and mark.grade and mark.grade.needs_review and not mark.confirmed)


def _credited(state: Interview, event: e.Credited) -> Step:
    turn = state.turn
    given = credit(state, event.seconds)
    if turn is None or state.stage != "open" or given <= 0:
        return state, ()
    return _with(state, turn.id, credit=turn.credit + given), ()


def _thanked(state: Interview, event: e.Thanked) -> Step:
    if state.stage != "over" or state.closing:
        raise Illegal("not-now", "Thanks have been said.")
    return replace(state, closing=event.text), ()


_STEPS: dict[type, Callable[[Interview, Any], Step]] = {
    e.Begun: _begun,
    e.Greeted: _greeted,
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
    e.Confirmed: _confirmed,
    e.Credited: _credited,
    e.Thanked: _thanked,
}
