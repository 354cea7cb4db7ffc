"""A step size for each weight: the larger its gradients were, the smaller its steps.

Sources: Duchi, Hazan & Singer (JMLR 2011) for Adagrad; Zeiler, "ADADELTA" (2012); Tieleman &
Hinton (Coursera lecture 6.5, 2012) for RMSprop.
"""

from __future__ import annotations

import numpy as np

from ..arrays import FloatArray
from ..registry import Parameter
from .entry import Line, Optimizer, OptimizerState

ADAGRAD_EPSILON = Parameter("epsilon", "Epsilon", r"\epsilon", default=1e-10, low=1e-16, high=1.0)


def adagrad(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    learning_rate: float,
    epsilon: float = ADAGRAD_EPSILON.default,
) -> None:
    """s ← s + g²;  w ← w - η g / (√s + ε)."""
    s = state.arrays["square_sum"]
    s += g * g
    w -= learning_rate * g / (np.sqrt(s) + epsilon)


ADADELTA_DECAY = Parameter(
    "decay", "Decay of both means", r"\rho", default=0.9, low=0.0, high=0.9999
)
ADADELTA_EPSILON = Parameter("epsilon", "Epsilon", r"\epsilon", default=1e-6, low=1e-16, high=1.0)


def adadelta(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    learning_rate: float,
    decay: float = ADADELTA_DECAY.default,
    epsilon: float = ADADELTA_EPSILON.default,
) -> None:
    """s ← ρ s + (1 - ρ) g²;  Δ = g √(u + ε) / √(s + ε);  u ← ρ u + (1 - ρ) Δ²;  w ← w - η Δ.

    Δ has the unit of a weight, so the paper has no learning rate at all: that is η = 1.
    """
    s, u = state.arrays["square_mean"], state.arrays["step_mean"]
    s *= decay
    s += (1.0 - decay) * g * g
    delta = g * np.sqrt(u + epsilon) / np.sqrt(s + epsilon)
    u *= decay
    u += (1.0 - decay) * delta * delta
    w -= learning_rate * delta


EPSILON = Parameter("epsilon", "Epsilon", r"\epsilon", default=1e-8, low=1e-16, high=1.0)
RMSPROP_DECAY = Parameter(
    "decay", "Decay of the mean square", r"\rho", default=0.99, low=0.0, high=0.9999
)


def rmsprop(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    learning_rate: float,
    decay: float = RMSPROP_DECAY.default,
    epsilon: float = EPSILON.default,
) -> None:
    """s ← ρ s + (1 - ρ) g²;  w ← w - η g / (√s + ε)."""
    s = state.arrays["square_mean"]
    s *= decay
    s += (1.0 - decay) * g * g
    w -= learning_rate * g / (np.sqrt(s) + epsilon)


ADAPTIVE = (
    Optimizer(
        id="adagrad",
        label="Adagrad",
        formula=r"s \leftarrow s + g^2,\quad"
        r" w \leftarrow w - \eta\, \frac{g}{\sqrt{s} + \epsilon}",
        parameters=(ADAGRAD_EPSILON,),
        rule=adagrad,
        memory=("square_sum",),
        working=(
            Line("square_sum", "s", "square_sum_before + g**2"),
            Line("change", r"\Delta w", "-learning_rate * g / (sqrt(square_sum) + epsilon)"),
        ),
    ),
    Optimizer(
        id="adadelta",
        label="Adadelta",
        formula=r"s \leftarrow \rho s + (1 - \rho) g^2,\quad"
        r" \Delta = g\, \frac{\sqrt{u + \epsilon}}{\sqrt{s + \epsilon}},\quad"
        r" u \leftarrow \rho u + (1 - \rho) \Delta^2,\quad w \leftarrow w - \eta\, \Delta",
        parameters=(ADADELTA_DECAY, ADADELTA_EPSILON),
        rule=adadelta,
        memory=("square_mean", "step_mean"),
        working=(
            Line("square_mean", "s", "decay * square_mean_before + (1 - decay) * g**2"),
            Line(
                "delta",
                r"\delta",
                "g * sqrt(step_mean_before + epsilon) / sqrt(square_mean + epsilon)",
            ),
            Line("step_mean", "u", "decay * step_mean_before + (1 - decay) * delta**2"),
            Line("change", r"\Delta w", "-learning_rate * delta"),
        ),
    ),
    Optimizer(
        id="rmsprop",
        label="RMSprop",
        formula=r"s \leftarrow \rho s + (1 - \rho) g^2,\quad"
        r" w \leftarrow w - \eta\, \frac{g}{\sqrt{s} + \epsilon}",
        parameters=(RMSPROP_DECAY, EPSILON),
        rule=rmsprop,
        memory=("square_mean",),
        working=(
            Line("square_mean", "s", "decay * square_mean_before + (1 - decay) * g**2"),
            Line("change", r"\Delta w", "-learning_rate * g / (sqrt(square_mean) + epsilon)"),
        ),
    ),
)
