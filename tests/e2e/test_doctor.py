"""The check of the models in the browser: started by its button, told finding by finding."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import Sitting
from tests.expert import brief
from tests.model_server import ModelServer
from tests.program import Program

BUTTON = "Check the model"


@pytest.fixture
def judged(tmp_path: Path) -> Iterator[Program]:
    """Viva with a model that talks well and judges badly."""
    with ModelServer() as model:
        model.otherwise = brief
        config = tmp_path / "viva.toml"
        config.write_text(f'[models.m]\nmodel = "openai/m"\napi_base = "{model.base}"\n[roles]\njudge = "m"\n')
        with Program(tmp_path / "data", "--config", str(config)) as program:
            yield program


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_button_tells_what_the_model_is_fit_for(browser: Browser, judged: Program, scheme: Any, width: int) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page.goto(judged.base)
    page.get_by_role("button", name=BUTTON).click()
    status = page.get_by_role("status").filter(has_text="openai/m")
    expect(status).to_contain_text("Fit as judge (failed): no, agrees")
    expect(status).to_contain_text("(85 % needed)")
    expect(status).to_contain_text("Fit as interviewer (good): yes.")
    expect(status).to_contain_text("Use another model as judge.")

    assert "127.0.0.1" not in status.inner_text()
    Sitting(page, judged).no_axe_violations()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.reload()
    expect(page.get_by_role("status").filter(has_text="openai/m")).to_contain_text("Fit as judge")
    expect(page.get_by_role("button", name=BUTTON)).to_be_enabled()
    page.close()


def test_a_check_goes_on_though_an_older_look_at_it_is_told_late(judged: Program, page: Page) -> None:
    def late(route: Route) -> None:
        if route.request.method == "GET" and not held:
            held.append(route)
        else:
            route.continue_()

    held: list[Route] = []
    page.route("**/api/models/check", late)
    page.goto(judged.base)
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_role("button", name=BUTTON).click()
    held[0].fulfill(json={"running": False, "models": [], "doing": None, "fault": ""})

    expect(page.get_by_role("status").filter(has_text="openai/m")).to_contain_text("Fit as judge (failed): no, agrees")


def test_without_a_model_there_is_no_button(sitting: Sitting, page: Page) -> None:
    page.goto(sitting.program.base)
    expect(page.get_by_role("heading", name="Who you will meet")).to_be_visible()

    assert page.get_by_role("button", name=BUTTON).count() == 0
