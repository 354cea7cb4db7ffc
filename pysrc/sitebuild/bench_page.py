"""Measures the built page in Chromium: boot, frames a second, and how long the page is blocked.

Run by the interpreter that has Playwright: `python -m sitebuild.bench_page DIST BROWSER`, prints
JSON. A cold boot has a fresh profile; a warm one is a second visit in the same profile.
"""

import json
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright, Request, sync_playwright

from sitebuild.browsers import FLAGS
from sitebuild.serve import serving

RUNS = 5
TRAINING_MS = 5000
BOOT_LIMIT_MS = 120_000

# Notes when the page says that it is ready, and counts the bytes and requests until then.
_WATCH_BOOT = """
new MutationObserver((_, observer) => {
  const status = document.documentElement.dataset.status;
  if (status === undefined || status === "loading") return;
  window.__ready = performance.now();
  observer.disconnect();
}).observe(document, { attributes: true, attributeFilter: ["data-status"], subtree: true });
"""

# Counts the frames the page paints in which the epoch moved on, and the longest block.
_WATCH_TRAINING = """
(duration) => new Promise((resolve) => {
  const tasks = [];
  const observer = new PerformanceObserver((list) =>
    tasks.push(...list.getEntries().map((entry) => entry.duration)));
  observer.observe({ type: "longtask" });
  const page = document.documentElement.dataset;
  const start = performance.now(), first = Number(page.epoch);
  let frames = 0, shown = page.epoch, last = start, gap = 0;
  const count = (now) => {
    if (page.epoch !== shown) { frames += 1; shown = page.epoch; }
    gap = Math.max(gap, now - last);
    last = now;
    if (now - start < duration) requestAnimationFrame(count);
    else {
      observer.disconnect();
      const seconds = (now - start) / 1000;
      resolve({
        frames_per_s: frames / seconds,
        epochs_per_s: (Number(page.epoch) - first) / seconds,
        longest_task_ms: Math.max(0, ...tasks),
        longest_gap_ms: gap,
      });
    }
  };
  requestAnimationFrame(count);
})
"""


def _context(playwright: Playwright, browser: str, profile: str) -> BrowserContext:
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=browser, args=list(FLAGS), viewport={"width": 1280, "height": 800}
    )
    context.add_init_script(_WATCH_BOOT)
    return context


def _boot(page: Page, address: str) -> float:
    """Seconds from the navigation to the page's word that it is ready."""
    page.goto(address, wait_until="commit")
    page.wait_for_function("window.__ready !== undefined", timeout=BOOT_LIMIT_MS)
    return float(page.evaluate("window.__ready / 1000"))


def _boots(playwright: Playwright, browser: str, address: str) -> dict[str, Any]:
    cold, warm, requests = [], [], 0
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            context = _context(playwright, browser, profile)
            seen: list[str] = []

            # Playwright marks the function it is given, which a bound built-in does not bear.
            def note(request: Request, seen: list[str] = seen) -> None:
                seen.append(request.url)

            context.on("request", note)
            page = context.new_page()
            cold.append(_boot(page, address))
            requests = sum(url.startswith("http") for url in seen)
            page.close()
            warm.append(_boot(context.new_page(), address))
            context.close()
    return {
        "cold_boot_s": median(cold),
        "cold_boot_runs_s": cold,
        "warm_boot_s": median(warm),
        "warm_boot_runs_s": warm,
        "requests": requests,
    }


def _training(playwright: Playwright, browser: str, address: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        context = _context(playwright, browser, profile)
        page = context.new_page()
        _boot(page, address)
        page.get_by_role("button", name="Play", exact=True).click()
        page.wait_for_function("Number(document.documentElement.dataset.epoch) > 20")
        result: dict[str, Any] = page.evaluate(_WATCH_TRAINING, TRAINING_MS)
        version = context.browser.version if context.browser else ""
        context.close()
    return {**result, "chromium": version}


def measure(dist: Path, browser: str) -> dict[str, Any]:
    """All figures of the page."""
    with serving(dist, "/some/sub/path/") as address, sync_playwright() as playwright:
        return _boots(playwright, browser, address) | _training(playwright, browser, address)


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), sys.argv[2])))
