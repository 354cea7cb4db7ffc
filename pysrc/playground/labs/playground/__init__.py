"""The main playground: data, a dense network, its training, its boundary and its loss."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from bokeh.models.ui import UIElement
from panel.viewable import Viewable

from playground.controls import (
    DataControl,
    InsideControl,
    NetworkControl,
    PointsControl,
    RunControl,
    ScaleControl,
    StagesControl,
    StopControl,
    TimelineControl,
)
from playground.controls.field import Dispatch
from playground.controls.run import Runner
from playground.labs.playground.workbench import WorkbenchPart
from playground.snapshot import Snapshot
from playground.views import BoundaryView, LossView, NetworkView

# Training changes nothing that the controls show but the numbers of the weight that is edited.
_LOOK_OVER_EVERY = 0.2  # seconds


class Playground:
    """The parts of the main page by region."""

    def __init__(
        self,
        snapshot: Snapshot,
        dispatch: Dispatch,
        runner: Runner,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._looked_over: tuple[Snapshot, float] = (snapshot, clock())
        self._boundary = BoundaryView(snapshot)
        self._loss = LossView(snapshot)
        self._inside = NetworkView(snapshot)
        self._run = RunControl(snapshot, dispatch, runner)
        self._stop = StopControl(snapshot, dispatch)
        self._timeline = TimelineControl(snapshot, runner)
        self._data = DataControl(snapshot, dispatch)
        self._network = NetworkControl(snapshot, dispatch)
        self._points = PointsControl(
            snapshot, dispatch, self._boundary.figure, self._boundary.choose
        )
        self._scale = ScaleControl(snapshot, dispatch)
        self._edit = InsideControl(snapshot, dispatch, self._inside)
        self._stages = StagesControl(snapshot, dispatch, runner)
        self._workbench = WorkbenchPart(snapshot, dispatch, runner)
        self._pictures = (
            self._boundary,
            self._inside,
            self._loss,
            self._stages,
            self._workbench,
        )
        self._controls = (
            self._run,
            self._stop,
            self._timeline,
            self._data,
            self._network,
            self._points,
            self._scale,
            self._edit,
        )

    @property
    def regions(self) -> Mapping[str, Viewable | UIElement]:
        return {
            "run": self._run.root,
            "stop": self._stop.root,
            "timeline": self._timeline.root,
            "data": self._data.root,
            "network": self._network.root,
            "network-switch": self._edit.switch,
            "network-picture": self._inside.figure,
            "network-stages": self._stages.root,
            "network-caption": self._inside.caption,
            "network-tools": self._edit.tools,
            "network-edit": self._edit.form,
            "boundary": self._boundary.figure,
            "points-tools": self._points.root,
            "points-form": self._points.form,
            "loss-scale": self._scale.root,
            "loss-linear": self._loss.linear,
            "loss-log": self._loss.log,
            "tool-switch": self._workbench.switch,
            "tool": self._workbench.place,
        }

    def press(self, key: str, large: bool) -> None:
        """A key that was pressed while the large picture had the focus."""
        self._points.keys.press(key, large)

    def update(self, snapshot: Snapshot) -> None:
        """Pictures first: they are what a frame is for."""
        for part in self._pictures:
            part.update(snapshot)
        if self._may_have_changed(snapshot):
            for control in self._controls:
                control.update(snapshot)

    def _may_have_changed(self, snapshot: Snapshot) -> bool:
        """Whether the controls have something new to show. While the network trains undisturbed
        they are looked over a few times a second: with each frame it would cost as much as the
        pictures do."""
        (last, then), now = self._looked_over, self._clock()
        undisturbed = snapshot.status == last.status == "training" and snapshot.state is last.state
        if undisturbed and now - then < _LOOK_OVER_EVERY:
            return False
        self._looked_over = (snapshot, now)
        return True
