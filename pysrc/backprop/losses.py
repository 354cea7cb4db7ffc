r"""Loss functions: one number for how wrong the network is, and its derivative.

All losses are the mean over the samples and the sum over the outputs:

    L = 1/n Σ_i Σ_k e(o_ik, t_ik)

with output o and target t, both of shape (n_samples, n_outputs). `gradient` returns ∂L/∂o in the
same shape, with the 1/n inside. It is where backpropagation starts.

The two cross-entropies take logits: the last layer is linear, and the loss contains the sigmoid
or the softmax. Together they simplify to p - t, which is exact and cannot overflow.

Sources: Goodfellow, Bengio & Courville, "Deep Learning" (2016), section 6.2; Huber, "Robust
estimation of a location parameter" (1964).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from .activations.saturating import sigmoid
from .arrays import FloatArray
from .errors import UnknownNameError
from .registry import Entry, Parameter, Registry
from .tasks import (
    BINARY,
    MULTICLASS,
    REGRESSION,
    encode_01,
    encode_signed,
    predict_signed,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Loss(Entry):
    """A loss, its gradient, and how it writes classes as numbers.

    value(output, target) -> float;  gradient(output, target) -> (n_samples, n_outputs);
    encode(labels, task, n_classes) -> target;  predict(output, task) -> scores, shares or values
    (see `backprop.tasks`). `output_activations` maps each task that the loss is meant for to the
    activation of the last layer.
    """

    value: Callable[[FloatArray, FloatArray], float]
    gradient: Callable[[FloatArray, FloatArray], FloatArray]
    output_activations: Mapping[str, str]
    encode: Callable[[ArrayLike, str, int], FloatArray]
    predict: Callable[[FloatArray, str], FloatArray]

    configurable: ClassVar[tuple[str, ...]] = ("value", "gradient")

    @property
    def tasks(self) -> frozenset[str]:
        """The tasks this loss makes sense for: a subset of binary, multiclass, regression."""
        return frozenset(self.output_activations)

    def output_activation(self, task: str) -> str:
        """Return the id of the activation that the last layer should have for `task`."""
        if task not in self.output_activations:
            raise UnknownNameError(f"task of {self.id}", task, self.output_activations)
        return self.output_activations[task]


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


DELTA = Parameter("delta", "Error where the line begins", default=1.0, low=0.01, high=10.0)


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


def binary_cross_entropy(output: FloatArray, target: FloatArray) -> float:
    """L = -1/n Σ t ln σ(o) + (1 - t) ln(1 - σ(o)) = 1/n Σ ln(1 + e^o) - t o, o a logit."""
    return float(np.sum(np.logaddexp(0.0, output) - target * output)) / len(output)


def binary_cross_entropy_gradient(output: FloatArray, target: FloatArray) -> FloatArray:
    """∂L/∂o = (σ(o) - t) / n."""
    return (sigmoid(output) - target) / len(output)


def softmax(output: FloatArray) -> FloatArray:
    """p_k = e^o_k / Σ_j e^o_j for each row; the row's maximum is taken off first (no overflow)."""
    exponentials = np.exp(output - output.max(axis=1, keepdims=True))
    shares: FloatArray = exponentials / exponentials.sum(axis=1, keepdims=True)
    return shares


def softmax_cross_entropy(output: FloatArray, target: FloatArray) -> float:
    """L = -1/n Σ t ln softmax(o) = 1/n Σ_i (ln Σ_j e^o_ij - Σ_k t_ik o_ik); rows of t sum to 1."""
    shifted = output - output.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=1))
    return float(np.sum(log_sum) - np.sum(target * shifted)) / len(output)


def softmax_cross_entropy_gradient(output: FloatArray, target: FloatArray) -> FloatArray:
    """∂L/∂o = (softmax(o) - t) / n."""
    return (softmax(output) - target) / len(output)


def predict_from_logits(output: FloatArray, task: str) -> FloatArray:
    """binary: 2σ(o) - 1 = tanh(o/2), a score in [-1, 1]; multiclass: softmax, the shares."""
    return np.tanh(0.5 * output[:, 0]) if task == BINARY else softmax(output)


TANH_FOR_CLASSES = {BINARY: "tanh", MULTICLASS: "tanh", REGRESSION: "linear"}

LOSSES: Registry[Loss] = Registry(
    "loss",
    (
        Loss(
            id="half_squared_error",
            label="Half squared error",
            formula=r"L = \frac{1}{n} \sum_{i,k} \tfrac{1}{2} (o_{ik} - t_{ik})^2",
            value=half_squared_error,
            gradient=half_squared_error_gradient,
            output_activations=TANH_FOR_CLASSES,
            encode=encode_signed,
            predict=predict_signed,
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
        ),
        Loss(
            id="binary_cross_entropy",
            label="Binary cross-entropy",
            formula=r"L = -\frac{1}{n} \sum_i t_i \ln \sigma(o_i)"
            r" + (1 - t_i) \ln(1 - \sigma(o_i))",
            value=binary_cross_entropy,
            gradient=binary_cross_entropy_gradient,
            output_activations={BINARY: "linear"},
            encode=encode_01,
            predict=predict_from_logits,
        ),
        Loss(
            id="softmax_cross_entropy",
            label="Softmax cross-entropy",
            formula=r"L = -\frac{1}{n} \sum_{i,k} t_{ik} \ln"
            r" \frac{e^{o_{ik}}}{\sum_j e^{o_{ij}}}",
            value=softmax_cross_entropy,
            gradient=softmax_cross_entropy_gradient,
            output_activations={MULTICLASS: "linear"},
            encode=encode_01,
            predict=predict_from_logits,
        ),
    ),
)
