"""The loss along one weight: the curve, the tangent at the value now, the step and the minimum."""

from __future__ import annotations

from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, HoverTool, LegendItem
from bokeh.plotting import figure

from playground.explained.weight import WeightDetail
from playground.snapshot import Snapshot
from playground.views.figures import legend_above, plain_figure
from playground.views.sheet import Sheet

_CURVE, _TANGENT, _NOW, _NEXT, _BEST = "#0072B2", "#C24E00", "#1F2933", "#D55E00", "#009E73"
_SIZE, _SIZES = 13, {"best": 20}  # of a mark; a star looks smaller than it is
_IN_LEGEND = round(_SIZE / 0.4)  # Bokeh draws a mark in the legend at 0.4 of the side it gets
_TANGENT_REACH = 0.25  # of the width of the picture, to both sides


class AlongView(Sheet):
    """One figure; the marks differ by shape, and the legend names them."""

    kind = WeightDetail

    def __init__(self) -> None:
        super().__init__("weight")
        self.figure = self._draw()
        self.plots = (self.figure,)

    def _draw(self) -> figure:
        plot = plain_figure(
            name="along", label="The loss along one weight, with the tangent, the step, the minimum"
        )
        plot.update(sizing_mode="stretch_width", height=300)
        plot.xaxis.axis_label, plot.yaxis.axis_label = "value of the weight", "loss"
        plot.grid.grid_line_alpha = 0.25
        names = ("curve", "tangent", "now", "next", "best")
        self._sources = {
            name: ColumnDataSource({"x": [], "y": []}, name=f"along-{name}") for name in names
        }
        curve = plot.line(
            "x",
            "y",
            source=self._sources["curve"],
            color=_CURVE,
            line_width=2.5,
        )
        tangent = plot.line(
            "x",
            "y",
            source=self._sources["tangent"],
            color=_TANGENT,
            line_width=2,
            line_dash=[6, 4],
        )
        named = {"loss": curve, "tangent": tangent}
        for name, marker, colour, label in (
            ("now", "circle", _NOW, "now"),
            ("next", "triangle", _NEXT, "after the step"),
            ("best", "star", _BEST, "best"),
        ):
            named[label] = plot.scatter(
                "x",
                "y",
                source=self._sources[name],
                marker=marker,
                size=_SIZES.get(name, _SIZE),
                color=colour,
                line_color="#FFFFFF",
            )
        plot.add_tools(
            HoverTool(
                renderers=[curve],
                mode="vline",
                tooltips=[("value", "@x{0.0000}"), ("loss", "@y{0.000000}")],
            )
        )
        items = [LegendItem(label=label, renderers=[drawn]) for label, drawn in named.items()]
        side = {"glyph_width": _IN_LEGEND, "glyph_height": _IN_LEGEND}
        legend_above(plot, items, orientation="horizontal", ncols=3, spacing=6, **side)
        return plot

    def show(self, snapshot: Snapshot, detail: Any) -> str:
        """Draw another curve; the paper below has the words."""
        along = detail.along
        reach = _TANGENT_REACH * (along.w[-1] - along.w[0])
        ends = np.array([along.here - reach, along.here + reach])
        shown = {
            "curve": (along.w, along.loss),
            "tangent": (ends, along.loss_here + along.slope * (ends - along.here)),
            "now": ([along.here], [along.loss_here]),
            "next": ([along.there], [along.loss_there]),
            "best": ([along.best], [along.loss_best]),
        }
        for name, (x, y) in shown.items():
            self._sources[name].data = {"x": x, "y": y}
        self.figure.yaxis.axis_label = detail.loss
        return ""
