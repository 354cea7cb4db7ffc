"""Checks for numbers and arrays that come from outside.

The library computes in 64-bit floating point everywhere. These helpers turn what a caller gives
into that form, or raise an `InvalidValueError` that says what was wrong.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .errors import InvalidValueError, shown

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def check_number(name: str, value: Any, low: float, high: float = math.inf) -> float:
    """Return `value` as a float if it is a finite number in [low, high], else raise."""
    allowed = f"a finite number from {low:g}" + ("" if math.isinf(high) else f" to {high:g}")
    try:
        number = float(value) if _is_number(value) else math.nan
    except OverflowError:
        number = math.inf
    if not math.isfinite(number) or not low <= number <= high:
        raise InvalidValueError(f"{name} is {shown(value)}; it must be {allowed}.")
    return number


def check_count(name: str, value: Any, low: int, high: int | None = None) -> int:
    """Return `value` as an int if it is a whole number in [low, high], else raise."""
    allowed = f"a whole number from {low}" + ("" if high is None else f" to {high}")
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or value < low or (high is not None and value > high):
        raise InvalidValueError(f"{name} is {shown(value)}; it must be {allowed}.")
    return int(value)


def _is_number(value: Any) -> bool:
    numbers = (int, float, np.integer, np.floating)
    return isinstance(value, numbers) and not isinstance(value, bool)


def as_matrix(name: str, value: ArrayLike, n_columns: int) -> FloatArray:
    """Return `value` as a float64 array of shape (n_samples, n_columns), else raise."""
    try:
        matrix = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidValueError(f"{name} must be an array of numbers: {error}.") from error
    if matrix.ndim != 2 or matrix.shape[1] != n_columns:
        raise InvalidValueError(
            f"{name} has shape {matrix.shape}; it must be (n_samples, {n_columns})."
        )
    return matrix
