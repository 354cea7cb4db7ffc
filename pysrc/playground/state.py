"""The experiment, written down.

`PlaygroundState` is the only description of an experiment: which data, which network, how it
is trained and how fast it is shown. It is frozen and holds nothing that was learned. Links,
saved work and tests all speak it. The functions here answer what a valid state means; `repair`
makes any state valid.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from string import ascii_uppercase
from typing import Literal, cast

from backprop import DATASETS, LOSSES, DataSource
from playground.entrants import USUAL, Entrant
from playground.features import DEFAULT_FEATURES
from playground.fields import MAX_CLASSES, OWN_POINTS, TABLE, Choice
from playground.table import Table

Task = Literal["binary", "multiclass", "regression"]

VERSION = 1
POINTS_LIMIT = 6.0  # own points live in [-6, 6]², as the synthetic data does
CLASS_LETTERS = tuple(ascii_uppercase[:MAX_CLASSES])  # the names of the classes of own points
VALUE_TASKS = ("regression", "curve")  # of own points; a curve is a regression on x alone
LABEL_LIMIT = 2.0  # the value of an own point in a regression: the plane data reaches 1.8


@dataclass(frozen=True)
class HiddenLayer:
    """A hidden layer: how many neurons, which activation they use, and what else it does.

    `dropout` is the share of activations that is missing in training, in percent, and `density`
    the share of the connections into this layer that exist. A frozen layer does not learn.
    """

    units: int = 4
    activation: str = "tanh"
    batch_norm: bool = False
    dropout: int = 0
    frozen: bool = False
    density: int = 100


@dataclass(frozen=True)
class OutputLayer:
    """What the reader may set of the output layer; it means the same as in a hidden layer."""

    frozen: bool = False
    density: int = 100


@dataclass(frozen=True, order=True)
class Edge:
    """A connection that was cut by hand, or kept where chance had cut it.

    It leads from neuron `source` of the layer before to neuron `neuron` of layer `layer`; layer 0
    are the inputs.
    """

    layer: int
    neuron: int
    source: int
    cut: bool = True


@dataclass(frozen=True)
class Point:
    """One of the reader's own points. `label` is a class index, or a value in a regression.

    On a curve y is what has to be learned from x, and the label waits for another task.
    """

    x: float
    y: float
    label: float
    test: bool = False


@dataclass(frozen=True)
class PlaygroundState:
    """A whole experiment. The ranges are in `fields.FIELDS`.

    `features` are ids of `features.FEATURES`, in its order, and then own formulas; they are made of
    the two measures on the axes. `tool` is the tool that is open on the workbench, `lesson` the
    lesson that is read. `neuron` is the layer (0: the inputs) and the index of the neuron whose map
    is shown in place of the output. `weights` are initial weights given by number, see
    `given_weights`; without any they are drawn. `racers` are the optimizers of a race.
    """

    version: int = VERSION
    lab: str = "playground"
    dataset: str = "circle"
    points: tuple[Point, ...] = ()
    points_task: str = "classification"
    table: Table | None = None
    n_classes: int = 3
    n_samples: int = 500
    noise: int = 0
    train_percent: int = 50
    batch_size: int = 10
    data_seed: int = 1
    weight_seed: int = 1
    plane: tuple[int, int] = (0, 1)
    inputs: str = "plane"
    features: tuple[str, ...] = DEFAULT_FEATURES
    layers: tuple[HiddenLayer, ...] = (HiddenLayer(4), HiddenLayer(2))
    output: OutputLayer = OutputLayer()
    edges: tuple[Edge, ...] = ()
    loss: str = "half_squared_error"
    output_activation: str = "auto"
    optimizer: str = "sgd"
    learning_rate: float = 0.03
    schedule: str = "constant"
    horizon: int = 200
    clipping: str = "none"
    clip_limit: float = 1.0
    regularizer: str = "none"
    regularization_rate: float = 0.0
    initializer: str = "tfp_uniform"
    weights: tuple[float, ...] = ()
    biases: str = "learned"
    stop_on: str = "test"
    stop_loss: float = 0.0
    stop_accuracy: float = 0.0
    stop_epochs: int = 0
    stop_patience: int = 0
    stop_improvement: float = 0.0001
    stop_growth: float = 0.0
    epochs_per_frame: int = 1
    loss_scale: str = "linear"
    network_view: str = "weights"
    network_size: str = "small"
    tool: str = "none"
    lesson: str = "none"
    lesson_step: int = 1
    asked_weight: int = 0
    trace_stage: int = 0
    trace_sample: int = 1
    trace_node: str = "loss"
    planted_bug: str = "none"
    ledger_sheet: str = "ledger"
    surface_plane: str = "weights"
    surface_x: int = 0
    surface_y: int = 1
    surface_seed: int = 1
    surface_range: int = 0
    surface_size: int = 41
    surface_scale: str = "log"
    space_layer: int = 0
    space_view: str = "auto"
    space_x: int = 1
    space_y: int = 2
    space_z: int = 3
    space_turn: int = 30
    space_tilt: int = 20
    histogram_scale: str = "each"
    race_start: str = "seed"
    racers: tuple[Entrant, ...] = USUAL
    neuron: tuple[int, int] | None = None


DEFAULTS = PlaygroundState()


def source_of(state: PlaygroundState) -> DataSource:
    """The source of the data shown, which are not own points, as it is set up."""
    if state.dataset == TABLE:
        assert state.table  # `repair` sees to it
        return state.table.source
    return _source(state.dataset, state.n_classes)


def attribution_of(state: PlaygroundState) -> str:
    """Whose data is shown, where somebody has to be named."""
    return "" if state.dataset == OWN_POINTS else source_of(state).attribution


def offers_classes(dataset: str) -> bool:
    """Whether the reader chooses how many classes this data set has."""
    return dataset in DATASETS and any(
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
    if state.points_task in VALUE_TASKS:
        return "regression"
    return "multiclass" if n_classes_of(state) > 2 else "binary"


def n_classes_of(state: PlaygroundState) -> int:
    """How many classes the data has; 0 in a regression."""
    if state.dataset != OWN_POINTS:
        return source_of(state).n_classes
    if state.points_task in VALUE_TASKS:
        return 0
    return max(2, 1 + int(max({point.label for point in state.points}, default=0)))


def target_names_of(state: PlaygroundState) -> tuple[str, ...]:
    """The values to learn, where each row has several; else nothing."""
    return () if state.dataset == OWN_POINTS else source_of(state).target_names


def feature_names_of(state: PlaygroundState) -> tuple[str, ...]:
    """The measures of the data shown; own points have the two axes, on a curve only x."""
    if state.dataset == OWN_POINTS:
        return ("x",) if state.points_task == "curve" else ("x", "y")
    return source_of(state).feature_names


def is_curve(state: PlaygroundState) -> bool:
    """Whether the data is a curve: a value y to learn from a single x."""
    return len(feature_names_of(state)) == 1 and task_of(state) == "regression"


def default_n_samples(dataset: str) -> int:
    """How many points a data set has unless the reader says otherwise."""
    if dataset not in DATASETS:
        return DEFAULTS.n_samples
    return DATASETS[dataset].default_n_samples


def is_measured(dataset: str) -> bool:
    """True for real data, whose rows are fixed: it can be looked at, not edited."""
    return dataset == TABLE or (dataset in DATASETS and DATASETS[dataset].fixed_size)


def loss_choices(state: PlaygroundState) -> tuple[Choice, ...]:
    """The losses that make sense for the task of this state."""
    task = task_of(state)
    return tuple(Choice(name, entry.label) for name, entry in LOSSES.items() if task in entry.tasks)


def clamp_coordinate(value: float) -> float:
    """The nearest coordinate an own point may have."""
    return min(max(value, -POINTS_LIMIT), POINTS_LIMIT)


def highest_label(points_task: str) -> float:
    """The largest label of an own point."""
    return LABEL_LIMIT if points_task == "regression" else MAX_CLASSES - 1.0


def clean_label(label: float, points_task: str) -> float:
    """The nearest allowed label: a class index from 0 to 9, or a value in a regression.

    The points of a curve keep either.
    """
    if points_task in VALUE_TASKS:
        return min(max(float(label), -LABEL_LIMIT), highest_label(points_task))
    return float(min(max(round(label), 0), MAX_CLASSES - 1))
