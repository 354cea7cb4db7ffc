"""The measures of the workbench: tables, and a picture that shows where the answers are off.

For classes that is a reliability diagram: how often an answer is right against how sure the
network is of it. For values it is each answer against the truth.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from bokeh.models import Column, ColumnDataSource, Div, HoverTool, LegendItem, Row, Slope
from bokeh.plotting import figure

from playground.palette import PART_COLOURS
from playground.quality import ClassQuality, PartQuality, Quality, ValueQuality
from playground.snapshot import Snapshot
from playground.views.figures import GREY, legend_above, plain_figure
from playground.views.measure_tables import (
    calibration_words,
    confusion_table,
    report_table,
    value_table,
)

_PARTS = ("training", "test")
_MARKERS = {"training": "circle", "test": "triangle"}
_COLUMNS = ("x", "y", "count", "size")
_SIDE = 330


class MeasuresView:
    """Tables on the left, the picture on the right; on a phone one below the other."""

    def __init__(self, snapshot: Snapshot, *_: object) -> None:
        self._shown: object = None
        self._confusions = {part: Div(css_classes=["measures"]) for part in _PARTS}
        self._report = Div(css_classes=["measures"])
        self._words = Div(css_classes=["measures"], width=_SIDE)
        self._sources = {
            part: ColumnDataSource({name: [] for name in _COLUMNS}, name=f"measures-{part}")
            for part in _PARTS
        }
        self._reliability = self._reliability_figure()
        self._scatter = self._scatter_figure()
        matrices = Row(children=[*self._confusions.values()], css_classes=["tiles"])
        tables = Column(children=[matrices, self._report])
        pictures = Column(children=[self._reliability, self._scatter, self._words])
        self.root = Row(
            children=[tables, pictures], css_classes=["tiles"], sizing_mode="stretch_width"
        )
        self.update(snapshot)

    def update(self, snapshot: Snapshot) -> None:
        """Show the quality that was computed last; nothing happens while it is the same."""
        quality = snapshot.detail
        if not isinstance(quality, Quality) or quality is self._shown:
            return
        self._shown = quality
        classes = quality.task != "regression"
        self._reliability.visible, self._scatter.visible = classes, not classes
        self._report.text = report_table(quality) if classes else value_table(quality)
        self._words.text = calibration_words(quality) if classes else ""
        given = dict(quality.parts)
        for part in _PARTS:
            self._show_part(part, given.get(part), quality.class_names)

    def _show_part(self, part: str, quality: PartQuality | None, names: tuple[str, ...]) -> None:
        known = isinstance(quality, ClassQuality)
        self._confusions[part].visible = known
        text = confusion_table(part, quality, names) if isinstance(quality, ClassQuality) else ""
        self._confusions[part].text = text
        self._sources[part].data = _columns(quality)

    def _reliability_figure(self) -> figure:
        plot = _square("reliability", "Reliability: how often an answer is right, by confidence")
        plot.x_range.update(start=0, end=1.02)
        plot.y_range.update(start=0, end=1.05)
        plot.xaxis.axis_label = "how sure the network is"
        plot.yaxis.axis_label = "share of right answers"
        marks = []
        for part, source in self._sources.items():
            dash = "solid" if part == "training" else [6, 3]
            line = plot.line("x", "y", source=source, color=PART_COLOURS[part], line_dash=dash)
            marks.append([self._marks(plot, part), line])
        _finish(plot, marks, [("right", "@y{0.000}"), ("sure", "@x{0.000}"), ("points", "@count")])
        return plot

    def _scatter_figure(self) -> figure:
        plot = _square("answers", "What the network answers against the true value")
        plot.xaxis.axis_label = "true value"
        plot.yaxis.axis_label = "answer"
        marks = [[self._marks(plot, part)] for part in _PARTS]
        _finish(plot, marks, [("true value", "@x{0.000}"), ("answer", "@y{0.000}")])
        return plot

    def _marks(self, plot: figure, part: str) -> Any:
        colour = PART_COLOURS[part]
        return plot.scatter(
            "x",
            "y",
            source=self._sources[part],
            marker=_MARKERS[part],
            size="size",
            line_color=colour,
            fill_color=colour,
            fill_alpha=0.6 if part == "training" else 0.0,
        )


def _square(name: str, label: str) -> figure:
    plot = plain_figure(name=name, label=label)
    plot.update(width=_SIDE, height=_SIDE, sizing_mode="fixed")
    plot.grid.grid_line_alpha = 0.25
    plot.add_layout(
        Slope(gradient=1, y_intercept=0, line_color=GREY, line_dash="dotted", line_width=1.5)
    )
    return plot


def _finish(plot: figure, marks: list[Any], tooltips: list[tuple[str, str]]) -> None:
    items = [
        LegendItem(label=f"{part} points", renderers=renderers)
        for part, renderers in zip(_PARTS, marks, strict=True)
    ]
    legend_above(plot, items, orientation="horizontal")
    plot.add_tools(HoverTool(renderers=[group[0] for group in marks], tooltips=tooltips))


def _columns(quality: PartQuality | None) -> dict[str, Any]:
    columns: tuple[Any, ...] = (np.empty(0),) * len(_COLUMNS)
    if isinstance(quality, ClassQuality):
        bins = quality.calibration
        filled = bins.count > 0
        count = bins.count[filled]
        size = 6.0 + 14.0 * np.sqrt(count / max(count.sum(), 1))
        columns = (bins.confidence[filled], bins.right[filled], count, size)
    elif isinstance(quality, ValueQuality):
        ones = np.ones(len(quality.truth))
        columns = (quality.truth, quality.answers, ones, 5.0 * ones)
    return dict(zip(_COLUMNS, columns, strict=True))
