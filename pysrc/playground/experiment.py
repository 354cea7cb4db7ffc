"""A state made real: its data, its network, and the trainer that joins them.

`change` takes the next state and rebuilds only what differs. New data, another loss, optimizer
or batch size keep the weights; other features, another architecture, initializer or seed start
anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backprop import LOSSES, OPTIMIZERS, Checkpoint, Network, Trainer
from playground.architecture import activations_of, layer_sizes_of, parameter_index
from playground.data import Array, samples_of
from playground.fields import OWN_POINTS
from playground.inputs import features_of, input_matrix, inputs_of
from playground.measure import Meter, Score
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
        self.network = _new_network(state)
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
        network = _network_key(old) != _network_key(state)
        inputs = inputs_of(old) != inputs_of(state)
        plane = data or old.plane != state.plane
        if data:
            self.samples = samples_of(state)
        if network:
            self.network = _new_network(state)
        elif self.network.activations != activations_of(state):
            self.network = _with_weights(state, self.network.parameters)
        if network or old.optimizer != state.optimizer:
            self._forget()
        self._position = (0, 0, 0) if network else (*position[:2], 0 if batches else position[2])
        measures = network or data or inputs or _differ(old, state, ("loss", "optimizer"))
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
        rng = np.random.default_rng(self.state.weight_seed)
        self.network.initialize(self.state.initializer, rng=rng)
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
        """A copy of all that was learned."""
        epoch, step, batch_index = self.position
        return Checkpoint.of(
            self.network,
            self.optimizer_state,
            epoch_count=epoch,
            step_count=step,
            batch_index=batch_index,
        )

    def restore(self, checkpoint: Checkpoint) -> None:
        """Go on where the checkpoint was taken. `CheckpointError` when it does not fit."""
        checkpoint.load_into(self.network, self.optimizer_state)
        self.move_to(checkpoint.epoch_count, checkpoint.step_count, checkpoint.batch_index)
        self._last_update = np.zeros_like(self.network.parameters)

    def is_finite(self) -> bool:
        """Whether all weights are finite numbers."""
        return bool(np.isfinite(self.network.parameters).all())

    def measure(self) -> tuple[Score, Score]:
        """The scores on the training and on the test points."""
        return self._train_meter.measure(), self._test_meter.measure()

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
            target = LOSSES[state.loss].encode(train.labels, samples.task, samples.n_classes)
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
            )
            self.move_to(*self._position)


def _new_network(state: PlaygroundState) -> Network:
    rng = np.random.default_rng(state.weight_seed)
    return Network.create(layer_sizes_of(state), activations_of(state), state.initializer, rng=rng)


def _with_weights(state: PlaygroundState, parameters: Array) -> Network:
    network = Network(layer_sizes_of(state), activations_of(state))
    network.parameters[:] = parameters
    return network


def _data_key(state: PlaygroundState) -> tuple[object, ...]:
    if state.dataset == OWN_POINTS:
        return (state.dataset, state.points, state.points_task)
    names = ("dataset", "n_classes", "n_samples", "noise", "train_percent", "data_seed")
    return tuple(getattr(state, name) for name in names)


def _network_key(state: PlaygroundState) -> tuple[object, ...]:
    features = features_of(state) if state.inputs == "plane" else ()
    sizes = layer_sizes_of(state)
    return (sizes, features, state.layers, state.initializer, state.weight_seed)


def _differ(old: PlaygroundState, new: PlaygroundState, names: tuple[str, ...]) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in names)
