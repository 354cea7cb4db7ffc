"""One stop of an update on the network picture: numbers at neurons and lines, and arrows.

It is drawn over the picture while the tool "Step by step" is open, and made when that is first
opened. All text stands on light labels, which are read in light and dark and over any line.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource
from bokeh.plotting import figure

from playground.explained.flow import Flow, brief
from playground.explained.stages import StagesDetail
from playground.snapshot import Snapshot
from playground.views.figures import FONT, PICKED
from playground.views.wiring import Place, Weight, Wiring

_FORWARD, _BACKWARD = "#0072B2", "#C77700"
_FILLS, _PLAIN = {_FORWARD: "#DCEBF7", _BACKWARD: "#FBE3CF"}, "#FFFFFF"
_INK, _LINE = "#1B2027", "#8A8F98"
_LETTER, _ROW = 6.3, 14.0  # the mean width of a letter and the height of a line, in pixels
_AROUND = 6.0  # what a label takes around its text
_SIZE, _SMALL = "11px", "10px"  # of the text at neurons, and at lines
_SMALL_LETTER, _SMALL_ROW = 5.6, 13.0
_TILE_SHARE = 0.74  # of the height that a neuron has
_FAINT = 0.22  # how much is seen of a line that takes no part

Row = tuple[float, float, str, float, str, str, str, float, str]
_COLUMNS = ("x", "y", "text", "offset", "align", "fill", "edge", "line", "size")


def flow_of(snapshot: Snapshot) -> Flow | None:
    """What the picture has to show of an update; None while the stages are not open."""
    detail = snapshot.detail
    shown = snapshot.state.tool == "stages" and isinstance(detail, StagesDetail)
    return detail.flow if shown and isinstance(detail, StagesDetail) else None


def frame_of(flow: Flow, place: Place) -> tuple[str, float] | None:
    """Colour and width of the frame of a neuron; None for one that is not reached."""
    layer, neuron = place
    stop = flow.stop
    if stop.phase == "update" or not flow.said[layer][neuron]:
        return None
    colour = _BACKWARD if stop.backward <= layer else _FORWARD
    return colour, 4.0 if layer == stop.layer else 2.5


def fade(columns: dict[str, Any], flow: Flow, places: Any, weights: Any) -> None:
    """Let the lines that take no part stand back; `places` are those of the lines drawn, and the
    sign that is still seen is that of `weights`."""
    quiet = ~flow.active[places]
    columns["width"] = np.where(quiet, 1.0, columns["width"])
    columns["positive"] = np.where(quiet, _FAINT * (weights > 0), columns["positive"])
    columns["negative"] = np.where(quiet, _FAINT * (weights < 0), columns["negative"])


class FlowPicture:
    """The labels of a stop, drawn into the figure of the network."""

    def __init__(self, plot: figure) -> None:
        self._labels = ColumnDataSource({name: [] for name in _COLUMNS}, name="network-flow")
        plot.text(
            "x",
            "y",
            text="text",
            x_offset="offset",
            text_align="align",
            source=self._labels,
            text_baseline="middle",
            text_font={"value": FONT},
            text_font_size={"field": "size"},
            text_line_height=1.15,
            text_color=_INK,
            background_fill_color="fill",
            border_line_color="edge",
            border_line_width="line",
            border_radius=3,
            padding=2,
            tags=["keep"],
        )

    def clear(self) -> None:
        """Show nothing."""
        self._put([])

    def show(self, flow: Flow, wiring: Wiring, edges: list[Weight], zoom: float) -> str:
        """Show a stop; returns what has to be said of numbers for which there is no room."""
        at_neurons = _Neurons(flow, wiring, zoom)
        at_lines = _Lines(flow, wiring, edges, zoom)
        rows = at_lines.rows(at_neurons.widest)
        if flow.stop.phase == "update" and not rows and (rows := at_lines.rows(0.0)):
            at_neurons.keep_quiet()  # the changes of the weights come first
        self._put([*rows, *at_neurons.rows()])
        if at_neurons.is_tight:
            return "Thick frames are reached; zoom in for numbers."
        return "No room for numbers at the lines." if at_lines.numbers and not rows else ""

    def _put(self, rows: list[Row]) -> None:
        columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in _COLUMNS]
        data = dict(zip(_COLUMNS, columns, strict=True))
        if data != self._labels.data:
            self._labels.data = data


class _Neurons:
    """The numbers at the neurons, as many as find room."""

    def __init__(self, flow: Flow, wiring: Wiring, zoom: float) -> None:
        self._flow, self._wiring, self._zoom = flow, wiring, zoom
        height = zoom * wiring.tile / _TILE_SHARE
        self._n_lines = 2 if height >= 2 * _ROW + _AROUND else 1 if height >= _ROW + 2 else 0
        room = zoom * column_width(wiring)
        self._only_reached = self.widest > room - 2
        if self.widest > 1.5 * room:
            self._n_lines = 0
        self.is_tight = not self._n_lines and any(map(any, flow.said))

    @property
    def widest(self) -> float:
        """The width of the widest label in pixels."""
        return max((_width(self._text(place)) for place in self._wiring.spots), default=0.0)

    def keep_quiet(self) -> None:
        """Leave the numbers out."""
        self._n_lines = 0

    def rows(self) -> list[Row]:
        """The labels of neurons, and that of the loss."""
        rows: list[Row] = []
        last = len(self._wiring.layer_sizes) - 1
        edge = self._zoom * self._wiring.tile / 2 + 4
        for place, (x, y) in self._wiring.spots.items():
            text, reached = self._text(place), place[0] == self._flow.stop.layer
            if text and (reached or not self._only_reached):
                # The labels of the last column end where the picture does.
                side = (edge, "right") if place[0] == last else (0.0, "center")
                rows.append((x, y, text, *side, *_style(self._flow, place), _SIZE))
            if reached:
                width = _width(text)
                rows += self._arrow(x, y, width - edge if place[0] == last else width / 2, place)
        return rows + self._of_loss(edge)

    def _arrow(self, x: float, y: float, beside: float, place: Place) -> list[Row]:
        """Where values or gradients arrive, beside the label, on the side they come from."""
        phase, half = self._flow.stop.phase, self._zoom * self._wiring.tile / 2
        offset = max(beside, half) + 1
        if offset + half + 12 > self._zoom * column_width(self._wiring) or 2 * half < _ROW:
            return []
        if phase == "forward":
            return [(x, y, "►", -offset, "right", _FILLS[_FORWARD], _LINE, 0.0, _SMALL)]
        # Beside the output there is no room, and it comes from the loss below.
        if phase == "backward" and place[0] < len(self._wiring.layer_sizes) - 1:
            return [(x, y, "◄", offset, "left", _FILLS[_BACKWARD], _LINE, 0.0, _SMALL)]
        return []

    def _text(self, place: Place) -> str:
        said = self._flow.said[place[0]][place[1]]
        lines = said[-self._n_lines :] if self._n_lines else ()
        return "\n".join(f"{name} {brief(value)}".strip() for name, value in lines)

    def _of_loss(self, edge: float) -> list[Row]:
        """The loss below the last output, where there is room."""
        flow, wiring = self._flow, self._wiring
        last = len(wiring.layer_sizes) - 1
        x, y = wiring.spots[last, wiring.shown(last) - 1]
        below = y - wiring.tile / 2 - 18 / self._zoom
        if flow.loss is None or below < 8 / self._zoom or self._zoom * wiring.tile < _ROW:
            return []
        line = (PICKED, 2.5) if flow.asked is None else (_LINE, 1.0)
        return [(x, below, f"L {brief(flow.loss)}", edge, "right", _PLAIN, *line, _SIZE)]


class _Lines:
    """The numbers at the lines, layer by layer."""

    def __init__(self, flow: Flow, wiring: Wiring, edges: list[Weight], zoom: float) -> None:
        self._wiring, self._zoom = wiring, zoom
        written = flow.written[wiring.places(edges)] if edges else np.empty(0)
        self.numbers = {
            edge: float(number)
            for edge, number in zip(edges, written, strict=True)
            if np.isfinite(number)
        }

    def rows(self, beside: float) -> list[Row]:
        """The labels, where they cover neither each other nor neurons `beside` pixels wide."""
        wiring, zoom = self._wiring, self._zoom
        room = zoom * column_width(wiring) - max(beside, zoom * wiring.tile) + 4
        rows: list[Row] = []
        for layer in range(1, len(wiring.layer_sizes)):
            texts = {edge: brief(n) for edge, n in self.numbers.items() if edge[0] == layer}
            if not texts or max(len(text) for text in texts.values()) * _SMALL_LETTER > room:
                continue
            for text, place in zip(
                texts.values(), _apart([wiring.line(edge) for edge in texts], zoom), strict=False
            ):
                rows.append((*place, text, 0.0, "center", _PLAIN, _LINE, 0.0, _SMALL))
        return rows


def column_width(wiring: Wiring) -> float:
    """How far the columns of neurons are from each other."""
    return wiring.spots[1, 0][0] - wiring.spots[0, 0][0]


def _width(text: str) -> float:
    return max(map(len, text.split("\n"))) * _LETTER + _AROUND if text else 0.0


def _style(flow: Flow, place: Place) -> tuple[str, str, float]:
    """Fill, edge and width of the edge of a neuron's label."""
    frame = frame_of(flow, place)
    fill = _PLAIN if frame is None else _FILLS[frame[0]]
    return (fill, PICKED, 2.5) if place == flow.asked else (fill, _LINE, 1.0)


def _apart(lines: list[tuple[list[float], list[float]]], zoom: float) -> list[tuple[float, float]]:
    """A place on each line, all at one height of the way, as far from each other as they can be;
    none where they are too near."""
    way = np.linspace(0, 1, len(lines[0][0]))
    shares = np.array([0.5, 0.45, 0.55, 0.4, 0.6, 0.42, 0.58, 0.37, 0.63])
    places = [(np.interp(shares, way, xs), np.interp(shares, way, ys)) for xs, ys in lines]
    heights = np.sort([ys for _, ys in places], axis=0)
    gaps = np.diff(heights, axis=0).min(axis=0) if len(lines) > 1 else np.full(len(shares), np.inf)
    best = int(gaps.argmax())
    if gaps[best] * zoom < _SMALL_ROW:
        return []
    return [(float(xs[best]), float(ys[best])) for xs, ys in places]
