"""What can go wrong: the page says what happened, and there is a way back."""

import re
from collections.abc import Callable

import pytest
from conftest import Watch
from playground_page import PlaygroundPage
from playwright.sync_api import Page, Route, expect


def refuse(route: Route) -> None:
    route.abort()


def missing(route: Route) -> None:
    route.fulfill(status=404, body="There is no such file.")


ANY_FAILURE = ["Failed to load resource", "ERR_ABORTED"]


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("app.pack", missing),
        ("pyodide.asm.wasm", missing),
        ("document.json", missing),
        ("panel.min.js", refuse),
    ],
)
def test_a_failed_download_can_be_tried_again(
    page: Page, site: str, watch: Watch, name: str, answer: Callable[[Route], None]
) -> None:
    watch.expected += [re.escape(name), *ANY_FAILURE]
    page.route(f"**/{name}", answer)
    page.goto(site)
    playground = PlaygroundPage(page)
    playground.wait("d.status === 'error'")
    expect(playground.notice()).to_contain_text(f"{name} could not be downloaded")
    page.unroute(f"**/{name}")
    playground.button("Try again").click()
    playground.wait_ready()
    expect(playground.notice()).to_have_count(0)
    playground.step_epochs(1)


def test_what_was_done_survives_a_failed_start(page: Page, site: str, watch: Watch) -> None:
    watch.expected += [r"numpy\.zip", *ANY_FAILURE]
    page.route("**/numpy.zip", refuse)
    page.goto(site)
    playground = PlaygroundPage(page)
    playground.wait("d.status === 'error'")
    expect(playground.notice()).to_contain_text("numpy.zip could not be downloaded")
    playground.choose("Data set", "Spiral")
    playground.button("Try again").click()
    playground.wait("d.status === 'error'")
    page.unroute("**/numpy.zip")
    playground.button("Try again").click()
    playground.wait_address("dataset=spiral")


def test_a_part_that_is_loaded_late_may_be_missing(page: Page, site: str, watch: Watch) -> None:
    watch.expected += [r"lessons\.mjs", *ANY_FAILURE]
    page.route("**/lessons.mjs", missing)
    page.goto(site)
    playground = PlaygroundPage(page)
    playground.wait_ready()
    playground.choose("Data set", "Spiral")
    playground.wait_address("dataset=spiral")
    playground.button("Lessons").click()
    expect(playground.notice()).to_contain_text("The lessons could not be downloaded")
    page.unroute("**/lessons.mjs")
    playground.button("Reload the page").click()
    playground.wait("d.status === 'loading'")
    playground.wait_ready()
    assert "dataset=spiral" in playground.address()
    playground.button("Lessons").click()
    page.locator("#lessons .entry").first.wait_for()


@pytest.mark.parametrize("name", ["katex.min.js", "katex.min.css"])
def test_formulas_that_are_missing_are_not_left_out_in_silence(
    page: Page, site: str, watch: Watch, name: str
) -> None:
    watch.expected += [re.escape(name), *ANY_FAILURE]
    page.route(f"**/{name}", missing)
    page.goto(site)
    playground = PlaygroundPage(page).wait_ready()
    playground.button("Update ledger").click()
    expect(playground.notice()).to_contain_text(
        "The formulas below the tool could not be downloaded"
    )
    expect(page.locator("#paper")).to_be_hidden()
    page.unroute(f"**/{name}")
    playground.button("Reload the page").click()
    page.get_by_role("heading", name="The ledger of the next update").wait_for()
    assert page.locator("#paper .katex").count() > 10
    expect(playground.notice()).to_have_count(0)


def test_a_handbook_that_is_missing_is_not_left_out_in_silence(
    page: Page, site: str, watch: Watch
) -> None:
    watch.expected += [r"handbook\.json", *ANY_FAILURE]
    page.route("**/handbook.json", missing)
    page.goto(site)
    playground = PlaygroundPage(page).wait_ready()
    playground.field("Activation").first.hover()
    expect(playground.notice()).to_contain_text("The handbook could not be downloaded")
    page.unroute("**/handbook.json")
    playground.field("Loss").hover()
    page.locator("#handbook:popover-open .katex").first.wait_for()


def test_the_page_lives_without_its_recording(page: Page, site: str, watch: Watch) -> None:
    watch.expected += [r"recording\.bin", *ANY_FAILURE]
    page.route("**/recording.bin", missing)
    page.goto(site)
    playground = PlaygroundPage(page).wait_ready()
    assert playground.read("epoch") == "0"


def test_a_browser_without_webassembly_is_told_so(page: Page, site: str) -> None:
    page.add_init_script("delete globalThis.WebAssembly")
    page.goto(site)
    playground = PlaygroundPage(page)
    playground.wait("d.status === 'error'")
    expect(playground.notice()).to_contain_text("this browser has no WebAssembly")
    expect(playground.button("Try again")).to_be_visible()


def end_worker(playground: PlaygroundPage) -> None:
    """End the worker, and let the time pass in which it could have answered."""
    playground.page.workers[0].evaluate("self.close()")
    playground.page.clock.run_for(12_000)
    playground.wait("d.status === 'loading'")
    expect(playground.notice()).to_contain_text("Python stopped answering")
    playground.wait_ready()
    expect(playground.notice()).to_contain_text("started again from your last state")


def test_a_worker_that_was_ended_comes_back(page: Page, site: str) -> None:
    page.clock.install()
    page.goto(site)
    playground = PlaygroundPage(page).wait_ready()
    playground.choose("Data set", "Gaussian")
    playground.wait_address("dataset=gauss")
    playground.train_to(6)
    epoch, grid = playground.read("epoch"), playground.grid()
    losses = playground.column("loss", "train")
    end_worker(playground)
    assert playground.read("epoch") == epoch
    assert playground.grid() == grid
    assert playground.column("loss", "train") == losses
    assert playground.address() == "#v=1&dataset=gauss"

    playground.button("Play").click()
    playground.wait(f"+d.epoch > {epoch}")
    end_worker(playground)
    # What came after the last saving is lost, and the page shows nothing of it.
    assert playground.read("status") == "paused"
    assert playground.column("loss", "epoch")[-1] == playground.number("epoch")
    expect(playground.button("Play")).to_be_visible()
    expect(playground.field("Data set")).to_have_value("Gaussian")
    playground.step_epochs(1)


def test_a_loss_that_blows_up_stops_the_run_and_leads_back(playground: PlaygroundPage) -> None:
    playground.open("dataset=plane&layers=4&activation=linear")
    playground.choose("Learning rate", "10")
    playground.wait_address("rate=10.0")
    playground.button("Play").click()
    playground.wait("d.status === 'error'")
    expect(playground.notice()).to_contain_text("the loss is no longer a finite number")
    expect(playground.notice()).to_contain_text("learning rate 10 is probably too high")
    playground.button("Back to the last finite weights").click()
    playground.wait("d.status !== 'error' && Number.isFinite(parseFloat(d.trainLoss))")
    loss = playground.number("trainLoss")
    epoch = playground.number("epoch")
    playground.choose("Learning rate", "0.001")
    playground.button("Play").click()
    playground.wait(f"+d.epoch > {epoch} && +d.trainLoss < {loss}")
    playground.button("Pause").click()
    playground.wait("d.status === 'paused'")


def test_a_message_that_was_closed_is_said_again_when_its_cause_is_back(
    playground: PlaygroundPage,
) -> None:
    for _ in range(2):
        playground.paste("1, 2")
        expect(playground.notice()).to_have_text(re.compile("^Row 1 has 2 values"))
        playground.button("Close this message").click()
        expect(playground.notice()).to_have_count(0)
