"""A race of optimizers drawn: a small map of what each racer answers, and one plot of all losses.

Racers are told apart by colour and by dash, and their names stand in the legend.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from bokeh.models import (
    ColumnDataSource,
    Div,
    HoverTool,
    LegendItem,
    LinearColorMapper,
    Range1d,
)
from bokeh.plotting import figure

from playground.data import Array
from playground.entrants import MOST
from playground.measure import Score
from playground.palette import class_ramps, diverging
from playground.race import RacerSight, RaceSight
from playground.snapshot import Snapshot
from playground.views.figures import legend_above, plain_figure
from playground.views.sheet import picture

_TALLEST = 10.0  # times the first loss
WIDTH = 164  # of a map, in pixels: two racers fit on a phone
_COLOURS = ("#D55E00", "#3F8FC9", "#1E9E77", "#C0609A", "#8A63D2", "#97781A")
_DASHES: tuple[list[int], ...] = ([], [8, 3], [3, 3], [9, 3, 2, 3], [14, 4], [2, 5])


class RaceView:
    """The maps with their figures in words, and the plots of the losses."""

    def __init__(self) -> None:
        self._mapper = LinearColorMapper(palette=diverging(), low=-1, high=1)
        self._images = [_source(f"race-image-{i + 1}", "image") for i in range(MOST)]
        self._losses = [_source(f"race-loss-{i + 1}", "epoch", "loss") for i in range(MOST)]
        self.maps = [self._map(index) for index in range(MOST)]
        self.words = [_figures(index) for index in range(MOST)]
        self._lines: list[Any] = []
        self.linear, self.log = self._plot("linear"), self._plot("log")
        self._seen: RaceSight | None = None
        self._frame: tuple[object, ...] = ()

    def update(self, snapshot: Snapshot, sight: RaceSight) -> None:
        """Draw the race, if it is at another moment than the one drawn last."""
        linear = snapshot.state.loss_scale == "linear"
        drawn = any(len(racer.epochs) > 1 for racer in sight.racers)  # one point is no line
        self.linear.visible, self.log.visible = drawn and linear, drawn and not linear
        if sight is self._seen:
            return
        self._seen = sight
        self._update_frame(snapshot)
        for index, racer in enumerate(sight.racers):
            self._images[index].data = {"image": [racer.grid]}
            self._losses[index].data = {"epoch": racer.epochs, "loss": _sane(racer.losses)}
            text = in_words(racer)
            if text != self.words[index].text:
                self.words[index].text = text
        for number, item in enumerate(self._lines):
            index = number % MOST
            runs = index < len(sight.racers)
            item.visible = item.renderers[0].visible = runs
            if runs:
                item.label = {"value": sight.racers[index].name}

    def _update_frame(self, snapshot: Snapshot) -> None:
        frame = (snapshot.task, len(snapshot.class_names), snapshot.domain)
        if frame == self._frame:
            return
        self._frame = frame
        n_classes = len(snapshot.class_names)
        if snapshot.task == "multiclass":
            self._mapper.update(palette=class_ramps(n_classes), low=0, high=n_classes)
        else:
            self._mapper.update(palette=diverging(), low=-1, high=1)

    def _map(self, index: int) -> figure:
        plot = plain_figure(
            name=f"race-map-{index + 1}",
            label=f"What racer {index + 1} answers in each part of the plane",
            x_range=Range1d(0, 1),
            y_range=Range1d(0, 1),
        )
        plot.update(sizing_mode="fixed", width=WIDTH, height=WIDTH, min_border=0)
        plot.axis.visible = plot.grid.visible = False
        plot.image(
            image="image",
            x=0,
            y=0,
            dw=1,
            dh=1,
            source=self._images[index],
            color_mapper=self._mapper,
        )
        return plot

    def _plot(self, kind: str) -> figure:
        plot = picture(
            name=f"race-{kind}",
            label=f"The training loss of each racer, {kind} axis",
            height=280,
            y_axis_type=kind,
        )
        plot.xaxis.axis_label, plot.yaxis.axis_label = "epoch", "training loss"
        plot.x_range.start = 0
        items = [self._line(plot, index) for index in range(MOST)]
        self._lines += items
        legend_above(plot, items, ncols=2, glyph_width=32)
        return plot

    def _line(self, plot: figure, index: int) -> LegendItem:
        line = plot.line(
            "epoch",
            "loss",
            source=self._losses[index],
            color=_COLOURS[index],
            line_width=2.5,
            line_dash=_DASHES[index],
        )
        tips = [("racer", str(index + 1)), ("epoch", "@epoch{0,0}"), ("loss", "@loss{0.000000}")]
        plot.add_tools(HoverTool(renderers=[line], tooltips=tips))
        return LegendItem(label={"value": f"racer {index + 1}"}, renderers=[line])


def _sane(losses: Array) -> Array:
    """Without what is out of all proportion to the start: it would flatten the other curves."""
    return np.where(losses > _TALLEST * max(losses[:1].max(initial=0.0), 1.0), np.nan, losses)


def in_words(racer: RacerSight) -> str:
    """How a racer stands, or why it left."""
    if racer.note:
        return racer.note
    lines = [f"Epoch {racer.epoch}", f"Training {_score(racer.train)}"]
    if racer.test.loss is not None:
        lines.append(f"Test {_score(racer.test)}")
    return "\n".join(lines)


def _score(score: Score) -> str:
    if score.loss is None:
        return "–"
    share = "" if score.accuracy is None else f", {score.accuracy:.1%} right"
    return f"{score.loss:.4g}{share}"


def _figures(index: int) -> Div:
    styles = {"white-space": "pre-line", "min-height": "4lh", "width": f"{WIDTH}px"}
    return Div(name=f"race-words-{index + 1}", text="", render_as_text=True, styles=styles)


def _source(name: str, *columns: str) -> ColumnDataSource:
    return ColumnDataSource({column: [] for column in columns}, name=name)
