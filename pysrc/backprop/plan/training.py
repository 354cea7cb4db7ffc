"""The training plan: for each mini-batch the list of calls that make one update."""

from __future__ import annotations

import numpy as np

from ..arrays import FloatArray
from ..clipping import CLIPPINGS, Clipping
from ..losses import Loss
from ..network import Network
from ..optimizers import OptimizerState
from ..rates import Rates
from ..regularizers import Regularizer
from .calls import Calls
from .clipping import clip_calls
from .forward import with_ones
from .hold import hold_calls
from .optimizers import update_calls
from .regularizers import penalty_calls
from .workspace import Workspace


class TrainingPlan:
    """Mini-batch training of `network` on X (n_samples, n_inputs) and target, in fixed order.

    It does what `backprop.reference.ReferencePlan` does. The data are copied; the parameters and
    the optimizer's memory are used where they are, so both may be edited in place at any time.
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
        """Prepare the calls. Target is (n_samples, n_outputs); the last batch may be smaller."""
        w, g = network.parameters, np.empty_like(network.parameters)
        self._parameters, self.before = w, w.copy()
        self._optimizer_state = optimizer_state
        self._weights_mask = network.weights_mask
        self._rates = Rates(0.0, 0.0, 0.0)
        self._learning_rate, self._clip_limit = np.zeros(()), np.zeros(())
        self._penalty_rates = np.zeros_like(w)
        before, after = hold_calls(network.fixed, w, g)
        update = penalty_calls(regularizer, w, g, self._penalty_rates) + before
        update += clip_calls(clipping, g, self._clip_limit)
        update += update_calls(optimizer_state, w, g, self._learning_rate) + after
        workspaces: dict[int, Workspace] = {}
        self._steps: list[Calls] = []
        for start in range(0, len(X), batch_size):
            batch = slice(start, start + batch_size)
            inputs, goal = with_ones(X[batch]), np.ascontiguousarray(target[batch].T)
            n_samples = goal.shape[1]
            if n_samples not in workspaces:
                workspaces[n_samples] = Workspace(network, g, n_samples, rng)
            self._steps.append(workspaces[n_samples].gradient_calls(inputs, goal, loss) + update)

    @property
    def n_calls(self) -> int:
        """The number of calls in an epoch; on small networks the time is proportional to it."""
        return sum(map(len, self._steps))

    def run_step(self, batch_index: int, rates: Rates) -> None:
        """Update the parameters once, with the gradient of one mini-batch."""
        np.copyto(self.before, self._parameters)
        self._run([self._steps[batch_index]], rates)

    def run_epoch(self, first_batch: int, rates: Rates) -> None:
        """Run the mini-batches from `first_batch` to the last one of the epoch."""
        self._run(self._steps[first_batch:-1], rates)
        self.run_step(-1, rates)

    def _run(self, steps: list[Calls], rates: Rates) -> None:
        if rates != self._rates:
            self._rates = rates
            self._learning_rate.fill(rates.learning_rate)
            self._clip_limit.fill(rates.clip_limit)
            np.multiply(self._weights_mask, rates.regularization_rate, self._penalty_rates)
        state = self._optimizer_state
        # As in the reference, a diverging run passes through inf and nan without warnings.
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            for calls in steps:
                state.step += 1
                for call in calls:
                    call()
