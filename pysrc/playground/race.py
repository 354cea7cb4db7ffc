"""A race of optimizers: the same network, the same start, the same mini-batches, side by side.

Each racer is a whole experiment of its own that differs in its optimizer and its learning rate
alone, and it is trained as the main one is: alone it would reach the same weights, bit for bit.
All finish an epoch before the next one begins. A racer whose loss is no finite number any more
leaves the race; the others go on.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np

from backprop import OPTIMIZERS, Checkpoint
from playground.data import Array
from playground.entrants import Entrant
from playground.experiment import Experiment
from playground.fields import plain
from playground.measure import Score
from playground.outlook import as_trained
from playground.pace import Clock, Pace
from playground.picture import Image, Picture
from playground.progress import Progress
from playground.state import DEFAULTS, PlaygroundState

SIDE = 50  # cells of a racer's picture


@dataclass(frozen=True, eq=False)
class RacerSight:
    """One racer at one moment. `grid` (50, 50) is like `snapshot.Snapshot.grid`; `note` says why
    it left the race, and is empty while it runs."""

    name: str
    optimizer: str
    rate: float
    epoch: int
    train: Score
    test: Score
    epochs: Array
    losses: Array
    grid: Image
    note: str


@dataclass(frozen=True, eq=False)
class RaceSight:
    """What the race tool shows."""

    racing: bool
    can_start: bool
    epoch: int
    racers: tuple[RacerSight, ...]


class Racer:
    """One experiment of the race."""

    def __init__(
        self, state: PlaygroundState, entrant: Entrant, start: Checkpoint | None, clock: Clock
    ) -> None:
        rate = state.learning_rate if entrant.rate is None else entrant.rate
        changed = dataclasses.replace(state, optimizer=entrant.optimizer, learning_rate=rate)
        self.experiment = Experiment(changed)
        if start is not None:
            self.experiment.restore(_fresh(start, self.experiment.checkpoint()))
        self.progress = Progress(self.experiment)
        self._pace = Pace(clock)
        self._grid: Image | None = None
        self._picture = Picture(changed, self.experiment.network, SIDE)

    @property
    def is_in(self) -> bool:
        """Whether it still runs."""
        return self.progress.failure is None and self.experiment.trainer is not None

    @property
    def name(self) -> str:
        """Its optimizer and its rate."""
        state = self.experiment.state
        return f"{OPTIMIZERS[state.optimizer].label}, rate {plain(state.learning_rate)}"

    def train(self, deadline: float) -> bool:
        """Train to the end of the epoch or to the deadline; True when it has nothing left to do."""
        trainer = self.experiment.trainer
        if trainer is None or not self.is_in:
            return True
        complete = self._pace.train(trainer, deadline)
        self.experiment.trained()
        self.progress.moved(complete)
        self.progress.check()
        self._grid = self._grid if self.progress.failure else None
        return complete or not self.is_in

    def look(self) -> RacerSight:
        """How it stands. One that left keeps its last good picture."""
        train, test = self.progress.scores()
        if self._grid is None:
            self._grid = self._picture.grid()
        state, (epochs, losses, _) = self.experiment.state, self.progress.history.arrays
        return RacerSight(
            name=self.name,
            optimizer=state.optimizer,
            rate=state.learning_rate,
            epoch=self.experiment.epoch,
            train=train,
            test=test,
            epochs=epochs,
            losses=losses,
            grid=self._grid,
            note=self._note(),
        )

    def _note(self) -> str:
        if self.progress.failure is None:
            return ""
        return (
            f"Left the race in epoch {self.experiment.epoch + 1}: its loss is no longer a finite "
            f"number. Try a smaller rate than {plain(self.experiment.state.learning_rate)}."
        )


class Race:
    """The racers of a state. `start` are learned weights to start from; None are the initial ones
    of the state's seed."""

    def __init__(self, state: PlaygroundState, start: Checkpoint | None, clock: Clock) -> None:
        self._clock = clock
        self.racers = [Racer(state, entrant, start, clock) for entrant in state.racers]
        self.epoch = 0
        self._turn = 0

    @property
    def goes_on(self) -> bool:
        """Whether anyone is left in the race."""
        return any(racer.is_in for racer in self.racers)

    @property
    def is_fresh(self) -> bool:
        """Whether nobody has started yet."""
        return all(racer.experiment.step == 0 for racer in self.racers)

    def run_for(self, seconds: float, max_epochs: float = math.inf) -> int:
        """Train until the time is up or so many epochs ended; at least one mini-batch of one racer.

        Returns the number of epochs that ended for all.
        """
        ended = 0
        deadline = self._clock() + seconds
        with np.errstate(all="ignore"):
            while ended < max_epochs and self.goes_on:
                ended += self._next(deadline)
                if self._clock() >= deadline:
                    break
        return ended

    def _next(self, deadline: float) -> bool:
        """Train the racer whose turn it is; True when the last one finished its epoch."""
        if not self.racers[self._turn].train(deadline):
            return False
        self._turn = (self._turn + 1) % len(self.racers)
        self.epoch += self._turn == 0
        return self._turn == 0


class RaceTrack:
    """Keeps the race of an experiment, and begins another one when its settings change."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._race: Race | None = None
        self._state: PlaygroundState | None = None
        self._key: object = None
        self.racing = False

    def race(self, experiment: Experiment) -> Race:
        """The race for the settings as they are."""
        if experiment.state is not self._state:
            self._state, key = experiment.state, _key(experiment.state)
            if key != self._key:
                self._key = key
                self.restart()
        if self._race is None:
            self._race = self._new(experiment)
        return self._race

    def restart(self) -> None:
        """Stop, and put everybody back to the start."""
        self.racing = False
        self._race = None

    def start(self, experiment: Experiment) -> None:
        """Let them run, from the weights of this moment if that is the start."""
        race = self.race(experiment)
        if race.is_fresh:
            self._race = race = self._new(experiment)
        self.racing = race.goes_on

    def is_running(self, experiment: Experiment) -> bool:
        """Whether the race should go on by itself; it does only while it is looked at."""
        if not self.racing or experiment.state.tool != "race":
            return False
        race = self.race(experiment)
        self.racing = self.racing and race.goes_on
        return self.racing

    def look(self, experiment: Experiment) -> RaceSight:
        """What the tool shows."""
        race = self.race(experiment)
        racers = tuple(racer.look() for racer in race.racers)
        return RaceSight(self.is_running(experiment), race.goes_on, race.epoch, racers)

    def _new(self, experiment: Experiment) -> Race:
        state = experiment.state
        start = experiment.checkpoint() if state.race_start == "now" else None
        return Race(state, start, self._clock)


def _fresh(start: Checkpoint, own: Checkpoint) -> Checkpoint:
    """What was learned, at the beginning of a run and without the memory of an optimizer."""
    return dataclasses.replace(
        start,
        optimizer=own.optimizer,
        optimizer_arrays=own.optimizer_arrays,
        optimizer_step=0,
        epoch_count=0,
        step_count=0,
        batch_index=0,
    )


def _key(state: PlaygroundState) -> object:
    """What a race is made of: neither the view nor, where each has its own rate, the rate."""
    shared = any(entrant.rate is None for entrant in state.racers)
    return dataclasses.replace(
        as_trained(state, DEFAULTS),
        racers=state.racers,
        race_start=state.race_start,
        optimizer=DEFAULTS.optimizer,
        learning_rate=state.learning_rate if shared else DEFAULTS.learning_rate,
    )


def race_in_words(sight: RaceSight) -> str:
    """Who runs, and how each of them stands."""
    stands = [
        f"{racer.name}: {racer.note.rstrip('.').lower()}"
        if racer.note or racer.train.loss is None
        else f"{racer.name}: training loss {racer.train.loss:.4g}"
        for racer in sight.racers
    ]
    return f"Race of optimizers at epoch {sight.epoch}: {'; '.join(stands)}."
