"""The pictures in words, for a reader who cannot see them.

`describe` turns a snapshot into a few sentences about the data, the network and the result,
a coarse table of the decision boundary, and a table of the weights for each layer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop import ACTIVATIONS, CLIPPINGS, LOSSES, OPTIMIZERS, REGULARIZERS, SCHEDULES
from playground.connections import layer_extras
from playground.fields import AUTO, FIELDS, TABLE, plain
from playground.measure_words import sentences_of
from playground.naming import neuron_name
from playground.quality import Quality
from playground.race import RaceSight, race_in_words
from playground.snapshot import Snapshot, split_class_grid
from playground.state import PlaygroundState, is_curve, is_measured
from playground.stopping import NEVER, rules
from playground.text_table import TextTable
from playground.weight_tables import weight_tables

CELLS = 7


@dataclass(frozen=True)
class Description:
    """Sentences, the boundary as a table, and the weights as a table a layer."""

    sentences: tuple[str, ...]
    table: TextTable
    weights: tuple[TextTable, ...]


def describe(snapshot: Snapshot, quality: Quality | None = None) -> Description:
    """Describe one moment of a session, with its measures where they are given."""
    sentences = (
        _data(snapshot),
        _network(snapshot),
        _training(snapshot),
        _result(snapshot),
        *(sentences_of(quality) if quality else ()),
        _curve(snapshot),
        race_in_words(snapshot.detail) if isinstance(snapshot.detail, RaceSight) else "",
        snapshot.notice.text if snapshot.notice else "",
    )
    said = tuple(sentence for sentence in sentences if sentence)
    return Description(said, _table(snapshot), weight_tables(snapshot))


def caption(snapshot: Snapshot) -> str:
    """What a reader has to know to read the picture of the boundary."""
    text = ""
    if snapshot.state.neuron:
        shape = "line" if is_curve(snapshot.state) else "map"
        text = f"The {shape} shows {neuron_name(snapshot, *snapshot.state.neuron)}. "
    elif is_curve(snapshot.state):
        text = "The line is what the network answers at each x. "
    elif snapshot.target_names:
        text = f"The map shows output {snapshot.target_names[0]}: press another one to see it. "
    text += "Filled points train the network; hollow points only test it."
    if is_measured(snapshot.state.dataset):
        text += " This data cannot be edited: “Own points” makes a copy."
    table = snapshot.state.table if snapshot.state.dataset == TABLE else None
    if table and not table.class_names:
        low, high = plain(min(table.labels)), plain(max(table.labels))
        text += f" The values of {table.target}, {low} to {high}, are scaled to −1 to 1."
    hidden = len(snapshot.input_names) - 2
    if hidden > 0 and snapshot.state.inputs == "all":
        text += f" The picture is the slice through the mean of the {hidden} other measures."
    return text


def _data(snapshot: Snapshot) -> str:
    choices = {choice.value: choice.label for choice in FIELDS["dataset"].choices}
    name = choices[snapshot.state.dataset]
    n_points = _count(len(snapshot.points_x), "point")
    split = f"{snapshot.n_train} for training and {snapshot.n_test} for testing"
    if is_curve(snapshot.state):
        return f"Data: {name}, {n_points} with a y to learn from its x; {split}."
    if snapshot.target_names:
        values = f"{len(snapshot.target_names)} values ({_listed([*snapshot.target_names])})"
        return f"Data: {name}, {n_points} with {values} to learn; {split}."
    if snapshot.task == "regression":
        return f"Data: {name}, {n_points} with a value to learn; {split}."
    labels = snapshot.points_label
    classes = (
        f"{int((labels == index).sum())} of class {name}"
        for index, name in enumerate(snapshot.class_names)
    )
    return f"Data: {name}, {n_points}: {', '.join(classes)}; {split}."


def _network(snapshot: Snapshot) -> str:
    state = snapshot.state
    hidden = [
        f"{_count(layer.units, 'neuron')} "
        f"({', '.join([ACTIVATIONS[layer.activation].label, *layer_extras(state, index)])})"
        for index, layer in enumerate(state.layers)
    ]
    layers = f"hidden layers of {_listed(hidden)}" if hidden else "no hidden layer"
    inputs = _count(snapshot.layer_sizes[0], "input")
    outputs = _count(snapshot.layer_sizes[-1], "output")
    chosen = state.output_activation
    extras = [ACTIVATIONS[chosen].label] if chosen != AUTO else []
    extras += layer_extras(state, len(state.layers))
    outputs += f" ({', '.join(extras)})" if extras else ""
    scales = " and the scales of batch norm" if any(one.batch_norm for one in state.layers) else ""
    return (
        f"Network: {inputs} ({', '.join(snapshot.input_names)}), {layers}, {outputs}; "
        f"{_count(snapshot.n_parameters, 'weight')} with the biases{scales}.{_start(state)}"
    )


def _start(state: PlaygroundState) -> str:
    """What is special about the weights at the start, and about the biases."""
    given = " The initial weights are given by number." if state.weights else ""
    return given + " All biases are kept as they are." * (state.biases == "kept")


def _training(snapshot: Snapshot) -> str:
    state = snapshot.state
    regularization = ""
    if state.regularizer != "none":
        label = REGULARIZERS[state.regularizer].label
        regularization = f", {label} regularization at rate {plain(state.regularization_rate)}"
    clipping = ""
    if state.clipping != "none":
        how = CLIPPINGS[state.clipping].label.lower()
        clipping = f", gradients clipped {how} at {plain(state.clip_limit)}"
    stops = rules(state, snapshot.test_loss)
    stopping = "" if stops == NEVER else f" It stops by itself {stops}."
    return (
        f"Training: {LOSSES[state.loss].label}, {OPTIMIZERS[state.optimizer].label}, learning "
        f"rate {plain(state.learning_rate)}{_schedule(snapshot)}, batches of {state.batch_size}"
        f"{regularization}{clipping}.{stopping}"
    )


def _schedule(snapshot: Snapshot) -> str:
    state = snapshot.state
    if state.schedule == "constant":
        return ""
    schedule = SCHEDULES[state.schedule]
    now = schedule.rate(state.learning_rate, snapshot.epoch, state.horizon)
    return (
        f" (schedule: {schedule.label} over {_count(state.horizon, 'epoch')}; the rate of this "
        f"epoch is {plain(float(f'{now:.3g}'))})"
    )


def _result(snapshot: Snapshot) -> str:
    parts = []
    for name, loss, accuracy in (
        ("training", snapshot.train_loss, snapshot.train_accuracy),
        ("test", snapshot.test_loss, snapshot.test_accuracy),
    ):
        if loss is None:
            parts.append(f"no {name} loss")
            continue
        right = "" if accuracy is None else f" ({accuracy:.1%} right)"
        parts.append(f"{name} loss {loss:.4g}{right}")
    words = {
        "ready": "ready to train",
        "training": "training",
        "paused": "paused",
        "error": "stopped by an error",
    }
    epoch = f"epoch {snapshot.epoch}, update {snapshot.step}"
    if snapshot.place.past:
        epoch += f", looking back from epoch {snapshot.place.last}"
    return f"Result: {words[snapshot.status]} at {epoch}; {', '.join(parts)}."


def _curve(snapshot: Snapshot) -> str:
    epochs, losses = snapshot.history_epoch, snapshot.history_train
    if len(epochs) < 2:
        return ""
    lowest = int(losses.argmin())
    return (
        f"Loss curve: the training loss was {losses[0]:.4g} at epoch {int(epochs[0])} and is "
        f"{losses[-1]:.4g} at epoch {int(epochs[-1])}; the lowest was {losses[lowest]:.4g} at "
        f"epoch {int(epochs[lowest])}."
    )


def _table(snapshot: Snapshot) -> TextTable:
    """The picture in 7 by 7 parts, from the top to the bottom; a curve in 7 parts."""
    x0, x1, y0, y1 = snapshot.domain
    edges = np.linspace(0, len(snapshot.grid), CELLS + 1).round().astype(int)
    blocks = [slice(edges[i], edges[i + 1]) for i in range(CELLS)]
    centres = (np.arange(CELLS) + 0.5) / CELLS
    columns = tuple(_place(x0 + centre * (x1 - x0)) for centre in centres)
    if is_curve(snapshot.state):
        means = [f"{snapshot.grid[0, column].mean():.2f}" for column in blocks]
        caption = "What the network answers along x, and where the points are: the mean of each."
        points = ("points", *_points_along(snapshot))
        return TextTable(f"{caption} Columns: x.", columns, (("network", *means), points))
    rows = [
        (
            _place(y0 + centres[row] * (y1 - y0)),
            *(_cell(snapshot, snapshot.grid[blocks[row], column]) for column in blocks),
        )
        for row in reversed(range(CELLS))
    ]
    return TextTable(_caption(snapshot), columns, tuple(rows))


def _points_along(snapshot: Snapshot) -> tuple[str, ...]:
    """The mean y of the points in each part of the x axis."""
    x0, x1, _, _ = snapshot.domain
    part = np.clip(((snapshot.points_x - x0) / (x1 - x0) * CELLS).astype(int), 0, CELLS - 1)
    inside = (snapshot.points_y[part == index] for index in range(CELLS))
    return tuple(f"{y.mean():.2f}" if len(y) else "none" for y in inside)


def _caption(snapshot: Snapshot) -> str:
    what = "the mean value" if snapshot.task == "regression" else "the class, and how sure it is"
    across, up = snapshot.axis_labels
    return (
        f"What the network answers in each part of the plane: {what}. "
        f"Columns: {across}; rows: {up}."
    )


def _place(coordinate: float) -> str:
    return f"{coordinate:.1f}".replace("-", "−")


def _cell(snapshot: Snapshot, block: NDArray[np.float32]) -> str:
    names = snapshot.class_names
    if snapshot.task == "multiclass":
        classes, shares = split_class_grid(block)
        counts = np.bincount(classes.ravel(), minlength=len(names))
        winner = int(counts.argmax())
        return f"{names[winner]} {shares[classes == winner].mean():.0%}"
    mean = float(block.mean())
    if snapshot.task == "regression":
        return f"{mean:.2f}"
    if abs(mean) < 0.05:
        return "undecided"
    return f"{names[int(mean > 0)]} {abs(mean):.0%}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
