"""One sample on its way: a picture of the two units of each neuron, with values and gradients."""

from __future__ import annotations

from typing import Any

import numpy as np
from bokeh.core.properties import value
from bokeh.models import Column, ColumnDataSource, HoverTool, Range1d
from bokeh.plotting import figure

from playground.explained.flow import brief
from playground.explained.stages import Drawn, Link, StagesDetail
from playground.snapshot import Snapshot
from playground.views.figures import FONT, plain_figure
from playground.views.sheet import Sheet

_WIDTH, _HEIGHT = 0.86, 0.74
_POSITIVE, _NEGATIVE, _PLAIN = "#0072B2", "#C77700", "#8A8F98"
_BOX, _KNOWN, _BACK, _TEXT = "#FFFFFF", "#DCEBF7", "#FBE3CF", "#1B2027"
_WIDEST = 6.0
_LEAST = 76  # pixels for a box and the room beside it; a narrow page scrolls the picture


class StagesView(Sheet):
    """The picture. Boxes: the name, the value, and the gradient under it."""

    kind = StagesDetail

    def __init__(self) -> None:
        super().__init__("stages")
        self._nodes = ColumnDataSource(_node_columns(()), name="stages-nodes")
        self._links = ColumnDataSource(_link_columns(()), name="stages-links")
        self._asked = ColumnDataSource({"x": [], "y": []}, name="stages-asked")
        self.figure = self._draw()
        self.plots = (self.figure,)
        self.frame = Column(
            children=[self.figure],
            sizing_mode="stretch_width",
            styles={"overflow-x": "auto", "width": "100%"},
            html_attributes={
                "tabindex": "0",
                "role": "group",
                "aria-label": "The stop; where the page is narrow it scrolls",
            },
        )
        self._places: list[tuple[float, float, str]] = []

    def _draw(self) -> figure:
        plot = plain_figure(
            name="stages",
            label="The computation graph of one sample: inputs, sums, activations, loss",
            x_range=Range1d(-1, 5),
            y_range=Range1d(-1, 1),
        )
        plot.axis.visible = False
        plot.grid.visible = False
        plot.update(sizing_mode="stretch_width", height=340)
        lines = plot.segment(
            "x0",
            "y0",
            "x1",
            "y1",
            source=self._links,
            line_width="width",
            line_color="colour",
            line_dash="dash",
        )
        boxes = plot.rect(
            "x",
            "y",
            _WIDTH,
            _HEIGHT,
            source=self._nodes,
            fill_color="fill",
            line_color=_PLAIN,
            border_radius=6,
        )
        plot.rect(
            "x",
            "y",
            _WIDTH,
            _HEIGHT,
            source=self._asked,
            fill_alpha=0,
            line_color=_TEXT,
            line_width=3,
            border_radius=6,
        )
        # These stand on light boxes in light and dark, so the page keeps their colour.
        for column, size in (
            ("name", "11px"),
            ("value", "13px"),
            ("back", "11px"),
        ):
            plot.text(
                "x",
                f"y_{column}",
                text=column,
                source=self._nodes,
                text_align="center",
                text_baseline="middle",
                text_font=value(FONT),
                text_font_size=size,
                text_color=_TEXT,
                tags=["keep"],
                name=f"stages-{column}",
            )
        plot.add_tools(
            HoverTool(
                renderers=[boxes],
                tooltips=[
                    ("", "@title"),
                    ("value", "@full"),
                    ("∂L/∂ of it", "@full_back"),
                ],
            ),
            HoverTool(renderers=[lines], tooltips=[("weight", "@weight"), ("change", "@change")]),
        )
        return plot

    def show(self, snapshot: Snapshot, detail: Any) -> str:
        """Draw one stop."""
        drawn: tuple[Drawn, ...] = detail.drawn
        self._places = [(one.x, one.y, one.node.id) for one in drawn]
        xs, ys = [one.x for one in drawn], [one.y for one in drawn]
        self.figure.x_range.update(start=min(xs) - 0.7, end=max(xs) + 0.7)
        self.figure.y_range.update(start=min(ys) - 0.7, end=max(ys) + 0.7)
        self.figure.height = int(60 + 78 * (max(ys) - min(ys) + 1))
        self.figure.min_width = int(_LEAST * (max(xs) - min(xs) + 1.4))
        self._links.data = _link_columns(detail.links)
        self._nodes.data = _node_columns(drawn)
        asked = next(one for one in drawn if one.node.id == detail.asked)
        self._asked.data = {"x": [asked.x], "y": [asked.y]}
        return _in_words(detail)

    def node_at(self, x: float, y: float) -> str | None:
        """The node drawn at a place of the picture."""
        for left, up, name in self._places:
            if abs(x - left) <= _WIDTH / 2 and abs(y - up) <= _HEIGHT / 2:
                return name
        return None


def _node_columns(drawn: tuple[Drawn, ...]) -> dict[str, Any]:
    return {
        "x": [one.x for one in drawn],
        "y": [one.y for one in drawn],
        "y_name": [one.y + 0.23 for one in drawn],
        "y_value": [one.y + 0.01 for one in drawn],
        "y_back": [one.y - 0.22 for one in drawn],
        "name": [one.name for one in drawn],
        "value": ["?" if one.value is None else brief(one.value) for one in drawn],
        "back": ["" if one.gradient is None else f"∂ {brief(one.gradient)}" for one in drawn],
        "fill": [_fill(one) for one in drawn],
        "title": [_title(one) for one in drawn],
        "full": [_full(one.value) for one in drawn],
        "full_back": [_full(one.gradient) for one in drawn],
    }


def _link_columns(links: tuple[Link, ...]) -> dict[str, Any]:
    shown = [link.weight if link.change is None else link.change for link in links]
    sizes = [abs(value) for value in shown if value is not None and np.isfinite(value)]
    most = max(sizes, default=0.0) or 1.0
    return {
        "x0": [link.start[0] + _WIDTH / 2 for link in links],
        "y0": [link.start[1] for link in links],
        "x1": [link.end[0] - _WIDTH / 2 for link in links],
        "y1": [link.end[1] for link in links],
        "width": [2.0 if v is None else 0.7 + _WIDEST * abs(v) / most for v in shown],
        "colour": [_PLAIN if v is None else _POSITIVE if v >= 0 else _NEGATIVE for v in shown],
        "dash": ["solid" if v is None or v >= 0 else "dashed" for v in shown],
        "weight": [_full(link.weight) for link in links],
        "change": [_full(link.change) for link in links],
    }


def _fill(one: Drawn) -> str:
    if one.gradient is not None:
        return _BACK
    return _BOX if one.value is None else _KNOWN


def _title(one: Drawn) -> str:
    node = one.node
    if node.kind == "loss":
        return "the loss"
    if node.kind == "input":
        return f"input {node.neuron + 1}"
    what = "sum" if node.kind == "z" else "activation"
    return f"{what} of neuron {node.neuron + 1}, layer {node.layer}"


def _short(number: float | None) -> str:
    return "?" if number is None else f"{number:.3g}".replace("-", "−")


def _full(number: float | None) -> str:
    return "not known yet" if number is None else f"{number:.8g}".replace("-", "−")


def _in_words(detail: StagesDetail) -> str:
    known = [one for one in detail.drawn if one.value is not None]
    parts = [f"{_title(one)} = {_short(one.value)}{_back(one)}" for one in known]
    return f"Sample {detail.sample} of {detail.n_samples}. Known: {'; '.join(parts)}."


def _back(one: Drawn) -> str:
    return "" if one.gradient is None else f" (gradient = {_short(one.gradient)})"
