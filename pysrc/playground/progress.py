"""How a run is going: its scores, the history of its losses, and whether they are still sane.

Scores are measured at most once for the same weights. When a loss or a weight is no finite
number any more, `failure` says so, nothing is measured or recorded, and `recover` leads back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from backprop import Checkpoint, CheckpointError
from playground import sentences
from playground.experiment import Experiment
from playground.history import LossHistory
from playground.measure import Score
from playground.rescue import LastFinite
from playground.snapshot import Notice

_NOTHING = (Score(), Score())


@dataclass(frozen=True, eq=False)
class Course:
    """The course of a run up to one moment: its own copy, to come back to."""

    history: LossHistory
    failure: Notice | None
    rescue: LastFinite | None


class Progress:
    """The progress of one experiment. Tell it when the weights moved."""

    def __init__(self, experiment: Experiment) -> None:
        self.history = LossHistory()
        self.failure: Notice | None = None
        self._experiment = experiment
        self._scores: tuple[Score, Score] | None = None
        self._rescue = LastFinite(experiment)
        self._looking_back = False
        self._record()

    def start_over(self) -> None:
        """Begin anew: the weights are new ones."""
        self.failure = None
        self.history.clear()
        self._scores = None
        self._looking_back = False
        self._rescue = LastFinite(self._experiment)
        self._record()

    def continue_with(self, history: LossHistory) -> None:
        """Take over the history of saved work whose weights were just restored.

        Raises `CheckpointError` when these weights have no finite loss.
        """
        self.history = history
        self._scores = None
        self._rescue = LastFinite(self._experiment)
        self.scores()
        if self.failure:
            raise CheckpointError("Their loss is not a finite number.")

    def course(self) -> Course:
        """The course of the run until now."""
        rescue = self._rescue if self.failure else None  # after a failure it does not change
        return Course(self.history.copy(), self.failure, rescue)

    def return_to(self, course: Course, *, past: bool) -> None:
        """Take over the course of a moment whose weights were just restored.

        `past`: the moment looks back at an earlier one of its run.
        """
        self.history.become(course.history)
        self.failure = course.failure
        self._scores = None
        self._rescue = course.rescue or LastFinite(self._experiment)
        self._looking_back = past

    def scores(self) -> tuple[Score, Score]:
        """The scores on training and test points of the weights as they are."""
        if self.failure:
            return _NOTHING
        if self._scores is None:
            train, test = self._experiment.measure()
            if not math.isfinite((train.loss or 0.0) + (test.loss or 0.0)):
                self._fail()
                return _NOTHING
            if train.loss is not None and not self._looking_back:
                self._rescue.renew(self._experiment, train.loss)
            self._scores = (train, test)
        return self._scores

    def look(self, *, past: bool) -> None:
        """The experiment shows another moment of its run: an earlier one, or the latest again."""
        self.failure = None
        self._scores = None
        self._looking_back = past
        if not past:
            self._rescue = LastFinite(self._experiment)

    def go_on(self) -> None:
        """The run goes on from the earlier moment that is shown."""
        self.look(past=False)
        self.history.cut(self._experiment.epoch)

    def moved(self, epoch_ended: bool) -> None:
        """The weights were trained; the history records epochs that ended."""
        self._scores = None
        if epoch_ended and self.history.wants(self._experiment.epoch):
            self._record()

    def check(self) -> None:
        """Notice weights that are no finite numbers."""
        if not self.failure and not self._experiment.is_finite():
            self._fail()

    def measure_anew(self) -> None:
        """The weights stay, what measures them changed: correct the entry of this moment."""
        if self.failure:
            return
        self._scores = None
        self._rescue = LastFinite(self._experiment)
        epochs, _, _ = self.history.arrays
        if not len(epochs) or epochs[-1] == self._experiment.epoch:
            self._record()

    def recover(self) -> None:
        """Put the last weights that made sense back into the experiment."""
        self._experiment.restore(self._rescue.checkpoint(self._experiment))
        self.failure = None
        self.history.cut(self._experiment.epoch)
        self._scores = None
        self._rescue = LastFinite(self._experiment)

    def last_sane(self) -> tuple[Checkpoint, LossHistory]:
        """What is worth saving: the run as it is, or after a failure the last sane moment."""
        if not self.failure:
            return self._experiment.checkpoint(), self.history
        checkpoint = self._rescue.checkpoint(self._experiment)
        history = LossHistory.from_dict(self.history.to_dict())
        history.cut(checkpoint.epoch_count)
        return checkpoint, history

    def _record(self) -> None:
        train, test = self.scores()
        if train.loss is not None:
            self.history.record(self._experiment.epoch, train.loss, test.loss)

    def _fail(self) -> None:
        self.failure = sentences.about_divergence(self._experiment.state, self._experiment.epoch)
