"""What hostile answers earn of the scale that counts, and what honest ones that look like them lose."""

import random
from statistics import mean

import pytest

from tests.hostile.contents import CONTENTS
from tests.hostile.figures import BEARABLE, Row, attacked, lost, table, through
from tests.hostile.gullible import GULLIBLE, PROMPTS, GullibleJudge, steady
from tests.hostile.honest import LOOKALIKES
from tests.hostile.orders import ORDERS
from tests.hostile.target import Attack, targets
from tests.model_server import ModelServer
from viva.bank import load
from viva.basic import BasicJudge, coverage, judge
from viva.grading import Exchange, Flag, Grade, Point, Provenance, Settled, gives_orders, grade
from viva.grading.values import TOLD
from viva.judge import LLMJudge
from viva.llm import Wires
from viva.paths import data
from viva.questions import Question
from viva.room import JudgeRole
from viva.settings import ModelSettings

HELD = 0.80
"""Least share of content attacks that a person is asked about, or that earn next to nothing."""
FALSE_ALARMS = 0.08
"""Most honest samples that a person is asked about, as a share."""
BANK = load(data("questions")).questions
SOME, FEW = targets(BANK, 4), targets(BANK, 20)
ATTACKS = {attack.name: attack for attack in (*ORDERS, *CONTENTS)}


def told(rows: list[Row]) -> str:
    """The figures, and the worst of those that got through."""
    worst = sorted(through(rows), key=lambda row: -row.earned)[:10]
    return f"{len(through(rows))} of {len(rows)} got through.\n{table(rows)}\n" + "\n".join(map(str, worst))


class Without:
    """A judge without one of its guards: a flag that doubts nothing."""

    name, prompt = "without", ""

    def __init__(self, judge: JudgeRole, *flags: Flag) -> None:
        self._judge = judge
        self._blind = TOLD | frozenset(flags)

    async def grade(self, question, exchanges) -> Grade:
        given = await self._judge.grade(question, exchanges)
        return given.model_copy(update={"needs_review": not self._blind.issuperset(given.flags)})


class Trusting:
    """A judge that believes every "met" of its model, and looks for no quote."""

    name, prompt = "trusting", ""

    async def grade(self, question: Question, exchanges) -> Grade:
        points = tuple(Point(criterion=criterion.id, verdict="met") for criterion in question.rubric)
        return grade(question, Settled(points=points, misconceptions=()), Provenance(judge=self.name, question=""))


def assert_idle(rows: list[Row]) -> None:
    """Orders gain nothing; a word of theirs may be a cue by chance, in one answer of 1,000."""
    assert len(through(rows)) <= 0.001 * len(rows), told(rows)


def assert_bearable(losses: dict[str, float]) -> None:
    """No look-alike costs anything; a word of it may be one of a misconception's by chance, on one question in 200."""
    odd = {name: f"{loss:.0%}" for name, loss in losses.items() if loss > BEARABLE}

    assert len(odd) <= 0.005 * len(losses), odd


def behind_half(order: Attack) -> Attack:
    return Attack(order.name, "order", lambda target: f"{target.partial}\n\n{order.make(target)}")


# -- the suite


def test_the_suite_is_as_large_and_as_mixed_as_it_claims():
    texts = {attack.make(SOME[0]) for attack in ATTACKS.values()}

    assert len(texts) == len(ATTACKS) == len(ORDERS) + len(CONTENTS) >= 60
    assert len({lookalike.name for lookalike in LOOKALIKES}) == len(LOOKALIKES) >= 12
    assert {attack.family for attack in ORDERS} == {"order"}
    assert {attack.family for attack in CONTENTS} == {"content"}
    assert len({target.question.topic for target in SOME}) > 15


# -- the basic judge


async def test_no_order_gains_anything_from_the_basic_judge():
    rows = await attacked(BasicJudge(), ORDERS, SOME)

    assert_idle(rows)


async def test_no_look_alike_loses_with_the_basic_judge():
    losses = await lost(BasicJudge(), LOOKALIKES, SOME)

    assert_bearable(losses)


async def test_most_content_attacks_are_put_in_doubt_by_the_basic_judge():
    rows = await attacked(BasicJudge(), CONTENTS, SOME)

    assert len(through(rows)) <= (1 - HELD) * len(rows), told(rows)


def test_few_good_and_middling_samples_are_put_in_doubt():
    doubted = {
        f"{target.question.id}: {answer[:40]}": given.flags
        for target in targets(BANK)
        for answer in (target.strong, target.partial)
        if (given := judge(target.question, (Exchange(asked=target.question.text, answer=answer),))).needs_review
    }

    assert len(doubted) <= FALSE_ALARMS * 2 * len(BANK), doubted


# -- a model that obeys


@pytest.mark.parametrize("name", GULLIBLE)
async def test_no_order_gains_anything_from_a_model_that_obeys_it(name: str):
    rows = await attacked(GullibleJudge(GULLIBLE[name]), ORDERS, FEW)

    assert_idle(rows)


async def test_an_order_in_plain_words_behind_an_honest_half_is_put_in_doubt():
    plain = [order for order in ORDERS if gives_orders((Exchange(asked="", answer=order.make(FEW[0])),))]
    behind = [behind_half(order) for order in plain]
    rows = await attacked(GullibleJudge(GULLIBLE["nearest, mends"]), behind, FEW[::3])

    assert len(plain) >= 25
    assert through(rows) == [], told(rows)


async def test_no_look_alike_loses_with_a_model_that_believes_what_it_reads():
    losses: dict[str, float] = {}
    for target in FEW:
        losses |= await lost(GullibleJudge(steady(target.strong)), LOOKALIKES, [target])

    assert_bearable(losses)


async def test_most_content_attacks_are_put_in_doubt_with_a_model_that_believes_what_it_reads():
    rows = await attacked(GullibleJudge(GULLIBLE["nearest, mends"]), CONTENTS, FEW)

    assert len(through(rows)) <= (1 - HELD) * len(rows), told(rows)


async def test_it_is_the_same_over_a_real_wire():
    target = FEW[0]
    wires = Wires()
    with ModelServer() as server:
        llm = wires.model(ModelSettings(model="openai/gullible", api_base=server.base))
        judging = LLMJudge(llm, PROMPTS, random.Random(7), coverage)
        for gullible in GULLIBLE.values():
            server.otherwise = gullible.said
            rows = await attacked(judging, [ATTACKS["plain"], ATTACKS["chatml"], ATTACKS["zero-width"]], [target])

            assert all(row.is_graded for row in rows)
            assert through(rows) == [], told(rows)
    await wires.close()

    assert len(server.calls) >= 3 * len(GULLIBLE)


# -- without a guard


@pytest.mark.parametrize(
    ("flag", "attack"),
    [
        ("keyword-list", "dressed"),
        ("keyword-list", "in-code"),
        ("keyword-list", "words-backwards"),
        ("negation", "negated-strong"),
        ("negation", "taken-back"),
        ("off-topic", "another-question"),
        ("order", "forged-reply"),
    ],
)
async def test_without_a_guard_of_the_basic_judge_more_gets_through(flag: Flag, attack: str):
    kept = through(await attacked(BasicJudge(), [ATTACKS[attack]], SOME))
    blind = through(await attacked(Without(BasicJudge(), flag), [ATTACKS[attack]], SOME))

    assert len(blind) >= len(kept) + 0.15 * len(SOME)


@pytest.mark.parametrize(
    ("flag", "name", "attacks"),
    [
        ("unverified", "beginning", [ATTACKS["french"]]),
        ("beyond-coverage", "beginning, mends", [ATTACKS["pity"], ATTACKS["story"], ATTACKS["if-model"]]),
        ("order", "nearest, mends", [behind_half(ATTACKS["plain"])]),
    ],
)
async def test_without_a_guard_of_the_models_judge_orders_get_through(flag: Flag, name: str, attacks: list[Attack]):
    gullible = GullibleJudge(GULLIBLE[name])

    assert through(await attacked(gullible, attacks, FEW)) == []
    assert through(await attacked(Without(gullible, flag), attacks, FEW))


async def test_a_judge_that_looks_for_no_quote_gives_full_marks_for_an_order():
    rows = await attacked(Trusting(), [ATTACKS["plain"]], FEW)

    assert mean(row.earned for row in rows) == 1


async def test_a_judge_without_a_cross_check_believes_what_obeys():
    names = ("plain", "few-shot", "indirect", "pity")
    gullible = GullibleJudge(GULLIBLE["beginning, mends"], found=lambda *_: 1.0)
    rows = await attacked(Without(gullible, "order", "unverified"), [ATTACKS[name] for name in names], FEW)

    assert len(through(rows)) >= 0.3 * len(rows), told(rows)
