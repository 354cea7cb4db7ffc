"""From numbers to what the network picture shows: widths of lines, colours of tiles."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from playground.anatomy import Anatomy
from playground.palette import class_ramps, diverging
from playground.views.wiring import Place, Wiring

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Tile = NDArray[np.float32]

_WIDEST = 9.0  # pixels
_COARSE = 24  # pixels; a smaller tile needs only every second cell
_RAMP = 2 / 3  # how much of the scale the ramp of a class takes: 85 colours, where 127.5 take 1


def palette(n_shares: int) -> tuple[list[str], float]:
    """The colours of tiles and biases, and the number of the last one; the first is at -1.

    From -1 to 1 they are those of a score. After these comes a ramp for each class share.
    """
    if n_shares < 2:
        return diverging(), 1.0
    return diverging() + class_ramps(n_shares), 1 + _RAMP * n_shares


def shaded_tiles(anatomy: Anatomy, places: list[Place], tile: float, *, shares: bool) -> list[Tile]:
    """The tiles of these neurons, in the order of the layers, as numbers of the palette.

    Colours are full at 1, or at the largest activation of the tile where that is larger, so that
    the shape of a large activation shows. `tile` is the side on the page in pixels; `shares` says
    that the outputs are shares of classes.
    """
    cells = slice(None, None, 2 if tile < _COARSE else 1)
    last = len(anatomy.layer_sizes) - 1
    tiles: list[Tile] = []
    for layer, all_tiles in enumerate(anatomy.tiles):
        neurons = [neuron for at, neuron in places if at == layer]
        if not neurons:
            continue
        shown = all_tiles[neurons, cells, cells]
        if layer == last and shares:
            first = np.array(neurons, np.float32)[:, None, None]
            shades = 1 + np.float32(_RAMP) * (first + np.minimum(shown, np.float32(0.999)))
        else:
            largest = np.abs(shown).max(axis=(1, 2), keepdims=True)
            shades = shown / np.maximum(largest, 1)
        tiles.extend(np.ascontiguousarray(shades, np.float32))
    return tiles


def edge_columns(values: Numbers, *, absolute: bool, tile: float) -> dict[str, Numbers]:
    """The widths of the lines in pixels, and which of them are positive or negative.

    Weights have an absolute scale; gradients and updates are compared with the largest of them.
    """
    size = np.abs(values)
    if absolute:
        width = 0.6 + 2.4 * size**0.7
    else:
        width = 0.3 + 6.7 * (size / (size.max(initial=0.0) or 1.0)) ** 0.7
    return {
        "width": (np.minimum(width, _WIDEST) * np.clip(tile / 36, 0.4, 1.0)).round(2),
        "positive": (values > 0).astype(float),
        "negative": (values < 0).astype(float),
    }


def bias_columns(values: Numbers, *, absolute: bool, tile: float) -> dict[str, Numbers]:
    """Size and shade of the squares, and of the plus or the minus in each of them."""
    scale = 1.0 if absolute else float(np.abs(values).max(initial=0.0)) or 1.0
    side = 11.0 if tile >= 24 else 8.0 if tile >= 16 else 5.0
    mark = side - 4 if side > 5 else 0.0
    return {
        "size": np.full(len(values), side),
        "shade": np.clip(values / scale, -1.0, 1.0).round(3),
        "plus": np.where(values > 0, mark, 0.0),
        "minus": np.where(values < 0, mark, 0.0),
    }


def activation_ranges(anatomy: Anatomy, wiring: Wiring) -> dict[str, list[float]]:
    """The smallest and the largest activation of each neuron drawn."""
    shown = [tiles[: wiring.shown(layer)] for layer, tiles in enumerate(anatomy.tiles)]
    return {
        "low": [float(value) for tiles in shown for value in tiles.min(axis=(1, 2))],
        "high": [float(value) for tiles in shown for value in tiles.max(axis=(1, 2))],
    }


def star_columns(layers: Collection[int], wiring: Wiring) -> dict[str, list[float]]:
    """A star on the upper edge of each neuron of these layers, and the disc behind it."""
    spots = [spot for place, spot in wiring.spots.items() if place[0] in layers]
    side = 13.0 if wiring.tile >= _COARSE else 8.0
    return {
        "x": [x for x, _ in spots],
        "y": [y + wiring.tile / 2 for _, y in spots],
        "size": [side] * len(spots),
        "star": [side - 4] * len(spots),
    }
