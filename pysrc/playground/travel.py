"""Going back and forth along a run: the experiment becomes what it was at the end of an epoch.

The nearest moment kept before the epoch is put back, settings included, and the epochs in
between are trained again, in slices of time. The latest moment is set aside meanwhile. Looking
changes nothing; who trains or edits from an earlier epoch goes on from there (`go_on`).
"""

from __future__ import annotations

import math

import numpy as np

from playground.experiment import Changes, Experiment
from playground.outlook import as_trained
from playground.pace import Pace
from playground.snapshot import Place
from playground.timeline import Mark, Timeline, Way


class Travel:
    """The way one experiment came, and where on it the experiment is now."""

    def __init__(self, experiment: Experiment) -> None:
        self.timeline = Timeline()
        self._experiment = experiment
        self._latest: Mark | None = None
        self._target = 0
        self._epoch_ended_at = 0  # the step
        self.begin()

    # The experiment goes its way

    def begin(self, timeline: Timeline | None = None) -> None:
        """The experiment starts a run, or goes on with one that came along `timeline`."""
        self._latest = None
        if not self._experiment.position[2]:
            self._epoch_ended_at = self._experiment.step
        if timeline:
            self.timeline = timeline
            self.changed()
        else:
            self.timeline.begin(self._mark(pinned=True))

    def changed(self) -> None:
        """What is trained was changed: from here on the run goes another way."""
        self.timeline.add(self._mark(pinned=True))

    def epoch_ended(self) -> None:
        """The experiment was trained to the end of an epoch."""
        self._epoch_ended_at = self._experiment.step
        if self.timeline.wants(self._experiment.epoch):
            self.timeline.add(self._mark(pinned=False))

    def stepped_back(self) -> None:
        """The experiment was put back to an earlier moment; what came after it is forgotten."""
        self.timeline.cut(self._experiment.step)
        self.changed()

    # Looking back

    @property
    def latest(self) -> Mark | None:
        """The moment that was set aside to look back; None while the experiment shows it."""
        return self._latest

    @property
    def under_way(self) -> bool:
        """Whether epochs have to be trained again before the one asked for is reached."""
        return self._latest is not None and self._experiment.epoch < self._target

    @property
    def place(self) -> Place:
        """Where on its way the experiment is, or will be when it has arrived."""
        last = self._latest.epoch if self._latest else self._experiment.epoch
        shown = self._target if self._latest else last
        return Place(min(self.timeline.first_epoch, last), last, shown, self._latest is not None)

    def go(self, epoch: int) -> Changes | None:
        """Start for the end of an epoch, the nearest one on the way; the last is the latest.

        Returns what changed with the settings of that time, if anything did.
        """
        place = self.place
        if epoch >= place.last:
            return self.back()
        self._latest = self._latest or self._mark(pinned=False)
        self._target = max(epoch, place.first)
        mark, here = self.timeline.before(self._target), self._experiment
        on_the_way = mark.checkpoint.step_count < here.step and here.epoch < self._target
        return None if place.past and on_the_way else self._put(mark)

    def advance(self, seconds: float, pace: Pace) -> None:
        """Train towards the epoch asked for until the time is up; at least one mini-batch."""
        deadline = pace.clock() + seconds
        with np.errstate(all="ignore"):
            while self.under_way and (trainer := self._experiment.trainer):
                pace.train(trainer, deadline)
                self._experiment.trained()
                if pace.clock() >= deadline:
                    return

    def back(self) -> Changes | None:
        """Return to the latest moment."""
        latest, self._latest = self._latest, None
        return self._put(latest) if latest else None

    def go_on(self, pace: Pace) -> Mark | None:
        """Stay at the epoch asked for: the run goes on from here. Returns the latest moment,
        which is not on the way any more; None when the experiment was there."""
        self.advance(math.inf, pace)
        latest, self._latest = self._latest, None
        if latest:
            self._epoch_ended_at = self._experiment.step
            self.timeline.cut(self._experiment.step)
        return latest

    def way(self) -> Way:
        """The way as it is now, to come back to."""
        timeline = self.timeline
        place = (self._latest, self._target, self._epoch_ended_at)
        return Way(timeline.marks, timeline.stride, *place)

    def return_to(self, way: Way) -> None:
        """Take over the way of a moment that the experiment was just put back to."""
        self.timeline.follow(way)
        self._latest, self._target = way.latest, way.shown
        self._epoch_ended_at = way.epoch_ended_at

    def _put(self, mark: Mark) -> Changes | None:
        experiment, changes = self._experiment, None
        state = as_trained(mark.state, experiment.state)
        if state != experiment.state:
            changes = experiment.change(state)
        experiment.restore(mark.checkpoint, mark.last_update)
        return changes

    def _mark(self, *, pinned: bool) -> Mark:
        experiment = self._experiment
        return Mark(
            state=experiment.state,
            checkpoint=experiment.checkpoint(),
            last_update=experiment.last_update,
            whole=experiment.step == self._epoch_ended_at,
            pinned=pinned,
        )
