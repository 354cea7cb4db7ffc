"""What the registries hold can be chosen in the page, runs, and is in the address."""

from __future__ import annotations

import pytest
from playground_page import PlaygroundPage
from playwright.sync_api import expect

from backprop import ACTIVATIONS, CLIPPINGS, DATASETS, INITIALIZERS, OPTIMIZERS, SCHEDULES


def test_every_entry_of_a_registry_can_be_chosen(playground: PlaygroundPage) -> None:
    for label, registry in (
        ("Activation", ACTIVATIONS),
        ("Optimizer", OPTIMIZERS),
        ("Rate schedule", SCHEDULES),
        ("Gradient clipping", CLIPPINGS),
        ("Initial weights", INITIALIZERS),
    ):
        offered = playground.field(label).first.locator("option").all_text_contents()
        assert offered == [entry.label for entry in registry.values()]
    offered = playground.field("Data set").locator("option").all_text_contents()
    assert {entry.label for entry in DATASETS.values()} <= set(offered)


def test_a_schedule_steers_the_run_and_is_in_the_address(playground: PlaygroundPage) -> None:
    playground.open("dataset=xor")
    expect(playground.field("Schedule epochs")).to_be_disabled()
    playground.choose("Rate schedule", "Linear")
    expect(playground.field("Schedule epochs")).to_be_enabled()
    playground.type("Schedule epochs", "2")
    playground.page.wait_for_function("location.hash.includes('schedule=linear&horizon=2')")
    losses = []
    for epoch in ("1", "2", "3"):
        playground.button("One epoch").click()
        playground.wait(f"d.epoch === '{epoch}'")
        losses.append(playground.number("trainLoss"))
    # After two epochs the rate is 0, and the weights stay where they are.
    assert losses[0] != losses[1] == losses[2]


def test_clipping_is_in_the_address_and_keeps_a_wild_run_alive(playground: PlaygroundPage) -> None:
    playground.open("dataset=plane&n=100&optimizer=momentum&rate=10.0&layers=8&activation=relu")
    playground.choose("Gradient clipping", "By norm")
    playground.choose("Clipping limit", "0.01")
    playground.page.wait_for_function("location.hash.includes('clip=norm&clipLimit=0.01')")
    playground.button("Play").click()
    playground.wait("Number(d.epoch) > 60")
    assert playground.read("status") == "training"


@pytest.mark.parametrize("name", ["moons", "checkerboard", "rings", "blobs", "three_spirals"])
def test_a_shape_is_drawn_in_its_classes_and_learned(playground: PlaygroundPage, name: str) -> None:
    source = DATASETS[name]
    playground.open("optimizer=nadam&rate=0.01&layers=8,8&activation=hard_swish")
    playground.choose("Data set", source.label)
    playground.page.wait_for_function(f"location.hash.includes('dataset={name}')")
    start = playground.number("trainLoss")
    playground.button("Play").click()
    playground.wait(f"Number(d.trainLoss) < {0.8 * start}")
    assert playground.n_points() == source.default_n_samples
