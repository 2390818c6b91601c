"""The figures of the README: `python -m tests.hostile`, or `… mine` for the judge `[models.mine]` of a viva.toml."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
from statistics import mean

from tests.hostile.contents import CONTENTS
from tests.hostile.figures import BEARABLE, attacked, lost, table, through
from tests.hostile.gullible import GULLIBLE, PROMPTS, GullibleJudge
from tests.hostile.honest import LOOKALIKES
from tests.hostile.orders import ORDERS
from tests.hostile.target import Target, targets
from viva.bank import load
from viva.basic import BasicJudge, coverage, judge
from viva.grading import Exchange
from viva.judge import LLMJudge
from viva.llm import Wires
from viva.paths import data
from viva.room import JudgeRole
from viva.settings import load as settings


async def report(name: str, judge: JudgeRole, aims: list[Target], *, brief: bool = False) -> None:
    """Try one judge on everything, and print what came of it; `brief` leaves out kinds and look-alikes."""
    print(f"\n== {name}: {len(aims)} questions")
    orders = await attacked(judge, ORDERS, aims)
    print(f"orders that gained more than {BEARABLE:.0%}: {len(through(orders))} of {len(orders)}")
    for row in through(orders):
        print(f"  {row}")
    contents = await attacked(judge, CONTENTS, aims)
    print(f"content attacks that got through: {len(through(contents)) / len(contents):.1%} of {len(contents)}")
    if brief:
        return
    losses = await lost(judge, LOOKALIKES, aims)
    print(
        f"look-alikes that lost more than {BEARABLE:.0%}: {sum(x > BEARABLE for x in losses.values())} of {len(losses)}"
    )
    print(f"\n{table(contents)}")


def alarms(aims: list[Target]) -> str:
    """How many of the bank's good and middling samples the basic judge puts in doubt."""
    doubted = [
        judge(aim.question, (Exchange(asked=aim.question.text, answer=answer),)).needs_review
        for aim in aims
        for answer in (aim.strong, aim.partial)
    ]
    return f"honest samples in doubt, basic judge: {mean(doubted):.1%} of {len(doubted)}"


async def main(model: str | None, step: int) -> None:
    """The basic judge on every question and the gullible ones on a part of them, or the named model."""
    aims = targets(load(data("questions")).questions, step)
    if model is None:
        print(alarms(aims))
        await report("basic", BasicJudge(), aims)
        for name, gullible in GULLIBLE.items():
            await report(f"gullible, quotes {name}", GullibleJudge(gullible), aims[::5], brief=True)
        return
    wires = Wires()
    try:
        llm = wires.model(settings(None, {}).models[model])
        await report(model, LLMJudge(llm, PROMPTS, random.Random(0), coverage), aims)
    finally:
        await wires.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("model", nargs="?", help="a name from [models.NAME]; without it nothing is called")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="try every N-th question only")
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.model, given.every)))
