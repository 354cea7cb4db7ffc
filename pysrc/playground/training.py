"""Training for a while: until the time is up, so many epochs ended, the loss blew up, or one of
the reader's conditions is met."""

from __future__ import annotations

import math

import numpy as np

from backprop import Trainer
from playground import sentences
from playground.experiment import Experiment
from playground.pace import Clock, Pace
from playground.progress import Progress
from playground.snapshot import Notice
from playground.stopping import Watch, set_in
from playground.travel import Travel


class Training:
    """Trains one experiment. `wanted` says whether the reader wants it to go on by itself."""

    def __init__(
        self, experiment: Experiment, progress: Progress, travel: Travel, clock: Clock
    ) -> None:
        self.wanted = False
        self.pace = Pace(clock)
        self._experiment = experiment
        self._progress = progress
        self._travel = travel
        self._watch = Watch()

    @property
    def trainer(self) -> Trainer | None:
        """The trainer, when training is possible."""
        return None if self._progress.failure else self._experiment.trainer

    @property
    def goes_on(self) -> bool:
        """Whether it should go on by itself. It waits while there is no point to train on."""
        return self.wanted and self.trainer is not None

    def want(self) -> bool:
        """Let it go on by itself from now on, if it can."""
        self.wanted = self.trainer is not None
        return self.wanted

    def run_for(self, seconds: float, max_epochs: float = math.inf) -> tuple[int, Notice | None]:
        """Train until the time is up or so many epochs ended; at least one mini-batch.

        Returns the number of epochs that ended, and why it stopped by itself, if it did.
        """
        ended, stopped = 0, None
        deadline = self.pace.clock() + seconds
        with np.errstate(all="ignore"):
            while ended < max_epochs and (trainer := self.trainer):
                complete = self.pace.train(trainer, deadline)
                self._experiment.trained()
                self._progress.moved(complete)
                if complete:
                    self._travel.epoch_ended()
                    stopped = self._stops_by_itself()
                ended += complete
                if stopped or self.pace.clock() >= deadline:
                    break
        return ended, stopped

    def _stops_by_itself(self) -> Notice | None:
        state = self._experiment.state
        if not self.wanted or not set_in(state):
            return None
        epoch, scores = self._experiment.epoch, self._progress.scores()
        reason = self._watch.look(state, epoch, scores, self._progress.history)
        if reason is None:
            return None
        self.wanted = False
        return sentences.about_stop(epoch, reason)
