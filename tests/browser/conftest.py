"""The built site, served under a sub-path, in a real Chromium that reaches nothing else.

A `page` fails its test when the page asks another origin for anything, writes an error to the
console, throws, or has a request fail. A test that provokes one of these says so beforehand:

    watch.expected.append("worker died")    # a regular expression
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
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


@pytest.fixture
def watch(site: str) -> Watch:
    """The record of what went wrong; `watch.expected` takes what the test provokes."""
    return Watch(site.removesuffix(SUB_PATH) + "/")


@pytest.fixture
def context(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    """A fresh profile of desktop size whose pages are watched."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    watch.follow(context)
    yield context
    context.close()
    assert not watch.unexpected()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A blank page; the test opens the site, or a part of it, itself."""
    return context.new_page()
