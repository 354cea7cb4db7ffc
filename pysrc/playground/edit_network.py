"""Changes of the network's hidden layers: pure functions from a state to a state."""

from __future__ import annotations

import dataclasses
from typing import Any, cast

from playground.architecture import has_neuron, layer_sizes_of
from playground.fields import (
    ACTIVATION,
    MAX_LAYERS,
    UNITS,
    ActionError,
    of_layer,
    read_noting,
    shorten,
)
from playground.state import HiddenLayer, PlaygroundState


def add_layer(
    state: PlaygroundState, units: object, activation: object, notes: list[str]
) -> PlaygroundState:
    """Add a hidden layer before the output; what is None is like in the layer before."""
    if len(state.layers) >= MAX_LAYERS:
        raise ActionError(f"A network here has at most {MAX_LAYERS} hidden layers.")
    last = state.layers[-1] if state.layers else HiddenLayer()
    edges = tuple(edge for edge in state.edges if edge.layer <= len(state.layers))
    layer = HiddenLayer(
        last.units if units is None else read_noting(UNITS, units, notes),
        last.activation if activation is None else _activation(activation),
    )
    return dataclasses.replace(state, layers=(*state.layers, layer), edges=edges)


def remove_layer(state: PlaygroundState, index: object) -> PlaygroundState:
    """Remove a hidden layer; -1 is the last one."""
    if not state.layers:
        raise ActionError("There is no hidden layer to remove.")
    place = check_index(len(state.layers) - 1 if index == -1 else index, state.layers, "layer")
    layers = state.layers[:place] + state.layers[place + 1 :]
    # The layers behind it get other inputs or another number: what was cut there means nothing.
    edges = tuple(edge for edge in state.edges if edge.layer <= place)
    return dataclasses.replace(state, layers=layers, edges=edges)


def set_units(
    state: PlaygroundState, index: object, units: object, notes: list[str]
) -> PlaygroundState:
    """Set the number of neurons of one hidden layer."""
    place = check_index(index, state.layers, "layer")
    return _with_layer(state, place, units=read_noting(of_layer(UNITS, place + 1), units, notes))


def set_activation(state: PlaygroundState, index: object, activation: object) -> PlaygroundState:
    """Set the activation of one hidden layer, or of all of them (None)."""
    name = _activation(activation)
    if index is not None:
        return _with_layer(state, check_index(index, state.layers, "layer"), activation=name)
    layers = tuple(dataclasses.replace(layer, activation=name) for layer in state.layers)
    return dataclasses.replace(state, layers=layers)


def select_neuron(state: PlaygroundState, layer: object, neuron: object) -> PlaygroundState:
    """Show the map of one neuron; without a layer, or for the only output, the network's answer."""
    if layer is None:
        return dataclasses.replace(state, neuron=None)
    if not has_neuron(state, layer, neuron):
        raise ActionError(f"There is no neuron {shorten(neuron)} in layer {shorten(layer)}.")
    sizes = layer_sizes_of(state)
    is_answer = layer == len(sizes) - 1 and sizes[-1] == 1
    chosen = None if is_answer else cast(tuple[int, int], (layer, neuron))
    return dataclasses.replace(state, neuron=chosen)


def check_index(index: object, items: tuple[object, ...], what: str) -> int:
    """The index of an existing item; `ActionError` otherwise."""
    if isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(items):
        return index
    raise ActionError(f"There is no {what} with the index {shorten(index)}; {len(items)} exist.")


def _activation(name: object) -> str:
    return str(ACTIVATION.read(name)[0])


def _with_layer(state: PlaygroundState, index: int, **changes: Any) -> PlaygroundState:
    layers = list(state.layers)
    layers[index] = dataclasses.replace(layers[index], **changes)
    return dataclasses.replace(state, layers=tuple(layers))
