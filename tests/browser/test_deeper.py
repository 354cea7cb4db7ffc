"""The deeper pictures on the page: each opens, draws, follows the training and is told in words."""

from __future__ import annotations

import pytest
from playground_page import PlaygroundPage
from playwright.sync_api import Locator, expect


@pytest.fixture
def playground(playground: PlaygroundPage) -> PlaygroundPage:
    """The shared playground with a small experiment."""
    playground.open("n=100&seed=7")
    return playground


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
    said(playground, f"with the loss {playground.number('trainLoss'):.3g}")
    playground.step_epochs(2)
    said(playground, "from epoch 0 to 2.")
    said(playground, f"with the loss {playground.number('trainLoss'):.3g}")
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


def test_the_hidden_space_follows_and_is_turned_by_the_keyboard(playground: PlaygroundPage) -> None:
    playground.open("n=100&layers=6,3")
    playground.button("Hidden space").click()
    wait_length(playground, "space-points", "x", 100)
    before = playground.column("space-points", "x")
    playground.step_epochs(1)
    playground.page.wait_for_function(
        "(x) => Bokeh.documents[0].get_model_by_name('space-points').data.x[0] !== x", arg=before[0]
    )
    playground.slider("Turn").focus()
    playground.page.keyboard.press("ArrowRight")
    playground.wait_address("turn=35")
    said(playground, "flat plane in violet is the decision: A or B.")
    playground.choose("Layer", "Layer 1")
    said(playground, "Layer 1 has 6 neurons. Drawn: first principal component")


def test_the_histograms_follow_the_training(playground: PlaygroundPage) -> None:
    open_tool(playground, "Histograms", "histograms")
    said(playground, "Output: weights")
    counted = sum(playground.column("histogram-activations", "count"))
    assert counted == 50 * (4 + 2 + 1)
    before = playground.model("histograms-words", "text")
    playground.step_epochs(3)
    playground.page.wait_for_function(
        "(text) => Bokeh.documents[0].get_model_by_name('histograms-words').text !== text",
        arg=before,
    )
    playground.choose("Scale", "The same for all layers")
    playground.wait_address("histogramScale=common")


def test_the_margin_is_measured_while_it_trains(playground: PlaygroundPage) -> None:
    open_tool(playground, "Margin", "margin")
    wait_length(playground, "margin-points", "x", 50)
    playground.train_to(60)
    said(playground, "The smallest margin is")
    assert sum(playground.column("margin-bars", "count")) == 50
    playground.choose("Data set", "Plane")
    said(playground, "A regression has no classes")


def test_without_a_hidden_layer_a_sentence_says_so(playground: PlaygroundPage) -> None:
    playground.open("tool=space&layers=")
    said(playground, "The network has no hidden layer")
