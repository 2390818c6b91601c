"""The bank in the browser: found, read, and practised."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import BANK, Sitting
from tests.program import Program

QUESTION = next(question for question in BANK.values() if question.id == "internals/kv-cache")


def test_a_question_is_found_by_words_level_and_kind(sitting: Sitting, page: Page) -> None:
    page.goto(f"{sitting.program.base}/#/bank")
    expect(page.get_by_role("status").filter(has_text=re.compile(rf"{len(BANK)} questions"))).to_be_visible()
    page.get_by_role("searchbox").fill("kv cache trade")
    expect(page.get_by_text(QUESTION.title)).to_be_visible()
    page.get_by_label("Level").select_option(label="Staff")

    expect(page.get_by_text("No question fits.")).to_be_visible()


def test_the_reference_stays_folded_until_it_is_asked_for(sitting: Sitting, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{sitting.program.base}/#/bank/{QUESTION.id}")
    expect(page.get_by_text(QUESTION.title)).to_be_visible()
    assert not [url for url in asked if url.endswith(QUESTION.id)]
    page.get_by_text("Reference answer").click()

    expect(page.locator(".says li", has_text=QUESTION.rubric[0].says)).to_be_visible()
    expect(page.locator(".reference .katex").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_sticks_out(browser: Browser, program: Program, scheme: Any, width: int) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page.goto(f"{program.base}/#/bank")
    page.get_by_role("checkbox", name="Choose:").first.check()
    page.locator(".bank-row > details > summary").first.click()
    page.get_by_text("Reference answer").first.click()
    expect(page.get_by_role("heading", name="What a good answer says")).to_be_visible()

    Sitting(page, program).no_axe_violations()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_chosen_questions_become_an_interview(sitting: Sitting, page: Page) -> None:
    page.goto(f"{sitting.program.base}/#/bank")
    page.get_by_role("searchbox").fill("product quantization save")
    page.get_by_role("checkbox", name="Choose:").first.check()
    page.get_by_role("searchbox").fill("kv cache keep")
    page.get_by_role("checkbox", name="Choose:").first.check()
    expect(page.get_by_role("region", name="Chosen questions")).to_contain_text("2 questions")
    page.get_by_role("radio", name="Exam").check()
    page.get_by_role("button", name="Practise these").click()
    expect(page.get_by_text("2 questions, one at a time")).to_be_visible()
    page.get_by_role("button", name="Start the interview").click()
    sitting.wait()

    assert sitting.title() == QUESTION.title


def test_while_it_is_asked_its_reference_is_kept_back(program: Program, page: Page) -> None:
    sitting = Sitting(page, program)
    page.goto(f"{sitting.program.base}/#/bank/{QUESTION.id}")
    page.get_by_role("button", name="Practise this").click()
    page.get_by_role("button", name="Start the interview").click()
    sitting.wait()
    with page.expect_response(lambda reply: reply.status == 409):
        page.goto(f"{sitting.program.base}/#/bank/{QUESTION.id}")
        page.get_by_text("Reference answer").click()

    expect(page.get_by_role("alert")).to_contain_text("part of an interview that isn't over")
    page.get_by_role("link", name="To that interview").click()
    sitting.wait()
