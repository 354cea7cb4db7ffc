"""The space of a hidden layer, for networks whose weights were set by hand."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from playground.deeper.borders import ties, zeros
from playground.deeper.nothing import NOT_FINITE, Nothing
from playground.deeper.space import NO_LAYER, NO_POINTS, Space, look_at_space, shown_neurons
from playground.repair import validate
from playground.session import Session
from playground.state import HiddenLayer, PlaygroundState, Point

POINTS = (Point(1, 2, 0.0), Point(-3, 1, 1.0), Point(4, -5, 1.0), Point(2, 2, 0.0, True))


def hand_set(*layers: HiddenLayer, **more: object) -> Session:
    state = PlaygroundState(dataset="points", points=POINTS, layers=layers)
    return Session(validate(dataclasses.replace(state, **more)))  # type: ignore[arg-type]


def space_of(session: Session) -> Space:
    found = look_at_space(session.scene)
    assert isinstance(found, Space)
    return found


def test_two_neurons_are_the_axes_and_the_decision_is_where_the_output_is_zero() -> None:
    session = hand_set(HiddenLayer(2, "linear"))
    first, last = session.experiment.network.layers
    first.W[:], first.b[:] = [[2.0, 0.0], [1.0, -1.0]], [0.5, 1.0]
    last.W[:, 0], last.b[0] = [1.0, 3.0], -2.0
    found = space_of(session)
    X = np.array([[p.x, p.y] for p in POINTS])
    np.testing.assert_allclose(found.points, X @ first.W + first.b)
    assert found.layer == 1 and found.is_last and list(found.test) == [False] * 3 + [True]
    ((border, names),) = found.borders
    assert names == (0,)
    np.testing.assert_allclose(border @ [1.0, 3.0] - 2.0, 0, atol=1e-9)
    assert np.linalg.norm(border[1] - border[0]) > 5


def test_the_lines_of_the_plane_are_sent_through_the_layers() -> None:
    session = hand_set(HiddenLayer(2, "tanh"))
    found, network = space_of(session), session.experiment.network
    side = np.linspace(-6, 6, 13)
    along = np.linspace(-6, 6, 49)
    expected = network.forward(np.stack([np.full(49, side[3]), along], axis=1)).a[1]
    np.testing.assert_allclose(found.grid[0, 3], expected)
    expected = network.forward(np.stack([along, np.full(49, side[10])], axis=1)).a[1]
    np.testing.assert_allclose(found.grid[1, 10], expected)


def test_three_neurons_have_a_plane_and_one_has_a_point() -> None:
    session = hand_set(HiddenLayer(3, "linear"))
    last = session.experiment.network.layers[1]
    last.W[:, 0], last.b[0] = [1.0, -1.0, 0.5], 0.1
    found = space_of(session)
    ((border, _),) = found.borders
    assert found.points.shape == (4, 3) and 3 <= len(border) <= 6
    np.testing.assert_allclose(border @ last.W[:, 0] + 0.1, 0, atol=1e-9)
    session = hand_set(HiddenLayer(1, "linear"))
    last = session.experiment.network.layers[1]
    last.W[0, 0], last.b[0] = 2.0, 0.3
    found = space_of(session)
    assert found.points.shape == (4, 1)
    assert found.borders[0][0].ravel() == pytest.approx([-0.15])


def test_principal_components_keep_the_distances_of_a_flat_cloud() -> None:
    session = hand_set(HiddenLayer(5, "linear"))
    found = space_of(session)  # two inputs: the cloud is flat
    assert found.view.neurons == () and found.view.share == pytest.approx(1.0)
    X = np.array([[p.x, p.y] for p in POINTS])
    a = session.experiment.network.forward(X).a[1]
    for i, j in ((0, 1), (1, 2), (0, 3)):
        expected = np.linalg.norm(a[i] - a[j])
        assert np.linalg.norm(found.points[i] - found.points[j]) == pytest.approx(expected)
    back = found.view.origin + found.borders[0][0] @ found.view.basis
    last = session.experiment.network.layers[1]
    np.testing.assert_allclose(back @ last.W + last.b, 0, atol=1e-9)


def test_an_earlier_layer_shows_where_each_neuron_of_the_next_one_turns() -> None:
    session = hand_set(HiddenLayer(2, "linear"), HiddenLayer(12, "tanh"), space_layer=1)
    found = space_of(session)
    assert found.layer == 1 and not found.is_last and found.left_out == 4
    following = session.experiment.network.layers[1]
    for border, (neuron,) in found.borders:
        z = border @ following.W[:, neuron] + following.b[neuron]
        np.testing.assert_allclose(z, 0, atol=1e-9)


def test_a_layer_with_batch_norm_turns_where_its_z_is_zero() -> None:
    session = hand_set(HiddenLayer(2, "linear"), HiddenLayer(3, batch_norm=True), space_layer=1)
    session.run_for(math.inf, 20)
    found, network = space_of(session), session.experiment.network
    assert found.borders
    first, following = network.layers[:2]
    for border, (neuron,) in found.borders:
        # Back through the first layer, which is linear, to the places of the plane.
        X = np.linalg.solve(first.W.T, (border - first.b).T).T
        z = network.forward(X).z[1][:, neuron]
        np.testing.assert_allclose(z, 0, atol=1e-8)
        assert following.norm is not None


def test_several_classes_tie_only_where_no_third_is_ahead() -> None:
    slopes, offsets = np.array([[1.0, 0.0, -1.0], [0.0, 1.0, -1.0]]), np.zeros(3)
    corners = np.array([[-2.0, -2.0], [2.0, 2.0]])
    found = ties(slopes, offsets, corners)
    assert [names for _, names in found] == [(0, 1), (0, 2), (1, 2)]
    for border, names in found:
        score = border @ slopes + offsets
        i, j = names
        np.testing.assert_allclose(score[:, i], score[:, j], atol=1e-9)
        np.testing.assert_allclose(score.max(axis=1), score[:, i], atol=1e-9)
        assert np.abs(border).min(axis=0) == pytest.approx([0, 0], abs=1e-9)  # ends in the middle


def test_a_border_beside_the_picture_is_not_there() -> None:
    corners = np.array([[-1.0, -1.0], [1.0, 1.0]])
    assert zeros(np.array([[1.0], [1.0]]), np.array([5.0]), corners) == ()
    assert zeros(np.zeros((2, 1)), np.array([0.0]), corners) == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (0, 1, 2)),
        ({"space_view": "two"}, (0, 1)),
        ({"space_view": "two", "space_x": 3, "space_y": 3}, (2, 0)),
        ({"space_view": "two", "space_x": 32}, (2, 1)),
        ({"space_view": "three", "space_z": 1}, (0, 1, 2)),
        ({"space_view": "components"}, ()),
    ],
)
def test_the_axes_are_those_that_were_chosen_or_the_next_that_exist(
    changes: dict[str, object], expected: tuple[int, ...]
) -> None:
    state = dataclasses.replace(PlaygroundState(), **changes)  # type: ignore[arg-type]
    assert shown_neurons(validate(state), 3) == expected


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (PlaygroundState(layers=()), NO_LAYER),
        (PlaygroundState(dataset="points"), NO_POINTS),
    ],
)
def test_where_there_is_nothing_to_see_a_sentence_says_why(
    state: PlaygroundState, message: Nothing
) -> None:
    assert look_at_space(Session(validate(state)).scene) == message


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_diverged_network_breaks_nothing(bad: float) -> None:
    session = hand_set(HiddenLayer(3, "relu"))
    session.experiment.network.parameters[:] = bad
    assert look_at_space(session.scene) == NOT_FINITE


@pytest.mark.parametrize("units", [1, 2, 3, 4, 32])
@pytest.mark.parametrize("view", ["auto", "two", "three", "components"])
@pytest.mark.parametrize("dataset", ["wheat_seeds", "plane", "circle"])
def test_every_layer_has_a_space(units: int, view: str, dataset: str) -> None:
    state = PlaygroundState(dataset=dataset, layers=(HiddenLayer(units, "relu"),), space_view=view)
    found = space_of(Session(validate(state)))
    assert found.points.shape[1] == found.grid.shape[-1] <= 3
    assert np.isfinite(found.points).all()
