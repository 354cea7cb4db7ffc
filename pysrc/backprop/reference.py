"""One training step, written to be read.

This is the specification of what training does. `backprop.plan` does the same with prepared
buffers, faster and harder to read, and a test holds the two equal.
"""

from __future__ import annotations

import numpy as np

from .arrays import FloatArray
from .clipping import CLIPPINGS, Clipping
from .losses import Loss
from .network import Network
from .optimizers import OptimizerState
from .rates import Rates
from .regularizers import Regularizer
from .step import compute_gradient


class ReferencePlan:
    """Mini-batch training of `network` on X (n_samples, n_inputs) and target, in fixed order.

    `before` holds the parameters as they were before the last step.
    """

    def __init__(
        self,
        network: Network,
        loss: Loss,
        optimizer_state: OptimizerState,
        regularizer: Regularizer,
        X: FloatArray,
        target: FloatArray,
        *,
        batch_size: int,
        clipping: Clipping = CLIPPINGS["none"],
        rng: np.random.Generator | None = None,
    ) -> None:
        self.network = network
        self.rng = rng
        self.before = network.parameters.copy()
        self.loss = loss
        self.optimizer_state = optimizer_state
        self.regularizer = regularizer
        self.clipping = clipping
        starts = range(0, len(X), batch_size)
        self.batches = [
            (X[start : start + batch_size], target[start : start + batch_size]) for start in starts
        ]

    def run_step(self, batch_index: int, rates: Rates) -> None:
        """Update the parameters once, with the gradient of one mini-batch."""
        X, target = self.batches[batch_index]
        network = self.network
        np.copyto(self.before, network.parameters)
        step = compute_gradient(
            network, self.loss, self.regularizer, self.clipping, X, target, rates, self.rng
        )
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            self.optimizer_state.update(network.parameters, step.g, rates.learning_rate)
            # A gradient of 0 does not stop an optimizer: momentum rolls on, weight decay shrinks.
            network.parameters[network.fixed] = self.before[network.fixed]
            network.track(step.forward_pass)

    def run_epoch(self, first_batch: int, rates: Rates) -> None:
        """Run the mini-batches from `first_batch` to the last one of the epoch."""
        for batch_index in range(first_batch, len(self.batches)):
            self.run_step(batch_index, rates)
