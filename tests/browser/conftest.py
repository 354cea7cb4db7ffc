"""The built site, served under a sub-path, in a real Chromium that reaches nothing else.

A `page` fails its test when the page asks another origin for anything, writes an error to the
console, throws, or has a request fail. A test that provokes one of these says so beforehand:

    watch.expected.append("worker died")    # a regular expression
"""

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playground_page import DESKTOP, PlaygroundPage
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from sitebuild.browsers import FLAGS
from sitebuild.serve import serving

SUB_PATH = "/some/sub/path/"


class Watch:
    """What went wrong on a page, except for what its test expects."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.expected: list[str] = []
        self.seen: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        """Watches every page of a context, and blocks what would leave the site's origin."""
        context.route(lambda url: not url.startswith((self.origin, "blob:", "data:")), self._block)
        context.on("requestfailed", self._failed)
        context.on("weberror", lambda error: self.seen.append(f"thrown: {error.error}"))
        context.on("console", self._console)
        context.on("response", self._response)

    def _block(self, route, request: Request) -> None:
        self.seen.append(f"another origin: {request.url}")
        route.abort()

    def _failed(self, request: Request) -> None:
        if request.url.startswith(self.origin):
            self.seen.append(f"request failed: {request.url} ({request.failure})")

    def _response(self, response) -> None:
        if response.status >= 400:
            self.seen.append(f"answer {response.status}: {response.url}")

    def _console(self, message) -> None:
        if message.type == "error":
            self.seen.append(f"console: {message.text}")

    def unexpected(self) -> list[str]:
        return [line for line in self.seen if not any(re.search(e, line) for e in self.expected)]


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the built site."""
    with serving(Path(os.environ["PLAYGROUND_DIST"]), SUB_PATH) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; each test gets a fresh context, that is, a fresh profile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["BROWSER_PATH"], args=list(FLAGS)
        )
        yield browser
        browser.close()


def watch_for(site: str) -> Watch:
    return Watch(site.removesuffix(SUB_PATH) + "/")


@contextmanager
def watched(browser: Browser, watch: Watch, **options: Any) -> Iterator[BrowserContext]:
    """A fresh profile, of desktop size unless the options differ, whose pages are watched."""
    context = browser.new_context(**{"viewport": DESKTOP, **options})
    watch.follow(context)
    yield context
    context.close()
    assert not watch.unexpected()


@pytest.fixture
def watch(site: str) -> Watch:
    """The record of what went wrong; `watch.expected` takes what the test provokes."""
    return watch_for(site)


@pytest.fixture
def options() -> dict[str, Any]:
    """What kind of browser the reader has; a test says otherwise by parametrising `options`."""
    return {}


@pytest.fixture
def context(browser: Browser, watch: Watch, options: dict[str, Any]) -> Iterator[BrowserContext]:
    """A fresh profile whose pages are watched."""
    with watched(browser, watch, **options) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A blank page; the test opens the site, or a part of it, itself."""
    return context.new_page()


class Shared:
    """One booted playground for all tests that leave it usable.

    After a failed test, which may leave it in any state, it is booted anew.
    """

    def __init__(self, browser: Browser, site: str) -> None:
        self._browser, self._site = browser, site
        self._failures = -1
        self._opened = ExitStack()

    def at_its_beginning(self, failures: int) -> tuple[PlaygroundPage, Watch]:
        """The playground as if it had just been opened; `failures` is their number so far."""
        if failures != self._failures:
            self.close()
            self._failures = failures
            self._watch = watch_for(self._site)
            page = self._opened.enter_context(watched(self._browser, self._watch)).new_page()
            page.goto(self._site)
            self._playground = PlaygroundPage(page).wait_ready()
        self._playground.start_over()
        return self._playground, self._watch

    def close(self) -> None:
        """Close it, with its profile."""
        self._opened.close()


@pytest.fixture(scope="session")
def shared(browser: Browser, site: str) -> Iterator[Shared]:
    """What gives each test the shared playground."""
    shared = Shared(browser, site)
    yield shared
    shared.close()


@pytest.fixture
def playground(shared: Shared, request: pytest.FixtureRequest) -> Iterator[PlaygroundPage]:
    """The shared playground with the standard experiment, and nothing left of another test."""
    playground, watch = shared.at_its_beginning(request.session.testsfailed)
    yield playground
    unexpected = watch.unexpected()
    watch.seen.clear()
    assert not unexpected


@pytest.fixture
def booted(page: Page, site: str) -> PlaygroundPage:
    """A playground of the test's own, in a fresh profile, with Python there."""
    page.goto(site)
    return PlaygroundPage(page).wait_ready()
