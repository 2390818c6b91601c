"""What people make of a grade, on the page where they review it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import BANK, Sitting
from viva.basic import NAME

ANSWER = "The keys and values of all earlier tokens are stored."
QUESTION = "internals/kv-cache"


def point(page: Page, n: int) -> Any:
    """The n-th point of the rubric, from 0."""
    return page.locator(".points").first.locator(".point").nth(n)


def score(page: Page) -> int:
    found = re.search(r"(\d+)%", page.get_by_role("region", name="Score").inner_text())
    assert found
    return int(found[1])


def judged(sitting: Sitting) -> list[str]:
    """Sit one question; the verdicts of the basic judge."""
    sitting.start(number=1, follow_ups=0, questions=[QUESTION])
    sitting.sit(lambda *_: ANSWER)
    expect(sitting.page.get_by_text("1 of 1 graded")).to_be_visible()
    expect(sitting.page.get_by_text("Next time, say:")).to_have_count(1)
    return [verdict.inner_text() for verdict in sitting.page.locator(".point .verdict strong").all()]


def overrule(sitting: Sitting, at: Any, word: str) -> None:
    """Say by keyboard that a point was met and not missed: unfold, choose, write, save."""
    keyboard, change = sitting.page.keyboard, at.locator("summary").filter(has_text="Change")
    change.focus()
    keyboard.press("Enter")
    expect(at.get_by_role("radio", name="Missed")).to_be_checked()
    at.get_by_role("radio", name="Missed").focus()
    keyboard.press("ArrowUp")
    keyboard.press("ArrowUp")
    expect(at.get_by_role("radio", name="Met", exact=True)).to_be_checked()
    at.get_by_role("textbox", name="A word on it (optional)").fill(word)
    sitting.no_axe_violations()
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(at.get_by_text("Set by a person.")).to_be_visible()
    expect(change).to_be_focused()


def dispute(at: Any, word: str) -> None:
    at.locator("summary").filter(has_text="Dispute").click()
    at.get_by_role("textbox", name="What is wrong").fill(word)
    at.get_by_role("button", name="Dispute it").click()
    expect(at.locator(".disputed")).to_contain_text(word)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_person_overrules_and_disputes_and_finds_it_again(sitting: Sitting, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme="dark" if width == 390 else "light")
    at = judged(sitting).index("Not found in your words")
    before = score(page)
    says = next(q for q in BANK.values() if q.id == QUESTION).rubric[at].says
    expect(point(page, at).locator("summary").first).to_have_text(f"Change: {says}", use_inner_text=False)

    overrule(sitting, point(page, at), "It is in the first sentence.")
    expect(page.get_by_text(re.compile(r"Question 1 now stands at \d+%"))).to_be_attached()
    now = score(page)
    assert now > before
    other = 0 if at else 1
    dispute(point(page, other), "I never said that.")
    assert score(page) == now

    page.reload()
    expect(point(page, at).locator(".verdict strong")).to_have_text("Met")
    expect(point(page, at)).to_contain_text("The judge said: not found in your words.")
    expect(point(page, at)).to_contain_text("It is in the first sentence.")
    expect(point(page, other).locator(".disputed")).to_contain_text("I never said that.")
    total = page.get_by_role("region", name="Score")
    expect(total).to_contain_text("1 of 1 grade set by a person.")
    expect(total).to_contain_text(f"Judged by {NAME}. Coverage estimate, not a judgement of correctness.")
    expect(page.locator(".standing")).to_contain_text(f"The judge gave {before}%.")
    assert score(page) == now
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sitting.no_axe_violations()


def test_what_was_decided_is_taken_back(sitting: Sitting, page: Page) -> None:
    judged(sitting)
    before = score(page)
    point(page, 0).get_by_role("button", name="Agree").click()
    expect(page.get_by_text("1 of 1 grade set by a person.")).to_be_visible()
    undo = point(page, 0).get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    assert score(page) == before
    undo.click()
    expect(page.get_by_text("1 of 1 grade set by a person.")).to_be_hidden()

    for n in (0, 1):
        point(page, n).locator("summary").filter(has_text="Change").click()
        point(page, n).get_by_role("radio", name="Contradicted").check()
        point(page, n).get_by_role("button", name="Save").click()
        expect(point(page, n).locator(".verdict strong")).to_have_text("Contradicted")
    page.get_by_role("button", name="Back to the judge's grade").click()
    expect(page.get_by_text("Set by a person.")).to_have_count(0)
    expect(page.locator(".verdicts")).to_be_focused()
    assert score(page) == before
    page.reload()
    expect(sitting.review).to_be_visible()
    assert score(page) == before


def test_the_feedback_of_a_study_can_be_judged_at_once(sitting: Sitting, page: Page) -> None:
    sitting.start(number=1, follow_ups=0, mode="study", questions=[QUESTION])
    sitting.send(ANSWER)
    expect(page.get_by_role("heading", name="Feedback on question 1")).to_be_visible()
    point(page, 0).get_by_role("button", name="Agree").click()

    expect(point(page, 0).get_by_text("Set by a person.")).to_be_visible()
    page.get_by_role("button", name="Finish and see the result").click()
    expect(page.get_by_text("1 of 1 grade set by a person.")).to_be_visible()


def test_an_interview_is_deleted_for_good_once_that_was_confirmed(sitting: Sitting, page: Page) -> None:
    page.goto(sitting.program.base)
    expect(page.get_by_role("button", name="Prepare the interview")).to_be_enabled()
    judged(sitting)
    page.get_by_role("button", name="Delete this interview").click()
    sitting.no_axe_violations()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", name="Your result")).to_be_visible()

    page.get_by_role("button", name="Delete this interview").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_text("The interview is deleted.")).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("No interview yet.")).to_be_visible()


def test_on_paper_the_record_stands_alone_and_unfolded(sitting: Sitting, page: Page) -> None:
    judged(sitting)
    screen_only = [
        page.get_by_text(name).first
        for name in ("Delete this interview", "Progress", "Agree", "Compare with", "New interview")
    ]
    reference = page.locator(".reference p").first
    for each in screen_only:
        expect(each).to_be_visible()
    expect(reference).to_be_hidden()
    page.emulate_media(media="print", color_scheme="dark")

    for each in screen_only:
        expect(each).to_be_hidden()
    expect(reference).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_again_prepares_the_same_plan_with_other_questions(sitting: Sitting, page: Page) -> None:
    sitting.start(number=1, follow_ups=0, topics=["internals"], levels=["mid"], pace=1.5)
    asked = sitting.title()
    sitting.sit(lambda *_: ANSWER)
    page.get_by_role("button", name="Again, with other questions").click()
    page.get_by_role("button", name="Start the interview").click()
    sitting.wait()

    assert sitting.title() != asked
    topic = page.locator(".tags").first
    expect(topic).to_contain_text("Inside language models")
    expect(topic).to_contain_text("Mid")


def test_the_review_holds_the_whole_conversation(sitting: Sitting, page: Page) -> None:
    sitting.start(number=1, follow_ups=0, mode="study", questions=[QUESTION])
    page.get_by_role("button", name="Hint").click()
    hint = page.locator(".hint .prose").inner_text()
    page.get_by_text("Ask the interviewer").first.click()
    page.get_by_role("textbox", name="Your question to the interviewer").fill("What scale do you mean?")
    page.keyboard.press("Enter")
    expect(page.locator(".aside")).to_contain_text("assume")
    sitting.send(ANSWER)
    page.get_by_role("button", name="Finish and see the result").click()

    said = page.get_by_role("group", name="Question and answers")
    expect(said).to_contain_text(hint)
    expect(said).to_contain_text("What scale do you mean?")
    expect(said).to_contain_text("assume")
    sitting.no_axe_violations()


def test_an_answer_with_marks_is_shown_as_it_was_meant_or_as_it_was_written(sitting: Sitting, page: Page) -> None:
    sitting.start(number=1, follow_ups=0, questions=[QUESTION])
    sitting.sit(lambda *_: ANSWER + " **All** of them:\n\n```python\ncache[layer]\n```")
    expect(page.locator("mark").first).to_be_visible()
    page.get_by_role("button", name="Formatted").click()
    expect(page.locator(".said strong")).to_have_text("All")
    expect(page.locator(".said pre code")).to_contain_text("cache[layer]")
    expect(page.locator("mark")).to_have_count(0)
    sitting.no_axe_violations()
    page.get_by_role("button", name="Show in your answer").first.click()

    expect(page.locator("mark").first).to_be_in_viewport()
    expect(page.get_by_text("**All**")).to_be_visible()


def test_an_answer_without_marks_is_shown_in_one_way(sitting: Sitting, page: Page) -> None:
    judged(sitting)

    expect(page.get_by_role("button", name="Formatted")).to_have_count(0)
