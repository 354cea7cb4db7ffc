"""Making any state valid.

A state may come from a stranger's link or a damaged file. `validate` and `repair` clamp every
field, cap every size and replace what does not go together. They evaluate nothing and never
raise, whatever the values are.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

from backprop import LOSSES
from playground.architecture import about_output, has_neuron, layer_sizes_of
from playground.entrants import clean_entrants
from playground.features import clean_features
from playground.fields import AUTO, FIELDS, MAX_CLASSES, MAX_POINTS, TABLE, shorten
from playground.given_weights import clean_given
from playground.repair_layers import clean_edges, clean_layers, clean_output, read_or
from playground.state import (
    DEFAULTS,
    LABEL_LIMIT,
    POINTS_LIMIT,
    VALUE_TASKS,
    PlaygroundState,
    Point,
    Task,
    clamp_coordinate,
    clean_label,
    default_n_samples,
    feature_names_of,
    highest_label,
    is_measured,
    task_of,
)
from playground.table import Table

NO_TABLE = "The rows of the table are not here, so the standard data is shown."
# The loss a task falls back to when the chosen one does not fit it.
_DEFAULT_LOSS: Mapping[Task, str] = {
    "binary": "half_squared_error",
    "multiclass": "softmax_cross_entropy",
    "regression": "half_squared_error",
}


_CLASSES = tuple(float(label) for label in range(MAX_CLASSES))


def validate(state: PlaygroundState) -> PlaygroundState:
    """Clamp every field and repair what does not go together. Idempotent, never raises."""
    values = {field.name: getattr(state, field.name, None) for field in dataclasses.fields(state)}
    return repair(values)[0]


def repair(values: Mapping[str, object]) -> tuple[PlaygroundState, tuple[str, ...]]:
    """Build a valid state from any values; the sentences say what had to be changed.

    A missing value is the default. Nothing here raises, whatever the values are.
    """
    notices: list[str] = []
    clean: dict[str, Any] = {}
    for name, field in FIELDS.items():
        fallback = getattr(DEFAULTS, name)
        if name == "n_samples":
            fallback = default_n_samples(clean["dataset"])
        clean[name] = read_or(field, values.get(name, fallback), fallback, notices)
    clean["layers"] = clean_layers(values.get("layers", DEFAULTS.layers), notices)
    clean["output"] = clean_output(values.get("output"), notices)
    clean["features"] = clean_features(values.get("features", DEFAULTS.features), notices)
    clean["racers"] = clean_entrants(values.get("racers", DEFAULTS.racers), notices)
    clean["points"] = _points(values.get("points", ()), clean["points_task"], notices)
    table = values.get("table")
    clean["table"] = table if isinstance(table, Table) else None
    if clean["dataset"] == TABLE and clean["table"] is None:
        notices.append(NO_TABLE)
        clean["dataset"] = DEFAULTS.dataset
    state = PlaygroundState(**clean)
    state = _fit_together(state, values.get("plane", DEFAULTS.plane), notices)
    neuron = _neuron(state, values.get("neuron"))
    edges = clean_edges(state, values.get("edges", ()), notices)
    weights = clean_given(state, values.get("weights", ()), notices)
    if neuron or edges or weights:
        state = dataclasses.replace(state, neuron=neuron, edges=edges, weights=weights)
    return state, tuple(notices)


def _fit_together(state: PlaygroundState, plane: object, notices: list[str]) -> PlaygroundState:
    changes: dict[str, Any] = {"plane": _plane(plane, len(feature_names_of(state)))}
    if is_measured(state.dataset):
        changes["n_samples"] = default_n_samples(state.dataset)
    else:
        changes["inputs"] = DEFAULTS.inputs
    task = task_of(state)
    if task not in LOSSES[state.loss].tasks:
        changes["loss"] = _DEFAULT_LOSS[task]
        old, new = LOSSES[state.loss].label, LOSSES[_DEFAULT_LOSS[task]].label
        notices.append(f"The loss {old} does not fit this data; it is now {new}.")
    state = dataclasses.replace(state, **changes)
    if state.output_activation != AUTO and not LOSSES[state.loss].any_output:
        notices.append(about_output(state))
        state = dataclasses.replace(state, output_activation=AUTO)
    return state


def _plane(value: object, n_features: int) -> tuple[int, int]:
    match value:
        case (int() as first, int() as second) if first != second:
            if 0 <= first < n_features and 0 <= second < n_features:
                return int(first), int(second)
    return DEFAULTS.plane


def _neuron(state: PlaygroundState, value: object) -> tuple[int, int] | None:
    """A neuron that exists; None, the output, for any other."""
    match value:
        case (int() as layer, int() as index) if has_neuron(state, layer, index):
            sizes = layer_sizes_of(state)
            return None if layer == len(sizes) - 1 and sizes[-1] == 1 else (layer, index)
    return None


def _points(values: object, points_task: str, notices: list[str]) -> tuple[Point, ...]:
    if not isinstance(values, list | tuple):
        notices.append(f"The points cannot be {shorten(values)}: a list is needed.")
        return ()
    given = tuple(values[:MAX_POINTS])
    highest = highest_label(points_task) if points_task in VALUE_TASKS else None
    if all(_is_clean(point, highest) for point in given):
        usable = given  # nearly always, and quick, because every action comes here
    else:
        usable = tuple(point for value in given if (point := _clean_point(value, points_task)))
    if len(values) > MAX_POINTS:
        notices.append(f"Only the first {MAX_POINTS} of {len(values)} points were kept.")
    if len(usable) < len(given):
        notices.append("Points that are not finite numbers were left out.")
    return usable


def _is_clean(point: object, highest: float | None) -> bool:
    """Whether a point is usable as it is. `highest` label of a regression, None for classes."""
    if point.__class__ is not Point:
        return False
    x, y, label, test = point.x, point.y, point.label, point.test
    if not (x.__class__ is y.__class__ is label.__class__ is float and test.__class__ is bool):
        return False
    if not (-POINTS_LIMIT <= x <= POINTS_LIMIT and -POINTS_LIMIT <= y <= POINTS_LIMIT):
        return False
    return label in _CLASSES if highest is None else -LABEL_LIMIT <= label <= highest


def _clean_point(point: object, points_task: str) -> Point | None:
    """The point with its numbers in range, or None when they are no finite numbers."""
    if not isinstance(point, Point):
        return None
    try:
        x, y, label, test = float(point.x), float(point.y), float(point.label), bool(point.test)
    except (TypeError, ValueError, OverflowError):
        return None
    if not math.isfinite(x + y + label):
        return None
    return Point(clamp_coordinate(x), clamp_coordinate(y), clean_label(label, points_task), test)
