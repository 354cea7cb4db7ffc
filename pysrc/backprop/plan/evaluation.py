"""The evaluation plan: the outputs of a network for a fixed X, again and again.

The decision boundary is such a case: 10,000 points of a grid that never change, and weights that
change all the time.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arrays import as_matrix
from ..batch_norm import EPSILON
from ..layers import Layer
from ..network import Network
from .calls import AnyArray, Calls
from .forward import activation_calls, with_ones
from .products import product


class EvaluationPlan:
    """The outputs of `network` for X (n_samples, n_inputs), which is copied.

    Batch norm and dropout work as in evaluation.

    With `dtype=np.float32` it computes in single precision, from a copy of the parameters that
    each call renews. That is for pictures: it is a quarter faster in Pyodide, and the outputs of
    tanh networks are right to about 1e-5. Numbers that are shown or compared belong in float64.
    """

    def __init__(
        self, network: Network, X: ArrayLike, *, dtype: type[np.floating[Any]] = np.float64
    ) -> None:
        """Allocate the buffers and prepare the calls."""
        inputs = with_ones(as_matrix("X", X, network.layer_sizes[0]), dtype)
        parameters: AnyArray = network.parameters
        self._calls: Calls = []
        if parameters.dtype != dtype:
            parameters = parameters.astype(dtype)
            self._calls.append(partial(np.copyto, parameters, network.parameters, "same_kind"))
        activations: list[AnyArray] = []
        blocks = network.split(parameters)
        for layer, block in zip(network.layers, blocks, strict=True):
            a_and_ones = np.ones((layer.fan_out + 1, inputs.shape[1]), dtype)
            a = a_and_ones[:-1]
            matrix = block.matrix
            if layer.norm:
                matrix = np.empty_like(matrix)
                self._calls.append(partial(fold, layer, matrix))
            self._calls.append(product(matrix, inputs, a, inputs.shape[1]))
            self._calls += activation_calls(layer.activation, a, a)
            activations.append(a.T)
            inputs = a_and_ones
        self._activations = tuple(activations)

    def activations(self) -> tuple[AnyArray, ...]:
        """Compute and return a of each layer after the input, (n_samples, fan_out) each.

        The arrays are views of buffers that the next call of this plan overwrites.
        """
        # As in the reference, a diverged network gives inf and nan without warnings.
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            for call in self._calls:
                call()
        return self._activations

    def outputs(self) -> AnyArray:
        """Compute and return the outputs, (n_samples, n_outputs); see `activations`."""
        return self.activations()[-1]


def fold(layer: Layer, matrix: AnyArray) -> None:
    """Write a layer and its batch norm into `matrix` (fan_out, fan_in + 1) as one affine step.

    With s = γ / √(v + ε):  γ (a W - μ) / √(v + ε) + b = a (s W) + (b - s μ).
    """
    assert layer.norm
    scale = layer.norm.gamma / np.sqrt(layer.norm.variance + EPSILON)
    matrix[:, :-1] = (layer.W * scale).T
    matrix[:, -1] = layer.b - scale * layer.norm.mean
