r"""Mistakes that people make in backpropagation, to be planted and to be found.

Each entry computes the gradient as `Network.backward` does, with one mistake in it. The gradient
check finds all of them, for it knows nothing of backpropagation; `diagnose` looks at the pattern
of the error and names the mistake.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..arrays import FloatArray
from ..gradient_check import Backward, GradientReport
from ..layers import ForwardPass
from ..network import Network
from ..registry import Entry, Registry


@dataclass(frozen=True, kw_only=True, eq=False)
class Bug(Entry):
    """A mistake: `backward(network, forward_pass, d_output)` returns the wrong flat gradient."""

    backward: Backward


def correct(network: Network, forward_pass: ForwardPass, d_output: FloatArray) -> FloatArray:
    """The gradient without a mistake."""
    return network.backward(forward_pass, d_output).vector


def _missing_mean(network: Network, forward_pass: ForwardPass, d_output: FloatArray) -> FloatArray:
    return correct(network, forward_pass, d_output * len(d_output))


def _transposed(network: Network, forward_pass: ForwardPass, d_output: FloatArray) -> FloatArray:
    vector = correct(network, forward_pass, d_output)
    for block in network.split(vector):
        block.W[:] = np.ascontiguousarray(block.W.T).reshape(block.W.shape)
    return vector


def _no_derivative(network: Network, forward_pass: ForwardPass, d_output: FloatArray) -> FloatArray:
    flat = [
        replace(layer.activation, derivative=lambda z, a: np.ones_like(z))
        for layer in network.layers
    ]
    twin = Network(network.layer_sizes, flat, network.options)
    twin.parameters = network.parameters
    twin.buffers[:] = network.buffers
    return correct(twin, forward_pass, d_output)


def _wrong_sign(network: Network, forward_pass: ForwardPass, d_output: FloatArray) -> FloatArray:
    return -correct(network, forward_pass, d_output)


def _no_bias(network: Network, forward_pass: ForwardPass, d_output: FloatArray) -> FloatArray:
    vector = correct(network, forward_pass, d_output)
    for block in network.split(vector):
        block.b[:] = 0.0
    return vector


BUGS: Registry[Bug] = Registry(
    "bug",
    (
        Bug(
            id="missing_mean",
            label="1/m is missing: the samples are summed, not averaged",
            formula=r"\textstyle dW = \sum \dots \quad\text{instead of } \frac{1}{m} \sum \dots",
            backward=_missing_mean,
        ),
        Bug(
            id="transposed",
            label="dW is transposed",
            formula=r"dW = (a^\top dz)^\top \quad\text{instead of } a^\top dz",
            backward=_transposed,
        ),
        Bug(
            id="no_derivative",
            label="The derivative of the activation is forgotten",
            formula=r"dz = da \quad\text{instead of } da \circ f'(z)",
            backward=_no_derivative,
        ),
        Bug(
            id="wrong_sign",
            label="The sign is wrong",
            formula=r"dW = -a^\top dz \quad\text{instead of } a^\top dz",
            backward=_wrong_sign,
        ),
        Bug(
            id="no_bias",
            label="The biases get no gradient",
            formula=r"\textstyle db = 0 \quad\text{instead of } \sum dz",
            backward=_no_bias,
        ),
    ),
)

_CLOSE = 1e-4


def diagnose(
    report: GradientReport, network: Network, forward_pass: ForwardPass, d_output: FloatArray
) -> Bug | None:
    """Return the known mistake whose gradient is the one reported; None when none fits, and when
    the gradient is what backpropagation gives: then it is the differences that are wrong.

    `forward_pass` and `d_output` are those of the checked gradient, without any regularizer.
    """
    if _alike(report.analytic, correct(network, forward_pass, d_output)[report.part]):
        return None
    for bug in BUGS.values():
        if _alike(report.analytic, bug.backward(network, forward_pass, d_output)[report.part]):
            return bug
    return None


def _alike(gradient: FloatArray, suspect: FloatArray) -> bool:
    scale = float(np.abs(suspect).max(initial=0.0)) or 1.0
    return np.allclose(gradient, suspect, rtol=_CLOSE, atol=_CLOSE * scale)
