"""In-place twins of the loss gradients.

A twin gets output, target and the array for the gradient, all three (n_outputs, n_samples): the
plan stores features by samples, the transpose of what the plain functions take.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from ..arrays import FloatArray
from ..losses import Loss, distances, likelihoods
from .activations import sigmoid
from .calls import Calls, Twins, constant, find_twin, store


def gradient_calls(
    loss: Loss, output: FloatArray, target: FloatArray, gradient: FloatArray
) -> Calls:
    """Prepare gradient = ∂L/∂output."""
    twin = find_twin(GRADIENTS, loss.gradient)
    if twin:
        return twin(output, target, gradient)
    return [partial(store, gradient.T, loss.gradient, output.T, target.T)]


def half_squared_error(output: FloatArray, target: FloatArray, gradient: FloatArray) -> Calls:
    """(o - t) / n."""
    return [partial(np.subtract, output, target, gradient), _mean(gradient)]


def mean_squared_error(output: FloatArray, target: FloatArray, gradient: FloatArray) -> Calls:
    """2 (o - t) / n."""
    factor = constant(2.0 / gradient.shape[1], gradient)
    return [
        partial(np.subtract, output, target, gradient),
        partial(np.multiply, gradient, factor, gradient),
    ]


def huber(
    output: FloatArray,
    target: FloatArray,
    gradient: FloatArray,
    delta: float = distances.DELTA.default,
) -> Calls:
    """(o - t, cut off at ±δ) / n."""
    return [
        partial(np.subtract, output, target, gradient),
        partial(np.maximum, gradient, constant(-delta, gradient), out=gradient),
        partial(np.minimum, gradient, constant(delta, gradient), out=gradient),
        _mean(gradient),
    ]


def binary_cross_entropy(output: FloatArray, target: FloatArray, gradient: FloatArray) -> Calls:
    """(σ(o) - t) / n."""
    return [
        partial(np.copyto, gradient, output),
        *sigmoid(gradient),
        partial(np.subtract, gradient, target, gradient),
        _mean(gradient),
    ]


def softmax_cross_entropy(output: FloatArray, target: FloatArray, gradient: FloatArray) -> Calls:
    """(softmax(o) - t) / n; first the maximum of each sample, later the sum, is in `row`."""
    row = np.empty_like(output[0])
    return [
        partial(np.maximum.reduce, output, 0, None, row),
        partial(np.subtract, output, row, gradient),
        partial(np.exp, gradient, gradient),
        partial(np.add.reduce, gradient, 0, None, row),
        partial(np.divide, gradient, row, gradient),
        partial(np.subtract, gradient, target, gradient),
        _mean(gradient),
    ]


def _mean(gradient: FloatArray) -> partial[Any]:
    return partial(np.divide, gradient, constant(gradient.shape[1], gradient), gradient)


GRADIENTS: Twins = {
    distances.half_squared_error_gradient: half_squared_error,
    distances.mean_squared_error_gradient: mean_squared_error,
    distances.huber_gradient: huber,
    likelihoods.binary_cross_entropy_gradient: binary_cross_entropy,
    likelihoods.softmax_cross_entropy_gradient: softmax_cross_entropy,
}
