"""Activations of other shapes: the straight line, bent lines, waves and a bump."""

from __future__ import annotations

import numpy as np

from ..arrays import FloatArray
from ..registry import Parameter
from .entry import Activation


def linear(z: FloatArray) -> FloatArray:
    """f(z) = z. A copy, so that `a` never shares memory with `z`."""
    return z.copy()


def linear_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = 1."""
    return np.ones_like(z)


def bent_identity(z: FloatArray) -> FloatArray:
    """f(z) = (√(z² + 1) - 1)/2 + z: slope 1/2 far left, 3/2 far right, never flat.

    It is part of most lists of activations; a first paper is not known.
    """
    a: FloatArray = 0.5 * (np.sqrt(z * z + 1.0) - 1.0) + z
    return a


def bent_identity_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = z / (2√(z² + 1)) + 1."""
    slope: FloatArray = 0.5 * z / np.sqrt(z * z + 1.0) + 1.0
    return slope


def tanhshrink(z: FloatArray) -> FloatArray:
    """f(z) = z - tanh z: flat at 0, a line far away. Made for sparse codes; as in PyTorch."""
    a: FloatArray = z - np.tanh(z)
    return a


def tanhshrink_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = tanh² z."""
    t = np.tanh(z)
    slope: FloatArray = t * t
    return slope


THRESHOLD = 0.5


def softshrink(z: FloatArray) -> FloatArray:
    """f(z) = z moved towards 0 by ½, and 0 where |z| <= ½.

    Donoho, "De-noising by soft-thresholding" (IEEE Transactions on Information Theory, 1995).
    """
    a: FloatArray = z - np.minimum(np.maximum(z, -THRESHOLD), THRESHOLD)
    return a


def softshrink_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = 1 for |z| > ½, else 0 (0 at both kinks)."""
    return np.where(np.abs(z) > THRESHOLD, 1.0, 0.0)


def sine(z: FloatArray) -> FloatArray:
    """f(z) = sin(z). Used for signals with fine detail by Sitzmann et al. (NeurIPS 2020)."""
    return np.sin(z)


def sine_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = cos(z)."""
    return np.cos(z)


FREQUENCY = Parameter("frequency", "Frequency", r"\alpha", default=1.0, low=0.1, high=5.0)


def snake(z: FloatArray, frequency: float = FREQUENCY.default) -> FloatArray:
    """f(z) = z + sin²(αz)/α: a line with waves, for periodic data. Ziyin et al. (NeurIPS 2020)."""
    return z + np.sin(frequency * z) ** 2 / frequency


def snake_derivative(
    z: FloatArray, a: FloatArray, frequency: float = FREQUENCY.default
) -> FloatArray:
    """f'(z) = 1 + sin(2αz)."""
    return 1.0 + np.sin(2.0 * frequency * z)


def gaussian(z: FloatArray) -> FloatArray:
    """f(z) = e^(-z²), a bump: a neuron that answers near a line instead of on one side of it."""
    return np.exp(-z * z)


def gaussian_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = -2 z e^(-z²)."""
    return -2.0 * z * a


SHAPES = (
    Activation(
        id="linear",
        label="Linear",
        formula=r"f(z) = z",
        function=linear,
        derivative=linear_derivative,
    ),
    Activation(
        id="bent_identity",
        label="Bent identity",
        formula=r"f(z) = \tfrac{1}{2} \left(\sqrt{z^2 + 1} - 1\right) + z",
        function=bent_identity,
        derivative=bent_identity_derivative,
    ),
    Activation(
        id="tanhshrink",
        label="Tanh shrink",
        formula=r"f(z) = z - \tanh z",
        function=tanhshrink,
        derivative=tanhshrink_derivative,
    ),
    Activation(
        id="softshrink",
        label="Soft shrink",
        formula=r"f(z) = \mathrm{sign}(z) \max(0, |z| - \tfrac{1}{2})",
        function=softshrink,
        derivative=softshrink_derivative,
        kinks=(-0.5, 0.5),
    ),
    Activation(
        id="sine",
        label="Sine",
        formula=r"f(z) = \sin z",
        function=sine,
        derivative=sine_derivative,
    ),
    Activation(
        id="snake",
        label="Snake",
        formula=r"f(z) = z + \tfrac{1}{\alpha} \sin^2(\alpha z)",
        parameters=(FREQUENCY,),
        function=snake,
        derivative=snake_derivative,
    ),
    Activation(
        id="gaussian",
        label="Gaussian",
        formula=r"f(z) = e^{-z^2}",
        function=gaussian,
        derivative=gaussian_derivative,
    ),
)
