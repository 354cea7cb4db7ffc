"""The workbench: a switch, and below it the view of the tool that is open.

A view is built when its tool is first opened, for most readers open few of them, and the page
should not wait for the rest. Adding a tool is its entry in `playground.tools`, which says what
it computes, and its entry here, which says how it is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from bokeh.models import Column
from bokeh.models.ui import UIElement
from panel.viewable import Viewable

from playground.controls import SaveTool, TableTool, ToolSwitch
from playground.controls.field import Dispatch
from playground.controls.run import Runner
from playground.controls.style import style
from playground.labs.playground.explained import CheckTool, LedgerTool, WeightTool
from playground.labs.playground.histograms import HistogramsTool
from playground.labs.playground.margin import MarginTool
from playground.labs.playground.race import RaceTool
from playground.labs.playground.runs_tool import RunsTool
from playground.labs.playground.space import SpaceTool
from playground.labs.playground.stages import StagesTool
from playground.labs.playground.surface import SurfaceTool
from playground.snapshot import Snapshot
from playground.views.measures import MeasuresView


class ToolView(Protocol):
    """How a tool is drawn: one part, or several that stand one below the other.

    `update` is called with every frame while the tool is open.
    """

    @property
    def root(self) -> Viewable | UIElement | Sequence[Viewable | UIElement]: ...

    def update(self, snapshot: Snapshot) -> None: ...


BuildView = Callable[[Snapshot, Dispatch, Runner], ToolView]

TOOL_VIEWS: Mapping[str, BuildView] = MappingProxyType(
    {
        "data": TableTool,
        "measures": MeasuresView,
        "runs": RunsTool,
        "race": RaceTool,
        "stages": StagesTool,
        "weight": WeightTool,
        "ledger": LedgerTool,
        "check": CheckTool,
        "surface": SurfaceTool,
        "space": SpaceTool,
        "histograms": HistogramsTool,
        "margin": MarginTool,
        "save": SaveTool,
    }
)

_WIDE = {"sizing_mode": "stretch_width"}


class WorkbenchPart:
    """The switch and the place of the open tool."""

    def __init__(
        self,
        snapshot: Snapshot,
        dispatch: Dispatch,
        runner: Runner,
        views: Mapping[str, BuildView] = TOOL_VIEWS,
    ) -> None:
        self._dispatch, self._runner, self._builders = dispatch, runner, views
        self._switch = ToolSwitch(snapshot, dispatch)
        self.switch = self._switch.root
        self.place = Column(children=[], **_WIDE)
        self._views: dict[str, ToolView] = {}
        self._roots: dict[str, UIElement] = {}
        self._open = ""

    def update(self, snapshot: Snapshot) -> None:
        """Show the open tool, and bring it up to date."""
        self._switch.update(snapshot)
        tool = snapshot.state.tool
        if tool in self._builders and tool not in self._views:
            self._build(tool, snapshot)
        if tool in self._views:
            self._views[tool].update(snapshot)
        if tool != self._open:
            self._open = tool
            self.place.children = [self._roots[tool]] if tool in self._roots else []

    def _build(self, tool: str, snapshot: Snapshot) -> None:
        view = self._builders[tool](snapshot, self._dispatch, self._runner)
        root = view.root
        parts = root if isinstance(root, Sequence) else (root,)
        models = [
            part.get_root(self.place.document) if isinstance(part, Viewable) else part
            for part in parts
        ]
        model = models[0] if len(models) == 1 else Column(children=models, **_WIDE)
        style([model])
        self._views[tool], self._roots[tool] = view, model
