"""A whole interview in the browser, and all that can come between."""

import json
import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.e2e.conftest import BANK, Sitting
from viva.basic import NAME


def sample(title: str, name: str) -> str:
    return next(sample.answer for sample in BANK[title].samples if sample.name == name)


def percent(page: Page) -> int:
    """The score that the result shows, in percent."""
    text = page.get_by_role("region", name="Score").inner_text()
    found = re.search(r"(\d+)\s*%", text)
    assert found, text
    return int(found[1])


def seeded(route: Route) -> None:
    """The page's plan with a seed, so that each run asks the same questions."""
    if route.request.method != "POST":
        return route.continue_()
    return route.continue_(post_data=dict(route.request.post_data_json or {}, seed=1))


@pytest.mark.parametrize(("name", "low", "high"), [("strong", 76, 100), ("wrong", 0, 29), ("I don't know", 0, 0)])
def test_five_questions_of_the_bank_with_the_basic_judge(
    sitting: Sitting, page: Page, name: str, low: int, high: int
) -> None:
    page.route("**/api/interviews", seeded)
    page.goto(sitting.program.base)
    page.get_by_role("button", name="Prepare the interview").click()
    page.get_by_role("button", name="Start the interview").click()
    sitting.sit(lambda title, _: name if name.startswith("I") else sample(title, name))

    # One sample in twenty asks for a person's look, and doesn't count until it had one.
    expect(page.get_by_text(re.compile("[345] of 5 graded"))).to_be_visible()
    assert low <= percent(page) <= high
    short = page.get_by_role("region", name="In short")
    expect(short).to_be_visible()
    expect(short.get_by_text("would have added")).to_have_count(0 if percent(page) == 100 else 3)
    short.get_by_role("button", name=re.compile("Question [1-5]")).first.click()
    expect(
        page.get_by_role("heading", name=re.compile("Question [1-5] of 5")).and_(page.locator(":focus"))
    ).to_be_visible()
    if name.startswith("I"):
        expect(page.get_by_role("region", name="Score").get_by_text("No judge was needed")).to_be_visible()
    else:
        label = f"Judged by {NAME}. Coverage estimate, not a judgement of correctness."
        expect(page.get_by_role("region", name="Score")).to_contain_text(label)
    if name == "strong":
        assert page.locator("mark").count() > 5
    sitting.no_axe_violations()


def test_a_follow_up_comes_as_a_conversation_and_the_result_shows_both_scores(sitting: Sitting, page: Page) -> None:
    sitting.start(number=1, follow_ups=1, questions=["internals/kv-cache"])
    title = sitting.title()
    sitting.send(sample(title, "partial"))
    expect(page.get_by_role("button", name="Skip follow-up")).to_be_visible()
    sitting.wait()
    expect(page.get_by_role("region", name="Interviewer")).to_contain_text(sample(title, "partial")[:30])
    sitting.send(sample(title, "strong"))

    expect(sitting.review).to_be_visible()
    expect(page.get_by_text(re.compile(r"\d+% on first answers, \d+% with follow-ups"))).to_be_visible()


def test_a_reload_in_mid_answer_loses_nothing(sitting: Sitting, page: Page) -> None:
    sitting.start(number=2, follow_ups=0)
    sitting.box.fill("half an answer, with an umlaut: ü, and a parrot: 🦜")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.reload()

    sitting.wait()
    expect(sitting.box).to_have_value("half an answer, with an umlaut: ü, and a parrot: 🦜")


def test_typing_goes_on_while_the_network_is_gone(sitting: Sitting, page: Page, context: BrowserContext) -> None:
    sitting.start(number=2, follow_ups=0)
    sitting.box.fill("before")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    context.set_offline(True)
    sitting.box.fill("before, and while it was gone")
    expect(page.get_by_text("Not saved: offline")).to_be_visible()
    context.set_offline(False)

    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.reload()
    expect(sitting.box).to_have_value("before, and while it was gone")


def test_the_server_is_killed_and_started_again(sitting: Sitting, page: Page) -> None:
    sitting.start(number=2, follow_ups=0)
    sitting.box.fill("before the kill")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    sitting.program.kill()
    sitting.box.fill("before the kill, and after it")
    expect(page.get_by_text("Not saved: offline")).to_be_visible()
    sitting.program.start()

    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    sitting.send("before the kill, and after it")
    expect(page.get_by_role("heading", name="Question 2 of 2")).to_be_visible()


def test_an_answer_that_was_sent_into_the_dark_arrives_once(sitting: Sitting, page: Page) -> None:
    id = sitting.start(number=2, follow_ups=0)
    sitting.program.kill()
    sitting.box.fill("sent while nobody was there")
    page.get_by_role("button", name="Send answer").click()
    sitting.program.start()

    expect(page.get_by_role("heading", name="Question 2 of 2")).to_be_visible()
    with sqlite3.connect(sitting.program.data / "viva.db") as rows:
        answers = rows.execute("SELECT count(*) FROM events WHERE interview=? AND kind='answered'", (id,)).fetchone()
    rows.close()
    assert answers == (1,)


def test_the_newest_tab_has_the_interview_and_the_older_one_can_take_it_back(
    sitting: Sitting, page: Page, context: BrowserContext
) -> None:
    id = sitting.start(number=2, follow_ups=0)
    sitting.box.fill("typed in the first tab")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    other = context.new_page()
    other.goto(f"{sitting.program.base}/#/i/{id}")
    expect(other.get_by_role("textbox", name="Your answer", exact=True)).to_have_value("typed in the first tab")
    expect(page.get_by_role("heading", name="This interview is open in another tab")).to_be_visible()

    page.get_by_role("button", name="Use it here").click()
    expect(sitting.box).to_have_value("typed in the first tab")
    expect(other.get_by_role("heading", name="This interview is open in another tab")).to_be_visible()


def test_when_time_runs_out_what_is_written_is_the_answer(sitting: Sitting, page: Page) -> None:
    id = sitting.start(number=2, follow_ups=0, pace=1)
    sitting.box.fill("as far as I got")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    sitting.program.kill()
    # Most of the question's time has gone by; the server was up until just now.
    with sqlite3.connect(sitting.program.data / "viva.db") as rows:
        (seconds,) = rows.execute("SELECT seconds FROM turns WHERE interview=? AND id=0", (id,)).fetchone()
        now = datetime.now(UTC).replace(tzinfo=None)
        opened = (now - timedelta(seconds=seconds - 6)).isoformat(" ")
        rows.execute("UPDATE turns SET opened_at=? WHERE interview=? AND id=0", (opened, id))
        rows.execute("UPDATE interviews SET alive_at=? WHERE id=?", (now.isoformat(" "), id))
    rows.close()
    sitting.program.start()

    expect(page.get_by_role("heading", name="Question 2 of 2")).to_be_visible()
    sitting.wait()
    page.get_by_role("button", name="End interview").click()
    page.get_by_role("button", name="End it now").click()
    expect(sitting.review).to_be_visible()
    expect(page.get_by_text("as far as I got").first).to_be_visible()


def test_study_mode_gives_hints_pauses_and_tells_after_each_question(sitting: Sitting, page: Page) -> None:
    sitting.start(number=2, follow_ups=0, mode="study")
    page.get_by_role("button", name="Hint").click()
    hints = "|".join(re.escape(criterion.probe) for criterion in BANK[sitting.title()].rubric)
    expect(page.get_by_role("log")).to_contain_text(re.compile(hints))
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("main").get_by_text("Paused. The clock has stopped.")).to_be_visible()
    page.get_by_role("button", name="Resume").first.click()
    sitting.wait()
    sitting.box.fill(sample(sitting.title(), "strong"))
    page.get_by_role("button", name="Send answer").click()

    expect(page.get_by_role("heading", name="Feedback on question 1")).to_be_visible()
    expect(page.get_by_text("Reference answer").first).to_be_visible()
    sitting.no_axe_violations()
    page.get_by_role("button", name="Next question").click()
    sitting.wait()


def test_the_interviewer_answers_what_is_asked_back(sitting: Sitting, page: Page) -> None:
    sitting.start(number=1, follow_ups=0)
    page.get_by_text("Ask the interviewer").first.click()
    page.get_by_role("textbox", name="Your question to the interviewer").fill("What scale do you mean?")
    page.get_by_role("button", name="Ask", exact=True).click()

    expect(page.get_by_role("region", name="Interviewer")).to_contain_text("What scale do you mean?")
    expect(page.get_by_role("region", name="Interviewer")).to_contain_text("assume")


def test_what_the_interviewer_adds_comes_into_view_beside_a_long_answer(sitting: Sitting, page: Page) -> None:
    sitting.start(number=1, follow_ups=0, mode="study")
    page.set_viewport_size({"width": 390, "height": 844})
    sitting.box.fill("\n".join(["A line of a long answer."] * 40))

    def in_sight(name: str) -> None:
        expect(page.locator(name)).to_be_in_viewport(ratio=1)
        # Both at one moment: what is loaded beside them may still move them.
        page.wait_for_function(
            """name => document.querySelector(name).getBoundingClientRect().top
                >= document.querySelector(".room-bar").getBoundingClientRect().bottom""",
            arg=name,
        )

    page.get_by_role("button", name="Hint").click()
    in_sight(".hint")
    page.get_by_text("Ask the interviewer").first.click()
    page.get_by_role("textbox", name="Your question to the interviewer").fill("What scale do you mean?")
    page.keyboard.press("Enter")
    expect(page.locator(".aside")).to_contain_text("assume")
    in_sight(".aside")


def test_the_keys_that_send_work_in_the_preview_and_writing_goes_on_in_the_box(sitting: Sitting, page: Page) -> None:
    sitting.start(number=2, follow_ups=0)
    sitting.box.fill("Some **words**.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview strong")).to_have_text("words")
    page.get_by_role("button", name="Write").click()
    expect(sitting.box).to_be_focused()
    page.get_by_role("button", name="Preview").click()
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("heading", name="Question 2 of 2")).to_be_visible()


def test_how_sure_one_is_outlasts_a_reload(sitting: Sitting, page: Page) -> None:
    sitting.start(number=1, follow_ups=0)
    sure = page.get_by_role("combobox", name="How sure are you?")
    sure.select_option("Fairly sure")
    page.reload()
    sitting.wait()
    expect(sure.locator("option:checked")).to_have_text("Fairly sure")
    sitting.send("The keys and values of all earlier tokens are stored.")

    expect(page.get_by_text("You felt 75% sure.")).to_be_visible()


def test_on_a_phone_what_else_one_can_do_stands_in_one_row(sitting: Sitting, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sitting.start(number=1, follow_ups=0, mode="study")
    expect(page.get_by_role("button", name="Skip question")).to_be_visible()
    row = "row => [...row.querySelectorAll('.quiet')].map(one => [one.innerText, one.getBoundingClientRect().top])"
    places = dict(page.locator(".answer-actions").evaluate(row))

    assert set(places) == {"Hint", "Pause", "Skip question"}
    assert len(set(places.values())) == 1


def test_the_focus_stays_where_a_hint_and_a_question_were_asked_for(sitting: Sitting, page: Page) -> None:
    sitting.start(number=1, follow_ups=0, mode="study")
    hint = page.get_by_role("button", name=re.compile("Hint|No more hints"))
    hint.focus()
    for _ in range(100):
        if hint.inner_text() == "No more hints":
            break
        # While one is on its way, another press does nothing.
        page.keyboard.press("Enter")
        page.wait_for_timeout(50)
    assert page.locator(".hint").count() > 1
    expect(hint).to_have_text("No more hints")
    expect(hint).to_be_focused()
    page.get_by_text("Ask the interviewer").first.click()
    page.get_by_role("textbox", name="Your question to the interviewer").fill("What scale do you mean?")
    ask = page.get_by_role("button", name="Ask", exact=True)
    ask.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".aside")).to_contain_text("assume")

    expect(ask).to_be_focused()


def test_the_review_can_be_read_kept_and_found_again(sitting: Sitting, page: Page) -> None:
    sitting.start(number=2, follow_ups=0)
    sitting.sit(lambda title, _: sample(title, "partial"))
    reference = page.get_by_text("Reference answer").first
    expect(page.locator("details.reference").first).not_to_have_attribute("open", "")
    reference.click()
    expect(page.locator("details.reference").first).to_have_attribute("open", "")
    expect(page.get_by_role("link").filter(has_text=re.compile("opens in a new tab|http|\\w")).first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="To read (Markdown)").click()
    text = download.value.path().read_text()
    assert "# Mock interview" in text
    page.goto(sitting.program.base)
    row = page.get_by_role("link").filter(has_text=re.compile(r"\d+%")).first
    row.click()
    expect(sitting.review).to_be_visible()


def test_a_whole_interview_by_keyboard_alone_with_the_network_gone_for_half_a_minute(
    sitting: Sitting, page: Page, context: BrowserContext
) -> None:
    prepare_by_keyboard(sitting)
    tab_to(page, "Your answer")
    page.keyboard.type("I would store the keys.")
    page.keyboard.press("ControlOrMeta+Enter")
    sitting.gone("I would store the keys.")
    sitting.wait()

    tab_to(page, "Your answer")
    page.keyboard.type("Before the cut. ")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    context.set_offline(True)
    page.keyboard.type("While it was cut: ü 🦜. ")
    expect(page.get_by_text("Not saved: offline")).to_be_visible()
    page.wait_for_timeout(30_000)
    context.set_offline(False)
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.keyboard.type("After it.")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(sitting.review).to_be_visible()

    tab_to(page, "Reference answer")
    page.keyboard.press("Enter")
    expect(page.locator("details.reference[open]").first).to_be_visible()
    answers = [turn["answer"] for turn in exported_by_keyboard(page)["interview"]["turns"]]
    assert answers == ["I would store the keys.", "Before the cut. While it was cut: ü 🦜. After it."]


def prepare_by_keyboard(sitting: Sitting) -> None:
    """Set up an interview of two questions without follow-ups, and come to its first."""
    page = sitting.page
    page.route("**/api/interviews", seeded)
    page.goto(sitting.program.base)
    expect(page.get_by_role("button", name="Prepare the interview")).to_be_enabled()
    tab_to(page, "Number of questions")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("2")
    tab_to(page, "Up to 1")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Start the interview")).to_be_visible()
    tab_to(page, "Start the interview")
    page.keyboard.press("Enter")
    sitting.wait()


def exported_by_keyboard(page: Page) -> Any:
    """The complete copy of the interview that is shown."""
    tab_to(page, "Complete (JSON)")
    with page.expect_download() as sent:
        page.keyboard.press("Enter")
    return json.loads(Path(sent.value.path()).read_text())


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the thing of that name has the focus."""
    for _ in range(120):
        found = page.evaluate(
            "(name) => { const e = document.activeElement; const l = e.labels?.[0]?.innerText ?? '';"
            " return [e.innerText, e.getAttribute('aria-label'), l].some(t => t?.trim().startsWith(name)); }",
            name,
        )
        if found:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {name!r}")
