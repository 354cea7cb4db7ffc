"""Training in slices of time."""

from __future__ import annotations

import math
from collections.abc import Callable

from backprop import Trainer

# Epochs shorter than this many seconds are run without a look at the clock.
SHORT_EPOCH = 0.005

Clock = Callable[[], float]


class Pace:
    """Knows how long an update takes, and stops a long epoch when the time is up."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._seconds_per_step = math.inf

    def train(self, trainer: Trainer, deadline: float) -> bool:
        """Train to the end of the epoch or to the deadline; True when the epoch ended.

        At least one mini-batch is trained, and exactly one when the deadline has passed.
        """
        start, steps = self.clock(), trainer.step_count
        if self._seconds_per_step * trainer.n_batches < min(SHORT_EPOCH, deadline - start):
            trainer.epoch()
        else:
            trainer.step()
            while trainer.batch_index and self.clock() < deadline:
                trainer.step()
        self._seconds_per_step = (self.clock() - start) / (trainer.step_count - steps)
        return trainer.batch_index == 0
