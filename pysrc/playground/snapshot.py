"""One moment of a session, ready to be drawn.

Views get a `Snapshot` and nothing else. Its arrays are not changed afterwards: what did not
change is the same object as in the snapshot before, and the revision counters say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.anatomy import Anatomy
from playground.data import Domain
from playground.state import PlaygroundState, Task

Status = Literal["ready", "training", "paused", "error"]
Level = Literal["info", "warning", "error"]

# The share of the winning class is stored as the fraction of a number, so it stays below 1.
_LARGEST_SHARE = 0.999


@dataclass(frozen=True)
class Notice:
    """One or two sentences for the reader.

    `offers_recovery`: show the way back to finite weights. `offers_undo`: offer to undo the edit
    that it tells of.
    """

    level: Level
    text: str
    offers_recovery: bool = False
    offers_undo: bool = False


@dataclass(frozen=True)
class Place:
    """Where a snapshot is on the run: at the end of epoch `shown`, or on the way there.

    The epochs from `first` to `last`, the latest, can be looked at. `past`: it is not the latest.
    """

    first: int = 0
    last: int = 0
    shown: int = 0
    past: bool = False


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What a frame shows.

    `grid` is (100, 100) float32; entry (i, j) belongs to the centre of cell (i, j), row 0 is the
    lowest y. Binary: a score from -1 (first class) to 1 (second class). Multiclass: class index
    plus the share of that class (`split_class_grid`). Regression: the value, of several the first.
    `network` is the inside of the network, and `neuron_grid` the activation of the neuron that the
    reader selected, at the same places as `grid`; None while the output is shown.
    `detail` is what the open tool of the workbench computed; None while none is open.
    Losses and accuracies are None where there is nothing to measure.
    The history has one entry a recorded epoch; `history_test` is NaN without test points.
    `target_names` names the values to learn where a point has several; then `points_truth`
    (n, n_targets) holds them all, and else it is `points_label`, where the first ones are.
    `undo` and `redo` name the edits that can be undone and redone.
    """

    state: PlaygroundState
    status: Status
    epoch: int
    step: int
    train_loss: float | None
    test_loss: float | None
    train_accuracy: float | None
    test_accuracy: float | None
    train_r_squared: float | None
    test_r_squared: float | None
    grid: NDArray[np.float32]
    neuron_grid: NDArray[np.float32] | None
    network: Anatomy
    task: Task
    class_names: tuple[str, ...]
    target_names: tuple[str, ...]
    domain: Domain
    axis_labels: tuple[str, str]
    input_names: tuple[str, ...]
    layer_sizes: tuple[int, ...]
    n_parameters: int
    points_x: NDArray[np.float64]
    points_y: NDArray[np.float64]
    points_label: NDArray[np.float64]
    points_truth: NDArray[np.float64]
    points_test: NDArray[np.bool_]
    history_epoch: NDArray[np.float64]
    history_train: NDArray[np.float64]
    history_test: NDArray[np.float64]
    detail: object
    notice: Notice | None
    points_revision: int
    grid_revision: int
    history_revision: int
    place: Place = Place()
    undo: str | None = None
    redo: str | None = None

    @property
    def n_train(self) -> int:
        """How many points are trained on."""
        return len(self.points_test) - self.n_test

    @property
    def n_test(self) -> int:
        """How many points are kept back for the test."""
        return int(self.points_test.sum())


def join_class_grid(shares: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """Class shares (n, n_classes) as one number each: winning class + its share."""
    winner = shares.argmax(axis=1)
    share = np.minimum(shares.max(axis=1), _LARGEST_SHARE)
    joined: NDArray[np.float32] = (winner + share).astype(np.float32)
    return joined


def split_class_grid(grid: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The reverse of `join_class_grid`: class indices and the share of that class."""
    winner = np.floor(grid)
    return winner.astype(np.int64), (grid - winner).astype(np.float32)
