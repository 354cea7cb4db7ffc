"""The large picture: the network's answers everywhere, as a map or a curve, and the data on it."""

from __future__ import annotations

import numpy as np
from bokeh.models import (
    ColorBar,
    ColumnDataSource,
    CustomJSHover,
    CustomJSTickFormatter,
    FixedTicker,
    HoverTool,
    LinearColorMapper,
    Range1d,
)
from numpy.typing import NDArray

from playground.grid import GRID_SIZE, grid_points
from playground.naming import abbreviated
from playground.palette import (
    CLASS_COLOURS,
    CLASS_MARKERS,
    CLASS_SYMBOLS,
    MARKER_SIZES,
    NEUTRAL,
    class_ramps,
    diverging,
    mix,
    value_colour,
)
from playground.snapshot import Snapshot
from playground.state import is_curve
from playground.views.figures import FONT, GREY, PICKED, plain_figure

# Bokeh runs this on the page, where the value under the pointer is known without asking the
# worker for it.
_READ = """
if (kind === "multiclass") {
  const index = Math.min(Math.floor(value), names.length - 1);
  return `${names[index]}, ${(100 * (value - index)).toFixed(0)} %`;
}
if (kind === "regression" || kind === "neuron") return value.toFixed(3);
return `${value.toFixed(3)} (${value < 0 ? names[0] : names[1]})`;
"""
# The scale's ticks: the markers and names of the classes in the middle of their ramps, or at the
# ends of the scores.
_NAME = """
if (kind === "multiclass") return marked[Math.floor(tick)];
if (kind === "binary" && Math.abs(tick) === 1) return tick < 0 ? marked[0] : marked[1];
return String(tick).replace("-", "−");
"""
_SCORES = [-1, -0.5, 0, 0.5, 1]
_SCALE_LETTERS = 36  # letters that find room under the scale, beside ten markers


class BoundaryView:
    """A 100×100 image of the network's answers, a colour scale, and the points."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.figure = plain_figure(
            name="boundary",
            label="What the network answers, with the data points on it",
            x_range=Range1d(-6, 6),
            y_range=Range1d(-6, 6),
            aspect_scale=1,
        )
        self._image = ColumnDataSource({"image": [snapshot.grid]}, name="boundary-image")
        self._curve = ColumnDataSource({"x": [], "y": []}, name="curve")
        self._points = ColumnDataSource(_point_columns(snapshot), name="points")
        self._chosen = ColumnDataSource({"x": [], "y": []}, name="chosen-point")
        self._chosen_index: int | None = None
        # The scale has a mapper of its own: it would lay the figure out anew with each map drawn.
        self._mappers = [LinearColorMapper(palette=diverging(), low=-1, high=1) for _ in range(2)]
        self.figure.background_fill_color = NEUTRAL
        self.figure.grid.grid_line_alpha = 0.2
        self._draw()
        self._kind: tuple[object, ...] = ()
        self._points_revision = -1
        self._grid_revision = -1
        self.update(snapshot)

    def _draw(self) -> None:
        plot = self.figure
        image = plot.image(
            image="image",
            x=-6,
            y=-6,
            dw=12,
            dh=12,
            source=self._image,
            color_mapper=self._mappers[0],
        )
        self._line = plot.line(
            "x", "y", source=self._curve, line_color=CLASS_COLOURS[1], line_width=3, visible=False
        )
        self._glyph, self._map = image.glyph, image
        points = plot.scatter(
            "x",
            "y",
            source=self._points,
            marker="marker",
            size="size",
            fill_color="fill",
            line_color="line",
            line_width=1.2,
        )
        for colour, width in (("#FFFFFF", 6), (PICKED, 3)):  # seen on every colour of the map
            plot.scatter(
                "x",
                "y",
                source=self._chosen,
                size=20,
                fill_alpha=0,
                line_color=colour,
                line_width=width,
            )
        self._read = CustomJSHover(code=_READ)
        self._name = CustomJSTickFormatter(code=_NAME)
        self._image_hover = HoverTool(
            renderers=[image],
            tooltips=[("at", "$x{0.00}, $y{0.00}"), ("network", "@image{custom}")],
            formatters={"@image": self._read},
            attachment="right",
        )
        self._point_hover = HoverTool(
            renderers=[points],
            tooltips=[("point", "@x{0.00}, @y{0.00}"), ("label", "@label (@split)")],
            attachment="left",
            limit=1,
        )
        self._line_hover = HoverTool(
            renderers=[self._line],
            tooltips=[("at x =", "@x{0.00}"), ("network", "@y{0.000}")],
            attachment="right",
            mode="vline",
        )
        plot.add_tools(self._image_hover, self._line_hover, self._point_hover)
        self._scale = ColorBar(
            color_mapper=self._mappers[1],
            height=10,
            padding=2,
            margin=2,
            background_fill_alpha=0,
            bar_line_color=None,
            major_label_text_font=FONT,
            major_label_text_font_size="12px",
            major_label_text_color=GREY,
            major_tick_line_color=None,
            ticker=FixedTicker(ticks=_SCORES),
            formatter=self._name,
        )
        plot.add_layout(self._scale, "below")

    def update(self, snapshot: Snapshot) -> None:
        """Draw `snapshot`, sending only what differs from the last one drawn."""
        self._update_frame(snapshot)
        if snapshot.grid_revision != self._grid_revision:
            self._grid_revision = snapshot.grid_revision
            self._show_answer(snapshot)
        if snapshot.points_revision != self._points_revision:
            self._points_revision = snapshot.points_revision
            self._points.data = _point_columns(snapshot)
            self.choose(self._chosen_index)

    def choose(self, index: int | None) -> None:
        """Put a ring around one point, or around none."""
        self._chosen_index = index
        x, y = self._points.data["x"], self._points.data["y"]
        chosen = [] if index is None or index >= len(x) else [index]
        data = {"x": [float(x[i]) for i in chosen], "y": [float(y[i]) for i in chosen]}
        if data != self._chosen.data:
            self._chosen.data = data

    def _show_answer(self, snapshot: Snapshot) -> None:
        shown = _map_of(snapshot)
        if is_curve(snapshot.state):
            # A curve is the same at every height of the map.
            x, _ = grid_points(snapshot.domain)
            self._curve.data = {"x": x[:GRID_SIZE], "y": shown[0]}
        else:
            self._image.data = {"image": [shown]}

    def _update_frame(self, snapshot: Snapshot) -> None:
        limit = _limit(snapshot)
        curve = is_curve(snapshot.state)
        kind = (
            snapshot.task,
            snapshot.class_names,
            snapshot.domain,
            snapshot.axis_labels,
            limit,
            curve,
        )
        if kind == self._kind:
            return
        self._kind = kind
        x0, x1, y0, y1 = snapshot.domain
        plot = self.figure
        # A line stands on the middle colour of the maps, in the dark as well.
        plot.background_fill_alpha = 1 if curve else 0
        self._map.visible = self._scale.visible = not curve
        self._line.visible = curve
        plot.x_range.update(start=x0, end=x1)
        plot.y_range.update(start=y0, end=y1)
        self._glyph.update(x=x0, y=y0, dw=x1 - x0, dh=y1 - y0)
        plot.xaxis.axis_label, plot.yaxis.axis_label = snapshot.axis_labels
        self._read.args = self._name.args = _naming(snapshot)
        self._update_scale(snapshot, limit)

    def _update_scale(self, snapshot: Snapshot, limit: float | None) -> None:
        names = snapshot.class_names
        if limit:
            colours, low, high = diverging(), -limit, limit
            ticks = [limit * score for score in _SCORES]
        elif snapshot.task == "multiclass":
            colours, low, high = class_ramps(len(names)), 0.0, float(len(names))
            ticks = [index + 0.5 for index in range(len(names))]
        else:
            colours, low, high, ticks = diverging(), -1.0, 1.0, _SCORES
        for mapper in self._mappers:
            mapper.update(palette=colours, low=low, high=high)
        self._scale.ticker.ticks = ticks


def _map_of(snapshot: Snapshot) -> NDArray[np.float32]:
    """The map of the selected neuron, or what the network answers."""
    return snapshot.grid if snapshot.neuron_grid is None else snapshot.neuron_grid


def _limit(snapshot: Snapshot) -> float | None:
    """Where the colours of a neuron's map end: at 1, 2, 4, 8, …; None for the network's answer."""
    if snapshot.neuron_grid is None:
        return None
    largest = float(np.abs(snapshot.neuron_grid).max())
    return float(2.0 ** np.ceil(np.log2(largest))) if largest > 1 else 1.0


def _naming(snapshot: Snapshot) -> dict[str, object]:
    kind = snapshot.task if snapshot.neuron_grid is None else "neuron"
    names = snapshot.class_names
    longest = max(_SCALE_LETTERS // max(len(names), 1), 3)
    marked = [
        f"{symbol} {abbreviated(name, longest)}"
        for symbol, name in zip(CLASS_SYMBOLS, names, strict=False)
    ]
    return {"names": list(names), "marked": marked, "kind": kind}


def _point_columns(snapshot: Snapshot) -> dict[str, object]:
    labels, test = snapshot.points_label, snapshot.points_test
    if is_curve(snapshot.state):
        colours = [CLASS_COLOURS[0]] * len(labels)
        markers, sizes = ["circle"] * len(labels), [MARKER_SIZES[0]] * len(labels)
        names = [f"y = {label:.2f}" for label in labels]
    elif snapshot.task == "regression":
        colours = [value_colour(label) for label in labels]
        markers, sizes = ["circle"] * len(labels), [MARKER_SIZES[0]] * len(labels)
        values = snapshot.points_truth.reshape(len(labels), -1)
        names = [", ".join(f"{value:.3f}" for value in row) for row in values]
    else:
        classes = np.asarray(labels, dtype=int)
        colours = [CLASS_COLOURS[index] for index in classes]
        markers = [CLASS_MARKERS[index] for index in classes]
        sizes = [MARKER_SIZES[index] for index in classes]
        names = [snapshot.class_names[index] for index in classes]
    edge = "#1F2933"
    return {
        "x": np.asarray(snapshot.points_x, dtype=float),
        "y": np.asarray(snapshot.points_y, dtype=float),
        "fill": [None if t else c for c, t in zip(colours, test, strict=True)],
        "line": [
            mix(c, edge, 0.25) if t else mix(c, edge, 0.65)
            for c, t in zip(colours, test, strict=True)
        ],
        "marker": markers,
        "size": sizes,
        "label": names,
        "split": ["test" if t else "training" for t in test],
    }
