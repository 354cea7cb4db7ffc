"""A trained network in a file: JSON that a person can read, and that is checked when it is read.

The file is written by the playground ("Save the model"). It holds the network, what the optimizer
remembers, and the settings of the experiment. Numbers are written so that every bit is kept. What
is read may come from anywhere: its size and depth are limited, each name may occur once, and NaN
and infinity are no numbers.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, NoReturn

from .activations import ACTIVATIONS
from .checkpoint import Checkpoint
from .errors import CheckpointError, shown
from .layers import LayerOptions
from .network import Network

FORMAT = "backprop-model"
VERSION = 1
PARTS = ("format", "version", "about", "inputs", "experiment", "checkpoint", "history")
MAX_CHARACTERS = 16_000_000
MAX_DEPTH = 12

_TEXT_IN_JSON = re.compile(r'"(?:[^"\\]|\\.)*"')
_BRACKET = re.compile(r"[\[\]{}]")


def load_model(path: str | PathLike[str]) -> Network:
    """Return the trained network of a model file.

    Its inputs are those that the file lists under `inputs`, in that order. Dropout has no part in
    answers and is left out. Raises `CheckpointError` for a file that is not such a model, and
    `OSError` for one that cannot be read.
    """
    try:
        text = Path(path).read_text("utf-8")
    except UnicodeDecodeError as error:
        raise CheckpointError(f"The model file is not a text file: {error.reason}.") from error
    return network_of(Checkpoint.from_dict(parse_model(text)["checkpoint"]))


def network_of(checkpoint: Checkpoint) -> Network:
    """Return the network whose parameters a checkpoint holds."""
    try:
        activations = [
            ACTIVATIONS[one.id].with_parameters(**one.settings) if one.settings else one.id
            for one in checkpoint.activations
        ]
        options = [LayerOptions(batch_norm=has) for has in checkpoint.normed] or None
        network = Network(checkpoint.layer_sizes, activations, options)
    except CheckpointError:
        raise
    except ValueError as error:
        raise CheckpointError(str(error)) from error
    network.parameters = checkpoint.parameters
    network.buffers[:] = checkpoint.buffers
    return network


def parse_model(text: str) -> Mapping[str, Any]:
    """Return the parts of a model file, not yet checked one by one. Raises `CheckpointError`."""
    data = _parse(text)
    if not isinstance(data, dict):
        raise CheckpointError(f"The model file must hold a JSON object; it holds {shown(data)}.")
    found = (data.get("format"), data.get("version"))
    if found != (FORMAT, VERSION) or isinstance(found[1], bool):
        raise CheckpointError(
            f"This is not a model file that can be read: format is {shown(found[0])} and version"
            f" is {shown(found[1])}; they must be {FORMAT!r} and {VERSION}."
        )
    for name in PARTS:
        if name not in data:
            raise CheckpointError(f"The model file has no {name}.")
    for name in data:
        if name not in PARTS:
            raise CheckpointError(f"The model file has a part {shown(name)} that is not known.")
    return data


def _parse(text: str) -> Any:
    if len(text) > MAX_CHARACTERS:
        limit = MAX_CHARACTERS // 1_000_000
        raise CheckpointError(f"The model file is too large: at most {limit} MB are read.")
    _check_depth(text)
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_no_number,
            parse_float=_finite,
        )
    except CheckpointError:
        raise
    except (ValueError, RecursionError) as error:
        reason = str(error)[:80]
        raise CheckpointError(f"The model file is not valid JSON: {reason}.") from None


def _check_depth(text: str) -> None:
    """Refuse deep nesting before the parser, which recurses, meets it."""
    depth = 0
    for bracket in _BRACKET.finditer(_TEXT_IN_JSON.sub("", text)):
        depth += 1 if bracket.group() in "[{" else -1
        if depth > MAX_DEPTH:
            raise CheckpointError(f"The model file is nested deeper than {MAX_DEPTH} levels.")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise CheckpointError(f"The model file has the part {shown(twice)} twice.")
    return data


def _no_number(name: str) -> NoReturn:
    raise CheckpointError(f"The model file holds {name}, which is not a finite number.")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise CheckpointError(f"The model file holds {text[:20]}, which is too large a number.")
    return number
