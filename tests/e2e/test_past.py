"""What was: the record, how it goes, what is due, and two attempts side by side."""

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import history
from tests.e2e.conftest import BANK, Sitting
from tests.program import Program

NUMBER = 60


@pytest.fixture(scope="module")
def practised(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A server with a candidate who has sat many interviews."""
    folder = tmp_path_factory.mktemp("practised") / "data"
    last = datetime.now(UTC) - timedelta(hours=2)
    history.write(folder / "viva.db", NUMBER, last, timedelta(hours=12))
    with Program(folder) as program:
        yield program


def often(program: Program) -> str:
    """A question that was answered more than once."""
    with sqlite3.connect(program.data / "viva.db") as rows:
        (id,) = rows.execute("SELECT question_id FROM results GROUP BY 1 ORDER BY count(*) DESC, 1").fetchone()
    rows.close()
    return str(id)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_sticks_out(
    browser: Browser, practised: Program, scheme: Any, width: int
) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    sitting = Sitting(page, practised)
    places = {
        "#/record": page.get_by_text(re.compile(r"\d+ interviews")),
        "#/record?q=nothing+has+these+words": page.get_by_text("No interview fits."),
        "#/progress": page.get_by_role("heading", name="What you know"),
        f"#/attempts/{often(practised)}": page.get_by_role("heading", name="Point by point"),
        "#/attempts/rag/none": page.get_by_text("You have not answered this question"),
    }
    for place, sign in places.items():
        page.goto(f"{practised.base}/{place}")
        expect(sign.first).to_be_visible()
        for details in page.locator("main details > summary").all()[:3]:
            details.click()
        sitting.no_axe_violations()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
    page.close()


def test_the_record_is_searched_narrowed_sorted_and_paged_by_its_address(practised: Program, page: Page) -> None:
    page.goto(f"{practised.base}/#/record")
    rows = page.locator(".past-row")
    pager = page.get_by_role("navigation", name="Pages of the record")
    expect(rows).to_have_count(25)
    page.get_by_role("link", name="Next").click()
    expect(pager.get_by_text("Page 2 of 3")).to_be_visible()
    page.get_by_role("link", name="Last").click()
    expect(rows).to_have_count(NUMBER - 50)
    page.go_back()
    expect(pager.get_by_text("Page 2 of 3")).to_be_visible()

    page.get_by_role("combobox", name="Order").select_option("Best first")
    expect(pager.get_by_text("Page 1 of 3")).to_be_visible()
    expect(page).to_have_url(re.compile("sort=highest"))
    expect(rows.first).to_contain_text("100%")
    scores = [int(row.inner_text().split("\n")[-1].rstrip("%")) for row in rows.all()]
    assert scores == sorted(scores, reverse=True)
    page.get_by_role("searchbox", name="Search").fill("vector SEARCH")
    expect(page.get_by_text("60 interviews")).to_be_hidden()
    found = page.get_by_role("status").filter(has_text="interview")
    expect(found).to_have_text(re.compile(r"^([2-9]|1\d) interviews$"))
    page.reload()
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("vector SEARCH")
    expect(found).to_have_text(re.compile(r"^([2-9]|1\d) interviews$"))
    rows.first.click()
    expect(page.get_by_role("heading", name="Your result")).to_be_visible()


def test_another_page_of_the_record_begins_at_its_top(practised: Program, page: Page) -> None:
    page.goto(f"{practised.base}/#/record")
    expect(page.locator(".past-row")).to_have_count(25)
    page.get_by_role("link", name="Next").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Page 2 of 3").first).to_be_visible()

    expect(page.locator(".past-row").first).to_be_in_viewport()
    expect(page.get_by_role("status").filter(has_text="Page 2 of 3")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.locator(".past-row").first).to_be_focused()


def test_the_fields_of_the_record_stand_in_line_and_show_what_is_chosen(browser: Browser, practised: Program) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{practised.base}/#/record")
    fields = page.locator(".record-filter .field")
    expect(fields).to_have_count(7)
    measure = "all => all.map(one => one.getBoundingClientRect()).map(({ y, height }) => [y, height].map(Math.round))"
    places = fields.evaluate_all(measure)
    assert [len(set(each)) for each in zip(*places, strict=True)] == [2, 1]

    page.set_viewport_size({"width": 390, "height": 844})
    order = page.get_by_role("combobox", name="Order").bounding_box()
    assert order
    assert order["width"] > 300
    page.close()


def test_on_a_phone_what_is_due_comes_before_the_form(browser: Browser, practised: Program) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(practised.base)

    expect(page.get_by_role("button", name=re.compile("Practise what is due"))).to_be_in_viewport()
    page.close()


def test_a_row_of_the_record_names_what_it_is_about(practised: Program, page: Page) -> None:
    page.goto(f"{practised.base}/#/record?topic=chunking")

    expect(page.locator(".past-row").first).to_contain_text(re.compile(r"(Study|Exam) · \w[^·]*, \w.* and 1 more"))


def test_who_comes_back_to_the_record_is_where_they_were(practised: Program, page: Page) -> None:
    page.goto(f"{practised.base}/#/record?page=2")
    row = page.locator(".past-row").nth(17)
    row.click()
    expect(page.get_by_role("heading", name="Your result")).to_be_visible()
    page.go_back()
    expect(row).to_be_focused()
    expect(row).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="Bank").click()
    page.get_by_role("link", name="Record").click()

    expect(page.get_by_role("heading", name="Your record")).to_be_focused()


def choose(page: Page, file: Path) -> None:
    """Take in a copy."""
    with page.expect_file_chooser() as asked:
        page.get_by_role("button", name="Choose the file").click()
    asked.value.set_files(file)


def test_a_copy_is_taken_in_from_a_file(sitting: Sitting, page: Page, tmp_path: Path) -> None:
    sitting.start(number=1, follow_ups=0, questions=["internals/kv-cache"])
    sitting.send("The KV cache keeps keys and values of earlier tokens.")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Complete (JSON)").click()
    saved.value.save_as(tmp_path / "copy.json")
    page.get_by_role("button", name="Delete this interview").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("heading", name="Your record")).to_be_visible()

    choose(page, tmp_path / "copy.json")
    expect(sitting.review).to_be_visible()
    expect(page.locator(".answer-text")).to_contain_text("The KV cache keeps keys and values of earlier tokens.")


def test_what_is_no_copy_or_is_here_already_is_told_in_words(practised: Program, page: Page, tmp_path: Path) -> None:
    copy = tmp_path / "copy.json"
    with practised.download("/api/interviews/made-00003/export?format=json") as reply:
        copy.write_bytes(reply.read())
    (tmp_path / "broken.json").write_bytes(copy.read_bytes()[:1000])
    page.goto(f"{practised.base}/#/record")

    choose(page, tmp_path / "broken.json")
    expect(page.get_by_role("alert")).to_contain_text("This is no export of Viva")
    Sitting(page, practised).no_axe_violations()
    choose(page, copy)
    page.get_by_role("alert").get_by_role("link", name="Open it").click()
    expect(page).to_have_url(re.compile("#/i/made-00003$"))


def test_an_empty_record_and_no_progress_say_so(sitting: Sitting, page: Page) -> None:
    page.goto(f"{sitting.program.base}/#/record")
    expect(page.get_by_text("No interview yet.")).to_be_visible()
    sitting.no_axe_violations()
    page.get_by_role("link", name="Progress").click()
    expect(page.get_by_text("Nothing yet: it begins with your first graded answer.")).to_be_visible()
    sitting.no_axe_violations()


def test_what_is_due_is_practised_in_one_step(practised: Program, page: Page) -> None:
    page.goto(f"{practised.base}/#/progress")
    due = page.get_by_role("region", name="Due again")
    expect(due.get_by_role("listitem").first).to_be_visible()
    first = due.get_by_role("link").first.inner_text()
    due.get_by_role("button", name=re.compile("Practise what is due")).click()
    expect(page.get_by_text("5 questions, one at a time")).to_be_visible()
    page.get_by_role("button", name="Start the interview").click()

    asked = practised.request("/api/progress")[1]
    expect(page.get_by_role("textbox", name="Your answer", exact=True)).to_be_editable()
    id = page.url.rsplit("/", 1)[1]
    with sqlite3.connect(practised.data / "viva.db") as rows:
        titles = [row[0] for row in rows.execute("SELECT question FROM turns WHERE interview=?", (id,))]
    rows.close()
    assert any(first[:40] in title for title in titles)
    assert first not in str(asked["due"])
    page.get_by_role("button", name="End interview").click()
    page.get_by_role("button", name="End it now").click()
    expect(page.get_by_role("heading", name="Your result")).to_be_visible()


def test_the_start_page_says_what_is_due(practised: Program, page: Page) -> None:
    page.goto(practised.base)
    expect(page.get_by_role("region", name="Due again").get_by_role("button")).to_be_enabled()
    page.get_by_role("link", name="See all of it").click()

    expect(page.get_by_role("heading", name="Your progress")).to_be_visible()
    page.get_by_role("combobox", name="Topic").select_option("Embedding models")
    expect(page.get_by_role("img", name=re.compile("^Embedding models: "))).to_be_visible()
    page.get_by_text("As a table").click()
    expect(page.get_by_role("columnheader", name="95 % interval")).to_be_visible()


def test_two_attempts_are_set_side_by_side(sitting: Sitting, page: Page) -> None:
    question = "internals/kv-cache"
    for answer in ("I don't know much.", "The keys and values of all earlier tokens are stored, so memory grows."):
        sitting.start(number=1, follow_ups=0, questions=[question])
        page.get_by_role("combobox", name="How sure are you?").select_option("Fairly sure")
        sitting.sit(lambda *_, answer=answer: answer)
        expect(page.get_by_text("1 of 1 graded")).to_be_visible()
    expect(page.get_by_text("You felt 75% sure.")).to_be_visible()
    page.get_by_text("Time line").click()
    line = page.locator(".time-line li")
    expect(line.first).to_contain_text("Asked")
    expect(line.last).to_contain_text("Graded")
    page.get_by_role("link", name="Compare with other attempts").click()

    expect(page.get_by_role("heading", name="Point by point")).to_be_visible()
    expect(page.get_by_text("better").first).to_be_visible()
    earlier, later = (page.get_by_role("region", name=name) for name in ("Earlier", "Later"))
    expect(earlier).to_contain_text("I don't know much.")
    expect(later).to_contain_text("so memory grows")
    page.get_by_role("combobox", name="Earlier").select_option(index=0)
    expect(earlier).to_contain_text("so memory grows")
    expect(page.get_by_text("Same score")).to_be_visible()


def test_an_adaptive_interview_is_sat_like_any_other(sitting: Sitting, page: Page) -> None:
    sitting.start(number=3, follow_ups=1, adaptive=True, seed=3)
    levels = []

    def strong(title: str, _: bool) -> str:
        levels.append(BANK[title].level)
        return next(sample.answer for sample in BANK[title].samples if sample.name == "strong")

    sitting.sit(strong)
    expect(page.get_by_text(re.compile("[123] of 3 graded"))).to_be_visible()
    assert levels[0] == "mid"
    assert levels[-1] in ("senior", "staff")


def test_a_plan_adapts_and_leans_when_it_is_asked_to(practised: Program, page: Page) -> None:
    page.goto(practised.base)
    page.get_by_role("checkbox", name="Adapt the level").check()
    page.get_by_role("checkbox", name="Lean to what is due").check()
    with page.expect_request("**/api/interviews") as sent:
        page.get_by_role("button", name="Prepare the interview").click()

    plan = sent.value.post_data_json or {}
    assert (plan["adaptive"], plan["lean"]) == (True, True)


@pytest.mark.parametrize("how", ["forced-colors", "zoom", "reflow"])
def test_pages_hold_in_forced_colours_and_at_two_and_four_times_the_size(
    browser: Browser, practised: Program, how: str
) -> None:
    # A page at 200 % has half the width in its own pixels, one at 400 % a quarter.
    size = {"width": {"zoom": 640, "reflow": 320}.get(how, 1280), "height": 400 if how == "zoom" else 800}
    page = browser.new_page(
        viewport=size,  # type: ignore[arg-type]
        device_scale_factor=2 if how == "zoom" else 1,
        forced_colors="active" if how == "forced-colors" else "none",
    )
    sitting = Sitting(page, practised)
    for place in ("", "#/record", "#/progress", "#/bank", "#/i/made-00059"):
        page.goto(f"{practised.base}/{place}")
        expect(page.locator("main h1")).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], place
        if how != "forced-colors":
            sitting.no_axe_violations()
        else:
            # What is chosen or focused is told by more than a colour that the system takes away.
            expect(page.locator("main h1")).to_be_focused()
            page.keyboard.press("Tab")
            marked = "[document.activeElement, document.activeElement.closest('label')].filter(Boolean)"
            told = f"{place}: {page.evaluate('document.activeElement.outerHTML.slice(0, 300)')}"
            assert page.evaluate(f"{marked}.some(e => getComputedStyle(e).outlineStyle !== 'none')"), told
    page.close()


def test_who_wants_no_motion_gets_none(browser: Browser, practised: Program) -> None:
    for motion, moves in (("reduce", False), ("no-preference", True)):
        page = browser.new_page(reduced_motion=motion)  # type: ignore[arg-type]
        page.route("**/api/setup", lambda route: None)
        page.goto(practised.base)
        expect(page.locator(".skeleton")).to_be_visible()
        running = page.evaluate("document.getAnimations().some(a => a.effect.getComputedTiming().duration > 1)")
        assert running == moves
        page.close()


def test_the_only_attempt_says_of_what_it_is_and_leads_to_it(sitting: Sitting, page: Page) -> None:
    sitting.start(number=1, follow_ups=0, questions=["internals/kv-cache"])
    title = sitting.title()
    sitting.sit(lambda *_: "The keys and values of all earlier tokens are stored.")
    expect(page.get_by_text("1 of 1 graded")).to_be_visible()
    score = page.get_by_role("region", name="Score").locator(".big").inner_text()
    page.get_by_role("link", name="Compare with other attempts").click()

    expect(page.get_by_text("This is your only attempt so far.")).to_be_visible()
    expect(page.get_by_role("heading", name=title.replace("`", ""))).to_be_visible()
    expect(page.get_by_role("region", name="Your attempt")).to_contain_text(score)
    sitting.no_axe_violations()
    page.get_by_role("link", name="The whole interview").click()
    expect(sitting.review).to_be_visible()
