"""What an activation is: an entry of the registry with a function and its derivative."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from ..arrays import FloatArray
from ..registry import Entry


@dataclass(frozen=True, kw_only=True, eq=False)
class Activation(Entry):
    """An activation function and its derivative, both elementwise.

    `function(z)` returns a; `derivative(z, a)` returns da/dz. All arrays have the same shape.
    """

    function: Callable[[FloatArray], FloatArray]
    derivative: Callable[[FloatArray, FloatArray], FloatArray]
    kinks: tuple[float, ...] = ()

    configurable: ClassVar[tuple[str, ...]] = ("function", "derivative")
