"""Losses that ask for a margin: the output has to be on the right side, and far enough from 0.

The target is -1 or +1, one against the rest for several classes, and the last layer is linear. An
output that is right by 1 or more costs nothing and teaches nothing.

Sources: Cortes & Vapnik, "Support-vector networks" (Machine Learning, 1995); Rosasco et al., "Are
loss functions all the same?" (Neural Computation, 2004).
"""

from __future__ import annotations

import numpy as np

from ..arrays import FloatArray
from ..tasks import BINARY, MULTICLASS, encode_signed
from .entry import Loss
from .likelihoods import softmax


def hinge(output: FloatArray, target: FloatArray) -> float:
    """L = 1/n Σ max(0, 1 - t o)."""
    return float(np.sum(_shortfall(output, target))) / len(output)


def hinge_gradient(output: FloatArray, target: FloatArray) -> FloatArray:
    """∂L/∂o = -t / n where t o < 1, else 0."""
    return np.where(target * output < 1.0, -target, 0.0) / len(output)


def squared_hinge(output: FloatArray, target: FloatArray) -> float:
    """L = 1/n Σ max(0, 1 - t o)²: smooth where the margin is just reached."""
    shortfall = _shortfall(output, target)
    return float(np.sum(shortfall * shortfall)) / len(output)


def squared_hinge_gradient(output: FloatArray, target: FloatArray) -> FloatArray:
    """∂L/∂o = -2 t max(0, 1 - t o) / n."""
    return -2.0 * target * _shortfall(output, target) / len(output)


def _shortfall(output: FloatArray, target: FloatArray) -> FloatArray:
    return np.maximum(0.0, 1.0 - target * output)


def predict_margins(output: FloatArray, task: str) -> FloatArray:
    """binary: the output cut off at the margins ±1; multiclass: softmax, so the largest wins."""
    return np.clip(output[:, 0], -1.0, 1.0) if task == BINARY else softmax(output)


MARGINS = (
    Loss(
        id="hinge",
        label="Hinge",
        formula=r"L = \frac{1}{n} \sum_{i,k} \max(0,\ 1 - t_{ik}\, o_{ik})",
        value=hinge,
        gradient=hinge_gradient,
        output_activations={BINARY: "linear", MULTICLASS: "linear"},
        encode=encode_signed,
        predict=predict_margins,
    ),
    Loss(
        id="squared_hinge",
        label="Squared hinge",
        formula=r"L = \frac{1}{n} \sum_{i,k} \max(0,\ 1 - t_{ik}\, o_{ik})^2",
        value=squared_hinge,
        gradient=squared_hinge_gradient,
        output_activations={BINARY: "linear", MULTICLASS: "linear"},
        encode=encode_signed,
        predict=predict_margins,
    ),
)
