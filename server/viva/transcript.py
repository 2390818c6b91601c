"""An interview that is over as Markdown: what was asked, answered and graded, with the evidence quoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from viva.grading import Evidence, Exchange, Grade, Total
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
    names = {m.grade.provenance.judge for t in state.roots if (m := t.final) and m.grade} - {"rule"}
    return ", ".join(f"`{name}`" for name in sorted(names)) or "nobody yet"


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
    yield from graded(question, mark.grade, exchanges, confirmed=mark.confirmed)


def graded(
    question: Question, grade: Grade, exchanges: Sequence[Exchange], *, confirmed: bool = False
) -> Iterator[str]:
    """A grade as paragraphs: the score and its judge, then every point with its evidence, and what to read."""
    review = " Needs review, not counted." if grade.needs_review and not confirmed else ""
    yield f"**{grade.score:.0%}**, judged by `{grade.provenance.judge}`.{review}"
    yield "\n".join(_points(question, grade, exchanges))


def _points(question: Question, grade: Grade, exchanges: Sequence[Exchange]) -> Iterator[str]:
    criteria = {criterion.id: criterion for criterion in question.rubric}
    reading = {reference.id: reference for reference in question.references}
    basic = grade.provenance.judge.startswith("basic@")
    for point in grade.points:
        criterion = criteria[point.criterion]
        word = _BASIC_MISSED if basic and point.verdict == "missed" else _WORDS[point.verdict]
        yield f"- **{word}** ({criterion.points} p.): {criterion.says}{_evidence(point.evidence, exchanges)}"
        if point.verdict != "met":
            yield from (f"  - Read: [{r.title}]({r.url})" for id in criterion.read if (r := reading.get(id)))
    wrong = {misconception.id: misconception for misconception in question.misconceptions}
    for found in grade.misconceptions:
        misconception = wrong[found.misconception]
        quotes = _evidence(found.evidence, exchanges)
        yield f"- **misconception** (-{misconception.costs} p.): {misconception.says}{quotes}"


def _evidence(evidence: Sequence[Evidence], exchanges: Sequence[Exchange]) -> str:
    quotes = (exchanges[e.part].answer[e.start : e.end].replace("\n", " ") for e in evidence if e.part < len(exchanges))
    said = "; ".join(f"“{quote}”" for quote in quotes)
    return f" ({said})" if said else ""
