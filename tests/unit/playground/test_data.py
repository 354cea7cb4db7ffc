"""The data of a state: always the same, split once, and what the picture shows of it."""

import dataclasses

import numpy as np
import pytest

from backprop import DATASETS
from playground.data import (
    axis_labels_of,
    domain_of,
    n_train_of,
    points_of,
    points_task_of,
    samples_of,
)
from playground.fields import MAX_CLASSES
from playground.palette import CLASS_COLOURS, CLASS_MARKERS, CLASS_SYMBOLS, MARKER_SIZES
from playground.repair import validate
from playground.state import DEFAULTS, PlaygroundState, Point


def state_of(dataset: str, **changes: object) -> PlaygroundState:
    return validate(dataclasses.replace(DEFAULTS, dataset=dataset, **changes))


@pytest.mark.parametrize("dataset", list(DATASETS))
def test_training_rows_come_first_and_a_new_share_moves_only_the_border(dataset: str) -> None:
    half, most = (samples_of(state_of(dataset, train_percent=share)) for share in (50, 80))
    assert half.test.tolist() == sorted(half.test.tolist())
    assert (~most.test).sum() == max(1, len(most.X) * 80 // 100)
    np.testing.assert_array_equal(half.X, most.X)


@pytest.mark.parametrize("dataset", list(DATASETS))
def test_there_is_a_colour_and_a_shape_for_every_class(dataset: str) -> None:
    assert DATASETS[dataset].n_classes <= MAX_CLASSES
    for kind in (CLASS_COLOURS, CLASS_MARKERS, CLASS_SYMBOLS):
        assert len(set(kind)) == MAX_CLASSES
    assert len(MARKER_SIZES) == MAX_CLASSES


def test_the_classes_are_mixed() -> None:
    assert 0.3 < samples_of(DEFAULTS).labels[:50].mean() < 0.7


def test_the_seed_decides_and_the_shared_rows_are_protected() -> None:
    first, second = samples_of(DEFAULTS), samples_of(dataclasses.replace(DEFAULTS, data_seed=2))
    assert not np.array_equal(first.X, second.X)
    with pytest.raises(ValueError, match="read-only"):
        first.X[0, 0] = 1.0


def test_own_points_are_rows_in_their_order() -> None:
    points = (Point(1, 2, 0, test=True), Point(3, 4, 1))
    samples = samples_of(PlaygroundState(dataset="points", points=points))
    np.testing.assert_array_equal(samples.X, [[1, 2], [3, 4]])
    np.testing.assert_array_equal(samples.labels, [0, 1])
    np.testing.assert_array_equal(samples.test, [True, False])


@pytest.mark.parametrize("dataset", list(DATASETS))
def test_a_copy_of_the_points_shown_is_the_same_data(dataset: str) -> None:
    state = state_of(dataset)
    samples = samples_of(state)
    points = points_of(state)
    np.testing.assert_array_equal([p.x for p in points], samples.X[:, state.plane[0]])
    own = samples_of(state_of("points", points=points, points_task=points_task_of(state)))
    np.testing.assert_array_equal(own.labels, samples.labels)
    np.testing.assert_array_equal(own.test, samples.test)


@pytest.mark.parametrize(("n", "percent", "n_train"), [(0, 50, 0), (1, 10, 1), (5, 50, 2)])
def test_the_share_is_rounded_down_to_at_least_one(n: int, percent: int, n_train: int) -> None:
    assert n_train_of(n, percent) == n_train


def test_measured_axes_say_that_they_are_standardised() -> None:
    wheat = state_of("wheat_seeds", plane=(3, 0))
    assert axis_labels_of(wheat) == ("kernel length (standardised)", "area (standardised)")
    assert domain_of(wheat) == (-3.5, 3.5, -3.5, 3.5)
    assert domain_of(DEFAULTS) == (-6, 6, -6, 6)
