"""What a person waits for: the first page, the room, words as they stream, a long record."""

from __future__ import annotations

import gzip
import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, Page, Response, sync_playwright

from scripts import browser as chromium
from tests import history
from tests.bench.figures import Figure, percentile
from tests.bench.parts import Bench, Part
from tests.bench.processes import ROOT, Child, fetch

LOOKS = (
    "",
    "?page=2",
    "?page={last}",
    "?sort=oldest&page={middle}",
    "?sort=highest",
    "?sort=lowest&page={last}",
    "?q=cache",
    "?q=vector+search&sort=highest",
    "?q=nothing+has+these+words",
    "?topic=rag&mode=study",
    f"?judge={quote('basic@5')}&sort=highest&page={{middle}}",
    "?since=2026-01-01&until=2026-03-31&sort=lowest",
    "?state=live",
)
"""What a person might look for in the record."""
WORDS = 6_000
"""Characters that the interviewer streams."""
LONG = ("internals/kv-cache", "internals/self-attention-disadvantages")


def record(bench: Bench) -> Part:
    """A long record: listed, searched, opened."""
    number = bench.scale.interviews
    bench.tell(f"record: making {number} interviews")
    history.write(bench.folder / "record" / "viva.db", number, datetime.now(UTC), each=2)
    history.write(bench.folder / "long" / "viva.db", 1, datetime.now(UTC), each=20, follow_ups=1)
    with bench.viva("record") as viva:
        bench.tell("record: looking for some")
        pages = {"last": -(-number // 25), "middle": number // 50}
        looks = [look.format(**pages) for look in islice(cycle(LOOKS), bench.scale.looks)]
        took = [_timed(f"{viva.address}/api/interviews{look}") for look in looks]
        standing = median(_timed(f"{viva.address}/api/progress") for _ in range(3))
    with bench.viva("long") as viva, _browser() as browser:
        opened = median(_opened(browser, viva) for _ in range(bench.scale.starts))
    yield Figure(
        "record.p95", f"a page of {number:,} interviews, found and sorted, p95", percentile(took, 0.95), "ms", most=100
    )
    yield Figure("record.p50", "  p50", percentile(took, 0.5), "ms")
    yield Figure("record.progress", "  the progress of their candidate", standing, "ms")
    yield Figure("record.open", "a transcript of 20 questions with follow-ups, opened", opened, "ms", most=300)


def page(bench: Bench) -> Part:
    """The page in a browser."""
    bench.tell("page: first load, room, stream")
    folder = _long_questions(bench.folder / "bank")
    runs = bench.scale.starts
    with bench.viva("page", bank=folder, seconds_per_word=0.003) as viva, _browser() as browser:
        script = _script(browser, viva)
        painted = median(_painted(browser, viva) for _ in range(runs))
        plan = {"number": 2, "follow_ups": 0, "questions": LONG}
        id = json.loads(fetch(f"{viva.address}/api/interviews", plan))["id"]
        scripting, characters = _streamed(browser, viva, id)
        usable = median(_usable(browser, viva, id) for _ in range(runs))
    yield Figure("page.script", "script of the first load, gzipped", script, "kB", most=60)
    yield Figure("page.fcp", "first contentful paint, median", painted, "s", most=0.5)
    yield Figure("page.room", "an interview under way, until one can write, median", usable, "s", most=1.0)
    per = scripting * WORDS / characters
    yield Figure("page.stream", f"script for {WORDS:,} streamed characters", per, "s", most=0.5)


def _timed(url: str) -> float:
    begun = time.perf_counter()
    fetch(url)
    return (time.perf_counter() - begun) * 1000


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch())
        yield browser
        browser.close()


def _script(browser: Browser, viva: Child) -> float:
    """kB of script that a first visit loads before anything is done on it."""
    files: dict[str, bytes] = {}

    def note(response: Response) -> None:
        if response.url.endswith(".js"):
            files[response.url] = response.body()

    with _fresh(browser) as page:
        page.on("response", note)
        page.goto(viva.address)
        page.get_by_role("button", name="Prepare the interview").wait_for()
        # Half a second later the room is fetched beside it.
        return sum(len(gzip.compress(content, 9)) for content in files.values()) / 1000


@contextmanager
def _fresh(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    yield context.new_page()
    context.close()


def _painted(browser: Browser, viva: Child) -> float:
    with _fresh(browser) as page:
        page.goto(viva.address)
        page.get_by_role("heading", level=1).wait_for()
        paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"
        return float(page.evaluate(f"new Promise(done => setTimeout(() => done({paint}), 100))")) / 1000


def _usable(browser: Browser, viva: Child, id: str) -> float:
    """Seconds from the address to a box that takes an answer."""
    with _fresh(browser) as page:
        page.goto(f"{viva.address}/#/i/{id}", wait_until="commit")
        return _when(page, "document.querySelector('#answer:not([readonly])')") / 1000


def _opened(browser: Browser, viva: Child) -> float:
    """Milliseconds from the record to the whole transcript, shown."""
    with _fresh(browser) as page:
        page.goto(f"{viva.address}/#/record")
        page.locator(".past-row").first.wait_for()
        page.wait_for_timeout(800)
        begun = float(page.evaluate("(document.querySelector('.past-row').click(), performance.now())"))
        whole = "document.querySelectorAll('article.question .question-review .verdicts').length === 20"
        return _when(page, whole) - begun


def _when(page: Page, holds: str) -> float:
    """The page's time, in milliseconds, at the first frame at which it holds."""
    page.evaluate(
        f"""window.held = new Promise((done, late) => {{
            const look = () => requestAnimationFrame(({holds}) ? () => done(performance.now()) : look);
            setTimeout(() => late(new Error("it never came")), 30000);
            look();
        }})"""
    )
    return float(page.evaluate("window.held"))


def _streamed(browser: Browser, viva: Child, id: str) -> tuple[float, int]:
    """Seconds of script while two long questions come in, and how many characters they have."""
    characters = 0
    with _fresh(browser) as page:
        page.goto(f"{viva.address}/#/i/{id}")
        page.get_by_role("button", name="Start the interview").wait_for()
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        before = _spent(session)
        page.get_by_role("button", name="Start the interview").click()
        for n in range(len(LONG)):
            page.locator("#answer:not([readonly])").wait_for()
            characters += len(page.locator(".log").inner_text())
            if n + 1 < len(LONG):
                page.locator("#answer").fill("An answer.")
                page.get_by_role("button", name="Send answer").click()
                page.get_by_role("heading", name=f"Question {n + 2} of").wait_for()
        return _spent(session) - before, characters


def _spent(session: Any) -> float:
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["ScriptDuration"])


def _long_questions(folder: Path) -> Path:
    """A bank whose chosen questions are nearly as long as they may be."""
    shutil.copytree(ROOT / "questions" / "internals", folder / "internals")
    (folder / "topics.toml").write_text('[[topic]]\nid = "internals"\ntitle = "Internals"\nabout = "Some questions."\n')
    said = [f"Say what follows from detail number {n}, in **your own words**." for n in range(36)]
    # In paragraphs, as people and models write.
    more = "\n\n".join(" ".join(said[n : n + 6]) for n in range(0, len(said), 6))
    for id in LONG:
        file = folder / f"{id}.md"
        file.write_text(file.read_text().replace("\n## Answer", f"\n{more}\n\n## Answer", 1))
    return folder
