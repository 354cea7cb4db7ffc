"""Adam and its family: a running mean of the gradient, divided by its running size.

The means start at zero, so they are too small at first; 1 - βᵗ corrects for that, with t the step.

Sources: Kingma & Ba (ICLR 2015) for Adam and Adamax; Loshchilov & Hutter (ICLR 2019) for AdamW;
Reddi, Kale & Kumar (ICLR 2018) for AMSGrad; Dozat (ICLR workshop 2016) for NAdam; Liu et al.
(ICLR 2020) for RAdam.
"""

from __future__ import annotations

import math

import numpy as np

from ..arrays import FloatArray
from ..registry import Parameter
from .adaptive import EPSILON
from .entry import Line, Optimizer, OptimizerState

BETA1 = Parameter("beta1", "Decay of the mean", r"\beta_1", default=0.9, low=0.0, high=0.9999)
BETA2 = Parameter(
    "beta2", "Decay of the mean square", r"\beta_2", default=0.999, low=0.0, high=0.99999
)


def adam(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    learning_rate: float,
    beta1: float = BETA1.default,
    beta2: float = BETA2.default,
    epsilon: float = EPSILON.default,
) -> None:
    """m ← β₁ m + (1 - β₁) g;  s ← β₂ s + (1 - β₂) g²;  w ← w - η m̂ / (√ŝ + ε).

    m̂ = m / (1 - β₁ᵗ) and ŝ = s / (1 - β₂ᵗ) correct for the start from zero; t is the step.
    """
    m, s = state.arrays["mean"], state.arrays["square_mean"]
    m *= beta1
    m += (1.0 - beta1) * g
    s *= beta2
    s += (1.0 - beta2) * g * g
    m_hat = m / (1.0 - beta1**state.step)
    s_hat = s / (1.0 - beta2**state.step)
    w -= learning_rate * m_hat / (np.sqrt(s_hat) + epsilon)


WEIGHT_DECAY = Parameter(
    "weight_decay", "Weight decay", r"\lambda_d", default=0.01, low=0.0, high=1.0
)


def adamw(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    learning_rate: float,
    beta1: float = BETA1.default,
    beta2: float = BETA2.default,
    epsilon: float = EPSILON.default,
    weight_decay: float = WEIGHT_DECAY.default,
) -> None:
    """w ← w (1 - η λ_d), then Adam. As in PyTorch's default, the decay reaches biases too."""
    w *= 1.0 - learning_rate * weight_decay
    adam(state, w, g, learning_rate, beta1, beta2, epsilon)


def amsgrad(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    learning_rate: float,
    beta1: float = BETA1.default,
    beta2: float = BETA2.default,
    epsilon: float = EPSILON.default,
) -> None:
    """Adam that divides by the largest s so far: a step size never grows again."""
    s, largest = state.arrays["square_mean"], state.arrays["largest"]
    m_hat = _means(state, g, beta1, beta2)
    np.maximum(largest, s, out=largest)
    w -= learning_rate * m_hat / (np.sqrt(largest / (1.0 - beta2**state.step)) + epsilon)


def adamax(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    learning_rate: float,
    beta1: float = BETA1.default,
    beta2: float = BETA2.default,
    epsilon: float = EPSILON.default,
) -> None:
    """m as in Adam;  u ← max(β₂ u, |g| + ε);  w ← w - η m̂ / u: the size is a largest value."""
    m, u = state.arrays["mean"], state.arrays["size"]
    m *= beta1
    m += (1.0 - beta1) * g
    np.maximum(beta2 * u, np.abs(g) + epsilon, out=u)
    w -= learning_rate * m / (1.0 - beta1**state.step) / u


MOMENTUM_DECAY = Parameter(
    "momentum_decay", "Speed at which momentum grows", r"\psi", default=0.004, low=0.0, high=1.0
)


def nadam(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    learning_rate: float,
    beta1: float = BETA1.default,
    beta2: float = BETA2.default,
    epsilon: float = EPSILON.default,
    momentum_decay: float = MOMENTUM_DECAY.default,
) -> None:
    """Adam with Nesterov's look ahead, and a momentum μₜ that grows from β₁/2 to β₁.

    μₜ = β₁ (1 - ½·0.96^(tψ)), Πₜ = μ₁ μ₂ … μₜ, and with m and s as in Adam:
    w ← w - η (μₜ₊₁ m / (1 - Πₜ₊₁) + (1 - μₜ) g / (1 - Πₜ)) / (√ŝ + ε).
    Π is one number; it is kept in an array, like all that an optimizer remembers.
    """
    m, s, product = (state.arrays[name] for name in ("mean", "square_mean", "momentum_product"))
    t = state.step
    now = beta1 * (1.0 - 0.5 * 0.96 ** (t * momentum_decay))
    following = beta1 * (1.0 - 0.5 * 0.96 ** ((t + 1) * momentum_decay))
    if t == 1:
        product.fill(1.0)
    product *= now
    _means(state, g, beta1, beta2)
    ahead = following * m / (1.0 - product * following) + (1.0 - now) * g / (1.0 - product)
    w -= learning_rate * ahead / (np.sqrt(s / (1.0 - beta2**t)) + epsilon)


def radam(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    learning_rate: float,
    beta1: float = BETA1.default,
    beta2: float = BETA2.default,
    epsilon: float = EPSILON.default,
) -> None:
    """Adam that waits: it divides by √s only when s has seen enough gradients to be trusted.

    With ρ∞ = 2/(1 - β₂) - 1 and ρ = ρ∞ - 2t β₂ᵗ/(1 - β₂ᵗ) gradients seen: for ρ <= 5 the step is
    η m̂; after that η m̂ r √(1 - β₂ᵗ) / (√s + ε), with the rectification r of the paper.
    """
    m_hat = _means(state, g, beta1, beta2)
    correction = 1.0 - beta2**state.step
    most = 2.0 / (1.0 - beta2) - 1.0
    seen = most - 2.0 * state.step * beta2**state.step / correction
    if seen <= 5.0:
        w -= learning_rate * m_hat
        return
    rectification = math.sqrt(
        (seen - 4.0) * (seen - 2.0) * most / ((most - 4.0) * (most - 2.0) * seen)
    )
    scale = rectification * math.sqrt(correction)
    w -= learning_rate * scale * m_hat / (np.sqrt(state.arrays["square_mean"]) + epsilon)


def _means(state: OptimizerState, g: FloatArray, beta1: float, beta2: float) -> FloatArray:
    """m ← β₁ m + (1 - β₁) g;  s ← β₂ s + (1 - β₂) g²; returns m̂ = m / (1 - β₁ᵗ)."""
    m, s = state.arrays["mean"], state.arrays["square_mean"]
    m *= beta1
    m += (1.0 - beta1) * g
    s *= beta2
    s += (1.0 - beta2) * g * g
    return m / (1.0 - beta1**state.step)


ADAM_FAMILY = (
    Optimizer(
        id="adam",
        label="Adam",
        formula=r"m \leftarrow \beta_1 m + (1 - \beta_1) g,\quad"
        r" s \leftarrow \beta_2 s + (1 - \beta_2) g^2,\quad"
        r" w \leftarrow w - \eta\, \frac{m / (1 - \beta_1^t)}"
        r"{\sqrt{s / (1 - \beta_2^t)} + \epsilon}",
        parameters=(BETA1, BETA2, EPSILON),
        rule=adam,
        memory=("mean", "square_mean"),
        working=(
            Line("mean", "m", "beta1 * mean_before + (1 - beta1) * g"),
            Line("square_mean", "s", "beta2 * square_mean_before + (1 - beta2) * g**2"),
            Line("mean_hat", r"\hat{m}", "mean / (1 - beta1**t)"),
            Line("square_mean_hat", r"\hat{s}", "square_mean / (1 - beta2**t)"),
            Line(
                "change",
                r"\Delta w",
                "-learning_rate * mean_hat / (sqrt(square_mean_hat) + epsilon)",
            ),
        ),
    ),
    Optimizer(
        id="adamw",
        label="AdamW",
        formula=r"w \leftarrow (1 - \eta \lambda_d)\, w,\quad"
        r" w \leftarrow w - \eta\, \frac{m / (1 - \beta_1^t)}"
        r"{\sqrt{s / (1 - \beta_2^t)} + \epsilon}",
        parameters=(BETA1, BETA2, EPSILON, WEIGHT_DECAY),
        rule=adamw,
        memory=("mean", "square_mean"),
        working=(
            Line("mean", "m", "beta1 * mean_before + (1 - beta1) * g"),
            Line("square_mean", "s", "beta2 * square_mean_before + (1 - beta2) * g**2"),
            Line("mean_hat", r"\hat{m}", "mean / (1 - beta1**t)"),
            Line("square_mean_hat", r"\hat{s}", "square_mean / (1 - beta2**t)"),
            Line(
                "change",
                r"\Delta w",
                "-learning_rate * weight_decay * w"
                " - learning_rate * mean_hat / (sqrt(square_mean_hat) + epsilon)",
            ),
        ),
    ),
    Optimizer(
        id="amsgrad",
        label="AMSGrad",
        formula=r"m, s\ \text{as Adam},\quad \hat{s} \leftarrow \max(\hat{s}, s),\quad"
        r" w \leftarrow w - \eta\, \frac{m / (1 - \beta_1^t)}"
        r"{\sqrt{\hat{s} / (1 - \beta_2^t)} + \epsilon}",
        parameters=(BETA1, BETA2, EPSILON),
        rule=amsgrad,
        memory=("mean", "square_mean", "largest"),
        working=(
            Line("mean", "m", "beta1 * mean_before + (1 - beta1) * g"),
            Line("square_mean", "s", "beta2 * square_mean_before + (1 - beta2) * g**2"),
            Line("largest", r"s^{\max}", "max(largest_before, square_mean)"),
            Line("mean_hat", r"\hat{m}", "mean / (1 - beta1**t)"),
            Line("square_mean_hat", r"\hat{s}", "largest / (1 - beta2**t)"),
            Line(
                "change",
                r"\Delta w",
                "-learning_rate * mean_hat / (sqrt(square_mean_hat) + epsilon)",
            ),
        ),
    ),
    Optimizer(
        id="adamax",
        label="Adamax",
        formula=r"m\ \text{as Adam},\quad u \leftarrow \max(\beta_2 u, |g| + \epsilon),\quad"
        r" w \leftarrow w - \eta\, \frac{m / (1 - \beta_1^t)}{u}",
        parameters=(BETA1, BETA2, EPSILON),
        rule=adamax,
        memory=("mean", "size"),
        working=(
            Line("mean", "m", "beta1 * mean_before + (1 - beta1) * g"),
            Line("size", "u", "max(beta2 * size_before, abs(g) + epsilon)"),
            Line("mean_hat", r"\hat{m}", "mean / (1 - beta1**t)"),
            Line("change", r"\Delta w", "-learning_rate * mean_hat / size"),
        ),
    ),
    Optimizer(
        id="nadam",
        label="NAdam",
        formula=r"m, s\ \text{as Adam},\quad"
        r" \mu_t = \beta_1 (1 - \tfrac{1}{2} 0.96^{t \psi}),\quad"
        r" w \leftarrow w - \eta\, \frac{\mu_{t+1} m / (1 - \prod_{i \le t+1} \mu_i)"
        r" + (1 - \mu_t) g / (1 - \prod_{i \le t} \mu_i)}"
        r"{\sqrt{s / (1 - \beta_2^t)} + \epsilon}",
        parameters=(BETA1, BETA2, EPSILON, MOMENTUM_DECAY),
        rule=nadam,
        memory=("mean", "square_mean", "momentum_product"),
        working=(
            Line("now", r"\mu_t", "beta1 * (1 - 0.96**(t * momentum_decay) / 2)"),
            Line("following", r"\mu_{t+1}", "beta1 * (1 - 0.96**((t + 1) * momentum_decay) / 2)"),
            Line("momentum_product", r"\Pi", "now if t == 1 else momentum_product_before * now"),
            Line("mean", "m", "beta1 * mean_before + (1 - beta1) * g"),
            Line("square_mean", "s", "beta2 * square_mean_before + (1 - beta2) * g**2"),
            Line("square_mean_hat", r"\hat{s}", "square_mean / (1 - beta2**t)"),
            Line(
                "ahead",
                "n",
                "following * mean / (1 - momentum_product * following)"
                " + (1 - now) * g / (1 - momentum_product)",
            ),
            Line(
                "change", r"\Delta w", "-learning_rate * ahead / (sqrt(square_mean_hat) + epsilon)"
            ),
        ),
    ),
    Optimizer(
        id="radam",
        label="RAdam",
        formula=r"m, s\ \text{as Adam},\quad w \leftarrow w - \eta\, \hat{m} \begin{cases}"
        r" 1 & \rho_t \le 5 \\"
        r" r_t \sqrt{1 - \beta_2^t} / (\sqrt{s} + \epsilon) & \rho_t > 5 \end{cases}",
        parameters=(BETA1, BETA2, EPSILON),
        rule=radam,
        memory=("mean", "square_mean"),
        working=(
            Line("mean", "m", "beta1 * mean_before + (1 - beta1) * g"),
            Line("square_mean", "s", "beta2 * square_mean_before + (1 - beta2) * g**2"),
            Line("mean_hat", r"\hat{m}", "mean / (1 - beta1**t)"),
            Line("most", r"\rho_\infty", "2 / (1 - beta2) - 1"),
            Line("seen", r"\rho_t", "most - 2 * t * beta2**t / (1 - beta2**t)"),
            Line(
                "rectification",
                "r",
                "sqrt((seen - 4) * (seen - 2) * most / ((most - 4) * (most - 2) * seen))"
                " if seen > 5 else 1",
            ),
            Line(
                "change",
                r"\Delta w",
                "-learning_rate * rectification * sqrt(1 - beta2**t) * mean_hat"
                " / (sqrt(square_mean) + epsilon) if seen > 5 else -learning_rate * mean_hat",
            ),
        ),
    ),
)
