"""The loss curves: training and test loss against epochs, on a linear or a logarithmic axis."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import nan
from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, HoverTool, LegendItem, Span
from bokeh.plotting import figure

from playground.palette import PART_COLOURS
from playground.snapshot import Snapshot
from playground.views.figures import GREY, legend_above, plain_figure

# Painting a curve costs as much as painting the boundary, and the eye follows the boundary:
# while the network trains, the curves are brought up to date a few times a second.
_REDRAW_EVERY = 0.1  # seconds


class LossView:
    """Two figures on one data source, of which the one with the chosen axis is shown.

    Bokeh fixes the kind of an axis when a figure is made. A hidden figure paints nothing, so
    the second one costs no time in a frame.
    """

    def __init__(self, snapshot: Snapshot, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._drawn_at = clock()
        self._source = ColumnDataSource(_columns(snapshot), name="loss")
        self._marks: list[Span] = []
        self.linear = self._figure("linear", "Loss, linear axis")
        self.log = self._figure("log", "Loss, logarithmic axis")
        self._revision = snapshot.history_revision
        self._drawn = len(snapshot.history_epoch)
        self._show(snapshot.state.loss_scale)

    def _figure(self, kind: str, label: str) -> figure:
        plot = plain_figure(name=f"loss-{kind}", label=label, y_axis_type=kind)
        plot.xaxis.axis_label = "epoch"
        plot.yaxis.axis_label = "loss"
        plot.x_range.start = 0
        plot.xaxis.ticker.desired_num_ticks = 4  # the figure is narrow, and epochs grow long
        plot.y_range.update(range_padding=0.08)
        if kind == "linear":
            plot.y_range.start = 0
        plot.xgrid.grid_line_color = None
        plot.ygrid.grid_line_alpha = 0.25
        curves = _lines(plot, self._source)
        # The legend shows lines that stay empty: it is built anew with each change of its lines.
        samples = _lines(plot, ColumnDataSource({"epoch": [nan], "train": [nan], "test": [nan]}))
        items = [
            LegendItem(label="training loss", renderers=[samples[0]]),
            LegendItem(label="test loss", renderers=[samples[1]]),
        ]
        legend_above(plot, items, orientation="horizontal", spacing=16)
        self._marks.append(_mark_on(plot, kind))
        plot.add_tools(
            HoverTool(
                renderers=[curves[0]],
                mode="vline",
                tooltips=[
                    ("epoch", "@epoch{0,0}"),
                    ("training loss", "@train{0.000000}"),
                    ("test loss", "@test{0.000000}"),
                ],
            )
        )
        return plot

    def _show(self, scale: str) -> None:
        self.linear.visible = scale == "linear"
        self.log.visible = scale == "log"

    def update(self, snapshot: Snapshot) -> None:
        """Append what is new; redraw the whole curve only after it was thinned or reset."""
        self._show(snapshot.state.loss_scale)
        for mark in self._marks:
            if mark.visible or snapshot.place.past:
                mark.update(visible=snapshot.place.past, location=snapshot.epoch)
        now = self._clock()
        if snapshot.status == "training" and now - self._drawn_at < _REDRAW_EVERY:
            return
        self._drawn_at = now
        length = len(snapshot.history_epoch)
        if snapshot.history_revision != self._revision or length < self._drawn:
            self._source.data = _columns(snapshot)
        elif length > self._drawn:
            self._source.stream(_columns(snapshot, self._drawn))
        self._revision = snapshot.history_revision
        self._drawn = length


def _lines(plot: figure, source: ColumnDataSource) -> list[Any]:
    """The lines of the training loss and of the test loss."""
    return [
        plot.line(
            "epoch", column, source=source, color=PART_COLOURS[part], line_width=2, line_dash=dash
        )
        for column, part, dash in (("train", "training", "solid"), ("test", "test", [6, 3]))
    ]


def _mark_on(plot: figure, kind: str) -> Span:
    """The line at the epoch that the reader looks back at."""
    mark = Span(
        name=f"loss-mark-{kind}",
        dimension="height",
        location=0,
        line_color=GREY,
        line_width=2,
        visible=False,
    )
    plot.add_layout(mark)
    return mark


def _columns(snapshot: Snapshot, start: int = 0) -> dict[str, Any]:
    return {
        "epoch": np.asarray(snapshot.history_epoch[start:], dtype=float),
        "train": np.asarray(snapshot.history_train[start:], dtype=float),
        "test": np.asarray(snapshot.history_test[start:], dtype=float),
    }
