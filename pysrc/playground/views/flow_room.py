"""The room that the network picture has for labels: none may cover another one, or a neuron."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.views.arrangement import SIZES
from playground.views.flow_labels import Label
from playground.views.wiring import Cutout, Wiring

Boxes = NDArray[np.float64]  # (n, 4): left, right, bottom, top; in pixels from the lower left

# How wide the picture is on the page is not known here: on pages that are 1280 pixels wide, or for
# the large one 1024, it has at least these shares of the width it is drawn for.
_STRETCH: dict[float, float] = {SIZES["small"][0]: 0.95, SIZES["large"][0]: 0.8}


def stretch_of(wiring: Wiring) -> float:
    """How many pixels a unit of x takes at least, where all of the picture is shown."""
    return _STRETCH[wiring.width]


class Room:
    """What is taken of the picture, by tiles and by the labels that found room."""

    def __init__(self, cutout: Cutout) -> None:
        self._zoom, self._window = cutout.zoom, cutout.window
        self._width, self._height = cutout.wiring.width, cutout.wiring.height
        self._stretch = stretch_of(cutout.wiring)
        spots, half = cutout.wiring.spots, cutout.tile / 2
        self._layers = np.array([layer for layer, _ in spots])
        self._tiles = self._around(list(spots.values()), half)
        self._taken: Boxes = np.empty((0, 4))

    def take(self, labels: list[Label], *, over: Collection[int] = ()) -> bool:
        """Take the room of all these labels, or of none: whether there is room for them, where
        the tiles of the layers `over` may be covered."""
        boxes = self.boxes(labels)
        among = _overlaps(boxes, boxes)
        np.fill_diagonal(among, val=False)
        tiles = self._tiles[~np.isin(self._layers, list(over))]
        if among.any() or _overlaps(boxes, np.concatenate([self._taken, tiles])).any():
            return False
        self._taken = np.concatenate([self._taken, boxes])
        return True

    def boxes(self, labels: list[Label]) -> Boxes:
        """What the labels cover."""
        return np.array([self._box(label) for label in labels]).reshape(-1, 4)

    def in_sight(self, labels: list[Label]) -> list[Label]:
        """The labels of which the edges of a part that is enlarged cut off nothing."""
        left, right, bottom, top = self._window
        far, zoom = np.inf, self._zoom
        least = (-far if left <= 0 else 0.0, -far if bottom <= 0 else 0.0)
        most = (
            far if right >= self._width else (right - left) * zoom * self._stretch,
            far if top >= self._height else (top - bottom) * zoom,
        )
        return [
            label
            for label, (x0, x1, y0, y1) in zip(labels, self.boxes(labels), strict=True)
            if x0 >= least[0] and x1 <= most[0] and y0 >= least[1] and y1 <= most[1]
        ]

    def _box(self, label: Label) -> tuple[float, float, float, float]:
        x, y = self._at(label.x, label.y)
        share = {"left": 0.0, "center": 0.5, "right": 1.0}[label.align]
        left = x + label.offset - share * label.width
        return left, left + label.width, y - label.height / 2, y + label.height / 2

    def _around(self, spots: list[tuple[float, float]], half: float) -> Boxes:
        places = (self._at(*spot) for spot in spots)
        return np.array([(x - half, x + half, y - half, y + half) for x, y in places])

    def _at(self, x: float, y: float) -> tuple[float, float]:
        """A place in pixels."""
        window = self._window
        return (x - window.left) * self._zoom * self._stretch, (y - window.bottom) * self._zoom


def _overlaps(some: Boxes, others: Boxes) -> NDArray[np.bool_]:
    """Which of some boxes cover which of the others."""
    a, b = some[:, None], others[None]
    beside = (a[..., 0] >= b[..., 1]) | (b[..., 0] >= a[..., 1])
    above = (a[..., 2] >= b[..., 3]) | (b[..., 2] >= a[..., 3])
    found: Any = ~(beside | above)
    return found
