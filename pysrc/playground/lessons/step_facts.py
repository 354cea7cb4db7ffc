"""What a lesson can ask about the next update: the numbers of its trace.

Each fact gets the trace and the row of the sample that is chosen in the explanations, and then its
arguments, counted from 1; see `facts`, which adds them to the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop.explain import Trace, sample_of
from backprop.layout import Block, split

_OF_NEURON = ("layer", "neuron")
_OF_WEIGHT = ("layer", "neuron", "source")


@dataclass(frozen=True)
class StepFact:
    """One fact about the next update; see `facts.Fact`."""

    id: str
    label: str
    of: Callable[..., Any]
    arguments: tuple[str, ...] = ()


def _z(trace: Trace, row: int, layer: int, neuron: int) -> float:
    return float(sample_of(trace, row).z(layer)[neuron - 1])


def _output(trace: Trace, row: int, layer: int, neuron: int) -> float:
    return float(sample_of(trace, row).handed_on(layer)[neuron - 1])


def _delta(trace: Trace, row: int, layer: int, neuron: int) -> float:
    return float(sample_of(trace, row).d_z(layer)[neuron - 1])


def _gradient(trace: Trace, row: int, layer: int, neuron: int, source: int) -> float:
    return float(trace.gradient.layers[layer - 1].dW[source - 1, neuron - 1])


def _bias_gradient(trace: Trace, row: int, layer: int, neuron: int) -> float:
    return float(trace.gradient.layers[layer - 1].db[neuron - 1])


def _after(trace: Trace) -> tuple[Block, ...]:
    return split(trace.after, trace.network.layer_sizes)


def _next_weight(trace: Trace, row: int, layer: int, neuron: int, source: int) -> float:
    return float(_after(trace)[layer - 1].W[source - 1, neuron - 1])


def _next_bias(trace: Trace, row: int, layer: int, neuron: int) -> float:
    return float(_after(trace)[layer - 1].b[neuron - 1])


def _norms(trace: Trace, row: int) -> list[float]:
    """The length of each layer's part of the gradient, weights and biases together."""
    blocks = split(trace.gradient.vector, trace.network.layer_sizes)
    return [float(np.linalg.norm(block.matrix)) for block in blocks]


def _norm(trace: Trace, row: int, layer: int) -> float:
    return _norms(trace, row)[layer - 1]


def _loss(trace: Trace, row: int) -> float:
    return float(trace.loss_value)


def _input(trace: Trace, row: int, number: int) -> float:
    return float(trace.X[row, number - 1])


def _target(trace: Trace, row: int, number: int) -> float:
    return float(trace.target[row, number - 1])


STEP_FACTS = (
    StepFact("batch_loss", "Loss of the next mini-batch", _loss),
    StepFact("input", "An input of the chosen sample", _input, ("input",)),
    StepFact("target", "A target of the chosen sample", _target, ("output",)),
    StepFact("z", "Weighted sum of a neuron for the chosen sample", _z, _OF_NEURON),
    StepFact(
        "output",
        "What a neuron gives for the chosen sample, behind its dropout",
        _output,
        _OF_NEURON,
    ),
    StepFact("delta", "∂Lₛ/∂z of a neuron, by the chosen sample's own loss", _delta, _OF_NEURON),
    StepFact("gradient", "∂L/∂w of a weight, of the next mini-batch", _gradient, _OF_WEIGHT),
    StepFact("bias_gradient", "∂L/∂b, of the next mini-batch", _bias_gradient, _OF_NEURON),
    StepFact("next_weight", "A weight after the next update", _next_weight, _OF_WEIGHT),
    StepFact("next_bias", "A bias after the next update", _next_bias, _OF_NEURON),
    StepFact("gradient_norm", "Length of a layer's gradient", _norm, ("layer",)),
    StepFact("gradient_norms", "Length of each layer's gradient", _norms),
)
