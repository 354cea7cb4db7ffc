"""The picture of what a network says about every place of the plane."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backprop import LOSSES, Network
from backprop.plan import EvaluationPlan
from playground.data import columns_of, domain_of
from playground.snapshot import GRID_SIZE, grid_points, join_class_grid
from playground.state import PlaygroundState, feature_names_of, task_of


class Picture:
    """Computes the grid of a snapshot for one network and one plane; the weights may change.

    Inputs that are not on an axis are 0, the mean of standardised measures.
    """

    def __init__(self, state: PlaygroundState, network: Network) -> None:
        features = np.zeros((GRID_SIZE * GRID_SIZE, len(feature_names_of(state))))
        x, y = grid_points(domain_of(state))
        features[:, state.plane[0]], features[:, state.plane[1]] = x, y
        with np.errstate(over="ignore"):  # huge weights are no single-precision numbers
            self._plan = EvaluationPlan(network, features[:, columns_of(state)], dtype=np.float32)
        self._loss = LOSSES[state.loss]
        self._task = task_of(state)

    def grid(self) -> NDArray[np.float32]:
        """The grid for the weights as they are now; see `snapshot.Snapshot`."""
        with np.errstate(all="ignore"):
            prediction = self._loss.predict(self._plan.outputs(), self._task)
            if self._task == "multiclass":
                flat = join_class_grid(prediction)
            else:
                flat = prediction.astype(np.float32, copy=False)
            if not np.isfinite(flat.sum()):
                flat = np.nan_to_num(flat)
        return flat.reshape(GRID_SIZE, GRID_SIZE)
