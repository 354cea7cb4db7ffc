"""The tool that shows the margin: two pictures and the words; there is nothing to choose."""

from __future__ import annotations

from playground.controls.field import Dispatch
from playground.controls.run import Runner
from playground.snapshot import Snapshot
from playground.views.margin import MarginView
from playground.views.sheet import side_by_side


class MarginTool:
    """The margin of the decision boundary."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, runner: Runner) -> None:
        self._view = MarginView()
        self.root = side_by_side(self._view.plane, self._view.histogram, self._view.words)

    def update(self, snapshot: Snapshot) -> None:
        """Show the margins."""
        self._view.update(snapshot)
