"""The countdown, on a clock that the test sets: what it shows, and what it says to a screen reader."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Sitting

STEP = 10
"""Seconds; a connection is asked after its health every 20."""


def said(page: Page) -> list[str]:
    """What the polite region holds."""
    return page.locator("div[role=status].sr-only p").all_inner_texts()


def until(page: Page, left: int) -> None:
    """Let the page's clock run until so many seconds of the question are left."""
    run(page, shown(page) - left)


def run(page: Page, seconds: int) -> None:
    """Let the page's clock run, slowly enough that the server's replies come in between: else the page reconnects."""
    for at in range(0, seconds, STEP):
        page.clock.run_for(min(STEP, seconds - at) * 1000)
        page.evaluate("fetch('/api/setup').then(() => undefined)")


def pause(page: Page) -> None:
    """Stop the page's clock, a moment ahead: it may not be set back, and a slow machine takes a while to set it."""
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 3"))


def shown(page: Page) -> int:
    """The seconds on the countdown."""
    minutes, seconds = page.get_by_role("timer").inner_text().split(":")
    return 60 * int(minutes) + int(seconds)


def test_the_countdown_says_its_marks_once_and_sends_what_is_written_at_its_end(sitting: Sitting, page: Page) -> None:
    page.clock.install()
    sitting.start(number=2, follow_ups=0, questions=["internals/kv-cache", "rag/what-and-why"])
    sitting.box.fill("As far as I got.")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    pause(page)
    whole = shown(page)

    assert "left" not in " ".join(said(page))
    until(page, whole // 2 - 1)
    assert said(page).count("Half of the time is left.") == 1
    until(page, 59)
    assert "Half of the time is left." not in said(page)
    assert said(page).count("One minute left.") == 1
    until(page, 29)
    assert said(page).count("30 seconds left.") == 1
    # The page's clock says that time is up, so it sends what there is; the server's has just begun.
    until(page, 0)
    page.clock.run_for(1000)
    page.clock.resume()
    expect(page.get_by_role("heading", name="Question 2 of 2")).to_be_visible()
    page.get_by_role("button", name="End interview").click()
    page.get_by_role("button", name="End it now").click()
    expect(page.get_by_text("As far as I got.").first).to_be_visible()


def test_a_hidden_countdown_shows_no_number_and_tells_of_the_last_minute(sitting: Sitting, page: Page) -> None:
    page.clock.install()
    sitting.start(number=1, follow_ups=0, questions=["internals/kv-cache"])
    pause(page)
    whole = shown(page)
    page.get_by_role("button", name="Hide time").click()
    page.clock.run_for(1000)

    expect(page.get_by_role("timer")).to_have_text("")
    run(page, whole - 50)
    expect(page.get_by_role("timer")).to_have_text("Last minute")


@pytest.mark.parametrize("after", [15, 75])
def test_in_study_mode_the_clock_counts_on_and_nothing_closes(sitting: Sitting, page: Page, after: int) -> None:
    page.clock.install()
    sitting.start(number=1, follow_ups=0, mode="study", questions=["internals/kv-cache"])
    pause(page)
    run(page, shown(page) + after)

    minutes, seconds = divmod(after - 1, 60)
    assert page.get_by_role("timer").inner_text().startswith(f"+{minutes}:{seconds // 10}")
    expect(sitting.box).to_be_editable()


def test_what_is_left_in_all_is_told_as_long_as_something_is(sitting: Sitting, page: Page) -> None:
    page.clock.install()
    sitting.start(number=2, follow_ups=0, mode="study", minutes=1)
    pause(page)
    expect(page.get_by_text("1 min left in all")).to_be_visible()
    run(page, 70)

    expect(page.get_by_text("Over time")).to_be_visible()
    expect(page.get_by_text("left in all")).to_be_hidden()
