"""Training: many steps, in order, and knowing where one is.

A trainer cuts the training set into mini-batches, always the same ones in the same order (as
TensorFlow Playground does; shuffle the data before if it is sorted). A step uses one mini-batch.
An epoch is one pass over all of them; its last mini-batch may be smaller.
"""

from __future__ import annotations

import copy
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from .arrays import FloatArray, as_matrix, check_count
from .checkpoint import Checkpoint
from .clipping import CLIPPINGS, Clipping
from .errors import CheckpointError, InvalidValueError
from .losses import LOSSES, Loss
from .network import Network
from .optimizers import OPTIMIZERS, Optimizer, OptimizerState
from .plan import TrainingPlan
from .rates import Rates, Steering
from .reference import ReferencePlan
from .regularizers import REGULARIZERS, Regularizer
from .schedules import Schedule
from .step import StepGradient, compute_gradient


class Plan(Protocol):
    """What the trainer needs: the readable `ReferencePlan` and the fast `TrainingPlan` have it."""

    before: FloatArray

    def run_step(self, batch_index: int, rates: Rates) -> None:
        """Update the parameters once, with the gradient of one mini-batch."""

    def run_epoch(self, first_batch: int, rates: Rates) -> None:
        """Run the mini-batches from `first_batch` to the last one of the epoch."""


class Trainer(Steering):
    """Trains a network by mini-batch gradient descent.

    `epoch_count`, `step_count` and `batch_index` (the next mini-batch of the running epoch) say
    where the run is. What `Steering` holds may be set at any time.
    """

    def __init__(
        self,
        network: Network,
        loss: str | Loss,
        optimizer: str | Optimizer | OptimizerState,
        regularizer: str | Regularizer,
        X: ArrayLike,
        target: ArrayLike,
        *,
        batch_size: int,
        learning_rate: float,
        regularization_rate: float = 0.0,
        schedule: str | Schedule = "constant",
        horizon: int = 200,
        clipping: str | Clipping = "none",
        clip_limit: float = 1.0,
        rng: np.random.Generator | None = None,
        compiled: bool = True,
    ) -> None:
        """Prepare a run on X (n_samples, n_inputs) and target (n_samples, n_outputs).

        `optimizer` may be the `OptimizerState` of an earlier trainer: then its memory is kept.
        `schedule` makes the learning rate of each epoch from `learning_rate`; `horizon` is its
        length in epochs. `clipping` puts the limit `clip_limit` on each step's gradient.
        `rng` draws the masks of dropout, and only a network with dropout needs it.
        `compiled=False` takes the readable reference path instead of the fast plan. Raises
        `InvalidValueError` for shapes or numbers that do not fit, `UnknownNameError` for names.
        """
        super().__init__(learning_rate, schedule, horizon, regularization_rate, clip_limit)
        self.network = network
        self.loss = LOSSES.resolve(loss)
        self.regularizer = REGULARIZERS.resolve(regularizer)
        # Copies: a caller who changes the arrays later does not change the run.
        self.X = as_matrix("X", X, network.layer_sizes[0]).copy()
        self.target = as_matrix("target", target, network.layer_sizes[-1]).copy()
        if len(self.X) != len(self.target) or len(self.X) == 0:
            raise InvalidValueError(
                f"X has {len(self.X)} rows and target has {len(self.target)}; they must have"
                " equally many, and at least one."
            )
        self.batch_size = check_count("batch_size", batch_size, 1)
        self.n_batches = -(-len(self.X) // self.batch_size)
        self.optimizer_state = _state_for(optimizer, network.n_parameters)
        self.clipping = CLIPPINGS.resolve(clipping)
        if network.has_dropout and rng is None:
            raise InvalidValueError("rng is None; dropout needs a random generator to train.")
        self.rng = rng
        self.step_count = 0
        self.batch_index = 0
        self._plan = self._make_plan(compiled)

    def _make_plan(self, compiled: bool) -> Plan:
        plan_class = TrainingPlan if compiled else ReferencePlan
        return plan_class(
            self.network,
            self.loss,
            self.optimizer_state,
            self.regularizer,
            self.X,
            self.target,
            batch_size=self.batch_size,
            clipping=self.clipping,
            rng=self.rng,
        )

    def step(self) -> None:
        """Train on the next mini-batch."""
        self._plan.run_step(self.batch_index, self.rates)
        self._advance(1)

    def epoch(self) -> None:
        """Train on the mini-batches that are left of this epoch."""
        self._plan.run_epoch(self.batch_index, self.rates)
        self._advance(self.n_batches - self.batch_index)

    def run_epochs(self, n_epochs: int) -> None:
        """Train to the end of the running epoch, `n_epochs` times."""
        for _ in range(n_epochs):
            self.epoch()

    def _advance(self, n_steps: int) -> None:
        self.step_count += n_steps
        self.batch_index += n_steps
        if self.batch_index == self.n_batches:
            self.batch_index = 0
            self.epoch_count += 1

    def last_update(self) -> FloatArray:
        """Return what the last step added to the parameters, in their layout; 0 before it."""
        update: FloatArray = self.network.parameters - self._plan.before
        return update

    def next_gradient(self) -> FloatArray:
        """Return what the next step will hand to the optimizer, in the layout of the parameters.

        That is ∂L/∂w of the next mini-batch at the parameters as they are, with the derivative of
        the penalty, 0 for what may not move, and clipped. Dropout draws the masks that it will draw
        then, and the generator is left where it is. Plain gradient descent will change w by -η
        times this.
        """
        rng = copy.deepcopy(self.rng) if self.network.has_dropout else None
        return self.compute_gradient(rng).g

    def compute_gradient(self, rng: np.random.Generator | None) -> StepGradient:
        """Return all that the next step computes up to its gradient; `rng` draws for dropout."""
        start = self.batch_index * self.batch_size
        batch = slice(start, start + self.batch_size)
        return compute_gradient(
            self.network,
            self.loss,
            self.regularizer,
            self.clipping,
            self.X[batch],
            self.target[batch],
            self.rates,
            rng,
        )

    def loss_of(self, X: ArrayLike, target: ArrayLike) -> float:
        """Return the mean loss on any data, without the regularizer; nan when there is no row.

        Batch norm and dropout work as in evaluation.
        """
        expected = as_matrix("target", target, self.network.layer_sizes[-1])
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            output = self.network.forward(X).output
            if output.shape != expected.shape:
                raise InvalidValueError(
                    f"X has {len(output)} rows and target has {len(expected)}; they must have"
                    " equally many."
                )
            return self.loss.value(output, expected) if len(output) else float("nan")

    def checkpoint(self, rng: np.random.Generator | None = None) -> Checkpoint:
        """Return a copy of all that was learned, with the state of `rng`; None means the
        trainer's own generator, if it has one."""
        return Checkpoint.of(
            self.network,
            self.optimizer_state,
            epoch_count=self.epoch_count,
            step_count=self.step_count,
            batch_index=self.batch_index,
            rng=self.rng if rng is None else rng,
        )

    def restore(self, checkpoint: Checkpoint, rng: np.random.Generator | None = None) -> None:
        """Go on exactly where `checkpoint` was taken: the run continues bit for bit.

        The data, the batch size, the rates, the schedule and the clipping are not in it: they must
        be the same here. A schedule goes on by itself, for all it needs is the epoch. `rng`, or
        with dropout the trainer's own generator, is set to the saved state. Raises
        `CheckpointError`, and changes nothing, when the checkpoint was made for another network or
        optimizer, or stands at a mini-batch that does not exist here.
        """
        if checkpoint.batch_index >= self.n_batches:
            raise CheckpointError(
                f"The checkpoint is at mini-batch {checkpoint.batch_index} of its epoch, but here"
                f" an epoch has only {self.n_batches}."
            )
        if rng is None and self.network.has_dropout:
            rng = self.rng
        checkpoint.load_into(self.network, self.optimizer_state, rng)
        self.epoch_count = checkpoint.epoch_count
        self.step_count = checkpoint.step_count
        self.batch_index = checkpoint.batch_index


def _state_for(optimizer: str | Optimizer | OptimizerState, n_parameters: int) -> OptimizerState:
    if not isinstance(optimizer, OptimizerState):
        return OPTIMIZERS.resolve(optimizer).create_state(n_parameters)
    for name, array in optimizer.arrays.items():
        if array.shape != (n_parameters,):
            raise InvalidValueError(
                f"The optimizer's array {name!r} has shape {array.shape}; this network needs"
                f" ({n_parameters},)."
            )
    return optimizer
