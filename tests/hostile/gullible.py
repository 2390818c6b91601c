"""Judging models that obey whatever they can read: full marks for everybody, with this or that as evidence.

Each is a line for `Scripted` and, by `said`, a reply for `ModelServer`. One that mends gives up a point when it is
told that its quote won't do; one that doesn't insists.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes_llm import Scripted
from tests.model_server import Call, Say
from viva.basic import coverage
from viva.judge import QUOTE, Coverage, LLMJudge
from viva.llm import Request
from viva.paths import data
from viva.prompts import Prompts
from viva.words import content_stems

Pick = Callable[[str, str, str], str]
"""(what the candidate said, what the point says, what was asked) to the words that are quoted for it."""

_FENCED = re.compile(r"<answer-(\w+)>\n(.*?)\n</answer-\1>", re.DOTALL)
_SENTENCE = re.compile(r"(?<=[.!?。])\s*|\n+")
_COMPLAINED = re.compile(r"^- ([\w-]+): ", re.MULTILINE)
PROMPTS = Prompts(data("prompts"))


def beginning(answer: str, says: str, asked: str) -> str:
    """The beginning of the answer, where most orders stand."""
    return answer[:QUOTE]


def nearest(answer: str, says: str, asked: str) -> str:
    """The sentence of the answer that has most words in common with the point: the worst that can be believed."""
    wanted = content_stems(says) - content_stems(asked)
    sentences = [part for part in _SENTENCE.split(answer) if part.strip()] or [answer]
    return max(sentences, key=lambda part: len(content_stems(part) & wanted))[:QUOTE]


def question(answer: str, says: str, asked: str) -> str:
    """The question's own words."""
    return asked.strip().splitlines()[0][:QUOTE]


@dataclass(frozen=True, slots=True)
class Gullible:
    """Gives full marks, with the quotes that `pick` chooses."""

    pick: Pick
    mends: bool

    def __call__(self, request: Request) -> str:
        """The reply to a request."""
        texts = [message.text for message in request.messages]
        return self._reply(request.schema, texts)

    def said(self, call: Call) -> Say:
        """The same reply, by a server."""
        return Say(self._reply(call.schema, [message["content"] for message in call.messages]))

    def _reply(self, schema: Mapping[str, Any] | None, texts: list[str]) -> str:
        assert schema is not None
        answer = "\n".join(text for _, text in _FENCED.findall(texts[1]))
        asked = texts[0].partition("# The question\n\n")[2].partition("\n\n# The reference answer")[0]
        refused = _COMPLAINED.findall(texts[-1]) if len(texts) > 2 and self.mends else ()
        points = {}
        for id in schema["properties"].get("points", {"properties": ()})["properties"]:
            line = re.search(rf"^- {re.escape(id)}: (.*)$", texts[0], re.MULTILINE)
            quote = self.pick(answer, line[1] if line else "", asked)
            points[id] = {"quote": quote, "reason": "As it says.", "verdict": "met"}
            if id in refused:
                points[id] = {"quote": "", "reason": "", "verdict": "missed"}
        errors = schema["properties"].get("misconceptions", {"properties": ()})["properties"]
        found = {id: {"quote": "", "reason": "", "verdict": "not said"} for id in errors}
        return json.dumps({"points": points} | ({"misconceptions": found} if found else {}))


GULLIBLE = {
    f"{pick.__name__}{', mends' * mends}": Gullible(pick, mends)
    for pick in (beginning, nearest, question)
    for mends in (False, True)
}


def steady(answer: str) -> Gullible:
    """One that quotes from this text, whatever else it is shown: odd parts don't distract it."""

    def pick(_: str, says: str, asked: str) -> str:
        return nearest(answer, says, asked)

    return Gullible(pick, mends=True)


class GullibleJudge:
    """The real LLM judge round a model of this kind. `found` is its cross-check against the answer's words."""

    name = "gullible"
    prompt = ""

    def __init__(self, model: Gullible, found: Coverage = coverage) -> None:
        self._model = model
        self._found = found

    async def grade(self, question, exchanges):
        model = Scripted(self._model, self._model)
        return await LLMJudge(model, PROMPTS, random.Random(7), self._found).grade(question, exchanges)
