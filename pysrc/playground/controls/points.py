"""Editing the points: by pointer on the picture, by a form with the keyboard, by pasting."""

from __future__ import annotations

from collections.abc import Callable
from math import hypot
from typing import Any

import panel as pn
from bokeh.events import DoubleTap, Pan, PanEnd, PanStart, PressUp, Tap
from bokeh.models import Div
from bokeh.plotting import figure

from playground.actions import AddPoint, ClearPoints, DeletePoint, MovePoint, PastePoints
from playground.controls.field import Dispatch
from playground.controls.point_form import PointForm
from playground.controls.point_keys import PointKeys
from playground.fields import MAX_CLASSES
from playground.palette import CLASS_SYMBOLS
from playground.snapshot import Snapshot
from playground.state import CLASS_LETTERS, clamp_coordinate, is_curve, is_measured

_ROWS = "One point a line: x, y, class (A to J) or value"
_CURVE_ROWS = "One point a line: x, y"
_DELETE = "delete"
_FEW_CLASSES = 4  # the buttons of more have no room for a verb
_REACH = 0.03  # how near to a point a press must be, as a share of the plane's width


class PointsControl:
    """The tool in hand, and what a press, a drag or a filled form does with it."""

    def __init__(
        self,
        snapshot: Snapshot,
        dispatch: Dispatch,
        plot: figure,
        ring: Callable[[int | None], None],
    ) -> None:
        self._snapshot = snapshot
        self._dispatch = dispatch
        self._moving: int | None = None
        self._tool = pn.widgets.RadioButtonGroup(
            label="What a click on the picture does",
            options=_tools(snapshot),
            value=0,
            css_classes=["tabs"],
        )
        self._value = pn.widgets.FloatSlider(
            label="Value of a new point", start=-1, end=1, step=0.1, value=1, visible=False
        )
        self._clear = clear = pn.widgets.Button(label="Clear all")
        clear.on_click(lambda _: dispatch(ClearPoints()))
        self._said = Div(text="", html_attributes={"role": "status"}, css_classes=["said"])
        self._form = PointForm(snapshot, dispatch, self._add, self._choose)
        self._ring = ring
        self.keys = PointKeys(snapshot, dispatch, self._show_chosen, self._say)
        tools = pn.Row(self._tool, clear, self._value, css_classes=["toolbar"])
        self.root = pn.Column(tools, self._said, sizing_mode="stretch_width")
        self.form = pn.Column(self._form.root, self._paste(), sizing_mode="stretch_width")
        # Bokeh calls the second of two quick clicks a double tap, and a slow one a press.
        for click in (Tap, DoubleTap, PressUp):
            plot.on_event(click, self._tapped)
        plot.on_event(PanStart, self._grabbed)
        plot.on_event(Pan, self._dragged)
        plot.on_event(PanEnd, self._dropped)
        self.update(snapshot)

    def _choose(self, index: int | None) -> None:
        """The form names another point."""
        if index != self.keys.index:
            self.keys.choose(index)

    def _show_chosen(self, index: int | None) -> None:
        self._ring(index)
        self._form.show(index)

    def _say(self, words: str) -> None:
        self._said.text = words

    def _paste(self) -> pn.Column:
        self._text = pn.widgets.TextAreaInput(
            label=_ROWS,
            placeholder="1.5, -2, A",
            rows=4,
            max_length=1_000_000,
            sizing_mode="stretch_width",
        )
        use = pn.widgets.Button(label="Use these points")
        use.on_click(lambda _: self._dispatch(PastePoints(self._text.value or "")))
        return pn.Column(self._text, use, sizing_mode="stretch_width")

    def update(self, snapshot: Snapshot) -> None:
        """Offer the classes of the data, or a value in a regression."""
        self._snapshot = snapshot
        tools = _tools(snapshot)
        if self._tool.options != tools:
            kept = self._tool.value if self._tool.value in tools.values() else 0
            self._tool.param.update(options=tools, value=kept)
        self._tool.disabled = self._clear.disabled = is_measured(snapshot.state.dataset)
        self._value.visible = snapshot.task == "regression" and not is_curve(snapshot.state)
        label = _CURVE_ROWS if is_curve(snapshot.state) else _ROWS
        if self._text.label != label:
            self._text.label = label
        self.keys.update(snapshot)
        self._form.update(snapshot, self.keys.index)

    def _add(self, x: float, y: float) -> None:
        regression = self._snapshot.task == "regression"
        chosen = 0 if self._tool.value == _DELETE else self._tool.value
        self._dispatch(AddPoint(x, y, float(self._value.value if regression else chosen)))

    def _tapped(self, event: Any) -> None:
        if self._tool.value != _DELETE:
            self._add(event.x, event.y)
        elif (index := self._nearest(event.x, event.y)) is not None:
            shot = self._snapshot
            self._dispatch(DeletePoint(index, (shot.points_x[index], shot.points_y[index])))

    def _grabbed(self, event: Any) -> None:
        self._moving = self._nearest(event.x, event.y)

    def _dragged(self, event: Any) -> None:
        if self._moving is not None:
            x, y = clamp_coordinate(event.x), clamp_coordinate(event.y)
            self._dispatch(MovePoint(self._moving, x, y))

    def _dropped(self, event: Any) -> None:
        self._dragged(event)
        self._moving = None

    def _nearest(self, x: float, y: float) -> int | None:
        shot = self._snapshot
        x0, x1, _, _ = shot.domain
        distances = [
            hypot(px - x, py - y) for px, py in zip(shot.points_x, shot.points_y, strict=True)
        ]
        if not distances:
            return None
        index = min(range(len(distances)), key=distances.__getitem__)
        return index if distances[index] <= _REACH * (x1 - x0) else None


def _tools(snapshot: Snapshot) -> dict[str, int | str]:
    if snapshot.task == "regression":
        return {"Add points": 0, "Delete": _DELETE}
    offered = min(len(snapshot.class_names) + 1, MAX_CLASSES)  # those there are, and one more
    verb = "Add " if offered <= _FEW_CLASSES else ""
    adds = {
        f"{verb}{CLASS_SYMBOLS[index]} {CLASS_LETTERS[index]}": index for index in range(offered)
    }
    return {**adds, "Delete": _DELETE}
