"""A wheel holds all that Viva needs, and runs far from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.program import ROOT, Program


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--no-index", "--wheel-dir", folder, ROOT], check=True, capture_output=True, timeout=300)
    return next(folder.glob("*.whl"))


def test_it_holds_prompts_questions_and_the_page(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    assert {"viva/_data/prompts/judge.md", "viva/_data/questions/topics.toml", "viva/_data/web/index.html"} <= names
    assert sum(name.startswith("viva/_data/questions/") and name.endswith(".md") for name in names) >= 14
    assert not [name for name in names if name.startswith(("tests/", "scripts/", "server/"))]


def test_it_runs_outside_the_checkout(wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(home)
    # Before the checkout that is installed for editing, and after the guard of these tests.
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(home)])))
    where = subprocess.run(
        [sys.executable, "-c", "import viva; print(viva.__file__)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert where.stdout.startswith(str(home))
    with Program(tmp_path / "data") as program:
        assert program.request("/")[0] == 200
        assert sum(sum(topic["counts"].values()) for topic in program.request("/api/setup")[1]["topics"]) >= 14
