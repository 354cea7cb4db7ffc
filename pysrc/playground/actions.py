"""Everything a reader can change, and what it does to the experiment.

An action is a small frozen value; `reduce` is a pure function from a state and an action to
the next state, which is always valid. What cannot be done raises `ActionError` with one
sentence for the reader; the old state is still there, untouched. How each change is made
stands in `edit_data`, `edit_inputs` and `edit_network`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from backprop import LOSSES
from playground import edit_data, edit_inputs, edit_layers, edit_network
from playground.architecture import about_output
from playground.connections import check_settable
from playground.entrants import FEWEST, MOST, Entrant, clean_entrant
from playground.fields import (
    AUTO,
    FIELDS,
    MAX_SEED,
    OWN_POINTS,
    TABLE,
    WEIGHT,
    ActionError,
    read_noting,
    shorten,
)
from playground.given_weights import give_weights
from playground.repair import repair
from playground.state import PlaygroundState, is_measured, task_of
from playground.tabulate import DETECT, Choices

__all__ = [
    "Action",
    "ActionError",
    "AddFeature",
    "AddLayer",
    "AddPoint",
    "BeginTool",
    "ClearPoints",
    "ConnectAll",
    "DeletePoint",
    "GiveWeights",
    "LabelPoint",
    "LoadState",
    "MovePoint",
    "NewDataSeed",
    "NewWeightSeed",
    "PastePoints",
    "RemoveFeature",
    "RemoveLayer",
    "SelectNeuron",
    "SetActivation",
    "SetConnection",
    "SetDataset",
    "SetField",
    "SetLayer",
    "SetPlane",
    "SetRacers",
    "SetUnits",
    "SetWeight",
    "UseTable",
    "reduce",
    "reduce_noting",
]


@dataclass(frozen=True)
class SetField:
    """Set one field of `fields.FIELDS`; a number out of range is clamped, and a notice says so."""

    name: str
    value: object


@dataclass(frozen=True)
class SetDataset:
    """Show another data set. "points" brings back the own points, or copies those shown."""

    dataset: str


@dataclass(frozen=True)
class AddLayer:
    """Add a hidden layer before the output; without values it is like the last one."""

    units: int | None = None
    activation: str | None = None


@dataclass(frozen=True)
class RemoveLayer:
    """Remove a hidden layer; -1 is the last."""

    index: int = -1


@dataclass(frozen=True)
class SetUnits:
    """Set the number of neurons of a hidden layer."""

    index: int
    units: int


@dataclass(frozen=True)
class SetActivation:
    """Set the activation of one hidden layer, or of all of them (None)."""

    index: int | None
    activation: str


@dataclass(frozen=True)
class SetLayer:
    """Set what a layer does beside weighing; see `edit_layers.LAYER_LABELS`. Last is the output."""

    index: int
    name: str
    value: bool | int


@dataclass(frozen=True)
class SetConnection:
    """Cut one connection by hand, or bring it back; see `SetWeight` for what is what."""

    layer: int
    neuron: int
    source: int
    connected: bool


@dataclass(frozen=True)
class ConnectAll:
    """Bring back all connections into a layer; the last index is the output."""

    index: int


@dataclass(frozen=True)
class SelectNeuron:
    """Show the map of one neuron in the large picture; without a layer, the output again."""

    layer: int | None = None
    neuron: int = 0


@dataclass(frozen=True)
class SetWeight:
    """Set one weight by hand; without a source, the bias of the neuron.

    It leads from neuron `source` of the layer before to neuron `neuron` of layer `layer`; layer 0
    are the inputs. It changes what was learned, not the state: `Session.dispatch` carries it out.
    """

    layer: int
    neuron: int
    source: int | None
    value: float


@dataclass(frozen=True)
class BeginTool:
    """Begin the open tool anew: a map of the loss then has its middle where the network is.

    It changes nothing of the state: `Session.dispatch` carries it out.
    """


@dataclass(frozen=True)
class AddPoint:
    """Add a training point of a class (its index), or with a value in a regression."""

    x: float
    y: float
    label: float


@dataclass(frozen=True)
class MovePoint:
    """Move the point with this index in the snapshot's points."""

    index: int
    x: float
    y: float


@dataclass(frozen=True)
class LabelPoint:
    """Give the point with this index another class (its index), or another value."""

    index: int
    label: float


@dataclass(frozen=True)
class DeletePoint:
    """Delete the point with this index in the snapshot's points.

    `seen_at` is where the reader saw it: two quick presses, the second made on a picture that
    still shows the point, then delete one point and not its neighbour in the list.
    """

    index: int
    seen_at: tuple[float, float] | None = None


@dataclass(frozen=True)
class ClearPoints:
    """Delete all points: the data set becomes own points, and there are none."""


@dataclass(frozen=True)
class PastePoints:
    """Replace the own points by the rows of a text; see `paste.read_points`."""

    text: str


@dataclass(frozen=True)
class UseTable:
    """Show the rows of a text as data; what `choices` leaves open is found out.

    They become own points where they can be such, a table otherwise; see `tabulate.read_table`.
    `opens`: open the tool in which the columns can be chosen anew.
    """

    text: str
    choices: Choices = DETECT
    opens: bool = False


@dataclass(frozen=True)
class SetPlane:
    """Choose the measures on the two axes by their index: horizontal, vertical."""

    plane: tuple[int, int]


@dataclass(frozen=True)
class AddFeature:
    """Give the network an input: an id of `FEATURES`, or an own formula."""

    feature: str


@dataclass(frozen=True)
class RemoveFeature:
    """Take an input away: an id of `FEATURES`, or an own formula."""

    feature: str


@dataclass(frozen=True)
class NewWeightSeed:
    """Start from other weights: this seed, or the next one."""

    seed: int | None = None


@dataclass(frozen=True)
class GiveWeights:
    """Start from these weights, one for each parameter of the network; see `given_weights`."""

    weights: tuple[float, ...]


@dataclass(frozen=True)
class NewDataSeed:
    """Draw other data (or split own points again): this seed, or the next one."""

    seed: int | None = None


@dataclass(frozen=True)
class SetRacers:
    """Let these run in the race of optimizers."""

    racers: tuple[Entrant, ...]


@dataclass(frozen=True)
class LoadState:
    """Replace the whole experiment."""

    state: PlaygroundState


Action = (
    SetField
    | SetDataset
    | AddLayer
    | RemoveLayer
    | SetUnits
    | SetActivation
    | SetLayer
    | SetConnection
    | ConnectAll
    | SelectNeuron
    | SetWeight
    | BeginTool
    | AddPoint
    | MovePoint
    | LabelPoint
    | DeletePoint
    | ClearPoints
    | PastePoints
    | UseTable
    | SetPlane
    | AddFeature
    | RemoveFeature
    | NewWeightSeed
    | GiveWeights
    | NewDataSeed
    | SetRacers
    | LoadState
)


def reduce(state: PlaygroundState, action: Action) -> PlaygroundState:
    """The state after the action. Raises `ActionError` when the action cannot be done."""
    return reduce_noting(state, action)[0]


def reduce_noting(
    state: PlaygroundState, action: Action
) -> tuple[PlaygroundState, tuple[str, ...]]:
    """`reduce`, and the sentences the reader should see about it."""
    notes: list[str] = []
    changed = _change(state, action, notes)
    valid, repairs = repair(
        {field.name: getattr(changed, field.name, None) for field in dataclasses.fields(state)}
    )
    return valid, (*notes, *repairs)


def _change(state: PlaygroundState, action: Action, notes: list[str]) -> PlaygroundState:
    match action:
        case SetField(name, value):
            return _set_field(state, name, value, notes)
        case SetDataset(dataset):
            return edit_data.set_dataset(state, dataset, notes)
        case AddPoint(x, y, label):
            return edit_data.add_point(state, x, y, label, notes)
        case MovePoint(index, x, y):
            return edit_data.move_point(state, index, x, y, notes)
        case LabelPoint(index, label):
            return edit_data.label_point(state, index, label)
        case DeletePoint(index, seen_at):
            return edit_data.delete_point(state, index, seen_at, notes)
        case ClearPoints():
            return edit_data.clear_points(state, notes)
        case PastePoints(text):
            return edit_data.paste_points(state, text, notes)
        case UseTable(text, choices, opens):
            changed = edit_data.use_table(state, text, choices, notes)
            return dataclasses.replace(changed, tool="data") if opens else changed
        case SetPlane(plane):
            return edit_data.set_plane(state, plane)
        case AddFeature(feature):
            return edit_inputs.add_feature(state, feature, notes)
        case RemoveFeature(feature):
            return edit_inputs.remove_feature(state, feature)
        case AddLayer(units, activation):
            return edit_network.add_layer(state, units, activation, notes)
        case RemoveLayer(index):
            return edit_network.remove_layer(state, index)
        case SetUnits(index, units):
            return edit_network.set_units(state, index, units, notes)
        case SetActivation(layer, activation):
            return edit_network.set_activation(state, layer, activation)
        case SetLayer(index, name, value):
            return edit_layers.set_layer(state, index, name, value, notes)
        case SetConnection(layer, neuron, source, connected):
            return edit_layers.connect(state, layer, neuron, source, connected)
        case ConnectAll(index):
            return edit_layers.connect_all(state, index, notes)
        case SelectNeuron(layer, neuron):
            return edit_network.select_neuron(state, layer, neuron)
        case SetWeight(layer, neuron, source, value):
            check_settable(state, layer, neuron, source)
            read_noting(WEIGHT, value, notes)
            return state
        case BeginTool():
            return state
        case NewWeightSeed(seed):
            return _new_seed(state, "weight_seed", seed, notes)
        case GiveWeights(weights):
            return dataclasses.replace(state, weights=give_weights(state, weights, notes))
        case NewDataSeed(seed):
            return _new_seed(state, "data_seed", seed, notes)
        case SetRacers(racers):
            return _set_racers(state, racers, notes)
        case LoadState(loaded):
            return loaded
    raise ActionError(f"There is no action {shorten(type(action).__name__)}.")


def _set_field(
    state: PlaygroundState, name: object, value: object, notes: list[str]
) -> PlaygroundState:
    field = FIELDS.get(name) if isinstance(name, str) else None
    if field is None:
        raise ActionError(f"There is no setting {shorten(name)}.")
    if field.name == "dataset":
        return edit_data.set_dataset(state, value, notes)
    if field.name == "n_samples" and is_measured(state.dataset):
        raise ActionError("This data always has all of its rows.")
    clean = read_noting(field, value, notes)
    if field.name in ("initializer", "weight_seed"):  # other weights than those that were given
        state = dataclasses.replace(state, weights=())
    if clean == getattr(state, field.name):
        return state
    if field.name == "loss" and task_of(state) not in LOSSES[clean].tasks:
        raise ActionError(f"The loss {LOSSES[clean].label} does not fit this data.")
    changed = dataclasses.replace(state, **{field.name: clean})
    if field.name == "output_activation" and clean != AUTO and not LOSSES[state.loss].any_output:
        raise ActionError(about_output(state))
    if field.name == "points_task":
        return edit_data.translate_labels(changed, state.points_task)
    if field.name in ("train_percent", "data_seed") and state.dataset == OWN_POINTS:
        return edit_data.split_points(changed)
    if field.name in ("train_percent", "data_seed") and state.dataset == TABLE:
        return edit_data.split_table(changed)
    return changed


def _set_racers(state: PlaygroundState, racers: object, notes: list[str]) -> PlaygroundState:
    if not isinstance(racers, tuple) or not FEWEST <= len(racers) <= MOST:
        raise ActionError(f"A race has {FEWEST} to {MOST} racers.")
    return dataclasses.replace(state, racers=tuple(clean_entrant(racer, notes) for racer in racers))


def _new_seed(
    state: PlaygroundState, name: str, seed: int | None, notes: list[str]
) -> PlaygroundState:
    following = (int(getattr(state, name)) + 1) % (MAX_SEED + 1)
    return _set_field(state, name, following if seed is None else seed, notes)
