"""What training and evaluation share: the layout of the activations and the way forward.

Activations are stored features by samples. The array that a layer hands on, `a_and_ones`, is
(fan_out + 1, n_samples): its last row of ones meets the last column of the next layer's matrix,
which holds the biases.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from ..activations import Activation
from .activations import FUNCTIONS
from .calls import AnyArray, Calls, find_twin, store


def with_ones(X: AnyArray, dtype: type[np.floating[Any]] = np.float64) -> AnyArray:
    """Return X (n_samples, n_features) transposed, with a row of ones below."""
    rows = np.ones((X.shape[1] + 1, len(X)), dtype)
    rows[:-1] = X.T
    return rows


def activation_calls(activation: Activation, z: AnyArray, a: AnyArray) -> Calls:
    """Prepare a = f(z). `a` may be the very array `z`, which is the fastest way."""
    twin = find_twin(FUNCTIONS, activation.function)
    if twin is None:
        return [partial(store, a, activation.function, z)]
    return twin(z) if a is z else [partial(np.copyto, a, z), *twin(a)]
