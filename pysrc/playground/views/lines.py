"""The lines of the network picture: which weights have one, and how wide and dark they are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.explained.flow import Flow
from playground.naming import weight_name
from playground.snapshot import Snapshot
from playground.views.columns import columns_of, put, zeros
from playground.views.flow_marks import fade
from playground.views.glyphs import NetworkGlyphs
from playground.views.readings import Reading
from playground.views.shading import Flags, Numbers, edge_columns
from playground.views.wiring import Cutout, Weight, Wiring

MOST_LINES = {"small": 120, "large": 240}
_MOVING = ("width", "positive", "negative", "weights", "gradients", "updates")


class _Line(NamedTuple):
    xs: list[float]
    ys: list[float]
    name: str


class WeightLines:
    """Fills the source of the lines. `edges` are the weights drawn, at `places` among all."""

    def __init__(self, glyphs: NetworkGlyphs) -> None:
        self._source = glyphs.edges
        self.edges: list[Weight] = []
        self.n_cut = self.n_left_out = 0

    def arrange(self, wiring: Wiring) -> None:
        """Draw other lines from now on."""
        self._wiring, self.edges, self.places = wiring, [], wiring.places([])
        self._lines: dict[Weight, _Line] = {}

    def look(self, cutout: Cutout) -> None:
        """Follow the page to another part of the picture."""
        self._tile, self._in_sight = cutout.tile, cutout.edges
        self._places_in_sight = self._wiring.places(self._in_sight)

    def choose(self, snapshot: Snapshot, values: Numbers) -> None:
        """Draw those in sight that are not cut, or the largest where there are too many."""
        most = MOST_LINES[snapshot.state.network_size]
        edges = self._chosen(values, snapshot.network.cut, most)
        if edges and edges == self.edges:
            return
        self.edges, self.places = edges, self._wiring.places(edges)
        lines = [self._line(snapshot, edge) for edge in edges]
        self._source.data = {**columns_of(_Line._fields, lines), **zeros(_MOVING, len(edges))}

    def show(self, snapshot: Snapshot, reading: Reading, flow: Flow | None, review: bool) -> None:
        """Show these numbers; with `review` also those under the pointer."""
        at, values = self.places, snapshot.network.values
        columns = edge_columns(reading.values[at], absolute=reading.absolute, tile=self._tile)
        if flow:
            fade(columns, flow, at, values["weights"][at])
        if review:
            columns |= {name: numbers[at] for name, numbers in values.items()}
        put(self._source, columns)

    def _chosen(self, values: Numbers, cut: Flags, most: int) -> list[Weight]:
        kept = ~cut[self._places_in_sight]
        edges = [edge for edge, is_kept in zip(self._in_sight, kept, strict=True) if is_kept]
        self.n_cut = len(kept) - len(edges)
        self.n_left_out = max(len(edges) - most, 0)
        if not self.n_left_out:
            return edges
        size = np.abs(values[self._places_in_sight[kept]])
        largest = np.argpartition(size, -most)[-most:]
        return [edges[index] for index in np.sort(largest)]

    def _line(self, snapshot: Snapshot, edge: Weight) -> _Line:
        if edge not in self._lines:
            self._lines[edge] = _Line(*self._wiring.line(edge), weight_name(snapshot, *edge))
        return self._lines[edge]
