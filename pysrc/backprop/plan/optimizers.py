"""In-place twins of the optimizers' rules.

A twin gets the optimizer's state, the parameters w, their gradient g, and the learning rate as an
array without dimensions, whose value the plan may change between two steps. Its calls change w and
the state's arrays, and use g as scratch space. The plan counts `state.step` before each step.
"""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from ..arrays import FloatArray
from ..optimizers import OptimizerState, adaptive, descent
from ..optimizers import adam as family
from .calls import Calls, Twins, constant, find_twin


def update_calls(state: OptimizerState, w: FloatArray, g: FloatArray, rate: FloatArray) -> Calls:
    """Prepare one update of w."""
    rule = state.optimizer.rule
    twin = find_twin(RULES, rule)
    return twin(state, w, g, rate) if twin else [lambda: rule(state, w, g, rate.item())]


def sgd(state: OptimizerState, w: FloatArray, g: FloatArray, rate: FloatArray) -> Calls:
    """w ← w - η g."""
    return [partial(np.multiply, g, rate, g), partial(np.subtract, w, g, w)]


def momentum(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    rate: FloatArray,
    momentum: float = descent.MOMENTUM.default,
) -> Calls:
    """v ← μ v + g;  w ← w - η v."""
    v = state.arrays["velocity"]
    return [
        partial(np.multiply, v, constant(momentum, v), v),
        partial(np.add, v, g, v),
        partial(np.multiply, v, rate, g),
        partial(np.subtract, w, g, w),
    ]


def nesterov(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    rate: FloatArray,
    momentum: float = descent.MOMENTUM.default,
) -> Calls:
    """v ← μ v + g;  w ← w - η (g + μ v)."""
    v = state.arrays["velocity"]
    mu, ahead = constant(momentum, v), np.empty_like(v)
    return [
        partial(np.multiply, v, mu, v),
        partial(np.add, v, g, v),
        partial(np.multiply, v, mu, ahead),
        partial(np.add, g, ahead, g),
        *sgd(state, w, g, rate),
    ]


def adagrad(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    rate: FloatArray,
    epsilon: float = adaptive.ADAGRAD_EPSILON.default,
) -> Calls:
    """s ← s + g²;  w ← w - η g / (√s + ε)."""
    s = state.arrays["square_sum"]
    scratch = np.empty_like(s)
    return [
        partial(np.multiply, g, g, scratch),
        partial(np.add, s, scratch, s),
        *_scaled_step(w, g, s, rate, constant(epsilon, s), scratch, g),
    ]


def rmsprop(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    rate: FloatArray,
    decay: float = adaptive.RMSPROP_DECAY.default,
    epsilon: float = adaptive.EPSILON.default,
) -> Calls:
    """s ← α s + (1 - α) g²;  w ← w - η g / (√s + ε)."""
    s = state.arrays["square_mean"]
    scratch = np.empty_like(s)
    return [
        *_mean_square(s, g, decay, scratch),
        *_scaled_step(w, g, s, rate, constant(epsilon, s), scratch, g),
    ]


def adam(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    rate: FloatArray,
    beta1: float = family.BETA1.default,
    beta2: float = family.BETA2.default,
    epsilon: float = adaptive.EPSILON.default,
) -> Calls:
    """Adam, with both corrections for the start in two numbers of the step, not in two arrays.

    With c₁ = 1 - β₁ᵗ and c₂ = √(1 - β₂ᵗ):  η m̂ / (√ŝ + ε) = (η c₂/c₁) m / (√s + c₂ ε).
    """
    m, s = state.arrays["mean"], state.arrays["square_mean"]
    scratch = np.empty_like(s)
    corrected_rate, corrected_epsilon = np.zeros(()), np.zeros(())

    def correct() -> None:
        c1, c2 = 1.0 - beta1**state.step, math.sqrt(1.0 - beta2**state.step)
        corrected_rate.fill(rate.item() * c2 / c1)
        corrected_epsilon.fill(c2 * epsilon)

    return [
        correct,
        *_mean_square(s, g, beta2, scratch),
        partial(np.multiply, m, constant(beta1, m), m),
        partial(np.multiply, g, constant(1.0 - beta1, g), g),
        partial(np.add, m, g, m),
        *_scaled_step(w, m, s, corrected_rate, corrected_epsilon, scratch, g),
    ]


def adamw(
    state: OptimizerState,
    w: FloatArray,
    g: FloatArray,
    rate: FloatArray,
    beta1: float = family.BETA1.default,
    beta2: float = family.BETA2.default,
    epsilon: float = adaptive.EPSILON.default,
    weight_decay: float = family.WEIGHT_DECAY.default,
) -> Calls:
    """w ← w (1 - η λ), then Adam."""
    kept = np.zeros(())
    return [
        lambda: kept.fill(1.0 - rate.item() * weight_decay),
        partial(np.multiply, w, kept, w),
        *adam(state, w, g, rate, beta1, beta2, epsilon),
    ]


def _mean_square(s: FloatArray, g: FloatArray, decay: float, scratch: FloatArray) -> Calls:
    """s ← α s + (1 - α) g²."""
    return [
        partial(np.multiply, s, constant(decay, s), s),
        partial(np.multiply, g, constant(1.0 - decay, g), scratch),
        partial(np.multiply, scratch, g, scratch),
        partial(np.add, s, scratch, s),
    ]


def _scaled_step(
    w: FloatArray,
    direction: FloatArray,
    s: FloatArray,
    rate: FloatArray,
    epsilon: FloatArray,
    scratch: FloatArray,
    g: FloatArray,
) -> Calls:
    """w ← w - η direction / (√s + ε); the step is left in g."""
    return [
        partial(np.sqrt, s, scratch),
        partial(np.add, scratch, epsilon, scratch),
        partial(np.multiply, direction, rate, g),
        partial(np.divide, g, scratch, g),
        partial(np.subtract, w, g, w),
    ]


RULES: Twins = {
    descent.sgd: sgd,
    descent.momentum: momentum,
    descent.nesterov: nesterov,
    adaptive.adagrad: adagrad,
    adaptive.rmsprop: rmsprop,
    family.adam: adam,
    family.adamw: adamw,
}
