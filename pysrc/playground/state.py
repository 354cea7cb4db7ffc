"""The experiment, written down.

`PlaygroundState` is the only description of an experiment: which data, which network, how it
is trained and how fast it is shown. It is frozen and holds nothing that was learned. Links,
saved work and tests all speak it. The functions here answer what a valid state means; `repair`
makes any state valid.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from backprop import DATASETS, LOSSES, DataSource
from playground.fields import OWN_POINTS, Choice

Task = Literal["binary", "multiclass", "regression"]

VERSION = 1
POINTS_LIMIT = 6.0  # own points live in [-6, 6]², as the synthetic data does
CLASS_LETTERS = tuple("ABCDEFGHIJ")  # the names of the classes of own points
MAX_CLASSES = len(CLASS_LETTERS)
LABEL_LIMIT = 2.0  # the value of an own point in a regression: the plane data reaches 1.8


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
    """A whole experiment. The ranges are in `fields.FIELDS`.

    `tool` is the tool that is open on the workbench. `neuron` is the layer (0: the inputs) and the
    index of the neuron whose map is shown in place of the output.
    """

    version: int = VERSION
    lab: str = "playground"
    dataset: str = "circle"
    points: tuple[Point, ...] = ()
    points_task: str = "classification"
    n_classes: int = 3
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
    schedule: str = "constant"
    horizon: int = 200
    clipping: str = "none"
    clip_limit: float = 1.0
    regularizer: str = "none"
    regularization_rate: float = 0.0
    initializer: str = "tfp_uniform"
    epochs_per_frame: int = 1
    loss_scale: str = "linear"
    network_view: str = "weights"
    network_size: str = "small"
    tool: str = "none"
    neuron: tuple[int, int] | None = None


DEFAULTS = PlaygroundState()


def source_of(state: PlaygroundState) -> DataSource:
    """The source of the data shown, which are not own points, as it is set up."""
    return _source(state.dataset, state.n_classes)


def offers_classes(dataset: str) -> bool:
    """Whether the reader chooses how many classes this data set has."""
    return dataset != OWN_POINTS and any(
        parameter.id == "n_classes" for parameter in DATASETS[dataset].parameters
    )


@lru_cache(maxsize=4)
def _source(dataset: str, n_classes: int) -> DataSource:
    source = DATASETS[dataset]
    return source.with_parameters(n_classes=n_classes) if offers_classes(dataset) else source


def task_of(state: PlaygroundState) -> Task:
    """What the network has to do with the data of this state."""
    if state.dataset != OWN_POINTS:
        return cast(Task, source_of(state).task)
    if state.points_task == "regression":
        return "regression"
    return "multiclass" if n_classes_of(state) > 2 else "binary"


def n_classes_of(state: PlaygroundState) -> int:
    """How many classes the data has; 0 in a regression."""
    if state.dataset != OWN_POINTS:
        return source_of(state).n_classes
    if state.points_task == "regression":
        return 0
    return max(2, 1 + int(max({point.label for point in state.points}, default=0)))


def feature_names_of(state: PlaygroundState) -> tuple[str, ...]:
    """The measures of the data shown; own points have the two axes."""
    if state.dataset == OWN_POINTS:
        return ("x", "y")
    return source_of(state).feature_names


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
    """The nearest allowed label: a class index from 0 to 9, or a value in a regression."""
    if points_task == "regression":
        return min(max(float(label), -LABEL_LIMIT), LABEL_LIMIT)
    return float(min(max(round(label), 0), MAX_CLASSES - 1))
