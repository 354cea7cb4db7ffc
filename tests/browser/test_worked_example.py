"""Mazur's worked example on the page: opened by its link, trained, and what is given by number."""

from __future__ import annotations

import pytest
from playground_page import PlaygroundPage
from playwright.sync_api import expect

WEIGHTS = "weights=0.15,0.2,0.35,0.25,0.3,0.35,0.4,0.45,0.6,0.5,0.55,0.6"
MAZUR = (
    "dataset=mazur&batch=1&outActivation=sigmoid&rate=0.5&biases=kept&layers=2&activation=sigmoid"
    f"&{WEIGHTS}"
)
_GIVEN = "() => location.hash.includes('weights=')"


def test_the_published_numbers_are_on_the_page(playground: PlaygroundPage) -> None:
    playground.open(MAZUR)
    assert playground.number("trainLoss") == pytest.approx(0.298371109, abs=5e-10)
    assert playground.column("points", "label") == ["0.010, 0.990"]
    assert playground.column("network-neurons", "name")[-1] == "output o2"
    expect(playground.field("Biases")).to_have_value("Kept as they are")
    expect(playground.field("Initial weights")).to_have_value("As given, by number")
    expect(playground.field("Output activation")).to_have_value("Sigmoid")
    expect(playground.page.locator("footer")).to_contain_text("Matt Mazur")
    playground.button("Update ledger").click()
    after = playground.page.locator("#paper tbody tr").nth(6).locator("td").last
    expect(after).to_have_attribute("title", "0.35891647971788465")
    playground.button("One mini-batch").click()
    playground.wait("d.step === '1'")
    assert playground.number("trainLoss") == pytest.approx(0.291027774, abs=5e-10)
    assert "o1 and o2" in playground.words()


def test_the_weights_of_now_become_the_initial_ones(playground: PlaygroundPage) -> None:
    playground.open(MAZUR)
    playground.step_epochs(2)
    loss = playground.read("trainLoss")
    playground.button("Edit a weight").click()
    playground.button("Start from these weights").click()
    playground.wait("d.epoch === '0'")
    assert playground.read("trainLoss") == loss
    playground.page.wait_for_function("(old) => !location.hash.includes(old)", arg=WEIGHTS)
    assert "weights=" in playground.address()
    playground.step_epochs(1)
    playground.button("Reset").click()
    playground.wait("d.epoch === '0'")
    assert playground.read("trainLoss") == loss
    playground.choose("Initial weights", "He normal")
    playground.wait_address("init=he_normal")
    assert "weights=" not in playground.address()
    playground.button("Undo").click()
    playground.page.wait_for_function(_GIVEN)
    expect(playground.field("Initial weights")).to_have_value("As given, by number")
