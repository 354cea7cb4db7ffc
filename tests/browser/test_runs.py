"""Runs that are kept in the browser: compared, taken up again, saved as a file, shared by tabs."""

from pathlib import Path

import pytest
from playground_page import PlaygroundPage
from playwright.sync_api import expect

SETTINGS = "Circle 4-2 SGD 0.03"


@pytest.fixture
def runs(playground: PlaygroundPage) -> PlaygroundPage:
    """The shared playground with the tool open, and no runs."""
    playground.open("tool=runs")
    expect(playground.page.get_by_text("There are no runs yet")).to_be_visible()
    return playground


def keep(playground: PlaygroundPage, name: str) -> None:
    playground.field("Name of this run").fill(name)
    playground.field("Name of this run").press("Tab")
    playground.button("Keep this run").click()
    expect(playground.page.get_by_role("link", name=name)).to_be_visible()


def shown(playground: PlaygroundPage) -> tuple[str, str, str, list[float]]:
    names = ("epoch", "trainLoss", "testLoss")
    return (*(playground.read(name) for name in names), playground.grid())


def test_a_kept_run_comes_back_bit_for_bit_after_a_reload(runs: PlaygroundPage) -> None:
    runs.step_epochs(7)
    before = shown(runs)
    keep(runs, "seven epochs")
    runs.step_epochs(2)
    straight = shown(runs)
    runs.button("Reset").click()
    runs.wait("d.epoch === '0'")
    runs.page.reload()
    runs.wait_ready()
    expect(runs.page.get_by_role("link", name="seven epochs")).to_be_visible()
    expect(runs.page.get_by_role("link", name=SETTINGS)).to_be_visible()  # the one that was reset
    runs.choose("Run", "seven epochs")
    runs.button("Open with weights").click()
    runs.wait("d.epoch === '7'")
    assert shown(runs) == before
    runs.step_epochs(2)
    assert shown(runs) == straight


def test_settings_only_start_from_the_beginning(runs: PlaygroundPage) -> None:
    first = runs.grid()
    runs.step_epochs(3)
    keep(runs, "mine")
    runs.choose("Optimizer", "Adam")
    runs.wait_address("optimizer=adam")
    runs.choose("Run", "mine")
    runs.button("Open settings only").click()
    runs.wait("d.epoch === '0'")
    assert "optimizer" not in runs.address()
    assert runs.grid() == first


def test_a_run_is_renamed_and_deleted(runs: PlaygroundPage) -> None:
    runs.step_epochs(1)
    keep(runs, "mine")
    runs.field("New name").fill("better")
    runs.field("New name").press("Tab")
    runs.button("Rename").click()
    expect(runs.page.get_by_role("link", name="better")).to_be_visible()
    runs.button("Delete run").click()
    runs.button("Delete for good?").click()
    expect(runs.page.get_by_text("There are no runs yet")).to_be_visible()
    assert runs.page.evaluate("Object.keys(localStorage).filter(k => k.includes(' run '))") == []


def test_the_runs_are_saved_as_csv(runs: PlaygroundPage) -> None:
    runs.step_epochs(2)
    keep(runs, "mine")
    with runs.page.expect_download() as saving:
        runs.button("Save the runs as CSV").click()
    assert saving.value.suggested_filename == "backprop-runs.csv"
    head, row = Path(saving.value.path()).read_text("utf-8").splitlines()
    content = dict(zip(head.split(","), row.split(","), strict=True))
    assert content["name"] == "mine"
    assert content["epochs"] == "2"
    assert float(content["training_loss"]) == runs.number("trainLoss")


def test_two_tabs_keep_each_others_runs(runs: PlaygroundPage, site: str) -> None:
    other = PlaygroundPage(runs.page.context.new_page())
    other.page.goto(f"{site}#tool=runs")
    other.wait_ready()
    runs.step_epochs(1)
    other.step_epochs(2)
    keep(runs, "from the first tab")
    keep(other, "from the second tab")
    for tab in (runs, other):
        for name in ("from the first tab", "from the second tab"):
            expect(tab.page.get_by_role("link", name=name)).to_be_visible()
    other.page.close()


def test_damaged_and_refused_storage_is_told(booted: PlaygroundPage) -> None:
    runs = booted
    runs.open("tool=runs")
    runs.page.evaluate(
        "localStorage.setItem(`backprop-playground run ${location.pathname} x`, '{\"format\": 1}')"
    )
    runs.page.reload()
    runs.wait_ready()
    expect(runs.notice()).to_contain_text("could not be read")
    runs.page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    runs.step_epochs(1)
    keep(runs, "mine")
    expect(runs.notice()).to_contain_text("last as long as this page")
    expect(runs.page.get_by_role("link", name="mine")).to_be_visible()
