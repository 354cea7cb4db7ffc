"""The tool that shows the histograms of all layers: the choice of scale, three pictures, words."""

from __future__ import annotations

import panel as pn

from playground.controls.field import Dispatch, FieldControl
from playground.controls.run import Runner
from playground.snapshot import Snapshot
from playground.views.sheet import side_by_side
from playground.views.spread import SpreadView


class HistogramsTool:
    """The histograms of weights, activations and gradients."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, runner: Runner) -> None:
        self._view = SpreadView()
        self._scale = FieldControl(
            "histogram_scale", snapshot.state, dispatch, sizing_mode="fixed", width=200
        )
        self.root = (
            pn.Row(self._scale.widget, css_classes=["toolbar"]),
            side_by_side(*self._view.figures.values(), self._view.words),
        )

    def update(self, snapshot: Snapshot) -> None:
        """Show the scale and the histograms."""
        self._scale.update(snapshot.state)
        self._view.update(snapshot)
