"""Dropout in prepared calls; see `backprop.dropout`.

The generator draws in the order of the reference, sample by sample, so both make the same masks.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ..arrays import FloatArray
from .calls import Calls, constant


class DropoutCalls:
    """The dropout behind one layer whose activations are `a` (fan_out, n_samples)."""

    def __init__(self, a: FloatArray, dropout: float, rng: np.random.Generator) -> None:
        """Allocate the buffers; `handed_on` (fan_out + 1, n_samples) is what the next layer gets,
        with its row of ones."""
        self._a, self._dropout, self._rng = a, dropout, rng
        self.handed_on = np.ones((len(a) + 1, a.shape[1]))
        self._mask = np.empty_like(a)

    def forward(self) -> Calls:
        """Draw a mask and multiply it on."""
        drawn = np.empty(self._a.T.shape)
        kept = np.empty(self._a.shape, dtype=np.bool_)
        return [
            partial(self._rng.random, None, np.float64, drawn),
            partial(np.greater_equal, drawn.T, constant(self._dropout, drawn), kept),
            partial(np.divide, kept, constant(1.0 - self._dropout, drawn), self._mask),
            partial(np.multiply, self._a, self._mask, self.handed_on[:-1]),
        ]

    def backward(self, da: FloatArray) -> Calls:
        """∂L/∂a ← ∂L/∂(what was handed on) ∘ mask, in place."""
        return [partial(np.multiply, da, self._mask, da)]
