"""What an exported program is made from: the trained network, its data and its settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop import (
    CLIPPINGS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
    Activation,
    Clipping,
    Loss,
    Network,
    Optimizer,
    Regularizer,
    Schedule,
)
from playground.data import Array, measure_names_of
from playground.experiment import Experiment
from playground.fields import OWN_POINTS
from playground.inputs import Input, input_matrix, inputs_of
from playground.state import PlaygroundState

N_CHECKED = 10


@dataclass(frozen=True, eq=False)
class Trained:
    """One trained network. `X` (n, n_measures) and `target` (n, n_outputs) are the training rows.

    `checked` are some rows of measures and `outputs` what the playground's network answers there.
    """

    title: str
    state: PlaygroundState
    network: Network
    measures: tuple[str, ...]
    inputs: tuple[Input, ...]
    class_names: tuple[str, ...]
    X: Array
    target: Array
    checked: Array
    outputs: Array
    loss: Loss
    optimizer: Optimizer
    memory: dict[str, Array]
    regularizer: Regularizer
    clipping: Clipping
    schedule: Schedule
    epoch: int
    optimizer_step: int
    batch_index: int

    @property
    def activations(self) -> tuple[Activation, ...]:
        """The activations of the network, each once."""
        by_id = {layer.activation.id: layer.activation for layer in self.network.layers}
        return tuple(by_id.values())

    @property
    def input_names(self) -> str:
        """The inputs of the network, in words."""
        return ", ".join(entry.name for entry in self.inputs)

    @property
    def takes_measures(self) -> bool:
        """Whether the inputs of the network are the measures of the data, as they are."""
        columns = [entry.x if entry.feature == "x" else entry.y for entry in self.inputs]
        plain = all(entry.is_measure for entry in self.inputs)
        return plain and columns == list(range(len(self.measures)))


def trained(experiment: Experiment) -> Trained:
    """Everything an exporter needs, copied from a running experiment."""
    state, samples = experiment.state, experiment.samples
    loss = LOSSES[state.loss]
    rows = samples.part(False)
    measures = measure_names_of(state)[: samples.X.shape[1]]
    checked = rows.X[:N_CHECKED] if len(rows.X) else np.zeros((1, len(measures)))
    network = experiment.network.copy()
    epoch, _, batch_index = experiment.position
    optimizer_state = experiment.optimizer_state
    return Trained(
        title=title_of(experiment),
        state=state,
        network=network,
        measures=measures,
        inputs=inputs_of(state),
        class_names=samples.class_names,
        X=rows.X,
        target=loss.encode(rows.truth, samples.task, samples.n_classes),
        checked=checked,
        outputs=network.forward(input_matrix(state, checked)).output,
        loss=loss,
        optimizer=OPTIMIZERS[state.optimizer],
        memory={name: array.copy() for name, array in optimizer_state.arrays.items()},
        regularizer=REGULARIZERS[state.regularizer],
        clipping=CLIPPINGS[state.clipping],
        schedule=SCHEDULES[state.schedule],
        epoch=epoch,
        optimizer_step=optimizer_state.step,
        batch_index=batch_index,
    )


def title_of(experiment: Experiment) -> str:
    """A heading such as "A 2-4-2-1 network trained on circle, epoch 120"."""
    sizes = "-".join(str(size) for size in experiment.network.layer_sizes)
    data = "own points" if experiment.state.dataset == OWN_POINTS else experiment.state.dataset
    return f"A {sizes} network trained on {data}, epoch {experiment.epoch}"


def file_name(experiment: Experiment, ending: str) -> str:
    """A file name such as backprop-circle-epoch-120.py."""
    return f"backprop-{experiment.state.dataset}-epoch-{experiment.epoch}{ending}"


def parameters_of(entry: Any) -> dict[str, float]:
    """The parameters of a registry entry with the values that hold."""
    defaults = {parameter.id: parameter.default for parameter in entry.parameters}
    return {**defaults, **entry.settings}
