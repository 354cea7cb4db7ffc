r"""Activation functions: what a neuron does with its weighted sum.

A neuron computes z = W·a + b and gives a = f(z) to the next layer. An activation is two
functions of arrays, f and its derivative f'. Backpropagation needs f' at the very z of the
forward pass, and f' is often cheapest in terms of a = f(z) (for tanh: 1 - a²), so `derivative`
gets both. To add an activation, add one entry at the end of this file.

Where f has a kink (relu at 0), `derivative` gives the value of one side, as every framework does,
and `kinks` says where that is.

Sources: Rumelhart, Hinton & Williams, "Learning representations by back-propagating errors",
Nature 323 (1986); Goodfellow, Bengio & Courville, "Deep Learning" (2016), section 6.3; and the
papers named at the single functions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .arrays import FloatArray
from .registry import Entry, Parameter, Registry


@dataclass(frozen=True, kw_only=True, eq=False)
class Activation(Entry):
    """An activation function and its derivative, both elementwise.

    `function(z)` returns a; `derivative(z, a)` returns da/dz. All arrays have the same shape.
    """

    function: Callable[[FloatArray], FloatArray]
    derivative: Callable[[FloatArray, FloatArray], FloatArray]
    kinks: tuple[float, ...] = ()

    configurable: ClassVar[tuple[str, ...]] = ("function", "derivative")


def linear(z: FloatArray) -> FloatArray:
    """f(z) = z. A copy, so that `a` never shares memory with `z`."""
    return z.copy()


def linear_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = 1."""
    return np.ones_like(z)


def sigmoid(z: FloatArray) -> FloatArray:
    """σ(z) = 1 / (1 + e^-z), written with tanh, which cannot overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * z))


def sigmoid_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """σ'(z) = σ(z) (1 - σ(z))."""
    return a * (1.0 - a)


def tanh(z: FloatArray) -> FloatArray:
    """f(z) = (e^z - e^-z) / (e^z + e^-z)."""
    return np.tanh(z)


def tanh_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = 1 - tanh²(z)."""
    return 1.0 - a * a


def relu(z: FloatArray) -> FloatArray:
    """f(z) = max(0, z). Nair & Hinton (ICML 2010); Glorot, Bordes & Bengio (AISTATS 2011)."""
    return np.maximum(z, 0.0)


def relu_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = 1 for z > 0, else 0 (0 at the kink)."""
    return np.where(z > 0.0, 1.0, 0.0)


LEAK = Parameter("slope", "Slope left of zero", default=0.01, low=0.0, high=1.0)


def leaky_relu(z: FloatArray, slope: float = LEAK.default) -> FloatArray:
    """f(z) = z for z > 0, else slope·z. Maas, Hannun & Ng (ICML workshop 2013)."""
    return np.where(z > 0.0, z, slope * z)


def leaky_relu_derivative(z: FloatArray, a: FloatArray, slope: float = LEAK.default) -> FloatArray:
    """f'(z) = 1 for z > 0, else slope."""
    return np.where(z > 0.0, 1.0, slope)


ELU_ALPHA = Parameter("alpha", "Depth of the left side", default=1.0, low=0.0, high=5.0)


def elu(z: FloatArray, alpha: float = ELU_ALPHA.default) -> FloatArray:
    """f(z) = z for z > 0, else α(e^z - 1). Clevert, Unterthiner & Hochreiter (ICLR 2016)."""
    return np.where(z > 0.0, z, alpha * np.expm1(np.minimum(z, 0.0)))


def elu_derivative(z: FloatArray, a: FloatArray, alpha: float = ELU_ALPHA.default) -> FloatArray:
    """f'(z) = 1 for z > 0, else α e^z = f(z) + α."""
    return np.where(z > 0.0, 1.0, a + alpha)


# The two numbers for which a mean of 0 and a variance of 1 pass through the layer unchanged:
# Klambauer, Unterthiner, Mayr & Hochreiter, "Self-Normalizing Neural Networks" (NeurIPS 2017).
SELU_SCALE = 1.0507009873554804934193349852946
SELU_ALPHA = 1.6732632423543772848170429916717


def selu(z: FloatArray) -> FloatArray:
    """f(z) = λz for z > 0, else λα(e^z - 1): ELU scaled so that activations keep variance 1."""
    return SELU_SCALE * elu(z, SELU_ALPHA)


def selu_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = λ for z > 0, else λα e^z = f(z) + λα."""
    return np.where(z > 0.0, SELU_SCALE, a + SELU_SCALE * SELU_ALPHA)


GELU_SCALE = float(np.sqrt(2.0 / np.pi))
GELU_CUBIC = 0.044715


def gelu(z: FloatArray) -> FloatArray:
    """f(z) = z/2 (1 + tanh(√(2/π)(z + 0.044715 z³))). Hendrycks & Gimpel (2016).

    This is their approximation of z·Φ(z), with Φ the normal distribution function; NumPy has no
    error function. The derivative below is the exact derivative of the approximation.
    """
    a: FloatArray = 0.5 * z * (1.0 + np.tanh(GELU_SCALE * (z + GELU_CUBIC * z**3)))
    return a


def gelu_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = (1 + t)/2 + z/2 (1 - t²) u', with u = √(2/π)(z + 0.044715 z³), t = tanh(u)."""
    t = np.tanh(GELU_SCALE * (z + GELU_CUBIC * z**3))
    du = GELU_SCALE * (1.0 + 3.0 * GELU_CUBIC * z**2)
    slope: FloatArray = 0.5 * (1.0 + t) + 0.5 * z * (1.0 - t * t) * du
    return slope


def softplus(z: FloatArray) -> FloatArray:
    """f(z) = ln(1 + e^z), a smooth relu. Dugas et al. (NeurIPS 2000)."""
    return np.logaddexp(0.0, z)


def softplus_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = σ(z)."""
    return sigmoid(z)


def swish(z: FloatArray) -> FloatArray:
    """f(z) = z σ(z), also called SiLU. Ramachandran, Zoph & Le (2017)."""
    return z * sigmoid(z)


def swish_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = σ(z) + f(z) (1 - σ(z))."""
    s = sigmoid(z)
    return s + a * (1.0 - s)


def mish(z: FloatArray) -> FloatArray:
    """f(z) = z tanh(softplus(z)). Misra (BMVC 2020)."""
    a: FloatArray = z * np.tanh(softplus(z))
    return a


def mish_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = t + z (1 - t²) σ(z), with t = tanh(softplus(z))."""
    t = np.tanh(softplus(z))
    slope: FloatArray = t + z * (1.0 - t * t) * sigmoid(z)
    return slope


def sine(z: FloatArray) -> FloatArray:
    """f(z) = sin(z). Used for signals with fine detail by Sitzmann et al. (NeurIPS 2020)."""
    return np.sin(z)


def sine_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = cos(z)."""
    return np.cos(z)


def softsign(z: FloatArray) -> FloatArray:
    """f(z) = z / (1 + |z|), a tanh with slow tails. Bergstra et al. (2009)."""
    return z / (1.0 + np.abs(z))


def softsign_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = 1 / (1 + |z|)²."""
    return 1.0 / (1.0 + np.abs(z)) ** 2


def gaussian(z: FloatArray) -> FloatArray:
    """f(z) = e^(-z²), a bump: a neuron that answers near a line instead of on one side of it."""
    return np.exp(-z * z)


def gaussian_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = -2 z e^(-z²)."""
    return -2.0 * z * a


def hard_sigmoid(z: FloatArray) -> FloatArray:
    """f(z) = z/6 + 1/2, cut off at 0 and 1: a sigmoid made of three straight lines."""
    return np.clip(z / 6.0 + 0.5, 0.0, 1.0)


def hard_sigmoid_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = 1/6 for |z| < 3, else 0 (0 at both kinks)."""
    return np.where(np.abs(z) < 3.0, 1.0 / 6.0, 0.0)


ACTIVATIONS: Registry[Activation] = Registry(
    "activation",
    (
        Activation(
            id="linear",
            label="Linear",
            formula=r"f(z) = z",
            function=linear,
            derivative=linear_derivative,
        ),
        Activation(
            id="sigmoid",
            label="Sigmoid",
            formula=r"f(z) = \frac{1}{1 + e^{-z}}",
            function=sigmoid,
            derivative=sigmoid_derivative,
        ),
        Activation(
            id="tanh",
            label="Tanh",
            formula=r"f(z) = \tanh z",
            function=tanh,
            derivative=tanh_derivative,
        ),
        Activation(
            id="relu",
            label="ReLU",
            formula=r"f(z) = \max(0, z)",
            function=relu,
            derivative=relu_derivative,
            kinks=(0.0,),
        ),
        Activation(
            id="leaky_relu",
            label="Leaky ReLU",
            formula=r"f(z) = \begin{cases} z & z > 0 \\ \alpha z & z \le 0 \end{cases}",
            parameters=(LEAK,),
            function=leaky_relu,
            derivative=leaky_relu_derivative,
            kinks=(0.0,),
        ),
        Activation(
            id="elu",
            label="ELU",
            formula=r"f(z) = \begin{cases} z & z > 0 \\ \alpha (e^z - 1) & z \le 0 \end{cases}",
            parameters=(ELU_ALPHA,),
            function=elu,
            derivative=elu_derivative,
            kinks=(0.0,),
        ),
        Activation(
            id="selu",
            label="SELU",
            formula=r"f(z) = \lambda \begin{cases} z & z > 0 \\"
            r" \alpha (e^z - 1) & z \le 0 \end{cases}",
            function=selu,
            derivative=selu_derivative,
            kinks=(0.0,),
        ),
        Activation(
            id="gelu",
            label="GELU",
            formula=r"f(z) = \tfrac{z}{2} \left(1 + \tanh\left(\sqrt{2/\pi}"
            r" \,(z + 0.044715 z^3)\right)\right)",
            function=gelu,
            derivative=gelu_derivative,
        ),
        Activation(
            id="softplus",
            label="Softplus",
            formula=r"f(z) = \ln(1 + e^z)",
            function=softplus,
            derivative=softplus_derivative,
        ),
        Activation(
            id="swish",
            label="Swish (SiLU)",
            formula=r"f(z) = z\,\sigma(z)",
            function=swish,
            derivative=swish_derivative,
        ),
        Activation(
            id="mish",
            label="Mish",
            formula=r"f(z) = z \tanh(\ln(1 + e^z))",
            function=mish,
            derivative=mish_derivative,
        ),
        Activation(
            id="sine",
            label="Sine",
            formula=r"f(z) = \sin z",
            function=sine,
            derivative=sine_derivative,
        ),
        Activation(
            id="softsign",
            label="Softsign",
            formula=r"f(z) = \frac{z}{1 + |z|}",
            function=softsign,
            derivative=softsign_derivative,
        ),
        Activation(
            id="gaussian",
            label="Gaussian",
            formula=r"f(z) = e^{-z^2}",
            function=gaussian,
            derivative=gaussian_derivative,
        ),
        Activation(
            id="hard_sigmoid",
            label="Hard sigmoid",
            formula=r"f(z) = \min(1, \max(0, \tfrac{z}{6} + \tfrac{1}{2}))",
            function=hard_sigmoid,
            derivative=hard_sigmoid_derivative,
            kinks=(-3.0, 3.0),
        ),
    ),
)
