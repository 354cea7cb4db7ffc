"""The address is the experiment; what was learned survives a reload; bad addresses do no harm."""

import pytest
from playground_page import PlaygroundPage
from playwright.sync_api import Page, expect

EXPERIMENT = (
    "v=1&dataset=spiral&n=200&noise=10&train=70&batch=20&dataSeed=4&seed=9"
    "&loss=binary_cross_entropy&optimizer=adam&rate=0.01&regularizer=l2&regRate=0.001"
    "&init=he_normal&speed=5&scale=log&layers=8,6,3&activation=relu,tanh,elu"
)


def test_the_address_restores_the_experiment(page: Page, site: str) -> None:
    page.goto(f"{site}#{EXPERIMENT}")
    playground = PlaygroundPage(page).wait_ready()
    assert playground.address() == f"#{EXPERIMENT}"
    for label, value in (
        ("Data set", "Spiral"),
        ("Points", "200"),
        ("Batch size", "20"),
        ("Layer 3 neurons", "3"),
        ("Loss", "Binary cross-entropy"),
        ("Optimizer", "Adam"),
        ("Learning rate", "0.01"),
        ("Regularization", "L2"),
        ("Regularization rate", "0.001"),
        ("Initial weights", "He normal"),
        ("Weight seed", "9"),
        ("Speed", "5 epochs a frame"),
    ):
        expect(playground.field(label)).to_have_value(value)
    expect(playground.slider("Noise")).to_have_attribute("aria-valuenow", "10.0")
    assert playground.n_points() == 200
    assert playground.column("points", "split").count("training") == 140
    expect(page.locator("#loss-log canvas").first).to_be_visible()
    playground.step_epochs(1)
    assert playground.read("step") == "7"


def test_own_points_travel_in_the_address(
    playground: PlaygroundPage, page: Page, site: str
) -> None:
    playground.paste("1.234, -5.678, A\n0, 0, B\n-6, 6, C\n2, 2, A")
    playground.wait_points(4)
    playground.wait_address("dataset=points")
    page.goto(site + playground.address())
    other = PlaygroundPage(page).wait_ready()
    other.wait_points(4)
    assert other.points() == playground.points()


def test_a_reload_goes_on_with_the_trained_work(playground: PlaygroundPage) -> None:
    playground.open("dataset=xor")
    playground.train_to(8)
    kept = [playground.read("epoch"), playground.read("step"), playground.read("trainLoss")]
    grid, losses = playground.grid(), playground.column("loss", "train")
    playground.page.reload()
    playground.wait_ready()
    assert [playground.read("epoch"), playground.read("step"), playground.read("trainLoss")] == kept
    assert playground.grid() == grid
    assert playground.column("loss", "train") == losses
    # It is the same run, not only the same picture: the next epoch is the same as well.
    playground.step_epochs(1)
    onward = playground.grid()
    playground.button("Reset").click()
    playground.wait("d.status === 'ready' && d.epoch === '0'")
    playground.step_epochs(int(kept[0]) + 1)
    assert playground.grid() == onward


def test_another_address_typed_over_it_is_loaded(playground: PlaygroundPage) -> None:
    playground.train_to(3)
    playground.page.evaluate("location.hash = 'v=1&dataset=gauss&layers=3'")
    playground.wait("d.epoch === '0' && d.status === 'ready'")
    expect(playground.field("Data set")).to_have_value("Gaussian")
    expect(playground.field("Layer 2 neurons")).not_to_be_visible()


def test_an_address_typed_while_training_is_loaded(playground: PlaygroundPage) -> None:
    playground.button("Play").click()
    playground.wait("+d.epoch > 3")
    playground.page.evaluate("location.hash = 'dataset=xor'")
    playground.wait_address("v=1")
    playground.wait_address("dataset=xor")
    assert playground.read("status") == "ready"


@pytest.mark.parametrize(
    ("link", "sentence", "address"),
    [
        (
            "noise=1e309&layers=999,x&dataset=__import__('os')&points=AAAA",
            "The points in the link are cut off",
            "#v=1&layers=32,4",
        ),
        (
            "rate=1e-99&batch=0&train=-3",
            "Batch size was set to 1",
            "#v=1&train=10&batch=1&rate=1e-06",
        ),
        ("lab=<script>alert(1)</script>&seed=NaN", "Weight seed cannot be", ""),
        ("x" * 100_000, "The link is too long to be read", ""),
        ("%ff%00&&&===&v=7", "The link has version '7'", ""),
    ],
    ids=["code", "ranges", "script", "long", "noise"],
)
def test_a_hostile_address_is_clamped_with_a_sentence(
    playground: PlaygroundPage, link: str, sentence: str, address: str
) -> None:
    playground.page.evaluate("(link) => { location.hash = link; }", link)
    expect(playground.notice()).to_contain_text(sentence)
    playground.page.wait_for_function("(wanted) => location.hash === wanted", arg=address)
    playground.step_epochs(1)
    assert playground.number("trainLoss") > 0


def test_the_page_boots_from_a_hostile_address(page: Page, site: str) -> None:
    page.goto(f"{site}#noise=1e309&layers=999,x&dataset=__import__('os')&points=AAAA")
    playground = PlaygroundPage(page).wait_ready()
    expect(playground.notice()).to_contain_text("Data set cannot be \"__import__('os')\"")
    expect(playground.field("Layer 1 neurons")).to_have_value("32")
    playground.step_epochs(1)
