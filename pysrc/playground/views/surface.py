"""The loss surface as a map: colours and contour lines for the loss, and the path on it."""

from __future__ import annotations

from typing import Any

import numpy as np
from bokeh.models import (
    Arrow,
    BasicTicker,
    ColumnDataSource,
    CustomJSHover,
    CustomJSTickFormatter,
    HoverTool,
    LinearColorMapper,
    NormalHead,
    Range1d,
)
from numpy.typing import NDArray

from playground.deeper.contours import zero_segments
from playground.deeper.surface import Surface
from playground.deeper.words import axis_names, surface_in_words
from playground.snapshot import Snapshot
from playground.views.sheet import BRIGHT, INK, Sheet, bands, colour_bar, ends, picture

_LEVELS = 11  # contour lines
_LOWEST = 1e-12  # a loss of 0 has no logarithm
_DIGITS, _MOST_DIGITS = 3, 8  # of a loss
_STEPS = 10  # parts of the scale that its numbers tell apart
_ARROW = 0.14  # the length of the arrow, as a share of the map
_SHOWN = """
const loss = scale === "log" ? 10 ** value : value;
return loss < 0.001 || loss >= 1000 ? loss.toExponential(2) : loss.toPrecision(digits);
"""
_TICK = _SHOWN.replace("value", "tick")


class SurfaceView(Sheet):
    """The map with its scale, and the words."""

    kind = Surface

    def __init__(self) -> None:
        super().__init__("surface")
        self.figure = picture(
            name="surface",
            label="The loss on a plane of the weights, with the path of the training on it",
            height=440,
            x_range=Range1d(-1, 1),
            y_range=Range1d(-1, 1),
        )
        self._map = _source("map", "image", "x", "y", "dw", "dh")
        self._lines = _source("contours", "x0", "y0", "x1", "y1")
        self._path = _source("path", "x", "y", "epoch")
        self._place = _source("place", "x", "y")
        self._mapper = LinearColorMapper(palette=bands(), low=0, high=1, nan_color="#8A8F98")
        self._read = CustomJSHover(code=_SHOWN, args={"scale": "log", "digits": _DIGITS})
        self._tick = CustomJSTickFormatter(code=_TICK, args={"scale": "log", "digits": _DIGITS})
        self._drawn: tuple[Any, str] = (None, "")
        self._draw_map()
        self._draw_path()
        self.plots = (self.figure,)

    def _draw_map(self) -> None:
        plot = self.figure
        image = plot.image(
            image="image",
            x="x",
            y="y",
            dw="dw",
            dh="dh",
            source=self._map,
            color_mapper=self._mapper,
        )
        lines = {name: name for name in ("x0", "y0", "x1", "y1")}
        plot.segment(**lines, source=self._lines, line_color=INK, line_alpha=0.45)
        plot.add_tools(
            HoverTool(
                renderers=[image],
                tooltips=[("at", "$x{0.000}, $y{0.000}"), ("loss", "@image{custom}")],
                formatters={"@image": self._read},
                attachment="right",
            )
        )
        plot.add_layout(
            colour_bar(self._mapper, ticker=BasicTicker(desired_num_ticks=5), formatter=self._tick),
            "below",
        )

    def _draw_path(self) -> None:
        plot = self.figure
        for colour, width in ((INK, 5), (BRIGHT, 2.5)):
            plot.line("x", "y", source=self._path, line_color=colour, line_width=width)
        dots = plot.scatter("x", "y", source=self._path, size=5, fill_color=BRIGHT, line_color=INK)
        plot.scatter(
            "x",
            "y",
            source=self._place,
            size=13,
            fill_color="#FFFFFF",
            line_color=INK,
            line_width=3,
        )
        plot.add_tools(
            HoverTool(
                renderers=[dots],
                tooltips=[("epoch", "@epoch{0,0}"), ("at", "@x{0.000}, @y{0.000}")],
                attachment="left",
                limit=1,
            )
        )
        self._arrow = Arrow(
            end=NormalHead(size=9, fill_color="#FFFFFF", line_color=INK),
            line_color="#FFFFFF",
            line_width=3,
            visible=False,
        )
        plot.add_layout(self._arrow)

    def show(self, snapshot: Snapshot, detail: Surface) -> str:
        """Draw the surface."""
        scale = snapshot.state.surface_scale
        if self._drawn[0] is not detail.loss or self._drawn[1] != scale:
            self._drawn = (detail.loss, scale)
            self._show_map(detail, scale)
        self.figure.xaxis.axis_label, self.figure.yaxis.axis_label = axis_names(snapshot, detail)
        x, y = detail.path.T
        self._path.data = {"x": x, "y": y, "epoch": np.array(detail.epochs)}
        self._place.data = {"x": [detail.place[0]], "y": [detail.place[1]]}
        self._point(detail)
        return surface_in_words(snapshot, detail)

    def _show_map(self, detail: Surface, scale: str) -> None:
        heights = _heights(detail.loss, scale)
        u, v = detail.u, detail.v
        step_u, step_v = u[1] - u[0], v[1] - v[0]
        self.figure.x_range.update(start=u[0] - step_u / 2, end=u[-1] + step_u / 2)
        self.figure.y_range.update(start=v[0] - step_v / 2, end=v[-1] + step_v / 2)
        known = heights[np.isfinite(heights)]
        low, high = (known.min(), known.max()) if len(known) else (0.0, 1.0)
        high = high if high > low else low + 1e-9
        self._mapper.update(low=float(low), high=float(high))
        self._read.args = self._tick.args = {"scale": scale, "digits": _digits(detail.loss)}
        self._map.data = {
            "image": [heights.astype(np.float32)],
            "x": [u[0] - step_u / 2],
            "y": [v[0] - step_v / 2],
            "dw": [len(u) * step_u],
            "dh": [len(v) * step_v],
        }
        levels = np.linspace(low, high, _LEVELS + 2)[1:-1]
        self._lines.data = ends(
            np.concatenate([zero_segments(heights - level, u, v) for level in levels])
        )

    def _point(self, detail: Surface) -> None:
        """The arrow shows the way of steepest descent; its length means nothing."""
        (x, y), (du, dv) = detail.place, detail.descent
        length = float(np.hypot(du, dv))
        self._arrow.visible = 0 < length < np.inf and not detail.is_outside
        if self._arrow.visible:
            reach = _ARROW * float(detail.u[-1] - detail.u[0]) / length
            self._arrow.update(x_start=x, y_start=y, x_end=x + reach * du, y_end=y + reach * dv)


def _heights(loss: NDArray[np.float64], scale: str) -> NDArray[np.float64]:
    return np.log10(np.maximum(loss, _LOWEST)) if scale == "log" else loss


def _digits(loss: NDArray[np.float64]) -> int:
    """As many digits as tell the losses along the scale apart, three at least."""
    known = loss[np.isfinite(loss)]
    if not len(known) or known.max() <= known.min():
        return _DIGITS
    steps = _STEPS * float(np.abs(known).max()) / float(known.max() - known.min())
    return int(np.clip(np.ceil(np.log10(steps)), _DIGITS, _MOST_DIGITS))


def _source(name: str, *columns: str) -> ColumnDataSource:
    return ColumnDataSource({column: [] for column in columns}, name=f"surface-{name}")
