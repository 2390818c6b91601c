"""Speaking instead of typing, and being spoken to: with a browser whose microphone is made up."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, Route, expect

from scripts import browser as chromium
from tests.e2e.conftest import Sitting
from tests.program import Program
from tests.speech_server import SpeechServer
from tests.test_voice import configured

QUESTION = {"number": 1, "follow_ups": 0, "questions": ["internals/kv-cache"]}
MADE_UP = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
# Stands in for the browser's own recognition, which would ask its maker; and notes what the page says aloud.
RECOGNITION = """
window.engines = [];
window.SpeechRecognition = window.webkitSpeechRecognition = class {
  start() { window.engines.push(this); }
  stop() {
    this.onresult({results: [Object.assign([{transcript: "heard by the browser"}], {isFinal: true})]});
    this.onend();
  }
  abort() { this.onend(); }
};
window.said = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", {value: {
  speak(what) { window.said.push(what.text); }, cancel() { window.said.push("(stopped)"); },
}});
"""


@pytest.fixture(scope="module")
def speech() -> Iterator[SpeechServer]:
    with SpeechServer() as server:
        yield server


@pytest.fixture(scope="module")
def hearing(tmp_path_factory: pytest.TempPathFactory, speech: SpeechServer) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("hearing")
    config: Path = configured(folder, speech.base)
    with Program(folder / "data", "--config", str(config), environ={"TEST_KEY": "sk-test-123456"}) as program:
        yield program


@pytest.fixture(scope="module")
def microphone(browser_type: BrowserType) -> Iterator[Browser]:
    """A browser with a microphone that hums, and nobody who asks for leave."""
    how: dict[str, Any] = chromium.launch()
    fake = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        "--autoplay-policy=no-user-gesture-required",
    ]
    browser = browser_type.launch(**how | {"args": [*how.get("args", []), *fake]})
    yield browser
    browser.close()


def test_what_is_spoken_lands_in_the_box_and_is_sent_by_nobody_but_the_candidate(
    hearing: Program, speech: SpeechServer, microphone: Browser
) -> None:
    page = microphone.new_page(reduced_motion="reduce")
    sitting = Sitting(page, hearing)
    speech.calls.clear()
    sitting.start(**QUESTION)
    sitting.box.fill("First typed.")
    page.get_by_role("button", name="Speak").click()
    expect(page.get_by_role("button", name="Stop and write it down")).to_be_visible()
    sitting.no_axe_violations()
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Stop and write it down").click()

    expect(sitting.box).to_have_value("First typed. The keys and values are stored.")
    expect(sitting.box).to_be_focused()
    [call] = [call for call in speech.calls if call.path.endswith("transcriptions")]
    name, media, sound = call.fields["file"]
    assert (name, media) == ("answer.webm", "audio/webm")
    assert sound[:4] == b"\x1a\x45\xdf\xa3"
    assert len(sound) > 1000
    page.keyboard.type(" Edited.")
    page.get_by_role("button", name="Send answer").click()
    expect(sitting.review).to_be_visible()
    expect(page.get_by_text("First typed. The keys and values are stored. Edited.").first).to_be_visible()
    page.close()


def speak(page: Page) -> None:
    """For a second, by keyboard."""
    page.get_by_role("button", name="Speak").press("Enter")
    page.get_by_role("button", name="Stop and write it down").focus()
    page.wait_for_timeout(1000)
    page.keyboard.press("Enter")


def test_a_recording_that_could_not_be_written_down_is_tried_again(
    hearing: Program, speech: SpeechServer, microphone: Browser
) -> None:
    page = microphone.new_page(reduced_motion="reduce")
    sitting = Sitting(page, hearing)
    sitting.start(**QUESTION)
    speech.fails = 500
    speak(page)
    expect(page.get_by_role("alert")).to_contain_text("whisper-1 failed")
    sitting.no_axe_violations()
    speech.fails = 0
    page.get_by_role("alert").get_by_role("button", name="Try again").press("Enter")

    expect(sitting.box).to_have_value("The keys and values are stored.")
    speech.says = ""
    speak(page)
    expect(page.get_by_role("alert")).to_contain_text("Nothing was heard.")
    speech.says = SpeechServer.says
    page.get_by_role("button", name="Speak").press("Enter")
    page.get_by_role("button", name="Throw it away").press("Enter")
    expect(page.get_by_role("button", name="Speak")).to_be_enabled()
    expect(sitting.box).to_have_value("The keys and values are stored.")
    page.close()


def test_a_refused_microphone_is_told_in_words_and_typing_goes_on(hearing: Program, page: Page) -> None:
    sitting = Sitting(page, hearing)
    sitting.start(**QUESTION)
    page.get_by_role("button", name="Speak").click()

    expect(page.get_by_role("alert")).to_contain_text("go on typing")
    sitting.no_axe_violations()
    sitting.send("typed instead")
    expect(sitting.review).to_be_visible()


def test_who_speaks_when_the_question_closes_is_told_that_it_is_not_part_of_the_answer(
    hearing: Program, speech: SpeechServer, microphone: Browser
) -> None:
    page = microphone.new_page(reduced_motion="reduce")
    sitting = Sitting(page, hearing)
    speech.calls.clear()
    sitting.start(**QUESTION | {"number": 2, "questions": ["internals/kv-cache", "rag/what-and-why"]})
    page.get_by_role("button", name="Speak").click()
    expect(page.get_by_role("button", name="Stop and write it down")).to_be_visible()
    page.get_by_role("button", name="Skip question").click()
    page.get_by_role("button", name="Skip it").click()

    expect(page.get_by_role("heading", name="Question 2 of 2")).to_be_visible()
    expect(page.locator("div[role=status]").filter(has_text="while you spoke")).to_have_count(1)
    assert not [call for call in speech.calls if call.path.endswith("transcriptions")]
    page.close()


@pytest.mark.parametrize("at", ["asking", "hearing"])
def test_what_comes_after_the_question_closed_goes_nowhere(
    hearing: Program, speech: SpeechServer, microphone: Browser, at: str
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page = microphone.new_page(reduced_motion="reduce")
    sitting = Sitting(page, hearing)
    speech.calls.clear()
    sitting.start(**QUESTION | {"number": 2, "questions": ["internals/kv-cache", "rag/what-and-why"]})
    if at == "asking":
        # The browser asks for the microphone, and is answered when it is too late.
        page.evaluate(
            """() => {
                const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
                navigator.mediaDevices.getUserMedia = async (what) => {
                    await new Promise(done => (window.allow = done));
                    return (window.stream = await ask(what));
                };
            }"""
        )
        page.get_by_role("button", name="Speak").click()
    else:
        page.route("**/recording", hold)
        speak(page)
        expect(page.get_by_role("button", name="Writing down what you said")).to_be_visible()
    page.get_by_role("button", name="Skip question").click()
    page.get_by_role("button", name="Skip it").click()
    expect(page.get_by_role("heading", name="Question 2 of 2")).to_be_visible()
    sitting.wait()
    if at == "asking":
        page.evaluate("window.allow()")
        page.wait_for_function("() => window.stream?.getTracks().every(track => track.readyState === 'ended')")
    else:
        held[0].fulfill(json={"text": "too late"})

    expect(page.get_by_role("button", name="Speak")).to_be_enabled()
    expect(sitting.box).to_have_value("")
    expect(page.locator("div[role=status]").filter(has_text="What you said is in the answer box")).to_have_count(0)
    page.close()


def test_the_browsers_own_recognition_is_off_until_it_is_agreed_to(program: Program, page: Page) -> None:
    page.add_init_script(RECOGNITION)
    sitting = Sitting(page, program)
    sitting.start(**QUESTION)
    agree = page.get_by_role("checkbox", name="Let this browser write down what I say.")
    expect(agree).not_to_be_checked()
    expect(page.get_by_text("It may send the sound to the browser's maker")).to_be_visible()
    expect(page.get_by_role("button", name="Speak")).to_have_count(0)
    assert page.evaluate("window.engines.length") == 0
    sitting.no_axe_violations()

    agree.check()
    page.get_by_role("button", name="Speak").click()
    page.get_by_role("button", name="Stop and write it down").click()
    expect(sitting.box).to_have_value("heard by the browser")
    page.reload()
    expect(agree).to_be_checked()


def test_questions_are_read_aloud_by_the_model_once_that_is_switched_on(
    hearing: Program, speech: SpeechServer, microphone: Browser
) -> None:
    page = microphone.new_page(reduced_motion="reduce")
    sitting = Sitting(page, hearing)
    speech.calls.clear()
    sitting.start(**QUESTION | {"number": 2, "questions": ["internals/kv-cache", "rag/what-and-why"]})
    assert not speech.calls
    with page.expect_response("**/turns/0/speech?*") as sent:
        page.get_by_role("button", name="Read aloud").click()
    assert sent.value.headers["content-type"] == "audio/wav"
    expect(page.get_by_role("button", name="Read it again")).to_be_visible()
    with page.expect_response("**/turns/1/speech?*"):
        sitting.send("An answer.")

    assert [call.fields["voice"] for call in speech.calls] == ["echo", "echo"]
    page.close()


def test_hints_and_replies_are_read_aloud_as_they_come_but_not_again_after_a_reload(
    hearing: Program, speech: SpeechServer, microphone: Browser
) -> None:
    page = microphone.new_page(reduced_motion="reduce")
    sitting = Sitting(page, hearing)
    sitting.start(**QUESTION | {"mode": "study"})
    with page.expect_response("**/speech?kind=question*"):
        page.get_by_role("button", name="Read aloud").click()
    with page.expect_response("**/speech?kind=hint&n=0"):
        page.get_by_role("button", name="Hint").click()
    page.get_by_text("Ask the interviewer").click()
    page.get_by_label("Your question to the interviewer").fill("Which model do you mean?")
    with page.expect_response("**/speech?kind=aside&n=0"):
        page.get_by_role("button", name="Ask", exact=True).click()
    # Again means what was said last.
    with page.expect_response("**/speech?kind=aside&n=0"):
        page.get_by_role("button", name="Read it again").click()
    expect(page.get_by_role("button", name="Read it again")).to_be_visible()

    speech.calls.clear()
    with page.expect_response("**/speech?kind=question*"):
        page.reload()
    expect(page.get_by_role("button", name="Read it again")).to_be_visible()
    assert len(speech.calls) == 1
    page.close()


def test_without_a_model_the_browsers_voice_reads_and_falls_silent_when_it_is_stopped(
    program: Program, page: Page
) -> None:
    page.add_init_script(RECOGNITION)
    sitting = Sitting(page, program)
    sitting.start(**QUESTION)
    page.get_by_role("button", name="Read aloud").click()

    page.wait_for_function("() => window.said.length > 0")
    assert page.evaluate("window.said")[-1].startswith("What does the KV cache keep")
    page.get_by_role("button", name="Stop reading").click()
    assert page.evaluate("window.said")[-1] == "(stopped)"


@pytest.mark.parametrize("width", [1280, 390])
def test_connection_sound_and_microphone_are_checked_before_the_start(
    hearing: Program, microphone: Browser, width: int
) -> None:
    page = microphone.new_page(reduced_motion="reduce", viewport={"width": width, "height": 800})
    sitting = Sitting(page, hearing)
    sitting.open(**QUESTION)
    page.get_by_text("Check connection and sound").click()
    expect(page.get_by_text("A round trip takes")).to_be_visible()
    page.get_by_role("button", name="Play a tone").click()
    expect(page.get_by_text("A short tone was played.")).to_be_visible()
    page.get_by_role("button", name="Try the microphone").click()
    page.wait_for_function("() => document.querySelector('meter')?.value > 0.02")
    sitting.no_axe_violations()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Enough").click()
    expect(page.get_by_text("You are heard.")).to_be_visible()
    page.get_by_role("button", name="Start the interview").click()
    sitting.wait()
    page.close()
