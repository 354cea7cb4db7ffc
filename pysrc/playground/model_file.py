"""The model file: the network, the optimizer's memory, the data and the settings, out and in.

It is the checkpoint and the exact experiment of saved work, written for people: numbers as
numbers, and a line that says what it is. On the way in nothing is repaired. Whatever is not
exactly as the playground writes it is refused with one sentence, before anything has changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop import Checkpoint, CheckpointError
from backprop.model_file import FORMAT, VERSION, parse_model
from playground import exact
from playground.experiment import Experiment
from playground.fields import ActionError, shorten
from playground.history import LossHistory
from playground.inputs import input_names_of
from playground.scene import Scene
from playground.state import PlaygroundState

# A list of plain numbers, as `json` writes it with an indent: one number a line.
_NUMBERS = re.compile(r"\[\s+([^\[\]{}\"]*?)\s+\]")


@dataclass(frozen=True, eq=False)
class Model:
    """A model file that was read: everything in it fits together."""

    state: PlaygroundState
    checkpoint: Checkpoint
    history: LossHistory


def write_model(scene: Scene) -> str:
    """The model as JSON text. Raises `ActionError` for weights that are no finite numbers."""
    experiment = scene.experiment
    if not experiment.is_finite():
        raise ActionError("The weights are no finite numbers: go back to finite weights to save.")
    history = scene.history.copy()
    history.cut(experiment.epoch)
    sizes = "-".join(str(size) for size in experiment.network.layer_sizes)
    data = {
        "format": FORMAT,
        "version": VERSION,
        "about": f"A {sizes} network of Backprop Playground, epoch {experiment.epoch}."
        " Open it there, or in Python with backprop.load_model.",
        "inputs": list(input_names_of(experiment.state)),
        "experiment": exact.to_dict(experiment.state),
        "checkpoint": experiment.checkpoint().to_dict(readable=True),
        "history": history.to_dict(),
    }
    text = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False)
    return _NUMBERS.sub(_on_one_line, text) + "\n"


def read_model(text: str) -> Model:
    """The model in a text. Raises `ActionError`, one sentence that says what is wrong."""
    try:
        data = parse_model(text)
        state = _state(data["experiment"])
        checkpoint = Checkpoint.from_dict(data["checkpoint"])
        _check_arrays(checkpoint)
        _check_words(data, state)
        trial = Experiment(state)
        trial.restore(checkpoint)
        history = _history(data["history"], checkpoint)
        if not np.isfinite(trial.measure()[0].loss or 0.0):
            raise CheckpointError("The loss of these weights is not a finite number.")
    except (CheckpointError, ActionError) as error:
        raise ActionError(f"The model file cannot be opened. {error}") from error
    return Model(state, checkpoint, history)


def _state(values: object) -> PlaygroundState:
    """The experiment, when it is exactly what it says; a setting may be missing, for a file may
    be older than the setting."""
    if not isinstance(values, Mapping):
        raise ActionError(f"experiment must be a JSON object; it is {shorten(values)}.")
    state, notes = exact.from_dict(values)
    if notes:
        raise ActionError(notes[0])
    clean = exact.to_dict(state)
    for name, value in values.items():
        if name not in clean:
            raise ActionError(f"experiment has a setting {shorten(name)} that is not known.")
        if not _is_same(value, json.loads(json.dumps(clean[name]))):
            raise ActionError(f"experiment.{name} cannot be {shorten(value)}.")
    return state


def _is_same(given: Any, clean: Any) -> bool:
    """Whether a value was taken as it is. A row may be of a time when it had fewer columns."""
    if isinstance(given, list) and isinstance(clean, list):
        pairs = zip(given, clean, strict=False)
        return len(given) <= len(clean) and all(_is_same(one, other) for one, other in pairs)
    return bool(given == clean) and isinstance(given, bool) == isinstance(clean, bool)


def _check_words(data: Mapping[str, Any], state: PlaygroundState) -> None:
    if not isinstance(data["about"], str):
        raise ActionError(f"about must be a text; it is {shorten(data['about'])}.")
    if data["inputs"] != list(input_names_of(state)):
        raise ActionError("inputs are not those of the experiment.")


def _check_arrays(checkpoint: Checkpoint) -> None:
    arrays = {"parameters": checkpoint.parameters, "buffers": checkpoint.buffers}
    for name, array in {**arrays, **checkpoint.optimizer_arrays}.items():
        if not np.isfinite(array).all():
            raise CheckpointError(f"{name} must hold finite numbers only.")


def _history(values: object, checkpoint: Checkpoint) -> LossHistory:
    try:
        history = LossHistory.from_dict(values)
    except ValueError as error:
        raise ActionError(str(error)) from error
    if len(history) and history.arrays[0][-1] > checkpoint.epoch_count:
        raise ActionError("The history goes on after the epoch of the weights.")
    return history


def _on_one_line(found: re.Match[str]) -> str:
    return f"[{' '.join(found.group(1).split())}]"
