"""Role Interviewer, by a language model: it finds the words, and code sees to it that the question stays the bank's.

No method takes a reference answer, a rubric or a cue, so that none can be given away.
"""

from __future__ import annotations

import random
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from viva.errors import ModelError
from viva.llm import LLM, Message, Request
from viva.prompts import Prompts, clip, fence, neutral, nonce
from viva.words import seen

Words = AsyncGenerator[str, None]
"""Pieces of text to be joined. Close it with `aclosing` if you may leave early: that ends the call upstream as well."""

WARM = 0.7
"""The temperature of all talk."""
MOST_READ = 3000
"""How many characters of an answer the interviewer listens to."""

_TOLD = ("question", "answer")
HOLES = {
    "greet": {"system": (), "user": ("questions", "time", "mode")},
    "bridge": {"system": (), "user": (*_TOLD, "number", "of")},
    "follow_up": {"system": (), "user": (*_TOLD, "probe")},
    "reply": {"system": (), "user": ("question", "earlier", "asked")},
    "thanks": {"system": (), "user": ("questions", "minutes")},
}
# The most tokens and characters of each.
MOST = {"greet": (160, 600), "bridge": (80, 300), "follow_up": (120, 400), "reply": (160, 700), "thanks": (120, 500)}

_MODE = {
    "exam": "this is an exam: all feedback comes at the end",
    "study": "this is for practice: there is feedback after each question, and there is a button for hints",
}


class LLMInterviewer:
    """Talks by a model; every method gives pieces of text to be joined. `name` signs what is said.

    All raise ModelError, perhaps after some pieces: then forget them, and have somebody else say it.
    """

    def __init__(self, llm: LLM, prompts: Prompts, rng: random.Random | None = None) -> None:
        """`rng` draws the code of each fence, unguessable by default. Raises PromptError if a prompt is amiss."""
        self._llm = llm
        self._prompts = {name: prompts.get(name, holes) for name, holes in HOLES.items()}
        self._rng = rng or random.SystemRandom()

    @property
    def name(self) -> str:
        """The model's name."""
        return self._llm.name

    def greet(self, number: int, minutes: float | None, mode: str) -> Words:
        """Two or three sentences before the first question; `minutes` is the whole time, None where there is none."""
        time = f" in {_plural(round(minutes), 'minute')}" if minutes else ""
        return self._say("greet", questions=_plural(number, "question"), time=time, mode=_MODE[mode])

    async def ask(self, text: str, number: int, of: int, previous: tuple[str, str] | None) -> Words:
        """A sentence that leads on from the `previous` question and answer, then the question `text`, to the letter."""
        if previous is not None and previous[1].strip():
            question, answer = previous
            told = {"question": question, "answer": self._fenced(answer), "number": str(number), "of": str(of)}
            async with aclosing(self._say("bridge", **told)) as bridge:
                async for piece in bridge:
                    yield piece
            yield "\n\n"
        for word in re.findall(r"\s*\S+|\s+$", text):
            yield word

    async def follow_up(self, question: str, answer: str, probe: str) -> Words:
        """The probe as one question that follows from the answer."""
        said, told = [], {"question": question, "answer": self._fenced(answer), "probe": probe}
        async with aclosing(self._say("follow_up", **told)) as asked:
            async for piece in asked:
                said.append(piece)
                yield piece
        if "?" not in "".join(said):
            raise ModelError("nonsense", f"{self.name} was to ask a question, and asked none.")

    def reply(self, question: str, earlier: Sequence[tuple[str, str]], asked: str) -> Words:
        """A reply to what the candidate asked back, without help; `earlier` holds what was asked and replied before."""
        before = "".join(
            f"Earlier the candidate asked:\n\n{self._fenced(theirs)}\n\nYou replied: {neutral(ours)}\n\n"
            for theirs, ours in earlier
        )
        return self._say("reply", question=question, earlier=before, asked=self._fenced(asked))

    def thank(self, number: int, minutes: float) -> Words:
        """Two sentences at the end; `number` of questions and `minutes` are what it came to."""
        told = {"questions": _plural(number, "question"), "minutes": _plural(max(1, round(minutes)), "minute")}
        return self._say("thanks", **told)

    def _fenced(self, words: str) -> str:
        return fence(clip(words, MOST_READ), nonce(self._rng))

    async def _say(self, name: str, **holes: str) -> Words:
        """What the model says to that prompt: something, and not too much."""
        prompt, (tokens, characters) = self._prompts[name], MOST[name]
        messages = Message("system", prompt.fill("system")), Message("user", prompt.fill("user", **holes))
        length = 0
        async with aclosing(self._llm.stream(Request(messages, tokens, temperature=WARM))) as stream:
            async for raw in stream:
                piece = seen(raw) if length else seen(raw).lstrip()
                length += len(piece)
                if length > characters:
                    raise ModelError("nonsense", f"{self.name} talked on and on, where a sentence or two was due.")
                if piece:
                    yield piece
        if not length:
            raise ModelError("nonsense", f"{self.name} said nothing.")


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
