"""The points by number: a form that adds one, or names one to change or delete it."""

from __future__ import annotations

from collections.abc import Callable

import panel as pn

from playground.actions import DeletePoint, LabelPoint, MovePoint
from playground.controls.field import Bound, Dispatch
from playground.snapshot import Snapshot
from playground.state import CLASS_LETTERS, LABEL_LIMIT, POINTS_LIMIT, is_curve, is_measured


class PointForm:
    """`add` makes a new point at the numbers given; `choose` hears which point is named."""

    def __init__(
        self,
        snapshot: Snapshot,
        dispatch: Dispatch,
        add: Callable[[float, float], None],
        choose: Callable[[int | None], None],
    ) -> None:
        self._dispatch = dispatch
        self._index: int | None = None
        self._snapshot = snapshot
        self._number = Bound(
            pn.widgets.IntInput(label="Point (0: a new one)", value=0, start=0, width=130),
            lambda value: choose(value - 1 if value else None),
        )
        self._x, self._y = (
            pn.widgets.FloatInput(
                label=name, value=0, start=-POINTS_LIMIT, end=POINTS_LIMIT, step=0.1, width=100
            )
            for name in ("x", "y")
        )
        self._class = pn.widgets.Select(
            label="Class of the point",
            options={letter: index for index, letter in enumerate(CLASS_LETTERS)},
            width=130,
        )
        self._value = pn.widgets.FloatInput(
            label="Value of the point",
            value=0,
            start=-LABEL_LIMIT,
            end=LABEL_LIMIT,
            step=0.1,
            width=130,
            visible=False,
        )
        self._add = _button("Add point", lambda: add(self._x.value or 0.0, self._y.value or 0.0))
        self._change = _button("Change point", self._change_it)
        self._delete = _button("Delete point", self._delete_it)
        self.root = pn.Row(
            *(self._number.widget, self._x, self._y, self._class, self._value),
            *(self._add, self._change, self._delete),
            css_classes=["toolbar"],
        )

    def show(self, index: int | None) -> None:
        """Show the numbers of a point, or make ready for a new one."""
        fresh = index != self._index
        self._index = index
        self._number.show(0 if index is None else index + 1)
        shot = self._snapshot
        if fresh and index is not None and index < len(shot.points_x):
            self._x.value, self._y.value = self._place(index)
            label = float(shot.points_label[index])
            if shot.task == "regression":
                self._value.value = min(max(label, -LABEL_LIMIT), LABEL_LIMIT)
            else:
                self._class.value = int(label)
        self._enable()

    def update(self, snapshot: Snapshot, index: int | None) -> None:
        """Follow the points; numbers that are being typed stay until the points change."""
        moved = snapshot.points_revision != self._snapshot.points_revision
        self._snapshot = snapshot
        self._number.widget.end = len(snapshot.points_x)
        if moved:
            self._index = None
        self.show(index)

    def _enable(self) -> None:
        shot = self._snapshot
        measured = is_measured(shot.state.dataset)
        regression = shot.task == "regression"
        self._add.disabled = measured
        for widget in (self._change, self._delete, self._class, self._value):
            widget.disabled = measured or self._index is None
        self._class.visible = not regression
        self._value.visible = regression and not is_curve(shot.state)

    def _change_it(self) -> None:
        if self._index is None:
            return
        index, regression = self._index, self._snapshot.task == "regression"
        label = float((self._value if regression else self._class).value or 0)
        place = self._x.value or 0.0, self._y.value or 0.0
        if place != self._place(index):
            self._dispatch(MovePoint(index, *place))
        if not is_curve(self._snapshot.state) and label != self._snapshot.points_label[index]:
            self._dispatch(LabelPoint(index, label))

    def _place(self, index: int) -> tuple[float, float]:
        """Where a point is, with as many digits as the boxes can show."""
        shot = self._snapshot
        return round(float(shot.points_x[index]), 3), round(float(shot.points_y[index]), 3)

    def _delete_it(self) -> None:
        if self._index is not None:
            self._dispatch(DeletePoint(self._index))


def _button(label: str, call: Callable[[], None]) -> pn.widgets.Button:
    button = pn.widgets.Button(label=label, align="end")
    button.on_click(lambda _: call())
    return button
