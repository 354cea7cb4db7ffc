r"""Initializers: where the weights of a layer start.

If all weights started equal, all neurons of a layer would stay equal; so they start random. How
large they should be depends on the number of inputs (fan_in) and outputs (fan_out) of the layer:
too small and the signal dies on its way through a deep network, too large and it saturates.

Each initializer draws `W` of shape (fan_in, fan_out) with the generator `rng` that it is given.
All biases start at the entry's `bias`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .arrays import FloatArray
from .registry import Entry, Parameter, Registry


@dataclass(frozen=True, kw_only=True, eq=False)
class Initializer(Entry):
    """`draw(fan_in, fan_out, rng)` returns the weights (fan_in, fan_out) of one layer."""

    draw: Callable[[int, int, np.random.Generator], FloatArray]
    bias: float = 0.0

    configurable: ClassVar[tuple[str, ...]] = ("draw",)

    def sample(
        self, fan_in: int, fan_out: int, *, rng: np.random.Generator
    ) -> tuple[FloatArray, FloatArray]:
        """Return (W, b) of a new layer, with shapes (fan_in, fan_out) and (fan_out,)."""
        return self.draw(fan_in, fan_out, rng), np.full(fan_out, self.bias)


def tfp_uniform(fan_in: int, fan_out: int, rng: np.random.Generator) -> FloatArray:
    """W ~ U(-0.5, 0.5) whatever the layer's size, as TensorFlow Playground does."""
    return rng.uniform(-0.5, 0.5, (fan_in, fan_out))


# 0.3 is about the spread of U(-0.5, 0.5), which is 1/√12 = 0.289.
SPREAD = Parameter("spread", "Standard deviation", "s", default=0.3, low=0.001, high=5.0)


def normal(
    fan_in: int, fan_out: int, rng: np.random.Generator, spread: float = SPREAD.default
) -> FloatArray:
    """W ~ N(0, spread²)."""
    return rng.normal(0.0, spread, (fan_in, fan_out))


def glorot_uniform(fan_in: int, fan_out: int, rng: np.random.Generator) -> FloatArray:
    """W ~ U(-r, r), r = √(6 / (fan_in + fan_out)). Glorot & Bengio (AISTATS 2010), eq. 16."""
    limit = np.sqrt(6.0 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_in, fan_out))


def glorot_normal(fan_in: int, fan_out: int, rng: np.random.Generator) -> FloatArray:
    """W ~ N(0, 2 / (fan_in + fan_out)). Glorot & Bengio (AISTATS 2010), eq. 12."""
    return rng.normal(0.0, np.sqrt(2.0 / (fan_in + fan_out)), (fan_in, fan_out))


def he_uniform(fan_in: int, fan_out: int, rng: np.random.Generator) -> FloatArray:
    """W ~ U(-r, r), r = √(6 / fan_in): the variance of `he_normal`, without far outliers."""
    limit = np.sqrt(6.0 / fan_in)
    return rng.uniform(-limit, limit, (fan_in, fan_out))


def he_normal(fan_in: int, fan_out: int, rng: np.random.Generator) -> FloatArray:
    """W ~ N(0, 2 / fan_in), made for relu. He, Zhang, Ren & Sun (ICCV 2015), eq. 10."""
    return rng.normal(0.0, np.sqrt(2.0 / fan_in), (fan_in, fan_out))


def lecun_normal(fan_in: int, fan_out: int, rng: np.random.Generator) -> FloatArray:
    """W ~ N(0, 1 / fan_in). LeCun, Bottou, Orr & Müller, "Efficient BackProp" (1998)."""
    return rng.normal(0.0, np.sqrt(1.0 / fan_in), (fan_in, fan_out))


def lecun_uniform(fan_in: int, fan_out: int, rng: np.random.Generator) -> FloatArray:
    """W ~ U(-r, r), r = √(3 / fan_in): the variance of `lecun_normal`."""
    limit = np.sqrt(3.0 / fan_in)
    return rng.uniform(-limit, limit, (fan_in, fan_out))


def orthogonal(fan_in: int, fan_out: int, rng: np.random.Generator) -> FloatArray:
    """W with orthonormal rows or columns, whichever are fewer. Saxe, McClelland & Ganguli (2014).

    Q of the QR decomposition of a normal matrix; the signs of R's diagonal go into Q, which makes
    Q uniform among the orthogonal matrices (Mezzadri 2007).
    """
    tall = rng.normal(size=(max(fan_in, fan_out), min(fan_in, fan_out)))
    q, r = np.linalg.qr(tall)
    W: FloatArray = q * np.where(np.diag(r) < 0.0, -1.0, 1.0)
    return W if fan_in >= fan_out else W.T


def zeros(fan_in: int, fan_out: int, rng: np.random.Generator) -> FloatArray:
    """W = 0: shows why weights must differ. The neurons of a layer never become different."""
    return np.zeros((fan_in, fan_out))


CONSTANT = Parameter("value", "Value of every weight", "c", default=0.1, low=-5.0, high=5.0)


def constant(
    fan_in: int, fan_out: int, rng: np.random.Generator, value: float = CONSTANT.default
) -> FloatArray:
    """W = c: like zeros, but a signal passes. Still the neurons of a layer stay equal for ever."""
    return np.full((fan_in, fan_out), value)


def identity(fan_in: int, fan_out: int, rng: np.random.Generator) -> FloatArray:
    """W = I, cut off or filled up with 0: neuron k begins by copying input k.

    Le, Jaitly & Hinton, "A simple way to initialize recurrent networks" (2015).
    """
    return np.eye(fan_in, fan_out)


INITIALIZERS: Registry[Initializer] = Registry(
    "initializer",
    (
        Initializer(
            id="tfp_uniform",
            label="Uniform (TF Playground)",
            formula=r"W \sim U(-0.5,\ 0.5),\quad b = 0.1",
            draw=tfp_uniform,
            bias=0.1,
        ),
        Initializer(
            id="normal",
            label="Normal",
            formula=r"W \sim N(0,\ s^2),\quad b = 0",
            parameters=(SPREAD,),
            draw=normal,
        ),
        Initializer(
            id="glorot_uniform",
            label="Xavier/Glorot uniform",
            formula=r"W \sim U(-r,\ r),\quad r = \sqrt{\tfrac{6}{n_{in} + n_{out}}},\quad b = 0",
            draw=glorot_uniform,
        ),
        Initializer(
            id="glorot_normal",
            label="Xavier/Glorot normal",
            formula=r"W \sim N\left(0,\ \tfrac{2}{n_{in} + n_{out}}\right),\quad b = 0",
            draw=glorot_normal,
        ),
        Initializer(
            id="he_uniform",
            label="He uniform",
            formula=r"W \sim U(-r,\ r),\quad r = \sqrt{\tfrac{6}{n_{in}}},\quad b = 0",
            draw=he_uniform,
        ),
        Initializer(
            id="he_normal",
            label="He normal",
            formula=r"W \sim N\left(0,\ \tfrac{2}{n_{in}}\right),\quad b = 0",
            draw=he_normal,
        ),
        Initializer(
            id="lecun_uniform",
            label="LeCun uniform",
            formula=r"W \sim U(-r,\ r),\quad r = \sqrt{\tfrac{3}{n_{in}}},\quad b = 0",
            draw=lecun_uniform,
        ),
        Initializer(
            id="lecun_normal",
            label="LeCun normal",
            formula=r"W \sim N\left(0,\ \tfrac{1}{n_{in}}\right),\quad b = 0",
            draw=lecun_normal,
        ),
        Initializer(
            id="orthogonal",
            label="Orthogonal",
            formula=r"W^\top W = I \ \text{or}\ W W^\top = I,\quad b = 0",
            draw=orthogonal,
        ),
        Initializer(
            id="identity",
            label="Identity",
            formula=r"W = I,\quad b = 0",
            draw=identity,
        ),
        Initializer(
            id="constant",
            label="Constant",
            formula=r"W = c,\quad b = 0",
            parameters=(CONSTANT,),
            draw=constant,
        ),
        Initializer(
            id="zeros",
            label="Zeros",
            formula=r"W = 0,\quad b = 0",
            draw=zeros,
        ),
    ),
)
