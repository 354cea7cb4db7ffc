"""An experiment as exact values that JSON can hold: the link's twin without rounding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, astuple, fields
from typing import Any, cast

from playground.entrants import Entrant
from playground.fields import FIELDS
from playground.repair import repair
from playground.state import (
    DEFAULTS,
    VERSION,
    Edge,
    HiddenLayer,
    OutputLayer,
    PlaygroundState,
    Point,
)
from playground.table import TableError, unpack


def to_dict(state: PlaygroundState) -> dict[str, Any]:
    """The whole state, exact, as values JSON can hold."""
    values: dict[str, Any] = {name: getattr(state, name) for name in FIELDS}
    values["version"] = VERSION
    values["plane"] = list(state.plane)
    values["features"] = list(state.features)
    values["neuron"] = list(state.neuron) if state.neuron else None
    values["layers"] = [list(astuple(layer)) for layer in state.layers]
    values["output"] = list(astuple(state.output))
    values["edges"] = [list(astuple(edge)) for edge in state.edges]
    values["racers"] = [list(astuple(entrant)) for entrant in state.racers]
    values["weights"] = list(state.weights)
    values["points"] = [
        [float(point.x), float(point.y), float(point.label), point.test] for point in state.points
    ]
    values["table"] = state.table.packed if state.table else None
    return values


def from_dict(values: object) -> tuple[PlaygroundState, tuple[str, ...]]:
    """The reverse of `to_dict`; hostile or damaged values are repaired. Never raises."""
    if not isinstance(values, Mapping):
        return DEFAULTS, ("The saved experiment could not be read; this is the standard one.",)
    built: dict[str, object] = {name: values[name] for name in FIELDS if name in values}
    if "plane" in values:
        built["plane"] = _sequence(values["plane"])
    if "features" in values:
        built["features"] = _sequence(values["features"])
    if "neuron" in values:
        built["neuron"] = _sequence(values["neuron"])
    if "layers" in values:
        built["layers"] = [_row(HiddenLayer, row) for row in _sequence(values["layers"])]
    if "output" in values:
        built["output"] = _row(OutputLayer, values["output"])
    if "edges" in values:
        built["edges"] = [_row(Edge, row) for row in _sequence(values["edges"])]
    if "racers" in values:
        built["racers"] = [_row(Entrant, row) for row in _sequence(values["racers"])]
    if "weights" in values:
        built["weights"] = _sequence(values["weights"])
    if "points" in values:
        built["points"] = [_row(Point, row) for row in _sequence(values["points"])]
    notices: tuple[str, ...] = ()
    if values.get("table") is not None:
        try:
            built["table"] = unpack(values["table"])
        except TableError as error:
            notices = (str(error),)
    state, repaired = repair(built)
    return state, (*notices, *repaired)


def _sequence(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()


def _row(kind: type[Any], row: object) -> object:
    """A dataclass from its JSON row, which may be of a time when there were fewer columns.

    A row of another shape stays what it is and is refused.
    """
    needed = sum(field.default is MISSING for field in fields(kind))
    fits = isinstance(row, list | tuple) and needed <= len(row) <= len(fields(kind))
    return kind(*cast(list[object], row)) if fits else row
