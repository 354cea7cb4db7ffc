"""Smooth relatives of ReLU: the corner at 0 is rounded, for some with a dip on the left."""

from __future__ import annotations

import numpy as np

from ..arrays import FloatArray
from ..registry import Parameter
from .entry import Activation
from .saturating import hard_sigmoid, sigmoid


def softplus(z: FloatArray) -> FloatArray:
    """f(z) = ln(1 + e^z), a smooth relu. Dugas et al. (NeurIPS 2000)."""
    return np.logaddexp(0.0, z)


def softplus_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = σ(z)."""
    return sigmoid(z)


ROUNDING = Parameter("rounding", "Roundness of the corner", "b", default=4.0, low=0.1, high=10.0)


def squareplus(z: FloatArray, rounding: float = ROUNDING.default) -> FloatArray:
    """f(z) = (z + √(z² + b)) / 2, a softplus without exponentials. Barron (2021)."""
    a: FloatArray = 0.5 * (z + np.sqrt(z * z + rounding))
    return a


def squareplus_derivative(
    z: FloatArray, a: FloatArray, rounding: float = ROUNDING.default
) -> FloatArray:
    """f'(z) = (1 + z / √(z² + b)) / 2."""
    slope: FloatArray = 0.5 * (1.0 + z / np.sqrt(z * z + rounding))
    return slope


GELU_SCALE = float(np.sqrt(2.0 / np.pi))
GELU_CUBIC = 0.044715


def gelu(z: FloatArray) -> FloatArray:
    """f(z) = z/2 (1 + tanh(√(2/π)(z + 0.044715 z³))). Hendrycks & Gimpel (2016).

    This is their approximation of z·Φ(z), with Φ the normal distribution function; NumPy has no
    error function. The derivative below is the exact derivative of the approximation.
    """
    a: FloatArray = 0.5 * z * (1.0 + np.tanh(GELU_SCALE * (z + GELU_CUBIC * z * z * z)))
    return a


def gelu_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = (1 + t)/2 + z/2 (1 - t²) u', with u = √(2/π)(z + 0.044715 z³), t = tanh(u)."""
    t = np.tanh(GELU_SCALE * (z + GELU_CUBIC * z * z * z))
    du = GELU_SCALE * (1.0 + 3.0 * GELU_CUBIC * z * z)
    slope: FloatArray = 0.5 * (1.0 + t) + 0.5 * z * (1.0 - t * t) * du
    return slope


def swish(z: FloatArray) -> FloatArray:
    """f(z) = z σ(z), also called SiLU. Ramachandran, Zoph & Le (2017)."""
    return z * sigmoid(z)


def swish_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = σ(z) + f(z) (1 - σ(z))."""
    s = sigmoid(z)
    return s + a * (1.0 - s)


def hard_swish(z: FloatArray) -> FloatArray:
    """f(z) = z · hard_sigmoid(z): a swish made of pieces. Howard et al. (ICCV 2019)."""
    return z * hard_sigmoid(z)


def hard_swish_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = z/3 + 1/2 for |z| < 3, else 0 on the left and 1 on the right."""
    return np.where(np.abs(z) < 3.0, z / 3.0 + 0.5, np.where(z > 0.0, 1.0, 0.0))


def mish(z: FloatArray) -> FloatArray:
    """f(z) = z tanh(softplus(z)). Misra (BMVC 2020)."""
    a: FloatArray = z * np.tanh(softplus(z))
    return a


def mish_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = t + z (1 - t²) σ(z), with t = tanh(softplus(z))."""
    t = np.tanh(softplus(z))
    slope: FloatArray = t + z * (1.0 - t * t) * sigmoid(z)
    return slope


SMOOTH = (
    Activation(
        id="softplus",
        label="Softplus",
        formula=r"f(z) = \ln(1 + e^z)",
        function=softplus,
        derivative=softplus_derivative,
    ),
    Activation(
        id="squareplus",
        label="Squareplus",
        formula=r"f(z) = \tfrac{1}{2} \left(z + \sqrt{z^2 + b}\right)",
        parameters=(ROUNDING,),
        function=squareplus,
        derivative=squareplus_derivative,
    ),
    Activation(
        id="gelu",
        label="GELU",
        formula=r"f(z) = \tfrac{z}{2} \left(1 + \tanh\left(\sqrt{2/\pi}"
        r" \,(z + 0.044715 z^3)\right)\right)",
        function=gelu,
        derivative=gelu_derivative,
    ),
    Activation(
        id="swish",
        label="Swish (SiLU)",
        formula=r"f(z) = z\,\sigma(z)",
        function=swish,
        derivative=swish_derivative,
    ),
    Activation(
        id="hard_swish",
        label="Hard swish",
        formula=r"f(z) = z \min(1, \max(0, \tfrac{z}{6} + \tfrac{1}{2}))",
        function=hard_swish,
        derivative=hard_swish_derivative,
        kinks=(-3.0, 3.0),
    ),
    Activation(
        id="mish",
        label="Mish",
        formula=r"f(z) = z \tanh(\ln(1 + e^z))",
        function=mish,
        derivative=mish_derivative,
    ),
)
