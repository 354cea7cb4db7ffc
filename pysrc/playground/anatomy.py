"""What is inside a network at one moment: the numbers that its picture shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.layout import count_parameters, parameter_index

TILE_SIZE = 20  # a tile is the grid's every fifth cell, the middle one of five by five


@dataclass(frozen=True, eq=False)
class Anatomy:
    """The inside of a network.

    `tiles` has one array (n_neurons, 20, 20) a layer, the inputs first: the activation of each
    neuron over the plane, row 0 at the lowest y, at the centres of 20×20 cells. The tiles of the
    output show what the network answers: a score, a value, or the share of each class.
    `values` holds one vector in the layout of `Network.parameters` for each thing the picture can
    show: the "weights" themselves, the "gradients" of the loss on the next mini-batch, and the
    "updates" of the last step. `cut`, in the same layout, says which connections are cut.
    """

    layer_sizes: tuple[int, ...]
    tiles: tuple[NDArray[np.float32], ...]
    values: Mapping[str, NDArray[np.float64]]
    cut: NDArray[np.bool_]
    revision: int

    def is_cut(self, layer: int, neuron: int, source: int | None) -> bool:
        """Whether this connection is cut; a bias never is."""
        return bool(self.cut[parameter_index(self.layer_sizes, layer, neuron, source)])

    def value(self, kind: str, layer: int, neuron: int, source: int | None) -> float:
        """One number of a weight, or without a source of a bias; layers count from the inputs."""
        return float(self.values[kind][parameter_index(self.layer_sizes, layer, neuron, source)])


def blank_anatomy(layer_sizes: tuple[int, ...]) -> Anatomy:
    """All zero: for a network that cannot be drawn, because its numbers are not finite."""
    nothing = np.zeros(count_parameters(layer_sizes))
    return Anatomy(
        layer_sizes,
        tuple(np.zeros((size, TILE_SIZE, TILE_SIZE), np.float32) for size in layer_sizes),
        {"weights": nothing, "gradients": nothing, "updates": nothing},
        nothing.astype(np.bool_),
        revision=0,
    )
