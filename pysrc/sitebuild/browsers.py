"""Finds a Chromium for the tests and the bench, and fetches one when there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from sitebuild.errors import BuildError

PLACE_VARIABLE = "BROWSER_PATH"

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
)

# Nothing of a fresh browser may go to the network, and containers have neither sandbox nor GPU.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def installed() -> str | None:
    """The path of an installed browser: `$BROWSER_PATH`, the PATH, or a usual place."""
    own = os.environ.get(PLACE_VARIABLE)
    if own:
        if not Path(own).is_file():
            raise BuildError(f"{PLACE_VARIABLE} is {own}, but there is no such file.")
        return own
    found = (shutil.which(name) for name in _NAMES)
    places = (place for place in _PLACES if Path(place).is_file())
    return next((path for path in (*found, *places) if path), None)


def _succeeds(*command: str) -> bool:
    try:
        return subprocess.run(command, stdout=sys.stderr).returncode == 0
    except OSError:
        return False


def _playwrights(python: Path) -> str | None:
    """The Chromium of the pinned Playwright, downloaded when it is not there."""
    if not _succeeds(str(python), "-m", "playwright", "install", "chromium"):
        return None
    question = (
        "from playwright.sync_api import sync_playwright as s\n"
        "with s() as p: print(p.chromium.executable_path)"
    )
    answer = subprocess.run([python, "-c", question], capture_output=True, text=True)
    path = answer.stdout.strip()
    return path if path and Path(path).is_file() and _succeeds(path, "--version") else None


def _debians() -> str | None:
    """Debian's package, where this process may install it."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not (root and shutil.which("apt-get")):
        return None
    if not _succeeds("apt-get", "update", "-qq"):
        return None
    _succeeds("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
    return installed()


def find_browser(python: Path, *, offline: bool) -> str:
    """The path of a Chromium; `python` is the interpreter that has Playwright.

    Raises `BuildError` with what to install when there is none and none can be fetched.
    """
    found = installed()
    if found is None and not offline:
        print("No Chromium or Chrome is installed; fetching one.", flush=True)
        found = _playwrights(python) or _debians()
    if found is None:
        raise BuildError(
            "The browser tests need Chromium or Chrome and none could be fetched; install one "
            f"(Debian: apt-get install chromium), or set {PLACE_VARIABLE} to its path."
        )
    return found
