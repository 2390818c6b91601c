"""What people make of grades: they confirm, decide, undo, dispute and withdraw, once the feedback has been told."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from viva.errors import Illegal
from viva.grading import Decision, Grade, Ruling, Scope, by_human
from viva.interview import events as e
from viva.interview.course import Step, marked
from viva.interview.state import Dispute, Interview, Mark, Turn

ON_POINTS: tuple[Ruling, ...] = ("met", "partly", "missed", "contradicted")
ON_MISCONCEPTIONS: tuple[Ruling, ...] = ("said", "not said")

T = TypeVar("T", Decision, Dispute)


def confirmed(state: Interview, event: e.Confirmed) -> Step:
    """Let the grades of a question that wait for a person count."""
    turn = state.turns[event.turn] if event.turn < len(state.turns) else None
    scopes: tuple[Scope, ...] = ("first", "all")
    waiting = [s for s in scopes if _waits(turn.mark(s))] if turn and state.told(turn.root) else []
    if not waiting or turn is None:
        raise Illegal("nothing", "There is no grade that waits for a person there.")
    for scope in waiting:
        mark = turn.mark(scope)
        assert mark is not None
        state = marked(state, turn.id, scope, replace(mark, confirmed=True))
    return state, ()


def _waits(mark: Mark | None) -> bool:
    return bool(mark and mark.grade and mark.grade.needs_review and not mark.confirmed and not mark.human)


def decided(state: Interview, event: e.Decided) -> Step:
    """Make, or change, a person's grade of a question."""
    turn, mark, grade = _graded(state, event.turn)
    allowed = _rulings(turn, mark, grade, event.subject)
    if event.verdict not in allowed:
        raise Illegal("verdict", f"Of this one can only say: {', '.join(allowed)}.")
    decision = Decision(subject=event.subject, verdict=event.verdict, word=event.word.strip())
    if decision in mark.decisions:
        return state, ()
    return _set(state, turn, mark, grade, _with(mark.decisions, decision)), ()


def undone(state: Interview, event: e.Undone) -> Step:
    """Go back to the judge's verdict on a subject, or on all of them."""
    turn, mark, grade = _graded(state, event.turn)
    left = tuple(d for d in mark.decisions if event.subject is not None and d.subject != event.subject)
    if left == mark.decisions:
        raise Illegal("nothing", "Nobody has decided anything there.")
    return _set(state, turn, mark, grade, left), ()


def disputed(state: Interview, event: e.Disputed) -> Step:
    """Note the candidate's word against a verdict."""
    turn, mark, grade = _graded(state, event.turn)
    _rulings(turn, mark, grade, event.subject)
    if not event.word.strip():
        raise Illegal("blank", "Say in a word what is wrong with this verdict.")
    if any(decision.subject == event.subject for decision in mark.decisions):
        raise Illegal("decided", "A person has decided this already.")
    disputes = _with(mark.disputes, Dispute(event.subject, event.word.strip()))
    return marked(state, turn.id, turn.ends_with, replace(mark, disputes=disputes)), ()


def withdrawn(state: Interview, event: e.Withdrawn) -> Step:
    """Take the candidate's word back."""
    turn, mark, _ = _graded(state, event.turn)
    left = tuple(dispute for dispute in mark.disputes if dispute.subject != event.subject)
    if left == mark.disputes:
        raise Illegal("nothing", "Nothing is disputed there.")
    return marked(state, turn.id, turn.ends_with, replace(mark, disputes=left)), ()


def _graded(state: Interview, id: int) -> tuple[Turn, Mark, Grade]:
    """The question's turn with the mark that it ends with, and the judge's grade there."""
    turn = state.turns[id] if id < len(state.turns) else None
    mark = turn.final if turn and turn.parent is None and turn.answered and state.told(id) else None
    if turn is None or mark is None or mark.grade is None:
        raise Illegal("nothing", "There is no grade there that a person could judge.")
    return turn, mark, mark.grade


def _rulings(turn: Turn, mark: Mark, grade: Grade, subject: str) -> tuple[Ruling, ...]:
    """What can be said of a subject: a point of the rubric, or a misconception that somebody found."""
    if any(criterion.id == subject for criterion in turn.question.rubric):
        return ON_POINTS
    found = {found.misconception for given in (grade, mark.human) if given for found in given.misconceptions}
    if subject in found | {decision.subject for decision in mark.decisions}:
        return ON_MISCONCEPTIONS
    raise Illegal("nothing", "This question has no such point, and nobody found such a misconception.")


def _set(state: Interview, turn: Turn, mark: Mark, grade: Grade, decisions: tuple[Decision, ...]) -> Interview:
    human = by_human(turn.question, grade, decisions) if decisions else None
    return marked(state, turn.id, turn.ends_with, replace(mark, human=human, decisions=decisions))


def _with(all_: tuple[T, ...], new: T) -> tuple[T, ...]:
    """All of them with the new one in the place of the one of its subject."""
    each = {old.subject: old for old in all_} | {new.subject: new}
    return tuple(each[subject] for subject in sorted(each))
