"""What holds for every test: no network beyond this machine, no key of yours, and no browser test left out."""

import os
import re
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from scripts import browser
from tests.guard import sitecustomize  # importing it shuts the network

HERE = Path(__file__).parent
BROWSER_FIXTURES = {"browser", "context", "new_context", "page"}
REQUIRED = pytest.StashKey[dict[str, str]]()
"""The browser tests that have not run, and why: "was skipped" stands behind "was not run" in the alphabet."""
WORKED = pytest.StashKey[bool]()

# Every Python that a test starts loads the guard as well.
os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, [str(Path(sitecustomize.__file__).parent), os.environ.get("PYTHONPATH")])
)

# Tests start Python some hundred times: what the first has compiled, the others need not compile again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A real model costs money: no test may find the means to call one, nor the settings of the person who runs it.
for name in [n for n in os.environ if re.search(r"_API_KEY$|_API_BASE$|_BASE_URL$|^VIVA_|^AWS_", n)]:
    del os.environ[name]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | browser.launch()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[REQUIRED] = {}


def pytest_itemcollected(item: pytest.Item) -> None:
    if HERE / "e2e" in item.path.parents or BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
        item.add_marker(pytest.mark.e2e)
        item.config.stash[REQUIRED][item.nodeid] = "was not run"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Playwright's synchronous interface leaves a running event loop behind, in which no asynchronous test can start.
    items.sort(key=lambda item: item.get_closest_marker("e2e") is not None)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped and HERE / "e2e" in (collector.path, *collector.path.parents):
        collector.config.stash[REQUIRED][report.nodeid] = "was skipped as a whole"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    required = item.config.stash[REQUIRED]
    if report.skipped and item.nodeid in required:
        required[item.nodeid] = "was skipped"
    elif report.when == "call":
        required.pop(item.nodeid, None)
    return report


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Of pytest-xdist: what a worker didn't run may be another's. Only what all of them left out is left out."""
    left: dict[str, str] | None = getattr(node, "workeroutput", {}).get("required")
    if left is None:
        return
    stash = node.config.stash
    known = stash[REQUIRED] if stash.get(WORKED, False) else left
    stash[WORKED] = True
    stash[REQUIRED] = {id: max(known[id], fate) for id, fate in left.items() if id in known}


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["required"] = session.config.stash[REQUIRED]
        return
    if os.environ.get("CI") and session.config.stash[REQUIRED] and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not os.environ.get("CI"):
        return
    for nodeid, fate in config.stash[REQUIRED].items():
        terminalreporter.write_line(f"FAILED {nodeid}: a browser test {fate}, and CI leaves none out", red=True)
