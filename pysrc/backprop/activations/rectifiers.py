"""ReLU and its relatives: a line on the right, and flat, tilted or bent on the left."""

from __future__ import annotations

import numpy as np

from ..arrays import FloatArray
from ..registry import Parameter
from .entry import Activation


def relu(z: FloatArray) -> FloatArray:
    """f(z) = max(0, z). Nair & Hinton (ICML 2010); Glorot, Bordes & Bengio (AISTATS 2011)."""
    return np.maximum(z, 0.0)


def relu_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = 1 for z > 0, else 0 (0 at the kink)."""
    return np.where(z > 0.0, 1.0, 0.0)


LEAK = Parameter("slope", "Slope left of zero", r"\alpha", default=0.01, low=0.0, high=1.0)


def leaky_relu(z: FloatArray, slope: float = LEAK.default) -> FloatArray:
    """f(z) = z for z > 0, else slope·z. Maas, Hannun & Ng (ICML workshop 2013)."""
    return np.where(z > 0.0, z, slope * z)


def leaky_relu_derivative(z: FloatArray, a: FloatArray, slope: float = LEAK.default) -> FloatArray:
    """f'(z) = 1 for z > 0, else slope."""
    return np.where(z > 0.0, 1.0, slope)


def relu6(z: FloatArray) -> FloatArray:
    """f(z) = min(6, max(0, z)). Krizhevsky, "Convolutional deep belief networks" (2010)."""
    a: FloatArray = np.minimum(np.maximum(z, 0.0), 6.0)
    return a


def relu6_derivative(z: FloatArray, a: FloatArray) -> FloatArray:
    """f'(z) = 1 for 0 < z < 6, else 0 (0 at both kinks)."""
    return np.where((z > 0.0) & (z < 6.0), 1.0, 0.0)


ELU_ALPHA = Parameter("alpha", "Depth of the left side", r"\alpha", default=1.0, low=0.0, high=5.0)


def elu(z: FloatArray, alpha: float = ELU_ALPHA.default) -> FloatArray:
    """f(z) = z for z > 0, else α(e^z - 1). Clevert, Unterthiner & Hochreiter (ICLR 2016)."""
    return np.where(z > 0.0, z, alpha * np.expm1(np.minimum(z, 0.0)))


def elu_derivative(z: FloatArray, a: FloatArray, alpha: float = ELU_ALPHA.default) -> FloatArray:
    """f'(z) = 1 for z > 0, else α e^z = f(z) + α."""
    return np.where(z > 0.0, 1.0, a + alpha)


CELU_ALPHA = Parameter("alpha", "Depth of the left side", r"\alpha", default=1.0, low=0.1, high=5.0)


def celu(z: FloatArray, alpha: float = CELU_ALPHA.default) -> FloatArray:
    """f(z) = z for z > 0, else α(e^(z/α) - 1): ELU without a kink at any α. Barron (2017)."""
    return np.where(z > 0.0, z, alpha * np.expm1(np.minimum(z, 0.0) / alpha))


def celu_derivative(z: FloatArray, a: FloatArray, alpha: float = CELU_ALPHA.default) -> FloatArray:
    """f'(z) = 1 for z > 0, else e^(z/α) = f(z)/α + 1."""
    return np.where(z > 0.0, 1.0, a / alpha + 1.0)


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


RECTIFIERS = (
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
        id="relu6",
        label="ReLU6",
        formula=r"f(z) = \min(6, \max(0, z))",
        function=relu6,
        derivative=relu6_derivative,
        kinks=(0.0, 6.0),
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
        id="celu",
        label="CELU",
        formula=r"f(z) = \begin{cases} z & z > 0 \\"
        r" \alpha (e^{z/\alpha} - 1) & z \le 0 \end{cases}",
        parameters=(CELU_ALPHA,),
        function=celu,
        derivative=celu_derivative,
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
)
