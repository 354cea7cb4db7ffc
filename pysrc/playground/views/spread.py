"""Histograms of weights, activations and gradients: one picture each, one band a layer."""

from __future__ import annotations

from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, FixedTicker, HoverTool, Range1d
from bokeh.plotting import figure

from playground.deeper.spread import BINS, KINDS, Histogram, Spread
from playground.deeper.words import spread_in_words
from playground.naming import layer_names
from playground.palette import CLASS_COLOURS
from playground.snapshot import Snapshot
from playground.views.figures import FONT, GREY
from playground.views.sheet import INK, Sheet, picture

_TALL = 0.72  # of a band; the rest is room for the words above it
_BAND_HEIGHT, _FRAME = 74, 70  # pixels
_COLUMNS = ("left", "right", "low", "high", "count", "start", "stop", "layer")


class SpreadView(Sheet):
    """Three pictures side by side, and the words."""

    kind = Spread

    def __init__(self) -> None:
        super().__init__("histograms")
        self._sources = {kind: _source(kind, *_COLUMNS) for kind in KINDS}
        self._names = {kind: _source(f"{kind}-names", "x", "y", "text") for kind in KINDS}
        self.figures = {kind: self._draw(kind) for kind in KINDS}
        self.plots = tuple(self.figures.values())

    def _draw(self, kind: str) -> figure:
        plot = picture(
            name=f"spread-{kind}",
            label=f"Histograms of the {kind} of each layer",
            x_range=Range1d(-1, 1),
            y_range=Range1d(0, 1),
        )
        plot.title.text = kind.capitalize()
        plot.title.update(text_font=FONT, text_font_size="13px", text_color=GREY)
        plot.yaxis.ticker = FixedTicker(ticks=[])
        plot.ygrid.grid_line_color = None
        bars = plot.quad(
            left="left",
            right="right",
            bottom="low",
            top="high",
            source=self._sources[kind],
            fill_color=CLASS_COLOURS[1],
            line_color=INK,
            line_alpha=0.4,
        )
        plot.text(
            "x",
            "y",
            text="text",
            source=self._names[kind],
            text_color=GREY,
            text_font={"value": FONT},
            text_font_size="12px",
        )
        plot.add_tools(
            HoverTool(
                renderers=[bars],
                tooltips=[
                    ("", "@layer"),
                    (kind, "@start{0.0000} to @stop{0.0000}"),
                    ("how many", "@count{0,0}"),
                ],
                attachment="below",
            )
        )
        return plot

    def show(self, snapshot: Snapshot, detail: Spread) -> str:
        """Draw the histograms."""
        for kind in KINDS:
            self._show(snapshot, detail, kind)
        return spread_in_words(snapshot, detail)

    def _show(self, snapshot: Snapshot, detail: Spread, kind: str) -> None:
        histograms = [layer.histograms[kind] for layer in detail.layers]
        common = snapshot.state.histogram_scale == "common"
        scale = histograms[0].limit if common else 1.0
        names = layer_names(snapshot)[1:]
        plot = self.figures[kind]
        n = len(histograms)
        plot.update(height=_FRAME + _BAND_HEIGHT * n)
        plot.x_range.update(start=-scale, end=scale)
        plot.y_range.end = n
        plot.yaxis[0].ticker.ticks = list(range(n))
        plot.yaxis.major_label_overrides = {n - 1 - i: name for i, name in enumerate(names)}
        plot.xaxis.axis_label = kind if common else f"{kind}, as a share of each layer’s scale"
        bands = [
            _bars(histogram, n - 1 - index, scale / histogram.limit, names[index])
            for index, histogram in enumerate(histograms)
        ]
        self._sources[kind].data = {
            column: np.concatenate([band[column] for band in bands]) for column in _COLUMNS
        }
        self._names[kind].data = {
            "x": [-0.98 * scale] * n,
            "y": [n - 0.25 - index for index in range(n)],
            "text": [f"±{h.limit:g}" for h in histograms] if not common else [""] * n,
        }


def _bars(histogram: Histogram, floor: int, stretch: float, name: str) -> dict[str, Any]:
    """The bars of one layer, which stand on `floor`; the highest one fills the band."""
    edges = np.linspace(-histogram.limit, histogram.limit, BINS + 1)
    counts = histogram.counts
    some = counts > 0
    return {
        "left": edges[:-1][some] * stretch,
        "right": edges[1:][some] * stretch,
        "low": np.full(int(some.sum()), float(floor)),
        "high": floor + _TALL * counts[some] / counts.max(),
        "count": counts[some].astype(float),
        "start": edges[:-1][some],
        "stop": edges[1:][some],
        "layer": np.full(int(some.sum()), name),
    }


def _source(name: str, *columns: str) -> ColumnDataSource:
    return ColumnDataSource({column: [] for column in columns}, name=f"histogram-{name}")
