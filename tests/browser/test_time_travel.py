"""Looking back along the run through the page, and going on from an earlier epoch."""

from playground_page import PlaygroundPage
from playwright.sync_api import expect


def go(playground: PlaygroundPage, epoch: int) -> None:
    """Move the slider by the keyboard: from its beginning, one epoch a key."""
    handle = playground.slider("Epoch")
    handle.press("Home")
    for _ in range(epoch):
        handle.press("ArrowRight")
    playground.wait(f"d.status === 'paused' && d.epoch === '{epoch}'")


def shown(playground: PlaygroundPage) -> tuple[str, str, str, list[float]]:
    """What was learned, as the page shows it: exact numbers and the whole picture."""
    names = ("epoch", "trainLoss", "testLoss")
    return (*(playground.read(name) for name in names), playground.grid())


def test_an_earlier_epoch_is_what_a_straight_run_shows(playground: PlaygroundPage) -> None:
    straight = []
    for _ in range(5):
        playground.step_epochs(1)
        straight.append(shown(playground))
    playground.train_to(30)
    latest = shown(playground)
    for epoch in (3, 1, 5):
        go(playground, epoch)
        assert shown(playground) == straight[epoch - 1]
    assert playground.column("loss", "epoch")[-1] == int(latest[0])
    assert playground.model("loss-mark-linear", "visible")
    assert playground.model("loss-mark-linear", "location") == 5
    expect(playground.page.locator("#timeline .bk-slider-value")).to_have_text(f"5 of {latest[0]}")
    playground.button("Back to the latest").click()
    playground.wait(f"d.epoch === '{latest[0]}'")
    assert shown(playground) == latest
    assert not playground.model("loss-mark-linear", "visible")


def test_training_goes_on_from_there_as_a_straight_run_would(playground: PlaygroundPage) -> None:
    playground.step_epochs(6)
    straight = shown(playground)
    playground.train_to(20)
    go(playground, 4)
    playground.step_epochs(2)
    assert shown(playground) == straight
    assert playground.column("loss", "epoch") == list(range(7))
    expect(playground.button("Back to the latest")).to_be_disabled()


def test_the_slider_waits_for_the_first_epoch(playground: PlaygroundPage) -> None:
    slider = playground.page.locator("#timeline .noUi-target")
    expect(slider).to_have_attribute("disabled", "true")
    playground.step_epochs(1)
    expect(slider).not_to_have_attribute("disabled", "true")


def test_dragging_shows_the_epochs_on_the_way(playground: PlaygroundPage) -> None:
    playground.train_to(40)
    box = playground.page.locator("#timeline .noUi-target").bounding_box()
    assert box
    mouse, y = playground.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"], y)
    mouse.down()
    for share in (0.75, 0.5, 0.25):
        mouse.move(box["x"] + share * box["width"], y, steps=3)
        last = playground.number("epoch")
        playground.wait(f"+d.epoch < {last + 1}")
    mouse.up()
    playground.wait("+d.epoch <= 12 && d.status === 'paused'")
    assert playground.number("epoch") > 5


def test_a_reload_keeps_the_epoch_shown_and_the_latest(playground: PlaygroundPage) -> None:
    playground.train_to(25)
    latest = shown(playground)
    go(playground, 9)
    before = shown(playground)
    playground.page.reload()
    playground.wait_ready()
    playground.wait("d.epoch === '9'")
    assert shown(playground) == before
    playground.button("Back to the latest").click()
    playground.wait(f"d.epoch === '{latest[0]}'")
    assert shown(playground) == latest


def test_nothing_moves_when_the_slider_begins_to_count(playground: PlaygroundPage) -> None:
    """The pictures below stay where they are before, while and after there is a run."""
    page = playground.page
    place = page.locator("#boundary").bounding_box()
    line = page.locator("#timeline .noUi-target").bounding_box()
    playground.train_to(12)
    go(playground, 3)
    assert page.locator("#boundary").bounding_box() == place
    assert page.locator("#timeline .noUi-target").bounding_box() == line
