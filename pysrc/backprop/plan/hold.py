"""Keeping what may not move where it is: cut connections, frozen layers, biases that are kept."""

from __future__ import annotations

from functools import partial

import numpy as np

from ..arrays import FloatArray
from ..layers import BoolArray
from .calls import Calls


def hold_calls(fixed: BoolArray, w: FloatArray, g: FloatArray) -> tuple[Calls, Calls]:
    """Prepare what comes before the optimizer, and after it; nothing when all of w may move.

    Before: g = 0 where `fixed`, and w is remembered. After: w is there what it was.
    """
    if not fixed.any():
        return [], []
    kept, zero = np.empty_like(w), np.zeros(())
    return (
        [partial(np.copyto, g, zero, where=fixed), partial(np.copyto, kept, w)],
        [partial(np.copyto, w, kept, where=fixed)],
    )
