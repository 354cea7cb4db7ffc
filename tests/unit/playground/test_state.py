"""The state: valid whatever it is built from, and the questions that are asked of it."""

import dataclasses
import math

import numpy as np
import pytest

from backprop import LOSSES
from playground.fields import FIELDS, MAX_LAYERS, MAX_POINTS, FieldError
from playground.repair import repair, validate
from playground.state import (
    DEFAULTS,
    HiddenLayer,
    PlaygroundState,
    Point,
    loss_choices,
    n_classes_of,
    task_of,
)

HOSTILE = [
    None,
    math.nan,
    math.inf,
    1e309,
    -1e308,
    10**400,
    True,
    "",
    "__import__('os').system('true')",
    "9," * 5000,
    b"\xff",
    [],
    {},
    object(),
    1 + 2j,
    np.array([1.0, 2.0]),
]


def test_the_defaults_are_valid_and_are_those_of_tensorflow_playground() -> None:
    assert validate(DEFAULTS) == DEFAULTS
    assert [layer.units for layer in DEFAULTS.layers] == [4, 2]
    assert (DEFAULTS.batch_size, DEFAULTS.learning_rate, DEFAULTS.train_percent) == (10, 0.03, 50)


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(PlaygroundState)])
@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: type(value).__name__)
def test_any_value_in_any_field_becomes_a_valid_state(name: str, value: object) -> None:
    state = validate(dataclasses.replace(DEFAULTS, **{name: value}))
    assert validate(state) == state
    for field in FIELDS.values():
        assert field.read(getattr(state, field.name)) == (getattr(state, field.name), None)


def test_hostile_layers_and_points_are_repaired_one_by_one() -> None:
    layers = (HiddenLayer(10**9, "evil"), HiddenLayer(math.nan, "relu"), "layer")
    points = (
        Point(math.nan, 0, 0),
        Point(99, -99, 70),
        Point("x", 0, 0),
        (1, 2, 3),
        Point(1, 2, 1),
    )
    state, notices = repair({"layers": layers, "points": points})
    assert state.layers == (HiddenLayer(32, "tanh"), HiddenLayer(4, "relu"), HiddenLayer())
    assert state.points == (Point(6.0, -6.0, 9.0), Point(1.0, 2.0, 1.0))
    assert any("evil" in notice for notice in notices)


def test_sizes_are_capped_and_it_is_said() -> None:
    many = tuple(Point(0.0, 0.0, 0.0) for _ in range(MAX_POINTS + 5))
    state, notices = repair({"layers": [HiddenLayer()] * 50, "points": many})
    assert len(state.layers) == MAX_LAYERS
    assert len(state.points) == MAX_POINTS
    assert f"Only the first {MAX_POINTS} of {MAX_POINTS + 5} points were kept." in notices


def test_a_loss_that_does_not_fit_the_task_is_replaced() -> None:
    state, notices = repair({"dataset": "wheat_seeds", "loss": "binary_cross_entropy"})
    assert state.loss == "softmax_cross_entropy"
    assert len(notices) == 1
    assert validate(dataclasses.replace(state, dataset="plane")).loss == "half_squared_error"


def test_the_number_of_points_follows_the_data_set() -> None:
    assert repair({"dataset": "plane"})[0].n_samples == 1200
    assert repair({"dataset": "wheat_seeds", "n_samples": 50})[0].n_samples == 210


@pytest.mark.parametrize(
    ("labels", "task", "n_classes"),
    [((), "binary", 2), ((0, 0), "binary", 2), ((0, 1), "binary", 2), ((0, 2), "multiclass", 3)],
)
def test_the_task_of_own_points_follows_their_classes(
    labels: tuple[int, ...], task: str, n_classes: int
) -> None:
    points = tuple(Point(0.0, 0.0, float(label)) for label in labels)
    state = PlaygroundState(dataset="points", points=points)
    assert (task_of(state), n_classes_of(state)) == (task, n_classes)


@pytest.mark.parametrize("dataset", ["circle", "plane", "wheat_seeds", "points"])
def test_every_loss_on_offer_fits_the_task(dataset: str) -> None:
    state = validate(dataclasses.replace(DEFAULTS, dataset=dataset))
    choices = [choice.value for choice in loss_choices(state)]
    assert state.loss in choices
    assert all(task_of(state) in LOSSES[str(value)].tasks for value in choices)


@pytest.mark.parametrize("name", ["plane", "inputs"])
def test_flat_data_has_one_plane(name: str) -> None:
    state = dataclasses.replace(DEFAULTS, plane=(3, 5), inputs="all")
    assert getattr(validate(state), name) == getattr(DEFAULTS, name)
    wheat = validate(dataclasses.replace(state, dataset="wheat_seeds"))
    assert getattr(wheat, name) == getattr(state, name)


def test_a_clamped_number_is_explained_in_one_sentence() -> None:
    assert FIELDS["noise"].read(70) == (
        50,
        "Noise was set to 50 instead of 70: allowed is 0 to 50.",
    )
    value, sentence = FIELDS["learning_rate"].read(0)
    assert value == 1e-6
    assert sentence == "Learning rate was set to 0.000001 instead of 0: allowed is 0.000001 to 100."


@pytest.mark.parametrize("value", [math.nan, math.inf, "5", 2.5, True, None])
def test_what_is_no_whole_number_is_refused_with_the_range(value: object) -> None:
    with pytest.raises(FieldError, match=r"Noise cannot be .*0 to 50"):
        FIELDS["noise"].read(value)


def test_numbers_of_numpy_are_numbers() -> None:
    assert FIELDS["noise"].read(np.int64(20)) == (20, None)
    assert FIELDS["learning_rate"].read(np.float32(0.5)) == (0.5, None)


def test_an_unknown_choice_is_answered_with_the_valid_ones() -> None:
    with pytest.raises(FieldError, match="choose one of none, l1, l2"):
        FIELDS["regularizer"].read("l3")


def test_a_long_hostile_text_is_cut_in_the_message() -> None:
    with pytest.raises(FieldError) as caught:
        FIELDS["loss"].read("x" * 10_000)
    assert len(str(caught.value)) < 300
