r"""Activation functions: what a neuron does with its weighted sum.

A neuron computes z = W·a + b and gives a = f(z) to the next layer. An activation is two
functions of arrays, f and its derivative f'. Backpropagation needs f' at the very z of the
forward pass, and f' is often cheapest in terms of a = f(z) (for tanh: 1 - a²), so `derivative`
gets both. To add an activation, add one entry to the family where it belongs.

Where f has a kink (relu at 0), `derivative` gives the value of one side, as every framework does,
and `kinks` says where that is.

Sources: Rumelhart, Hinton & Williams, "Learning representations by back-propagating errors",
Nature 323 (1986); Goodfellow, Bengio & Courville, "Deep Learning" (2016), section 6.3; and the
papers named at the single functions.
"""

from __future__ import annotations

from ..registry import Registry
from .curve import Curve, curve
from .entry import Activation
from .rectifiers import RECTIFIERS
from .saturating import SATURATING
from .shapes import SHAPES
from .smooth import SMOOTH

__all__ = ["ACTIVATIONS", "Activation", "Curve", "curve"]

ACTIVATIONS: Registry[Activation] = Registry(
    "activation", (*SATURATING, *RECTIFIERS, *SMOOTH, *SHAPES)
)
