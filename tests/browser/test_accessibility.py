"""For every reader: by keyboard, by screen reader, in the dark, on a phone."""

import json
import os
from pathlib import Path

import pytest
from playground_page import DESKTOP, PlaygroundPage
from playwright.sync_api import Page, expect

from playground.tools import TOOLS

PHONE = {"width": 390, "height": 844}

TOOL = "section.workbench"  # where the open tool is; the page around it is looked at without one

# The name of what has the focus, looked for inside shadow roots.
FOCUSED = """() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const label = element.labels?.[0]?.textContent;
  return (element.ariaLabel || label || element.textContent).trim();
}"""

# What axe found, in a form that can be read in a failed test.
VIOLATIONS = """async (part) => (await axe.run(part ?? document)).violations.flatMap((rule) =>
  rule.nodes.map((node) => `${rule.id}: ${node.target.flat().join(" ")}: ${node.failureSummary}`))
"""


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    return Path(os.environ["TOOLS_NODE_MODULES"], "axe-core", "axe.min.js").read_text("utf-8")


def open_everything(page: Page) -> None:
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")


def tab_to(page: Page, name: str, most: int = 120) -> list[str]:
    """Press Tab until something of that name has the focus; the names on the way."""
    names: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        names.append(page.evaluate(FOCUSED))
        if names[-1] == name:
            return names
    raise AssertionError(f"Tab does not reach {name}: {names}")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize(
    "link",
    [
        "",
        "dataset=wheat_seeds&loss=softmax_cross_entropy",
        "dataset=blobs&classes=10&tool=data",
        "tool=stages&stop=6&node=a2_0",
    ],
)
def test_axe_finds_nothing(
    playground: PlaygroundPage, axe: str, size: dict[str, int], colours: str, link: str
) -> None:
    page = playground.page
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=colours)
    playground.open(link)
    open_everything(page)
    playground.step_epochs(1)
    page.evaluate(axe)
    violations = page.evaluate(VIOLATIONS)
    assert not violations, json.dumps(violations, indent=1)


@pytest.mark.parametrize("tool", ["surface", "space", "histograms", "margin"])
def test_axe_finds_nothing_in_a_wide_tool(playground: PlaygroundPage, axe: str, tool: str) -> None:
    page = playground.page
    playground.open(f"tool={tool}")
    page.locator(f"{TOOL} canvas").first.wait_for()
    page.evaluate(axe)
    violations = page.evaluate(VIOLATIONS, TOOL)
    assert not violations, json.dumps(violations, indent=1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_tool_is_right_on_a_phone(playground: PlaygroundPage, axe: str, colours: str) -> None:
    page = playground.page
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme=colours)
    page.evaluate(axe)
    found: list[str] = []
    for tool in TOOLS:
        playground.open(f"tool={tool}")
        page.evaluate("scrollTo(0, 0)")  # a click that has to scroll far waits a second
        playground.step_epochs(1)
        found += [f"{tool}: {violation}" for violation in page.evaluate(VIOLATIONS, TOOL)]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            found.append(f"{tool}: the page is {width} px wide")
    assert not found, json.dumps(found, indent=1)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_in_the_forms_of_the_network(
    playground: PlaygroundPage, axe: str, colours: str
) -> None:
    page = playground.page
    page.emulate_media(color_scheme=colours)
    playground.open("frozen=2&cut=1.0.0")
    playground.button("Layer settings").click()
    playground.button("Edit a weight").click()
    playground.button("Restore this connection").wait_for()
    page.evaluate(axe)
    violations = page.evaluate(VIOLATIONS)
    assert not violations, json.dumps(violations, indent=1)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_in_a_curve_and_a_formula_with_a_mistake(
    playground: PlaygroundPage, axe: str, colours: str
) -> None:
    page = playground.page
    page.emulate_media(color_scheme=colours)
    playground.open("dataset=sine&formula=x-1")
    playground.field("Own formula").fill("sin(=x)")
    playground.button("Add formula").click()
    page.get_by_role("alert").filter(has_text="character 5").wait_for()
    page.evaluate(axe)
    violations = page.evaluate(VIOLATIONS)
    playground.field("Own formula").fill("x+1")
    playground.button("Add formula").click()
    page.get_by_role("alert").filter(has_text="character 5").wait_for(state="detached")
    assert not violations, json.dumps(violations, indent=1)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_where_files_are_saved(
    playground: PlaygroundPage, axe: str, colours: str
) -> None:
    page = playground.page
    page.emulate_media(color_scheme=colours)
    playground.open("tool=save")
    playground.button("Save the model").wait_for()
    playground.button("Save a picture…").click()
    expect(page.locator("#pictures li")).to_have_count(3)
    page.evaluate(axe)
    violations = page.evaluate(VIOLATIONS)
    page.keyboard.press("Escape")
    assert not violations, json.dumps(violations, indent=1)


def test_axe_finds_nothing_in_a_message(playground: PlaygroundPage, axe: str) -> None:
    playground.page.evaluate("location.hash = 'layers=999'")
    expect(playground.notice()).to_be_visible()
    playground.page.evaluate(axe)
    assert playground.page.evaluate(VIOLATIONS) == []


def test_play_is_reached_and_pressed_by_keyboard(playground: PlaygroundPage) -> None:
    page = playground.page
    page.evaluate("document.activeElement.blur()")
    page.locator("h1").click()
    tab_to(page, "Play", most=5)
    page.keyboard.press("Enter")
    playground.wait("d.status === 'training' && +d.epoch > 1")
    page.wait_for_function(f"({FOCUSED})() === 'Pause'")
    page.keyboard.press("Space")
    playground.wait("d.status === 'paused'")


def test_every_control_is_reached_by_keyboard(playground: PlaygroundPage) -> None:
    page = playground.page
    page.locator("h1").click()
    reached = tab_to(page, "The same in words")
    for name in (
        *("Play", "One epoch", "One mini-batch", "Reset", "New weights", "Speed"),
        *("Data set", "Points", "Noise", "Training share", "Batch size", "Data seed"),
        *("Layer 1 neurons", "Activation", "Remove layer 1", "Add layer", "Learning rate"),
        *("Optimizer", "Loss", "Initial weights", "Regularization", "Weight seed"),
        *("Add ● A", "Add ▲ B", "Add ◆ C", "Delete", "Clear all", "Linear", "Log"),
    ):
        assert name in reached
    assert "" not in reached


def test_points_are_added_by_keyboard(playground: PlaygroundPage) -> None:
    page = playground.page
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = false")
    page.locator("h2", has_text="What the network answers").click()
    tab_to(page, "Add ▲ B")
    page.keyboard.press("Enter")
    expect(playground.button("Add ▲ B")).to_have_attribute("aria-pressed", "true")
    tab_to(page, "Add points by number, or paste them")
    page.keyboard.press("Enter")
    for name, value in (("x", "1.5"), ("y", "-2")):
        tab_to(page, name)
        page.keyboard.press("Control+A")
        page.keyboard.type(value)
    tab_to(page, "Add point")
    page.keyboard.press("Enter")
    playground.wait_points(501)
    assert playground.points()[-1] == (1.5, -2, "B", "training")


def test_sliders_tell_their_value(playground: PlaygroundPage) -> None:
    slider = playground.slider("Noise")
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    playground.wait_address("noise=10")
    expect(slider).to_have_attribute("aria-valuenow", "10.0")


def test_a_phone_never_scrolls_sideways(playground: PlaygroundPage) -> None:
    page = playground.page
    page.set_viewport_size(PHONE)
    open_everything(page)
    for link in ("", "dataset=wheat_seeds&loss=softmax_cross_entropy", "dataset=plane"):
        playground.open(link)
        playground.step_epochs(1)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    figure = page.locator("#boundary").bounding_box()
    assert figure and figure["width"] > 300


def test_the_colours_follow_the_choice_and_outlive_a_reload(booted: PlaygroundPage) -> None:
    page = booted.page
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    axis = "below[0].axis_label_text_color"
    light_axis = booted.model("boundary", axis)
    page.get_by_role("button", name="Colours: as the system").click()
    page.get_by_role("button", name="Colours: light").click()
    dark = page.evaluate(paper)
    assert dark != light
    assert booted.model("boundary", axis) != light_axis
    page.reload()
    expect(page.get_by_role("button", name="Colours: dark")).to_be_visible()
    assert page.evaluate(paper) == dark
