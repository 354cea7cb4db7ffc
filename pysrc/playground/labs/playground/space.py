"""The tool that shows a hidden layer's space: which layer, which axes, and from where."""

from __future__ import annotations

from functools import partial
from typing import Any

import panel as pn

from playground.actions import SetField
from playground.controls.field import Bound, Dispatch, FieldControl, select
from playground.controls.run import Runner
from playground.deeper.space import Space, shown_layer, shown_neurons
from playground.fields import FIELDS
from playground.naming import layer_names, neuron_names
from playground.snapshot import Snapshot
from playground.state import PlaygroundState
from playground.views.sheet import side_by_side
from playground.views.space import SpaceView


class SpaceTool:
    """The controls and the picture of the space."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, runner: Runner) -> None:
        self._dispatch = dispatch
        self._view = SpaceView()
        self._state: PlaygroundState | None = None  # whose settings are shown
        self._layer = self._list("space_layer", 110)
        self._axes = FieldControl(
            "space_view", snapshot.state, dispatch, sizing_mode="fixed", width=220
        )
        self._neurons = [self._list(f"space_{axis}", 120) for axis in "xyz"]
        self._angles = {name: self._slider(name) for name in ("space_turn", "space_tilt")}
        self.root = (
            pn.Row(
                self._layer.widget,
                self._axes.widget,
                *(neuron.widget for neuron in self._neurons),
                *(angle.widget for angle in self._angles.values()),
                css_classes=["toolbar"],
            ),
            side_by_side(self._view.figure, self._view.words),
        )

    def _list(self, name: str, width: int) -> Bound:
        widget = select(FIELDS[name].label, (), None, sizing_mode="fixed", width=width)
        return Bound(widget, partial(self._set, name))

    def _slider(self, name: str) -> Bound:
        field = FIELDS[name]
        low, high = int(field.low), int(field.high)
        widget = pn.widgets.IntSlider(label=field.label, start=low, end=high, step=5, width=150)
        return Bound(widget, partial(self._set, name))

    def _set(self, name: str, value: Any) -> None:
        self._dispatch(SetField(name, value))

    def update(self, snapshot: Snapshot) -> None:
        """Show the settings and the picture."""
        state = snapshot.state
        if state is not self._state:
            self._state = state
            self._axes.update(state)
            self._show_layers(snapshot)
        for name, angle in self._angles.items():
            is_solid = isinstance(snapshot.detail, Space) and snapshot.detail.points.shape[1] == 3
            angle.show(getattr(state, name), visible=is_solid)
        self._view.update(snapshot)

    def _show_layers(self, snapshot: Snapshot) -> None:
        state = snapshot.state
        layer = shown_layer(state)
        hidden = layer_names(snapshot)[1:-1]
        layers = {name: index + 1 for index, name in enumerate(hidden)}
        self._layer.show(layer if layers else None, options=layers, visible=bool(layers))
        names = neuron_names(snapshot, layer) if layers else ()
        chosen = shown_neurons(state, len(names)) if layers else ()
        choosing = state.space_view in ("two", "three")
        for index, bound in enumerate(self._neurons):
            is_used = choosing and index < len(chosen)
            value = chosen[index] + 1 if is_used else None
            choices = {name: number + 1 for number, name in enumerate(names)} if is_used else {}
            bound.show(value, options=choices, visible=is_used)
