"""The bench, in its smallest pieces: what it measures is real, what it says is right, and no time is judged."""

import json
import math
import subprocess
import sys
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.bench.bench import PARTS
from tests.bench.figures import Figure, percentile, table
from tests.bench.parts import QUICK, Bench, Scale, bare, models
from tests.bench.processes import ROOT, Child, client, environ, fetch, rss


def test_the_bare_loop_relays_every_token_that_the_model_server_says() -> None:
    with models() as model, bare(model.address) as loop:
        told = client("talk", to="bare", base=loop.address, sessions=2, tokens=3, seconds=0.5, think=0.01, pid=loop.pid)

    assert told["replies"] >= 2
    assert told["torn"] == 0
    assert set(told) == {"added", "transit", "tokens", "seconds", "replies", "torn", "cpu"}


def test_the_model_server_tells_when_it_was_asked_and_when_it_spoke() -> None:
    with models() as model:
        told = client("talk", to="direct", base=model.address, sessions=1, tokens=2, seconds=0.5, think=0.01)

    assert told["torn"] == 0
    # What lies between two clocks that don't agree would be below nothing, or beyond all bounds.
    assert all(0 <= added < 60_000 for added in (*told["added"], *told["transit"]))


def test_viva_acknowledges_the_answers_of_candidates_who_hurry_and_who_think(tmp_path: Path) -> None:
    with Bench(tmp_path, QUICK, print).viva("answers") as viva:
        hasty = client("answer", base=viva.address, sessions=2, think=0, seconds=30)
        thoughtful = client("answer", base=viva.address, sessions=2, think=0.05, seconds=0.5)

    assert len(hasty["acks"]) >= 12
    assert len(thoughtful["acks"]) >= 2


def test_the_figures_are_written_down_with_what_was_to_hold(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "bench.json"
    command = [sys.executable, "tests/bench/bench.py", "--quick", "--only", "bank", "--json", str(file)]

    done = subprocess.run(command, cwd=ROOT, env=environ(), capture_output=True, text=True, check=False)
    written = json.loads(file.read_text())
    assert done.returncode == 0, done.stderr
    assert "loading the bank" in done.stdout
    assert {"made", "viva", "quick", "cpus", "python", "figures"} <= set(written)
    assert {"name", "value", "unit", "beside", "most", "least", "over", "held"} <= set(written["figures"][0])


def test_a_part_that_nobody_knows_is_refused() -> None:
    command = [sys.executable, "tests/bench/bench.py", "--only", "speed"]

    done = subprocess.run(command, cwd=ROOT, env=environ(), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert all(part in done.stderr for part in PARTS)


def test_a_child_that_ends_before_it_listens_is_told_with_its_last_words() -> None:
    with Child("-c", "raise SystemExit('no such luck')") as child, pytest.raises(RuntimeError, match="no such luck"):
        _ = child.address


def test_a_child_is_gone_after_its_block() -> None:
    with models() as model:
        pid, address = model.pid, model.address
        assert rss(pid) > 1

    with pytest.raises(URLError):
        fetch(address)


@pytest.mark.parametrize(
    ("figure", "held"),
    [
        (Figure("a", "", 1.0, "s", most=1.0), True),
        (Figure("a", "", 1.1, "s", most=1.0), False),
        (Figure("a", "", 1.1, "s"), None),
        (Figure("a", "", 13.0, "ms", beside=10.0, most=1.3, ratio=True), True),
        (Figure("a", "", 14.0, "ms", beside=10.0, most=1.3, ratio=True), False),
        (Figure("a", "", 8.0, "/s", beside=10.0, least=0.85, ratio=True), False),
        (Figure("a", "", 8.0, "/s", least=0.85, ratio=True), None),
        (Figure("a", "", math.nan, "ms", most=1.0), None),
    ],
)
def test_a_bound_is_on_the_value_or_on_its_ratio(figure: Figure, held: bool | None) -> None:
    assert figure.held is held


def test_the_percentile_is_a_value_that_was_seen() -> None:
    values = [float(n) for n in range(1, 101)]

    assert (percentile(values, 0.5), percentile(values, 0.99), percentile(values, 1)) == (50, 99, 100)
    assert percentile([7.0], 0.99) == 7
    assert math.isnan(percentile([], 0.5))


def test_the_table_has_a_line_for_each_figure_and_marks_what_is_missed() -> None:
    lines = table(
        [Figure("a", "fast", 0.5, "s", 1.0, most=0.8), Figure("b", "slow", 900.0, "ms", most=25)]
    ).splitlines()

    assert len(lines) == 3
    assert lines[1].split() == ["fast", "0.5", "s", "1", "0.50", "<=", "0.8", "s", "OK"]
    assert lines[2].split() == ["slow", "900", "ms", "<=", "25", "ms", "MISS"]


def test_the_quick_run_does_less_of_everything() -> None:
    whole = Scale()

    assert all(getattr(QUICK, name) < getattr(whole, name) for name in ("starts", "rounds", "seconds", "sockets"))
