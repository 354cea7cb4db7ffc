"""From a mini-batch to the gradient that the optimizer gets: what every training step computes.

    g = ∂L/∂w + rate · r'(w)        0 for what may not move, then clipped

Training, the picture of the next gradient and the explanations all take it from here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import FloatArray
from .clipping import Clipping
from .layers import ForwardPass, Gradient
from .losses import Loss
from .network import Network
from .rates import Rates
from .regularizers import Regularizer


@dataclass(frozen=True, eq=False)
class StepGradient:
    """All that is known of a step before the optimizer moves anything.

    `gradient` is that of the data loss alone; `penalty` is rate · r'(w), 0 for biases and γ; `g`
    is what the optimizer gets. Vectors are in the layout of `network.parameters`.
    """

    forward_pass: ForwardPass
    d_output: FloatArray
    gradient: Gradient
    penalty: FloatArray
    g: FloatArray

    @property
    def adjustment(self) -> FloatArray:
        """What clipping takes away from ∂L/∂w + penalty; all of it where nothing may move."""
        adjustment: FloatArray = self.g - (self.gradient.vector + self.penalty)
        return adjustment


def compute_gradient(
    network: Network,
    loss: Loss,
    regularizer: Regularizer,
    clipping: Clipping,
    X: FloatArray,
    target: FloatArray,
    rates: Rates,
    rng: np.random.Generator | None,
) -> StepGradient:
    """Run forward and backward on one mini-batch X (n_samples, n_inputs) with its target.

    Draws from `rng` if there is dropout, and changes nothing else. A diverging run passes through
    inf and nan, which is for the caller to notice and to explain.
    """
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        forward_pass = network.forward(X, training=True, rng=rng)
        d_output = loss.gradient(forward_pass.output, target)
        gradient = network.backward(forward_pass, d_output)
        derivative = regularizer.derivative(network.parameters) * network.weights_mask
        penalty: FloatArray = rates.regularization_rate * derivative
        g: FloatArray = gradient.vector + penalty
        g[network.fixed] = 0.0
        clipping.clip(g, rates.clip_limit)
    return StepGradient(forward_pass, d_output, gradient, penalty, g)
