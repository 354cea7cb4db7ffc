"""Histograms of the layers: they count every number, and find units that do not learn."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from playground.deeper.nothing import NO_TRAINING_POINTS, NOT_FINITE
from playground.deeper.spread import KINDS, Spread, look_at_spread
from playground.repair import validate
from playground.session import Session
from playground.state import HiddenLayer, PlaygroundState

SMALL = validate(PlaygroundState(n_samples=60, layers=(HiddenLayer(5, "relu"), HiddenLayer(3))))


def spread_of(session: Session) -> Spread:
    found = look_at_spread(session.scene)
    assert isinstance(found, Spread)
    return found


def test_every_number_is_counted_once() -> None:
    session = Session(SMALL)
    session.run_for(math.inf, 5)
    found, network = spread_of(session), session.experiment.network
    assert found.n_points == 30
    for layer, spread in zip(network.layers, found.layers, strict=True):
        assert spread.histograms["weights"].total == layer.W.size
        assert spread.histograms["gradients"].total == layer.W.size
        assert spread.histograms["activations"].total == 30 * layer.fan_out
        histogram = spread.histograms["weights"]
        assert histogram.mean == pytest.approx(layer.W.mean())
        assert histogram.deviation == pytest.approx(layer.W.std())
        assert np.abs(layer.W).max() <= histogram.limit
        edges = np.linspace(-histogram.limit, histogram.limit, len(histogram.counts) + 1)
        np.testing.assert_array_equal(histogram.counts, np.histogram(layer.W, edges)[0])


def test_the_gradients_are_those_of_one_large_batch() -> None:
    session = Session(dataclasses.replace(SMALL, batch_size=1000))
    session.run_for(math.inf, 3)
    found, network = spread_of(session), session.experiment.network.copy()
    assert session.experiment.trainer
    network.parameters[:] = session.experiment.trainer.next_gradient()
    for layer, spread in zip(network.layers, found.layers, strict=True):
        assert spread.histograms["gradients"].mean == pytest.approx(layer.W.mean())


def test_dead_and_saturated_units_are_found() -> None:
    session = Session(SMALL)
    first, second, last = session.experiment.network.layers
    first.W[:, 1], first.b[1] = 0.0, -1.0  # relu: below 0 everywhere
    first.W[:, 3], first.b[3] = 0.01, -5.0
    second.W[:], second.b[:] = 0.01, [0.0, 9.0, 0.0]  # tanh: far up in the flat part
    last.W[:] = 0.1
    found = spread_of(session)
    assert [layer.n_units for layer in found.layers] == [5, 3, 1]
    assert [layer.n_dead for layer in found.layers] == [2, 0, 0]
    assert [layer.n_saturated for layer in found.layers] == [0, 1, 0]


def test_a_common_scale_is_that_of_the_largest_layer() -> None:
    session = Session(dataclasses.replace(SMALL, histogram_scale="common"))
    session.experiment.network.layers[1].W[0, 0] = 7.3
    found = spread_of(session)
    assert {layer.histograms["weights"].limit for layer in found.layers} == {10.0}
    session = Session(SMALL)
    session.experiment.network.layers[1].W[0, 0] = 7.3
    limits = [layer.histograms["weights"].limit for layer in spread_of(session).layers]
    assert limits[1] == 10.0 and limits[0] < 5


@pytest.mark.parametrize("kind", KINDS)
def test_a_network_of_zeros_has_a_scale(kind: str) -> None:
    session = Session(SMALL)
    session.experiment.network.parameters[:] = 0.0
    for layer in spread_of(session).layers:
        assert layer.histograms[kind].limit > 0


def test_without_points_or_with_diverged_weights_a_sentence_says_so() -> None:
    empty = Session(validate(PlaygroundState(dataset="points")))
    assert look_at_spread(empty.scene) == NO_TRAINING_POINTS
    session = Session(SMALL)
    session.experiment.network.parameters[3] = math.nan
    assert look_at_spread(session.scene) == NOT_FINITE
    session.experiment.network.parameters[:] = 1e200
    assert look_at_spread(session.scene) == NOT_FINITE


@pytest.mark.parametrize("dataset", ["wheat_seeds", "plane", "spiral"])
def test_every_kind_of_data_has_histograms(dataset: str) -> None:
    session = Session(validate(PlaygroundState(dataset=dataset, layers=())))
    assert len(spread_of(session).layers) == 1
