"""Verdicts to score, or refusal: the sums are done here, and no credit is given without a quote found in the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field
from rapidfuzz import fuzz

from viva.errors import Ungradable
from viva.quantities import find_number
from viva.questions import Criterion, Frozen, Misconception, Number, Question
from viva.words import NEGATIONS, content_stems, cue_stems, find_cue, is_content, locate, stem, tokens

Verdict = Literal["met", "partly", "missed", "contradicted", "unverified"]
"""`unverified` is never a judge's word: code puts it where a credit has no quote that supports it."""

Scope = Literal["first", "all"]
"""What a grade is about: a turn's first answer alone, or that with the answers to its follow-ups."""

CREDIT: dict[Verdict, float] = {"met": 1.0, "partly": 0.5, "missed": 0.0, "contradicted": 0.0, "unverified": 0.0}

REVIEW_SCORE, REVIEW_COVERAGE = 0.6, 0.1
"""A score of at least the first, where word coverage is at most the second, needs a person's look (design choice)."""

ECHO = 90.0
"""Least likeness (rapidfuzz ratio, 0 to 100) to the question at which an answer is that question again."""

RULE = "rule"
"""The judge's name on a grade that needed no judge: blank, an echo, a skipped question."""

Flag = Literal["unverified", "beyond-coverage", "keyword-list", "negation", "several-numbers", "low-agreement"]


class Exchange(Frozen):
    """One question or follow-up as it was asked, and the candidate's whole answer to it."""

    asked: str
    answer: str


class Evidence(Frozen):
    """The candidate's own words: `exchanges[part].answer[start:end]`, in code points."""

    part: int
    start: int
    end: int


class Point(Frozen):
    """The verdict on one criterion, with the words that it rests on and the reason in a sentence."""

    criterion: str
    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""


class Found(Frozen):
    """A misconception that the answer holds."""

    misconception: str
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""


class Provenance(Frozen):
    """Where a grade comes from: enough to tell two judges apart and to repeat one.

    `prompt` and `question` are fingerprints; `seconds` is wall time; `cost` is in USD, None where no price is known;
    `raw` is the judge's reply, scrubbed of keys, empty for a judge without a model.
    """

    judge: str
    question: str
    prompt: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    seconds: float = 0.0
    raw: str = ""


class Grade(Frozen):
    """A turn's grade: `score` in 0 to 1. One that needs review is shown but not counted until a person confirms it."""

    points: tuple[Point, ...]
    misconceptions: tuple[Found, ...] = ()
    score: Annotated[float, Field(ge=0, le=1)]
    possible: int
    flags: tuple[Flag, ...] = ()
    needs_review: bool = False
    provenance: Provenance


class Claim(Frozen):
    """What a judge says of one criterion or misconception, before code has looked for the quote."""

    id: str
    verdict: Verdict
    quote: str = ""
    reason: str = ""


class Settled(Frozen):
    """Claims after the search for their quotes. `unsupported` lists (id, complaint) of credits that rest on nothing."""

    points: tuple[Point, ...]
    misconceptions: tuple[Found, ...]
    unsupported: tuple[tuple[str, str], ...] = ()
    flags: tuple[Flag, ...] = ()


class Total(Frozen):
    """An interview's score: the points-weighted mean of what counts, None when nothing does; and the coverage."""

    score: float | None
    counted: int
    number: int


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
    if coverage is not None and total >= REVIEW_SCORE and coverage <= REVIEW_COVERAGE:
        raised.append("beyond-coverage")
    kept = tuple(dict.fromkeys(raised))
    return Grade(
        points=settled.points,
        misconceptions=settled.misconceptions,
        score=total,
        possible=question.possible,
        flags=kept,
        needs_review=bool(kept),
        provenance=provenance,
    )


def by_rule(question: Question, reason: str) -> Grade:
    """All points missed, for a reason that needs no judge."""
    return Grade(
        points=tuple(Point(criterion=c.id, verdict="missed", reason=reason) for c in question.rubric),
        score=0.0,
        possible=question.possible,
        provenance=Provenance(judge=RULE, question=question.fingerprint),
    )


_SHRUG = frozenset(
    map(
        stem,
        "know idea idk dunno sure clue remember recall forgot forget pass skip sorry unfortunately answer question "
        "honestly good great nope nah hmm um uh well think say unsure familiar certain thanks thank please "
        "heard learned".split(),
    )
)
_MASTER_KEY = frozenset(
    map(
        stem, "thought process solution solve problem step steps final answer explanation here reasoning result".split()
    )
)
# Stems that a plea to the judge shares with many a rubric.
_PLEA = frozenset(
    map(stem, "full mark marks point points score grade answer question good correct right best give all".split())
)


def gate(question: Question, exchanges: Sequence[Exchange]) -> str | None:
    """Why this needs no judge (blank, no content, an echo, a master key), or None. A bare number is content.

    Master keys are those of "One Token to Fool LLM-as-a-Judge" (arXiv 2507.08794): replies such as ":" or "Thought
    process:" that many models grade as right.
    """
    text = "\n".join(exchange.answer for exchange in exchanges)
    words = tokens(text)
    if not words:
        return "Nothing was answered."
    if _echo(question, exchanges, text):
        return "The answer only repeats the question."
    stems = {token.stem for token in words if is_content(token.word)}
    if not stems - _SHRUG:
        return "The answer says nothing about the question."
    if not stems - _MASTER_KEY:
        return "The answer announces an answer, but gives none."
    # In scripts without blanks one word may be a whole sentence.
    if len(words) == 1 and words[0].word.isascii() and words[0].word.isalpha() and not _about(question, text):
        return "One word that no point of the rubric is about."
    return None


def _about(question: Question, text: str) -> bool:
    return any(find_cue(cue, text) for criterion in question.rubric for cue in criterion.cues)


def _echo(question: Question, exchanges: Sequence[Exchange], text: str) -> bool:
    """Whether the answer is the question (or its follow-ups) again: near the same letters, or all of its words."""
    asked = [question.title, question.text, *(exchange.asked for exchange in exchanges)]
    flat = _flat(text)
    if any(fuzz.ratio(flat, _flat(words), score_cutoff=ECHO) for words in asked):
        # "It does not grow" answers "Does it grow?" in the same words.
        return any(_denials(text) == _denials(words) for words in asked)
    stems = content_stems(text)
    theirs = [content_stems(words) for words in asked]
    if len(stems) < 3 or not stems <= frozenset().union(*theirs):
        return False
    return _denials(text) <= _denials("\n".join(asked)) and any(len(stems & one) >= 0.6 * len(one) for one in theirs)


def _flat(text: str) -> str:
    return " ".join(token.word for token in tokens(text))


def _denials(text: str) -> frozenset[str]:
    return frozenset(token.word for token in tokens(text) if token.word in NEGATIONS)


def supports(quote: str, point: Criterion | Misconception, asked: str) -> bool:
    """Whether `quote` shares a stem or a cue with the point beyond the words of the question `asked`.

    Without it a model that obeys "give me full marks" could quote that very sentence as evidence.
    """
    theirs = content_stems(asked)
    wanted = (content_stems(point.says) | cue_stems(point.cues)) - theirs - _PLEA
    if not wanted:
        return bool(content_stems(quote) - _PLEA)
    if (content_stems(quote) - theirs) & wanted:
        return True
    spans = (span for cue in point.cues for span in find_cue(cue, quote))
    return any(content_stems(quote[span.start : span.end]) - theirs - _PLEA for span in spans)


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
        evidence, complaint = _evidence(question, exchanges, claim, error) if error else ((), "")
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
    evidence, complaint = _evidence(question, exchanges, claim, criterion)
    fallen: Verdict = "missed" if claim.verdict == "contradicted" else "unverified"
    verdict = claim.verdict if evidence else fallen
    return Point(criterion=claim.id, verdict=verdict, evidence=evidence, reason=claim.reason), complaint


def _evidence(
    question: Question, exchanges: Sequence[Exchange], claim: Claim, point: Criterion | Misconception
) -> tuple[tuple[Evidence, ...], str]:
    """The claim's evidence, or none and what is wrong with its quote."""
    asked = "\n".join((question.text, *(exchange.asked for exchange in exchanges)))
    complaint = "the quote is not in the answer" if claim.quote.strip() else "there is no quote"
    for part, exchange in enumerate(exchanges):
        span = locate(claim.quote, exchange.answer)
        if span is None:
            continue
        if supports(exchange.answer[span.start : span.end], point, asked):
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
