"""The course of things: which question comes next, when a follow-up does, and when it is all over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from viva.grading import Scope, by_rule
from viva.interview import events as e
from viva.interview.clock import FOLLOW_UP_SECONDS, remaining, used
from viva.interview.state import How, Interview, Mark, Turn
from viva.questions import LEVELS, Level

Step = tuple[Interview, tuple[e.Effect, ...]]
"""What comes of something: the next interview, and what is to be done."""

LEAST_SECONDS = 20.0
"""With less than this left of the whole time nothing new is asked: nobody could answer it, and it would count as 0."""

STRONG, WEAK = 0.75, 0.45
"""From which score on an adaptive interview asks harder questions, and below which easier ones (design choice)."""

PENDING = Mark("pending")


def with_turn(state: Interview, id: int, **changes: Any) -> Interview:
    """The interview with one turn changed."""
    turns = list(state.turns)
    turns[id] = replace(turns[id], **changes)
    return replace(state, turns=tuple(turns))


def marked(state: Interview, id: int, scope: Scope, mark: Mark) -> Interview:
    """The interview with the mark of a scope set."""
    return with_turn(state, id, first=mark) if scope == "first" else with_turn(state, id, all=mark)


def ask(state: Interview, id: int) -> Step:
    """Have the interviewer put this turn's question."""
    return replace(state, stage="asking", current=id), (e.Ask(id),)


def go_on(state: Interview, at: datetime) -> Step:
    """Go to the next question, or finish: there is none, or the time of the whole interview is up."""
    left = remaining(state, at)
    waiting = [turn.id for turn in state.roots if not turn.how]
    if not waiting or (state.hard and left is not None and left < LEAST_SECONDS):
        return finish(state, at)
    if state.plan.adaptive and not state.plan.questions and (level := next_level(state)):
        return replace(state, stage="picking", current=waiting[0]), (e.Pick(waiting[0], level),)
    return ask(state, waiting[0])


def next_level(state: Interview) -> Level | None:
    """The level that the next question of an adaptive interview shall have; None before the first.

    One up after an answer of STRONG or more, one down after one below WEAK, within the plan's levels. While the judge
    is still at work, what word coverage has found missing stands for its grade; without either the level stays.
    """
    past = [turn for turn in state.roots if turn.how]
    if not past:
        return None
    band = [level for level in LEVELS if not state.plan.levels or level in state.plan.levels]
    last = past[-1]
    # A question may lie outside the band where the bank has none within it.
    at = min(range(len(band)), key=lambda n: abs(LEVELS.index(band[n]) - LEVELS.index(last.question.level)))
    score = _known(last)
    if score is not None and score >= STRONG:
        at += 1
    elif score is not None and score < WEAK:
        at -= 1
    return band[max(0, min(at, len(band) - 1))]


def _known(turn: Turn) -> float | None:
    """The score of a question's answers, 0 to 1, as far as it is known by now."""
    for mark in (turn.all, turn.first):
        if mark and mark.counts:
            return mark.counts.score
    if turn.missing is None:
        return None
    return 1 - sum(turn.question.criterion(id).points for id in turn.missing) / turn.question.possible


def finish(state: Interview, at: datetime) -> Step:
    """End the interview."""
    state = replace(state, stage="over", current=None, ended_at=at)
    return state, (e.Thank(),)


def conclude(state: Interview, root: int) -> Step:
    """Have the answers of a question and its follow-ups graded together, where a follow-up was answered."""
    if not any(turn.answered for turn in state.follow_ups(root)) or state.turns[root].all:
        return state, ()
    return marked(state, root, "all", PENDING), (e.Judge(root, "all"),)


def done(state: Interview, root: int, at: datetime) -> Step:
    """A question and its follow-ups are through."""
    state, judging = conclude(state, root)
    if state.plan.mode == "study":
        return replace(state, stage="feedback", current=root), judging
    state, effects = go_on(state, at)
    return state, judging + effects


def close(state: Interview, turn: Turn, answer: str | None, how: How, at: datetime) -> Interview:
    """Close a turn: its clock stops, and what was answered stands."""
    clock = used(turn, at) if state.stage == "open" else turn.used
    return with_turn(state, turn.id, answer=answer, how=how, closed_at=at, used=clock, opened_at=None)


def take_answer(state: Interview, turn: Turn, answer: str, how: How, at: datetime) -> Step:
    """Close a turn with what was answered, and go where that leads."""
    state = close(state, turn, answer, how, at)
    if turn.parent is not None:
        return follow_up(state, turn.parent, at)
    state, judging = judge_first(state, turn.id)
    weighs = state.plan.follow_ups > 0 or state.plan.adaptive
    if not weighs or not answer.strip():
        state, effects = done(state, turn.id, at)
        return state, judging + effects
    return replace(state, stage="weighing"), judging


def judge_first(state: Interview, root: int) -> Step:
    """Have a first answer judged; where there is none, nothing needs judging."""
    turn = state.turns[root]
    if not turn.answered:
        reason = "Skipped." if turn.how == "skipped" else "Nothing was answered in time."
        return marked(state, root, "first", Mark("graded", by_rule(turn.question, reason), at=turn.closed_at)), ()
    return marked(state, root, "first", PENDING), (e.Judge(root, "first"),)


def choose(state: Interview, root: int, open_points: tuple[str, ...] | None, at: datetime) -> Step:
    """Note what a first answer leaves open, and ask about it."""
    return follow_up(with_turn(state, root, missing=open_points), root, at)


def follow_up(state: Interview, root: int, at: datetime) -> Step:
    """Ask the next follow-up: the weightiest point that is open and was neither probed nor hinted at before."""
    turn, asked = state.turns[root], state.follow_ups(root)
    touched = {t.criterion for t in asked} | {id for t in (turn, *asked) for id in t.hints}
    left = [id for id in turn.missing or () if id not in touched]
    over = remaining(state, at)
    if not left or len(asked) >= state.plan.follow_ups or (state.hard and over is not None and over < LEAST_SECONDS):
        return done(state, root, at)
    pace = state.plan.pace
    child = Turn(
        id=len(state.turns),
        question=turn.question,
        seconds=None if pace is None else FOLLOW_UP_SECONDS * pace,
        parent=root,
        criterion=left[0],
    )
    return ask(replace(state, turns=(*state.turns, child)), child.id)
