"""What an edit is called where it can be undone, and which edits are one and the same.

A name is made from the action itself, so that a new kind of action has one at once: `RemoveLayer`
is "remove layer 2". Only those that would read badly have a name of their own.
"""

from __future__ import annotations

import dataclasses
import re

from playground.actions import (
    Action,
    ConnectAll,
    DeletePoint,
    GiveWeights,
    LabelPoint,
    LoadState,
    MovePoint,
    NewWeightSeed,
    RemoveLayer,
    SetActivation,
    SetConnection,
    SetDataset,
    SetField,
    SetLayer,
    SetPlane,
    SetUnits,
    SetWeight,
    UseTable,
)
from playground.edit_layers import LAYER_LABELS
from playground.fields import FIELDS
from playground.state import DEFAULTS, PlaygroundState

BEGIN_STEP = "begin a lesson step"
# The parts of an action that say what is edited, and not what it becomes.
_ADDRESS = frozenset({"name", "index", "layer", "neuron", "source"})


def name_of(action: Action, before: PlaygroundState) -> str:
    """The edit in a few words, such as "change learning rate"; `before` is the state it met."""
    match action:
        case SetField(name, _) if name in FIELDS:
            return f"change {_in_a_sentence(FIELDS[name].label)}"
        case RemoveLayer(index):
            return f"remove layer {(index if index >= 0 else len(before.layers) + index) + 1}"
        case SetUnits(index, _):
            return f"change the neurons of layer {index + 1}"
        case SetActivation(index, _):
            where = "" if index is None else f" of layer {index + 1}"
            return f"change the activation{where}"
        case SetLayer(index, name, value) if name in LAYER_LABELS:
            where = f"layer {index + 1}" if index < len(before.layers) else "the output"
            if name == "frozen":
                return f"{'freeze' if value else 'unfreeze'} {where}"
            return f"change {_in_a_sentence(LAYER_LABELS[name])} of {where}"
        case SetConnection(connected=connected):
            return "restore a connection" if connected else "cut a connection"
        case ConnectAll():
            return "restore all connections"
        case SetWeight(source=source):
            return "set a bias" if source is None else "set a weight"
        case SetDataset():
            return "change the data set"
        case UseTable():
            return "use other data"
        case SetPlane():
            return "change the axes"
        case MovePoint():
            return "move a point"
        case LabelPoint():
            return "change a point"
        case DeletePoint():
            return "delete a point"
        case NewWeightSeed():
            return "new weights"
        case GiveWeights():
            return "give the initial weights"
        case LoadState(state) if state.lesson != DEFAULTS.lesson:
            return BEGIN_STEP
        case LoadState():
            return "open a link"
    return re.sub(r"(?<!^)(?=[A-Z])", " ", type(action).__name__).lower()


def place_of(action: Action) -> object:
    """What the action edits, if editing it again at once would be the same edit; else None."""
    kind = type(action).__name__
    if not kind.startswith(("Set", "Move", "Label")):
        return None
    parts = (field.name for field in dataclasses.fields(action))
    return (kind, *(getattr(action, part) for part in parts if part in _ADDRESS))


def _in_a_sentence(label: str) -> str:
    """A label inside a sentence: "Learning rate" loses its capital, "L1" keeps it."""
    return label[0].lower() + label[1:] if label[1:2].islower() else label
