"""When training stops by itself: one box a condition, empty while it is off.

The boxes are Bokeh's own and not Panel's, which would take part in the start of every page and show
an emptied box as a number that is none.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from bokeh.models import NumericInput, Row, Select

from playground.actions import SetField
from playground.controls.field import Dispatch
from playground.fields import FIELDS
from playground.snapshot import Snapshot

_WIDTH = 150
_EMPTY = {
    "stop_loss": "off",
    "stop_accuracy": "off",
    "stop_epochs": "off",
    "stop_patience": "off",
    "stop_improvement": "0",
    "stop_growth": "off",
}


class StopControl:
    """The conditions, which points they are judged on, and how much is progress."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch) -> None:
        self._dispatch = dispatch
        self._quiet = False
        self._boxes = {name: _box(name, empty) for name, empty in _EMPTY.items()}
        on = FIELDS["stop_on"]
        self._on = Select(
            title=on.label,
            options=[(choice.value, choice.label) for choice in on.choices],
            width=_WIDTH,
        )
        for name, widget in (*self._boxes.items(), ("stop_on", self._on)):
            widget.on_change("value", partial(self._changed, name))
        self.root = Row(children=[*self._boxes.values(), self._on], css_classes=["toolbar"])
        self.update(snapshot)

    def _changed(self, name: str, _attribute: str, _old: Any, new: Any) -> None:
        if not self._quiet:
            self._dispatch(SetField(name, new or 0))

    def update(self, snapshot: Snapshot) -> None:
        """Show the values of the snapshot's state; this is no gesture."""
        state = snapshot.state
        self._quiet = True
        self._on.value = state.stop_on
        for name, box in self._boxes.items():
            box.value = getattr(state, name) or None
        self._quiet = False
        # What has no effect now can be read but not set.
        self._boxes["stop_accuracy"].disabled = snapshot.task == "regression"
        self._boxes["stop_improvement"].disabled = not state.stop_patience


def _box(name: str, empty: str) -> NumericInput:
    field = FIELDS[name]
    mode = "int" if field.kind == "int" else "float"
    return NumericInput(
        title=field.label,
        mode=mode,
        low=field.low,
        high=field.high,
        placeholder=empty,
        width=_WIDTH,
    )
