"""The inside of the network: its pictures, its numbers, and weights set by hand."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

from backprop import LOSSES
from playground.actions import (
    ActionError,
    RemoveLayer,
    SelectNeuron,
    SetField,
    SetWeight,
    reduce,
)
from playground.anatomy import TILE_SIZE
from playground.repair import validate
from playground.session import Session
from playground.state import DEFAULTS, HiddenLayer, PlaygroundState

SMALL = validate(PlaygroundState(n_samples=60, layers=(HiddenLayer(3), HiddenLayer(2, "relu"))))
WHEAT = validate(PlaygroundState(dataset="wheat_seeds", inputs="all", plane=(4, 1)))


def trained(state: PlaygroundState = SMALL) -> Session:
    session = Session(state)
    session.run_for(math.inf, 3)
    return session


def tile_centres(session: Session) -> np.ndarray[Any, Any]:
    """The centres of a tile's cells as inputs of the network, row by row from the lowest y."""
    state, (x0, x1, y0, y1) = session.state, session.snapshot().domain
    centres = (np.arange(TILE_SIZE) + 0.5) / TILE_SIZE
    n_inputs = session.experiment.network.layer_sizes[0]
    X = np.zeros((TILE_SIZE**2, n_inputs))
    x, y = state.plane
    X[:, x] = np.tile(x0 + centres * (x1 - x0), TILE_SIZE)
    X[:, y] = np.repeat(y0 + centres * (y1 - y0), TILE_SIZE)
    return X


@pytest.mark.parametrize("state", [SMALL, WHEAT, validate(PlaygroundState(dataset="plane"))])
def test_tiles_are_the_activations_at_their_centres(state: PlaygroundState) -> None:
    session = trained(state)
    network, anatomy = session.experiment.network, session.snapshot().network
    passed = network.forward(tile_centres(session))
    answer = LOSSES[state.loss].predict(passed.output, session.snapshot().task)
    expected = [*passed.a[:-1], answer.reshape(TILE_SIZE**2, -1)]
    assert [len(tiles) for tiles in anatomy.tiles] == list(network.layer_sizes)
    for tiles, activations in zip(anatomy.tiles, expected, strict=True):
        flat = tiles.reshape(len(tiles), -1).T
        np.testing.assert_allclose(flat, activations, atol=1e-4)


def test_plain_gradient_descent_steps_against_the_gradient_shown() -> None:
    session = trained(dataclasses.replace(SMALL, regularizer="l2", regularization_rate=0.1))
    gradient = session.snapshot().network.values["gradients"]
    before = session.experiment.network.parameters.copy()
    session.step_batch()
    values = session.snapshot().network.values
    np.testing.assert_allclose(values["updates"], -0.03 * gradient, rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(values["weights"] - before, values["updates"], atol=1e-15)


def test_a_clipped_gradient_is_shown_clipped_at_once() -> None:
    session = trained()
    session.dispatch(SetField("clipping", "value"))
    session.dispatch(SetField("clip_limit", 1e-6))
    gradient = session.snapshot().network.values["gradients"]
    assert 0 < np.abs(gradient).max() <= 1e-6
    session.step_batch()
    updates = session.snapshot().network.values["updates"]
    np.testing.assert_allclose(updates, -0.03 * gradient, rtol=1e-6, atol=1e-15)


def test_the_last_update_of_an_epoch_is_that_of_its_last_batch() -> None:
    whole, single = Session(SMALL), Session(SMALL)
    whole.run_epoch()
    for _ in range(3):
        single.step_batch()
    np.testing.assert_array_equal(
        whole.snapshot().network.values["updates"], single.snapshot().network.values["updates"]
    )


def test_a_weight_set_by_hand_is_shown_measured_saved_and_trained_from() -> None:
    session = trained()
    before = session.snapshot()
    assert session.dispatch(SetWeight(1, 2, 0, 1.5))
    after = session.snapshot()
    assert session.experiment.network.layers[0].W[0, 2] == 1.5
    assert after.network.value("weights", 1, 2, 0) == 1.5
    assert (after.epoch, after.step) == (before.epoch, before.step)
    assert after.train_loss != before.train_loss
    assert after.history_train[-1] == after.train_loss
    assert not np.array_equal(after.grid, before.grid)
    np.testing.assert_array_equal(after.network.values["updates"], before.network.values["updates"])
    resumed = Session.resume(session.save())
    assert resumed.experiment.network.layers[0].W[0, 2] == 1.5
    resumed.step_batch()
    session.step_batch()
    np.testing.assert_array_equal(
        resumed.experiment.network.parameters, session.experiment.network.parameters
    )


def test_the_output_bias_can_be_set() -> None:
    session = trained()
    session.dispatch(SetWeight(3, 0, None, -0.25))
    assert session.experiment.network.layers[2].b[0] == -0.25


@pytest.mark.parametrize(
    "action",
    [
        SetWeight(0, 0, 0, 1.0),
        SetWeight(4, 0, 0, 1.0),
        SetWeight(1, 3, 0, 1.0),
        SetWeight(1, 0, 2, 1.0),
        SetWeight(1, 0, -1, 1.0),
        SetWeight(True, 0, 0, 1.0),
        SetWeight(1, 0, 0, math.nan),
        SetWeight(1, 0, 0, math.inf),
        SetWeight(1, 0, 0, "1"),  # type: ignore[arg-type]
        SelectNeuron(1, 3),
        SelectNeuron(9, 0),
    ],
    ids=str,
)
def test_what_cannot_be_set_or_shown_is_answered(action: Any) -> None:
    session = trained()
    before = session.experiment.network.parameters.copy()
    assert not session.dispatch(action)
    notice = session.snapshot().notice
    assert notice is not None and notice.level == "warning" and notice.text.endswith(".")
    np.testing.assert_array_equal(session.experiment.network.parameters, before)
    with pytest.raises(ActionError):
        reduce(session.state, action)


def test_a_weight_beyond_the_range_is_clamped_with_a_note() -> None:
    session = trained()
    assert session.dispatch(SetWeight(1, 0, 1, 1e9))
    assert session.experiment.network.layers[0].W[1, 0] == 1000.0
    assert "1000" in getattr(session.snapshot().notice, "text", "")


def test_after_a_divergence_no_weight_is_set() -> None:
    session = Session(dataclasses.replace(SMALL, learning_rate=100.0, layers=(), dataset="plane"))
    session.run_for(math.inf, 300)
    assert session.status == "error"
    assert not session.dispatch(SetWeight(1, 0, 0, 1.0))
    assert session.status == "error"


def test_a_selected_neuron_has_its_map_in_the_large_picture() -> None:
    session = trained()
    assert session.snapshot().neuron_grid is None
    session.dispatch(SelectNeuron(2, 1))
    snapshot = session.snapshot()
    assert snapshot.neuron_grid is not None
    a = session.experiment.network.forward([[3.66, -5.58]]).a[2][0, 1]
    assert snapshot.neuron_grid[3, 80] == pytest.approx(a, abs=1e-5)
    session.dispatch(SelectNeuron())
    assert session.snapshot().neuron_grid is None
    session.dispatch(SelectNeuron(3, 0))
    assert session.state.neuron is None  # the only output is what the picture shows anyway


def test_a_selection_that_no_longer_exists_falls_back_to_the_output() -> None:
    session = trained()
    session.dispatch(SelectNeuron(2, 1))
    session.dispatch(RemoveLayer())
    session.dispatch(RemoveLayer())
    assert session.state.neuron is None
    assert session.snapshot().neuron_grid is None


def test_a_reset_forgets_the_last_update() -> None:
    session = trained()
    session.reset()
    assert not session.snapshot().network.values["updates"].any()


def test_new_settings_of_the_picture_rebuild_nothing() -> None:
    session = trained()
    network, trainer = session.experiment.network, session.experiment.trainer
    revision = session.snapshot().network.revision
    session.dispatch(SetField("network_view", "gradients"))
    session.dispatch(SetField("network_size", "large"))
    assert session.experiment.network is network
    assert session.experiment.trainer is trainer
    assert session.snapshot().network.revision == revision
    assert DEFAULTS.network_view == "weights"
