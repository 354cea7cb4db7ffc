r"""Gradient clipping: a step that is too long is made shorter before it is taken.

On the steep wall of a loss one gradient can be thousands of times longer than the others, and one
step along it throws the network far away. Clipping puts a limit on the gradient, after the
regularizer has been added and before the optimizer sees it.

Definitions are those of PyTorch's `torch.nn.utils`, so that runs can be compared. Source: Pascanu,
Mikolov & Bengio, "On the difficulty of training recurrent neural networks" (ICML 2013).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .arrays import FloatArray
from .registry import Entry, Registry

# PyTorch's: it keeps a gradient of length 0 from a division by 0.
NORM_EPSILON = 1e-6


@dataclass(frozen=True, kw_only=True, eq=False)
class Clipping(Entry):
    """`clip(g, limit)` changes the flat gradient g of all parameters in place; limit > 0."""

    clip: Callable[[FloatArray, float], None]

    configurable: ClassVar[tuple[str, ...]] = ("clip",)


def none(g: FloatArray, limit: float) -> None:
    """g stays as it is."""


def by_norm(g: FloatArray, limit: float) -> None:
    """g ← g · min(1, c / (‖g‖ + 10⁻⁶)): as long as c at most, in the same direction."""
    norm = math.sqrt(np.dot(g, g))
    g *= min(1.0, limit / (norm + NORM_EPSILON))


def by_value(g: FloatArray, limit: float) -> None:
    """g ← g, each entry cut off at ±c. The direction may change."""
    np.minimum(g, limit, out=g)
    np.maximum(g, -limit, out=g)


CLIPPINGS: Registry[Clipping] = Registry(
    "gradient clipping",
    (
        Clipping(id="none", label="None", formula=r"g \leftarrow g", clip=none),
        Clipping(
            id="norm",
            label="By norm",
            formula=r"g \leftarrow g \cdot \min\left(1, \tfrac{c}{\lVert g \rVert}\right)",
            clip=by_norm,
        ),
        Clipping(
            id="value",
            label="By value",
            formula=r"g_j \leftarrow \min(c, \max(-c, g_j))",
            clip=by_value,
        ),
    ),
)
