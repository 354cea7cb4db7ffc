"""The space of a hidden layer: the plane's lines as the layer bends them, the points, the borders.

Three coordinates are turned and projected here, as seen from far away: the first two lie flat and
the third stands up.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, HoverTool, Range1d
from numpy.typing import NDArray

from playground.deeper.space import Space
from playground.deeper.words import border_name, coordinate_names, space_in_words
from playground.palette import CLASS_COLOURS, CLASS_MARKERS, MARKER_SIZES, mix, value_colour
from playground.snapshot import Snapshot
from playground.views.figures import FONT, GREY
from playground.views.sheet import ACCENT, Sheet, picture

Numbers = NDArray[np.float64]

_LINE = "#7D8694"
_COLUMNS = ("x", "y", "fill", "line", "marker", "size", "label", "split")
_BOX = [
    (0, 1),
    (0, 2),
    (0, 4),
    (1, 3),
    (1, 5),
    (2, 3),
    (2, 6),
    (3, 7),
    (4, 5),
    (4, 6),
    (5, 7),
    (6, 7),
]


class SpaceView(Sheet):
    """The picture of the space, and the words."""

    kind = Space

    def __init__(self) -> None:
        super().__init__("space")
        self.figure = picture(
            name="space",
            label="The space of a hidden layer with the data points and the lines of the plane",
            height=460,
            x_range=Range1d(-1, 1),
            y_range=Range1d(-1, 1),
        )
        self._grids = [_source(name, "xs", "ys") for name in ("upright", "level")]
        self._box = _source("box", "xs", "ys")
        self._names = _source("names", "x", "y", "text")
        self._borders = _source("borders", "xs", "ys", "name")
        self._points = _source("points", *_COLUMNS)
        self._draw()
        self.plots = (self.figure,)

    def _draw(self) -> None:
        plot, lines = self.figure, {"xs": "xs", "ys": "ys"}
        plot.multi_line(**lines, source=self._box, line_color=GREY, line_alpha=0.5)
        for source, dash in zip(self._grids, ("solid", [4, 3]), strict=True):
            plot.multi_line(**lines, source=source, line_color=_LINE, line_dash=dash)
        borders = plot.patches(
            **lines,
            source=self._borders,
            fill_color=ACCENT,
            fill_alpha=0.15,
            line_color=ACCENT,
            line_width=3,
        )
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
        plot.text(
            "x",
            "y",
            text="text",
            source=self._names,
            text_color=GREY,
            text_font={"value": FONT},
            text_font_size="12px",
            text_align="center",
        )
        plot.add_tools(
            HoverTool(renderers=[borders], tooltips=[("", "@name")], attachment="right"),
            HoverTool(
                renderers=[points],
                tooltips=[("class or value", "@label (@split)"), ("at", "@x{0.000}, @y{0.000}")],
                attachment="left",
                limit=1,
            ),
        )

    def show(self, snapshot: Snapshot, detail: Space) -> str:
        """Draw the space."""
        lens = Lens(snapshot, detail)
        x, y = lens.project(detail.points)
        self._points.data = {"x": x, "y": y, **_looks(snapshot, detail)}
        for source, lines in zip(self._grids, detail.grid, strict=True):
            projected = [lens.project(line) for line in lines] if lens.n_axes > 1 else []
            source.data = _paths(projected)
        borders = [lens.border(vertices) for vertices, _ in detail.borders]
        names = [border_name(snapshot, detail, about) for _, about in detail.borders]
        self._borders.data = {**_paths(borders), "name": names}
        self._box.data, self._names.data = lens.box(), lens.names
        plot = self.figure
        plot.axis.visible = plot.grid.visible = lens.n_axes < 3
        plot.xaxis.axis_label, plot.yaxis.axis_label = lens.labels
        classes = snapshot.class_names if lens.n_axes == 1 else ()
        plot.yaxis.major_label_overrides = dict(enumerate(classes))
        plot.x_range.update(start=lens.frame[0], end=lens.frame[1])
        plot.y_range.update(start=lens.frame[2], end=lens.frame[3])
        return space_in_words(snapshot, detail)


class Lens:
    """Brings 1, 2 or 3 coordinates onto the picture.

    With one coordinate, the other direction is the class, or the value in a regression.
    """

    def __init__(self, snapshot: Snapshot, detail: Space) -> None:
        self.n_axes = detail.points.shape[1]
        self._up = detail.labels
        everything = np.vstack([detail.points, detail.grid.reshape(-1, self.n_axes)])
        self._low, self._high = _nice(everything.min(axis=0)), -_nice(-everything.max(axis=0))
        turn, tilt = np.radians([snapshot.state.space_turn, snapshot.state.space_tilt])
        self._turn, self._tilt = (np.cos(turn), np.sin(turn)), (np.cos(tilt), np.sin(tilt))
        names = coordinate_names(snapshot, detail)
        if detail.view.neurons and self.n_axes < 3:
            names = tuple(f"layer {detail.layer}, {name}" for name in names)
        up = "value" if snapshot.task == "regression" else "class"
        self.labels = (names[0], names[1] if self.n_axes == 2 else up)
        self.names: dict[str, Any] = {"x": [], "y": [], "text": []}
        if self.n_axes == 3:
            self._name_axes(names)
        self.frame = self._frame()

    def project(self, places: Numbers) -> tuple[Numbers, Numbers]:
        """Places (n, n_axes) on the picture: x (n,) and y (n,)."""
        if self.n_axes == 1:
            return places[:, 0], self._up
        if self.n_axes == 2:
            return places[:, 0], places[:, 1]
        size = np.maximum(self._high - self._low, 1e-12)
        across, deep, up = ((places - self._low) / size * 2 - 1).T
        (cos, sin), (cos_tilt, sin_tilt) = self._turn, self._tilt
        depth = cos * deep - sin * across
        return cos * across + sin * deep, cos_tilt * up + sin_tilt * depth

    def border(self, vertices: Numbers) -> tuple[Numbers, Numbers]:
        """A border on the picture; that of one coordinate is an upright line."""
        if self.n_axes == 1:
            return np.repeat(vertices[:, 0], 2), np.array(self.frame[2:])
        return self.project(vertices)

    def box(self) -> dict[str, Any]:
        """The edges of the space of three coordinates."""
        if self.n_axes < 3:
            return _paths([])
        corners = np.array([[i >> axis & 1 for axis in range(3)] for i in range(8)])
        x, y = self.project(np.where(corners, self._high, self._low))
        return _paths([(x[list(edge)], y[list(edge)]) for edge in _BOX])

    def _name_axes(self, names: tuple[str, ...]) -> None:
        """Each name stands at the end of its axis, which starts at the lowest corner."""
        ends = np.tile(self._low, (3, 1)) + 1.12 * np.diag(self._high - self._low)
        x, y = self.project(ends)
        self.names = {"x": x, "y": y, "text": list(names)}

    def _frame(self) -> tuple[float, float, float, float]:
        if self.n_axes == 3:
            return (-1.95, 1.95, -1.75, 1.75)
        low, high = self._low, self._high
        if self.n_axes == 1:
            low, high = np.append(low, self._up.min() - 0.5), np.append(high, self._up.max() + 0.5)
        margin = 0.03 * (high - low) + 1e-9
        (x0, y0), (x1, y1) = low - margin, high + margin
        return (float(x0), float(x1), float(y0), float(y1))


def _nice(low: Numbers) -> Numbers:
    """Numbers not above these, on a coarse scale, so that the frame rests while it trains."""
    power: Numbers = np.floor(np.log10(np.maximum(np.abs(low), 1e-3)))
    step = 10.0**power / 2
    rounded: Numbers = np.floor(low / step + 1e-9) * step
    return rounded


def _looks(snapshot: Snapshot, detail: Space) -> dict[str, Any]:
    """Colours and shapes as on the large picture: filled for training, hollow for test."""
    if snapshot.task == "regression":
        colours = [value_colour(label) for label in detail.labels]
        shapes = np.zeros_like(detail.labels, dtype=int)
        names = [f"{label:.3f}" for label in detail.labels]
    else:
        shapes = np.asarray(detail.labels, dtype=int)
        colours = [CLASS_COLOURS[index] for index in shapes]
        names = [snapshot.class_names[index] for index in shapes]
    pairs = list(zip(colours, detail.test, strict=True))
    return {
        "fill": [None if test else colour for colour, test in pairs],
        "line": [colour if test else mix(colour, GREY, 0.6) for colour, test in pairs],
        "marker": [CLASS_MARKERS[index] for index in shapes],
        "size": [MARKER_SIZES[index] for index in shapes],
        "label": names,
        "split": ["test" if test else "training" for test in detail.test],
    }


def _paths(lines: list[tuple[Numbers, Numbers]]) -> dict[str, Any]:
    return {"xs": [x for x, _ in lines], "ys": [y for _, y in lines]}


def _source(name: str, *columns: str) -> ColumnDataSource:
    return ColumnDataSource({column: [] for column in columns}, name=f"space-{name}")
