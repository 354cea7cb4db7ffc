"""A state made real: its data, its network, and the trainer that joins them.

`change` takes the next state and rebuilds only what differs. New data, another loss, optimizer
or batch size keep the weights; other features, another architecture, initializer or seed start
anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop import LOSSES, OPTIMIZERS, Checkpoint, Trainer
from backprop.layout import parameter_index
from playground.architecture import activations_of
from playground.data import Array, samples_of
from playground.fields import OWN_POINTS, TABLE
from playground.inputs import input_matrix, inputs_of
from playground.measure import Answers, Meter, Score
from playground.networks import (
    continued_network,
    dropout_generator,
    initialize,
    network_key,
    new_network,
    options_key,
)
from playground.picture import Picture
from playground.state import PlaygroundState


@dataclass(frozen=True)
class Changes:
    """What differs now: the data, the points on the picture, the network's weights, and the
    numbers that measure it (other rows, inputs, loss or optimizer)."""

    data: bool
    points: bool
    network: bool
    measures: bool


class Experiment:
    """The running parts of an experiment. `trainer` is None while there is nothing to train on."""

    def __init__(self, state: PlaygroundState) -> None:
        self.state = state
        self.samples = samples_of(state)
        self.network = new_network(state)
        self._rng = dropout_generator(state)
        self.trainer: Trainer | None = None
        self._picture: Picture | None = None
        self._last_update: Array | None = None
        self._forget()
        self._prepare()

    @property
    def epoch(self) -> int:
        """How many epochs the weights were trained."""
        return self.trainer.epoch_count if self.trainer else self._position[0]

    @property
    def step(self) -> int:
        """How many updates the weights had."""
        return self.trainer.step_count if self.trainer else self._position[1]

    def change(self, state: PlaygroundState) -> Changes:
        """Become the experiment of another state."""
        old, self.state = self.state, state
        position = (self.epoch, self.step, self.trainer.batch_index if self.trainer else 0)
        data = _data_key(old) != _data_key(state)
        batches = data or old.batch_size != state.batch_size
        network = network_key(old) != network_key(state)
        options = options_key(old) != options_key(state)
        inputs = inputs_of(old) != inputs_of(state)
        plane = data or old.plane != state.plane
        if data:
            self.samples = samples_of(state)
        if network:
            self.network, self._rng = new_network(state), dropout_generator(state)
        elif options or self.network.activations != activations_of(state):
            self.network = continued_network(state, self.network)
        if network or old.optimizer != state.optimizer:
            self._forget()
        self._position = (0, 0, 0) if network else (*position[:2], 0 if batches else position[2])
        measures = network or options or data or inputs
        measures = measures or _differ(old, state, ("loss", "optimizer"))
        if measures or batches or _differ(old, state, ("regularizer", "clipping")):
            self._prepare()
        elif plane:
            self._picture = None
        if self.trainer:
            self.trainer.learning_rate = state.learning_rate
            self.trainer.schedule, self.trainer.horizon = state.schedule, state.horizon
            self.trainer.regularization_rate = state.regularization_rate
            self.trainer.clip_limit = state.clip_limit
        return Changes(data, plane, network, measures)

    def restart(self) -> None:
        """Go back to the initial weights of the state, in place."""
        initialize(self.network, self.state)
        self._rng.bit_generator.state = dropout_generator(self.state).bit_generator.state
        for array in self.optimizer_state.arrays.values():
            array.fill(0.0)
        self.optimizer_state.step = 0
        self.move_to(0, 0, 0)
        self._last_update = np.zeros_like(self.network.parameters)

    def trained(self) -> None:
        """The trainer made steps: what the last one did is asked of it."""
        self._last_update = None

    def set_weight(self, layer: int, neuron: int, source: int | None, value: float) -> None:
        """Set one weight, or without a source one bias, by hand; see `architecture`."""
        self._last_update = self.last_update
        place = parameter_index(self.network.layer_sizes, layer, neuron, source)
        self.network.parameters[place] = value

    def move_to(self, epoch: int, step: int, batch_index: int) -> None:
        """Set where the run stands; a mini-batch that does not exist is the first one."""
        self._position = (epoch, step, batch_index)
        if self.trainer:
            self.trainer.epoch_count, self.trainer.step_count = epoch, step
            self.trainer.batch_index = batch_index if batch_index < self.trainer.n_batches else 0

    @property
    def position(self) -> tuple[int, int, int]:
        """Epoch, step, and the mini-batch that comes next."""
        return (self.epoch, self.step, self.trainer.batch_index if self.trainer else 0)

    def checkpoint(self) -> Checkpoint:
        """A copy of all that was learned, with the generator of dropout."""
        epoch, step, batch_index = self.position
        return Checkpoint.of(
            self.network,
            self.optimizer_state,
            epoch_count=epoch,
            step_count=step,
            batch_index=batch_index,
            rng=self._rng,
        )

    @property
    def generator_state(self) -> Mapping[str, Any]:
        """Where the generator of dropout is."""
        return dict(self._rng.bit_generator.state)

    def restore(self, checkpoint: Checkpoint, last_update: Array | None = None) -> None:
        """Go on where the checkpoint was taken. `CheckpointError` when it does not fit."""
        # Work that was saved before there was dropout has no generator: then it stays as it is.
        rng = self._rng if checkpoint.rng_state else None
        checkpoint.load_into(self.network, self.optimizer_state, rng)
        self.move_to(checkpoint.epoch_count, checkpoint.step_count, checkpoint.batch_index)
        if last_update is None:
            last_update = np.zeros_like(self.network.parameters)
        self._last_update = last_update

    def is_finite(self) -> bool:
        """Whether all weights and running statistics are finite numbers."""
        network = self.network
        return all(np.isfinite(values).all() for values in (network.parameters, network.buffers))

    def measure(self) -> tuple[Score, Score]:
        """The scores on the training and on the test points."""
        return self._train_meter.measure(), self._test_meter.measure()

    def answers(self) -> tuple[Answers | None, Answers | None]:
        """What the network answers to the training and to the test points."""
        return self._train_meter.answers(), self._test_meter.answers()

    @property
    def last_update(self) -> Array:
        """What the last step added to the parameters; 0 where no step is known."""
        if self._last_update is None:
            assert self.trainer  # only a trainer's steps make it unknown
            self._last_update = self.trainer.last_update()
        return self._last_update

    @property
    def next_gradient(self) -> Array:
        """What the next step will hand to the optimizer; 0 when there is nothing to train on."""
        if self.trainer is None:
            return np.zeros_like(self.network.parameters)
        return self.trainer.next_gradient()

    @property
    def picture(self) -> Picture:
        """The picture of the network in the plane shown, made when it is first needed."""
        if self._picture is None:
            self._picture = Picture(self.state, self.network)
        return self._picture

    def _forget(self) -> None:
        optimizer = OPTIMIZERS[self.state.optimizer]
        self.optimizer_state = optimizer.create_state(self.network.n_parameters)
        self._position = (0, 0, 0)

    def _prepare(self) -> None:
        """Bind the trainer and the meters to the data and the network."""
        samples, state = self.samples, self.state
        inputs = input_matrix(state, samples.X)
        train, test = samples.part(False), samples.part(True)
        self._train_meter = Meter(self.network, state.loss, train, inputs[~samples.test])
        self._test_meter = Meter(self.network, state.loss, test, inputs[samples.test])
        self._picture = None
        self._last_update = np.zeros_like(self.network.parameters)
        self.trainer = None
        if len(train.X):
            target = LOSSES[state.loss].encode(train.truth, samples.task, samples.n_classes)
            self.trainer = Trainer(
                self.network,
                state.loss,
                self.optimizer_state,
                state.regularizer,
                inputs[~samples.test],
                target,
                batch_size=state.batch_size,
                learning_rate=state.learning_rate,
                regularization_rate=state.regularization_rate,
                schedule=state.schedule,
                horizon=state.horizon,
                clipping=state.clipping,
                clip_limit=state.clip_limit,
                rng=self._rng,
            )
            self.move_to(*self._position)


def _data_key(state: PlaygroundState) -> tuple[object, ...]:
    if state.dataset == OWN_POINTS:
        return (state.dataset, state.points, state.points_task)
    if state.dataset == TABLE:
        return (state.dataset, state.table, state.noise, state.data_seed)
    names = ("dataset", "n_classes", "n_samples", "noise", "train_percent", "data_seed")
    return tuple(getattr(state, name) for name in names)


def _differ(old: PlaygroundState, new: PlaygroundState, names: tuple[str, ...]) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in names)
