"""The pictures of what a network and each of its neurons say about every place of the plane."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop import LOSSES, Network
from backprop.plan import EvaluationPlan
from playground.anatomy import TILE_SIZE
from playground.data import domain_of, means_of
from playground.grid import GRID_SIZE, grid_points
from playground.inputs import input_matrix, plane_columns
from playground.snapshot import join_class_grid
from playground.state import PlaygroundState, task_of

Image = NDArray[np.float32]

_STEP = GRID_SIZE // TILE_SIZE
_TILE = np.s_[:, _STEP // 2 :: _STEP, _STEP // 2 :: _STEP]


class Picture:
    """Computes the pictures of one network in one plane; the weights may change.

    Inputs that are not on an axis are held at their mean. `grid` evaluates the
    network; `tiles` and `neuron` show the parts of that same evaluation.
    """

    def __init__(self, state: PlaygroundState, network: Network, side: int = GRID_SIZE) -> None:
        """`side`: how many cells the picture has across and up; tiles need the usual number."""
        self._side = side
        measures = np.tile(means_of(state), (side * side, 1))
        x, y = grid_points(domain_of(state), side)
        across, up = plane_columns(state)
        measures[:, up] = y
        measures[:, across] = x  # the last: on a curve the two are one
        inputs = input_matrix(state, measures)
        with np.errstate(over="ignore"):  # huge weights are no single-precision numbers
            self._plan = EvaluationPlan(network, inputs, dtype=np.float32)
        self._inputs = inputs.astype(np.float32)
        self._loss = LOSSES[state.loss]
        self._task = task_of(state)
        self._layers: tuple[Image, ...] = ()

    def grid(self) -> Image:
        """The grid for the weights as they are now; see `snapshot.Snapshot`."""
        *hidden, outputs = self._plan.activations()
        with np.errstate(all="ignore"):
            prediction = _finite(self._loss.predict(outputs, self._task))
            self._layers = (self._inputs, *hidden, prediction.reshape(len(outputs), -1))
            if self._task == "multiclass":
                return join_class_grid(prediction).reshape(self._side, self._side)
            if prediction.ndim == 2:  # several values: the picture shows the first
                prediction = prediction[:, 0]
        return prediction.reshape(self._side, self._side)

    def tiles(self) -> tuple[Image, ...]:
        """The small pictures of all neurons; see `anatomy.Anatomy`."""
        return tuple(
            _finite(layer.T.reshape(-1, GRID_SIZE, GRID_SIZE)[_TILE]) for layer in self._layers
        )

    def neuron(self, layer: int, neuron: int) -> Image:
        """The grid of one neuron's activation."""
        return _finite(self._layers[layer][:, neuron]).reshape(GRID_SIZE, GRID_SIZE)


def _finite(values: NDArray[np.floating[Any]]) -> Image:
    """In single precision, with large numbers in place of infinite ones."""
    single = np.array(values, np.float32, order="C")  # a copy: plans use their buffers again
    with np.errstate(all="ignore"):
        return single if np.isfinite(single.sum()) else np.nan_to_num(single)
