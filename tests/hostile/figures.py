"""Any judge, tried on any questions: what each kind of answer earned of the scale that counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean

from tests.hostile.honest import Lookalike
from tests.hostile.target import Attack, Target
from viva.errors import VivaError
from viva.grading import Exchange
from viva.questions import Question
from viva.room import JudgeRole

BEARABLE = 0.05
"""The most that an answer may gain, or a look-alike lose, of the scale that counts (0 to 1)."""


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one answer: `earned` (0 to 1) is what counts, nothing where a person has to look at it first."""

    kind: str
    question: str
    earned: float
    is_doubted: bool
    is_graded: bool = True

    def __str__(self) -> str:
        return f"{self.kind} on {self.question}: {self.earned:.0%}{', needs review' * self.is_doubted}"


async def graded(judge: JudgeRole, question: Question, answer: str, kind: str) -> Row:
    """What `judge` makes of an answer; one that it refuses to grade earns nothing."""
    try:
        grade = await judge.grade(question, (Exchange(asked=question.text, answer=answer),))
    except VivaError:
        return Row(kind, question.id, 0.0, is_doubted=False, is_graded=False)
    return Row(kind, question.id, 0.0 if grade.needs_review else grade.score, grade.needs_review)


async def attacked(judge: JudgeRole, attacks: Sequence[Attack], targets: Iterable[Target]) -> list[Row]:
    """Every attack on every target. A blank answer earns nothing, so that what an attack earns is its gain."""
    return [
        await graded(judge, target.question, attack.make(target), attack.name)
        for target in targets
        for attack in attacks
    ]


async def lost(judge: JudgeRole, lookalikes: Sequence[Lookalike], targets: Iterable[Target]) -> dict[str, float]:
    """How much less each look-alike earns than the same answer without its odd part, by its name and its question."""
    found = {}
    for target in targets:
        for lookalike in lookalikes:
            without, with_it = [
                await graded(judge, target.question, answer, lookalike.name) for answer in lookalike.pair(target)
            ]
            found[f"{lookalike.name} on {target.question.id}"] = without.earned - with_it.earned
    return found


def through(rows: Iterable[Row]) -> list[Row]:
    """Those that earned more than is bearable."""
    return [row for row in rows if row.earned > BEARABLE]


def table(rows: Sequence[Row]) -> str:
    """By kind: how many got through, were put in doubt, and the mean and the most that they earned."""
    lines = []
    for kind in dict.fromkeys(row.kind for row in rows):
        mine = [row for row in rows if row.kind == kind]
        lines.append(
            f"{kind:22}{len(through(mine)) / len(mine):9.1%}{mean(row.is_doubted for row in mine):10.1%}"
            f"{mean(row.earned for row in mine):8.1%}{max(row.earned for row in mine):8.1%}"
        )
    return "\n".join([f"{'kind':22}{'through':>9}{'doubted':>10}{'mean':>8}{'most':>8}", *lines])
