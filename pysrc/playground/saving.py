"""A session written down, so that it can go on later exactly where it was.

The experiment is stored twice: as a link, which a person can read and open, and exactly. What
is read back may come from anywhere, so every part is checked, and a part that cannot be used
is replaced by a fresh one, with a sentence that says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop import Checkpoint, CheckpointError
from playground import exact, timeline_file, url
from playground.history import LossHistory
from playground.state import PlaygroundState
from playground.timeline import Timeline, Way

FORMAT = 1


@dataclass(frozen=True, eq=False)
class Saved:
    """What could be read of a saved session. Without a checkpoint it starts from the beginning.

    `epoch`: the one the reader was looking back at.
    """

    state: PlaygroundState
    checkpoint: Checkpoint | None
    history: LossHistory | None
    diverged: bool
    notes: tuple[str, ...]
    timeline: Timeline | None = None
    epoch: int | None = None


def write(
    state: PlaygroundState,
    checkpoint: Checkpoint,
    history: LossHistory,
    diverged: bool,
    way: Way | None,
) -> dict[str, Any]:
    """A dict that JSON can hold; `diverged`: the checkpoint is the last one that made sense.

    While the reader looks back, the state and the checkpoint are the latest all the same. Without
    a way, the run can only go on from here.
    """
    place: dict[str, Any] = {}
    if way:
        place["timeline"] = timeline_file.write(way, checkpoint.step_count)
        place["epoch"] = way.shown if way.latest else None
    return {
        "format": FORMAT,
        "state": url.encode(state),
        "state_exact": exact.to_dict(state),
        "checkpoint": checkpoint.to_dict(),
        "history": history.to_dict(),
        "diverged": diverged,
        **place,
    }


def read(saved: object) -> Saved:
    """Read what `write` wrote, or as much of it as can be used. Never raises."""
    if not isinstance(saved, Mapping) or saved.get("format") != FORMAT:
        state, notes = url.decode(saved.get("state", "") if isinstance(saved, Mapping) else "")
        sentence = "The saved work has an unknown form; training starts from the beginning."
        return Saved(state, None, None, False, (*notes, sentence))
    values = saved.get("state_exact")
    state, notes = (
        exact.from_dict(values)
        if isinstance(values, Mapping)
        else url.decode(saved.get("state", ""))
    )
    try:
        checkpoint = Checkpoint.from_dict(saved.get("checkpoint"))
        _check_finite(checkpoint)
    except CheckpointError as error:
        return Saved(state, None, None, False, (*notes, unusable(error)))
    try:
        history = LossHistory.from_dict(saved.get("history"))
        history.cut(checkpoint.epoch_count)
    except ValueError:
        history, notes = LossHistory(), (*notes, "The saved loss curve could not be read.")
    timeline = timeline_file.read(saved.get("timeline"), checkpoint.step_count)
    epoch = saved.get("epoch") if timeline and isinstance(saved.get("epoch"), int) else None
    diverged = saved.get("diverged") is True
    return Saved(state, checkpoint, history, diverged, notes, timeline, epoch)


def unusable(error: CheckpointError) -> str:
    """The sentence about a checkpoint that cannot be used."""
    return f"The saved weights cannot be used; training starts from the beginning. {error}"


def _check_finite(checkpoint: Checkpoint) -> None:
    learned = (checkpoint.parameters, checkpoint.buffers)
    for array in (*learned, *checkpoint.optimizer_arrays.values()):
        if not np.isfinite(array).all():
            raise CheckpointError("They are not all finite numbers.")
