"""The graph of an activation as plain numbers, for whoever wants to draw it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays import FloatArray, check_count, check_number
from ..errors import InvalidValueError
from .entry import Activation

MAX_POINTS = 10_000


@dataclass(frozen=True, eq=False)
class Curve:
    """a = f(z) and da = f'(z) at equally spaced z; three arrays of shape (n_points,)."""

    z: FloatArray
    a: FloatArray
    da: FloatArray


def curve(
    activation: Activation, low: float = -6.0, high: float = 6.0, n_points: int = 241
) -> Curve:
    """Return the graph of `activation` and of its derivative from `low` to `high`.

    Raises `InvalidValueError` if the range is empty or not finite, or for fewer than 2 points.
    """
    low = check_number("low", low, -1e6, 1e6)
    high = check_number("high", high, -1e6, 1e6)
    if high <= low:
        raise InvalidValueError(f"high is {high:g}; it must be above low, which is {low:g}.")
    n_steps = check_count("n_points", n_points, 2, MAX_POINTS) - 1
    z: FloatArray = low + (high - low) * np.arange(n_steps + 1) / n_steps
    a = activation.function(z)
    return Curve(z, a, activation.derivative(z, a))
