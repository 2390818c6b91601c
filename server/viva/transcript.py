"""An interview that is over as Markdown: what was asked, answered and graded, with the evidence quoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from viva.grading import Decision, Evidence, Exchange, Grade, Total, Verdict
from viva.interview import Interview, Mark, Turn
from viva.questions import Question

_WORDS = {
    "met": "met",
    "partly": "partly met",
    "missed": "missed",
    "contradicted": "contradicted",
    "unverified": "not verified",
}
_BASIC_MISSED = "not found in your words"


def markdown(state: Interview) -> str:
    """The whole transcript. Only for an interview that is over: it holds the reference answers."""
    return "\n\n".join(part for part in _parts(state) if part) + "\n"


def _parts(state: Interview) -> Iterator[str]:
    plan = state.plan
    yield f"# Mock interview of {state.created_at:%Y-%m-%d %H:%M} UTC"
    yield f"{plan.mode.capitalize()} mode, {len(state.roots)} questions, judged by {_judges(state)}."
    yield _total(state)
    for turn in state.roots:
        yield from _question(state, turn)
    yield state.closing


def _judges(state: Interview) -> str:
    marks = [mark for turn in state.roots if (mark := turn.final) and mark.grade]
    names = {mark.grade.provenance.judge for mark in marks if mark.grade} - {"rule"}
    by_people = sum(mark.human is not None for mark in marks)
    people = f" ({by_people} of {len(marks)} grades set by a person)" if by_people else ""
    return (", ".join(f"`{name}`" for name in sorted(names)) or "nobody yet") + people


def _total(state: Interview) -> str:
    first, whole = state.total("first"), state.total("all")
    if whole.score is None:
        return f"**No score:** {_coverage(whole)}."
    before = f" ({first.score:.0%} before the follow-ups)" if first.score is not None else ""
    return f"**Score: {whole.score:.0%}**{before}, {_coverage(whole)}."


def _coverage(total: Total) -> str:
    return f"{total.counted} of {total.number} graded"


def _question(state: Interview, turn: Turn) -> Iterator[str]:
    question = turn.question
    yield f"## {turn.id + 1}. {question.title}"
    yield f"*{question.topic}, {question.level}, {question.kind}*"
    yield question.body
    if not turn.how and not turn.text:
        yield "Not reached."
        return
    yield from _said(turn)
    for more in state.follow_ups(turn.id):
        yield f"**Follow-up:** {more.text}"
        yield from _said(more)
    yield from _marked(question, turn.final, state.exchanges(turn.id, "all" if turn.all else "first"))
    yield f"**Reference answer**\n\n{question.answer}"


def _said(turn: Turn) -> Iterator[str]:
    for aside in turn.asides:
        yield f"**Asked back:**\n\n{_quoted(aside.asked)}"
        yield f"**Reply:** {aside.reply or ''}"
    for hint in turn.hints:
        yield f"**Hint taken:** {turn.question.criterion(hint).probe}"
    words = {
        "skipped": "Skipped.",
        "expired": "Time ran out; this is what was saved.",
        "ended": "The interview was ended.",
    }
    yield words.get(turn.how, "")
    if turn.answered:
        yield f"**Answer** ({turn.used:.0f} s)\n\n{_quoted(turn.answer or '')}"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def _marked(question: Question, mark: Mark | None, exchanges: Sequence[Exchange]) -> Iterator[str]:
    if mark is None:
        return
    if mark.grade is None:
        yield f"**Ungraded.** {mark.reason}" if mark.status == "ungraded" else "**Not graded yet.**"
        return
    yield from _marked_by(question, mark, mark.grade, exchanges)


def graded(question: Question, grade: Grade, exchanges: Sequence[Exchange]) -> Iterator[str]:
    """A judge's grade as paragraphs: the score and its judge, then every point with its evidence, and what to read."""
    return _marked_by(question, Mark("graded", grade), grade, exchanges)


def _marked_by(question: Question, mark: Mark, grade: Grade, exchanges: Sequence[Exchange]) -> Iterator[str]:
    """The grade that stands, the judge's `grade` beside it where a person set it, and what is disputed."""
    judge = grade.provenance.judge
    if mark.human:
        yield f"**{mark.human.score:.0%}**, set by a person; `{judge}` gave {grade.score:.0%}."
    else:
        review = " Needs review, not counted." if grade.needs_review and not mark.confirmed else ""
        yield f"**{grade.score:.0%}**, judged by `{judge}`.{review}"
    yield "\n".join((*_points(question, mark, grade, exchanges), *_errors(question, mark, grade, exchanges)))


def _word(verdict: Verdict, judge: str) -> str:
    return _BASIC_MISSED if judge.startswith("basic@") and verdict == "missed" else _WORDS[verdict]


def _points(question: Question, mark: Mark, grade: Grade, exchanges: Sequence[Exchange]) -> Iterator[str]:
    criteria = {criterion.id: criterion for criterion in question.rubric}
    reading = {reference.id: reference for reference in question.references}
    decided = {decision.subject: decision for decision in mark.decisions}
    judge = grade.provenance.judge
    said = {point.criterion: _word(point.verdict, judge) for point in grade.points}
    for point in (mark.human or grade).points:
        criterion, decision = criteria[point.criterion], decided.get(point.criterion)
        word = _word(point.verdict, "" if decision else judge)
        yield f"- **{word}** ({criterion.points} p.): {criterion.says}{_evidence(point.evidence, exchanges)}"
        yield from _by_people(mark, point.criterion, decision, said[point.criterion])
        if point.verdict != "met":
            yield from (f"  - Read: [{r.title}]({r.url})" for id in criterion.read if (r := reading.get(id)))


def _errors(question: Question, mark: Mark, grade: Grade, exchanges: Sequence[Exchange]) -> Iterator[str]:
    decided = {decision.subject: decision for decision in mark.decisions}
    judged = {found.misconception for found in grade.misconceptions}
    stands = {found.misconception: found for found in (mark.human or grade).misconceptions}
    for error in question.misconceptions:
        if error.id in stands:
            quotes = _evidence(stands[error.id].evidence, exchanges)
            yield f"- **misconception** (-{error.costs} p.): {error.says}{quotes}"
        elif error.id in decided:
            yield f"- **no misconception**: {error.says}"
        else:
            continue
        said = "said" if error.id in judged else "not said"
        yield from _by_people(mark, error.id, decided.get(error.id), said)


def _by_people(mark: Mark, subject: str, decision: Decision | None, judged: str) -> Iterator[str]:
    """What people say of a verdict: who set it and what the judge had said, and what the candidate disputes."""
    if decision is not None:
        word = f": {_line(decision.word)}" if decision.word else "."
        yield f"  - Set by a person (the judge said: {judged}){word}"
    yield from (f"  - Disputed by the candidate: {_line(d.word)}" for d in mark.disputes if d.subject == subject)


def _line(text: str) -> str:
    return " ".join(text.split())


def _evidence(evidence: Sequence[Evidence], exchanges: Sequence[Exchange]) -> str:
    quotes = (exchanges[e.part].answer[e.start : e.end].replace("\n", " ") for e in evidence if e.part < len(exchanges))
    said = "; ".join(f"“{quote}”" for quote in quotes)
    return f" ({said})" if said else ""
