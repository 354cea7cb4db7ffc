"""Undo and redo on the page: buttons that say what they do, and the keys that everybody knows."""

import pytest
from playground_page import PlaygroundPage
from playwright.sync_api import expect


def undo(playground: PlaygroundPage):
    return playground.page.locator("#undo")


def redo(playground: PlaygroundPage):
    return playground.page.locator("#redo")


def test_a_removed_layer_comes_back_with_its_trained_weights(booted: PlaygroundPage) -> None:
    playground = booted
    expect(undo(playground)).to_be_disabled()
    playground.step_epochs(3)
    epoch = int(playground.number("epoch"))
    grid, loss = playground.grid(), playground.read("trainLoss")
    playground.button("Remove layer 2").click()
    playground.wait_address("layers=4")
    assert playground.read("epoch") == "0"
    expect(undo(playground)).to_have_attribute("title", "Undo: remove layer 2 (Ctrl+Z)")
    undo(playground).click()
    playground.wait(f"+d.epoch === {epoch}")
    assert playground.grid() == grid
    assert playground.read("trainLoss") == loss
    assert len(playground.column("loss", "epoch")) == epoch + 1
    expect(undo(playground)).to_be_disabled()
    expect(redo(playground)).to_have_attribute("title", "Redo: remove layer 2 (Ctrl+Shift+Z)")
    redo(playground).click()
    playground.wait_address("layers=4")
    playground.wait("d.epoch === '0'")
    expect(redo(playground)).to_be_disabled()


@pytest.mark.parametrize("again", ["Control+Shift+Z", "Control+Y"])
def test_the_keys_undo_and_redo(playground: PlaygroundPage, again: str) -> None:
    playground.choose("Optimizer", "Adam")
    playground.wait_address("optimizer=adam")
    playground.button("Log").click()
    playground.wait_address("scale=log")
    playground.page.keyboard.press("Control+Z")
    playground.page.wait_for_function("location.hash === '#v=1&scale=log'")
    playground.page.keyboard.press(again)
    playground.wait_address("optimizer=adam")


def test_in_a_text_field_the_keys_undo_the_typing(playground: PlaygroundPage) -> None:
    playground.button("Add layer").click()
    playground.wait_address("layers=4,2,2")
    box = playground.field("Batch size")
    box.click()
    box.press("Control+A")
    box.press_sequentially("77")
    box.press("Control+Z")
    assert "layers=4,2,2" in playground.address()
    expect(undo(playground)).to_be_enabled()


def test_a_link_opened_over_the_experiment_can_be_taken_back(playground: PlaygroundPage) -> None:
    playground.choose("Data set", "Spiral")
    playground.wait_address("dataset=spiral")
    playground.step_epochs(1)
    playground.open("dataset=xor")
    undo(playground).click()
    playground.wait_address("dataset=spiral")
    playground.wait("d.epoch === '1'")
