"""Changes of what a layer does beside weighing: pure functions from a state to a state."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from playground.architecture import check_weight
from playground.connections import drawn_of
from playground.fields import (
    DENSITY,
    DROPOUT,
    MAX_EDGES,
    ActionError,
    Field,
    FieldError,
    read_noting,
    shorten,
)
from playground.state import Edge, HiddenLayer, OutputLayer, PlaygroundState

SWITCHES: Mapping[str, str] = {"batch_norm": "Batch norm", "frozen": "Freeze"}
NUMBERS: Mapping[str, Field] = {"dropout": DROPOUT, "density": DENSITY}
LAYER_LABELS: Mapping[str, str] = {
    **SWITCHES,
    **{name: field.label for name, field in NUMBERS.items()},
}


def set_layer(
    state: PlaygroundState, index: object, name: object, value: object, notes: list[str]
) -> PlaygroundState:
    """Set one of `LAYER_LABELS` of a hidden layer or, as the last one, of the output layer."""
    layers: tuple[HiddenLayer | OutputLayer, ...] = (*state.layers, state.output)
    if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < len(layers):
        raise ActionError(f"There is no layer {shorten(index)}; {len(layers)} exist.")
    layer = layers[index]
    if not isinstance(name, str) or name not in LAYER_LABELS:
        raise ActionError(f"There is no setting {shorten(name)} of a layer.")
    if not hasattr(layer, name):
        raise ActionError(f"The output layer has no {LAYER_LABELS[name].lower()}.")
    changes: dict[str, Any] = {name: _read(name, value, notes)}
    if isinstance(layer, OutputLayer):
        return dataclasses.replace(state, output=dataclasses.replace(layer, **changes))
    hidden = list(state.layers)
    hidden[index] = dataclasses.replace(layer, **changes)
    return dataclasses.replace(state, layers=tuple(hidden))


def read_switch(name: str, value: object) -> bool:
    """The value of a switch; `FieldError` for anything but True and False."""
    if not isinstance(value, bool):
        raise FieldError(f"{SWITCHES[name]} cannot be {shorten(value)}: it is on or off.")
    return value


def connect(
    state: PlaygroundState, layer: int, neuron: int, source: int, connected: object
) -> PlaygroundState:
    """Cut one connection by hand, or bring it back."""
    check_weight(state, layer, neuron, source)
    if not isinstance(source, int):
        raise ActionError("A bias cannot be cut: it is no connection.")
    edge = Edge(layer, neuron, source, cut=not connected)
    twins = (edge, dataclasses.replace(edge, cut=not edge.cut))
    others = [one for one in state.edges if one not in twins]
    if bool(drawn_of(state, layer)[source, neuron]) == bool(connected):
        return dataclasses.replace(state, edges=tuple(others))
    if len(others) >= MAX_EDGES:
        raise ActionError(
            f"At most {MAX_EDGES} connections can be cut by hand; set the share of connections of"
            " a layer to cut more."
        )
    return dataclasses.replace(state, edges=tuple(sorted((*others, edge))))


def connect_all(state: PlaygroundState, index: object, notes: list[str]) -> PlaygroundState:
    """Bring back all connections into a layer, whatever had cut them."""
    whole = set_layer(state, index, "density", 100, notes)
    kept = (edge for edge in state.edges if edge.layer - 1 != index)
    return dataclasses.replace(whole, edges=tuple(kept))


def _read(name: str, value: object, notes: list[str]) -> bool | int:
    if name in SWITCHES:
        return read_switch(name, value)
    return int(read_noting(NUMBERS[name], value, notes))
