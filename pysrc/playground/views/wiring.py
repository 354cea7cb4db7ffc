"""Where neurons, biases and weights are on the network picture, and which of them are in sight.

Coordinates are pixels of a drawing of a fixed size, with y upwards. The page shows it at exactly
that height; in the width it may be stretched, so lengths along x are only relative.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.layout import parameter_index

_CURVE = np.linspace(0, 1, 13)
_EASE = _CURVE**2 * (3 - 2 * _CURVE)

Place = tuple[int, int]  # layer, neuron
Weight = tuple[int, int, int | None]  # layer, neuron, source; without a source a bias
Curve = tuple[list[float], list[float]]  # the places along x, and those along y


class Window(NamedTuple):
    """The part of the drawing that is seen."""

    left: float
    right: float
    bottom: float
    top: float

    def touches(self, x0: float, x1: float, y0: float, y1: float) -> bool:
        """Whether anything between these edges can be seen; y0 and y1 in any order."""
        beside = x1 < self.left or x0 > self.right
        return not (beside or max(y0, y1) < self.bottom or min(y0, y1) > self.top)


@dataclass(frozen=True, eq=False)
class Wiring:
    """One arrangement. `hidden` counts the neurons of each layer that find no place."""

    layer_sizes: tuple[int, ...]
    width: float
    height: float
    tile: float
    spots: dict[Place, tuple[float, float]]
    hidden: tuple[int, ...]

    def shown(self, layer: int) -> int:
        """How many neurons of a layer are drawn: the first ones."""
        return self.layer_sizes[layer] - self.hidden[layer]

    @property
    def last(self) -> int:
        """The layer of the outputs."""
        return len(self.layer_sizes) - 1

    @property
    def column(self) -> float:
        """How far the columns of neurons are from each other."""
        return self.spots[1, 0][0] - self.spots[0, 0][0]

    @property
    def biases(self) -> list[Weight]:
        """The biases of all neurons drawn."""
        return [(layer, neuron, None) for layer, neuron in self.spots if layer > 0]

    @property
    def edges(self) -> list[Weight]:
        """All weights between two neurons drawn."""
        return [
            (layer, neuron, source)
            for layer, neuron in self.spots
            for source in range(self.layer_sizes[layer - 1] if layer else 0)
            if (layer - 1, source) in self.spots
        ]

    def places(self, weights: list[Weight]) -> NDArray[np.intp]:
        """Where these weights and biases sit in the network's parameters."""
        sizes = self.layer_sizes
        starts = [parameter_index(sizes, layer, 0, 0) for layer in range(1, len(sizes))]
        places = [
            starts[layer - 1]
            + neuron * (sizes[layer - 1] + 1)
            + (sizes[layer - 1] if source is None else source)
            for layer, neuron, source in weights
        ]
        return np.array(places, np.intp)

    def line(self, edge: Weight) -> Curve:
        """The curve of a weight from its source to its neuron: level at both ends, under them."""
        layer, neuron, source = edge
        x1, y1 = self.spots[layer, neuron]
        x0, y0 = self.spots[layer - 1, source or 0]
        between = x0 + self.tile / 2 + (x1 - x0 - self.tile) * _CURVE
        heights = y0 + (y1 - y0) * _EASE
        return [x0, *between.round(1).tolist(), x1], [y0, *heights.round(1).tolist(), y1]

    def bias_spot(self, bias: Weight) -> tuple[float, float]:
        """Biases sit on the lower edge of their neurons."""
        x, y = self.spots[bias[0], bias[1]]
        return x, y - self.tile / 2


@dataclass(frozen=True, eq=False)
class Cutout:
    """A wiring as the page shows it: through a window, a unit of y as large as `zoom` pixels."""

    wiring: Wiring
    window: Window

    @property
    def zoom(self) -> float:
        """How many pixels a unit of y takes."""
        return self.wiring.height / (self.window.top - self.window.bottom)

    @property
    def tile(self) -> float:
        """The side of a neuron's tile in pixels."""
        return self.wiring.tile * self.zoom

    @property
    def neurons(self) -> list[Place]:
        """The neurons of whose tiles something is seen."""
        half, spots = self.wiring.tile / 2, self.wiring.spots.items()
        touches = self.window.touches
        return [at for at, (x, y) in spots if touches(x - half, x + half, y - half, y + half)]

    @property
    def edges(self) -> list[Weight]:
        """The weights of whose lines something is seen."""
        spots = self.wiring.spots
        edges = []
        for layer, neuron, source in self.wiring.edges:
            (x0, y0), (x1, y1) = spots[layer - 1, source or 0], spots[layer, neuron]
            if self.window.touches(x0, x1, y0, y1):
                edges.append((layer, neuron, source))
        return edges
