"""Each widget, used as a reader uses it: the address then says so, and the effect is there."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from playground_page import PlaygroundPage
from playwright.sync_api import expect

Reading = Callable[[PlaygroundPage], Any]

WHEAT = "dataset=wheat_seeds&loss=softmax_cross_entropy"


def trained_grid(playground: PlaygroundPage) -> list[float]:
    """The picture after two epochs, for what shows only when the network learns."""
    playground.step_epochs(2)
    grid = playground.grid()
    playground.button("Reset").click()
    playground.wait("d.status === 'ready' && d.epoch === '0'")
    return grid


def steps_of_an_epoch(playground: PlaygroundPage) -> int:
    playground.step_epochs(1)
    return int(playground.number("step"))


@dataclass(frozen=True)
class Case:
    """`use` a widget at the experiment `start`: the address gets `part`, and `changes` differs."""

    name: str
    use: Callable[[PlaygroundPage], None]
    part: str
    changes: Reading
    start: str = ""


CASES = (
    Case("points", lambda p: p.type("Points", "100"), "n=100", PlaygroundPage.points),
    Case(
        "noise", lambda p: p.slider("Noise").press("ArrowRight"), "noise=5", PlaygroundPage.points
    ),
    Case(
        "training share",
        lambda p: p.slider("Training share").press("ArrowLeft"),
        "train=40",
        lambda p: p.column("points", "split").count("test"),
    ),
    Case("batch size", lambda p: p.type("Batch size", "50"), "batch=50", steps_of_an_epoch),
    Case("data seed", lambda p: p.type("Data seed", "7"), "dataSeed=7", PlaygroundPage.points),
    Case(
        "horizontal axis",
        lambda p: p.choose("Horizontal axis", "compactness"),
        "plane=2,1",
        lambda p: (p.model("boundary", "below[0].axis_label"), p.column("points", "x")),
        WHEAT,
    ),
    Case(
        "vertical axis",
        lambda p: p.choose("Vertical axis", "compactness"),
        "plane=0,2",
        lambda p: (p.model("boundary", "left[0].axis_label"), p.column("points", "y")),
        WHEAT,
    ),
    Case(
        "inputs",
        lambda p: p.choose("Inputs", "All measures"),
        "inputs=all",
        PlaygroundPage.grid,
        WHEAT,
    ),
    Case(
        "neurons",
        lambda p: p.type("Layer 1 neurons", "8"),
        "layers=8,2",
        lambda p: (p.grid(), p.words()),
    ),
    Case(
        "activation",
        lambda p: p.field("Activation").nth(1).select_option(label="ReLU"),
        "activation=tanh,relu",
        PlaygroundPage.grid,
    ),
    Case(
        "add a layer",
        lambda p: p.button("Add layer").click(),
        "layers=4,2,2",
        lambda p: (p.grid(), p.field("Layer 3 neurons").is_visible()),
    ),
    Case(
        "remove a layer",
        lambda p: p.button("Remove layer 1").click(),
        "layers=2",
        lambda p: (p.grid(), p.field("Layer 2 neurons").is_visible()),
    ),
    Case(
        "loss",
        lambda p: p.choose("Loss", "Mean squared error"),
        "loss=mean_squared_error",
        lambda p: p.number("trainLoss"),
    ),
    Case("optimizer", lambda p: p.choose("Optimizer", "Adam"), "optimizer=adam", trained_grid),
    Case("learning rate", lambda p: p.choose("Learning rate", "0.3"), "rate=0.3", trained_grid),
    Case(
        "regularization",
        lambda p: p.choose("Regularization", "L1"),
        "regularizer=l1",
        trained_grid,
        "regularizer=l2&regRate=0.1",
    ),
    Case(
        "regularization rate",
        lambda p: p.choose("Regularization rate", "0.3"),
        "regRate=0.3",
        trained_grid,
        "regularizer=l2",
    ),
    Case(
        "initial weights",
        lambda p: p.choose("Initial weights", "He normal"),
        "init=he_normal",
        PlaygroundPage.grid,
    ),
    Case("weight seed", lambda p: p.type("Weight seed", "5"), "seed=5", PlaygroundPage.grid),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_control_changes_what_it_says(playground: PlaygroundPage, case: Case) -> None:
    playground.open(case.start)
    before = case.changes(playground)
    case.use(playground)
    playground.wait_address(case.part)
    assert case.changes(playground) != before


@pytest.mark.parametrize(
    ("label", "name", "n_points", "classes"),
    [
        ("Exclusive or", "xor", 500, {"A", "B"}),
        ("Gaussian", "gauss", 500, {"A", "B"}),
        ("Spiral", "spiral", 500, {"A", "B"}),
        ("Plane", "plane", 1200, None),
        ("Multi Gaussian", "multi_gauss", 1200, None),
        ("Wheat Seeds", "wheat_seeds", 210, {"Kama", "Rosa", "Canadian"}),
        ("Own points", "points", 500, {"A", "B"}),
    ],
)
def test_each_data_set_brings_its_points(
    playground: PlaygroundPage, label: str, name: str, n_points: int, classes: set[str] | None
) -> None:
    playground.choose("Data set", label)
    playground.wait_address(f"dataset={name}")
    points = playground.points()
    assert len(points) == n_points
    if classes:
        assert {label for _, _, label, _ in points} == classes
    else:
        assert all(-2 <= float(label) <= 2 for _, _, label, _ in points)
    playground.step_epochs(1)
    assert playground.number("trainLoss") > 0
    playground.choose("Data set", "Circle")
    playground.page.wait_for_function("!location.hash.includes('dataset=')")
    assert playground.n_points() == 500


def test_noise_spreads_the_points_and_keeps_their_number(playground: PlaygroundPage) -> None:
    playground.open("dataset=gauss")
    for _ in range(10):
        playground.slider("Noise").press("ArrowRight")
    playground.wait_address("noise=50")
    assert playground.n_points() == 500
    mixed = sum((x > 0) != (label == "B") for x, _, label, _ in playground.points())
    assert mixed > 0


def test_the_training_share_is_the_share_of_training_points(playground: PlaygroundPage) -> None:
    for _ in range(3):
        playground.slider("Training share").press("ArrowRight")
    playground.wait_address("train=80")
    assert playground.column("points", "split").count("training") == 400


def test_mean_squared_error_is_twice_the_half_squared_error(playground: PlaygroundPage) -> None:
    half = playground.number("trainLoss")
    playground.choose("Loss", "Mean squared error")
    playground.wait_address("loss=mean_squared_error")
    assert playground.number("trainLoss") == pytest.approx(2 * half, rel=1e-12)


def test_the_losses_offered_fit_the_data(playground: PlaygroundPage) -> None:
    offered = playground.field("Loss").locator("option")
    assert "Binary cross-entropy" in offered.all_text_contents()
    playground.choose("Data set", "Plane")
    playground.wait_address("dataset=plane")
    texts = offered.all_text_contents()
    assert "Half squared error" in texts
    assert "Binary cross-entropy" not in texts


def test_zero_initial_weights_answer_the_same_everywhere(playground: PlaygroundPage) -> None:
    playground.choose("Initial weights", "Zeros")
    playground.wait_address("init=zeros")
    assert len(set(playground.grid())) == 1


def test_the_learning_rate_changes_while_training_goes_on(playground: PlaygroundPage) -> None:
    playground.button("Play").click()
    playground.wait("+d.epoch > 3")
    playground.choose("Learning rate", "0.1")
    playground.wait_address("rate=0.1")
    epoch = playground.number("epoch")
    assert epoch > 3
    assert playground.read("status") == "training"
    playground.wait(f"+d.epoch > {epoch}")


def test_the_regularization_rate_waits_for_a_regularization(playground: PlaygroundPage) -> None:
    expect(playground.field("Regularization rate")).to_be_disabled()
    playground.choose("Regularization", "L2")
    playground.wait_address("regularizer=l2")
    expect(playground.field("Regularization rate")).to_be_enabled()


def test_strong_regularization_makes_the_answer_flat(playground: PlaygroundPage) -> None:
    playground.choose("Regularization", "L2")
    playground.wait_address("regularizer=l2")
    playground.choose("Regularization rate", "1")
    playground.wait_address("regRate=1.0")
    playground.train_to(60)
    grid = playground.grid()
    assert max(grid) - min(grid) < 0.01


SHOWN = """() => {
  window.epochsShown = [];
  new MutationObserver(() => window.epochsShown.push(+document.documentElement.dataset.epoch))
    .observe(document.documentElement, { attributeFilter: ["data-epoch"] });
}"""


@pytest.mark.parametrize(
    ("label", "part", "most"),
    [
        ("5 epochs a frame", "speed=5", 5),
        ("20 epochs a frame", "speed=20", 20),
        ("As fast as possible", "speed=0", None),
    ],
)
def test_the_speed_is_the_number_of_epochs_a_frame(
    playground: PlaygroundPage, label: str, part: str, most: int | None
) -> None:
    playground.choose("Speed", label)
    playground.wait_address(part)
    playground.page.evaluate(SHOWN)
    playground.train_to(100)
    epochs = [0, *sorted(set(playground.page.evaluate("epochsShown")))]
    jumps = [b - a for a, b in pairwise(epochs)]
    assert max(jumps) > 1
    assert most is None or max(jumps) <= most


def test_at_the_usual_speed_every_epoch_is_shown(playground: PlaygroundPage) -> None:
    playground.page.evaluate(SHOWN)
    playground.train_to(20)
    assert set(range(1, 21)) <= set(playground.page.evaluate("epochsShown"))


def test_the_loss_scale_shows_the_other_plot(playground: PlaygroundPage) -> None:
    linear, log = (playground.page.locator(f"#loss-{kind} canvas") for kind in ("linear", "log"))
    expect(linear.first).to_be_visible()
    expect(log.first).not_to_be_visible()
    playground.button("Log").click()
    playground.wait_address("scale=log")
    expect(log.first).to_be_visible()
    expect(linear.first).not_to_be_visible()
    expect(playground.button("Log")).to_have_attribute("aria-pressed", "true")
    expect(playground.button("Linear")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(
    ("label", "typed", "shown"),
    [
        ("Layer 1 neurons", "999", "32"),
        ("Batch size", "0", "1"),
        ("Points", "1000000", "2000"),
        ("Weight seed", "-5", "0"),
        ("Batch size", "9" * 400, "1000"),
    ],
)
def test_a_number_out_of_range_becomes_the_nearest_one(
    playground: PlaygroundPage, label: str, typed: str, shown: str
) -> None:
    playground.type(label, typed)
    expect(playground.field(label)).to_have_value(shown)
    playground.step_epochs(1)
    assert playground.number("trainLoss") > 0


def test_there_are_at_most_six_hidden_layers_and_at_least_none(playground: PlaygroundPage) -> None:
    for n_layers in range(3, 7):
        playground.button("Add layer").click()
        playground.wait_address("layers=4," + ",".join("2" * (n_layers - 1)))
    expect(playground.button("Add layer")).to_be_disabled()
    for n_layers in range(5, -1, -1):
        playground.button("Remove layer 1").click()
        playground.wait_address("layers=" + ",".join("2" * n_layers))
    playground.step_epochs(1)
    assert playground.number("trainLoss") > 0
