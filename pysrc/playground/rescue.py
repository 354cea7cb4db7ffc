"""The last weights that made sense.

A learning rate that is too high lets the weights grow without limit until they are no finite
numbers. A session keeps a copy of the last sane weights, with the optimizer's memory, to go
back to. Copying is a few calls, because it happens once a frame.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from backprop import Checkpoint
from playground.experiment import Experiment

# Just before the end the loss is finite but absurd; going back there would help nobody.
_SANE_GROWTH = 1000.0


class LastFinite:
    """A copy of the learned state of an experiment, renewed while its loss is sane."""

    def __init__(self, experiment: Experiment) -> None:
        """Copy the experiment as it is now; its weights have to be finite."""
        self._best = np.inf
        self._optimizer = experiment.state.optimizer
        self._kept = experiment.checkpoint()

    def renew(self, experiment: Experiment, loss: float) -> None:
        """Copy the experiment again, unless its loss is far above the best one seen.

        The experiment must still have the network and the optimizer this copy was made with.
        """
        self._best = min(self._best, loss)
        if loss > _SANE_GROWTH * max(self._best, 1.0):
            return
        kept, (epoch, step, batch_index) = self._kept, experiment.position
        np.copyto(kept.parameters, experiment.network.parameters)
        np.copyto(kept.buffers, experiment.network.buffers)
        for name, array in experiment.optimizer_state.arrays.items():
            np.copyto(kept.optimizer_arrays[name], array)
        self._kept = dataclasses.replace(
            kept,
            optimizer_step=experiment.optimizer_state.step,
            epoch_count=epoch,
            step_count=step,
            batch_index=batch_index,
            rng_state=experiment.generator_state,
        )

    def checkpoint(self, experiment: Experiment) -> Checkpoint:
        """The copy, for an experiment whose settings may have changed in the meantime.

        An optimizer that was chosen since then starts without a memory.
        """
        now = experiment.checkpoint()
        kept = dataclasses.replace(
            self._kept,
            activations=now.activations,
            parameters=self._kept.parameters.copy(),
            buffers=self._kept.buffers.copy(),
        )
        if self._optimizer == experiment.state.optimizer:
            return kept
        blank = {name: np.zeros_like(array) for name, array in now.optimizer_arrays.items()}
        return dataclasses.replace(
            kept,
            optimizer=now.optimizer,
            optimizer_arrays=blank,
            optimizer_step=0,
        )
