r"""Learning-rate schedules: large steps first, small ones later.

A large learning rate finds the valley quickly but jumps about in it; a small one settles. A
schedule gives the rate of each epoch from the learning rate η that was set:

    rate(η, e, T)        e = 0, 1, 2, … the epoch,        T the horizon, in epochs

The horizon is the length of the schedule: when the rate has reached its end, or when it drops or
starts again. The rate changes between epochs, not within one, and depends on nothing else, so a
run that resumes needs to know the epoch only.

Sources: Robbins & Monro (1951) for 1/(1 + e); Bengio, "Practical recommendations for
gradient-based training of deep architectures" (2012); Loshchilov & Hutter, "SGDR" (ICLR 2017) for
the cosine and its restarts; Goyal et al., "Accurate, large minibatch SGD" (2017) for the warm-up.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from .registry import Entry, Parameter, Registry


@dataclass(frozen=True, kw_only=True, eq=False)
class Schedule(Entry):
    """`rate(learning_rate, epoch, horizon)` returns the learning rate of that epoch."""

    rate: Callable[[float, int, int], float]

    configurable: ClassVar[tuple[str, ...]] = ("rate",)


def constant(learning_rate: float, epoch: int, horizon: int) -> float:
    """η, always."""
    return learning_rate


DROP = Parameter("drop", "Factor of a drop", r"\gamma", default=0.5, low=0.01, high=1.0)


def step(learning_rate: float, epoch: int, horizon: int, drop: float = DROP.default) -> float:
    """η γ^⌊e/T⌋: every T epochs the rate drops to γ of what it was."""
    return learning_rate * drop ** (epoch // horizon)


DECAY = Parameter(
    "decay", "Share that is left at the horizon", r"\gamma", default=0.1, low=1e-6, high=1.0
)


def exponential(
    learning_rate: float, epoch: int, horizon: int, decay: float = DECAY.default
) -> float:
    """η γ^(e/T): the same factor in every epoch, and γ after T of them."""
    return float(learning_rate * decay ** (epoch / horizon))


def inverse_time(learning_rate: float, epoch: int, horizon: int) -> float:
    """η / (1 + e/T): half at T, a third at 2T; slow enough to get anywhere."""
    return learning_rate / (1.0 + epoch / horizon)


FINAL = Parameter("final", "Share that is left in the end", "f", default=0.0, low=0.0, high=1.0)


def linear(learning_rate: float, epoch: int, horizon: int, final: float = FINAL.default) -> float:
    """η (1 - (1 - f) e/T) up to T, then η f: straight down to the share f."""
    return learning_rate * (1.0 - (1.0 - final) * min(epoch / horizon, 1.0))


def cosine(learning_rate: float, epoch: int, horizon: int, final: float = FINAL.default) -> float:
    """η (f + (1 - f)(1 + cos(π e/T))/2) up to T, then η f: slowly, quickly, slowly down."""
    return learning_rate * _half_wave(epoch / horizon, final)


def cosine_restarts(
    learning_rate: float, epoch: int, horizon: int, final: float = FINAL.default
) -> float:
    """The cosine again and again, T epochs each: every restart can leave a bad valley."""
    return learning_rate * _half_wave(epoch % horizon / horizon, final)


WARM_UP = Parameter(
    "warm_up", "Share of the warm-up", r"\tfrac{w}{T}", default=0.1, low=0.0, high=0.9
)


def warm_up_cosine(
    learning_rate: float,
    epoch: int,
    horizon: int,
    warm_up: float = WARM_UP.default,
    final: float = FINAL.default,
) -> float:
    """η (e + 1)/w in the first w epochs, then the cosine over the other T - w.

    w is the share `warm_up` of T, rounded, and at least one epoch.
    """
    n_warm = max(1, round(warm_up * horizon))
    if epoch < n_warm:
        return learning_rate * (epoch + 1) / n_warm
    return learning_rate * _half_wave((epoch - n_warm) / max(1, horizon - n_warm), final)


def _half_wave(progress: float, final: float) -> float:
    """From 1 at progress 0 down to `final` at progress 1 and later."""
    height = 0.5 * (1.0 + math.cos(math.pi * min(progress, 1.0)))
    return final + (1.0 - final) * height


SCHEDULES: Registry[Schedule] = Registry(
    "schedule",
    (
        Schedule(id="constant", label="Constant", formula=r"\eta_e = \eta", rate=constant),
        Schedule(
            id="step",
            label="Steps",
            formula=r"\eta_e = \eta\, \gamma^{\lfloor e / T \rfloor}",
            parameters=(DROP,),
            rate=step,
        ),
        Schedule(
            id="exponential",
            label="Exponential",
            formula=r"\eta_e = \eta\, \gamma^{e / T}",
            parameters=(DECAY,),
            rate=exponential,
        ),
        Schedule(
            id="inverse_time",
            label="Inverse time",
            formula=r"\eta_e = \frac{\eta}{1 + e / T}",
            rate=inverse_time,
        ),
        Schedule(
            id="linear",
            label="Linear",
            formula=r"\eta_e = \eta\, (1 - (1 - f) \min(1, \tfrac{e}{T}))",
            parameters=(FINAL,),
            rate=linear,
        ),
        Schedule(
            id="cosine",
            label="Cosine",
            formula=r"\eta_e = \eta\, (f + (1 - f)\, \tfrac{1}{2}"
            r" (1 + \cos(\pi \min(1, \tfrac{e}{T}))))",
            parameters=(FINAL,),
            rate=cosine,
        ),
        Schedule(
            id="cosine_restarts",
            label="Cosine with restarts",
            formula=r"\eta_e = \eta\, (f + (1 - f)\, \tfrac{1}{2}"
            r" (1 + \cos(\pi\, \tfrac{e \bmod T}{T})))",
            parameters=(FINAL,),
            rate=cosine_restarts,
        ),
        Schedule(
            id="warm_up_cosine",
            label="Warm-up, then cosine",
            formula=r"\eta_e = \eta \begin{cases} (e + 1) / w & e < w \\"
            r" f + (1 - f)\, \tfrac{1}{2} (1 + \cos(\pi \min(1, \tfrac{e - w}{T - w})))"
            r" & e \ge w \end{cases}",
            parameters=(WARM_UP, FINAL),
            rate=warm_up_cosine,
        ),
    ),
)
