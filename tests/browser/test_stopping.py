"""Training that stops by itself, set by hand on the page."""

import re

from playground_page import PlaygroundPage
from playwright.sync_api import expect


def open_conditions(playground: PlaygroundPage) -> None:
    if not playground.field("Stop at loss").is_visible():
        playground.page.get_by_text("Stop by itself:").click()


def test_training_stops_with_the_epoch_that_met_a_condition(playground: PlaygroundPage) -> None:
    open_conditions(playground)
    expect(playground.page.locator("#stops")).to_have_text("never")
    playground.type("Stop every … epochs", "7")
    playground.wait_address("stopEpochs=7")
    expect(playground.page.locator("#stops")).to_have_text("when 7 epochs are over")
    for end in (7, 14):
        playground.button("Play").click()
        playground.wait(f"d.status === 'paused' && d.epoch === '{end}'")
        expect(playground.notice()).to_contain_text(f"stopped by itself at the end of epoch {end}")


def test_a_loss_is_waited_for_and_an_emptied_box_waits_no_more(playground: PlaygroundPage) -> None:
    open_conditions(playground)
    playground.choose("Stop judged on", "Training points")
    playground.type("Stop at loss", "0.45")
    playground.wait_address("stopLoss=0.45")
    playground.button("Play").click()
    playground.wait("d.status === 'paused'")
    assert playground.number("trainLoss") <= 0.45
    losses = playground.column("loss", "train")
    assert min(losses[:-1]) > 0.45
    expect(playground.notice()).to_contain_text(re.compile("the training loss is 0.4.*at most"))
    playground.type("Stop at loss", "")
    playground.page.wait_for_function("!location.hash.includes('stopLoss')")
    expect(playground.field("Stop at loss")).to_have_value("")


def test_what_has_no_effect_can_be_read_but_not_set(playground: PlaygroundPage) -> None:
    open_conditions(playground)
    expect(playground.field("Idle below progress of")).to_be_disabled()
    playground.type("Stop after idle epochs", "5")
    expect(playground.field("Idle below progress of")).to_be_enabled()
    playground.choose("Data set", "Plane")
    expect(playground.field("Stop at accuracy (%)")).to_be_disabled()
