"""Finds a Chromium for the browser tests, and gets one when there is none; prints its path."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

# The shell comes first: it is the same browser without a window, smaller and a quarter faster to test with.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")

# Without these a Chromium that can reach no network spends its start on looking up its maker's hosts; the last one
# keeps a page under test on this machine.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE ::1",
)


def system() -> str | None:
    """The browser that $CHROMIUM names, else one on the PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def launch() -> dict[str, Any]:
    """What to pass to Playwright's `chromium.launch`. It finds its own browser where the system has none."""
    path = system()
    sandbox = ("--no-sandbox",) if root() else ()  # Chromium refuses to start as root with one
    return {"args": [*QUIET, *sandbox]} | ({"executable_path": path} if path else {})


def own() -> str | None:
    """The browser that Playwright installed for itself. Not to be called where Playwright runs already."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def find() -> str | None:
    return system() or own()


def get() -> None:
    """Tries one source after another until there is a browser."""
    for source in (debian("chromium-headless-shell"), playwright_install(), debian("chromium")):
        for command in source:
            env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            if subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False).returncode:
                break
        if find():
            return


def debian(package: str) -> list[list[str]]:
    if not (root() and shutil.which("apt-get")):
        return []
    return [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]]


def playwright_install() -> list[list[str]]:
    return [[sys.executable, "-m", "playwright", "install", "chromium"]]


def root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


if __name__ == "__main__":
    if not find():
        get()
    print(find() or sys.exit("No Chromium for the browser tests: install one, or set CHROMIUM to its path."))
