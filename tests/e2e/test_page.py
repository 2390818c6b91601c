"""Every page and state as it is shown: what axe-core says, what hostile text does, how it fits a phone."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.e2e.conftest import Sitting
from tests.model_server import Call, ModelServer, Say, all_points, answer_of
from tests.program import Program

XSS = (
    '<img src=x onerror="window.ran=1"><script>window.ran=1</script><svg onload="window.ran=1"></svg>'
    '[click](javascript:window.ran=1) ![x](x" onerror="window.ran=1) <a href="javascript:window.ran=1">a</a>'
    '<iframe srcdoc="<script>parent.ran=1</script>"></iframe> $\\href{javascript:window.ran=1}{x}$'
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_any_page_and_nothing_sticks_out(
    browser: Browser, program: Program, scheme: Any, width: int
) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    sitting = Sitting(page, program)

    def look() -> None:
        sitting.no_axe_violations()
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto(program.base)
    expect(page.get_by_role("button", name="Prepare the interview")).to_be_enabled()
    look()
    sitting.open(number=2, follow_ups=1)
    look()
    page.get_by_role("button", name="Start the interview").click()
    sitting.wait()
    sitting.box.fill("Some **bold** words and $x^2$ and\n\n```python\nprint(1)\n```\n")
    look()
    page.get_by_role("tab", name="Preview").or_(page.get_by_role("button", name="Preview")).first.click()
    expect(page.locator(".katex").first).to_be_visible()
    look()
    page.get_by_role("button", name="End interview").click()
    look()
    page.get_by_role("button", name="End it now").click()
    expect(sitting.review).to_be_visible()
    expect(page.get_by_text("1 of 2 graded")).to_be_visible()
    look()
    page.goto(f"{program.base}/#/i/nobody")
    expect(page.get_by_text("There is no such interview")).to_be_visible()
    look()
    page.close()


def test_hostile_text_as_an_answer_runs_nothing(sitting: Sitting, page: Page) -> None:
    sitting.start(number=1, follow_ups=0)
    sitting.box.fill(XSS)
    page.get_by_role("tab", name="Preview").or_(page.get_by_role("button", name="Preview")).first.click()
    nothing_ran(page)
    page.get_by_role("tab", name="Write").or_(page.get_by_role("button", name="Write")).first.click()
    sitting.send(XSS)
    expect(sitting.review).to_be_visible()

    nothing_ran(page)


def test_hostile_text_as_a_models_reply_runs_nothing(page: Page, tmp_path: Path) -> None:
    def hostile(call: Call) -> Say:
        if call.schema:
            reply = all_points(call, "met", answer_of(call)[:40])
            return Say(reply.text.replace("As the script says.", XSS.replace('"', "'").replace("\\", "")))
        return Say(XSS + " What about it?")

    with ModelServer() as model:
        model.otherwise = hostile
        config = tmp_path / "viva.toml"
        config.write_text(
            f'[models.test]\nmodel = "openai/test"\napi_base = "{model.base}"\n'
            '[roles]\njudge = "test"\ninterviewer = "test"\n'
        )
        with Program(tmp_path / "data", "--config", str(config)) as program:
            sitting = Sitting(page, program)
            sitting.start(number=1, follow_ups=1)
            nothing_ran(page)
            sitting.box.fill("The keys and the values of the tokens are kept.")
            page.get_by_role("button", name="Send answer").click()
            expect(sitting.review.or_(page.get_by_role("button", name="Skip follow-up")).first).to_be_visible()
            nothing_ran(page)
            page.get_by_role("button", name="End interview").click()
            page.get_by_role("button", name="End it now").click()
            expect(sitting.review).to_be_visible()
            nothing_ran(page)


def nothing_ran(page: Page) -> None:
    """Nothing that the text asked for has been done, or could be by a click."""
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert (
        page.locator("main script, main iframe, main [onerror], main [onload], main a[href^='javascript']").count() == 0
    )
    assert page.locator("main img").count() == 0


def test_the_policy_itself_stops_a_script_that_got_into_the_page(page: Page, program: Program) -> None:
    page.goto(program.base)
    page.evaluate(
        "() => document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))"
    )

    assert page.evaluate("window.ran") is None


def test_no_page_reaches_beyond_this_machine(page: Page) -> None:
    # 192.0.2.0/24 is kept free for documentation: nobody answers there.
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://192.0.2.1/")


def test_an_empty_installation_greets_and_offers_a_short_interview(sitting: Sitting, page: Page) -> None:
    page.goto(sitting.program.base)
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    expect(
        page.get_by_text("No model server answers").or_(page.get_by_text("answers at http://127.0.0.1"))
    ).to_be_visible()
    sitting.no_axe_violations()
    page.get_by_role("button", name="Try a 5-minute interview").click()
    page.get_by_role("button", name="Start the interview").click()
    sitting.wait()
    expect(page.get_by_role("heading", name="Question 1 of 2")).to_be_visible()

    page.goto(f"{sitting.program.base}/#/")
    expect(page.get_by_text("Not finished")).to_be_visible()
    expect(page.get_by_role("heading", name="Welcome")).to_be_hidden()


def test_a_model_server_that_was_found_comes_with_the_settings_for_it(sitting: Sitting, page: Page) -> None:
    found = [{"kind": "Ollama", "api_base": "http://127.0.0.1:11434/v1", "models": ["<b>small</b>", "b", "c", "d"]}]
    page.route("**/api/models/nearby", lambda route: route.fulfill(json={"found": found}))
    page.goto(sitting.program.base)

    expect(page.get_by_text("answers at http://127.0.0.1:11434/v1 with <b>small</b>, b, c and 1 more.")).to_be_visible()
    expect(page.get_by_label("Settings for viva.toml")).to_contain_text('model = "openai/<b>small</b>"')
    sitting.no_axe_violations()


def test_a_plan_is_tailored_to_a_text_and_can_be_changed(sitting: Sitting, page: Page) -> None:
    page.goto(sitting.program.base)
    page.get_by_text("Tailor it to a job description").click()
    page.get_by_label("Paste the text here").fill(
        "Senior speech engineer: ASR, TTS and voice agents, with evaluation. <img src=x onerror='window.ran=1'>"
    )
    page.get_by_role("button", name="Choose topics").click()
    expect(page.get_by_role("button", name="Choose topics")).to_be_focused()
    chosen = page.locator(".fits")
    expect(chosen).to_contain_text("Speech and audio at the centre")
    expect(chosen).to_contain_text("“speech”, “ASR”, “TTS”")
    expect(page.get_by_role("checkbox", name="Speech and audio")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Senior")).to_be_checked()
    nothing_ran(page)
    sitting.no_axe_violations()

    page.get_by_role("checkbox", name="Evaluation").uncheck()
    expect(chosen).not_to_contain_text("Evaluation")
    with page.expect_request("**/api/interviews") as sent:
        page.get_by_role("button", name="Prepare the interview").click()
    assert set((sent.value.post_data_json or {})["topics"]) == {"speech", "agents"}
    expect(page.get_by_role("button", name="Start the interview")).to_be_visible()
