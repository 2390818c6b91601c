"""The negative controls of tests/conftest.py: each shows that a guard can refuse."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

FAR = ("192.0.2.1", 443)  # kept free for documentation: nobody answers there


def test_no_test_connects_beyond_this_machine():
    with socket.socket() as far, pytest.raises(PermissionError, match="this machine alone"):
        far.connect_ex(FAR)


def test_no_test_sends_a_datagram_beyond_this_machine():
    with socket.socket(type=socket.SOCK_DGRAM) as far, pytest.raises(PermissionError, match="this machine alone"):
        far.sendto(b"", FAR)


def test_no_test_looks_up_a_host_beyond_this_machine():
    with pytest.raises(PermissionError, match="this machine alone"):
        socket.getaddrinfo("example.com", 443)


def test_a_test_may_reach_a_server_of_its_own():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as near:
        assert near.getpeername() == server.getsockname()


def test_a_python_that_a_test_starts_is_bound_as_well():
    reach = f"import socket; socket.create_connection({FAR!r}, timeout=1)"

    child = subprocess.run([sys.executable, "-c", reach], capture_output=True, text=True, check=False)

    assert "this machine alone" in child.stderr


SUITE = {
    "pytest.ini": "[pytest]\npythonpath = .\naddopts = --import-mode=importlib\nmarkers = e2e\n",
    "tests/__init__.py": "",
    "tests/e2e/test_page.py": "import pytest\ndef test_skips(): pytest.skip()\ndef test_runs(): pass\n",
    "tests/e2e/test_none.py": "import pytest\npytest.skip(allow_module_level=True)\n",
    "tests/test_unit.py": "def test_unit(): pass\n",
}


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A small project with this one's conftest.py, two browser tests that are skipped, and one that is not."""
    root = Path(__file__).resolve().parents[1]
    own = ("tests/conftest.py", "tests/guard/sitecustomize.py", "scripts/__init__.py", "scripts/browser.py")
    for name, text in SUITE.items() | {(name, (root / name).read_text()) for name in own}:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


WORKERS = ("-p", "xdist.plugin", "-n", "2")


def run(suite: Path, *arguments: str, ci: str = "true") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-v", *arguments]
    env = os.environ | {"CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # the plugins take a second to load
    return subprocess.run(command, cwd=suite, env=env, capture_output=True, text=True, check=False)


def test_in_ci_a_skipped_browser_test_fails_the_run(suite: Path):
    result = run(suite)

    assert result.returncode == pytest.ExitCode.TESTS_FAILED
    assert "test_page.py::test_skips: a browser test was skipped" in result.stdout
    assert "test_none.py: a browser test was skipped as a whole" in result.stdout
    assert "test_runs: a browser test" not in result.stdout


def test_in_ci_a_deselected_browser_test_fails_the_run(suite: Path):
    result = run(suite, "-m", "not e2e")

    assert result.returncode == pytest.ExitCode.TESTS_FAILED
    assert "test_page.py::test_runs: a browser test was not run" in result.stdout


def test_in_ci_a_browser_test_that_no_worker_ran_fails_the_run(suite: Path):
    both = run(suite, *WORKERS)

    assert both.returncode == pytest.ExitCode.TESTS_FAILED
    assert "test_page.py::test_skips: a browser test was skipped" in both.stdout
    assert "test_none.py: a browser test was skipped as a whole" in both.stdout
    assert "test_runs: a browser test" not in both.stdout
    assert "test_runs: a browser test was not run" in run(suite, *WORKERS, "-m", "not e2e").stdout


def test_in_ci_browser_tests_that_all_ran_in_one_worker_or_the_other_pass(suite: Path):
    (suite / "tests/e2e/test_none.py").unlink()
    (suite / "tests/e2e/test_page.py").write_text("\n".join(f"def test_{n}(): pass" for n in range(6)))

    assert run(suite, *WORKERS).returncode == pytest.ExitCode.OK


def test_elsewhere_a_browser_test_may_be_left_out(suite: Path):
    assert run(suite, "-m", "not e2e", ci="").returncode == pytest.ExitCode.OK


def test_browser_tests_run_last(suite: Path):
    output = run(suite).stdout

    assert output.index("test_unit") < output.index("test_runs")
