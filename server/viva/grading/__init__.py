"""Verdicts to score, or refusal: no credit is given without a quote that code has found in the answer.

values: what a grade is made of; gating: what needs no judge; orders: what speaks to the judge; evidence: the search for
quotes; sums: the score; agreeing: several grades made one.
"""

from viva.grading.agreeing import Agreed, majority
from viva.grading.evidence import numeric, settle, supports
from viva.grading.gating import gate
from viva.grading.orders import gives_orders
from viva.grading.sums import (
    CREDIT,
    REVIEW_COVERAGE,
    REVIEW_SCORE,
    by_human,
    by_rule,
    grade,
    missing,
    overall,
    score,
)
from viva.grading.values import (
    HUMAN,
    RULE,
    Claim,
    Decision,
    Evidence,
    Exchange,
    Flag,
    Found,
    Grade,
    Origin,
    Point,
    Provenance,
    Ruling,
    Scope,
    Settled,
    Total,
    Verdict,
)

__all__ = [
    "CREDIT",
    "HUMAN",
    "REVIEW_COVERAGE",
    "REVIEW_SCORE",
    "RULE",
    "Agreed",
    "Claim",
    "Decision",
    "Evidence",
    "Exchange",
    "Flag",
    "Found",
    "Grade",
    "Origin",
    "Point",
    "Provenance",
    "Ruling",
    "Scope",
    "Settled",
    "Total",
    "Verdict",
    "by_human",
    "by_rule",
    "gate",
    "gives_orders",
    "grade",
    "majority",
    "missing",
    "numeric",
    "overall",
    "score",
    "settle",
    "supports",
]
