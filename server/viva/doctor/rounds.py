"""The configured models, one after the other, each within the budget."""

from __future__ import annotations

import random
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from time import monotonic

from viva.budget import Budget
from viva.doctor.examine import News, Patient, Tools, examine
from viva.doctor.findings import ROLES, fitness
from viva.doctor.talking import keyless
from viva.errors import SettingsError
from viva.llm import Wires
from viva.prompts import Prompts
from viva.questions import Question
from viva.settings import ModelSettings

ROLE = "doctor"


@dataclass(frozen=True, slots=True)
class Rounds:
    """Examines models by these `wires`; `questions` is the bank's, `run` gives the id that calls are counted under."""

    questions: Sequence[Question]
    prompts: Prompts
    budget: Budget
    wires: Wires
    run: Callable[[], str]

    async def visit(self, spec: ModelSettings, quick: bool = False) -> AsyncGenerator[News, None]:
        """`examine` for the model of these settings; its calls count as those of an interview."""
        try:
            model = self.wires.model(spec)
        except SettingsError as error:
            found = keyless(str(error))
            for finding in (found, *(fitness(role, [found]) for role in ROLES)):
                yield finding
            return
        name = spec.model.partition("/")[2] or spec.model
        llm = self.budget.on(model, self.run(), ROLE)
        patient = Patient(name, spec.context, llm, partial(self.wires.listed, model))
        tools = Tools(self.questions, self.prompts, random.SystemRandom(), monotonic)
        async with aclosing(examine(patient, tools, quick)) as news:
            async for each in news:
                yield each
