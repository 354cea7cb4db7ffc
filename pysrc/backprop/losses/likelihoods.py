"""Losses that read the output as logits: the sigmoid or the softmax is part of the loss.

The last layer is linear. Loss and sigmoid together simplify to p - t for the two cross-entropies,
which is exact and cannot overflow.

Sources: Goodfellow, Bengio & Courville, "Deep Learning" (2016), section 6.2; Lin, Goyal, Girshick,
He & Dollár, "Focal loss for dense object detection" (ICCV 2017).
"""

from __future__ import annotations

import numpy as np

from ..activations.saturating import sigmoid
from ..arrays import FloatArray
from ..registry import Parameter
from ..tasks import BINARY, MULTICLASS, encode_01
from .entry import Loss


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


FOCUS = Parameter("focus", "Focus on what is hard", r"\gamma", default=2.0, low=0.0, high=5.0)


def focal(output: FloatArray, target: FloatArray, focus: float = FOCUS.default) -> float:
    """L = -1/n Σ (1 - p)^γ ln p, p = σ(o) where t = 1 and 1 - σ(o) where t = 0.

    The binary cross-entropy of each output (γ = 0 is exactly that), but samples that are right
    already, with p near 1, hardly count.
    """
    margin = (2.0 * target - 1.0) * output
    return float(np.sum(sigmoid(-margin) ** focus * np.logaddexp(0.0, -margin))) / len(output)


def focal_gradient(
    output: FloatArray, target: FloatArray, focus: float = FOCUS.default
) -> FloatArray:
    """∂L/∂o = ±(1 - p)^γ (γ p ln p - (1 - p)) / n, + where t = 1 and - where t = 0."""
    sign = 2.0 * target - 1.0
    margin = sign * output
    miss, hit = sigmoid(-margin), sigmoid(margin)
    log_hit = -np.logaddexp(0.0, -margin)
    gradient: FloatArray = sign * miss**focus * (focus * hit * log_hit - miss) / len(output)
    return gradient


def predict_from_logits(output: FloatArray, task: str) -> FloatArray:
    """binary: 2σ(o) - 1 = tanh(o/2), a score in [-1, 1]; multiclass: softmax, the shares."""
    return np.tanh(0.5 * output[:, 0]) if task == BINARY else softmax(output)


LIKELIHOODS = (
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
    Loss(
        id="focal",
        label="Focal",
        formula=r"L = -\frac{1}{n} \sum_{i,k} (1 - p_{ik})^\gamma \ln p_{ik},\quad"
        r" p_{ik} = \begin{cases} \sigma(o_{ik}) & t_{ik} = 1 \\"
        r" 1 - \sigma(o_{ik}) & t_{ik} = 0 \end{cases}",
        parameters=(FOCUS,),
        value=focal,
        gradient=focal_gradient,
        output_activations={BINARY: "linear", MULTICLASS: "linear"},
        encode=encode_01,
        predict=predict_from_logits,
    ),
)
