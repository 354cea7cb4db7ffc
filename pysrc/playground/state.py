"""The experiment, written down.

`PlaygroundState` is the only description of an experiment: which data, which network, how it
is trained and how fast it is shown. It is frozen and holds nothing that was learned. Links,
saved work and tests all speak it. `validate` turns any state, however hostile, into one that
can be run.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from backprop import DATASETS, LOSSES
from playground.fields import (
    ACTIVATION,
    FIELDS,
    MAX_LAYERS,
    MAX_POINTS,
    OWN_POINTS,
    UNITS,
    Choice,
    Field,
    FieldError,
    read_noting,
    shorten,
)

Task = Literal["binary", "multiclass", "regression"]

VERSION = 1
POINTS_LIMIT = 6.0  # own points live in [-6, 6]², as the synthetic data does
MAX_CLASSES = 3
LABEL_LIMIT = 2.0  # the value of an own point in a regression: the plane data reaches 1.8

# The loss a task falls back to when the chosen one does not fit it.
_DEFAULT_LOSS: Mapping[Task, str] = {
    "binary": "half_squared_error",
    "multiclass": "softmax_cross_entropy",
    "regression": "half_squared_error",
}


@dataclass(frozen=True)
class HiddenLayer:
    """A hidden layer: how many neurons, and which activation they use."""

    units: int = 4
    activation: str = "tanh"


@dataclass(frozen=True)
class Point:
    """One of the reader's own points. `label` is a class index, or a value in a regression."""

    x: float
    y: float
    label: float
    test: bool = False


@dataclass(frozen=True)
class PlaygroundState:
    """A whole experiment. The ranges are in `fields.FIELDS`."""

    version: int = VERSION
    lab: str = "playground"
    dataset: str = "circle"
    points: tuple[Point, ...] = ()
    points_task: str = "classification"
    n_samples: int = 500
    noise: int = 0
    train_percent: int = 50
    batch_size: int = 10
    data_seed: int = 1
    weight_seed: int = 1
    plane: tuple[int, int] = (0, 1)
    inputs: str = "plane"
    layers: tuple[HiddenLayer, ...] = (HiddenLayer(4), HiddenLayer(2))
    loss: str = "half_squared_error"
    optimizer: str = "sgd"
    learning_rate: float = 0.03
    regularizer: str = "none"
    regularization_rate: float = 0.0
    initializer: str = "tfp_uniform"
    epochs_per_frame: int = 1
    loss_scale: str = "linear"


DEFAULTS = PlaygroundState()


def task_of(state: PlaygroundState) -> Task:
    """What the network has to do with the data of this state."""
    if state.dataset != OWN_POINTS:
        return cast(Task, DATASETS[state.dataset].task)
    if state.points_task == "regression":
        return "regression"
    return "multiclass" if n_classes_of(state) > 2 else "binary"


def n_classes_of(state: PlaygroundState) -> int:
    """How many classes the data has; 0 in a regression."""
    if state.dataset != OWN_POINTS:
        return DATASETS[state.dataset].n_classes
    if state.points_task == "regression":
        return 0
    return max(2, 1 + max((int(point.label) for point in state.points), default=0))


def feature_names_of(state: PlaygroundState) -> tuple[str, ...]:
    """The measures of the data shown; own points have the two axes."""
    if state.dataset == OWN_POINTS:
        return ("x", "y")
    return DATASETS[state.dataset].feature_names


def default_n_samples(dataset: str) -> int:
    """How many points a data set has unless the reader says otherwise."""
    if dataset == OWN_POINTS:
        return DEFAULTS.n_samples
    return DATASETS[dataset].default_n_samples


def is_measured(dataset: str) -> bool:
    """True for real data, whose rows are fixed: it can be looked at, not edited."""
    return dataset != OWN_POINTS and DATASETS[dataset].fixed_size


def loss_choices(state: PlaygroundState) -> tuple[Choice, ...]:
    """The losses that make sense for the task of this state."""
    task = task_of(state)
    return tuple(Choice(name, entry.label) for name, entry in LOSSES.items() if task in entry.tasks)


def clamp_coordinate(value: float) -> float:
    """The nearest coordinate an own point may have."""
    return min(max(value, -POINTS_LIMIT), POINTS_LIMIT)


def clean_label(label: float, points_task: str) -> float:
    """The nearest allowed label: a class index 0, 1, 2, or a value in a regression."""
    if points_task == "regression":
        return min(max(float(label), -LABEL_LIMIT), LABEL_LIMIT)
    return float(min(max(round(label), 0), MAX_CLASSES - 1))


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
        clean[name] = _read(field, values.get(name, fallback), fallback, notices)
    clean["layers"] = _layers(values.get("layers", DEFAULTS.layers), notices)
    clean["points"] = _points(values.get("points", ()), clean["points_task"], notices)
    state = PlaygroundState(**clean)
    return _fit_together(state, values.get("plane", DEFAULTS.plane), notices), tuple(notices)


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
    return dataclasses.replace(state, **changes)


def _read(field: Field, value: object, fallback: Any, notices: list[str]) -> Any:
    try:
        return read_noting(field, value, notices)
    except FieldError as error:
        notices.append(str(error))
        return fallback


def _layers(values: object, notices: list[str]) -> tuple[HiddenLayer, ...]:
    if not isinstance(values, list | tuple):
        notices.append(f"The layers cannot be {shorten(values)}: a list is needed.")
        return DEFAULTS.layers
    if len(values) > MAX_LAYERS:
        notices.append(f"Only the first {MAX_LAYERS} hidden layers were kept.")
    layers = []
    for value in values[:MAX_LAYERS]:
        layer = value if isinstance(value, HiddenLayer) else HiddenLayer()
        units = _read(UNITS, layer.units, HiddenLayer.units, notices)
        layers.append(
            HiddenLayer(units, _read(ACTIVATION, layer.activation, HiddenLayer.activation, notices))
        )
    return tuple(layers)


def _plane(value: object, n_features: int) -> tuple[int, int]:
    match value:
        case (int() as first, int() as second) if first != second:
            if 0 <= first < n_features and 0 <= second < n_features:
                return int(first), int(second)
    return DEFAULTS.plane


def _points(values: object, points_task: str, notices: list[str]) -> tuple[Point, ...]:
    if not isinstance(values, list | tuple):
        notices.append(f"The points cannot be {shorten(values)}: a list is needed.")
        return ()
    given = values[:MAX_POINTS]
    usable = tuple(point for value in given if (point := _clean_point(value, points_task)))
    if len(values) > MAX_POINTS:
        notices.append(f"Only the first {MAX_POINTS} of {len(values)} points were kept.")
    if len(usable) < len(given):
        notices.append("Points that are not finite numbers were left out.")
    return usable


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
    clean = Point(clamp_coordinate(x), clamp_coordinate(y), clean_label(label, points_task), test)
    return point if clean == point else clean
