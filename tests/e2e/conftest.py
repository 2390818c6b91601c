"""The real program behind a real browser, and what a person does with them."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Error, Page, Response, expect

from tests.program import PATIENCE, ROOT, Program
from viva import bank
from viva.paths import data

BANK = {question.title: question for question in bank.load(data("questions")).questions}
AXE = (ROOT / "web/node_modules/axe-core/axe.min.js").read_text()

expect.set_options(timeout=PATIENCE * 1000 / 2)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    with Program(tmp_path / "data") as program:
        yield program


@pytest.fixture
def quiet(page: Page) -> Iterator[list[str]]:
    """What the page complained of; empty at the end of the test, or the test fails."""
    said: list[str] = []

    def console(message: ConsoleMessage) -> None:
        # A connection that is refused while the server is down is the browser's own report, and what the test is about.
        if message.type == "error" and "WebSocket" not in message.text and "ERR_" not in message.text:
            said.append(message.text)

    def failed(error: Error) -> None:
        said.append(str(error))

    def answered(response: Response) -> None:
        if response.status >= 400:
            said.append(f"{response.status} {response.url}")

    page.on("console", console)
    page.on("pageerror", failed)
    page.on("response", answered)
    yield said
    assert said == []


class Sitting:
    """A person at the page."""

    def __init__(self, page: Page, program: Program) -> None:
        self.page = page
        self.program = program

    def open(self, **plan: Any) -> str:
        """Come to a prepared interview, with the same questions at each run; its id."""
        id = self.program.begin(**plan)
        self.page.goto(f"{self.program.base}/#/i/{id}")
        expect(self.page.get_by_role("button", name="Start the interview")).to_be_visible()
        return id

    def start(self, **plan: Any) -> str:
        """Start a prepared interview and wait for its first question; its id."""
        id = self.open(**plan)
        self.page.get_by_role("button", name="Start the interview").click()
        self.wait()
        return id

    @property
    def box(self) -> Any:
        """The answer box."""
        return self.page.get_by_role("textbox", name="Your answer", exact=True)

    def wait(self) -> None:
        """Until a question is open."""
        expect(self.box).to_be_editable()

    def title(self) -> str:
        """The bank's title of the question that is on."""
        text = self.page.get_by_role("region", name="Interviewer").inner_text()
        flat = re.sub(r"\s+", " ", text)
        there = [title for title in BANK if re.sub(r"[\s`*$]+", " ", title).strip()[:60] in flat]
        return max(there, key=len)

    def send(self, text: str) -> None:
        """Answer, and wait until the page has gone on."""
        self.box.fill(text)
        self.page.get_by_role("button", name="Send answer").click()
        self.gone(text)

    def gone(self, text: str) -> None:
        """Wait until the page has taken an answer out of its box."""
        self.page.wait_for_function("text => document.querySelector('main textarea')?.value !== text", arg=text)

    @property
    def review(self) -> Any:
        """The heading of the result."""
        return self.page.get_by_role("heading", name="Your result")

    def sit(self, answer: Callable[[str, bool], str]) -> None:
        """Go through the whole interview: `answer(title, is_follow_up)`."""
        for _ in range(50):
            expect(self.page.locator("main textarea:not([readonly])").or_(self.review).first).to_be_visible()
            if self.review.is_visible():
                return
            self.wait()
            is_follow_up = self.page.get_by_role("button", name="Skip follow-up").is_visible()
            self.send(answer(self.title(), is_follow_up))
        raise AssertionError("the interview has no end")

    def no_axe_violations(self) -> None:
        """What axe-core finds on the page as it is: nothing."""
        self.page.wait_for_function("() => document.getAnimations().every(a => a.playState !== 'running')")
        self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        told = [{"id": v["id"], "nodes": [n["html"][:200] for n in v["nodes"]]} for v in found["violations"]]
        assert found["passes"]
        assert told == [], json.dumps(told, indent=1)


@pytest.fixture
def sitting(page: Page, program: Program, quiet: list[str]) -> Sitting:
    return Sitting(page, program)
