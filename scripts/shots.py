"""Makes pictures of every page and state, at two widths, light and dark: for a person to look at."""

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from scripts import browser
from tests import history
from tests.e2e.conftest import Sitting
from tests.e2e.test_interview import sample
from tests.e2e.test_past import often
from tests.program import Program

WIDTHS = {1280: 860, 390: 844}


def main(folder: Path) -> None:
    """Write the pictures to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as data:
        chromium = playwright.chromium.launch(**browser.launch())
        history.write(Path(data) / "practised" / "viva.db", 40, datetime.now(UTC), timedelta(hours=12))
        with Program(Path(data) / "data") as program, Program(Path(data) / "practised") as practised:
            for width, height in WIDTHS.items():
                for scheme in ("light", "dark"):
                    page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                    for name in chain(walk(Sitting(page, program)), past(Sitting(page, practised))):
                        page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=name.startswith("re"))
                    page.close()
                    print(f"{width} {scheme}")
        chromium.close()


def walk(sitting: Sitting) -> Any:
    """Go through the pages and states; the name of each as it is on."""
    page: Page = sitting.page
    page.goto(sitting.program.base)
    expect(page.get_by_role("button", name="Prepare the interview")).to_be_enabled()
    yield "setup"
    yield from bank(sitting)
    sitting.open(number=3, follow_ups=1, seed=5)
    page.get_by_text("Check connection and sound").click()
    expect(page.get_by_text("A round trip takes")).to_be_visible()
    yield "ready"
    page.get_by_role("button", name="Start the interview").click()
    sitting.wait()
    sitting.box.fill(sample(sitting.title(), "partial"))
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    yield "room"
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_role("button", name="Skip follow-up")).to_be_visible()
    sitting.wait()
    yield "room-follow-up"
    sitting.program.kill()
    expect(page.get_by_text("No connection.").first).to_be_visible()
    yield "room-offline"
    sitting.program.start()
    expect(page.get_by_text("No connection.").first).to_be_hidden()
    sitting.sit(lambda title, _: sample(title, "partial"))
    yield "review"
    page.get_by_text("Reference answer").first.click()
    yield "review-open"
    yield from study(sitting)


def bank(sitting: Sitting) -> Any:
    """The bank as it is browsed, and one question of it with its answer."""
    page = sitting.page
    page.goto(f"{sitting.program.base}/#/bank")
    page.get_by_role("checkbox", name="Choose:").first.check()
    yield "bank"
    page.goto(f"{sitting.program.base}/#/bank/internals/kv-cache")
    page.get_by_text("Reference answer").click()
    expect(page.locator(".reference .katex").first).to_be_visible()
    yield "rebank-open"


def past(sitting: Sitting) -> Any:
    """What somebody sees who has practised for a while, and what a German does."""
    page, base = sitting.page, sitting.program.base
    page.goto(base)
    expect(page.get_by_role("region", name="Due again")).to_be_visible()
    yield "resetup-due"
    page.goto(f"{base}/#/record?sort=highest")
    expect(page.locator(".past-row").first).to_be_visible()
    yield "record"
    page.goto(f"{base}/#/progress")
    expect(page.get_by_role("heading", name="What you know")).to_be_visible()
    yield "reprogress"
    page.goto(f"{base}/#/attempts/{often(sitting.program)}")
    expect(page.get_by_role("heading", name="Point by point")).to_be_visible()
    yield "reattempts"
    page.goto(base)
    page.get_by_role("combobox", name="Language").select_option("Deutsch")
    expect(page.get_by_role("heading", name="Übe ein")).to_be_visible()
    yield "german"
    page.evaluate("localStorage.clear()")


def study(sitting: Sitting) -> Any:
    """The states that only study mode has."""
    sitting.start(number=1, follow_ups=0, mode="study", seed=5)
    sitting.page.get_by_role("button", name="Hint").click()
    yield "room-study"
    sitting.send(sample(sitting.title(), "strong"))
    expect(sitting.page.get_by_role("heading", name="Feedback on question 1")).to_be_visible()
    yield "refeedback"


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/shots"))
