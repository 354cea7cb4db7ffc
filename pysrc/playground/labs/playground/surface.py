"""The tool that shows the loss surface: what is chosen above, the map and the words below."""

from __future__ import annotations

import panel as pn

from playground.actions import BeginTool
from playground.controls.field import Dispatch, FieldControl
from playground.controls.run import Runner
from playground.controls.weight_choice import WeightChoice
from playground.deeper.surface import chosen_weights
from playground.snapshot import Snapshot
from playground.state import PlaygroundState
from playground.views.sheet import side_by_side
from playground.views.surface import SurfaceView

_WIDTHS = {
    "surface_plane": 265,
    "surface_seed": 110,
    "surface_range": 120,
    "surface_size": 110,
    "surface_scale": 130,
}


class SurfaceTool:
    """The controls and the map of the loss surface."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, runner: Runner) -> None:
        self._view = SurfaceView()
        self._state: PlaygroundState | None = None  # whose settings are shown
        self._fields = {
            name: FieldControl(name, snapshot.state, dispatch, sizing_mode="fixed", width=width)
            for name, width in _WIDTHS.items()
        }
        self._weights = [
            WeightChoice(f"surface_{axis}", where, dispatch)
            for axis, where in (("x", "across"), ("y", "up"))
        ]
        centre = pn.widgets.Button(label="Centre here", align="end")
        centre.on_click(lambda _: dispatch(BeginTool()))
        plane, *others = (field.widget for field in self._fields.values())
        lists = [widget for choice in self._weights for widget in choice.widgets]
        self.root = (
            pn.Row(plane, *lists, *others, centre, css_classes=["toolbar"]),
            side_by_side(self._view.figure, self._view.words),
        )

    def update(self, snapshot: Snapshot) -> None:
        """Show the settings and the map."""
        if snapshot.state is not self._state:
            self._state = snapshot.state
            self._show_settings(snapshot)
        self._view.update(snapshot)

    def _show_settings(self, snapshot: Snapshot) -> None:
        state = snapshot.state
        for field in self._fields.values():
            field.update(state)
        self._fields["surface_seed"].widget.visible = state.surface_plane == "random"
        of_weights = state.surface_plane == "weights"
        for choice, index in zip(self._weights, chosen_weights(state), strict=True):
            choice.update(snapshot, index, visible=of_weights)
