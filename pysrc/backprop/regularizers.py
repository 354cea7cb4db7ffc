r"""Regularizers: a price for large weights.

The trained objective is L + rate · Σ r(w), where the sum runs over all weights and never over the
biases. Both functions here are elementwise: `penalty(w)` is r(w), `derivative(w)` is r'(w).
The definitions are those of TensorFlow Playground: ½w² for L2 and |w| for L1.

Sources: Goodfellow, Bengio & Courville, "Deep Learning" (2016), section 7.1; Zou & Hastie,
"Regularization and variable selection via the elastic net" (2005).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .arrays import FloatArray
from .registry import Entry, Parameter, Registry


@dataclass(frozen=True, kw_only=True, eq=False)
class Regularizer(Entry):
    """A penalty for one weight and its derivative, both elementwise on arrays of any shape."""

    penalty: Callable[[FloatArray], FloatArray]
    derivative: Callable[[FloatArray], FloatArray]
    kinks: tuple[float, ...] = ()

    configurable: ClassVar[tuple[str, ...]] = ("penalty", "derivative")


def l1(w: FloatArray) -> FloatArray:
    """r(w) = |w|; drives weights that do not help to zero."""
    return np.abs(w)


def l1_derivative(w: FloatArray) -> FloatArray:
    """r'(w) = sign(w), and 0 at w = 0."""
    return np.sign(w)


def l2(w: FloatArray) -> FloatArray:
    """r(w) = ½ w²; keeps all weights small."""
    return 0.5 * w * w


def l2_derivative(w: FloatArray) -> FloatArray:
    """r'(w) = w."""
    return w.copy()


L1_SHARE = Parameter("l1_share", "Share of L1", "s", default=0.5, low=0.0, high=1.0)


def elastic(w: FloatArray, l1_share: float = L1_SHARE.default) -> FloatArray:
    """r(w) = s |w| + (1 - s) ½ w², s the share of L1. Zou & Hastie (2005)."""
    return l1_share * l1(w) + (1.0 - l1_share) * l2(w)


def elastic_derivative(w: FloatArray, l1_share: float = L1_SHARE.default) -> FloatArray:
    """r'(w) = s sign(w) + (1 - s) w."""
    return l1_share * l1_derivative(w) + (1.0 - l1_share) * w


REGULARIZERS: Registry[Regularizer] = Registry(
    "regularizer",
    (
        Regularizer(
            id="none",
            label="None",
            formula=r"r(w) = 0",
            penalty=np.zeros_like,
            derivative=np.zeros_like,
        ),
        Regularizer(
            id="l1",
            label="L1",
            formula=r"r(w) = |w|",
            penalty=l1,
            derivative=l1_derivative,
            kinks=(0.0,),
        ),
        Regularizer(
            id="l2",
            label="L2",
            formula=r"r(w) = \tfrac{1}{2} w^2",
            penalty=l2,
            derivative=l2_derivative,
        ),
        Regularizer(
            id="elastic",
            label="Elastic net",
            formula=r"r(w) = s\,|w| + (1 - s)\,\tfrac{1}{2} w^2",
            parameters=(L1_SHARE,),
            penalty=elastic,
            derivative=elastic_derivative,
            kinks=(0.0,),
        ),
    ),
)
