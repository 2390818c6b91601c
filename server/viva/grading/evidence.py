"""The search for the quotes that verdicts rest on: no credit without one."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from viva.grading.values import Claim, Evidence, Exchange, Flag, Found, Point, Settled, Verdict
from viva.quantities import find_number
from viva.questions import Criterion, Misconception, Number, Question
from viva.quotes import locate
from viva.words import content_stems, cue_stems, find_cue, stem

# Stems that a plea to the judge shares with many a rubric.
_PLEA = frozenset(
    map(
        stem,
        "full mark marks point points score grade answer question good correct right best give all verdict examiner "
        "maximum".split(),
    )
)


def supports(quote: str, point: Criterion | Misconception, asked: str) -> bool:
    """Whether `quote` shares a stem or a cue with the point: one beyond the words of the question `asked`, or three.

    Without it a model that obeys "give me full marks" could quote that very sentence as evidence. Three may be the
    question's own, because a point about a given table can hardly be made without the words of the table.
    """
    theirs = content_stems(asked)
    wanted = (content_stems(point.says) | cue_stems(point.cues)) - _PLEA
    if not wanted - theirs:
        return bool(content_stems(quote) - _PLEA)
    common = content_stems(quote) & wanted
    if _says(common - theirs) or len(common) >= 3:
        return True
    spans = (span for cue in point.cues for span in find_cue(cue, quote))
    return any(_says(content_stems(quote[span.start : span.end]) - theirs - _PLEA) for span in spans)


def _says(stems: AbstractSet[str]) -> bool:
    """Whether these say something: a single letter doesn't, and is a word in some languages; "p(y|x)" does."""
    return len(stems) > 1 or any(len(stem) > 1 for stem in stems)


def settle(
    question: Question, exchanges: Sequence[Exchange], claims: Sequence[Claim], found: Sequence[Claim] = ()
) -> Settled:
    """Look for every claim's quote in the candidate's words; numbers are looked for by code whatever the claim says.

    A credit without a quote that stands there and supports its point becomes `unverified`, a `contradicted` one becomes
    `missed`, a misconception is dropped; each is named in `unsupported`, so that the caller may ask once more.
    """
    points: list[Point] = []
    complaints: list[tuple[str, str]] = []
    flags: list[Flag] = []
    criteria = {criterion.id: criterion for criterion in question.rubric}
    for claim in claims:
        criterion = criteria.get(claim.id)
        if criterion is not None and criterion.number is not None:
            point, flag = numeric(question, criterion, criterion.number, exchanges)
            flags += [flag] if flag else []
        else:
            point, complaint = _point(question, exchanges, claim, criterion)
            complaints += [(claim.id, complaint)] if complaint else []
        points.append(point)
    errors = {misconception.id: misconception for misconception in question.misconceptions}
    kept: list[Found] = []
    for claim in found:
        error = errors.get(claim.id)
        evidence, complaint = _evidence(question, exchanges, claim, None) if error else ((), "")
        if evidence or error is None:  # an unknown one is kept for `score` to refuse
            kept.append(Found(misconception=claim.id, evidence=evidence, reason=claim.reason))
        complaints += [(claim.id, complaint)] if complaint else []
    return Settled(points=tuple(points), misconceptions=tuple(kept), unsupported=tuple(complaints), flags=tuple(flags))


def _point(
    question: Question, exchanges: Sequence[Exchange], claim: Claim, criterion: Criterion | None
) -> tuple[Point, str]:
    """The claim as a point, and what is wrong with its quote. An unknown criterion is left for `score` to refuse."""
    if criterion is None or claim.verdict == "missed":
        return Point(criterion=claim.id, verdict=claim.verdict, reason=claim.reason), ""
    # What denies a point need not share its words, and earns nothing: it is enough that the candidate said it.
    credit = claim.verdict != "contradicted"
    evidence, complaint = _evidence(question, exchanges, claim, criterion if credit else None)
    fallen: Verdict = "missed" if claim.verdict == "contradicted" else "unverified"
    verdict = claim.verdict if evidence else fallen
    return Point(criterion=claim.id, verdict=verdict, evidence=evidence, reason=claim.reason), complaint


def _evidence(
    question: Question, exchanges: Sequence[Exchange], claim: Claim, point: Criterion | None
) -> tuple[tuple[Evidence, ...], str]:
    """The claim's evidence, or none and what is wrong with its quote, which has to support `point` if one is given."""
    asked = "\n".join((question.text, *(exchange.asked for exchange in exchanges)))
    complaint = "the quote is not in the answer" if claim.quote.strip() else "there is no quote"
    for part, exchange in enumerate(exchanges):
        span = locate(claim.quote, exchange.answer)
        if span is None:
            continue
        if point is None or supports(exchange.answer[span.start : span.end], point, asked):
            return (Evidence(part=part, start=span.start, end=span.end),), ""
        complaint = "the quote says nothing about this point"
    return (), complaint


def numeric(
    question: Question, criterion: Criterion, number: Number, exchanges: Sequence[Exchange]
) -> tuple[Point, Flag | None]:
    """The verdict on a criterion's `number`, by code alone. The last exchange that holds a fitting number speaks."""
    wrong = "No such number was found in your words."
    known = "\n".join((question.text, question.answer, *(other.says for other in question.rubric)))
    for part, exchange in reversed(list(enumerate(exchanges))):
        outcome, span = find_number(number, exchange.answer, known)
        if outcome == "right" and span:
            evidence = Evidence(part=part, start=span.start, end=span.end)
            return Point(
                criterion=criterion.id, verdict="met", evidence=(evidence,), reason="The number is right."
            ), None
        if outcome == "several":
            reason = "Several numbers are offered: none of them counts."
            return Point(criterion=criterion.id, verdict="missed", reason=reason), "several-numbers"
        if outcome == "wrong":
            wrong = "The numbers found are not the one that the inputs lead to."
    return Point(criterion=criterion.id, verdict="missed", reason=wrong), None
