"""The neurons of the network picture: a small map for each, its frame, and what is known of it."""

from __future__ import annotations

from typing import Any

from playground.connections import layer_extras
from playground.explained.flow import Flow
from playground.naming import neuron_name
from playground.snapshot import Snapshot
from playground.state import HiddenLayer, OutputLayer
from playground.views.changes import Clock, Interval
from playground.views.columns import columns_of, put, zeros
from playground.views.figures import GREY, PICKED
from playground.views.flow_marks import frame_of
from playground.views.glyphs import NetworkGlyphs
from playground.views.shading import activation_ranges, palette, shaded_tiles, star_columns
from playground.views.wiring import Cutout, Place, Wiring

# A buffer for each tile travels: many of them follow ten times a second, few follow each frame.
_FEW = 40
_MANY_EVERY = 0.1  # seconds
_PLAIN, _CHOSEN = (GREY, 1.0), (PICKED, 3.5)  # colour and width of a frame


class NeuronTiles:
    """Fills the sources of tiles, of what lies around them, and of the stars."""

    def __init__(self, glyphs: NetworkGlyphs, clock: Clock) -> None:
        self._glyphs = glyphs
        self._interval = Interval(_MANY_EVERY, clock)

    def arrange(self, snapshot: Snapshot, wiring: Wiring) -> None:
        """Put the neurons where they are from now on."""
        self._wiring, self._n_shares = wiring, _n_shares(snapshot)
        glyphs, (colours, high) = self._glyphs, palette(self._n_shares)
        glyphs.mapper.update(palette=colours, high=high)
        glyphs.tiles.data = columns_of(("image", "x", "y"), [])
        glyphs.frozen.data = star_columns(frozen_layers(snapshot), wiring)
        rows = [(*spot, _full_name(snapshot, *at), *_PLAIN) for at, spot in wiring.spots.items()]
        columns = columns_of(("x", "y", "name", "colour", "line"), rows)
        glyphs.neurons.data = columns | zeros(("low", "high"), len(rows))

    def look(self, cutout: Cutout) -> None:
        """Follow the page to another part of the picture, or to another size of it."""
        self._cutout, self._in_sight = cutout, cutout.neurons
        self._glyphs.set_tile(cutout.tile)

    def frame(self, chosen: Place | None, flow: Flow | None) -> None:
        """Set off the neuron on the large picture, and those that a stop of an update reached."""
        frames = []
        for place in self._wiring.spots:
            reached = frame_of(flow, place) if flow else None
            frames.append(_CHOSEN if place == chosen else reached or _PLAIN)
        put(self._glyphs.neurons, columns_of(("colour", "line"), frames))

    def show(self, snapshot: Snapshot, review: bool) -> None:
        """Show the maps; with `review` all of them, and the activations under the pointer."""
        if review:
            put(self._glyphs.neurons, activation_ranges(snapshot.network, self._wiring))
        if review or len(self._in_sight) <= _FEW or self._interval.is_over:
            self._interval.begin()
            self._glyphs.tiles.data = self._maps(snapshot)

    def _maps(self, snapshot: Snapshot) -> dict[str, list[Any]]:
        neurons, tile, shares = self._in_sight, self._cutout.tile, self._n_shares > 1
        spots = columns_of(("x", "y"), [self._wiring.spots[place] for place in neurons])
        return {"image": shaded_tiles(snapshot.network, neurons, tile, shares=shares), **spots}


def frozen_layers(snapshot: Snapshot) -> set[int]:
    """The layers that are frozen, which have a star."""
    layers: tuple[HiddenLayer | OutputLayer, ...]
    layers = (*snapshot.state.layers, snapshot.state.output)
    return {index for index, layer in enumerate(layers, start=1) if layer.frozen}


def _n_shares(snapshot: Snapshot) -> int:
    """How many outputs are shares of classes."""
    return len(snapshot.class_names) if snapshot.task == "multiclass" else 0


def _full_name(snapshot: Snapshot, layer: int, neuron: int) -> str:
    """A neuron, and what its layer does beside weighing."""
    extras = layer_extras(snapshot.state, layer - 1) if layer else []
    name = neuron_name(snapshot, layer, neuron)
    return f"{name} ({', '.join(extras)})" if extras else name
