"""Verdicts to score, or refusal."""

from __future__ import annotations

from collections.abc import Sequence

from viva.errors import Ungradable
from viva.grading.values import (
    HUMAN,
    RULE,
    TOLD,
    Decision,
    Flag,
    Found,
    Grade,
    Origin,
    Point,
    Provenance,
    Settled,
    Total,
    Verdict,
)
from viva.questions import Question

CREDIT: dict[Verdict, float] = {"met": 1.0, "partly": 0.5, "missed": 0.0, "contradicted": 0.0, "unverified": 0.0}

REVIEW_SCORE, REVIEW_COVERAGE = 0.6, 0.1
"""A score of at least the first, where word coverage is at most the second, needs a person's look (design choice).

So does any score at all where it is 0: of the bank's 358 good and middling samples there is none of which no word was
found, while a model that obeys the candidate finds some word of a point in nearly every order.
"""


def score(question: Question, points: Sequence[Point], found: Sequence[Found]) -> float:
    """(points earned - costs) / points possible, clamped to 0..1.

    Raises Ungradable unless there is exactly one verdict for each criterion, and no unknown id.
    """
    given = [point.criterion for point in points]
    wanted = [criterion.id for criterion in question.rubric]
    if sorted(given) != sorted(wanted):
        odd = sorted(set(given) ^ set(wanted)) or sorted({id for id in given if given.count(id) > 1})
        raise Ungradable(f"The judge gave no single verdict for each point of the rubric ({', '.join(odd)}).")
    costs = {m.id: m.costs for m in question.misconceptions}
    strange = [f.misconception for f in found if f.misconception not in costs]
    if strange:
        raise Ungradable(f"The judge named a misconception that the question doesn't have ({', '.join(strange)}).")
    verdicts = {point.criterion: point.verdict for point in points}
    earned = sum(criterion.points * CREDIT[verdicts[criterion.id]] for criterion in question.rubric)
    lost = sum(costs[id] for id in {f.misconception for f in found})
    return min(1.0, max(0.0, (earned - lost) / question.possible))


def grade(
    question: Question,
    settled: Settled,
    provenance: Provenance,
    *,
    coverage: float | None = None,
    flags: Sequence[Flag] = (),
) -> Grade:
    """Add up what was settled. `coverage` (0 to 1) is the basic judge's score of the same answer, when another judged.

    Raises Ungradable as `score` does.
    """
    total = score(question, settled.points, settled.misconceptions)
    raised: list[Flag] = [*flags, *settled.flags]
    if any(point.verdict == "unverified" for point in settled.points):
        raised.append("unverified")
    if coverage is not None and _is_beyond(total, coverage):
        raised.append("beyond-coverage")
    kept = tuple(dict.fromkeys(raised))
    return Grade(
        points=settled.points,
        misconceptions=settled.misconceptions,
        score=total,
        possible=question.possible,
        flags=kept,
        needs_review=any(flag not in TOLD for flag in kept),
        provenance=provenance,
    )


def _is_beyond(total: float, coverage: float) -> bool:
    return (total >= REVIEW_SCORE and coverage <= REVIEW_COVERAGE) or total > coverage == 0


def by_rule(question: Question, reason: str) -> Grade:
    """All points missed, for a reason that needs no judge."""
    return Grade(
        points=tuple(Point(criterion=c.id, verdict="missed", reason=reason) for c in question.rubric),
        score=0.0,
        possible=question.possible,
        provenance=Provenance(judge=RULE, question=question.fingerprint),
    )


def by_human(question: Question, given: Grade, decisions: Sequence[Decision]) -> Grade:
    """A person's grade: what was decided, and what the judge had `given` where nothing was. It needs no review.

    Each decision has to fit its subject: a ruling on points for a criterion, `said` or `not said` for a misconception.
    """
    said = {decision.subject: decision for decision in decisions}
    points = tuple(_decided(point, said.get(point.criterion)) for point in given.points)
    known = {found.misconception: found for found in given.misconceptions}
    each = (_found(m.id, known.get(m.id), said.get(m.id)) for m in question.misconceptions)
    found = tuple(one for one in each if one)
    by = given.provenance
    return Grade(
        points=points,
        misconceptions=found,
        score=score(question, points, found),
        possible=question.possible,
        provenance=Provenance(
            judge=HUMAN,
            question=by.question,
            made_from=Origin(judge=by.judge, prompt=by.prompt, grade=given.fingerprint),
        ),
    )


def _decided(point: Point, decision: Decision | None) -> Point:
    if decision is None or decision.verdict == "said" or decision.verdict == "not said":
        return point
    # A person's word needs no quote; the judge's is kept where it still is one for this verdict.
    evidence = () if decision.verdict == "missed" else point.evidence
    return Point(criterion=point.criterion, verdict=decision.verdict, evidence=evidence, reason=decision.word)


def _found(id: str, found: Found | None, decision: Decision | None) -> Found | None:
    if decision is None:
        return found
    if decision.verdict != "said":
        return None
    return Found(misconception=id, evidence=found.evidence if found else (), reason=decision.word)


def missing(question: Question, given: Grade) -> tuple[str, ...]:
    """The criteria that earned no credit or were contradicted, the weightiest first, then in the rubric's order."""
    low = {point.criterion for point in given.points if point.verdict in ("missed", "contradicted", "unverified")}
    return tuple(c.id for c in sorted(question.rubric, key=lambda c: -c.points) if c.id in low)


def overall(marks: Sequence[tuple[int, Grade | None]]) -> Total:
    """The interview's score from each question's (points possible, grade that counts or None)."""
    counted = [(possible, given.score) for possible, given in marks if given is not None]
    weight = sum(possible for possible, _ in counted)
    mean = sum(possible * value for possible, value in counted) / weight if weight else None
    return Total(score=mean, counted=len(counted), number=len(marks))
