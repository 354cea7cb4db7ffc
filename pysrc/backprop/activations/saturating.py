"""Activations that level off: whatever z is, a stays between two limits, or below one.

Of these the brain-like S-curves came first; Rumelhart, Hinton & Williams (1986) used the sigmoid.
Far from 0 their slope is almost nothing, so a deep network of them learns slowly.
"""

from __future__ import annotations

import numpy as np

from ..arrays import FloatArray
from .entry import Activation


def sigmoid(z: FloatArray) -> FloatArray:
    """σ(z) = 1 / (1 + e^-z), written with tanh, which cannot overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * z))


def sigmoid_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """σ'(z) = σ(z) (1 - σ(z))."""
    return a * (1.0 - a)


def tanh(z: FloatArray) -> FloatArray:
    """f(z) = (e^z - e^-z) / (e^z + e^-z)."""
    return np.tanh(z)


def tanh_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = 1 - tanh²(z)."""
    return 1.0 - a * a


def softsign(z: FloatArray) -> FloatArray:
    """f(z) = z / (1 + |z|), a tanh with slow tails. Bergstra et al. (2009)."""
    return z / (1.0 + np.abs(z))


def softsign_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = 1 / (1 + |z|)²."""
    return 1.0 / (1.0 + np.abs(z)) ** 2


def arctan(z: FloatArray) -> FloatArray:
    """f(z) = arctan z, a tanh with slow tails and the limits ±π/2. LeCun et al. (1998)."""
    return np.arctan(z)


def arctan_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = 1 / (1 + z²)."""
    return 1.0 / (1.0 + z * z)


def hard_sigmoid(z: FloatArray) -> FloatArray:
    """f(z) = z/6 + 1/2, cut off at 0 and 1: a sigmoid made of three straight lines."""
    a: FloatArray = np.minimum(np.maximum(z / 6.0 + 0.5, 0.0), 1.0)
    return a


def hard_sigmoid_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = 1/6 for |z| < 3, else 0 (0 at both kinks)."""
    return np.where(np.abs(z) < 3.0, 1.0 / 6.0, 0.0)


def hard_tanh(z: FloatArray) -> FloatArray:
    """f(z) = z, cut off at -1 and 1. Collobert, "Large scale machine learning" (2004)."""
    a: FloatArray = np.minimum(np.maximum(z, -1.0), 1.0)
    return a


def hard_tanh_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = 1 for |z| < 1, else 0 (0 at both kinks)."""
    return np.where(np.abs(z) < 1.0, 1.0, 0.0)


def log_sigmoid(z: FloatArray) -> FloatArray:
    """f(z) = ln σ(z) = -softplus(-z): the logarithm of a probability, never above 0."""
    return -np.logaddexp(0.0, -z)


def log_sigmoid_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = 1 - σ(z) = σ(-z)."""
    return sigmoid(-z)


SATURATING = (
    Activation(
        id="sigmoid",
        label="Sigmoid",
        formula=r"f(z) = \frac{1}{1 + e^{-z}}",
        function=sigmoid,
        derivative=sigmoid_derivative,
    ),
    Activation(
        id="tanh",
        label="Tanh",
        formula=r"f(z) = \tanh z",
        function=tanh,
        derivative=tanh_derivative,
    ),
    Activation(
        id="softsign",
        label="Softsign",
        formula=r"f(z) = \frac{z}{1 + |z|}",
        function=softsign,
        derivative=softsign_derivative,
    ),
    Activation(
        id="arctan",
        label="Arctan",
        formula=r"f(z) = \arctan z",
        function=arctan,
        derivative=arctan_derivative,
    ),
    Activation(
        id="hard_sigmoid",
        label="Hard sigmoid",
        formula=r"f(z) = \min(1, \max(0, \tfrac{z}{6} + \tfrac{1}{2}))",
        function=hard_sigmoid,
        derivative=hard_sigmoid_derivative,
        kinks=(-3.0, 3.0),
    ),
    Activation(
        id="hard_tanh",
        label="Hard tanh",
        formula=r"f(z) = \min(1, \max(-1, z))",
        function=hard_tanh,
        derivative=hard_tanh_derivative,
        kinks=(-1.0, 1.0),
    ),
    Activation(
        id="log_sigmoid",
        label="Log sigmoid",
        formula=r"f(z) = \ln \frac{1}{1 + e^{-z}}",
        function=log_sigmoid,
        derivative=log_sigmoid_derivative,
    ),
)
