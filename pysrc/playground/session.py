"""One running experiment: what the reader does goes in, snapshots come out.

A session owns the experiment and everything learned, the history of its losses, and what has
to be said to the reader. It knows nothing of time but its clock, and nothing of the page.
Nothing a reader does raises: what cannot be done becomes a notice.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any, Self

import numpy as np

from backprop import CheckpointError, Trainer
from playground import saving, sentences, url
from playground.actions import Action, ActionError, LoadState, reduce_noting
from playground.drawing import Drawing
from playground.experiment import Experiment
from playground.history import LossHistory
from playground.measure import Score
from playground.rescue import LastFinite
from playground.snapshot import Notice, Snapshot, Status
from playground.state import DEFAULTS, PlaygroundState, validate

# Epochs shorter than this many seconds are run without a look at the clock.
_SHORT_EPOCH = 0.005
_NOTHING = (Score(), Score())

Clock = Callable[[], float]


class Session:
    """An experiment that is trained, changed and looked at.

    `playing` says whether the loop should train. `step_batch`, `run_epoch` and `run_for` train
    at once, whether it is set or not.
    """

    def __init__(
        self, state: PlaygroundState = DEFAULTS, *, clock: Clock = time.perf_counter
    ) -> None:
        self._clock = clock
        self._seconds_per_step = math.inf
        self.playing = False
        self.history = LossHistory()
        self.experiment = Experiment(validate(state))
        self._drawing = Drawing(self.experiment)
        self._start_over()
        self._notice = sentences.about_data(self.experiment.samples)

    # What the session is

    @property
    def state(self) -> PlaygroundState:
        """The experiment as it is set now."""
        return self.experiment.state

    @property
    def status(self) -> Status:
        """error after the loss blew up, training while playing, ready before the first step."""
        if self._failure:
            return "error"
        if self.playing:
            return "training"
        return "paused" if self.experiment.step else "ready"

    def snapshot(self) -> Snapshot:
        """This moment, ready to be drawn. Nothing that is known is computed again."""
        scores = self._measure()
        notice = sentences.join(self._notice, self._failure)
        return self._drawing.snapshot(self.status, scores, self.history, notice)

    # What the reader changes

    def dispatch(self, action: Action) -> bool:
        """Carry out one action; False when it cannot be done, which the notice then explains."""
        try:
            state, notes = reduce_noting(self.state, action)
        except ActionError as error:
            self._notice = Notice("warning", str(error))
            return False
        self._notice = Notice("info", " ".join(notes)) if notes else None
        self.apply(state)
        return True

    def load(self, link: str) -> None:
        """Start the experiment of a link from its initial weights."""
        state, notes = url.decode(link)
        self.dispatch(LoadState(state))
        self.reset()
        self._notice = sentences.join(
            Notice("info", " ".join(notes)) if notes else None, self._notice
        )

    def apply(self, state: PlaygroundState) -> None:
        """Go on with another state; only what differs is rebuilt."""
        old = self.state
        if state == old:
            return
        changes = self.experiment.change(state)
        self._drawing.change(changes)
        if changes.data:
            self._notice = sentences.join(
                self._notice, sentences.about_data(self.experiment.samples)
            )
        if self.experiment.trainer is None:
            self.playing = False
        if changes.network:
            self._start_over()
        elif not self._failure and changes.measures:
            self._rescue = LastFinite(self.experiment)
            self._measure_again()

    # Training

    def play(self) -> bool:
        """Ask the loop to train; False, with a notice, when there is nothing to train."""
        self.playing = self._trainer() is not None
        if self.playing:
            self._notice = sentences.about_data(self.experiment.samples)
        return self.playing

    def pause(self) -> None:
        """Stop training; everything stays as it is."""
        self.playing = False

    def reset(self) -> None:
        """Pause, and go back to the same initial weights."""
        self.playing = False
        self._notice = sentences.about_data(self.experiment.samples)
        self.experiment.restart()
        self._start_over()

    def step_batch(self) -> None:
        """Make one update of the weights, with the next mini-batch."""
        trainer = self._trainer()
        if trainer:
            with np.errstate(all="ignore"):
                trainer.step()
            self._trained(trainer.batch_index == 0)
            self._check()

    def run_epoch(self) -> None:
        """Train to the end of the running epoch."""
        self.run_for(math.inf, 1)

    def run_for(self, seconds: float, max_epochs: float = math.inf) -> int:
        """Train until the time is up or so many epochs ended; at least one mini-batch.

        Returns the number of epochs that ended. Stops when the loss blows up.
        """
        trainer, ended = self._trainer(), 0
        deadline = self._clock() + seconds
        with np.errstate(all="ignore"):
            while trainer and ended < max_epochs and not self._failure:
                complete = self._train(trainer, deadline)
                self._trained(complete)
                ended += complete
                if self._clock() >= deadline:
                    break
        self._check()
        return ended

    def back_to_finite(self) -> None:
        """Go back to the last weights that made sense, after the loss blew up."""
        if not self._failure:
            return
        self.experiment.restore(self._rescue.checkpoint(self.experiment))
        self._failure = None
        self.history.cut(self.experiment.epoch)
        self._rescue = LastFinite(self.experiment)
        self._weights_moved()
        self._notice = sentences.about_recovery(self.experiment.epoch)

    def fail(self, error: Exception) -> None:
        """Stop because of a fault in the program, and say so."""
        self.playing = False
        text = f"Something went wrong in the program ({type(error).__name__}: {error})."
        self._failure = Notice("error", f"{text} Training has stopped.", offers_recovery=True)

    # Saving

    def save(self) -> dict[str, Any]:
        """The whole session, JSON-safe; `resume` goes on bit for bit.

        After the loss blew up this is the last state that made sense.
        """
        if not self._failure:
            checkpoint, history = self.experiment.checkpoint(), self.history
        else:
            checkpoint = self._rescue.checkpoint(self.experiment)
            history = LossHistory.from_dict(self.history.to_dict())
            history.cut(checkpoint.epoch_count)
        return saving.write(self.state, checkpoint, history, self._failure is not None)

    @classmethod
    def resume(cls, data: object, *, clock: Clock = time.perf_counter) -> Self:
        """The session that was saved; what cannot be used is replaced, and a notice says so."""
        saved = saving.read(data)
        session = cls(saved.state, clock=clock)
        notes = list(saved.notes)
        if saved.checkpoint and saved.history:
            try:
                session.experiment.restore(saved.checkpoint)
                session.history = saved.history
                session._rescue = LastFinite(session.experiment)
                session._weights_moved()
            except CheckpointError as error:
                notes.append(saving.unusable(error))
        session._notice = sentences.join(
            Notice("warning", " ".join(notes)) if notes else None,
            sentences.about_recovery(session.experiment.epoch) if saved.diverged else None,
            session._notice,
        )
        return session

    # Within

    def _trainer(self) -> Trainer | None:
        """The trainer when training is possible; otherwise a notice says why not."""
        if self.experiment.trainer is None:
            self._notice = sentences.about_data(self.experiment.samples)
        return None if self._failure else self.experiment.trainer

    def _train(self, trainer: Trainer, deadline: float) -> bool:
        """Train to the end of the epoch, or to the deadline; whether the epoch ended."""
        start, steps = self._clock(), trainer.step_count
        if self._seconds_per_step * trainer.n_batches < _SHORT_EPOCH:
            trainer.epoch()
        else:
            trainer.step()
            while trainer.batch_index and self._clock() < deadline:
                trainer.step()
        self._seconds_per_step = (self._clock() - start) / (trainer.step_count - steps)
        return trainer.batch_index == 0

    def _trained(self, epoch_ended: bool) -> None:
        self._weights_moved()
        epoch = self.experiment.epoch
        if epoch_ended and self.history.wants(epoch):
            self._record(epoch)

    def _record(self, epoch: int) -> None:
        train, test = self._measure()
        if train.loss is not None:
            self.history.record(epoch, train.loss, test.loss)

    def _measure(self) -> tuple[Score, Score]:
        """The scores of the weights as they are; notices a loss that blew up."""
        if self._failure:
            return _NOTHING
        if self._scores is None:
            self._scores = train, test = self.experiment.measure()
            if not math.isfinite((train.loss or 0.0) + (test.loss or 0.0)):
                self._diverge()
                return _NOTHING
            if train.loss is not None:
                self._rescue.renew(self.experiment, train.loss)
        return self._scores

    def _check(self) -> None:
        if not self._failure and not self.experiment.is_finite():
            self._diverge()

    def _diverge(self) -> None:
        self.playing = False
        self._failure = sentences.about_divergence(self.state, self.experiment.epoch)

    def _weights_moved(self) -> None:
        self._scores: tuple[Score, Score] | None = None
        self._drawing.weights_moved()

    def _start_over(self) -> None:
        """Begin the record of a run whose weights are new."""
        self._failure: Notice | None = None
        self._rescue = LastFinite(self.experiment)
        self._weights_moved()
        self.history.clear()
        self._record(self.experiment.epoch)

    def _measure_again(self) -> None:
        """The same weights are measured in another way: correct the entry of this moment."""
        self._scores = None
        epochs, _, _ = self.history.arrays
        if not len(epochs) or epochs[-1] == self.experiment.epoch:
            self._record(self.experiment.epoch)
