"""The network picture: inputs on the left, output on the right, a small map for each neuron.

A line is a weight: solid and blue where the number shown is positive, dashed and orange where
it is negative, and the wider the larger it is. The square at a neuron is its bias.
"""

from __future__ import annotations

import time

from bokeh.models import Div

from playground.explained.flow import Flow
from playground.snapshot import Snapshot
from playground.views.arrangement import arrange
from playground.views.biases import BiasSquares
from playground.views.caption import caption_of_flow, caption_of_numbers
from playground.views.changes import Clock, Interval, Memory
from playground.views.columns import columns_of
from playground.views.flow import FlowPicture, shown_flow
from playground.views.glyphs import NetworkGlyphs
from playground.views.lines import WeightLines
from playground.views.names import name_columns, names_of
from playground.views.presses import Press
from playground.views.readings import readings_of
from playground.views.tiles import NeuronTiles
from playground.views.wiring import Curve, Cutout, Place, Weight

# Numbers under the pointer, and which weights are the largest, need not follow every frame.
_REVIEW_EVERY = 0.4  # seconds


class NetworkView:
    """A figure with a fixed number of data sources, and the sentence below it."""

    def __init__(self, snapshot: Snapshot, *, clock: Clock = time.monotonic) -> None:
        self._glyphs = NetworkGlyphs()
        self.figure = self._glyphs.figure
        self.caption = Div(text="", name="network-caption")
        self._lines = WeightLines(self._glyphs)
        self._biases = BiasSquares(self._glyphs)
        self._tiles = NeuronTiles(self._glyphs, clock)
        self._flow_picture: FlowPicture | None = None
        self._memory = Memory()
        self._reviews, self._is_reviewed = Interval(_REVIEW_EVERY, clock), False
        self.update(snapshot)

    def update(self, snapshot: Snapshot) -> None:
        """Draw `snapshot`, sending only what differs from the last one drawn.

        Each part has a key, all that it depends on. A key begins with that of what lies below.
        """
        flow, memory = shown_flow(snapshot), self._memory
        arrangement = _arrangement(snapshot)
        if memory.is_new("arrangement", arrangement):
            self._arrange(snapshot)
        sight = (arrangement, self._glyphs.window)
        if memory.is_new("sight", sight):
            self._look()
        stop = (sight, flow)
        if memory.is_new("frames", (stop, snapshot.state.neuron)):
            self._tiles.frame(snapshot.state.neuron, flow)
        self._follow_numbers(snapshot, flow, stop)
        if memory.is_new("stop", stop):
            self._tell(flow)

    # What the control asks: where things are, and what to mark

    def neuron_at(self, x: float, y: float, stretch: float) -> Place | None:
        """The neuron drawn at (x, y); a unit of x takes `stretch` pixels of the page."""
        return Press(self._cutout, x, y, stretch).neuron

    def weight_at(self, x: float, y: float, stretch: float) -> Weight | None:
        """The weight or bias drawn at (x, y); a unit of x takes `stretch` pixels of the page."""
        return Press(self._cutout, x, y, stretch).weight(self._lines.edges)

    def mark(self, weight: Weight | None) -> None:
        """Set off one weight or bias from the others."""
        data = columns_of(("xs", "ys"), self._mark_of(weight) if weight else [])
        if data != self._glyphs.picked.data:
            self._glyphs.picked.data = data

    def _mark_of(self, weight: Weight) -> list[Curve]:
        layer, neuron, source = weight
        if (layer, neuron) not in self._wiring.spots:
            return []
        if source is None:
            x, y = self._wiring.bias_spot(weight)
            return [([x - 10, x + 10], [y, y])]
        return [self._wiring.line(weight)] if (layer - 1, source) in self._wiring.spots else []

    def _arrange(self, snapshot: Snapshot) -> None:
        """Place everything anew, for another network or another size."""
        sizes, size = snapshot.network.layer_sizes, snapshot.state.network_size
        self._names = names_of(snapshot)
        wiring = self._wiring = arrange(sizes, size, *self._names.longest)
        self.figure.css_classes = [size]
        self._glyphs.resize(wiring.width, wiring.height)
        self.mark(None)
        self._lines.arrange(wiring)
        self._tiles.arrange(snapshot, wiring)
        self._biases.arrange(snapshot, wiring)

    def _look(self) -> None:
        """Follow the page to another part of the picture, or to another size of it."""
        cutout = self._cutout = Cutout(self._wiring, self._glyphs.window)
        self._lines.look(cutout)
        self._tiles.look(cutout)
        self._biases.look(cutout)
        self._glyphs.names.data = name_columns(cutout, self._names)

    def _follow_numbers(self, snapshot: Snapshot, flow: Flow | None, stop: object) -> None:
        """Show the numbers if they are others, or if some of them had to wait until now."""
        kind = (stop, snapshot.state.network_view)
        review = (
            self._memory.is_new("kind", kind)
            or snapshot.status != "training"
            or self._reviews.is_over
        )
        moved = self._memory.is_new("numbers", (kind, snapshot.network.revision))
        if moved or (review and not self._is_reviewed):
            self._is_reviewed = review
            self._show_numbers(snapshot, flow, review)

    def _show_numbers(self, snapshot: Snapshot, flow: Flow | None, review: bool) -> None:
        """Show the numbers; with `review` also those that need not follow every frame."""
        of_lines, of_biases = readings_of(snapshot, flow)
        if review:
            self._reviews.begin()
            self._lines.choose(snapshot, of_lines.values)
            if not flow:
                self.caption.text = caption_of_numbers(snapshot, self._wiring, self._lines)
        self._lines.show(snapshot, of_lines, flow, review)
        self._biases.show(snapshot, of_biases, review)
        self._tiles.show(snapshot, review)

    def _tell(self, flow: Flow | None) -> None:
        """Show the stop of an update that is stepped through, and tell of it."""
        self.caption.css_classes = ["flow"] if flow else []
        if flow:
            self._flow_picture = self._flow_picture or FlowPicture(self.figure)
            missing = self._flow_picture.show(flow, self._cutout, self._lines.edges)
            self.caption.text = caption_of_flow(flow, missing)
        elif self._flow_picture:
            self._flow_picture.clear()


def _arrangement(snapshot: Snapshot) -> tuple[object, ...]:
    """All that decides where things are, and what they are called."""
    state, sizes = snapshot.state, snapshot.network.layer_sizes
    outputs = snapshot.class_names or snapshot.target_names
    names = (snapshot.input_names, outputs if sizes[-1] > 1 else ())
    return sizes, state.network_size, names, state.layers, state.output, state.edges
