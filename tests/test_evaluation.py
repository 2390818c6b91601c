"""Judges measured on graded answers."""

import asyncio
import json
import math
import random
import subprocess
import sys
from collections.abc import Sequence
from contextlib import aclosing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import question
from tests.playing import graded, topic_question
from viva import basic, evaluation
from viva.bank import load
from viva.errors import CaseError, Ungradable
from viva.evaluation import Case, Journal, Outcome, Row, measure
from viva.evaluation.asked import MOST_POINTS, sentences
from viva.grading import Exchange, Grade
from viva.paths import data
from viva.questions import Question

REFERENCE = "A cache keeps keys and values. It costs memory.\n● It saves time."


def line(**changes: Any) -> str:
    fields = {
        "question": "What does a cache do?",
        "reference": REFERENCE,
        "answer": "It keeps the keys.",
        "score": 1,
        "score_max": 2,
    }
    return json.dumps({name: value for name, value in (fields | changes).items() if value is not None})


def file(folder: Path, *lines: str) -> Path:
    path = folder / "graded.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


# -- cases


def test_the_banks_samples_come_with_what_they_deserve():
    bank = load(data("questions"))
    cases = evaluation.from_bank(bank, ["rag"])
    strong, _, wrong = cases[:3]

    assert {case.question.topic for case in cases} == {"rag"}
    assert strong.score == 1
    assert wrong.score < 0.5
    assert set(strong.verdicts) == {criterion.id for criterion in strong.question.rubric}
    assert len(evaluation.from_bank(bank)) == 3 * len(bank)
    with pytest.raises(CaseError, match="no topic nowhere"):
        evaluation.from_bank(bank, ["nowhere"])


def test_a_question_without_a_rubric_gets_a_point_a_sentence(tmp_path: Path):
    (case,) = evaluation.from_file(file(tmp_path, line(), ""))

    assert [point.says for point in case.question.rubric] == [
        "A cache keeps keys and values.",
        "It costs memory.",
        "It saves time.",
    ]
    assert case.score == 0.5
    assert case.verdicts == {}
    assert case.exchanges == (Exchange(asked="What does a cache do?", answer="It keeps the keys."),)


@pytest.mark.parametrize("sentence", ["One thing is said here.", "x"])
def test_a_long_reference_is_cut_into_so_many_points_and_a_short_one_is_one(sentence: str):
    parts = sentences(" ".join(f"{sentence[:-1]} {n}." for n in range(50)))

    assert len(parts) == MOST_POINTS
    assert sentences(sentence)
    assert all(len(part) >= 3 for part in sentences("x"))


def test_a_rubric_may_be_given_as_sentences_or_with_points_and_cues(tmp_path: Path):
    rubric = ["It keeps keys.", {"says": "It costs memory.", "points": 3, "cues": ["memor* | ram"]}]
    (case,) = evaluation.from_file(file(tmp_path, line(rubric=rubric, question_id="cache/one")))

    assert case.question.id == "cache/one"
    assert [(point.points, point.cues) for point in case.question.rubric] == [(1, ()), (3, ("memor* | ram",))]


def test_every_bad_line_is_told_with_its_file_and_number(tmp_path: Path):
    path = file(
        tmp_path,
        line(),
        "no json",
        line(score=3),
        line(reference=" "),
        line(answer=None),
        line(rubric=[{"says": "It is.", "cues": ["a | "]}]),
        line(reference="Another one."),
    )
    with pytest.raises(CaseError) as told:
        evaluation.from_file(path)

    faults = str(told.value).splitlines()
    assert [fault.split(": ")[0] for fault in faults] == [f"{path}:{number}" for number in (2, 3, 4, 5, 6, 7)]
    assert "above score_max" in faults[1]
    assert "another text" in faults[5]
    with pytest.raises(CaseError, match=r"none can't be read: No such file or directory\.$"):
        evaluation.from_file(tmp_path / "none")
    with pytest.raises(CaseError, match=r"none can't be read: No such file or directory\.$"):
        evaluation.chosen(tmp_path / "none")


def test_questions_are_chosen_by_id_half_and_chance(tmp_path: Path):
    cases = [Case(topic_question(f"rag/q{n}"), "A.", 1, {}) for n in range(30)]
    listed = tmp_path / "ids"
    listed.write_text("# these\nrag/q1\n\nrag/q2\n")
    dev, test = evaluation.split(cases, "dev"), evaluation.split(cases, "test")

    assert [case.question.id for case in evaluation.only(cases, evaluation.chosen(listed))] == ["rag/q1", "rag/q2"]
    assert len(dev) + len(test) == 30
    assert not {c.question.id for c in dev} & {c.question.id for c in test}
    assert test
    assert evaluation.drawn(cases, 5, random.Random(1)) == evaluation.drawn(cases, 5, random.Random(1))
    assert len(evaluation.drawn(cases, 99, random.Random(1))) == 30
    with pytest.raises(CaseError, match="rag/none"):
        evaluation.only(cases, ["rag/none"])
    listed.write_text('["rag/q1"]')
    assert evaluation.chosen(listed) == ["rag/q1"]


# -- running


class Slow:
    """A judge that finds what is named, and fails where it is told to. `most` is how many it had in hand at once."""

    name = "slow"
    prompt = "p1"

    def __init__(self) -> None:
        self.calls = self.now = self.most = 0
        self.stopped = 0

    async def grade(self, question: Question, exchanges: Sequence[Exchange]) -> Grade:
        self.calls += 1
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(0)
            if "forever" in exchanges[0].answer:
                await asyncio.Event().wait()
            if "fail" in exchanges[0].answer:
                raise Ungradable("It is down.")
        except asyncio.CancelledError:
            self.stopped += 1
            raise
        finally:
            self.now -= 1
        return graded(question, {c.id: "met" for c in question.rubric if c.id in exchanges[0].answer}, "slow")


def cases(*answers: str) -> list[Case]:
    return [Case(topic_question("rag/one"), answer, 0.5, {}) for answer in answers]


async def ran(judge: Slow, some: Sequence[Case], journal: Journal, repeat: int = 1, at_once: int = 2) -> list[Outcome]:
    ticks = count()
    wanted = evaluation.open_keys(judge, some, journal.known, repeat)
    got = []
    async with aclosing(evaluation.run(judge, wanted, lambda: next(ticks), at_once)) as running:
        async for outcome in running:
            journal.add(outcome)
            got.append(outcome)
    return got


async def test_a_few_are_graded_at_once_and_an_answer_that_comes_twice_once(tmp_path: Path):
    judge = Slow()
    some = cases("light", "heavy", "light", "middle", "nothing")
    with Journal(tmp_path / "new/outcomes.jsonl") as journal:
        got = await ran(judge, some, journal)

    assert len(got) == judge.calls == 4
    assert judge.most == 2
    assert [row.score for row in evaluation.rows(judge, some, journal.known)] == pytest.approx(
        [1 / 6, 3 / 6, 1 / 6, 2 / 6, 0]
    )


async def test_a_run_goes_on_where_it_ended_and_tries_what_failed_again(tmp_path: Path):
    path = tmp_path / "outcomes.jsonl"
    with Journal(path) as journal:
        await ran(Slow(), cases("light", "fail"), journal)
    path.write_text(path.read_text() + '{"judge":"sl')
    judge = Slow()
    with Journal(path) as journal:
        got = await ran(judge, cases("light", "fail", "heavy"), journal)
    with Journal(path) as journal:
        known = journal.known

    assert sorted(outcome.reason for outcome in got) == ["", "It is down."]
    assert judge.calls == 2
    assert len(known) == 3


async def test_another_prompt_or_a_changed_question_is_graded_anew(tmp_path: Path):
    some = cases("light")
    with Journal(tmp_path / "outcomes.jsonl") as journal:
        await ran(Slow(), some, journal)
    other = Slow()
    other.prompt = "p2"
    changed = [Case(topic_question("rag/one", answer="It says something else altogether."), "light", 0.5, {})]

    assert not evaluation.open_keys(Slow(), some, journal.known)
    assert evaluation.open_keys(other, some, journal.known)
    assert evaluation.open_keys(Slow(), changed, journal.known)
    assert len(evaluation.open_keys(Slow(), some, journal.known, repeat=3)) == 2


async def test_whoever_leaves_early_leaves_nothing_running():
    judge = Slow()
    wanted = evaluation.open_keys(judge, cases("light", "forever", "forever and ever"), {})
    async with aclosing(evaluation.run(judge, wanted, lambda: 0.0, 3)) as running:
        async for _ in running:
            break

    assert judge.stopped == 2


async def test_a_bug_in_a_judge_is_not_taken_for_an_ungraded_answer():
    class Broken(Slow):
        async def grade(self, question: Question, exchanges: Sequence[Exchange]) -> Grade:
            raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        [_ async for _ in evaluation.run(Broken(), evaluation.open_keys(Broken(), cases("a"), {}), lambda: 0.0)]


def test_outcomes_that_can_not_be_kept_are_told(tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(CaseError, match="can't be used"):
        Journal(tmp_path / "file/outcomes.jsonl")


# -- metrics


def row(gold: float, score: float | None, case: int = 0, question: str = "a", **changes: Any) -> Row:
    fields: dict[str, Any] = {"expected": {}, "verdicts": {}, "seconds": 1.0}
    return Row(case=case, question=question, gold=gold, score=score, **(fields | changes))


def measured(rows: Sequence[Row], **more: Any) -> evaluation.Measured:
    """With fewer draws than are told to people: they take their time."""
    return measure(rows, **({"draws": 20} | more))


def values(rows: Sequence[Row], **more: Any) -> dict[str, float | None]:
    return {name: figure.value for name, figure in measured(rows, **more).figures.items()}


def test_a_judge_that_says_what_people_say_is_perfect():
    found = values([row(gold, gold, question=str(gold)) for gold in (0, 0.25, 0.5, 1)])

    assert found["pearson"] == found["spearman"] == found["qwk"] == pytest.approx(1)
    assert found["rmse"] == found["weighted_rmse"] == found["bias"] == 0
    assert found["accuracy"] is None


def test_each_score_level_weighs_the_same_in_the_weighted_rmse():
    rows = [row(1, 1) for _ in range(9)] + [row(0, 1)]
    found = values(rows)

    assert found["rmse"] == pytest.approx(math.sqrt(1 / 10))
    assert found["weighted_rmse"] == pytest.approx(math.sqrt(1 / 2))
    assert found["bias"] == pytest.approx(0.1)
    assert found["pearson"] is None


def test_what_is_ungraded_is_in_the_coverage_and_nowhere_else():
    rows = [row(1, 1), row(0, 0), row(1, None, reason="It is down.")]
    found = measured(rows)

    assert (found.answers, found.graded) == (3, 2)
    assert found.coverage.value == pytest.approx(2 / 3)
    assert found.ungraded == {"It is down.": 1}
    assert found.figures["rmse"].value == 0
    assert sum(map(sum, found.levels)) == 2


def test_contradicted_counts_as_missed_only_where_the_judge_can_not_say_it():
    rows = [row(0, 0, expected={"a": "contradicted", "b": "met"}, verdicts={"a": "missed", "b": "met"})]

    assert values(rows, says_contradicted=False)["accuracy"] == 1
    assert values(rows)["accuracy"] == 0.5
    assert measured(rows).points[3][2] == 1
    unverified = [row(0, 0, expected={"a": "met"}, verdicts={"a": "unverified"})]
    assert measured(unverified).points[0][2] == 1


def test_intervals_draw_whole_questions_and_repeat_with_their_seed():
    # Each question is all right or all wrong: its answers are worth one observation, not ten.
    rows = [row(1, float(at % 2), question=str(at)) for at in range(6) for _ in range(10)]
    alone = [row(1, float(at % 2), question=f"{at}-{n}") for at in range(6) for n in range(10)]
    wide, narrow = (measured(each, draws=200).figures["bias"] for each in (rows, alone))

    assert wide.low is not None
    assert wide.high is not None
    assert narrow.low is not None
    assert narrow.high is not None
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)
    assert measured(rows, seed=3) == measured(rows, seed=3)
    assert measured(rows[:10]).figures["bias"].low is None


def test_runs_of_the_same_answer_agree_or_not():
    def run(case: int, verdict: Any) -> Row:
        return row(1, 1, case=case, verdicts={"a": verdict, "b": "met"})

    assert measured([run(0, "met"), run(0, "missed"), run(1, "met"), run(1, "met")]).agreement == 0.75
    assert measured([run(0, "met"), run(1, "met")]).agreement is None


def test_costs_are_added_up_and_unknown_where_one_is():
    paid = [row(1, 1, tokens=10, cost=0.5), row(1, 1, tokens=5, cost=0.25), row(0, 0, by_rule=True, seconds=9)]
    found = measured(paid)

    assert (found.tokens, found.cost, found.seconds) == (15, 0.75, (1.0, 1.0))
    assert measured([*paid, row(1, 1, tokens=5)]).cost is None


def test_nothing_graded_gives_no_figure():
    found = measured([row(1, None, reason="It is down.")])

    assert {figure.value for figure in found.figures.values()} == {None}
    assert found.coverage.value == 0


def test_where_the_libraries_are_missing_it_says_what_to_install(tmp_path: Path):
    (tmp_path / "numpy.py").write_text("raise ImportError('gone', name='numpy')")
    code = (
        "import viva.evaluation as e\ntry: e.require()\nexcept Exception as error: print(type(error).__name__, error)"
    )
    search = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
    done = subprocess.run([sys.executable, "-c", search + code], capture_output=True, text=True, check=True)

    assert done.stdout.startswith("SettingsError ")
    assert done.stdout.strip().endswith(f"{sys.executable} -m pip install 'viva-interviewer[eval]'")


def test_the_libraries_are_not_loaded_before_they_are_needed():
    heavy = {"numpy", "scipy", "sklearn", "matplotlib"}
    code = f"import sys, viva.evaluation, viva.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


# -- the report


def reported(rows: Sequence[Row], **more: Any) -> evaluation.Report:
    return evaluation.Report({"judge": "slow"}, measured(rows, **more), says_contradicted=False)


def test_a_report_tells_the_figures_three_times_over_and_draws_them(tmp_path: Path):
    rows = [
        row(gold, score, question=f"rag/{at}", expected={"a": "met"}, verdicts={"a": "missed"}, tokens=7)
        for at, (gold, score) in enumerate([(1, 0.8), (0.5, 0.5), (0, 0.3)])
    ]
    report = reported([*rows, row(1, None, reason="a | b")], says_contradicted=False)
    evaluation.write(report, tmp_path / "out")

    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "report.json",
        "report.md",
        "reliability.png",
        "confusion.png",
    }
    assert all(
        (tmp_path / "out" / name).read_bytes()[:4] == b"\x89PNG" for name in ("reliability.png", "confusion.png")
    )
    told = (tmp_path / "out/report.md").read_text()
    assert told == evaluation.markdown(report)
    assert "| **met** | 0 | 0 | 3 |" in told
    assert "1 × a | b" in told
    assert json.loads(evaluation.as_json(report))["figures"]["rmse"]["value"] == report.measured.figures["rmse"].value
    shown = evaluation.table(report)
    assert "cost in USD" in shown
    assert "unknown" in shown
    assert "held to “missed”" in shown or 'held to "missed"' in shown
    assert "neither as zero" in shown


def test_a_report_without_verdicts_or_without_grades_is_written_too(tmp_path: Path):
    evaluation.write(reported([row(1, 0.5, question=q) for q in "ab"]), tmp_path)
    evaluation.write(reported([row(1, None)]), tmp_path)
    (tmp_path / "file").write_text("")

    assert "points: accuracy" not in evaluation.table(reported([row(1, 0.5)]))
    with pytest.raises(CaseError, match="can't be written"):
        evaluation.write(reported([row(1, 0.5)]), tmp_path / "file/out")


def test_the_basic_judge_is_measured_from_end_to_end():
    judge = basic.BasicJudge()
    some = evaluation.from_bank(load(data("questions")), ["inference", "internals"])
    wanted = evaluation.open_keys(judge, some, {})

    async def outcomes() -> dict[Any, Outcome]:
        return {outcome.key: outcome async for outcome in evaluation.run(judge, wanted, lambda: 0.0)}

    found = measured(evaluation.rows(judge, some, asyncio.run(outcomes())), says_contradicted=False)
    accuracy, pearson = found.figures["accuracy"].value, found.figures["pearson"].value

    assert accuracy is not None
    assert pearson is not None
    assert accuracy >= 0.75
    assert pearson >= 0.9
    assert found.graded == found.answers


def test_questions_from_elsewhere_are_questions(tmp_path: Path):
    (case,) = evaluation.from_file(file(tmp_path, line(answer="A cache keeps keys and values, which costs memory.")))
    grade = basic.judge(case.question, case.exchanges)

    assert grade.score >= 0.5
    assert question().fingerprint != case.question.fingerprint
