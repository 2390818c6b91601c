"""Role Judge by several: each grades alone, most decide on each point, and their agreement is the confidence."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from viva import grading
from viva.errors import Ungradable
from viva.grading import RULE, Exchange, Flag, Grade, Provenance
from viva.questions import Question
from viva.room import JudgeRole

MOST_RAW = 20_000


class Panel:
    """Judges that judge together: different ones, or one several times over."""

    def __init__(self, judges: Sequence[JudgeRole], least_agreement: float) -> None:
        """`judges`: two at least. Below `least_agreement` (0 to 1) a grade needs review."""
        self._judges = tuple(judges)
        self._least = least_agreement

    @property
    def name(self) -> str:
        """All their names, each with the number of its samples, in 200 characters."""
        counts = Counter(judge.name for judge in self._judges)
        return " + ".join(f"{name} ×{count}" if count > 1 else name for name, count in counts.items())[:200]

    @property
    def prompt(self) -> str:
        """The fingerprint of what they are told, the same for all that are told anything."""
        return next((judge.prompt for judge in self._judges if judge.prompt), "")

    async def grade(self, question: Question, exchanges: Sequence[Exchange]) -> Grade:
        """What most of them say. Raises Ungradable unless more than half gave a grade."""
        tried = await asyncio.gather(*(_try(judge, question, exchanges) for judge in self._judges))
        grades = [each for each in tried if isinstance(each, Grade)]
        if 2 * len(grades) <= len(tried):
            reasons = " ".join(dict.fromkeys(str(each) for each in tried if not isinstance(each, Grade)))
            raise Ungradable(f"Only {len(grades)} of {len(tried)} judges gave a grade, which is no majority. {reasons}")
        if all(grade.provenance.judge == RULE for grade in grades):
            return grades[0]
        agreed = grading.majority(question, grades)
        low: tuple[Flag, ...] = ("low-agreement",) if agreed.confidence(question) < self._least else ()
        return grading.grade(question, agreed.settled, self._provenance(question, grades), flags=low)

    def _provenance(self, question: Question, grades: Sequence[Grade]) -> Provenance:
        """Tokens and cost of all; the seconds of the slowest, for they work side by side."""
        parts = [grade.provenance for grade in grades]
        costs = [part.cost for part in parts if part.tokens_in or part.tokens_out]
        return Provenance(
            judge=self.name,
            question=question.fingerprint,
            prompt=self.prompt,
            tokens_in=sum(part.tokens_in for part in parts),
            tokens_out=sum(part.tokens_out for part in parts),
            cost=None if None in costs or not costs else sum(cost for cost in costs if cost is not None),
            seconds=max(part.seconds for part in parts),
            raw="\n\n".join(f"{part.judge}:\n{part.raw}" for part in parts if part.raw)[:MOST_RAW],
        )


async def _try(judge: JudgeRole, question: Question, exchanges: Sequence[Exchange]) -> Grade | Ungradable:
    try:
        return await judge.grade(question, exchanges)
    except Ungradable as error:
        return error
