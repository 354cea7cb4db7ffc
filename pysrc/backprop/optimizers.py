r"""Optimizers: how a gradient becomes a step.

All parameters of a network live in one vector w, and backpropagation gives one gradient vector g
of the same length. An optimizer changes w in place. Some remember things from step to step, in
arrays as long as w: a velocity, a running mean of g or of g². The learning rate η is given anew
at each step, so it may change while training runs.

Definitions and default values are those of PyTorch's `torch.optim`, so that runs can be compared.

Sources: Polyak (1964) for momentum; Nesterov (1983) and Sutskever et al. (ICML 2013);
Duchi, Hazan & Singer (JMLR 2011) for Adagrad; Tieleman & Hinton (Coursera lecture 6.5, 2012) for
RMSprop; Kingma & Ba (ICLR 2015) for Adam; Loshchilov & Hutter (ICLR 2019) for AdamW.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .arrays import FloatArray, check_count
from .registry import Entry, Parameter, Registry


@dataclass
class OptimizerState:
    """What an optimizer remembers: named arrays as long as w, and how many steps it has made."""

    optimizer: Optimizer
    arrays: dict[str, FloatArray]
    step: int = 0

    def update(self, w: FloatArray, g: FloatArray, learning_rate: float) -> None:
        """Make one step: change the parameters `w` in place, given their gradient `g`."""
        self.step += 1
        self.optimizer.rule(self, w, g, learning_rate)


@dataclass(frozen=True, kw_only=True, eq=False)
class Optimizer(Entry):
    """An update rule and the names of the arrays that it remembers.

    `rule(state, w, g, learning_rate)` changes `w` and `state.arrays` in place; `state.step`
    counts from 1 during the first step.
    """

    rule: Callable[[OptimizerState, FloatArray, FloatArray, float], None]
    memory: tuple[str, ...] = ()

    configurable: ClassVar[tuple[str, ...]] = ("rule",)

    def create_state(self, n_parameters: int) -> OptimizerState:
        """Return a fresh state for a parameter vector of length `n_parameters`: all zeros."""
        check_count("n_parameters", n_parameters, 1)
        return OptimizerState(self, {name: np.zeros(n_parameters) for name in self.memory})


def sgd(state: OptimizerState, w: FloatArray, g: FloatArray, learning_rate: float) -> None:
    """w ← w - η g."""
    w -= learning_rate * g


MOMENTUM = Parameter("momentum", "Momentum", default=0.9, low=0.0, high=0.999)


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


ADAGRAD_EPSILON = Parameter("epsilon", "Epsilon", default=1e-10, low=1e-16, high=1.0)


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


EPSILON = Parameter("epsilon", "Epsilon", default=1e-8, low=1e-16, high=1.0)
RMSPROP_DECAY = Parameter("decay", "Decay of the mean square", default=0.99, low=0.0, high=0.9999)


def rmsprop(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    learning_rate: float,
    decay: float = RMSPROP_DECAY.default,
    epsilon: float = EPSILON.default,
) -> None:
    """s ← α s + (1 - α) g²;  w ← w - η g / (√s + ε)."""
    s = state.arrays["square_mean"]
    s *= decay
    s += (1.0 - decay) * g * g
    w -= learning_rate * g / (np.sqrt(s) + epsilon)


BETA1 = Parameter("beta1", "Decay of the mean", default=0.9, low=0.0, high=0.9999)
BETA2 = Parameter("beta2", "Decay of the mean square", default=0.999, low=0.0, high=0.99999)


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


WEIGHT_DECAY = Parameter("weight_decay", "Weight decay", default=0.01, low=0.0, high=1.0)


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
    """w ← w (1 - η λ), then Adam. As in PyTorch's default, the decay reaches biases too."""
    w *= 1.0 - learning_rate * weight_decay
    adam(state, w, g, learning_rate, beta1, beta2, epsilon)


OPTIMIZERS: Registry[Optimizer] = Registry(
    "optimizer",
    (
        Optimizer(
            id="sgd",
            label="SGD",
            formula=r"w \leftarrow w - \eta\, g",
            rule=sgd,
        ),
        Optimizer(
            id="momentum",
            label="Momentum",
            formula=r"v \leftarrow \mu v + g,\quad w \leftarrow w - \eta\, v",
            parameters=(MOMENTUM,),
            rule=momentum,
            memory=("velocity",),
        ),
        Optimizer(
            id="nesterov",
            label="Nesterov",
            formula=r"v \leftarrow \mu v + g,\quad w \leftarrow w - \eta\,(g + \mu v)",
            parameters=(MOMENTUM,),
            rule=nesterov,
            memory=("velocity",),
        ),
        Optimizer(
            id="adagrad",
            label="Adagrad",
            formula=r"s \leftarrow s + g^2,\quad"
            r" w \leftarrow w - \eta\, \frac{g}{\sqrt{s} + \epsilon}",
            parameters=(ADAGRAD_EPSILON,),
            rule=adagrad,
            memory=("square_sum",),
        ),
        Optimizer(
            id="rmsprop",
            label="RMSprop",
            formula=r"s \leftarrow \alpha s + (1 - \alpha) g^2,\quad"
            r" w \leftarrow w - \eta\, \frac{g}{\sqrt{s} + \epsilon}",
            parameters=(RMSPROP_DECAY, EPSILON),
            rule=rmsprop,
            memory=("square_mean",),
        ),
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
        ),
        Optimizer(
            id="adamw",
            label="AdamW",
            formula=r"w \leftarrow (1 - \eta \lambda)\, w,\quad"
            r" w \leftarrow w - \eta\, \frac{m / (1 - \beta_1^t)}"
            r"{\sqrt{s / (1 - \beta_2^t)} + \epsilon}",
            parameters=(BETA1, BETA2, EPSILON, WEIGHT_DECAY),
            rule=adamw,
            memory=("mean", "square_mean"),
        ),
    ),
)
