"""Batch norm, dropout, freezing and cutting connections on the page; a reload keeps them."""

from __future__ import annotations

import pytest
from playground_page import PlaygroundPage
from playwright.sync_api import expect

PATH = "input x → layer 1, neuron 1"


@pytest.fixture
def playground(playground: PlaygroundPage) -> PlaygroundPage:
    """The shared playground with a small experiment."""
    playground.open("n=100&seed=7")
    return playground


def open_settings(playground: PlaygroundPage, layer: str) -> None:
    playground.button("Layer settings").press("Enter")
    playground.choose("Settings of", layer)


def edges(playground: PlaygroundPage) -> dict[str, float]:
    names, values = (playground.column("network-edges", name) for name in ("name", "weights"))
    return dict(zip(names, values, strict=True))


def wait_edges(playground: PlaygroundPage, count: int) -> None:
    playground.page.wait_for_function(
        "(n) => Bokeh.documents[0].get_model_by_name('network-edges').data.xs.length === n",
        arg=count,
    )


def reload(playground: PlaygroundPage) -> None:
    playground.page.reload()
    playground.wait_ready()


def test_dropout_is_set_trained_with_and_kept(playground: PlaygroundPage) -> None:
    open_settings(playground, "Layer 2")
    playground.choose("Dropout", "20%")
    playground.wait_address("dropout=0,20")
    playground.step_epochs(2)
    loss, grid = playground.read("trainLoss"), playground.grid()
    assert "2 neurons (Tanh, dropout 20%)" in playground.words()
    reload(playground)
    assert playground.read("trainLoss") == loss
    assert playground.grid() == grid
    open_settings(playground, "Layer 2")
    expect(playground.field("Dropout")).to_have_value("20%")


def test_batch_norm_is_set_trained_with_and_kept(playground: PlaygroundPage) -> None:
    open_settings(playground, "Layer 1")
    playground.field("Batch norm").press("Space")
    playground.wait_address("norm=1")
    playground.step_epochs(3)
    loss = playground.read("trainLoss")
    assert "4 neurons (Tanh, batch norm)" in playground.words()
    reload(playground)
    assert playground.read("trainLoss") == loss
    playground.step_epochs(1)
    assert playground.read("trainLoss") != loss
    open_settings(playground, "Layer 1")
    expect(playground.field("Batch norm")).to_be_checked()


def test_a_frozen_layer_keeps_its_weights_and_is_marked(playground: PlaygroundPage) -> None:
    open_settings(playground, "Layer 1")
    playground.field("Freeze").check()
    playground.wait_address("frozen=1")
    playground.page.get_by_text("Star: frozen.").wait_for()
    assert len(playground.column("network-frozen", "x")) == 4
    before = edges(playground)
    playground.step_epochs(2)
    after = edges(playground)
    moved = {name for name in before if before[name] != after[name]}
    assert moved == {name for name in before if "→ layer 1" not in name}
    reload(playground)
    assert edges(playground) == after
    playground.field("Freeze").wait_for(state="hidden")
    open_settings(playground, "Layer 1")
    playground.field("Freeze").uncheck()
    playground.page.get_by_text("Star: frozen.").wait_for(state="hidden")


def test_an_edge_is_cut_by_hand_stays_cut_and_comes_back(playground: PlaygroundPage) -> None:
    playground.button("Edit a weight").click()
    playground.button("Cut this connection").click()
    playground.wait_address("cut=1.0.0")
    wait_edges(playground, 17)
    assert PATH not in edges(playground)
    playground.step_epochs(1)
    reload(playground)
    wait_edges(playground, 17)
    assert "7 of 8 connections" in playground.words()
    playground.button("Edit a weight").click()
    playground.button("Restore this connection").click()
    wait_edges(playground, 18)
    assert edges(playground)[PATH] != 0.0


def test_connections_are_thinned_out_by_density_and_restored(playground: PlaygroundPage) -> None:
    open_settings(playground, "Output")
    playground.choose("Connections", "50%")
    playground.wait_address("density=100,100,50")
    wait_edges(playground, 17)
    playground.page.get_by_text("1 of 2 connections", exact=True).wait_for()
    expect(playground.field("Batch norm")).to_be_disabled()
    reload(playground)
    wait_edges(playground, 17)
    open_settings(playground, "Output")
    playground.button("Restore all").click()
    wait_edges(playground, 18)
