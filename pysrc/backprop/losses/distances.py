"""Losses that measure how far the output is from the target, o - t.

They serve every task, and any activation may stand before them. For classes the target is -1 or +1
and the output neurons usually use tanh.
Source: Huber, "Robust estimation of a location parameter" (1964); the others are older than names.
"""

from __future__ import annotations

import numpy as np

from ..arrays import FloatArray
from ..registry import Parameter
from ..tasks import BINARY, MULTICLASS, REGRESSION, encode_signed, predict_signed
from .entry import Loss


def half_squared_error(output: FloatArray, target: FloatArray) -> float:
    """L = 1/n Σ ½ (o - t)². The loss of Rumelhart et al. (1986) and TensorFlow Playground."""
    return 0.5 * mean_squared_error(output, target)


def half_squared_error_gradient(output: FloatArray, target: FloatArray) -> FloatArray:
    """∂L/∂o = (o - t) / n."""
    return (output - target) / len(output)


def mean_squared_error(output: FloatArray, target: FloatArray) -> float:
    """L = 1/n Σ (o - t)²: the mean over samples of the squared distance."""
    error = output - target
    return float(np.sum(error * error)) / len(output)


def mean_squared_error_gradient(output: FloatArray, target: FloatArray) -> FloatArray:
    """∂L/∂o = 2 (o - t) / n."""
    return (output - target) * (2.0 / len(output))


DELTA = Parameter(
    "delta", "Error where the line begins", r"\delta", default=1.0, low=0.01, high=10.0
)


def huber(output: FloatArray, target: FloatArray, delta: float = DELTA.default) -> float:
    """L = 1/n Σ h(o - t), h(e) = ½e² for |e| <= δ, else δ(|e| - δ/2). Huber (1964)."""
    size = np.abs(output - target)
    near = np.minimum(size, delta)
    # With near = min(|e|, δ) both branches are near·(|e| - near/2).
    return float(np.sum(near * (size - 0.5 * near))) / len(output)


def huber_gradient(
    output: FloatArray, target: FloatArray, delta: float = DELTA.default
) -> FloatArray:
    """∂L/∂o = (o - t, cut off at ±δ) / n."""
    return np.clip(output - target, -delta, delta) / len(output)


def mean_absolute_error(output: FloatArray, target: FloatArray) -> float:
    """L = 1/n Σ |o - t|: an error twice as large counts twice, so an outlier pulls little."""
    return float(np.sum(np.abs(output - target))) / len(output)


def mean_absolute_error_gradient(output: FloatArray, target: FloatArray) -> FloatArray:
    """∂L/∂o = sign(o - t) / n, and 0 where o = t."""
    return np.sign(output - target) / len(output)


def log_cosh(output: FloatArray, target: FloatArray) -> float:
    """L = 1/n Σ ln cosh(o - t): ½e² near 0, |e| - ln 2 far away, and smooth in between.

    Written as |e| + ln(1 + e^(-2|e|)) - ln 2, which cannot overflow.
    """
    size = np.abs(output - target)
    return float(np.sum(size + np.log1p(np.exp(-2.0 * size)) - np.log(2.0))) / len(output)


def log_cosh_gradient(output: FloatArray, target: FloatArray) -> FloatArray:
    """∂L/∂o = tanh(o - t) / n."""
    gradient: FloatArray = np.tanh(output - target) / len(output)
    return gradient


TANH_FOR_CLASSES = {BINARY: "tanh", MULTICLASS: "tanh", REGRESSION: "linear"}

DISTANCES = (
    Loss(
        id="half_squared_error",
        label="Half squared error",
        formula=r"L = \frac{1}{n} \sum_{i,k} \tfrac{1}{2} (o_{ik} - t_{ik})^2",
        value=half_squared_error,
        gradient=half_squared_error_gradient,
        output_activations=TANH_FOR_CLASSES,
        encode=encode_signed,
        predict=predict_signed,
        any_output=True,
    ),
    Loss(
        id="mean_squared_error",
        label="Mean squared error",
        formula=r"L = \frac{1}{n} \sum_{i,k} (o_{ik} - t_{ik})^2",
        value=mean_squared_error,
        gradient=mean_squared_error_gradient,
        output_activations=TANH_FOR_CLASSES,
        encode=encode_signed,
        predict=predict_signed,
        any_output=True,
    ),
    Loss(
        id="mean_absolute_error",
        label="Mean absolute error",
        formula=r"L = \frac{1}{n} \sum_{i,k} |o_{ik} - t_{ik}|",
        value=mean_absolute_error,
        gradient=mean_absolute_error_gradient,
        output_activations=TANH_FOR_CLASSES,
        encode=encode_signed,
        predict=predict_signed,
        any_output=True,
    ),
    Loss(
        id="huber",
        label="Huber",
        formula=r"L = \frac{1}{n} \sum_{i,k} h(o_{ik} - t_{ik}),\quad h(e) = \begin{cases}"
        r" \tfrac{1}{2} e^2 & |e| \le \delta \\"
        r" \delta (|e| - \tfrac{\delta}{2}) & |e| > \delta \end{cases}",
        parameters=(DELTA,),
        value=huber,
        gradient=huber_gradient,
        output_activations=TANH_FOR_CLASSES,
        encode=encode_signed,
        predict=predict_signed,
        any_output=True,
    ),
    Loss(
        id="log_cosh",
        label="Log-cosh",
        formula=r"L = \frac{1}{n} \sum_{i,k} \ln \cosh(o_{ik} - t_{ik})",
        value=log_cosh,
        gradient=log_cosh_gradient,
        output_activations=TANH_FOR_CLASSES,
        encode=encode_signed,
        predict=predict_signed,
        any_output=True,
    ),
)
