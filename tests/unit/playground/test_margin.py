"""The margin against what is known: a straight boundary, its distances, several classes."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from playground.deeper.contours import distances, zero_segments
from playground.deeper.margin import REGRESSION, Margin, look_at_margin
from playground.deeper.nothing import NO_TRAINING_POINTS, NOT_FINITE, Nothing
from playground.repair import validate
from playground.session import Session
from playground.state import PlaygroundState, Point

POINTS = (
    Point(2.0, 1.0, 1.0),
    Point(0.5, 0.5, 1.0),
    Point(-1.0, -2.0, 0.0),
    Point(3.0, 3.0, 0.0),
    Point(4.0, 4.0, 0.0, True),
)
LINEAR = validate(PlaygroundState(dataset="points", points=POINTS, layers=()))


def margin_of(session: Session) -> Margin:
    found = look_at_margin(session.scene)
    assert isinstance(found, Margin)
    return found


def linear(w: tuple[float, float], b: float, state: PlaygroundState = LINEAR) -> Session:
    session = Session(state)
    layer = session.experiment.network.layers[0]
    layer.W[:, 0], layer.b[0] = w, b
    return session


def test_distances_to_a_straight_boundary_are_those_of_the_formula() -> None:
    w, b = np.array([0.6, -0.2]), 0.31
    found = margin_of(linear((0.6, -0.2), b))
    X = np.array([[p.x, p.y] for p in POINTS[:4]])
    side = np.array([1, 1, -1, -1])
    expected = side * (X @ w + b) / np.hypot(*w)
    np.testing.assert_allclose(found.distance, expected, atol=1e-5)
    np.testing.assert_allclose(found.functional, side * np.tanh(X @ w + b), atol=1e-12)
    right = np.flatnonzero(expected > 0)
    assert list(found.closest) == list(right[np.argsort(expected[right])][:3])
    assert found.smallest == pytest.approx(expected[expected > 0].min(), abs=1e-5)
    np.testing.assert_allclose(found.nearest @ w + b, 0, atol=1e-5)
    assert found.n_wrong == (expected < 0).sum()


def test_the_histogram_counts_right_and_wrong_answers_apart() -> None:
    found = margin_of(linear((0.6, -0.2), 0.31))
    assert found.counts.sum() == 4
    wrong = found.counts[1]
    assert wrong.sum() == found.n_wrong and not wrong[found.edges[:-1] >= 0].any()
    assert not found.counts[0][found.edges[1:] <= 0].any()


def test_several_classes_have_a_boundary_each() -> None:
    points = (Point(3, 0, 0.0), Point(0, 3, 1.0), Point(-3, -3, 2.0))
    state = validate(
        PlaygroundState(dataset="points", points=points, layers=(), loss="softmax_cross_entropy")
    )
    session = Session(state)
    layer = session.experiment.network.layers[0]
    layer.W[:], layer.b[:] = [[1, 0, -1], [0, 1, -1]], 0.0
    found = margin_of(session)
    # From (3, 0): to y = x, and from (-3, -3): to 2x + y = 0 and x + 2y = 0.
    expected = [3 / np.sqrt(2), 3 / np.sqrt(2), 9 / np.sqrt(5)]
    # The first two are nearer to one of the rays, all of which end in the origin.
    np.testing.assert_allclose(found.distance, np.minimum(expected, 3 * np.sqrt(2)), atol=0.01)
    shares = np.exp([[3, 0, -3], [0, 3, -3], [-3, -3, 6]])
    shares /= shares.sum(axis=1, keepdims=True)
    best = np.sort(shares, axis=1)
    np.testing.assert_allclose(found.functional, best[:, 2] - best[:, 1], atol=1e-12)


def test_the_distance_agrees_with_a_search_over_many_places() -> None:
    session = Session(validate(PlaygroundState(n_samples=80)))
    session.run_for(float("inf"), 60)
    found = margin_of(session)
    side = np.linspace(-6, 6, 1201)
    grid = np.stack([np.tile(side, len(side)), np.repeat(side, len(side))], axis=1)
    answer = session.experiment.network.forward(grid).output[:, 0] > 0
    here = session.experiment.network.forward(np.stack([found.x, found.y], axis=1)).output[:, 0]
    for index in range(0, len(found.x), 7):
        others = grid[answer != (here[index] > 0)]
        nearest = np.hypot(others[:, 0] - found.x[index], others[:, 1] - found.y[index]).min()
        assert abs(found.distance[index]) == pytest.approx(nearest, abs=0.015)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (PlaygroundState(dataset="plane"), REGRESSION),
        (PlaygroundState(dataset="points"), NO_TRAINING_POINTS),
        (dataclasses.replace(LINEAR, points=(Point(1, 1, 0.0, True),)), NO_TRAINING_POINTS),
    ],
)
def test_where_there_is_no_margin_a_sentence_says_why(
    state: PlaygroundState, message: Nothing
) -> None:
    assert look_at_margin(Session(validate(state)).scene) == message


def test_a_network_without_a_boundary_here_has_infinite_distances() -> None:
    found = margin_of(linear((0.0, 0.0), 1.0))
    assert np.isinf(found.distance).all() and not len(found.segments)
    assert found.smallest is None


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_diverged_network_breaks_nothing(bad: float) -> None:
    assert look_at_margin(linear((bad, 1.0), 0.0).scene) == NOT_FINITE


@pytest.mark.parametrize("dataset", ["wheat_seeds", "three_spirals", "gauss", "checkerboard"])
def test_every_kind_of_data_has_margins(dataset: str) -> None:
    session = Session(validate(PlaygroundState(dataset=dataset, inputs="all")))
    session.run_for(float("inf"), 3)
    found = look_at_margin(session.scene)
    assert isinstance(found, Margin)
    assert found.counts.sum() == len(found.functional) == len(found.distance)


def test_marching_squares_find_a_circle_and_both_branches_of_a_saddle() -> None:
    side = np.linspace(-2, 2, 41)
    x, y = np.meshgrid(side, side)
    circle = zero_segments(x * x + y * y - 1, side, side)
    np.testing.assert_allclose(np.hypot(circle[..., 0], circle[..., 1]), 1, atol=2e-3)
    length = np.hypot(*(circle[:, 1] - circle[:, 0]).T).sum()
    assert length == pytest.approx(2 * np.pi, rel=2e-3)
    saddle = zero_segments(np.array([[1.0, -1.0], [-1.0, 2.0]]), np.arange(2), np.arange(2))
    assert len(saddle) == 2
    d, _ = distances(np.array([0.5]), np.array([0.5]), saddle)
    assert d[0] > 0.1  # the two positive corners are joined through the middle


def test_no_line_where_the_field_is_no_number() -> None:
    field = np.array([[np.nan, 1.0], [-1.0, -1.0]])
    assert len(zero_segments(field, np.arange(2), np.arange(2))) == 0
