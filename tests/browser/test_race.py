"""The race of optimizers on the page: started, changed, taken over, and opened by a link."""

from __future__ import annotations

import pytest
from playground_page import PlaygroundPage
from playwright.sync_api import Page, expect

LINK = "n=100&tool=race&race=sgd,adam:0.01,momentum"


@pytest.fixture
def race(playground: PlaygroundPage) -> PlaygroundPage:
    """A race of three at its start."""
    playground.open(LINK)
    playground.button("Restart the race").click()
    playground.button("Start the race").wait_for()
    return playground


def wait_epoch(race: PlaygroundPage, epoch: int) -> None:
    race.page.wait_for_function(
        """(epoch) => [1, 2, 3].every((racer) => Bokeh.documents[0]
          .get_model_by_name(`race-loss-${racer}`).data.epoch.at(-1) >= epoch)""",
        arg=epoch,
    )


def test_a_link_opens_a_race_which_runs_while_the_training_waits(page: Page, site: str) -> None:
    page.goto(f"{site}#{LINK}")
    race = PlaygroundPage(page).wait_ready()
    expect(race.field("Racer 2")).to_have_value("Adam")
    image = race.column("race-image-1", "image")
    race.button("Start the race").press("Enter")
    wait_epoch(race, 5)
    race.button("Pause the race").press("Enter")
    race.button("Start the race").wait_for()
    assert race.read("epoch") == "0"
    assert race.column("race-image-1", "image") != image
    losses = race.column("race-loss-2", "loss")
    assert losses[-1] < losses[0]
    assert race.model("race-linear", "visible")


def test_a_racer_is_taken_over_and_that_is_undone(race: PlaygroundPage) -> None:
    race.button("Start the race").click()
    wait_epoch(race, 3)
    race.button("Take over racer 2").click()
    race.wait("+d.epoch >= 3")
    expect(race.field("Optimizer")).to_have_value("Adam")
    race.wait_address("rate=0.01")
    expect(race.notice()).to_contain_text("the weights of Adam, rate 0.01")
    race.button("Undo").click()
    race.wait("d.epoch === '0'")
    expect(race.field("Optimizer")).to_have_value("SGD")


def test_the_racers_find_room_on_a_phone(race: PlaygroundPage) -> None:
    race.page.set_viewport_size({"width": 390, "height": 844})
    last = race.button("Take over racer 3")
    last.scroll_into_view_if_needed()
    box = last.bounding_box()
    assert box and box["x"] + box["width"] <= 390
    assert race.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_racers_come_and_go_and_have_their_own_rates(race: PlaygroundPage) -> None:
    race.button("Add a racer").click()
    race.field("Racer 4").wait_for()
    race.type("Rate of racer 1", "0.5")
    race.button("Remove racer 2").click()
    race.field("Racer 4").wait_for(state="hidden")
    race.page.wait_for_function("location.hash.includes('race=sgd:0.5,momentum,')")
