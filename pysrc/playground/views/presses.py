"""What a press on the network picture means: the neuron, the bias or the line under it."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

import numpy as np

from playground.views.wiring import Cutout, Place, Weight

_REACH = 7  # how near to a line or a bias a press must be, in pixels
_BIAS_SHARE = 0.3  # of a tile, that a press on its bias may take of it


@dataclass(frozen=True, eq=False)
class Press:
    """A press at (x, y) of the drawing; a unit of x takes `stretch` pixels of the page."""

    cutout: Cutout
    x: float
    y: float
    stretch: float

    @property
    def neuron(self) -> Place | None:
        """The neuron whose tile lies under the press, if any."""
        half = self.cutout.wiring.tile / 2
        for place, spot in self.cutout.wiring.spots.items():
            if self._off(spot) <= half:
                return place
        return None

    def weight(self, edges: list[Weight]) -> Weight | None:
        """The bias or the weight, one of `edges`, that is drawn under the press, if any."""
        wiring, reach = self.cutout.wiring, _REACH / self.cutout.zoom
        for bias in wiring.biases:
            if self._off(wiring.bias_spot(bias)) <= min(reach, _BIAS_SHARE * wiring.tile):
                return bias
        if self.neuron or not edges:
            return None
        distances = [self._off_line(edge) for edge in edges]
        nearest = int(np.argmin(distances))
        return edges[nearest] if distances[nearest] <= reach else None

    @property
    def _ratio(self) -> float:
        """How much longer a unit of x is on the page than one of y."""
        return self.stretch / self.cutout.zoom

    def _off(self, spot: tuple[float, float]) -> float:
        """How far a place is, along x or along y, in units of y."""
        return max(abs(self.x - spot[0]) * self._ratio, abs(self.y - spot[1]))

    def _off_line(self, edge: Weight) -> float:
        """How far the curve of a weight is, in units of y."""
        xs, ys = self.cutout.wiring.line(edge)
        if not xs[0] <= self.x <= xs[-1]:
            return np.inf
        height = float(np.interp(self.x, xs, ys))
        slope = (ys[8] - ys[6]) / ((xs[8] - xs[6]) * self._ratio or 1.0)  # in the middle
        return abs(self.y - height) / hypot(1.0, slope)
