"""Plain gradient descent, and steps that have a memory of their direction.

Sources: Polyak (1964) for momentum; Nesterov (1983) and Sutskever et al. (ICML 2013); Chen et al.,
"Symbolic discovery of optimization algorithms" (NeurIPS 2023) for Lion.
"""

from __future__ import annotations

import numpy as np

from ..arrays import FloatArray
from ..registry import Parameter
from .entry import Line, Optimizer, OptimizerState


def sgd(state: OptimizerState, w: FloatArray, g: FloatArray, learning_rate: float) -> None:
    """w ← w - η g."""
    w -= learning_rate * g


MOMENTUM = Parameter("momentum", "Momentum", r"\mu", default=0.9, low=0.0, high=0.999)


def momentum(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    learning_rate: float,
    momentum: float = MOMENTUM.default,
) -> None:
    """v ← μ v + g;  w ← w - η v."""
    v = state.arrays["velocity"]
    v *= momentum
    v += g
    w -= learning_rate * v


def nesterov(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    learning_rate: float,
    momentum: float = MOMENTUM.default,
) -> None:
    """v ← μ v + g;  w ← w - η (g + μ v): momentum that looks one step ahead."""
    v = state.arrays["velocity"]
    v *= momentum
    v += g
    w -= learning_rate * (g + momentum * v)


LION_BETA1 = Parameter(
    "beta1", "Share of the mean in the step", r"\beta_1", default=0.9, low=0.0, high=0.9999
)
LION_BETA2 = Parameter("beta2", "Decay of the mean", r"\beta_2", default=0.99, low=0.0, high=0.9999)


def lion(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    learning_rate: float,
    beta1: float = LION_BETA1.default,
    beta2: float = LION_BETA2.default,
) -> None:
    """w ← w - η sign(β₁ m + (1 - β₁) g);  m ← β₂ m + (1 - β₂) g.

    Every weight moves by η, whatever the size of its gradient, so η should be a tenth of Adam's.
    """
    m = state.arrays["mean"]
    w -= learning_rate * np.sign(beta1 * m + (1.0 - beta1) * g)
    m *= beta2
    m += (1.0 - beta2) * g


DESCENT = (
    Optimizer(
        id="sgd",
        label="SGD",
        formula=r"w \leftarrow w - \eta\, g",
        rule=sgd,
        working=(Line("change", r"\Delta w", "-learning_rate * g"),),
    ),
    Optimizer(
        id="momentum",
        label="Momentum",
        formula=r"v \leftarrow \mu v + g,\quad w \leftarrow w - \eta\, v",
        parameters=(MOMENTUM,),
        rule=momentum,
        memory=("velocity",),
        working=(
            Line("velocity", "v", "momentum * velocity_before + g"),
            Line("change", r"\Delta w", "-learning_rate * velocity"),
        ),
    ),
    Optimizer(
        id="nesterov",
        label="Nesterov",
        formula=r"v \leftarrow \mu v + g,\quad w \leftarrow w - \eta\,(g + \mu v)",
        parameters=(MOMENTUM,),
        rule=nesterov,
        memory=("velocity",),
        working=(
            Line("velocity", "v", "momentum * velocity_before + g"),
            Line("change", r"\Delta w", "-learning_rate * (g + momentum * velocity)"),
        ),
    ),
)

SIGN_DESCENT = (
    Optimizer(
        id="lion",
        label="Lion",
        formula=r"w \leftarrow w - \eta\, \mathrm{sign}(\beta_1 m + (1 - \beta_1) g),\quad"
        r" m \leftarrow \beta_2 m + (1 - \beta_2) g",
        parameters=(LION_BETA1, LION_BETA2),
        rule=lion,
        memory=("mean",),
        working=(
            Line("blend", "c", "beta1 * mean_before + (1 - beta1) * g"),
            Line("mean", "m", "beta2 * mean_before + (1 - beta2) * g"),
            Line("change", r"\Delta w", "-learning_rate * sign(blend)"),
        ),
    ),
)
