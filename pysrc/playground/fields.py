"""The one table of what can be set.

Each simple setting of an experiment is one `Field`: its name in the state, its key in the
link, its label, its kind and what is allowed. Validation, clamping, the link and the widgets
all read this table, so a range is written once. Choices come from the registries of
`backprop` and are never repeated here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from numbers import Integral, Real
from typing import Any, Literal

from backprop import (
    ACTIVATIONS,
    CLIPPINGS,
    DATASETS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
)
from backprop.explain import BUGS

OWN_POINTS = "points"
TABLE = "table"
AUTO = "auto"
MAX_POINTS = 2000
MAX_LAYERS = 6
MAX_EDGES = 200  # connections cut or kept by hand
MAX_CLASSES = 10
MAX_SEED = 999_999_999
MAX_PARAMETER = 9_999  # the largest network has fewer parameters

Kind = Literal["int", "float", "choice", "identifier"]
Value = int | float | str

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_-]{0,31}\Z")
_MAX_TEXT = 40


class ActionError(ValueError):
    """Something the reader asked for that cannot be done; the message is one sentence."""


class FieldError(ActionError):
    """A value that cannot be used; the message names the field and what is allowed."""


@dataclass(frozen=True)
class Choice:
    """One allowed value of a choice field and the words a widget shows for it."""

    value: int | float | str
    label: str


@dataclass(frozen=True)
class Field:
    """One setting: `low` and `high` bound the numbers, `choices` lists the rest.

    `view`: it changes what is looked at and not the experiment, so there is nothing to undo.
    """

    name: str
    key: str
    label: str
    kind: Kind
    low: float = 0
    high: float = 0
    choices: tuple[Choice, ...] = ()
    view: bool = False

    def read(self, value: object) -> tuple[Value, str | None]:
        """Return the usable value and, when it had to be clamped, the sentence that says so.

        Raises `FieldError` for a wrong type, a number that is not finite, or an unknown choice.
        """
        if self.kind == "choice":
            return self._choose(value), None
        if self.kind == "identifier":
            if isinstance(value, str) and _IDENTIFIER.match(value):
                return value, None
            raise FieldError(f"{self.label} cannot be {shorten(value)}: a short name is needed.")
        number = self._number(value)
        if self.low <= number <= self.high:
            return number, None
        nearest = self.low if number < self.low else self.high
        bound = int(nearest) if self.kind == "int" else float(nearest)
        what = f"{self.label} was set to {plain(bound)} instead of {plain(number)}"
        return bound, f"{what}: allowed is {self.allowed}."

    def parse(self, text: str) -> tuple[Value, str | None]:
        """`read` for the text found in a link."""
        if self.kind == "identifier" or (self.kind == "choice" and not self._numeric_choices):
            return self.read(text)
        try:
            number = float(text) if len(text) <= _MAX_TEXT else math.nan
        except ValueError:
            number = math.nan
        if math.isnan(number):
            raise FieldError(f"{self.label} cannot be {shorten(text)}: allowed is {self.allowed}.")
        return self.read(number)

    @property
    def allowed(self) -> str:
        """What may be chosen, in words: a range or a list."""
        if self.kind == "choice":
            return ", ".join(str(choice.value) for choice in self.choices)
        return f"{plain(self.low)} to {plain(self.high)}"

    @property
    def _numeric_choices(self) -> bool:
        return bool(self.choices) and isinstance(self.choices[0].value, int)

    def _choose(self, value: object) -> Value:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            for choice in self.choices:
                if choice.value == value:
                    return choice.value
        raise FieldError(f"{self.label} cannot be {shorten(value)}: choose one of {self.allowed}.")

    def _number(self, value: object) -> int | float:
        if isinstance(value, bool) or not isinstance(value, Real):
            raise FieldError(
                f"{self.label} cannot be {shorten(value)}: it is a number, {self.allowed}."
            )
        if isinstance(value, Integral):
            whole = max(min(int(value), 10**15), -(10**15))
            return whole if self.kind == "int" else float(whole)
        number = float(value)
        if not math.isfinite(number):
            raise FieldError(
                f"{self.label} cannot be {shorten(value)}: it is a finite number, {self.allowed}."
            )
        if self.kind == "float":
            return number
        if number != round(number):
            raise FieldError(
                f"{self.label} cannot be {shorten(value)}: it is a whole number, {self.allowed}."
            )
        return int(number)


def of_layer(field: Field, layer: int) -> Field:
    """A field of layers, as that of one: what is wrong with its value then says where."""
    return replace(field, label=f"{field.label} of layer {layer}")


def plain(number: float) -> str:
    """A number as a person writes it: 50, 0.03, 0.000001."""
    if number == round(number) and abs(number) < 1e15:
        return str(round(number))
    return f"{number:.6f}".rstrip("0") if 1e-6 <= abs(number) < 1 else f"{number:g}"


def shorten(value: object) -> str:
    """A quoted, short form of any value for a message: hostile text stays one line."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return f"a {type(value).__name__}"
    if isinstance(value, int) and abs(value) > 10**15:
        return "such a large number"
    text = str(value)
    text = text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 1] + "…"
    return repr(text) if isinstance(value, str) else text


def read_noting(field: Field, value: object, notes: list[str]) -> Any:
    """`field.read(value)`; the sentence about clamping, if any, goes to `notes`."""
    clean, note = field.read(value)
    if note:
        notes.append(note)
    return clean


def _from(registry: Mapping[str, Any]) -> tuple[Choice, ...]:
    return tuple(Choice(name, entry.label) for name, entry in registry.items())


def _int(name: str, key: str, label: str, low: int, high: int) -> Field:
    return Field(name, key, label, "int", low, high)


def _float(name: str, key: str, label: str, low: float, high: float) -> Field:
    return Field(name, key, label, "float", low, high)


def _choice(name: str, key: str, label: str, *choices: Choice, view: bool = False) -> Field:
    return Field(name, key, label, "choice", choices=choices, view=view)


UNITS = _int("units", "units", "Neurons", 1, 32)
DROPOUT = _int("dropout", "dropout", "Dropout", 0, 90)
DENSITY = _int("density", "density", "Connections", 1, 100)
WEIGHT = _float("weight", "weight", "The weight", -1000.0, 1000.0)
ACTIVATION = _choice("activation", "activation", "Activation", *_from(ACTIVATIONS))

# What the deeper pictures show; see `playground.deeper`.
_DEEPER = (
    _choice(
        "surface_plane",
        "surface",
        "Directions",
        Choice("weights", "Two weights"),
        Choice("random", "Two random directions"),
        Choice("path", "Where the training moved most"),
    ),
    _int("surface_x", "surfaceX", "Weight across", 0, MAX_PARAMETER),
    _int("surface_y", "surfaceY", "Weight up", 0, MAX_PARAMETER),
    _int("surface_seed", "surfaceSeed", "Direction seed", 0, MAX_SEED),
    _choice(
        "surface_range",
        "surfaceRange",
        "Range",
        Choice(0, "Automatic"),
        *(Choice(width, f"±{width}") for width in (1, 2, 5, 10, 20)),
    ),
    _choice(
        "surface_size",
        "surfaceSize",
        "Resolution",
        *(Choice(size, f"{size} × {size}") for size in (21, 41, 61)),
    ),
    _choice(
        "surface_scale",
        "surfaceScale",
        "Colours",
        Choice("log", "Logarithmic"),
        Choice("linear", "Linear"),
    ),
    _int("space_layer", "spaceLayer", "Layer", 0, MAX_LAYERS),
    _choice(
        "space_view",
        "space",
        "Axes",
        Choice("auto", "By the number of neurons"),
        Choice("two", "Two neurons"),
        Choice("three", "Three neurons"),
        Choice("components", "Two principal components"),
    ),
    *(
        _int(f"space_{axis}", f"space{axis.upper()}", f"{order} neuron", 1, 32)
        for axis, order in (("x", "First"), ("y", "Second"), ("z", "Third"))
    ),
    _int("space_turn", "turn", "Turn", -180, 180),
    _int("space_tilt", "tilt", "Tilt", -90, 90),
    _choice(
        "histogram_scale",
        "histogramScale",
        "Scale",
        Choice("each", "Each layer its own"),
        Choice("common", "The same for all layers"),
    ),
)

_EXPLAINED = (
    _int("asked_weight", "weight", "Weight", 0, MAX_PARAMETER),
    _int("trace_stage", "stop", "Stop", 0, 20),
    _int("trace_sample", "sample", "Sample", 1, 1000),
    Field("trace_node", "node", "Node", "identifier"),
    _choice("planted_bug", "bug", "Planted bug", Choice("none", "None"), *_from(BUGS)),
    _choice(
        "ledger_sheet",
        "sheet",
        "Sheet",
        Choice("ledger", "The ledger"),
        Choice("worksheet", "A worksheet to fill in"),
        Choice("answers", "Its answers"),
    ),
)
_TABLE = (
    Field("lab", "lab", "Lab", "identifier"),
    _choice(
        "dataset",
        "dataset",
        "Data set",
        *_from(DATASETS),
        Choice(OWN_POINTS, "Own points"),
        Choice(TABLE, "Your table"),
    ),
    _choice(
        "points_task",
        "task",
        "Task",
        Choice("classification", "Classification"),
        Choice("regression", "Regression"),
        Choice("curve", "Curve y(x)"),
    ),
    _int("n_classes", "classes", "Classes", 2, MAX_CLASSES),
    _int("n_samples", "n", "Points", 1, MAX_POINTS),
    _int("noise", "noise", "Noise", 0, 50),
    _int("train_percent", "train", "Training share", 10, 100),
    _int("batch_size", "batch", "Batch size", 1, 1000),
    _int("data_seed", "dataSeed", "Data seed", 0, MAX_SEED),
    _int("weight_seed", "seed", "Weight seed", 0, MAX_SEED),
    _choice(
        "inputs",
        "inputs",
        "Inputs",
        Choice("plane", "The two measures shown"),
        Choice("all", "All measures"),
    ),
    _choice("loss", "loss", "Loss", *_from(LOSSES)),
    _choice(
        "output_activation",
        "outActivation",
        "Output activation",
        Choice(AUTO, "By the loss"),
        *_from(ACTIVATIONS),
    ),
    _choice("optimizer", "optimizer", "Optimizer", *_from(OPTIMIZERS)),
    _float("learning_rate", "rate", "Learning rate", 1e-6, 100.0),
    _choice("schedule", "schedule", "Rate schedule", *_from(SCHEDULES)),
    _int("horizon", "horizon", "Schedule epochs", 1, 100_000),
    _choice("clipping", "clip", "Gradient clipping", *_from(CLIPPINGS)),
    _float("clip_limit", "clipLimit", "Clipping limit", 1e-6, 1000.0),
    _choice("regularizer", "regularizer", "Regularization", *_from(REGULARIZERS)),
    _float("regularization_rate", "regRate", "Regularization rate", 0.0, 10.0),
    _choice("initializer", "init", "Initial weights", *_from(INITIALIZERS)),
    _choice(
        "biases",
        "biases",
        "Biases",
        Choice("learned", "Learned"),
        Choice("kept", "Kept as they are"),
    ),
    _choice(
        "stop_on",
        "stopOn",
        "Stop judged on",
        Choice("test", "Test points"),
        Choice("train", "Training points"),
    ),
    _float("stop_loss", "stopLoss", "Stop at loss", 0.0, 1000.0),
    _float("stop_accuracy", "stopAccuracy", "Stop at accuracy (%)", 0.0, 100.0),
    _int("stop_epochs", "stopEpochs", "Stop every … epochs", 0, 1_000_000),
    _int("stop_patience", "stopPatience", "Stop after idle epochs", 0, 1_000_000),
    _float("stop_improvement", "stopProgress", "Idle below progress of", 0.0, 1000.0),
    _float("stop_growth", "stopGrowth", "Stop at growth (×)", 0.0, 1_000_000.0),
    _choice(
        "epochs_per_frame",
        "speed",
        "Speed",
        Choice(1, "1 epoch a frame"),
        Choice(5, "5 epochs a frame"),
        Choice(20, "20 epochs a frame"),
        Choice(0, "As fast as possible"),
        view=True,
    ),
    _choice(
        "loss_scale",
        "scale",
        "Loss scale",
        Choice("linear", "Linear"),
        Choice("log", "Log"),
        view=True,
    ),
    _choice(
        "network_view",
        "show",
        "What the lines of the network show",
        Choice("weights", "Weights"),
        Choice("gradients", "Gradients"),
        Choice("updates", "Updates"),
        view=True,
    ),
    _choice(
        "network_size",
        "picture",
        "Size of the network picture",
        Choice("small", "Small"),
        Choice("large", "Large"),
        view=True,
    ),
    _choice(
        "race_start",
        "raceFrom",
        "The race starts from",
        Choice("seed", "The initial weights"),
        Choice("now", "The weights of now"),
        view=True,
    ),
    Field("tool", "tool", "Tool", "identifier", view=True),
    Field("lesson", "lesson", "Lesson", "identifier", view=True),
    Field("lesson_step", "page", "Step of the lesson", "int", 1, 99, view=True),
    *(replace(field, view=True) for field in (*_DEEPER, *_EXPLAINED)),
)

FIELDS: Mapping[str, Field] = {field.name: field for field in _TABLE}
