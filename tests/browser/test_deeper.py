"""The deeper pictures on the page: each opens, draws, follows the training and is told in words."""

from __future__ import annotations

import pytest
from playground_page import PlaygroundPage
from playwright.sync_api import Locator, Page, expect


@pytest.fixture
def playground(page: Page, site: str) -> PlaygroundPage:
    """A small experiment, without the recorded run, before its first step."""
    page.goto(site + "#v=1&seed=7&n=100")
    return PlaygroundPage(page).wait_ready()


def workbench(playground: PlaygroundPage) -> Locator:
    return playground.page.locator("section.workbench")


def open_tool(playground: PlaygroundPage, label: str, tool: str) -> None:
    playground.button(label).click()
    playground.wait_address(f"tool={tool}")


def wait_length(playground: PlaygroundPage, source: str, column: str, length: int) -> None:
    """Wait until a column of a source has that many values."""
    playground.page.wait_for_function(
        """([source, column, length]) =>
          Bokeh.documents[0].get_model_by_name(source)?.data[column].length === length""",
        arg=[source, column, length],
    )


def said(playground: PlaygroundPage, text: str) -> None:
    expect(workbench(playground)).to_contain_text(text)


def test_the_loss_surface_follows_the_training_and_is_centred(playground: PlaygroundPage) -> None:
    open_tool(playground, "Loss surface", "surface")
    wait_length(playground, "surface-path", "x", 1)
    frame = playground.model("surface-map", "data.x")
    said(playground, f"with the loss {playground.number('train_loss'):.3g}")
    playground.step_epochs(2)
    said(playground, "from epoch 0 to 2.")
    said(playground, f"with the loss {playground.number('train_loss'):.3g}")
    assert playground.model("surface-map", "data.x") == frame
    playground.button("Centre here").click()
    playground.page.wait_for_function(
        "(x) => Bokeh.documents[0].get_model_by_name('surface-map').data.x[0] !== x", arg=frame[0]
    )


def test_the_directions_of_the_surface_are_part_of_the_address(playground: PlaygroundPage) -> None:
    playground.open("tool=surface&surface=random&surfaceSeed=5&surfaceSize=21")
    said(playground, "first random direction")
    assert len(playground.model("surface-map", "data.image")) == 1
    playground.choose("Directions", "Two weights")
    playground.wait_address("surfaceSeed=5")
    playground.choose("Weight across", "bias of neuron 2")
    playground.wait_address("surfaceX=5")
    said(playground, "Across: bias of layer 1, neuron 2")
