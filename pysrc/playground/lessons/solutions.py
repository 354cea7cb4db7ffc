"""How the tasks of a lesson can be done, in small words that a test carries out on a session.

A line is a verb and what it needs: `rate` is changed with `set rate 0.3`, a bias with
`weight 1 2 b 0.5`. Layers, neurons and sources are counted from 1, as in conditions. Adding a verb
is one entry of `VERBS`.
"""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playground.actions import (
    Action,
    AddFeature,
    AddLayer,
    AddPoint,
    ClearPoints,
    DeletePoint,
    MovePoint,
    NewDataSeed,
    NewWeightSeed,
    RemoveFeature,
    RemoveLayer,
    SelectNeuron,
    SetActivation,
    SetConnection,
    SetDataset,
    SetField,
    SetLayer,
    SetUnits,
    SetWeight,
)
from playground.fields import FIELDS
from playground.lessons.facts import did_you_mean
from playground.session import Session

MAX_EPOCHS = 20_000


class SolutionError(ValueError):
    """A line of a solution that cannot be carried out; the message is a sentence."""


@dataclass(frozen=True)
class Verb:
    """One verb: how it is written, with what may be left out in brackets, and what it does."""

    usage: str
    do: Callable[..., None]

    @property
    def n_words(self) -> range:
        """How many words may follow it."""
        words = self.usage.split()[1:]
        least = sum(not word.startswith("[") for word in words)
        return range(least, len(words) + 1)


def carry_out(session: Session, line: str) -> None:
    """Do what one line of a solution says. `SolutionError` when it cannot be done."""
    try:
        name, *words = shlex.split(line)
    except ValueError as error:
        raise SolutionError(f"The line {line} cannot be read.") from error
    verb = VERBS.get(name)
    if verb is None:
        raise SolutionError(f"There is no verb {name}{did_you_mean(name, VERBS)}.")
    if len(words) not in verb.n_words:
        raise SolutionError(f"{line}: the verb is written as {verb.usage}.")
    try:
        verb.do(session, *words)
    except ValueError as error:
        raise SolutionError(f"{line}: {error}") from error


def _dispatch(session: Session, action: Action) -> None:
    done = session.dispatch(action)
    notice = session.snapshot().notice
    if not done:
        raise SolutionError(notice.text if notice else "This cannot be done.")


def _set(session: Session, key: str, value: str) -> None:
    field = next((field for field in FIELDS.values() if field.key == key), None)
    if field is None:
        near = did_you_mean(key, [field.key for field in FIELDS.values()])
        raise SolutionError(f"there is no setting {key}{near}.")
    clean, note = field.parse(value)
    if note:
        raise SolutionError(note)
    action = SetDataset(str(clean)) if field.name == "dataset" else SetField(field.name, clean)
    _dispatch(session, action)


def _tool(session: Session, name: str) -> None:
    _set(session, "tool", name)


def _weight(session: Session, layer: str, neuron: str, source: str, value: str) -> None:
    from_neuron = None if source == "b" else int(source) - 1
    _dispatch(session, SetWeight(int(layer), int(neuron) - 1, from_neuron, float(value)))


def _connect(connected: bool) -> Callable[..., None]:
    def do(session: Session, layer: str, neuron: str, source: str) -> None:
        action = SetConnection(int(layer), int(neuron) - 1, int(source) - 1, connected)
        _dispatch(session, action)

    return do


def _epochs(session: Session, number: str) -> None:
    session.run_for(math.inf, _count(number))


def _steps(session: Session, number: str) -> None:
    for _ in range(_count(number)):
        session.step_batch()


def _count(number: str) -> int:
    count = int(number)
    if not 1 <= count <= MAX_EPOCHS:
        raise SolutionError(f"the number is 1 to {MAX_EPOCHS}.")
    return count


def _layers(session: Session, sizes: str = "") -> None:
    """As a reader does it: layers are added and removed at the end, and their neurons set."""
    units = [int(size) for size in sizes.split(",") if size]
    while len(session.state.layers) > len(units):
        _dispatch(session, RemoveLayer())
    for index, size in enumerate(units):
        if index == len(session.state.layers):
            _dispatch(session, AddLayer(size))
        elif session.state.layers[index].units != size:
            _dispatch(session, SetUnits(index, size))


def _activation(session: Session, layer: str, name: str) -> None:
    _dispatch(session, SetActivation(None if layer == "all" else int(layer) - 1, name))


def _freeze(frozen: bool) -> Callable[..., None]:
    def do(session: Session, layer: str) -> None:
        _dispatch(session, SetLayer(int(layer) - 1, "frozen", frozen))

    return do


def _layer_number(name: str) -> Callable[..., None]:
    def do(session: Session, layer: str, percent: str) -> None:
        _dispatch(session, SetLayer(int(layer) - 1, name, int(percent)))

    return do


def _batch_norm(session: Session, layer: str, switch: str) -> None:
    if switch not in ("on", "off"):
        raise SolutionError("batch norm is on or off.")
    _dispatch(session, SetLayer(int(layer) - 1, "batch_norm", switch == "on"))


def _point(session: Session, x: str, y: str, label: str) -> None:
    _dispatch(session, AddPoint(float(x), float(y), float(label)))


def _move_point(session: Session, number: str, x: str, y: str) -> None:
    _dispatch(session, MovePoint(int(number) - 1, float(x), float(y)))


def _simple(make: Callable[..., Action], *kinds: Callable[[str], object]) -> Callable[..., None]:
    """A verb whose words are the parts of an action."""

    def do(session: Session, *words: str) -> None:
        _dispatch(session, make(*(kind(word) for kind, word in zip(kinds, words, strict=False))))

    return do


def _index(word: str) -> int:
    return int(word) - 1


def _by_name(*verbs: Verb) -> Mapping[str, Verb]:
    return {verb.usage.split()[0]: verb for verb in verbs}


def _plainly(do: Callable[[Session], object]) -> Callable[..., None]:
    def carry(session: Session) -> None:
        do(session)

    return carry


def _add_layer(session: Session, *words: str) -> None:
    units = int(words[0]) if words else None
    _dispatch(session, AddLayer(units, words[1] if len(words) > 1 else None))


def _travel(session: Session, epoch: str) -> None:
    session.travel(int(epoch))
    while session.travelling:
        session.travel_on(1.0)


VERBS: Mapping[str, Verb] = _by_name(
    Verb("set KEY VALUE", _set),
    Verb("dataset NAME", _simple(SetDataset, str)),
    Verb("tool NAME", _tool),
    Verb("weight LAYER NEURON SOURCE|b VALUE", _weight),
    Verb("cut LAYER NEURON SOURCE", _connect(False)),
    Verb("connect LAYER NEURON SOURCE", _connect(True)),
    Verb("epochs NUMBER", _epochs),
    Verb("steps NUMBER", _steps),
    Verb("layers [4,2]", _layers),
    Verb("add_layer [NEURONS] [ACTIVATION]", _add_layer),
    Verb("remove_layer [NUMBER]", _simple(RemoveLayer, _index)),
    Verb("units LAYER NUMBER", _simple(SetUnits, _index, int)),
    Verb("activation LAYER|all NAME", _activation),
    Verb("dropout LAYER PERCENT", _layer_number("dropout")),
    Verb("density LAYER PERCENT", _layer_number("density")),
    Verb("batch_norm LAYER on|off", _batch_norm),
    Verb("freeze LAYER", _freeze(True)),
    Verb("unfreeze LAYER", _freeze(False)),
    Verb("point X Y LABEL", _point),
    Verb("move_point NUMBER X Y", _move_point),
    Verb("delete_point NUMBER", _simple(DeletePoint, _index)),
    Verb("clear_points", _simple(ClearPoints)),
    Verb("feature NAME", _simple(AddFeature, str)),
    Verb("remove_feature NAME", _simple(RemoveFeature, str)),
    Verb("select LAYER NEURON", _simple(SelectNeuron, int, _index)),
    Verb("select_output", _simple(SelectNeuron)),
    Verb("new_weights [SEED]", _simple(NewWeightSeed, int)),
    Verb("new_data [SEED]", _simple(NewDataSeed, int)),
    Verb("travel EPOCH", _travel),
    Verb("latest", _plainly(Session.back_to_latest)),
    Verb("reset", _plainly(Session.reset)),
    Verb("undo", _plainly(Session.undo)),
    Verb("redo", _plainly(Session.redo)),
)
