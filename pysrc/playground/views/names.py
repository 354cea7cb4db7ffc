"""The names beside the network picture: those of the inputs, and of several outputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from playground.naming import abbreviated, neuron_names
from playground.snapshot import Snapshot
from playground.views.columns import columns_of
from playground.views.wiring import Cutout

_LONGEST = {"small": 9, "large": 24}


@dataclass(frozen=True)
class Names:
    """As they are drawn: those on the left, and those on the right if there are several."""

    left: list[str]
    right: list[str]

    @property
    def longest(self) -> tuple[str, str]:
        """The longest name on each side."""
        return max(self.left, key=len), max(self.right, key=len, default="")


class _Text(NamedTuple):
    """A text `offset` pixels beside its place."""

    x: float
    y: float
    text: str
    offset: float
    align: str


def names_of(snapshot: Snapshot) -> Names:
    """The names beside the picture of a snapshot, cut off where they are too long."""
    sizes, longest = snapshot.network.layer_sizes, _LONGEST[snapshot.state.network_size]
    last = neuron_names(snapshot, len(sizes) - 1) if sizes[-1] > 1 else ()
    left, right = (
        [abbreviated(name, longest) for name in names]
        for names in (neuron_names(snapshot, 0), last)
    )
    return Names(left, right)


def name_columns(cutout: Cutout, names: Names) -> dict[str, list[Any]]:
    """Texts beside the inputs and the outputs, and how many neurons of a layer are not drawn."""
    wiring, beside = cutout.wiring, cutout.zoom * cutout.wiring.tile / 2 + 5
    texts = []
    for (layer, neuron), (x, y) in wiring.spots.items():
        if layer == 0:
            texts.append(_Text(x, y, names.left[neuron], -beside, "right"))
        elif layer == wiring.last and names.right:
            texts.append(_Text(x, y, names.right[neuron], beside, "left"))
    for layer, count in enumerate(wiring.hidden):
        if count:
            x, y = wiring.spots[layer, wiring.shown(layer) - 1]
            texts.append(_Text(x, y - wiring.tile - 4, f"+{count}", 0.0, "center"))
    return columns_of(_Text._fields, texts)
