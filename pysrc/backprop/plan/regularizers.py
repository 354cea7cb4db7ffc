"""In-place twins of the regularizers' derivatives.

`rates`, as long as w, holds the regularization rate for each weight and 0 for each bias. A twin
gets w, g and `rates`, and returns calls that add rates ∘ r'(w) to g.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from .. import regularizers as plain
from ..arrays import FloatArray
from ..regularizers import Regularizer
from .calls import Calls, Twins, find_twin, store


def penalty_calls(
    regularizer: Regularizer, w: FloatArray, g: FloatArray, rates: FloatArray
) -> Calls:
    """Prepare g += rates ∘ r'(w)."""
    twin = find_twin(DERIVATIVES, regularizer.derivative)
    if twin:
        return twin(w, g, rates)
    derivative = np.empty_like(w)
    return [
        partial(store, derivative, regularizer.derivative, w),
        partial(np.multiply, derivative, rates, derivative),
        partial(np.add, g, derivative, g),
    ]


def none(w: FloatArray, g: FloatArray, rates: FloatArray) -> Calls:
    """r'(w) = 0."""
    return []


def l1(w: FloatArray, g: FloatArray, rates: FloatArray) -> Calls:
    """r'(w) = sign(w)."""
    derivative = np.empty_like(w)
    return [
        partial(np.sign, w, derivative),
        partial(np.multiply, derivative, rates, derivative),
        partial(np.add, g, derivative, g),
    ]


def l2(w: FloatArray, g: FloatArray, rates: FloatArray) -> Calls:
    """r'(w) = w."""
    derivative = np.empty_like(w)
    return [partial(np.multiply, w, rates, derivative), partial(np.add, g, derivative, g)]


DERIVATIVES: Twins = {
    np.zeros_like: none,
    plain.l1_derivative: l1,
    plain.l2_derivative: l2,
}
