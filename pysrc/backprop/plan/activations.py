"""In-place twins of the activations that are used most, and of their derivatives.

`FUNCTIONS`: from z, calls that turn z into a = f(z) in the same array. `DERIVATIVES`: from a,
calls that write f'(z) into another array, `out`, which is filled with ones. Only derivatives that
can be computed from a alone have a twin, because z is overwritten.
"""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from ..activations import rectifiers, saturating, shapes, smooth
from .calls import AnyArray, Calls, Twins, constant

# Elements from which tanh through an exponential is the faster one (Pyodide, µs, z in [-3, 3]:
# 17 against 38 for 800 elements, 430 against 740 for 40,000; below 500 it is the slower one).
WIDE = 700


def linear(z: AnyArray) -> Calls:
    """f(z) = z."""
    return []


def linear_derivative(a: AnyArray, out: AnyArray) -> Calls:
    """f'(z) = 1, which is what `out` holds from the start."""
    return []


def tanh(z: AnyArray) -> Calls:
    """f(z) = tanh(z), for wide arrays as 1 - 2 / (e^2z + 1), with e^2z = 2^(2z / ln 2).

    Where the power overflows to infinity this is exactly 1. Its error is a few 1e-16 in absolute
    terms, as that of 1 - a². NumPy's exp2 is a tenth faster than its exp in WebAssembly.
    """
    if z.size < WIDE:
        return [partial(np.tanh, z, z)]
    one, two = constant(1.0, z), constant(2.0, z)
    return [
        partial(np.multiply, z, constant(2.0 / math.log(2.0), z), z),
        partial(np.exp2, z, z),
        partial(np.add, z, one, z),
        partial(np.divide, two, z, z),
        partial(np.subtract, one, z, z),
    ]


def tanh_derivative(a: AnyArray, out: AnyArray) -> Calls:
    """f'(z) = 1 - a²."""
    return [partial(np.multiply, a, a, out), partial(np.subtract, constant(1.0, a), out, out)]


def sigmoid(z: AnyArray) -> Calls:
    """σ(z) = ½ (1 + tanh(½ z))."""
    half = constant(0.5, z)
    return [
        partial(np.multiply, z, half, z),
        *tanh(z),
        partial(np.add, z, constant(1.0, z), z),
        partial(np.multiply, z, half, z),
    ]


def sigmoid_derivative(a: AnyArray, out: AnyArray) -> Calls:
    """σ'(z) = a (1 - a)."""
    return [partial(np.subtract, constant(1.0, a), a, out), partial(np.multiply, out, a, out)]


def relu(z: AnyArray) -> Calls:
    """f(z) = max(0, z)."""
    return [partial(np.maximum, z, constant(0.0, z), out=z)]


def relu_derivative(a: AnyArray, out: AnyArray) -> Calls:
    """f'(z) = 1 where a > 0, else 0: the sign of a, which is never negative."""
    return [partial(np.sign, a, out)]


def leaky_relu(z: AnyArray, slope: float = rectifiers.LEAK.default) -> Calls:
    """f(z) = max(z, slope·z), as slope <= 1."""
    leaked = np.empty_like(z)
    return [
        partial(np.multiply, z, constant(slope, z), leaked),
        partial(np.maximum, z, leaked, out=z),
    ]


def leaky_relu_derivative(
    a: AnyArray, out: AnyArray, slope: float = rectifiers.LEAK.default
) -> Calls:
    """f'(z) = 1 where a > 0, else the slope: the sign of a, but never below the slope."""
    return [partial(np.sign, a, out), partial(np.maximum, out, constant(slope, a), out=out)]


def softplus(z: AnyArray) -> Calls:
    """f(z) = ln(1 + e^z)."""
    return [partial(np.logaddexp, constant(0.0, z), z, z)]


def sine(z: AnyArray) -> Calls:
    """f(z) = sin(z)."""
    return [partial(np.sin, z, z)]


FUNCTIONS: Twins = {
    shapes.linear: linear,
    saturating.tanh: tanh,
    saturating.sigmoid: sigmoid,
    rectifiers.relu: relu,
    rectifiers.leaky_relu: leaky_relu,
    smooth.softplus: softplus,
    shapes.sine: sine,
}

DERIVATIVES: Twins = {
    shapes.linear_derivative: linear_derivative,
    saturating.tanh_derivative: tanh_derivative,
    saturating.sigmoid_derivative: sigmoid_derivative,
    rectifiers.relu_derivative: relu_derivative,
    rectifiers.leaky_relu_derivative: leaky_relu_derivative,
}
