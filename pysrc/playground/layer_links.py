"""The part of a link that says what layers do beside weighing.

Layers are counted from 1 and the output is the last of them. `norm=1,2` and `frozen=3` list layers,
`dropout=20,0` and `density=50,100,80` have a number for each, as far as they are not the default;
`cut=1.0.1,2.3.0` lists connections by layer, neuron and source, and so does `keep`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from playground.fields import DENSITY, DROPOUT, MAX_EDGES, MAX_LAYERS, Field, FieldError, of_layer
from playground.state import Edge, HiddenLayer, OutputLayer, PlaygroundState

KEYS = ("norm", "dropout", "frozen", "density", "cut", "keep")
_LONGEST_EDGE = 12  # characters


def encode_extras(state: PlaygroundState) -> list[str]:
    """The parts of the link, only for what is not the default."""
    layers: tuple[HiddenLayer | OutputLayer, ...] = (*state.layers, state.output)
    values = {
        "norm": _numbers([layer.batch_norm for layer in state.layers]),
        "dropout": _trimmed([layer.dropout for layer in state.layers], HiddenLayer.dropout),
        "frozen": _numbers([layer.frozen for layer in layers]),
        "density": _trimmed([layer.density for layer in layers], HiddenLayer.density),
        "cut": [_name(edge) for edge in state.edges if edge.cut],
        "keep": [_name(edge) for edge in state.edges if not edge.cut],
    }
    return [f"{key}={','.join(words)}" for key, words in values.items() if words]


def decode_extras(
    raw: Mapping[str, str], layers: list[HiddenLayer], notices: list[str]
) -> dict[str, object]:
    """The values of the fields `layers`, `output` and `edges`; numbers are checked later."""
    all_layers: list[Any] = [*layers, OutputLayer()]
    for key, name in (("norm", "batch_norm"), ("frozen", "frozen")):
        for number in _listed(raw.get(key, "")):
            if 1 <= number <= len(all_layers) and hasattr(all_layers[number - 1], name):
                all_layers[number - 1] = replace(all_layers[number - 1], **{name: True})
    for field in (DROPOUT, DENSITY):
        words = raw[field.key].split(",", MAX_LAYERS + 1) if raw.get(field.key) else []
        for index, word in enumerate(words[: len(all_layers)]):
            if hasattr(all_layers[index], field.name):
                value = _number(of_layer(field, index + 1), word, notices)
                all_layers[index] = replace(all_layers[index], **{field.name: value})
    cut, kept = (_edges(raw.get(key, ""), key == "cut") for key in ("cut", "keep"))
    return {"layers": all_layers[:-1], "output": all_layers[-1], "edges": [*kept, *cut]}


def _numbers(flags: list[bool]) -> list[str]:
    return [str(number) for number, flag in enumerate(flags, start=1) if flag]


def _trimmed(values: list[int], default: int) -> list[str]:
    while values and values[-1] == default:
        values = values[:-1]
    return [str(value) for value in values]


def _name(edge: Edge) -> str:
    return f"{edge.layer}.{edge.neuron}.{edge.source}"


def _listed(text: str) -> list[int]:
    return [int(word) for word in text[:100].split(",") if _is_number(word)]


def _number(field: Field, word: str, notices: list[str]) -> int:
    try:
        value, notice = field.parse(word)
    except FieldError as error:
        value, notice = getattr(HiddenLayer, field.name), str(error)
    if notice:
        notices.append(notice)
    return int(value)


def _edges(text: str, cut: bool) -> list[Edge]:
    edges = []
    for word in text[: _LONGEST_EDGE * MAX_EDGES].split(","):
        numbers = word.split(".", 3)
        if len(numbers) == 3 and all(map(_is_number, numbers)):
            layer, neuron, source = map(int, numbers)
            edges.append(Edge(layer, neuron, source, cut))
    return edges


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 6
