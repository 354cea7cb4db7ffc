r"""The loss as a function of one weight alone: a step of the training, seen from the side.

It is the objective of the traced mini-batch, loss + penalty, so its tangent at the weight has the
slope that backpropagation found, before clipping.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..arrays import FloatArray, check_count
from ..errors import InvalidValueError
from .trace import Trace

MAX_POINTS = 1000
_REFINEMENTS = 40  # each leaves 0.62 of the way: then the rounding of the loss decides
_GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True, eq=False)
class Along:
    """`loss` (n_points,) over the values `w` (n_points,) of one parameter.

    `here` is the value now, with its loss and the slope of the tangent; `there` is the value after
    the step. `best` is the lowest place found between the ends of `w`.
    """

    w: FloatArray
    loss: FloatArray
    here: float
    loss_here: float
    slope: float
    there: float
    loss_there: float
    best: float
    loss_best: float


def loss_along(trace: Trace, index: int, reach: float | None = None, n_points: int = 81) -> Along:
    """Return the loss along parameter `index`, `reach` to both sides of its value.

    Without `reach` it is wide enough for the step, and at least 2. Raises `InvalidValueError` for
    an index that does not exist or a reach that is not a positive number.
    """
    if not 0 <= index < trace.network.n_parameters:
        raise InvalidValueError(
            f"index is {index}; it must be 0 to {trace.network.n_parameters - 1}."
        )
    check_count("n_points", n_points, 3, MAX_POINTS)
    here, there = float(trace.before[index]), float(trace.after[index])
    if reach is None:
        reach = max(2.0, 1.5 * abs(there - here))
    if not 0 < reach < np.inf:
        raise InvalidValueError(f"reach is {reach}; it must be a positive number.")
    parameters = trace.before.copy()

    def loss_at(value: float) -> float:
        parameters[index] = value
        return trace.objective(parameters)

    w = np.linspace(here - reach, here + reach, n_points).astype(np.float64)
    loss = np.array([loss_at(float(value)) for value in w])
    finite = np.where(np.isfinite(loss), loss, np.inf)
    lowest = int(finite.argmin())
    best = _refine(loss_at, float(w[max(lowest - 1, 0)]), float(w[min(lowest + 1, n_points - 1)]))
    if loss_at(best) > finite[lowest]:
        best = float(w[lowest])
    gradient = trace.gradient.vector[index] + trace.computed.penalty[index]
    if trace.network.cut[index]:  # the weight stays 0 and the line is flat, whatever is asked
        gradient = 0.0
    return Along(
        w, loss, here, loss_at(here), float(gradient), there, loss_at(there), best, loss_at(best)
    )


def _refine(loss_at: Callable[[float], float], low: float, high: float) -> float:
    """The minimum between `low` and `high` by golden-section search (Kiefer 1953)."""
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    loss_left, loss_right = loss_at(left), loss_at(right)
    for _ in range(_REFINEMENTS):
        if loss_left <= loss_right:
            high, right, loss_right = right, left, loss_left
            left = high - _GOLDEN * (high - low)
            loss_left = loss_at(left)
        else:
            low, left, loss_left = left, right, loss_right
            right = low + _GOLDEN * (high - low)
            loss_right = loss_at(right)
    return (low + high) / 2
