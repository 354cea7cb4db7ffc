"""The way a run came, written down with the saved work, in bounded room.

Only so many moments are written that a browser's storage does not mind; the epochs between them
are trained again when they are asked for. What is read back may come from anywhere: if anything
in it does not fit, the way is forgotten, and the work itself is not touched by that.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from backprop import Checkpoint, CheckpointError
from backprop.codec import read_array, write_array
from playground import exact
from playground.networks import check_fit
from playground.state import PlaygroundState
from playground.timeline import FIRST_STRIDE, Mark, Timeline, Way

SAVED_BYTES = 128 * 2**10  # as text this is about 200 kB
SAVED_MARKS = 24
_MAX_STRIDE = 2**40


def write(way: Way, last_step: int) -> dict[str, Any]:
    """The way up to a step as a dict that JSON can hold.

    It takes at most about `SAVED_BYTES`, or one moment if that is larger. States that several
    moments share are written once, and so is a table that several states share.
    """
    less = Timeline(SAVED_BYTES, SAVED_MARKS)
    less.follow(way)
    less.cut(last_step)
    states: list[PlaygroundState] = []
    marks = []
    for mark in less.marks:
        if not states or states[-1] is not mark.state:
            states.append(mark.state)
        marks.append(
            {
                "state": len(states) - 1,
                "checkpoint": mark.checkpoint.to_dict(),
                "last_update": write_array(mark.last_update),
                "whole": mark.whole,
                "pinned": mark.pinned,
            }
        )
    written = [exact.to_dict(state) for state in states]
    tables = list(dict.fromkeys(values["table"] for values in written if values["table"]))
    for values in written:
        values["table"] = tables.index(values["table"]) if values["table"] else None
    return {"stride": less.stride, "tables": tables, "states": written, "marks": marks}


def read(data: object, last_step: int) -> Timeline | None:
    """The reverse of `write`, for a run that stands at `last_step`; None for anything else."""
    try:
        return _read(data, last_step)
    except (CheckpointError, ValueError):
        return None


def _read(data: object, last_step: int) -> Timeline:
    if not isinstance(data, Mapping):
        raise ValueError("not a mapping")
    stride, states, items = (data.get(name) for name in ("stride", "states", "marks"))
    if not isinstance(stride, int) or not FIRST_STRIDE <= stride <= _MAX_STRIDE:
        raise ValueError("no stride")
    if not isinstance(states, list) or not isinstance(items, list):
        raise ValueError("no lists")
    if not 1 <= len(items) <= SAVED_MARKS or len(states) > SAVED_MARKS:
        raise ValueError("too few or too many moments")
    known = [_state(values, data.get("tables")) for values in states]
    marks = [_mark(item, known) for item in items]
    steps = [*(mark.checkpoint.step_count for mark in marks), last_step + 1]
    epochs = [mark.epoch for mark in marks]
    if any(a >= b for a, b in pairwise(steps)) or epochs != sorted(epochs):
        raise ValueError("the moments are not in order")
    timeline = Timeline()
    timeline.begin(marks[0])
    for mark in marks[1:]:
        timeline.add(mark)
    timeline.stride = max(timeline.stride, stride)
    return timeline


def _state(values: object, tables: object) -> PlaygroundState:
    if isinstance(values, Mapping) and isinstance(number := values.get("table"), int):
        if not (isinstance(tables, list) and 0 <= number < len(tables)):
            raise ValueError("no such table")
        values = {**values, "table": tables[number]}
    state, notes = exact.from_dict(values)
    if notes:
        raise ValueError("settings that had to be repaired")
    return state


def _mark(item: object, states: list[PlaygroundState]) -> Mark:
    if not isinstance(item, Mapping):
        raise ValueError("not a mapping")
    index, whole, pinned = (item.get(name) for name in ("state", "whole", "pinned"))
    if not (isinstance(index, int) and 0 <= index < len(states)):
        raise ValueError("no such settings")
    if not (isinstance(whole, bool) and isinstance(pinned, bool)):
        raise ValueError("no kind of moment")
    state, checkpoint = states[index], Checkpoint.from_dict(item.get("checkpoint"))
    check_fit(checkpoint, state)
    update = read_array("last_update", item.get("last_update"), len(checkpoint.parameters))
    arrays = (update, checkpoint.parameters, checkpoint.buffers)
    for array in (*arrays, *checkpoint.optimizer_arrays.values()):
        if not np.isfinite(array).all():
            raise ValueError("numbers that are not finite")
    return Mark(state, checkpoint, update, whole, pinned)
