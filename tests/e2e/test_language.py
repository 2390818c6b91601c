"""The page in another language: by the browser's, or as it is chosen."""

import re

import pytest
from playwright.sync_api import Browser, Request, expect

from tests.e2e.conftest import Sitting
from tests.program import Program


@pytest.mark.parametrize("width", [1280, 390])
def test_a_german_browser_gets_german_and_what_is_english_is_marked_as_such(
    browser: Browser, program: Program, width: int
) -> None:
    page = browser.new_page(locale="de-DE", viewport={"width": width, "height": 800}, reduced_motion="reduce")
    sitting = Sitting(page, program)

    def look() -> None:
        sitting.no_axe_violations()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.documentElement.lang") == "de"

    page.goto(program.base)
    expect(page.get_by_role("button", name="Gespräch vorbereiten")).to_be_enabled()
    expect(page.get_by_role("region", name="Wen du triffst")).to_contain_text("ohne Modell")
    look()
    id = program.begin(number=1, follow_ups=0, seed=1, questions=["internals/kv-cache"])
    page.goto(f"{program.base}/#/i/{id}")
    expect(page.get_by_text("Deine Antworten bewertet basic")).to_contain_text("schätzt die Abdeckung")
    page.get_by_role("button", name="Gespräch beginnen").click()
    box = page.get_by_role("textbox", name="Deine Antwort", exact=True)
    expect(box).to_be_editable()
    assert page.get_by_role("log").locator("[lang=en]").count() > 0
    box.fill("The keys and values of all earlier tokens are stored.")
    expect(page.get_by_text("Gespeichert", exact=True)).to_be_visible()
    look()
    page.get_by_role("button", name="Antwort senden").click()
    expect(page.get_by_role("heading", name="Dein Ergebnis")).to_be_visible()
    expect(page.get_by_text("1 von 1 bewertet")).to_be_visible()
    assert page.locator(".points [lang=en]").count() > 2
    look()
    for place, title in {"record": "Dein Archiv", "progress": "Dein Fortschritt", "bank": "Der Fragenkatalog"}.items():
        page.goto(f"{program.base}/#/{place}")
        expect(page.get_by_role("heading", name=title)).to_be_visible()
        look()
    page.close()


def test_the_choice_is_kept_and_goes_before_the_browsers(browser: Browser, program: Program) -> None:
    page = browser.new_page(locale="de-DE")
    page.goto(program.base)
    page.get_by_role("combobox", name="Sprache").select_option("English")
    expect(page.get_by_role("button", name="Prepare the interview")).to_be_enabled()
    page.reload()
    expect(page.get_by_role("button", name="Prepare the interview")).to_be_enabled()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("combobox", name="Language").select_option("Deutsch")
    expect(page.get_by_role("button", name="Gespräch vorbereiten")).to_be_enabled()
    page.close()


def test_who_reads_english_fetches_no_other_language(browser: Browser, program: Program) -> None:
    for locale, others in (("en-US", 0), ("fr-FR", 0), ("de-DE", 1)):
        page = browser.new_page(locale=locale)
        fetched: list[str] = []

        def note(request: Request, fetched: list[str] = fetched) -> None:
            fetched.append(request.url)

        page.on("request", note)
        page.goto(program.base)
        expect(page.get_by_role("combobox", name=re.compile("Language|Sprache"))).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert len([url for url in fetched if re.search(r"/de-[^/]*\.js$", url)]) == others
        page.close()
