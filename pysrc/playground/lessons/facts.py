"""What a lesson can ask of the playground: one registry of facts.

A fact has a name and perhaps arguments, counted from 1 as on the page: `bias(1,2)` is that of the
second neuron in the first hidden layer, `weight(1,2,1)` leads to it from the first input. Every
setting of `fields.FIELDS` is a fact too, by its key in links. A fact that cannot be had now, such
as the test loss without test points, is None.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from backprop.explain import Trace
from playground.architecture import activations_of, layer_sizes_of
from playground.deeper.nothing import Nothing
from playground.explained.step import next_step
from playground.fields import FIELDS
from playground.lessons.goals import Call, GoalError, Value
from playground.lessons.step_facts import STEP_FACTS, StepFact
from playground.scene import Scene
from playground.snapshot import Snapshot


class Sight:
    """One moment of the playground. The step to come is traced at most once, and only if asked."""

    def __init__(self, snapshot: Snapshot, scene: Scene) -> None:
        self.snapshot = snapshot
        self.scene = scene

    @cached_property
    def trace(self) -> Trace | None:
        """The next step; None when there is none."""
        trace = next_step(self.scene)
        return None if isinstance(trace, Nothing) else trace

    def value(self, call: Call) -> Value:
        """The value of a fact, None when it cannot be had."""
        try:
            return FACTS[call.name].of(self, *call.arguments)
        except (IndexError, KeyError, TypeError):
            return None


@dataclass(frozen=True)
class Fact:
    """One fact. `arguments` are the names of what it is asked with."""

    id: str
    label: str
    of: Callable[..., Value]
    arguments: tuple[str, ...] = ()


def check_call(call: Call) -> None:
    """`GoalError` unless there is such a fact and it has that many arguments."""
    fact = FACTS.get(call.name)
    if fact is None:
        raise GoalError(f"there is no fact {call.name}{did_you_mean(call.name, FACTS)}")
    if len(call.arguments) != len(fact.arguments):
        asked = f"{fact.id}({', '.join(fact.arguments)})" if fact.arguments else fact.id
        raise GoalError(f"{call} has the wrong number of arguments: it is asked as {asked}")


def did_you_mean(word: str, known: Any) -> str:
    """The end of a sentence about an unknown word: the known one that is nearest, if any is."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""


def _setting(name: str) -> Callable[[Sight], Value]:
    return lambda sight: getattr(sight.snapshot.state, name)


def _shown(name: str) -> Callable[[Sight], Value]:
    return lambda sight: getattr(sight.snapshot, name)


def _gap(sight: Sight) -> Value:
    train, test = sight.snapshot.train_loss, sight.snapshot.test_loss
    return None if train is None or test is None else test - train


def _start_loss(sight: Sight) -> Value:
    losses = sight.snapshot.history_train
    return float(losses[0]) if len(losses) else None


def _units(sight: Sight, layer: int) -> Value:
    return layer_sizes_of(sight.snapshot.state)[layer]


def _activation(sight: Sight, layer: int) -> Value:
    return activations_of(sight.snapshot.state)[layer - 1]


def _dropout(sight: Sight, layer: int) -> Value:
    return sight.snapshot.state.layers[layer - 1].dropout


def _updates_per_epoch(sight: Sight) -> Value:
    trainer = sight.scene.experiment.trainer
    return trainer.n_batches if trainer else None


def _weight(sight: Sight, layer: int, neuron: int, source: int) -> Value:
    return float(sight.scene.experiment.network.layers[layer - 1].W[source - 1, neuron - 1])


def _bias(sight: Sight, layer: int, neuron: int) -> Value:
    return float(sight.scene.experiment.network.layers[layer - 1].b[neuron - 1])


def _largest_weight(sight: Sight) -> Value:
    return max(float(np.abs(layer.W).max()) for layer in sight.scene.experiment.network.layers)


def _frozen(sight: Sight) -> Value:
    state = sight.snapshot.state
    return sum(layer.frozen for layer in state.layers) + state.output.frozen


def _cuts(sight: Sight) -> Value:
    return sum(edge.cut for edge in sight.snapshot.state.edges)


def _selected(part: int) -> Callable[[Sight], Value]:
    def of(sight: Sight) -> Value:
        neuron = sight.snapshot.state.neuron
        return neuron[part] + part if neuron else 0

    return of


def _of_step(fact: StepFact) -> Fact:
    """A fact about the next update as one of the others."""

    def asked(sight: Sight, *arguments: int) -> Value:
        if (trace := sight.trace) is None:
            return None
        row = min(sight.snapshot.state.trace_sample, trace.n_samples) - 1
        value: Value = fact.of(trace, row, *arguments)
        return value

    return Fact(fact.id, fact.label, asked, fact.arguments)


def _registry(*facts: Fact) -> Mapping[str, Fact]:
    settings = {
        field.key: Fact(field.key, field.label, _setting(field.name)) for field in FIELDS.values()
    }
    return settings | {fact.id: fact for fact in facts}


_OF_LAYER = ("layer",)
_OF_NEURON = ("layer", "neuron")
_OF_WEIGHT = ("layer", "neuron", "source")

FACTS: Mapping[str, Fact] = _registry(
    Fact("status", "ready, training, paused or error", _shown("status")),
    Fact("epoch", "Epochs trained", _shown("epoch")),
    Fact("step", "Updates made", _shown("step")),
    Fact(
        "latest_epoch",
        "The latest epoch of the run",
        lambda s: max(s.snapshot.place.last, s.snapshot.epoch),
    ),
    Fact("train_loss", "Training loss", _shown("train_loss")),
    Fact("test_loss", "Test loss", _shown("test_loss")),
    Fact("start_loss", "Training loss at the start of the run", _start_loss),
    Fact("gap", "Test loss − training loss", _gap),
    Fact("train_accuracy", "Share of training points that are right", _shown("train_accuracy")),
    Fact("test_accuracy", "Share of test points that are right", _shown("test_accuracy")),
    Fact("hidden_layers", "Hidden layers", lambda s: len(s.snapshot.state.layers)),
    Fact("units", "Neurons of a layer", _units, _OF_LAYER),
    Fact("activation", "Activation of a layer", _activation, _OF_LAYER),
    Fact("dropout", "Dropout of a hidden layer, in percent", _dropout, _OF_LAYER),
    Fact("features", "Inputs of the network", lambda s: s.snapshot.layer_sizes[0]),
    Fact("parameters", "Weights and biases", _shown("n_parameters")),
    Fact("frozen", "Frozen layers", _frozen),
    Fact("cuts", "Connections cut by hand", _cuts),
    Fact("n_points", "Points", lambda s: len(s.snapshot.points_x)),
    Fact("n_train", "Training points", _shown("n_train")),
    Fact("n_test", "Test points", _shown("n_test")),
    Fact("updates_per_epoch", "Updates in an epoch", _updates_per_epoch),
    Fact("selected_layer", "Layer of the selected neuron; 0 if none is", _selected(0)),
    Fact("selected_neuron", "The selected neuron in its layer; 0 if none is", _selected(1)),
    Fact("asked_weight", "The weight that is explained", _setting("asked_weight")),
    Fact("weight", "A weight", _weight, _OF_WEIGHT),
    Fact("bias", "A bias", _bias, _OF_NEURON),
    Fact("largest_weight", "The largest weight, without its sign", _largest_weight),
    *map(_of_step, STEP_FACTS),
)
