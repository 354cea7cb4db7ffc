"""Which runs are kept: the ones the reader asks for, and each that ends with training behind it.

A run that the reader was shown, and did not make, is nobody's: it is kept only on request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from playground import sentences
from playground.experiment import Experiment
from playground.fields import ActionError
from playground.measure import Score
from playground.progress import Progress
from playground.run_book import NOT_STORED, RunBook
from playground.runs import Run
from playground.snapshot import Notice
from playground.travel import Travel
from playground.undo import Moment


class Keeping:
    """Keeps the runs of one experiment in its `book`. `changed` is called when they change."""

    def __init__(
        self,
        experiment: Experiment,
        progress: Progress,
        travel: Travel,
        changed: Callable[[], None],
    ) -> None:
        self.book = RunBook()
        self._experiment = experiment
        self._progress = progress
        self._travel = travel
        self._changed = changed
        self._latest_scores = (Score(), Score())
        self._shown_step = 0

    def begin(self) -> None:
        """The experiment starts a run, and all of it will be the reader's."""
        self._shown_step = 0

    def was_shown(self) -> None:
        """All that was trained until now was shown to the reader."""
        self._shown_step = self._experiment.step

    def will_look_back(self) -> None:
        """The experiment is about to show an earlier moment of its run."""
        if not self._travel.latest:
            self._latest_scores = self._progress.scores()

    def is_the_readers(self, moment: Moment) -> bool:
        """Whether a moment has training behind it that the reader asked for."""
        looked_back_from = moment.way.last_step
        return looked_back_from is not None or moment.checkpoint.step_count > self._shown_step

    def add(self, name: str | None = None, *, kept: bool = False) -> Run | None:
        """Add the run up to its latest moment to the runs; None when it was not trained.

        `kept`: the reader asks for it. Raises `ActionError` when there is no room for that.
        """
        latest, history = self._travel.latest, self._progress.history
        if latest:
            state, checkpoint, scores = latest.state, latest.checkpoint, self._latest_scores
        else:
            state, scores = self._experiment.state, self._progress.scores()
            checkpoint, history = self._progress.last_sane()
        nobodys = not checkpoint.epoch_count or checkpoint.step_count == self._shown_step
        if nobodys and not (kept and checkpoint.epoch_count):
            return None
        self._changed()
        return self.book.add(state, checkpoint, history, scores, name=name, kept=kept)

    def keep(self, name: str) -> Notice:
        """Keep the run as it stands, under a name."""
        try:
            run = self.add(name, kept=True)
        except ActionError as error:
            return Notice("warning", str(error))
        text = f"The run “{run.name}” is kept." if run else sentences.NOTHING_TO_KEEP
        return Notice("info", text)

    def rename(self, identity: str, name: str) -> Notice | None:
        """Give a run another name."""
        return self._edit(lambda: self.book.rename(identity, name))

    def delete(self, identity: str) -> Notice | None:
        """Delete a run for good."""
        return self._edit(lambda: self.book.delete(identity))

    def receive(self, texts: Mapping[object, object]) -> Notice | None:
        """Take in the runs that the browser stores, and those that another tab changed."""
        damaged = self.book.receive(texts)
        self._changed()
        return sentences.about_damaged_runs(damaged) if damaged else None

    def not_stored(self) -> Notice:
        """The browser could not store the runs."""
        return Notice("warning", NOT_STORED)

    def _edit(self, edit: Callable[[], None]) -> Notice | None:
        try:
            edit()
        except ActionError as error:
            return Notice("warning", str(error))
        finally:
            self._changed()
        return None
