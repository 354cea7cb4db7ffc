"""One running experiment: what the reader does goes in, snapshots come out.

A session owns the experiment, everything learned, and what has to be said to the reader. It
knows nothing of time but its clock, and nothing of the page. Nothing a reader does raises:
what cannot be done becomes a notice.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

from backprop import CheckpointError
from playground import edit_notes, quality, saving, sentences, url
from playground.actions import (
    Action,
    ActionError,
    BeginTool,
    LoadState,
    NewWeightSeed,
    SetWeight,
    UseTable,
    reduce_noting,
)
from playground.deeper.nothing import FAILED
from playground.drawing import Drawing
from playground.edit_names import BEGIN_STEP, name_of, place_of
from playground.experiment import Changes, Experiment
from playground.exports import EXPORTS, File
from playground.fields import WEIGHT
from playground.history import LossHistory
from playground.imports import read_file
from playground.keeping import Keeping
from playground.model_file import Model
from playground.networks import network_key
from playground.outlook import as_trained, trains_alike, with_view_of
from playground.pace import Clock
from playground.progress import Progress
from playground.quality import Quality
from playground.race import RaceTrack
from playground.repair import validate
from playground.run_book import RunBook
from playground.runs import Run
from playground.scene import Scene
from playground.snapshot import Notice, Snapshot, Status
from playground.state import DEFAULTS, PlaygroundState, is_measured
from playground.tools import Workbench, with_known_tool
from playground.training import Training
from playground.travel import Travel
from playground.undo import Moment, UndoStack

NEAR = 0.02  # seconds of training that an earlier epoch may take before a frame is shown


class Session:
    """An experiment that is trained, changed and looked at.

    `playing` says whether the loop should train. `step_batch`, `run_epoch` and `run_for` train
    at once, whether it is set or not.
    """

    def __init__(
        self, state: PlaygroundState = DEFAULTS, *, clock: Clock = time.perf_counter
    ) -> None:
        self.experiment = Experiment(validate(state))
        self._progress = Progress(self.experiment)
        self._drawing = Drawing(self.experiment)
        self._workbench = Workbench(clock)
        self._travel = Travel(self.experiment)
        self._training = Training(self.experiment, self._progress, self._travel, clock)
        self._keeping = Keeping(
            self.experiment, self._progress, self._travel, self._workbench.moved
        )
        self._edits = UndoStack(clock)
        self._draft = ""
        self._track = RaceTrack(clock)
        self._notice = self._about_data()

    # What the session is

    @property
    def state(self) -> PlaygroundState:
        """The experiment as it is set now."""
        return self.experiment.state

    @property
    def playing(self) -> bool:
        """Whether the loop should train. It waits while there is no point to train on."""
        return self._training.goes_on

    @property
    def racing(self) -> bool:
        """Whether the optimizers race; the training waits meanwhile."""
        return self._track.is_running(self.experiment)

    @property
    def running(self) -> bool:
        """Whether the loop should train, or let the optimizers race."""
        return self.playing or self.racing

    @property
    def run_book(self) -> RunBook:
        """The runs that are kept."""
        return self._keeping.book

    @property
    def history(self) -> LossHistory:
        """The losses of the run, epoch by epoch."""
        return self._progress.history

    @property
    def status(self) -> Status:
        """error after the loss blew up, training while playing, ready before the first step."""
        if self._progress.failure:
            return "error"
        if self.playing:
            return "training"
        return "paused" if self.experiment.step or self._travel.latest else "ready"

    def snapshot(self) -> Snapshot:
        """This moment, ready to be drawn. Nothing that is known is computed again."""
        scores = self._progress.scores()
        self._stop_after_failure()
        notice = sentences.join(self._notice, self._progress.failure)
        snapshot = self._drawing.snapshot(self.status, scores, self.history, notice, self._detail())
        edits = self._edits
        return replace(
            snapshot, place=self._travel.place, undo=edits.undo_name, redo=edits.redo_name
        )

    def _detail(self) -> object:
        """What the open tool shows; after a failure there is nothing to see of weights."""
        if self._progress.failure and self._workbench.looks_at_weights(self.state.tool):
            return FAILED
        return self._workbench.detail(self.state.tool, self.scene, training=self.running)

    @property
    def scene(self) -> Scene:
        """The parts of this session, for those who only look."""
        runs = self.run_book.runs
        timeline = self._travel.timeline
        return Scene(self.experiment, self.history, timeline, self._draft, runs, self._track)

    def quality(self) -> Quality | None:
        """The measures of this moment; None after the loss blew up."""
        return None if self._progress.failure else quality.look(self.scene)

    # What the reader changes

    def dispatch(self, action: Action) -> bool:
        """Carry out one action; False when it cannot be done, which the notice then explains."""
        moment, said = self._moment(), self._notice
        own_run = self._keeping.is_the_readers(moment)
        done = self._carry_out(action)
        if done:
            first = self._note_edit(name_of(action, moment.state), moment, place_of(action))
            before = first.state
            # A number that is stepped on goes on with the edit that the notice tells of.
            own_run = own_run or (first is not moment and said == sentences.NEW_NETWORK)
            if own_run and not isinstance(action, NewWeightSeed | LoadState):
                self._tell(edit_notes.about_network(moment.state, self.state))
            self._tell(edit_notes.about_points(before, self.state, action))
            self._tell(edit_notes.about_weights(before, self.state, self.experiment.step))
            self._tell(edit_notes.about_batches(before, self.state))
        return done

    def _carry_out(self, action: Action) -> bool:
        try:
            state, notes = reduce_noting(self.state, action)
            by_hand = isinstance(action, SetWeight)
            if self._leaves_the_run(state, by_hand):
                self._keeping.add()
            if isinstance(action, SetWeight):
                self._set_weight(action)
            if isinstance(action, BeginTool):
                self._workbench.begin_anew()
        except ActionError as error:
            self._notice = Notice("warning", str(error))
            return False
        self._notice = Notice("info", " ".join(notes)) if notes else None
        self.apply(state)
        return True

    def undo(self) -> None:
        """Take the last edit back: settings, weights and history are those before it."""
        step = self._edits.undo_name == BEGIN_STEP
        self._return_to(self._edits.undo(self._moment()), whole=step)

    def redo(self) -> None:
        """Make the edit again that was undone, with what was learned after it."""
        step = self._edits.redo_name == BEGIN_STEP
        self._return_to(self._edits.redo(self._moment()), whole=step)

    def _moment(self) -> Moment:
        course, way = self._progress.course(), self._travel.way()
        return Moment(self.state, self.experiment.checkpoint(), course, way)

    def _return_to(self, moment: Moment | None, *, whole: bool = False) -> None:
        """Go to a moment. What is looked at stays as it is, unless it is the `whole` moment: a step
        of a lesson begins with a view of its own."""
        if moment is None:
            return
        self._notice = None
        self.apply(moment.state if whole else with_view_of(moment.state, self.state))
        self.experiment.restore(moment.checkpoint)
        self._weights_moved()
        self._travel.return_to(moment.way)
        past = self._travel.latest is not None
        self._progress.return_to(moment.course, past=past)
        if past:  # or training would at once go on from there again
            self.pause()

    def _note_edit(self, name: str, before: Moment, place: object = None) -> Moment:
        """Let undo take back what was just done, if it was more than a change of the view.

        Returns the moment to which undo would go back.
        """
        if before.differs(self._moment()):
            before = self._edits.add(name, before, place)
        return before

    def _tell(self, notice: Notice | None) -> None:
        """Say this too."""
        self._notice = sentences.join(self._notice, notice)

    def _about_data(self) -> Notice | None:
        return sentences.about_data(
            self.experiment.samples, measured=is_measured(self.state.dataset)
        )

    def load(self, link: str) -> None:
        """Start the experiment of a link from its initial weights."""
        self._keeping.add()
        moment, (state, notes) = self._moment(), url.decode(link)
        state, missing = with_known_tool(state)
        notes += missing
        action = LoadState(state)
        self._carry_out(action)
        self._start_over()
        if notes:
            self._notice = sentences.join(Notice("info", " ".join(notes)), self._notice)
        self._note_edit(name_of(action, moment.state), moment)
        self._tell(edit_notes.about_points(moment.state, self.state, action))

    @classmethod
    def opened(cls, link: str) -> Self:
        """A new session with the experiment of a link; there is nothing before it to undo."""
        session = cls()
        session.load(link)
        session._edits.clear()
        return session

    def apply(self, state: PlaygroundState) -> None:
        """Go on with another state; only what differs is rebuilt."""
        if state == self.state:
            return
        same_run = trains_alike(state, self.state)
        if not same_run:
            self._go_on()
        changes = self.experiment.change(state)
        self._drawing.change(changes)
        self._workbench.moved()
        if changes.data:
            about = self._about_data()
            self._notice = sentences.join(self._notice, about)
        if changes.network:
            self._keeping.begin()
            self._progress.start_over()
            self._travel.begin()
            return
        if changes.measures:
            self._progress.measure_anew()
        if not same_run:
            self._travel.changed()

    def _set_weight(self, action: SetWeight) -> None:
        """Put a weight that was set by hand into the network; training goes on from it."""
        if self._progress.failure:
            raise ActionError("Go back to finite weights before you set one by hand.")
        value = float(WEIGHT.read(action.value)[0])
        self._go_on()
        self.experiment.set_weight(action.layer, action.neuron, action.source, value)
        self._travel.changed()
        self._weights_moved()
        self._progress.measure_anew()

    def open_file(self, name: str, text: str | None) -> None:
        """Use a file of the reader's; None for one that was too large to be read."""
        try:
            action = read_file(name, text)
            if isinstance(action, Model):
                self.open_model(action)
                return
            if isinstance(action, UseTable):
                self._draft = action.text
                self._workbench.moved()
            self.dispatch(action)
        except ActionError as error:
            self._notice = Notice("warning", str(error))

    def open_model(self, model: Model) -> None:
        """Pause, and take up the experiment and the trained network of a model file."""
        self.pause()
        try:
            self._take_up(model, "open a model")
        except CheckpointError as error:
            self._notice = Notice("warning", f"The model file cannot be opened. {error}")

    def open_run(self, identity: str, *, weights: bool) -> None:
        """Take up a run again: with its weights, or only its settings from the initial weights."""
        self.pause()
        try:
            self._take_up(self.run_book.find(identity), "open a run", weights=weights)
        except ActionError as error:
            self._notice = Notice("warning", str(error))
        except CheckpointError as error:
            self._notice = Notice("warning", f"This run cannot be taken up. {error}")

    def _take_up(self, work: Model | Run, name: str, *, weights: bool = True) -> None:
        """Go on with the settings and the weights of a model or a kept run.

        Raises `CheckpointError`, and everything is as before, when the weights cannot be used.
        """
        self._keeping.add()
        moment = self._moment()
        self._carry_out(LoadState(with_view_of(work.state, self.state)))
        self._start_over()
        try:
            if weights:
                self.experiment.restore(work.checkpoint)
                self._weights_moved()
                self._progress.continue_with(work.history.copy())
                self._travel.begin()
        except CheckpointError:
            self._return_to(moment)
            raise
        self._note_edit(name, moment)

    def export(self, kind: str) -> File | None:
        """A file for the reader; None, with a notice, when there is nothing to save."""
        try:
            return EXPORTS[kind].make(self.scene)
        except ActionError as error:
            self._notice = Notice("warning", str(error))
            return None

    def _weights_moved(self) -> None:
        self._drawing.weights_moved()
        self._workbench.moved()

    def dismiss(self) -> None:
        """The reader has read the notice; one about a loss that blew up stays."""
        self._notice = None

    # Training

    def play(self) -> bool:
        """Ask the loop to train; False, with a notice, when there is nothing to train."""
        self._track.racing = False
        if self._training.want():
            self._train_on()
        self._notice = self._about_data()
        return self.playing

    def pause(self) -> None:
        """Stop training, and a race; everything stays as it is."""
        self._track.racing = False
        self._training.wanted = False

    def reset(self) -> None:
        """Pause, and go back to the same initial weights."""
        self._keeping.add()
        moment = self._moment()
        self._start_over()
        self._note_edit("reset", moment)

    def _start_over(self) -> None:
        self.pause()
        self._keeping.begin()
        self.experiment.restart()
        self._weights_moved()
        self._progress.start_over()
        self._travel.begin()
        self._notice = self._about_data()

    def step_batch(self) -> None:
        """Make one update of the weights, with the next mini-batch."""
        self.run_for(0.0, 1)

    def run_epoch(self) -> None:
        """Train to the end of the running epoch."""
        self.run_for(math.inf, 1)

    def run_for(self, seconds: float, max_epochs: float = math.inf) -> int:
        """Train until the time is up or so many epochs ended; at least one mini-batch.

        Returns the number of epochs that ended. Stops when the loss blows up, and while playing
        at the end of the epoch that meets one of the reader's conditions.
        """
        self._train_on()
        ended, stopped = self._training.run_for(seconds, max_epochs)
        self._notice = stopped or self._notice
        self._weights_moved()
        self._progress.check()
        self._stop_after_failure()
        return ended

    def back_to_finite(self) -> None:
        """Go back to the last weights that made sense, after the loss blew up."""
        if self._progress.failure and self._travel.latest:
            self.back_to_latest()
        elif self._progress.failure:
            moment = self._moment()
            self._progress.recover()
            self._travel.stepped_back()
            self._weights_moved()
            self._notice = sentences.about_recovery(self.experiment.epoch)
            self._note_edit("back to finite weights", moment)

    def fail(self, error: Exception) -> None:
        """Stop because of a fault in the program, and say so."""
        self.pause()
        self._progress.failure = sentences.about_fault(error)

    def _stop_after_failure(self) -> None:
        if self._progress.failure:
            self._training.wanted = False

    # Racing

    def advance(self, seconds: float, max_epochs: float = math.inf) -> int:
        """`run_for`, or the same for the race when the optimizers race."""
        if not self.racing:
            return self.run_for(seconds, max_epochs)
        self._workbench.moved()
        return self._track.race(self.experiment).run_for(seconds, max_epochs)

    def race(self, go: bool) -> None:
        """Start the race, for which the training pauses, or let it rest."""
        self.pause()
        if go:
            self._track.start(self.experiment)
        self._workbench.moved()

    def restart_race(self) -> None:
        """Put all racers back to the start."""
        self._track.restart()
        self._workbench.moved()

    def take_over(self, index: int) -> None:
        """Go on with a racer in place of the experiment: its optimizer, its rate, its weights."""
        racers = self._track.race(self.experiment).racers
        if index >= len(racers):  # it was removed while the button was still on the page
            return
        racer = racers[index]
        if not racer.is_in:
            self._notice = Notice("warning", f"{racer.name} has no weights to go on with.")
            return
        self.race(False)
        self._keeping.add()
        moment, ran = self._moment(), racer.experiment
        self.apply(
            replace(
                self.state, optimizer=ran.state.optimizer, learning_rate=ran.state.learning_rate
            )
        )
        self.experiment.restore(ran.checkpoint())
        self._keeping.begin()
        self._weights_moved()
        self._travel.begin()
        self._progress.return_to(racer.progress.course(), past=False)
        self._notice = Notice("info", f"These are the weights of {racer.name}.")
        self._note_edit("take over a racer", moment)

    # Looking back along the run

    @property
    def travelling(self) -> bool:
        """Whether epochs have to be trained again before the one asked for can be shown."""
        return self._travel.under_way

    def travel(self, epoch: int) -> None:
        """Pause and show the run as it was at the end of an epoch, the nearest one there is.

        A far one takes a while: call `travel_on` as long as the session is `travelling`.
        """
        self.back_to_finite()
        self.pause()
        self._notice = None
        self._set_off(epoch)
        latest = self._travel.latest
        if latest and not trains_alike(latest.state, self.state):
            self._notice = sentences.SETTINGS_OF_THEN
        self.travel_on(NEAR)

    def _set_off(self, epoch: int) -> None:
        self._keeping.will_look_back()
        self._follow(self._travel.go(epoch))

    def travel_on(self, seconds: float) -> None:
        """Train again towards the epoch asked for, until it is reached or the time is up."""
        self._travel.advance(seconds, self._training.pace)
        self._follow(None)

    def back_to_latest(self) -> None:
        """Show the run where its training stands."""
        self._notice = None
        self._follow(self._travel.back())

    def _follow(self, changes: Changes | None) -> None:
        """The experiment shows another moment of its run."""
        if changes:
            self._drawing.change(changes)
        self._weights_moved()
        self._progress.look(past=self._travel.latest is not None)

    def _train_on(self) -> None:
        """Training starts: from an earlier epoch, undo brings back what came after it."""
        if self._travel.latest:
            self._keeping.add()
            moment = self._moment()
            self._go_on()
            self._note_edit(f"going on from epoch {self.experiment.epoch}", moment)

    def _go_on(self) -> None:
        """Something is about to change the run: if it is looked back at, it goes on from there."""
        if self._travel.go_on(self._training.pace):
            self._weights_moved()
            self._progress.go_on()

    # Runs that are kept

    def keep_run(self, name: str) -> None:
        """Keep the run as it stands, under a name."""
        self._notice = self._keeping.keep(name)

    def begin_shown(self, epochs: float) -> None:
        """Train what the reader was shown before the session was there: nothing of their own."""
        self.run_for(math.inf, epochs)
        self._keeping.was_shown()

    def rename_run(self, identity: str, name: str) -> None:
        """Give a run another name."""
        self._notice = self._keeping.rename(identity, name) or self._notice

    def delete_run(self, identity: str) -> None:
        """Delete a run for good."""
        self._notice = self._keeping.delete(identity) or self._notice

    def receive_runs(self, texts: Mapping[object, object]) -> None:
        """Take in the runs that the browser stores, and those that another tab changed."""
        self._tell(self._keeping.receive(texts))

    def runs_not_stored(self) -> None:
        """The browser could not store the runs."""
        self._notice = self._keeping.not_stored()

    def _leaves_the_run(self, state: PlaygroundState, by_hand: bool) -> bool:
        """Whether a change ends the run, or the part of it after the epoch looked back at."""
        if network_key(state) != network_key(self.state):
            return True
        changes = by_hand or not trains_alike(state, self.state)
        return changes and self._travel.latest is not None

    # Saving

    def save(self) -> dict[str, Any]:
        """The whole session, JSON-safe; `resume` goes on bit for bit.

        After the loss blew up this is the last state that made sense.
        """
        way = self._travel.way()
        if way.latest:
            state = as_trained(way.latest.state, self.state)
            return saving.write(state, way.latest.checkpoint, self.history, False, way)
        checkpoint, history = self._progress.last_sane()
        diverged = self._progress.failure is not None
        return saving.write(self.state, checkpoint, history, diverged, way)

    @classmethod
    def resume(cls, data: object, *, clock: Clock = time.perf_counter) -> Self:
        """The session that was saved; what cannot be used is replaced, and a notice says so."""
        saved = saving.read(data)
        session = cls(saved.state, clock=clock)
        notes = list(saved.notes)
        if saved.checkpoint is not None and saved.history is not None:
            try:
                session.experiment.restore(saved.checkpoint)
                session._progress.continue_with(saved.history)
                session._travel.begin(saved.timeline)
            except CheckpointError as error:
                session._start_over()
                notes.append(saving.unusable(error))
        session._notice = sentences.join(
            Notice("warning", " ".join(notes)) if notes else None,
            sentences.about_recovery(session.experiment.epoch) if saved.diverged else None,
            session._notice,
        )
        if saved.epoch is not None:
            session._set_off(saved.epoch)
        return session
