"""Where the network picture puts neurons, biases and weights.

Coordinates are pixels of a drawing of a fixed size, with y upwards. The page shows it at exactly
that height; in the width it may be stretched, so lengths along x are only relative.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.layout import parameter_index

SIZES = {"small": (312, 212), "large": (1190, 400)}
SLOTS = {"small": 8, "large": 32}  # neurons of a layer; where there are more, the last slot says so
INPUT_SLOTS = {"small": 12, "large": 32}  # every input has its name on the picture
MAX_EDGES = {"small": 120, "large": 240}

_TILE, _PITCH = 44, 64  # the largest that looks well
_LETTER = 6.2  # the mean width of a letter, in pixels
_REACH = 7  # how near to a line or a bias a press must be, in pixels
_CURVE = np.linspace(0, 1, 13)
_EASE = _CURVE**2 * (3 - 2 * _CURVE)

Place = tuple[int, int]  # layer, neuron
Weight = tuple[int, int, int | None]  # layer, neuron, source; without a source a bias


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

    def line(self, edge: Weight) -> tuple[list[float], list[float]]:
        """The curve of a weight from its source to its neuron: level at both ends, under them."""
        layer, neuron, source = edge
        x1, y1 = self.spots[layer, neuron]
        x0, y0 = self.spots[layer - 1, source or 0]
        between = x0 + self.tile / 2 + (x1 - x0 - self.tile) * _CURVE
        heights = y0 + (y1 - y0) * _EASE
        return [x0, *between.round(1).tolist(), x1], [y0, *heights.round(1).tolist(), y1]

    def spots_in(self, window: Window) -> list[Place]:
        """The neurons of whose tiles something is seen."""
        half = self.tile / 2
        return [
            place
            for place, (x, y) in self.spots.items()
            if window.touches(x - half, x + half, y - half, y + half)
        ]

    def edges_in(self, window: Window) -> list[Weight]:
        """The weights of whose lines something is seen."""
        spots = self.spots
        return [
            (layer, neuron, source)
            for layer, neuron, source in self.edges
            if window.touches(
                spots[layer - 1, source or 0][0],
                spots[layer, neuron][0],
                spots[layer - 1, source or 0][1],
                spots[layer, neuron][1],
            )
        ]

    def bias_spot(self, bias: Weight) -> tuple[float, float]:
        """Biases sit on the lower edge of their neurons."""
        x, y = self.spots[bias[0], bias[1]]
        return x, y - self.tile / 2

    def weight_at(
        self, x: float, y: float, stretch: float, edges: list[Weight], zoom: float = 1.0
    ) -> Weight | None:
        """The bias or the weight, one of `edges`, that is drawn at (x, y), if any.

        `stretch`: how much longer a unit of x is on the page than one of y, which takes `zoom`
        pixels.
        """
        reach = _REACH / zoom
        for bias in self.biases:
            bias_x, bias_y = self.bias_spot(bias)
            if max(abs(x - bias_x) * stretch, abs(y - bias_y)) <= min(reach, 0.3 * self.tile):
                return bias
        if self.neuron_at(x, y, stretch) or not edges:
            return None
        distances = [self._distance(edge, x, y, stretch) for edge in edges]
        nearest = int(np.argmin(distances))
        return edges[nearest] if distances[nearest] <= reach else None

    def neuron_at(self, x: float, y: float, stretch: float) -> Place | None:
        """The neuron whose tile lies at (x, y), if any."""
        for place, (spot_x, spot_y) in self.spots.items():
            if max(abs(x - spot_x) * stretch, abs(y - spot_y)) <= self.tile / 2:
                return place
        return None

    def _distance(self, edge: Weight, x: float, y: float, stretch: float) -> float:
        """From (x, y) to the curve of an edge, in pixels."""
        xs, ys = self.line(edge)
        if not xs[0] <= x <= xs[-1]:
            return np.inf
        height = float(np.interp(x, xs, ys))
        slope = (ys[8] - ys[6]) / ((xs[8] - xs[6]) * stretch or 1.0)  # in the middle
        return abs(y - height) / hypot(1.0, slope)


def arrange(layer_sizes: tuple[int, ...], size: str, left: str, right: str) -> Wiring:
    """Spread the layers over the picture; `left` and `right` are the longest names beside it."""
    width, height = SIZES[size]
    slots = [INPUT_SLOTS[size], *(SLOTS[size] for _ in layer_sizes[1:])]
    shown = [
        count if count <= most else most - 1 for count, most in zip(layer_sizes, slots, strict=True)
    ]
    shown[-1] = layer_sizes[-1]  # ten at most, and each stands for a class or a value
    hidden = tuple(count - kept for count, kept in zip(layer_sizes, shown, strict=True))
    rows = max(kept + (left_out > 0) for kept, left_out in zip(shown, hidden, strict=True))
    pitch = min(_PITCH, height / rows)
    first, last = (_LETTER * len(name) + (12 if name else 6) for name in (left, right))
    column = (width - first - last) / len(layer_sizes)
    tile = round(min(_TILE, 0.74 * pitch, 0.6 * column))
    x0, x1 = first + tile / 2, width - last - tile / 2
    xs = np.linspace(x0, x1, len(layer_sizes)).round(1).tolist()
    spots = {}
    for layer, kept in enumerate(shown):
        taken = kept + (hidden[layer] > 0)
        top = (height + (taken - 1) * pitch) / 2 + min(3, pitch / 10)  # room for the lowest bias
        for neuron in range(kept):
            spots[layer, neuron] = (xs[layer], round(top - neuron * pitch, 1))
    return Wiring(layer_sizes, width, height, tile, spots, hidden)


def name_columns(
    wiring: Wiring, left: list[str], right: list[str], zoom: float
) -> dict[str, list[Any]]:
    """Texts beside the inputs and the outputs, and how many neurons of a layer are not drawn."""
    last = len(wiring.layer_sizes) - 1
    beside = zoom * wiring.tile / 2 + 5
    rows: list[tuple[float, float, str, float, str]] = []
    for (layer, neuron), (x, y) in wiring.spots.items():
        if layer == 0:
            rows.append((x, y, left[neuron], -beside, "right"))
        elif layer == last and right:
            rows.append((x, y, right[neuron], beside, "left"))
    for layer, count in enumerate(wiring.hidden):
        if count:
            x, y = wiring.spots[layer, wiring.shown(layer) - 1]
            rows.append((x, y - wiring.tile - 4, f"+{count}", 0.0, "center"))
    columns = [list(column) for column in zip(*rows, strict=True)]
    return dict(zip(("x", "y", "text", "offset", "align"), columns, strict=True))
