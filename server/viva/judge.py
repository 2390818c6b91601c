"""Role Judge, by a language model: what it is told, one call, and a reply that is taken at its word or not at all."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from viva import grading
from viva.errors import ModelError, Ungradable
from viva.grading import Claim, Exchange, Flag, Grade, Provenance, Settled, Verdict
from viva.llm import LLM, Message, Reply, Request, Usage, closed, scrub
from viva.prompts import Prompts, clip, fence, neutral, nonce
from viva.questions import Criterion, Question
from viva.words import whole

log = logging.getLogger(__name__)

Coverage = Callable[[Question, Sequence[Exchange]], float | None]
"""How much of the rubric an answer covers by its words, 0 to 1: the basic judge's score."""

VERDICTS: tuple[Verdict, ...] = ("met", "partly", "missed", "contradicted")
SAID = ("said", "not said")
QUOTE, REASON = 240, 200
"""The most characters of a quote and of a reason."""
MOST_RAW = 20_000

HOLES = {
    "system": ("shape", "question", "reference", "rubric", "misconceptions"),
    "user": ("nonce", "answers"),
    "repair": ("complaints",),
}


class LLMJudge:
    """Grades by a model. `name` signs its grades."""

    def __init__(
        self, llm: LLM, prompts: Prompts, rng: random.Random, coverage: Coverage, temperature: float = 0.0
    ) -> None:
        """`rng` draws the code of each fence. Raises PromptError if `judge.md` isn't as expected."""
        self._llm = llm
        self._prompt = prompts.get("judge", HOLES)
        self._rng = rng
        self._coverage = coverage
        self._temperature = temperature

    @property
    def name(self) -> str:
        """The model's name."""
        return self._llm.name

    @property
    def prompt(self) -> str:
        """The fingerprint of `judge.md`."""
        return self._prompt.fingerprint

    async def grade(self, question: Question, exchanges: Sequence[Exchange]) -> Grade:
        """The grade of these answers, in one call, or two where the first reply needs mending.

        Raises Ungradable (ModelError if the model gave nothing): then there is no grade, and none is guessed.
        """
        reason = grading.gate(question, exchanges)
        if reason is not None:
            return grading.by_rule(question, reason)
        if not asked(question) and not question.misconceptions:
            # Numbers only: code has the last word on them anyway.
            return grading.grade(question, _settle(question, exchanges, Judged()), _by_code(question))
        settled, replies = await self._judge(question, exchanges)
        covered = self._coverage(question, exchanges) if asked(question) else None
        flags: list[Flag] = ["order"] if grading.gives_orders(exchanges) else []
        return grading.grade(question, settled, self._provenance(question, replies), coverage=covered, flags=flags)

    async def _judge(self, question: Question, exchanges: Sequence[Exchange]) -> tuple[Settled, list[Reply]]:
        """What the model said, with its evidence looked for; and its replies."""
        call = self.request(question, exchanges)
        first = await self._llm.complete(call)
        judged, wrong = _read(question, first)
        settled = _settle(question, exchanges, judged) if judged else None
        if settled is not None and not settled.unsupported:
            return settled, [first]
        complaints = [wrong] if settled is None else [f"{id}: {said}." for id, said in settled.unsupported]
        told = self._prompt.fill("repair", complaints="\n".join(f"- {said}" for said in complaints))
        try:
            more = (Message("assistant", first.text), Message("user", told))
            second = await self._llm.complete(replace(call, messages=call.messages + more))
        except ModelError:
            if settled is None:
                raise
            log.warning("%s gave no second reply: its first one holds", self.name)
            return settled, [first]
        mended, wrong = _read(question, second)
        if mended is not None:
            if judged is None or settled is None:
                return _settle(question, exchanges, mended), [first, second]
            mended = judged.mended(mended, {id for id, _ in settled.unsupported})
            return _kept(judged, _settle(question, exchanges, mended)), [first, second]
        if settled is None:
            raise Ungradable(f"{self.name} gave no usable grade, asked twice. {wrong}")
        return settled, [first, second]

    def request(self, question: Question, exchanges: Sequence[Exchange]) -> Request:
        """The call by which these answers are graded.

        Rules and what belongs to the question come first, so that a server can keep them from one answer to the next.
        """
        points, errors = asked(question), question.misconceptions
        rules = self._prompt.fill(
            "system",
            shape=_shape(question),
            question=question.text,
            reference=question.answer,
            rubric="\n".join(f"- {c.id}: {c.says}" for c in points) or "(none)",
            misconceptions="\n".join(f"- {m.id}: {m.says}" for m in errors) or "(none)",
        )
        code = nonce(self._rng)
        said = [f"{_asked(n, exchange)}\n{fence(exchange.answer, code)}" for n, exchange in enumerate(exchanges)]
        told = self._prompt.fill("user", nonce=code, answers="\n\n".join(said))
        allowed = 150 + 160 * len(points) + 90 * len(errors)
        return Request((Message("system", rules), Message("user", told)), allowed, self._temperature, schema(question))

    def _provenance(self, question: Question, replies: Sequence[Reply]) -> Provenance:
        usage = replies[0].usage
        for reply in replies[1:]:
            usage += reply.usage
        raw = whole(scrub("\n\n".join(reply.text for reply in replies))[:MOST_RAW])
        return _signed(question, self.name, self.prompt, usage, raw)


def _signed(question: Question, judge: str, prompt: str, usage: Usage, raw: str) -> Provenance:
    return Provenance(
        judge=judge,
        question=question.fingerprint,
        prompt=prompt,
        tokens_in=usage.tokens_in,
        tokens_out=usage.tokens_out,
        cost=usage.cost,
        seconds=usage.seconds,
        raw=raw,
    )


def _by_code(question: Question) -> Provenance:
    return Provenance(judge=grading.RULE, question=question.fingerprint)


def _asked(n: int, exchange: Exchange) -> str:
    if n == 0:
        return "To the question:"
    # A model phrased it after reading the candidate's answer, so it is no more trusted than that: one line of it.
    line = " ".join(neutral(exchange.asked).split())
    return f"To the follow-up question “{clip(line, 300)}”:"


# -- the shape of a reply


def asked(question: Question) -> tuple[Criterion, ...]:
    """The criteria that a model is asked about: code looks for numbers by itself."""
    return tuple(criterion for criterion in question.rubric if criterion.number is None)


def schema(question: Question) -> dict[str, Any]:
    """What a reply has to fit: an entry under each criterion's id, so that none can be missing, doubled or invented."""
    parts = {}
    if asked(question):
        parts["points"] = closed({criterion.id: _entry(VERDICTS) for criterion in asked(question)})
    if question.misconceptions:
        parts["misconceptions"] = closed({error.id: _entry(SAID) for error in question.misconceptions})
    return closed(parts)


def _entry(verdicts: Sequence[str]) -> dict[str, Any]:
    # In this order, so that a verdict follows from its evidence and not the other way round.
    return closed(
        {
            "quote": {"type": "string", "maxLength": QUOTE},
            "reason": {"type": "string", "maxLength": REASON},
            "verdict": {"type": "string", "enum": list(verdicts)},
        }
    )


def _shape(question: Question) -> str:
    """The schema as an example, for models that are only told."""

    def entries(ids: Sequence[str], verdicts: Sequence[str]) -> str:
        words = " | ".join(verdicts)
        return ", ".join(f'"{id}": {{"quote": "…", "reason": "…", "verdict": "{words}"}}' for id in ids)

    parts = []
    if asked(question):
        parts.append(f'"points": {{{entries([c.id for c in asked(question)], VERDICTS)}}}')
    if question.misconceptions:
        parts.append(f'"misconceptions": {{{entries([m.id for m in question.misconceptions], SAID)}}}')
    return "{" + ", ".join(parts) + "}"


# -- reading a reply


@dataclass(frozen=True, slots=True)
class Judged:
    """A reply that says something of every point, before its quotes are looked for."""

    claims: tuple[Claim, ...] = ()
    found: tuple[Claim, ...] = ()

    def mended(self, other: Judged, ids: set[str]) -> Judged:
        """This, with what `other` says of these ids; the rest had nothing wrong with it, and stays."""
        theirs = {claim.id: claim for claim in other.claims}
        claims = tuple(theirs[claim.id] if claim.id in ids else claim for claim in self.claims)
        found = tuple(claim for claim in self.found if claim.id not in ids)
        return Judged(claims, found + tuple(claim for claim in other.found if claim.id in ids))


class _Misfit(Exception):
    """Why a reply can't be used, in a sentence that the model and a person can both read."""


def misfit(question: Question, reply: Reply) -> str:
    """Why no grade can be made of the reply, "" if one can."""
    return _read(question, reply)[1]


def _read(question: Question, reply: Reply) -> tuple[Judged | None, str]:
    """The reply's claims, or None and what is wrong with it."""
    try:
        value = _json(reply.text)
        claims = _claims(value, "points", [c.id for c in asked(question)], VERDICTS)
        found = _claims(value, "misconceptions", [m.id for m in question.misconceptions], SAID)
    except _Misfit as misfit:
        cut = " It broke off because it was too long: keep quotes and reasons short." if reply.cut else ""
        return None, f"{misfit}{cut}"
    return Judged(
        tuple(Claim.model_validate(claim) for claim in claims),
        tuple(Claim.model_validate(claim | {"verdict": "met"}) for claim in found if claim["verdict"] == "said"),
    ), ""


def _json(text: str) -> dict[str, Any]:
    """The one object in the text; words or a code fence round it are forgiven, a key that comes twice is not."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise _Misfit("The reply is empty." if not text.strip() else "The reply holds no JSON object.")
    try:
        value = json.loads(text[start : end + 1], object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise _Misfit("The reply is not valid JSON.") from None
    if "properties" in value and "type" in value:
        raise _Misfit("The reply is the schema itself, not a grade that fits it.")
    return dict(value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    doubled = sorted({key for key in keys if keys.count(key) > 1})
    if doubled:
        raise _Misfit(f"The reply says two things under one name ({_list(doubled)}).")
    return dict(pairs)


def _claims(value: dict[str, Any], part: str, ids: Sequence[str], verdicts: Sequence[str]) -> list[dict[str, str]]:
    """The entries of that part, one for each id, as texts."""
    entries = value.get(part) if ids else {}
    if not isinstance(entries, dict):
        raise _Misfit(f'The reply has no object "{part}".')
    if set(entries) != set(ids):
        lacking, invented = sorted(set(ids) - set(entries)), sorted(set(entries) - set(ids))
        said = [f"lacks {_list(lacking)}"] * bool(lacking) + [f"invents {_list(invented)}"] * bool(invented)
        raise _Misfit(f'The reply {" and ".join(said)} in "{part}".')
    return [{"id": id} | _texts(id, entries[id], verdicts) for id in ids]


def _texts(id: str, entry: Any, verdicts: Sequence[str]) -> dict[str, str]:
    if not isinstance(entry, dict):
        raise _Misfit(f"{id}: the entry is not an object.")
    texts = {key: "" if (text := entry.get(key)) is None else text for key in ("quote", "reason", "verdict")}
    if not all(isinstance(text, str) for text in texts.values()):
        raise _Misfit(f"{id}: quote, reason and verdict must be texts.")
    if texts["verdict"] not in verdicts:
        raise _Misfit(f"{id}: the verdict is {_list([texts['verdict']])}, and must be one of {', '.join(verdicts)}.")
    # JSON can spell half a character, which no database takes.
    return {key: whole(text) for key, text in texts.items()} | {"reason": whole(texts["reason"][: 2 * REASON])}


def _list(names: Sequence[str]) -> str:
    """Names out of a reply, as short as they should have been."""
    return ", ".join(repr(neutral(name)[:40]) for name in names[:8])


def _settle(question: Question, exchanges: Sequence[Exchange], judged: Judged) -> Settled:
    """The evidence of all claims, in the rubric's order; what a model isn't asked is decided in `settle`."""
    claims = {claim.id: claim for claim in judged.claims}
    every = [claims.get(c.id, Claim(id=c.id, verdict="missed")) for c in question.rubric]
    return grading.settle(question, exchanges, every, judged.found)


def _kept(first: Judged, settled: Settled) -> Settled:
    """What a second reply leaves of the first one's credits; where it takes most of them back, the rest is in doubt.

    A model that gave them because the candidate said so gives up those that it can't quote for, and no others.
    """
    credited = {claim.id for claim in first.claims if grading.CREDIT[claim.verdict]}
    held = {point.criterion for point in settled.points if grading.CREDIT[point.verdict]}
    if 2 * len(credited - held) <= len(credited):
        return settled
    return settled.model_copy(update={"flags": (*settled.flags, "unverified")})
