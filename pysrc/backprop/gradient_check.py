r"""Checking a gradient with nothing but the loss itself.

The derivative of L by a parameter w is the limit of (L(w + ε) - L(w - ε)) / 2ε. Computing this
for each parameter needs two forward passes a parameter, which is slow but hard to get wrong. If
backpropagation disagrees with it, backpropagation has a mistake.

Source: Goodfellow, Bengio & Courville, "Deep Learning" (2016), section 11.5; Nielsen, "Neural
Networks and Deep Learning" (2015), chapter 2.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .arrays import FloatArray, as_matrix, check_number
from .errors import InvalidValueError
from .layers import ForwardPass
from .losses import LOSSES, Loss
from .network import Network
from .regularizers import REGULARIZERS, Regularizer

# The smallest gradient that is compared relative to itself, as a share of the largest one:
# below it, the rounding of L(w + ε) - L(w - ε) is all that a comparison would see.
NOISE_SHARE = 1e-3

# A backward pass to be checked: (network, forward_pass, d_output) -> ∂L/∂w in one vector.
Backward = Callable[[Network, ForwardPass, FloatArray], FloatArray]


@dataclass(frozen=True, eq=False)
class GradientReport:
    """The two gradients, in the layout of `network.parameters`, and how much they differ. All
    arrays are of the `part` of the parameters that was checked, a slice.

    relative_error = |analytic - numeric| / max(|analytic|, |numeric|, floor), where floor is a
    thousandth of the largest entry of either gradient, the parts not checked included.
    """

    analytic: FloatArray
    numeric: FloatArray
    relative_error: FloatArray
    parameter_names: tuple[str, ...]
    part: slice

    @property
    def max_relative_error(self) -> float:
        """The largest relative error; inf if a gradient is not finite."""
        return float(np.max(self.relative_error))

    @property
    def worst(self) -> str:
        """The name of the parameter with the largest error, e.g. `layers[0].W[1, 3]`."""
        return self.parameter_names[int(np.argmax(self.relative_error))]

    def passed(self, tolerance: float = 1e-5) -> bool:
        """Return whether the two gradients agree."""
        return self.max_relative_error <= tolerance

    def __str__(self) -> str:
        index = int(np.argmax(self.relative_error))
        return (
            f"largest relative error {self.max_relative_error:.2g} at {self.worst}:"
            f" backpropagation says {self.analytic[index]:.6g},"
            f" finite differences say {self.numeric[index]:.6g}"
        )


def numeric_gradient(
    function: Callable[[], float], w: FloatArray, epsilon: float = 1e-6
) -> FloatArray:
    """Return ∂function/∂w by central differences; `w` is changed in place and put back.

    `w` may be a view of the part of the parameters that is asked about.
    """
    gradient = np.empty_like(w)
    for index, value in enumerate(w.copy()):
        try:
            w[index] = value + epsilon
            above = function()
            w[index] = value - epsilon
            below = function()
        finally:
            w[index] = value
        gradient[index] = (above - below) / (2.0 * epsilon)
    return gradient


def compare_gradients(
    analytic: FloatArray, numeric: FloatArray, largest: float = 0.0
) -> FloatArray:
    """Return the relative error of each entry, as `GradientReport` defines it.

    `largest` is the size of the largest entry elsewhere, if these are a part of the gradient.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        size = np.maximum(np.abs(analytic), np.abs(numeric))
        floor = max(NOISE_SHARE * float(np.max(size, initial=largest)), 1e-12)
        error = np.abs(analytic - numeric) / np.maximum(size, floor)
    return np.where(np.isfinite(error), error, np.inf)


def check_gradients(
    network: Network,
    loss: str | Loss,
    X: ArrayLike,
    target: ArrayLike,
    regularizer: str | Regularizer | None = None,
    rate: float = 0.0,
    epsilon: float = 1e-6,
    *,
    training: bool = False,
    rng: np.random.Generator | None = None,
    backward: Backward | None = None,
    part: slice = slice(None),
) -> GradientReport:
    """Compare `network.backward` with finite differences of loss + rate · Σ penalty(w).

    Another `backward` may be given, to check that one, and a `part` of the parameters, to check
    only these: each costs two forward passes. X is (n_samples, n_inputs), target
    (n_samples, n_outputs). The network is left as it was. With `training`, batch norm and dropout
    work as in training; every pass draws from a copy of `rng`, so that the masks of dropout are the
    same in all of them.
    Kinks (relu at 0) within ε of a sample's z show up as differences although nothing is wrong.
    """
    chosen_loss = LOSSES.resolve(loss)
    chosen_regularizer = REGULARIZERS.resolve(regularizer or "none")
    check_number("epsilon", epsilon, 1e-12, 1.0)
    check_number("rate", rate, 0.0)
    X = as_matrix("X", X, network.layer_sizes[0])
    target = as_matrix("target", target, network.layer_sizes[-1])
    if len(X) != len(target) or len(X) == 0:
        raise InvalidValueError(
            f"X has {len(X)} rows and target has {len(target)}; they must have equally many, and"
            " at least one."
        )
    w, mask = network.parameters, network.weights_mask

    def run() -> ForwardPass:
        return network.forward(X, training=training, rng=copy.deepcopy(rng))

    def objective() -> float:
        penalty = float(np.sum(chosen_regularizer.penalty(w) * mask))
        return chosen_loss.value(run().output, target) + rate * penalty

    forward_pass = run()
    d_output = chosen_loss.gradient(forward_pass.output, target)
    if backward is None:
        analytic = network.backward(forward_pass, d_output).vector
    else:
        analytic = backward(network, forward_pass, d_output)
    analytic = analytic + rate * chosen_regularizer.derivative(w) * mask
    numeric = numeric_gradient(objective, w[part], epsilon)
    largest = float(np.max(np.abs(analytic), initial=0.0, where=np.isfinite(analytic)))
    error = compare_gradients(analytic[part], numeric, largest)
    return GradientReport(analytic[part], numeric, error, network.parameter_names[part], part)
