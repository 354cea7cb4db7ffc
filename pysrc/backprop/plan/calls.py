"""Prepared calls, and how a function finds its in-place twin.

A `Call` has all its arguments bound and takes none. A twin is a function that gets the buffers
and returns the calls which do, in place, what the plain function does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

Call = Callable[[], object]
Calls = list[Call]
Twin = Callable[..., Calls]
Twins = Mapping[Callable[..., Any], Twin]

# float64 in training, `FloatArray`; but pictures may be computed in float32.
AnyArray = NDArray[Any]


def find_twin(table: Twins, function: Callable[..., Any]) -> Twin | None:
    """Return the twin of `function`, with the same parameters bound, or None if it has none."""
    if not isinstance(function, partial):
        return table.get(function)
    twin = table.get(function.func)
    return partial(twin, *function.args, **function.keywords) if twin else None


def constant(value: float, like: AnyArray) -> AnyArray:
    """Return an array without dimensions, of the same precision as `like`."""
    return np.array(value, dtype=like.dtype)


def store(out: AnyArray, function: Callable[..., AnyArray], *arguments: AnyArray) -> None:
    """Compute `function(*arguments)` in the plain way and copy the result into `out`."""
    np.copyto(out, function(*arguments), casting="same_kind")
