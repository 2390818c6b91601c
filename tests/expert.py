"""A scripted model that is good at everything that Viva asks for: what it grades, it has learnt from the bank."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from tests.model_server import Call, Say, answer_of, judgement
from viva import bank
from viva.doctor.cases import expected
from viva.doctor.examine import COUNT
from viva.grading import supports
from viva.paths import data
from viva.questions import Question

BANK = bank.load(data("questions")).questions
COUNTED = (
    "one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, fifteen, sixteen, "
    "seventeen, eighteen, nineteen, twenty"
)


def expert(call: Call) -> Say:
    """The best reply to this call."""
    if call.format != "text":
        return Say(json.dumps(grades(call)))
    if COUNT in call.said:
        return Say(COUNTED)
    number = re.search(r"number of this conversation is (\d+)", call.said)
    return Say(number[1] if number else "That leads me to ask: why is that so?")


def grades(call: Call) -> dict[str, object]:
    """The verdicts that the bank expects of the sample in this call, each with a sentence that bears it out."""
    question = next(q for q in BANK if f"# The question\n\n{q.text}\n" in call.said)
    answer = answer_of(call)
    sample = next(s for s in question.samples if s.answer.split() == answer.split())
    verdicts = {id: (verdict, _quote(question, id, answer)) for id, verdict in expected(question, sample).items()}
    return judgement(call, {id: said for id, said in verdicts.items() if said[0] != "missed"}, {})


def _quote(question: Question, id: str, answer: str) -> str:
    sentences = re.split(r"(?<=[.!?;:,])\s+", answer)
    fit = (sentence for sentence in sentences if supports(sentence, question.criterion(id), question.text))
    return next(fit, "")


def brief(call: Call) -> Say:
    """A judge that gives nothing to anybody, and is good at all else."""
    return every(call, lambda _: ("missed", ""))


def every(call: Call, verdict: Callable[[str], tuple[str, str]]) -> Say:
    """The expert, but for its verdicts: `verdict(id)` gives each with its quote."""
    if call.format == "text" or call.schema is None:
        return expert(call)
    ids = call.schema["properties"]["points"]["properties"]
    return Say(json.dumps(judgement(call, {id: verdict(id) for id in ids}, {})))
