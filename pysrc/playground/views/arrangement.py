"""How a network is spread over its picture: as many neurons as find room, layer by layer."""

from __future__ import annotations

import numpy as np

from playground.views.wiring import Place, Wiring

SIZES = {"small": (312, 212), "large": (1190, 400)}
SLOTS = {"small": 8, "large": 32}  # neurons of a layer; where there are more, the last slot says so
INPUT_SLOTS = {"small": 12, "large": 32}  # every input has its name on the picture

_TILE, _PITCH = 44, 64  # the largest that looks well
_LETTER = 6.2  # the mean width of a letter, in pixels


def arrange(layer_sizes: tuple[int, ...], size: str, left: str, right: str) -> Wiring:
    """Spread the layers over the picture; `left` and `right` are the longest names beside it."""
    width, height = SIZES[size]
    shown = _shown(layer_sizes, size)
    hidden = tuple(count - kept for count, kept in zip(layer_sizes, shown, strict=True))
    rows = [kept + (left_out > 0) for kept, left_out in zip(shown, hidden, strict=True)]
    pitch = min(_PITCH, height / max(rows))
    first, last = _margin(left), _margin(right)
    column = (width - first - last) / len(layer_sizes)
    tile = round(min(_TILE, 0.74 * pitch, 0.6 * column))
    x0, x1 = first + tile / 2, width - last - tile / 2
    xs = np.linspace(x0, x1, len(layer_sizes)).round(1).tolist()
    spots: dict[Place, tuple[float, float]] = {}
    for layer, (kept, taken) in enumerate(zip(shown, rows, strict=True)):
        top = (height + (taken - 1) * pitch) / 2 + min(3, pitch / 10)  # room for the lowest bias
        for neuron in range(kept):
            spots[layer, neuron] = (xs[layer], round(top - neuron * pitch, 1))
    return Wiring(layer_sizes, width, height, tile, spots, hidden)


def _shown(layer_sizes: tuple[int, ...], size: str) -> list[int]:
    """How many neurons of each layer are drawn."""
    slots = [INPUT_SLOTS[size], *(SLOTS[size] for _ in layer_sizes[1:])]
    shown = [
        count if count <= most else most - 1 for count, most in zip(layer_sizes, slots, strict=True)
    ]
    shown[-1] = layer_sizes[-1]  # ten at most, and each stands for a class or a value
    return shown


def _margin(name: str) -> float:
    """What a name beside the picture takes of its width."""
    return _LETTER * len(name) + (12 if name else 6)
