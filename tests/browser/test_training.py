"""Training through the page: it learns, stops, goes on, and begins again where it began."""

import pytest
from playground_page import PlaygroundPage
from playwright.sync_api import expect


def test_circle_is_learned(playground: PlaygroundPage) -> None:
    playground.button("Play").click()
    playground.wait("+d.trainLoss < 0.02")
    assert playground.number("trainAccuracy") == 1
    assert playground.grid_at(0, 0) > 0.5
    assert playground.grid_at(5, 5) < -0.5


def test_wheat_seeds_are_learned(playground: PlaygroundPage) -> None:
    playground.choose("Data set", "Wheat Seeds")
    playground.wait_address("dataset=wheat_seeds")
    playground.choose("Inputs", "All measures")
    playground.choose("Optimizer", "Adam")
    playground.choose("Speed", "As fast as possible")
    playground.wait_address("speed=0")
    playground.button("Play").click()
    playground.wait("+d.testAccuracy >= 0.9")


def test_pause_keeps_the_state(playground: PlaygroundPage) -> None:
    playground.train_to(10)
    epoch, step, grid = playground.read("epoch"), playground.read("step"), playground.grid()
    # A change that trains nothing makes the page draw again.
    playground.button("Log").click()
    playground.wait_address("scale=log")
    assert (playground.read("epoch"), playground.read("step")) == (epoch, step)
    assert playground.grid() == grid
    playground.button("Play").click()
    playground.wait(f"+d.epoch > {epoch}")


def test_reset_goes_back_to_the_same_initial_weights(playground: PlaygroundPage) -> None:
    first = playground.grid()
    playground.train_to(10)
    assert playground.grid() != first
    playground.button("Reset").click()
    playground.wait("d.status === 'ready' && d.epoch === '0' && d.step === '0'")
    assert playground.grid() == first
    assert playground.column("loss", "epoch") == [0]


def test_new_weights_are_other_weights_with_their_seed_in_the_address(
    playground: PlaygroundPage,
) -> None:
    first = playground.grid()
    playground.train_to(5)
    playground.button("New weights").click()
    playground.page.wait_for_function(r"/seed=\d+/.test(location.hash)")
    assert playground.read("epoch") == "0"
    assert playground.grid() != first


def test_one_epoch_is_one_epoch(playground: PlaygroundPage) -> None:
    playground.button("One epoch").click()
    playground.wait("d.epoch === '1'")
    assert playground.read("step") == "25"
    assert playground.column("loss", "epoch") == [0, 1]


def test_one_mini_batch_is_one_step(playground: PlaygroundPage) -> None:
    first = playground.grid()
    playground.button("One mini-batch").click()
    playground.wait("d.step === '1'")
    assert playground.read("epoch") == "0"
    assert playground.grid() != first


def test_one_epoch_completes_the_epoch_that_was_begun(playground: PlaygroundPage) -> None:
    playground.button("One mini-batch").click()
    playground.button("One epoch").click()
    playground.wait("d.epoch === '1'")
    assert playground.read("step") == "25"


def test_40_rapid_clicks_are_40_steps(playground: PlaygroundPage) -> None:
    button = playground.button("One mini-batch").element_handle()
    for _ in range(40):
        button.click()
    playground.wait("d.step === '40'")


def test_the_same_steps_lead_to_the_same_weights(playground: PlaygroundPage) -> None:
    playground.step_epochs(3)
    grid = playground.grid()
    playground.open("")
    playground.step_epochs(3)
    assert playground.grid() == grid


def test_the_loss_curve_has_every_epoch(playground: PlaygroundPage) -> None:
    playground.train_to(12)
    epochs = playground.column("loss", "epoch")
    assert epochs == list(range(len(epochs)))
    assert epochs[-1] == playground.number("epoch")
    assert playground.column("loss", "train")[-1] == pytest.approx(playground.number("trainLoss"))


def test_the_readouts_show_what_the_page_publishes(playground: PlaygroundPage) -> None:
    playground.train_to(5)
    texts = playground.page.locator("[data-read]").all_text_contents()
    epoch, train_loss, test_loss, train_accuracy, _ = texts
    assert epoch == playground.read("epoch")
    assert float(train_loss) == pytest.approx(playground.number("trainLoss"), rel=1e-3)
    assert float(test_loss) == pytest.approx(playground.number("testLoss"), rel=1e-3)
    share = 100 * playground.number("trainAccuracy")
    assert float(train_accuracy.removesuffix("%")) == pytest.approx(share, abs=0.06)


def test_the_words_tell_what_the_pictures_show(playground: PlaygroundPage) -> None:
    playground.train_to(5)
    words = playground.page.locator("#words")
    expect(words).to_contain_text(f"paused at epoch {playground.read('epoch')}")
    expect(words).to_contain_text("Circle, 500 points")
    expect(words).to_contain_text("hidden layers of 4 neurons (Tanh) and 2 neurons (Tanh)")
