"""The tool that steps through the stages of an update."""

from __future__ import annotations

from typing import Any

import panel as pn
from bokeh.events import Tap

from playground.actions import SetField
from playground.controls.field import Bound, Dispatch, select
from playground.controls.run import Runner
from playground.controls.stages import StopButtons
from playground.explained.stages import StagesDetail
from playground.snapshot import Snapshot
from playground.views.sheet import side_by_side
from playground.views.stages import StagesView


class StagesTool:
    """Back and next, the sample and the node asked about, and the picture."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, runner: Runner) -> None:
        self._dispatch = dispatch
        self._view = StagesView()
        self._stops = StopButtons(dispatch, runner)
        fixed: dict[str, Any] = {"sizing_mode": "fixed", "width": 150}
        self._sample = Bound(
            select("Sample", (), None, **fixed),
            lambda value: dispatch(SetField("trace_sample", value)),
        )
        self._node = Bound(
            select("Node", (), None, **fixed),
            lambda value: dispatch(SetField("trace_node", value)),
        )
        self._view.figure.on_event(Tap, self._tapped)
        self.root = (
            pn.Row(
                self._stops.back,
                self._stops.next,
                self._sample.widget,
                self._node.widget,
                css_classes=["toolbar"],
            ),
            self._view.frame,
            side_by_side(self._view.words),
        )

    def update(self, snapshot: Snapshot) -> None:
        """Show the stop of the snapshot."""
        self._stops.update(snapshot)
        detail = snapshot.detail
        if isinstance(detail, StagesDetail):
            samples = {str(n): n for n in range(1, detail.n_samples + 1)}
            self._sample.show(detail.sample, options=samples)
            nodes = {_name(one.node.id): one.node.id for one in detail.drawn}
            self._node.show(detail.asked, options=nodes)
        self._view.update(snapshot)

    def _tapped(self, event: Any) -> None:
        node = self._view.node_at(event.x, event.y)
        if node:
            self._dispatch(SetField("trace_node", node))


def _name(identifier: str) -> str:
    """`z2_0` as a reader knows it: z1 of layer 2."""
    if "_" not in identifier:
        return "loss"
    where, neuron = identifier[1:].split("_")
    if where == "0":
        return f"input {int(neuron) + 1}"
    return f"{identifier[0]}{int(neuron) + 1} of layer {where}"
