"""How the weights, activations and gradients of each layer are spread: histograms and figures.

Activations and gradients are those of all training points, the gradients without the regularizer;
weights and gradients are shown without the biases. A unit is dead when its slope f'(z) is 0 at
every training point, for then no gradient reaches its weights: Lu et al., "Dying ReLU and
initialization" (2019). It is saturated when its slope is below a twentieth of the steepest one at
nine points in ten: Glorot & Bengio, "Understanding the difficulty of training deep feedforward
neural networks" (AISTATS 2010).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop import Network
from backprop.activations import Activation
from playground.data import Array
from playground.deeper.nothing import NO_TRAINING_POINTS, NOT_FINITE, TOO_LARGE, Nothing
from playground.deeper.places import line
from playground.experiment import Experiment
from playground.scene import Scene

KINDS = ("weights", "activations", "gradients")
BINS = 24

_FLAT = 1e-9
_GENTLE, _MOSTLY = 0.05, 0.9


@dataclass(frozen=True, eq=False)
class Histogram:
    """Counts (BINS,) between the edges -limit and limit, with the mean and the deviation."""

    limit: float
    counts: NDArray[np.intp]
    mean: float
    deviation: float

    @property
    def total(self) -> int:
        """How many numbers were counted."""
        return int(self.counts.sum())


@dataclass(frozen=True, eq=False)
class LayerSpread:
    """One layer after the inputs: its histograms by kind, and its dead and saturated units."""

    histograms: Mapping[str, Histogram]
    n_units: int
    n_dead: int
    n_saturated: int


@dataclass(frozen=True, eq=False)
class Spread:
    """All layers after the inputs, from the first hidden one to the output."""

    layers: tuple[LayerSpread, ...]
    n_points: int


def look_at_spread(scene: Scene) -> Spread | Nothing:
    """Count the numbers of all layers now."""
    experiment = scene.experiment
    if experiment.trainer is None:
        return NO_TRAINING_POINTS
    if not experiment.is_finite():
        return NOT_FINITE
    with np.errstate(all="ignore"):
        numbers, units = _numbers(experiment, experiment.network)
    largest = np.array([np.abs(values).max() for layer in numbers for values in layer.values()])
    if not (largest < TOO_LARGE).all():
        return NOT_FINITE
    common = experiment.state.histogram_scale == "common"
    limits = {kind: max(_limit(layer[kind]) for layer in numbers) for kind in KINDS}
    layers = (
        LayerSpread(
            {kind: _count(layer[kind], limits[kind] if common else None) for kind in KINDS}, *flat
        )
        for layer, flat in zip(numbers, units, strict=True)
    )
    return Spread(tuple(layers), len(experiment.trainer.X))


def _numbers(
    experiment: Experiment, network: Network
) -> tuple[list[dict[str, Array]], list[tuple[int, int, int]]]:
    """The numbers of each layer by kind, and how many units it has, dead and saturated ones."""
    trainer = experiment.trainer
    assert trainer
    forward_pass = network.forward(trainer.X)
    d_output = trainer.loss.gradient(forward_pass.output, trainer.target)
    gradients = network.backward(forward_pass, d_output).layers
    numbers, units = [], []
    for index, (layer, gradient) in enumerate(zip(network.layers, gradients, strict=True)):
        z, a = forward_pass.z[index], forward_pass.a[index + 1]
        numbers.append({"weights": layer.W, "activations": a, "gradients": gradient.dW})
        units.append((layer.fan_out, *_flat_units(layer.activation, z, a)))
    return numbers, units


def _flat_units(activation: Activation, z: Array, a: Array) -> tuple[int, int]:
    """How many units of a layer are dead, and how many of the others are saturated."""
    ruler = line(-8.0, 8.0, 401)
    steepest = float(np.abs(activation.derivative(ruler, activation.function(ruler))).max())
    slope = np.abs(activation.derivative(z, a))
    dead = (slope <= _FLAT * steepest).all(axis=0)
    saturated = (slope < _GENTLE * steepest).mean(axis=0) >= _MOSTLY
    return int(dead.sum()), int((saturated & ~dead).sum())


def _limit(values: Array) -> float:
    """Where the scale ends: the next number 1, 2 or 5 times a power of ten."""
    largest = float(np.abs(values).max())
    if largest < 1e-300:
        return 1.0
    power = 10.0 ** np.floor(np.log10(largest))
    return next(
        float(step * power) for step in (1, 2, 5, 10) if largest <= step * power * (1 + 1e-9)
    )


def _count(values: Array, limit: float | None) -> Histogram:
    end = limit or _limit(values)
    counts, _ = np.histogram(np.clip(values, -end, end), BINS, (-end, end))
    return Histogram(end, counts, float(values.mean()), float(values.std()))
