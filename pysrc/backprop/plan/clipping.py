"""In-place twins of gradient clipping.

A twin gets g and the limit, an array without dimensions whose value the plan may change.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from .. import clipping as plain
from ..arrays import FloatArray
from ..clipping import Clipping
from .calls import Calls, Twins, find_twin


def clip_calls(clipping: Clipping, g: FloatArray, limit: FloatArray) -> Calls:
    """Prepare the clipping of g."""
    clip = clipping.clip
    twin = find_twin(CLIPS, clip)
    return twin(g, limit) if twin else [lambda: clip(g, limit.item())]


def none(g: FloatArray, limit: FloatArray) -> Calls:
    """g stays as it is."""
    return []


def by_value(g: FloatArray, limit: FloatArray) -> Calls:
    """g, each entry cut off at ±c."""
    lower = np.zeros(())
    return [
        partial(np.negative, limit, lower),
        partial(np.minimum, g, limit, out=g),
        partial(np.maximum, g, lower, out=g),
    ]


CLIPS: Twins = {plain.none: none, plain.by_value: by_value}
