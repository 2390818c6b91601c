"""Several judges as one."""

from collections.abc import Sequence

import pytest

from tests.playing import graded, topic_question
from viva.errors import Ungradable
from viva.grading import Exchange, Grade, Verdict, majority
from viva.panel import Panel
from viva.questions import Question

QUESTION = topic_question("rag/one")
SAID = (Exchange(asked="", answer="the heavy thing"),)


class Says:
    """A judge that says this, or fails."""

    def __init__(self, name: str = "says", error: str = "", tokens: int = 10, **verdicts: Verdict) -> None:
        self.name = name
        self.prompt = "p1"
        self.error = error
        self.tokens = tokens
        self.verdicts = verdicts

    async def grade(self, question: Question, exchanges: Sequence[Exchange]) -> Grade:
        if self.error:
            raise Ungradable(self.error)
        made = graded(question, self.verdicts, self.name)
        spent = {"tokens_in": self.tokens, "cost": 0.5, "seconds": float(self.tokens), "raw": f"{self.name} said."}
        return made.model_copy(update={"provenance": made.provenance.model_copy(update=spent)})


def verdicts(grade: Grade) -> dict[str, str]:
    return {point.criterion: point.verdict for point in grade.points}


async def test_most_decide_on_each_point():
    panel = Panel([Says(heavy="met", light="met"), Says(heavy="met"), Says(middle="partly")], 0.5)
    grade = await panel.grade(QUESTION, SAID)

    assert verdicts(grade) == {"light": "missed", "heavy": "met", "middle": "missed"}
    assert grade.score == 3 / 6
    assert "(2 of 3 judgements agree.)" in grade.points[1].reason
    assert not grade.needs_review


async def test_of_as_many_verdicts_the_one_that_earns_least_holds_and_nobody_is_accused():
    two = await Panel([Says(heavy="met", light="contradicted"), Says(heavy="partly")], 0).grade(QUESTION, SAID)

    assert verdicts(two) == {"light": "missed", "heavy": "partly", "middle": "missed"}


async def test_a_grade_on_which_few_agree_needs_review():
    judges = [Says(heavy="met", light="met", middle="met"), Says()]
    low, fine = await Panel(judges, 0.75).grade(QUESTION, SAID), await Panel(judges, 0.5).grade(QUESTION, SAID)

    assert low.flags == ("low-agreement",)
    assert low.needs_review
    assert fine.flags == ()
    assert majority(QUESTION, [low]).confidence(QUESTION) == 1


async def test_the_grade_names_all_and_adds_up_what_they_took():
    panel = Panel([Says("one"), Says("two", tokens=30), Says("two")], 0)
    provenance = (await panel.grade(QUESTION, SAID)).provenance

    assert (provenance.judge, provenance.prompt) == ("one + two ×2", "p1")
    assert (panel.name, panel.prompt) == (provenance.judge, provenance.prompt)
    assert (provenance.tokens_in, provenance.cost, provenance.seconds) == (50, 1.5, 30)
    assert "two:\ntwo said." in provenance.raw


async def test_one_that_fails_is_outvoted_and_without_a_majority_there_is_no_grade():
    one = await Panel([Says(error="Down."), Says(heavy="met"), Says(heavy="met")], 0.75).grade(QUESTION, SAID)

    assert one.score == 3 / 6
    with pytest.raises(Ungradable, match=r"Only 1 of 2 judges gave a grade, which is no majority\. Down\."):
        await Panel([Says(error="Down."), Says()], 0).grade(QUESTION, SAID)


async def test_what_needs_no_judge_is_graded_by_rule():
    grade = await Panel([Says("rule"), Says("rule")], 1).grade(QUESTION, SAID)

    assert grade.provenance.judge == "rule"


async def test_a_bug_in_one_of_them_is_not_outvoted():
    class Broken(Says):
        async def grade(self, question: Question, exchanges: Sequence[Exchange]) -> Grade:
            raise RuntimeError("a bug")

    with pytest.raises(RuntimeError):
        await Panel([Broken(), Says(), Says()], 0).grade(QUESTION, SAID)
