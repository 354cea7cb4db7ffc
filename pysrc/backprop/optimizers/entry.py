"""What an optimizer is, and what it remembers from step to step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ..arrays import FloatArray, check_count
from ..registry import Entry


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


@dataclass(frozen=True)
class Line:
    """One line of an update worked out by hand: a name, its LaTeX symbol, and what it is.

    The `expression` is arithmetic, written as in Python, on the names of earlier lines, the
    parameters of the optimizer, w, g, t (the step, from 1) and learning_rate; for an array that is
    remembered, its name with `_before` is the value before the step. See `backprop.explain`.
    """

    name: str
    symbol: str
    expression: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Optimizer(Entry):
    """An update rule and the names of the arrays that it remembers.

    `rule(state, w, g, learning_rate)` changes `w` and `state.arrays` in place; `state.step`
    counts from 1 during the first step. `working` is the same update line by line, for readers;
    its last line, called `change`, is what is added to w. A test holds the two equal.
    """

    rule: Callable[[OptimizerState, FloatArray, FloatArray, float], None]
    memory: tuple[str, ...] = ()
    working: tuple[Line, ...] = ()

    configurable: ClassVar[tuple[str, ...]] = ("rule",)

    def create_state(self, n_parameters: int) -> OptimizerState:
        """Return a fresh state for a parameter vector of length `n_parameters`: all zeros."""
        check_count("n_parameters", n_parameters, 1)
        return OptimizerState(self, {name: np.zeros(n_parameters) for name in self.memory})
