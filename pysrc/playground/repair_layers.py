"""Making the layers and the connections of any state valid; see `repair`."""

from __future__ import annotations

from typing import Any

from playground.architecture import layer_sizes_of
from playground.edit_layers import NUMBERS, SWITCHES, read_switch
from playground.fields import (
    ACTIVATION,
    MAX_EDGES,
    MAX_LAYERS,
    UNITS,
    Field,
    FieldError,
    of_layer,
    read_noting,
    shorten,
)
from playground.state import DEFAULTS, Edge, HiddenLayer, OutputLayer, PlaygroundState


def read_or(field: Field, value: object, fallback: Any, notices: list[str]) -> Any:
    """The value in the range of its field, or what takes its place; the notice says so."""
    try:
        return read_noting(field, value, notices)
    except FieldError as error:
        notices.append(str(error))
        return fallback


def clean_layers(values: object, notices: list[str]) -> tuple[HiddenLayer, ...]:
    """The hidden layers, at most six, each with values that it may have."""
    if not isinstance(values, list | tuple):
        notices.append(f"The layers cannot be {shorten(values)}: a list is needed.")
        return DEFAULTS.layers
    if len(values) > MAX_LAYERS:
        notices.append(f"Only the first {MAX_LAYERS} hidden layers were kept.")
    layers = []
    for number, value in enumerate(values[:MAX_LAYERS], start=1):
        layer = value if isinstance(value, HiddenLayer) else HiddenLayer()
        units = read_or(of_layer(UNITS, number), layer.units, HiddenLayer.units, notices)
        activation = read_or(ACTIVATION, layer.activation, HiddenLayer.activation, notices)
        layers.append(HiddenLayer(units, activation, **_extras(layer, notices)))
    return tuple(layers)


def clean_output(value: object, notices: list[str]) -> OutputLayer:
    """What is set of the output layer."""
    layer = value if isinstance(value, OutputLayer) else OutputLayer()
    return OutputLayer(**_extras(layer, notices))


def clean_edges(state: PlaygroundState, values: object, notices: list[str]) -> tuple[Edge, ...]:
    """The connections cut or kept by hand that exist in this network, each once and in order."""
    if not isinstance(values, list | tuple):
        notices.append(f"The cut connections cannot be {shorten(values)}: a list is needed.")
        return ()
    sizes = layer_sizes_of(state)
    edges = {
        (edge.layer, edge.neuron, edge.source): edge
        for edge in values
        if isinstance(edge, Edge) and _exists(edge, sizes)
    }
    if len(edges) > MAX_EDGES:
        notices.append(f"Only the first {MAX_EDGES} connections cut by hand were kept.")
    return tuple(sorted(edges.values())[:MAX_EDGES])


def _extras(layer: HiddenLayer | OutputLayer, notices: list[str]) -> dict[str, Any]:
    clean: dict[str, Any] = {}
    for name in (*SWITCHES, *NUMBERS):
        if not hasattr(layer, name):
            continue
        value, fallback = getattr(layer, name), getattr(type(layer), name)
        if name in NUMBERS:
            clean[name] = read_or(NUMBERS[name], value, fallback, notices)
            continue
        try:
            clean[name] = read_switch(name, value)
        except FieldError as error:
            notices.append(str(error))
            clean[name] = fallback
    return clean


def _exists(edge: Edge, sizes: tuple[int, ...]) -> bool:
    numbers = (edge.layer, edge.neuron, edge.source)
    if not all(type(number) is int for number in numbers) or type(edge.cut) is not bool:
        return False
    if not 1 <= edge.layer < len(sizes):
        return False
    return 0 <= edge.neuron < sizes[edge.layer] and 0 <= edge.source < sizes[edge.layer - 1]
