"""The network picture: inputs on the left, output on the right, a small map for each neuron.

A line is a weight: solid and blue where the number shown is positive, dashed and orange where
it is negative, and the wider the larger it is. The square at a neuron is its bias.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, Div

from playground.connections import layer_extras
from playground.naming import abbreviated, neuron_name, neuron_names, weight_name
from playground.snapshot import Snapshot
from playground.state import HiddenLayer, OutputLayer
from playground.views import flow as flows
from playground.views.figures import GREY, PICKED
from playground.views.glyphs import NetworkGlyphs
from playground.views.shading import (
    Flags,
    Numbers,
    activation_ranges,
    bias_columns,
    edge_columns,
    palette,
    shaded_tiles,
    star_columns,
)
from playground.views.wiring import (
    MAX_EDGES,
    Place,
    Weight,
    Window,
    arrange,
    name_columns,
)

# Numbers under the pointer, and which weights are the largest, need not follow every frame.
_REVIEW_EVERY = 0.4  # seconds
# A buffer for each tile travels: many of them follow ten times a second, few follow each frame.
_FEW_TILES = 40
_TILES_EVERY = 0.1  # seconds
_LONGEST_NAME = {"small": 9, "large": 24}
_LARGEST = {
    "weights": "widest",
    "gradients": "steepest",
    "updates": "largest",
}
_NUMBERS = ("weights", "gradients", "updates")
_EDGE_COLUMNS = ("width", "positive", "negative", *_NUMBERS)
_BIAS_COLUMNS = ("size", "shade", "plus", "minus", *_NUMBERS)


class NetworkView:
    """A figure with a fixed number of data sources, and the sentence below it."""

    def __init__(self, snapshot: Snapshot, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._glyphs = NetworkGlyphs()
        self.figure = self._glyphs.figure
        self.caption = Div(text="", name="network-caption")
        self._arranged: tuple[object, ...] = ()
        self._shown: tuple[object, ...] = ()
        self._neuron: Place | None = None
        self._flow: flows.Flow | None = None
        self._flow_picture: flows.FlowPicture | None = None
        self._reviewed_at = 0.0
        self._tiles_at = 0.0
        self._is_reviewed = False
        self.update(snapshot)

    def update(self, snapshot: Snapshot) -> None:
        """Draw `snapshot`, sending only what differs from the last one drawn."""
        state, anatomy = snapshot.state, snapshot.network
        outputs = snapshot.class_names or snapshot.target_names
        names = (snapshot.input_names, outputs if anatomy.layer_sizes[-1] > 1 else ())
        extras = (state.layers, state.output, state.edges)
        arranged = (anatomy.layer_sizes, state.network_size, names, extras)
        fresh = arranged != self._arranged
        if fresh:
            self._arranged = arranged
            self._arrange(snapshot)
        window = self._glyphs.window
        if fresh or window != self._window:
            self._look_at(window)
            fresh = True
        flow = flows.flow_of(snapshot)
        if fresh or state.neuron != self._neuron or flow is not self._flow:
            fresh = fresh or flow is not self._flow
            self._neuron, self._flow = state.neuron, flow
            self._frame_tiles()
        shown = (state.network_view, anatomy.revision)
        moved = fresh or shown != self._shown
        now = self._clock()
        review = (
            fresh
            or shown[0] != self._shown[0]
            or snapshot.status != "training"
            or now - self._reviewed_at >= _REVIEW_EVERY
        )
        if moved or (review and not self._is_reviewed):
            self._shown, self._is_reviewed = shown, review
            self._reviewed_at = now if review else self._reviewed_at
            self._show_values(snapshot, review)
        if fresh:
            self._show_flow()

    # What the control asks: where things are, and what to mark

    def neuron_at(self, x: float, y: float, stretch: float) -> Place | None:
        """The neuron drawn at (x, y); a unit of x takes `stretch` pixels of the page."""
        return self._wiring.neuron_at(x, y, stretch / self._zoom)

    def weight_at(self, x: float, y: float, stretch: float) -> Weight | None:
        """The weight or bias drawn at (x, y); a unit of x takes `stretch` pixels of the page."""
        zoom = self._zoom
        return self._wiring.weight_at(x, y, stretch / zoom, self._edges, zoom)

    def mark(self, weight: Weight | None) -> None:
        """Set off one weight or bias from the others."""
        lines = []
        if weight and weight[:2] in self._wiring.spots:
            if weight[2] is None:
                x, y = self._wiring.bias_spot(weight)
                lines = [([x - 10, x + 10], [y, y])]
            elif (weight[0] - 1, weight[2]) in self._wiring.spots:
                lines = [self._wiring.line(weight)]
        data = {"xs": [line[0] for line in lines], "ys": [line[1] for line in lines]}
        if data != self._glyphs.picked.data:
            self._glyphs.picked.data = data

    def _arrange(self, snapshot: Snapshot) -> None:
        """Place everything anew, for another network or another size."""
        state, sizes = snapshot.state, snapshot.network.layer_sizes
        size = state.network_size
        longest = _LONGEST_NAME[size]
        left = [abbreviated(name, longest) for name in neuron_names(snapshot, 0)]
        last = neuron_names(snapshot, len(sizes) - 1) if sizes[-1] > 1 else ()
        right = [abbreviated(name, longest) for name in last]
        wiring = arrange(sizes, size, max(left, key=len), max(right, key=len, default=""))
        self._wiring, self._edges, self._names = wiring, list[Weight](), (left, right)
        self._lines: dict[Weight, tuple[list[float], list[float], str]] = {}
        self._biases, self._bias_places = wiring.biases, wiring.places(wiring.biases)
        glyphs, (colours, high) = self._glyphs, palette(_n_shares(snapshot))
        self.figure.css_classes = [size]
        glyphs.resize(wiring.width, wiring.height)
        glyphs.mapper.update(palette=colours, high=high)
        glyphs.picked.data = {"xs": [], "ys": []}
        x, y = (list(values) for values in zip(*wiring.spots.values(), strict=True))
        glyphs.tiles.data = {"image": [], "x": [], "y": []}
        layers: tuple[HiddenLayer | OutputLayer, ...] = (*state.layers, state.output)
        frozen = {index for index, layer in enumerate(layers, start=1) if layer.frozen}
        glyphs.frozen.data, self._any_frozen = star_columns(frozen, wiring), bool(frozen)
        glyphs.neurons.data = {
            "x": x,
            "y": y,
            "name": [_full_name(snapshot, *place) for place in wiring.spots],
            **_zeros(("low", "high"), len(x)),
            **_frames([False] * len(x)),
        }
        spots = [wiring.bias_spot(bias) for bias in self._biases]
        glyphs.biases.data = {
            "x": [x for x, _ in spots],
            "y": [y for _, y in spots],
            "name": [weight_name(snapshot, *bias) for bias in self._biases],
            **_zeros(_BIAS_COLUMNS, len(spots)),
        }

    def _look_at(self, window: Window) -> None:
        """Follow the page to another part of the picture, or to another size of it."""
        wiring = self._wiring
        self._window, self._zoom = window, wiring.height / (window.top - window.bottom)
        self._tile = wiring.tile * self._zoom
        self._seen = wiring.spots_in(window)
        self._all_edges = wiring.edges_in(window)
        self._all_places = wiring.places(self._all_edges)
        self._glyphs.set_tile(self._tile)
        self._glyphs.names.data = name_columns(wiring, *self._names, self._zoom)

    def _frame_tiles(self) -> None:
        frames = _frames([place == self._neuron for place in self._wiring.spots])
        for index, place in enumerate(self._wiring.spots if self._flow else ()):
            reached = self._flow and flows.frame_of(self._flow, place)
            if reached and place != self._neuron:
                frames["colour"][index], frames["line"][index] = reached
        _put(self._glyphs.neurons, frames)

    def _show_flow(self) -> None:
        """Show the stop of an update that is stepped through, and tell of it."""
        if self._flow is None:
            if self._flow_picture:
                self._flow_picture.clear()
            self.caption.css_classes = []
            return
        self._flow_picture = self._flow_picture or flows.FlowPicture(self.figure)
        missing = self._flow_picture.show(self._flow, self._wiring, self._edges, self._zoom)
        self.caption.css_classes = ["flow"]
        self.caption.text = f"{self._flow.sentence} Blue +, orange dashed −. {missing}".strip()

    def _show_values(self, snapshot: Snapshot, review: bool) -> None:
        """Show the numbers; with `review` also those that need not follow every frame."""
        anatomy, tile, kind = snapshot.network, self._tile, snapshot.state.network_view
        values, absolute = anatomy.values[kind], kind == "weights"
        flow = self._flow
        if flow:
            values, absolute = flow.carried, flow.absolute
        if review:
            self._choose_edges(snapshot, values, anatomy.cut)
        edges = edge_columns(values[self._edge_places], absolute=absolute, tile=tile)
        if flow and flow.stop.phase != "update":
            values, absolute = anatomy.values["weights"], True
        biases = bias_columns(values[self._bias_places], absolute=absolute, tile=tile)
        if flow:
            places = self._edge_places
            flows.fade(edges, flow, places, anatomy.values["weights"][places])
        if review:
            for name, numbers in anatomy.values.items():
                edges[name] = numbers[self._edge_places]
                biases[name] = numbers[self._bias_places]
            _put(self._glyphs.neurons, activation_ranges(anatomy, self._wiring))
            if not flow:
                self._write_caption(kind, float(np.abs(edges[kind]).max(initial=0.0)))
        _put(self._glyphs.edges, edges)
        _put(self._glyphs.biases, biases)
        self._show_tiles(snapshot, review)

    def _show_tiles(self, snapshot: Snapshot, review: bool) -> None:
        now = self._clock()
        few = len(self._seen) <= _FEW_TILES
        if few or review or now - self._tiles_at >= _TILES_EVERY:
            self._tiles_at = now
            spots = [self._wiring.spots[place] for place in self._seen]
            self._glyphs.tiles.data = {
                "image": shaded_tiles(
                    snapshot.network, self._seen, self._tile, shares=_n_shares(snapshot) > 1
                ),
                "x": [x for x, _ in spots],
                "y": [y for _, y in spots],
            }

    def _choose_edges(self, snapshot: Snapshot, values: Numbers, cut: Flags) -> None:
        """All edges that are not cut, or the largest of them where there are too many."""
        kept = ~cut[self._all_places]
        self._n_cut = len(kept) - int(kept.sum())
        edges = [edge for edge, is_kept in zip(self._all_edges, kept, strict=True) if is_kept]
        most = MAX_EDGES[snapshot.state.network_size]
        if len(edges) > most:
            size = np.abs(values[self._all_places[kept]])
            largest = np.argpartition(size, -most)[-most:]
            edges = [edges[index] for index in np.sort(largest)]
        if edges and edges == self._edges:
            return
        self._edges, self._edge_places = edges, self._wiring.places(edges)
        for edge in edges:
            if edge not in self._lines:
                xs, ys = self._wiring.line(edge)
                self._lines[edge] = (xs, ys, weight_name(snapshot, *edge))
        lines = [self._lines[edge] for edge in edges]
        self._glyphs.edges.data = {
            "xs": [xs for xs, _, _ in lines],
            "ys": [ys for _, ys, _ in lines],
            "name": [name for _, _, name in lines],
            **_zeros(_EDGE_COLUMNS, len(edges)),
        }

    def _write_caption(self, kind: str, largest: float) -> None:
        text = f"Blue +, orange dashed −, {_LARGEST[kind]} {largest:.3g}."
        some = []
        if len(self._edges) < len(self._all_edges) - self._n_cut:
            some.append(f"the {len(self._edges)} largest lines")
        if any(self._wiring.hidden):
            some.append(f"{len(self._wiring.spots)} of {sum(self._wiring.layer_sizes)} neurons")
        if some:
            text += f" Drawn: {', '.join(some)}."
        text += f" Cut: {self._n_cut}." if self._n_cut else ""
        text += " Star: frozen." if self._any_frozen else ""
        if text != self.caption.text:
            self.caption.text = text


def _n_shares(snapshot: Snapshot) -> int:
    """How many outputs are shares of classes."""
    return len(snapshot.class_names) if snapshot.task == "multiclass" else 0


def _full_name(snapshot: Snapshot, layer: int, neuron: int) -> str:
    """A neuron, and what its layer does beside weighing."""
    extras = layer_extras(snapshot.state, layer - 1) if layer else []
    name = neuron_name(snapshot, layer, neuron)
    return f"{name} ({', '.join(extras)})" if extras else name


def _zeros(names: tuple[str, ...], length: int) -> dict[str, list[float]]:
    return {name: [0.0] * length for name in names}


def _frames(chosen: list[bool]) -> dict[str, list[Any]]:
    """How the tiles are framed: that of the neuron on the large picture stands out."""
    return {
        "colour": [PICKED if is_chosen else GREY for is_chosen in chosen],
        "line": [3.5 if is_chosen else 1.0 for is_chosen in chosen],
    }


def _put(source: ColumnDataSource, columns: Mapping[str, Any]) -> None:
    """Set these columns; the others stay, and are not sent again."""
    changes = {name: list(values) for name, values in columns.items()}
    length = len(next(iter(changes.values())))
    if length:
        source.patch({name: [(slice(0, length), values)] for name, values in changes.items()})
