"""The margin: the decision boundary with the band that is free of points, and how sure it is."""

from __future__ import annotations

from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, HoverTool, Range1d

from playground.deeper.margin import Margin
from playground.deeper.words import margin_in_words
from playground.palette import CLASS_COLOURS, CLASS_MARKERS, MARKER_SIZES, mix
from playground.snapshot import Snapshot
from playground.views.figures import GREY
from playground.views.sheet import ACCENT, INK, Sheet, ends, picture

_BAND = "#A3ABB6"
_RING = "#D55E00"
_ROOM = 0.05  # beside the bars, as a share of them
_POINT = ("x", "y", "colour", "edge", "marker", "size", "name", "distance", "margin")
_BAR = ("left", "right", "low", "high", "count", "side", "colour", "hatch")
_RIGHT, _WRONG = CLASS_COLOURS[1], "#D55E00"


class MarginView(Sheet):
    """The plane with the boundary, the histogram of functional margins, and the words."""

    kind = Margin

    def __init__(self) -> None:
        super().__init__("margin")
        self.plane = picture(
            name="margin",
            label="The decision boundary with the training points and the smallest margin",
            x_range=Range1d(-6, 6),
            y_range=Range1d(-6, 6),
        )
        self.histogram = picture(
            name="margin-histogram",
            label="Histogram of the functional margins of the training points",
            x_range=Range1d(-1, 1),
            y_range=Range1d(0, 1),
        )
        self._band = _source("band", "x", "y", "size")
        self._boundary = _source("boundary", "x0", "y0", "x1", "y1")
        self._points = _source("points", *_POINT)
        self._closest = _source("closest", "x", "y")
        self._ways = _source("ways", "x0", "y0", "x1", "y1")
        self._bars = _source("bars", *_BAR)
        self._draw_plane()
        self._draw_histogram()
        self.plots = (self.plane, self.histogram)

    def _draw_plane(self) -> None:
        plot, lines = self.plane, {name: name for name in ("x0", "y0", "x1", "y1")}
        plot.grid.visible = False
        # An ellipse, because a unit across may be longer than a unit up.
        plot.ellipse("x", "y", width="size", height="size", source=self._band, color=_BAND)
        plot.segment(**lines, source=self._boundary, line_color=ACCENT, line_width=3)
        plot.segment(**lines, source=self._ways, line_color=_RING, line_width=2.5)
        points = plot.scatter(
            "x",
            "y",
            source=self._points,
            marker="marker",
            size="size",
            fill_color="colour",
            line_color="edge",
        )
        plot.scatter(
            "x", "y", source=self._closest, size=15, fill_color=None, line_color=_RING, line_width=3
        )
        plot.add_tools(
            HoverTool(
                renderers=[points],
                tooltips=[
                    ("point", "@x{0.00}, @y{0.00} (@name)"),
                    ("distance", "@distance{0.000}"),
                    ("functional margin", "@margin{0.000}"),
                ],
                attachment="left",
                limit=1,
            )
        )

    def _draw_histogram(self) -> None:
        plot = self.histogram
        plot.yaxis.axis_label = "training points"
        plot.xgrid.grid_line_color = None
        bars = plot.quad(
            left="left",
            right="right",
            bottom="low",
            top="high",
            source=self._bars,
            fill_color="colour",
            hatch_pattern="hatch",
            hatch_color=INK,
            hatch_alpha=0.5,
            line_color=INK,
            line_alpha=0.4,
        )
        plot.add_tools(
            HoverTool(
                renderers=[bars],
                tooltips=[
                    ("margin", "@left{0.00} to @right{0.00}"),
                    ("points", "@count"),
                    ("answer", "@side"),
                ],
                attachment="below",
            )
        )

    def show(self, snapshot: Snapshot, detail: Margin) -> str:
        """Draw the margins."""
        x0, x1, y0, y1 = snapshot.domain
        self.plane.x_range.update(start=x0, end=x1)
        self.plane.y_range.update(start=y0, end=y1)
        self.plane.xaxis.axis_label, self.plane.yaxis.axis_label = snapshot.axis_labels
        self._boundary.data = ends(detail.segments)
        self._band.data = _band_columns(detail)
        self._points.data = _point_columns(snapshot, detail)
        nearest, places = detail.nearest[detail.closest], np.stack([detail.x, detail.y], axis=1)
        closest = places[detail.closest]
        self._closest.data = {"x": closest[:, 0], "y": closest[:, 1]}
        self._ways.data = ends(np.stack([closest, nearest], axis=1))
        binary = snapshot.task == "binary"
        self.histogram.xaxis.axis_label = (
            "functional margin: y · score" if binary else "share of its class − largest other share"
        )
        bars = _bar_columns(detail)
        low, high = bars["left"].min(), bars["right"].max()
        room = _ROOM * (high - low)
        self.histogram.x_range.update(start=float(low - room), end=float(high + room))
        self.histogram.y_range.update(end=(1 + _ROOM) * float(bars["count"].max()))
        self._bars.data = bars
        return margin_in_words(snapshot, detail)


def _band_columns(detail: Margin) -> dict[str, Any]:
    """Discs along the boundary, by their width, whose union is the band."""
    if detail.smallest is None or not len(detail.segments):
        return {"x": [], "y": [], "size": []}
    places = np.concatenate([detail.segments[:, 0], detail.segments.mean(axis=1)])
    size = np.full(len(places), 2 * detail.smallest)
    return {"x": places[:, 0], "y": places[:, 1], "size": size}


def _point_columns(snapshot: Snapshot, detail: Margin) -> dict[str, Any]:
    colours = [CLASS_COLOURS[index] for index in detail.label]
    return {
        "x": detail.x,
        "y": detail.y,
        "colour": colours,
        "edge": [mix(colour, GREY, 0.6) for colour in colours],
        "marker": [CLASS_MARKERS[index] for index in detail.label],
        "size": [MARKER_SIZES[index] for index in detail.label],
        "name": [snapshot.class_names[index] for index in detail.label],
        "distance": detail.distance,
        "margin": detail.functional,
    }


def _bar_columns(detail: Margin) -> dict[str, Any]:
    """Right answers, and the wrong ones hatched."""
    left, right = np.tile(detail.edges[:-1], 2), np.tile(detail.edges[1:], 2)
    counts = detail.counts.ravel()
    some = counts > 0
    n = len(detail.edges) - 1
    return {
        "left": left[some],
        "right": right[some],
        "low": np.zeros(int(some.sum())),
        "high": counts[some].astype(float),
        "count": counts[some].astype(float),
        "side": np.repeat(["right", "wrong"], n)[some].tolist(),
        "colour": np.repeat([_RIGHT, _WRONG], n)[some].tolist(),
        "hatch": np.repeat([" ", "right_diagonal_line"], n)[some].tolist(),
    }


def _source(name: str, *columns: str) -> ColumnDataSource:
    return ColumnDataSource({column: [] for column in columns}, name=f"margin-{name}")
