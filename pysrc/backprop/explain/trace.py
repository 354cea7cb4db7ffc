r"""One training step, traced: every number between the mini-batch and the new weights.

`trace_step` takes the very step that the trainer would make next, on copies: the same forward and
backward pass, the same regularizer and clipping, the same rule of the optimizer. The other modules
of this package read their explanations off such a trace; none of them trains anything itself.

    mini-batch → forward → L → backward → ∂L/∂w → + penalty → clipped: g → optimizer → w + Δw
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..arrays import FloatArray
from ..clipping import Clipping
from ..layers import ForwardPass, Gradient
from ..losses import Loss
from ..network import Network
from ..optimizers import Optimizer, OptimizerState
from ..rates import Rates
from ..regularizers import Regularizer
from ..step import StepGradient
from ..trainer import Trainer


@dataclass(frozen=True, eq=False)
class Trace:
    """One step. Vectors are in the layout of `network.parameters`.

    `network` is a copy from before the step; X (n_samples, n_inputs) and `target` are its
    mini-batch, which begins with row `first_row` of the training set. `loss_value` is the mean loss
    of the mini-batch and `penalty_value` what the regularizer adds. `t` counts the steps of the
    optimizer from 1. `memory_before` and `memory_after` are the arrays that it remembers. `rng` is
    the generator as it was before the step; None without dropout.
    """

    network: Network
    X: FloatArray
    target: FloatArray
    first_row: int
    loss: Loss
    loss_value: float
    regularizer: Regularizer
    penalty_value: float
    clipping: Clipping
    computed: StepGradient
    optimizer: Optimizer
    t: int
    rates: Rates
    memory_before: Mapping[str, FloatArray]
    memory_after: Mapping[str, FloatArray]
    after: FloatArray
    rng: np.random.Generator | None

    @property
    def before(self) -> FloatArray:
        """The parameters before the step."""
        return self.network.parameters

    @property
    def change(self) -> FloatArray:
        """What the step adds to the parameters."""
        change: FloatArray = self.after - self.before
        return change

    @property
    def is_penalized(self) -> bool:
        """Whether there is a penalty on the weights."""
        return self.regularizer.id != "none" and self.rates.regularization_rate > 0

    @property
    def forward_pass(self) -> ForwardPass:
        """The forward pass of the mini-batch, as in training."""
        return self.computed.forward_pass

    @property
    def gradient(self) -> Gradient:
        """The gradient of the data loss."""
        return self.computed.gradient

    def objective(self, parameters: FloatArray) -> float:
        """Return loss + penalty of this mini-batch for other parameters, with the same dropout."""
        twin, is_weight = self._twin
        twin.parameters = parameters
        with np.errstate(all="ignore"):
            passed = twin.forward(self.X, training=True, rng=copy.deepcopy(self.rng))
            loss = self.loss.value(passed.output, self.target)
            return loss + _penalty(twin, is_weight, self.regularizer, self.rates)

    @cached_property
    def _twin(self) -> tuple[Network, FloatArray]:
        """A network for other parameters, and which of them are weights: made once, for one line
        through the objective asks for it a hundred times and more."""
        twin = self.network.copy()
        return twin, twin.weights_mask

    @property
    def n_samples(self) -> int:
        """The size of the mini-batch."""
        return len(self.X)


def trace_step(trainer: Trainer) -> Trace:
    """Return the trace of the step that `trainer.step()` would make next; nothing is changed."""
    network, old = trainer.network.copy(), trainer.optimizer_state
    state = OptimizerState(old.optimizer, {k: a.copy() for k, a in old.arrays.items()}, old.step)
    rng = copy.deepcopy(trainer.rng) if network.has_dropout else None
    computed = trainer.compute_gradient(copy.deepcopy(rng))
    after = network.parameters.copy()
    with np.errstate(all="ignore"):
        state.update(after, computed.g.copy(), trainer.rates.learning_rate)
        after[network.fixed] = network.parameters[network.fixed]
    first = trainer.batch_index * trainer.batch_size
    rows = slice(first, first + trainer.batch_size)
    X, target = trainer.X[rows].copy(), trainer.target[rows].copy()
    return Trace(
        network=network,
        X=X,
        target=target,
        first_row=first,
        loss=trainer.loss,
        loss_value=trainer.loss.value(computed.forward_pass.output, target),
        regularizer=trainer.regularizer,
        penalty_value=_penalty(network, network.weights_mask, trainer.regularizer, trainer.rates),
        clipping=trainer.clipping,
        computed=computed,
        optimizer=state.optimizer,
        t=state.step,
        rates=trainer.rates,
        memory_before={name: array.copy() for name, array in old.arrays.items()},
        memory_after=state.arrays,
        after=after,
        rng=rng,
    )


def _penalty(
    network: Network, is_weight: FloatArray, regularizer: Regularizer, rates: Rates
) -> float:
    penalties = regularizer.penalty(network.parameters) * is_weight
    return rates.regularization_rate * float(penalties.sum())
