"""From the first paint to the moment Python takes the page over, and what happens in between."""

import re
from typing import Any

import pytest
from playground_page import BOOT, PlaygroundPage
from playwright.sync_api import Page, Route, expect

REGIONS = ("run", "data", "network", "boundary", "points-tools", "loss-scale", "loss-linear")

# Adds up how far the parts of the page jump, from its first moment on.
SHIFTS = """
window.shifted = 0;
window.shifts = new PerformanceObserver((list) => count(list.getEntries()));
window.count = (entries) => {
  for (const entry of entries) if (!entry.hadRecentInput) window.shifted += entry.value;
};
window.shifts.observe({ type: "layout-shift", buffered: true });
"""

# Writes down each state the page publishes, from its first moment on.
HISTORY = """
window.published = [];
new MutationObserver(() => {
  const { status, epoch } = document.documentElement.dataset;
  if (epoch !== undefined) window.published.push([status, Number(epoch)]);
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-epoch"] });
"""


def hold_python(page: Page) -> list[Route]:
    """Keeps NumPy from arriving until the test lets the returned routes go on."""
    held: list[Route] = []
    page.route("**/numpy.zip", lambda route: held.append(route))
    return held


def boxes(page: Page) -> dict[str, Any]:
    return {name: page.locator(f"#{name}").bounding_box() for name in REGIONS}


def test_the_page_boots_under_a_sub_path(booted: PlaygroundPage) -> None:
    assert booted.read("status") in ("ready", "paused")
    expect(booted.page.locator("#progress")).to_be_hidden()
    expect(booted.notice()).to_have_count(0)
    for name in REGIONS:
        inner = booted.page.locator(f"#{name} > *").first
        expect(inner).to_be_visible()
    assert booted.n_points() == 500
    assert booted.address() == ""


def test_nothing_moves_when_python_takes_over(page: Page, site: str) -> None:
    held = hold_python(page)
    page.add_init_script(SHIFTS)
    page.goto(site)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    playground = PlaygroundPage(page)
    playground.wait("+d.epoch > 1")
    before = boxes(page)
    for route in held:
        route.continue_()
    playground.wait_ready()
    assert boxes(page) == before
    page.evaluate("count(shifts.takeRecords())")
    shifted = page.evaluate("shifted")
    assert shifted < 0.01


TILES = """Bokeh.documents[0].get_model_by_name('network-tiles').data.image
  .map((tile) => Array.from(tile))"""


def test_a_recorded_run_plays_until_python_is_there(page: Page, site: str) -> None:
    held = hold_python(page)
    page.add_init_script(HISTORY)
    page.goto(site)
    playground = PlaygroundPage(page)
    playground.wait("d.status === 'loading' && +d.epoch > 2")
    expect(playground.field("Data set")).to_be_visible()
    grid, lines = playground.grid(), playground.column("network-edges", "width")
    tiles = page.evaluate(TILES)
    epoch = playground.number("epoch")
    playground.wait(f"d.status === 'loading' && +d.epoch > {epoch}")
    assert playground.grid() != grid
    assert playground.column("network-edges", "width") != lines
    moved = [new != old for new, old in zip(page.evaluate(TILES), tiles, strict=True)]
    assert moved == [False] * 2 + [True] * 7  # the maps of the inputs stay
    for route in held:
        route.continue_()
    playground.wait_ready()
    epochs = [epoch for _, epoch in page.evaluate("published")]
    assert epochs == sorted(epochs)


# Keeps the picture of the last recorded frame, as it stands when Python sends its first one.
LAST_RECORDED = """
const seen = { recorded: null };
window.seen = seen;
new MutationObserver(() => {
  const { status, epoch } = document.documentElement.dataset;
  if (status !== "loading" || epoch === undefined) return;
  const source = (name) => [...Bokeh.documents[0]._all_models.values()]
    .find((model) => model.name === name).data;
  seen.recorded = {
    epoch,
    grid: Array.from(source("boundary-image").image[0]),
    tiles: source("network-tiles").image.map((tile) => Array.from(tile)),
    width: Array.from(source("network-edges").width),
  };
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-epoch"] });
"""


def test_the_live_session_goes_on_from_the_recorded_frame(page: Page, site: str) -> None:
    page.add_init_script(LAST_RECORDED)
    page.goto(site)
    playground = PlaygroundPage(page).wait_ready()
    recorded = page.evaluate("seen.recorded")
    assert recorded["epoch"] == playground.read("epoch")
    difference = max(abs(a - b) for a, b in zip(recorded["grid"], playground.grid(), strict=True))
    assert difference <= 1 / 127
    assert recorded["width"] == playground.column("network-edges", "width")
    for old, new in zip(recorded["tiles"], page.evaluate(TILES), strict=True):
        assert max(abs(a - b) for a, b in zip(old, new, strict=True)) <= 1 / 127


@pytest.mark.parametrize("options", [{"reduced_motion": "reduce"}])
def test_the_recorded_run_stands_still_for_who_wants_no_motion(page: Page, site: str) -> None:
    held = hold_python(page)
    page.add_init_script(HISTORY)
    page.goto(site)
    playground = PlaygroundPage(page)
    playground.wait("d.epoch !== undefined")
    assert playground.number("epoch") > 10
    for route in held:
        route.continue_()
    playground.wait_ready()
    assert len({epoch for _, epoch in page.evaluate("published")}) == 1


def test_what_is_done_before_python_is_there_is_done_after(page: Page, site: str) -> None:
    held = hold_python(page)
    page.goto(site)
    playground = PlaygroundPage(page)
    playground.choose("Data set", "Exclusive or")
    playground.button("Add layer").click()
    playground.button("Add layer").click()
    playground.wait("+d.epoch > 2")
    assert playground.read("status") == "loading"
    for route in held:
        route.continue_()
    playground.wait_ready()
    playground.wait_address("dataset=xor")
    playground.wait_address("layers=4,2,2,2")
    expect(playground.field("Data set")).to_have_value("Exclusive or")
    assert "Exclusive or" in playground.words()


def test_an_address_typed_before_python_is_there_is_opened_after(page: Page, site: str) -> None:
    held = hold_python(page)
    page.goto(site)
    playground = PlaygroundPage(page)
    playground.wait("+d.epoch > 2")
    page.evaluate("location.hash = 'dataset=gauss'")
    for route in held:
        route.continue_()
    playground.wait_address("v=1")
    playground.wait_address("dataset=gauss")
    assert playground.read("epoch") == "0"


def test_the_progress_is_told_in_bytes(page: Page, site: str) -> None:
    held = hold_python(page)
    page.goto(site)
    told = re.compile(r"^Downloading \d+\.\d of \d+\.\d MB$")
    expect(page.locator("#progress-text")).to_have_text(told, timeout=BOOT)
    assert 0 < page.locator("#progress-bar").evaluate("(bar) => bar.value") < 1
    for route in held:
        route.continue_()
    PlaygroundPage(page).wait_ready()
