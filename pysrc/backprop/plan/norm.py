"""Batch norm in prepared calls; see `backprop.batch_norm` for the mathematics.

Arrays are features by samples here, and z comes with the bias: the product of a layer brings it.
Where the statistics are those of the mini-batch it vanishes with the mean.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ..arrays import FloatArray
from ..batch_norm import EPSILON, MOMENTUM, BatchNorm
from ..layers import Layer
from ..layout import Block
from .calls import Calls, constant


class NormCalls:
    """The batch norm of one layer for mini-batches of `n_samples`; `gradient` is its block of g."""

    def __init__(self, layer: Layer, norm: BatchNorm, gradient: Block, n_samples: int) -> None:
        """Allocate the buffers."""
        self._norm, self._n_samples, self._gradient = norm, n_samples, gradient
        self._gamma, self._b = norm.gamma[:, None], layer.b[:, None]
        self._from_batch = n_samples > 1 and not layer.options.frozen
        self._z_hat = np.empty((layer.fan_out, n_samples))
        self._scratch = np.empty_like(self._z_hat)
        self._mean, self._variance, self._deviation, self._db = np.empty((4, layer.fan_out, 1))

    def forward(self, z: FloatArray) -> Calls:
        """z ← γ ẑ + b, in place, and move the running statistics."""
        running = self._norm.mean[:, None], self._norm.variance[:, None]
        variance = self._variance if self._from_batch else running[1]
        return [
            *(self._standardise(z) if self._from_batch else self._take_running(z, running[0])),
            partial(np.add, variance, constant(EPSILON, z), self._deviation),
            partial(np.sqrt, self._deviation, self._deviation),
            partial(np.divide, self._z_hat, self._deviation, self._z_hat),
            partial(np.multiply, self._z_hat, self._gamma, z),
            partial(np.add, z, self._b, z),
            *(self._track(*running) if self._from_batch else []),
        ]

    def backward(self, dz: FloatArray) -> Calls:
        """From dy in `dz` to dz, in place; dγ goes into the gradient and db is kept."""
        z_hat, scratch = self._z_hat, self._scratch
        d_gamma = self._gradient.gamma[:, None]
        mean_of = constant(1.0 / self._n_samples, dz)
        calls: Calls = [
            partial(np.add.reduce, dz, 1, None, self._db, True),
            partial(np.multiply, dz, z_hat, scratch),
            partial(np.add.reduce, scratch, 1, None, d_gamma, True),
        ]
        if self._from_batch:
            # The mean of dẑ is γ db / n and that of dẑ ẑ is γ dγ / n; γ follows below.
            calls += [
                partial(np.multiply, self._db, mean_of, self._mean),
                partial(np.subtract, dz, self._mean, dz),
                partial(np.multiply, d_gamma, mean_of, self._mean),
                partial(np.multiply, z_hat, self._mean, scratch),
                partial(np.subtract, dz, scratch, dz),
            ]
        return [
            *calls,
            partial(np.divide, self._gamma, self._deviation, self._deviation),
            partial(np.multiply, dz, self._deviation, dz),
        ]

    def put_bias(self) -> Calls:
        """db ← Σ dy: the product that made dW put Σ dz in its place."""
        return [partial(np.copyto, self._gradient.b, self._db[:, 0])]

    def _standardise(self, z: FloatArray) -> Calls:
        mean_of = constant(1.0 / self._n_samples, z)
        return [
            partial(np.add.reduce, z, 1, None, self._mean, True),
            partial(np.multiply, self._mean, mean_of, self._mean),
            partial(np.subtract, z, self._mean, self._z_hat),
            partial(np.multiply, self._z_hat, self._z_hat, self._scratch),
            partial(np.add.reduce, self._scratch, 1, None, self._variance, True),
            partial(np.multiply, self._variance, mean_of, self._variance),
        ]

    def _take_running(self, z: FloatArray, mean: FloatArray) -> Calls:
        return [
            partial(np.subtract, z, self._b, self._z_hat),
            partial(np.subtract, self._z_hat, mean, self._z_hat),
        ]

    def _track(self, mean: FloatArray, variance: FloatArray) -> Calls:
        unbiased = constant(self._n_samples / (self._n_samples - 1), mean)
        return [
            partial(np.subtract, self._mean, self._b, self._mean),
            partial(np.multiply, self._variance, unbiased, self._variance),
            *_approach(mean, self._mean),
            *_approach(variance, self._variance),
        ]


def _approach(running: FloatArray, batch: FloatArray) -> Calls:
    """running += momentum · (batch - running); `batch` is used up."""
    return [
        partial(np.subtract, batch, running, batch),
        partial(np.multiply, batch, constant(MOMENTUM, batch), batch),
        partial(np.add, running, batch, running),
    ]
