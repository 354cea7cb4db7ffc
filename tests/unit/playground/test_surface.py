"""The loss surface: it agrees with the loss shown, and with differences taken by hand."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from playground.actions import BeginTool, SetField, SetWeight
from playground.deeper.nothing import NO_TRAINING_POINTS, NOT_FINITE
from playground.deeper.planes import plane_of_path, random_plane
from playground.deeper.surface import NO_PATH, Surface, SurfaceLook
from playground.repair import validate
from playground.session import Session
from playground.state import HiddenLayer, PlaygroundState, Point

STATE = validate(PlaygroundState(tool="surface", n_samples=80, surface_size=21))


def surface_of(session: Session) -> Surface:
    """What the page would show now."""
    detail = session.snapshot().detail
    assert isinstance(detail, Surface)
    return detail


def trained(state: PlaygroundState = STATE, epochs: int = 12) -> Session:
    session = Session(state)
    session.run_for(math.inf, epochs)
    return session


@pytest.mark.parametrize("kind", ["weights", "random"])
@pytest.mark.parametrize("loss", ["half_squared_error", "binary_cross_entropy"])
def test_in_the_middle_is_the_loss_shown(kind: str, loss: str) -> None:
    session = trained(dataclasses.replace(STATE, surface_plane=kind, loss=loss))
    found, shown = surface_of(session), session.snapshot().train_loss
    assert shown is not None
    assert found.here == pytest.approx(shown, rel=1e-12)
    assert found.loss[10, 10] == pytest.approx(shown, rel=1e-9)


def test_a_network_with_batch_norm_and_dropout_is_measured_as_it_answers() -> None:
    layers = (HiddenLayer(4, batch_norm=True, dropout=20), HiddenLayer(3))
    session = trained(validate(dataclasses.replace(STATE, layers=layers)))
    look = SurfaceLook()
    for _ in range(3):
        session.run_for(math.inf, 3)
        found = look(session.scene)
        assert isinstance(found, Surface) and look._plane
        assert found.here == pytest.approx(session.snapshot().train_loss, rel=1e-12)
        plane = look._plane.through(session.experiment.network.parameters)
        assert look._ruler.loss_at(plane.at(*found.place)) == pytest.approx(found.here, rel=1e-9)


def test_the_map_of_two_weights_is_the_loss_with_these_weights_set() -> None:
    session = trained(dataclasses.replace(STATE, surface_x=3, surface_y=14))
    found, network = surface_of(session), session.experiment.network.copy()
    trainer = session.experiment.trainer
    assert trainer
    for row, column in ((0, 0), (20, 3), (7, 15)):
        network.parameters[:] = session.experiment.network.parameters
        network.parameters[3], network.parameters[14] = found.u[column], found.v[row]
        output = network.forward(trainer.X).output
        expected = trainer.loss.value(output, trainer.target)
        assert found.loss[row, column] == pytest.approx(expected, rel=1e-12)


def test_the_curvature_of_the_map_is_that_of_finite_differences_of_the_gradient() -> None:
    session = trained(dataclasses.replace(STATE, surface_x=2, surface_y=5, batch_size=1000))
    look = SurfaceLook()
    found, network = look(session.scene), session.experiment.network
    assert isinstance(found, Surface)
    h = 1e-4
    place = network.parameters.copy()

    def slope(step: float) -> float:
        network.parameters[:] = place
        network.parameters[2] += step
        assert session.experiment.trainer
        return float(session.experiment.trainer.next_gradient()[2])

    curvature = (slope(h) - slope(-h)) / (2 * h)
    first = slope(0.0)
    network.parameters[:] = place
    loss = look._ruler.loss_at
    plane = look._plane
    assert plane
    (u, v), step = found.place, 1e-3
    low, middle, high = (loss(plane.at(u + by, v)) for by in (-step, 0.0, step))
    assert (high - 2 * middle + low) / step**2 == pytest.approx(curvature, rel=1e-3)
    assert (high - low) / (2 * step) == pytest.approx(first, rel=1e-4)
    assert found.descent[0] == pytest.approx(-first, rel=1e-9)


def test_random_directions_have_the_length_of_each_neurons_weights() -> None:
    network = trained().experiment.network
    plane = random_plane(network, 7)
    other = network.copy()
    for direction in (plane.first, plane.second):
        other.parameters[:] = direction
        for layer, mine in zip(other.layers, network.layers, strict=True):
            np.testing.assert_allclose(
                np.linalg.norm(layer.W, axis=0), np.linalg.norm(mine.W, axis=0)
            )
            assert not layer.b.any()
    np.testing.assert_array_equal(plane.first, random_plane(network, 7).first)
    assert not np.array_equal(plane.first, random_plane(network, 8).first)


def test_the_frame_stays_while_the_path_moves_until_it_is_centred() -> None:
    session = Session(STATE)
    start = surface_of(session)
    assert start.epochs == (0,) and list(start.place) == start.path[0].tolist()
    session.run_for(math.inf, 5)
    later = surface_of(session)
    np.testing.assert_array_equal(later.u, start.u)
    assert later.epochs == (0, 5) and later.place != start.place
    parameters = session.experiment.network.parameters
    assert later.place == pytest.approx(tuple(parameters[:2]))
    session.dispatch(BeginTool())
    centred = surface_of(session)
    middle = (centred.u[10], centred.v[10])
    assert centred.place == pytest.approx(middle)


def test_the_map_goes_through_the_weights_as_they_are() -> None:
    session = Session(dataclasses.replace(STATE, surface_plane="random"))
    look = SurfaceLook()
    look(session.scene)
    for _ in range(3):
        session.run_for(math.inf, 4)
        found = look(session.scene)
        assert isinstance(found, Surface) and look._plane
        plane = look._plane.through(session.experiment.network.parameters)
        under = look._ruler.loss_at(plane.at(*found.place))
        assert under == pytest.approx(session.snapshot().train_loss, rel=1e-9)
        row, column = 3, 17
        other = look._ruler.loss_at(plane.at(found.u[column], found.v[row]))
        assert found.loss[row, column] == other


def test_what_did_not_change_is_not_measured_again() -> None:
    session = trained()
    before = surface_of(session)
    session.dispatch(SetField("surface_scale", "linear"))
    session.dispatch(SetField("learning_rate", 0.1))
    assert surface_of(session).loss is before.loss


def test_an_automatic_frame_grows_with_the_path_and_a_chosen_one_does_not() -> None:
    for width, is_outside in ((0, False), (2, True)):
        session = Session(dataclasses.replace(STATE, surface_range=width))
        surface_of(session)
        session.dispatch(SetWeight(1, 0, 0, 30.0))
        found = surface_of(session)
        assert found.is_outside == is_outside
        assert found.u[-1] - found.u[0] > (60 if width == 0 else 3.9)


@pytest.mark.parametrize(
    ("field", "value"),
    [("loss", "huber"), ("noise", 50), ("weight_seed", 4), ("surface_size", 41), ("surface_x", 6)],
)
def test_what_changes_the_loss_changes_the_map(field: str, value: object) -> None:
    session = trained()
    before = surface_of(session)
    session.dispatch(SetField(field, value))
    after = surface_of(session)
    assert after.loss is not before.loss
    assert after.loss.shape == (len(after.v), len(after.u))


def test_the_plane_of_the_path_holds_most_of_its_movement() -> None:
    session = Session(dataclasses.replace(STATE, surface_plane="path"))
    assert session.snapshot().detail == NO_PATH
    session.run_for(math.inf, 60)
    found = surface_of(session)
    assert not found.is_outside and np.abs(found.path).max() < found.u[-1]
    path = np.cumsum(np.random.default_rng(1).standard_normal((9, 5)), axis=0)
    path[:, 2:] = 0
    plane = plane_of_path(path)
    assert plane
    back = [plane.at(*place) for place in plane.places_of(path)]
    np.testing.assert_allclose(back, path, atol=1e-9)


def test_the_same_weight_twice_and_one_that_does_not_exist_are_replaced() -> None:
    state = dataclasses.replace(STATE, surface_x=9999, surface_y=9999)
    session = trained(validate(state))
    assert surface_of(session).weights == (24, 0)


def test_a_large_network_is_measured_on_a_coarser_map() -> None:
    layers = tuple(HiddenLayer(32) for _ in range(6))
    session = Session(validate(dataclasses.replace(STATE, layers=layers, n_samples=2000)))
    found = surface_of(session)
    assert found.loss.shape == (21, 21)
    assert found.n_rows < found.n_train == 1000
    assert np.isfinite(found.loss).all()


def test_without_training_points_a_sentence_says_so() -> None:
    empty = PlaygroundState(tool="surface", dataset="points", points=(Point(0, 0, 0, True),))
    assert Session(validate(empty)).snapshot().detail == NO_TRAINING_POINTS


@pytest.mark.parametrize("bad", [math.nan, math.inf, 1e300])
def test_a_diverged_network_breaks_nothing(bad: float) -> None:
    session = trained(dataclasses.replace(STATE, dataset="plane", layers=()))
    session.experiment.network.parameters[0] = bad
    found = SurfaceLook()(session.scene)
    if math.isfinite(bad):
        assert isinstance(found, Surface)
    else:
        assert found == NOT_FINITE


def test_the_path_is_that_of_the_run_and_stays_while_one_looks_back() -> None:
    session = trained(epochs=40)
    found = surface_of(session)
    assert found.epochs[0] == 0 and found.epochs[-1] == 40 and len(found.epochs) >= 5
    assert list(found.place) == pytest.approx(found.path[-1].tolist())
    np.testing.assert_allclose(found.path[0], _initial(STATE), atol=1e-12)
    session.reset()
    assert surface_of(session).epochs == (0,)


def _initial(state: PlaygroundState) -> np.ndarray:  # type: ignore[type-arg]
    return Session(state).experiment.network.parameters[:2]
