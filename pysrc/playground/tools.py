"""The tools of the workbench: deeper looks at the experiment, each computed only on demand.

A tool is one entry of `TOOLS`: what it computes is here, free of any picture; how it is drawn
is its entry in `labs.playground.workbench`. At most one tool is open. What it shows is computed
when something changed, and while the network trains only as often as it can be afforded.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from playground import export_looks, own_data, quality, run_list
from playground.deeper.margin import look_at_margin
from playground.deeper.space import look_at_space
from playground.deeper.spread import look_at_spread
from playground.deeper.surface import SurfaceLook
from playground.explained.books import look_at_ledger
from playground.explained.check import look_at_check
from playground.explained.stages import look_at_stages
from playground.explained.weight import look_at_weight
from playground.fields import shorten
from playground.pace import Clock
from playground.race import RaceSight
from playground.scene import Scene
from playground.state import DEFAULTS, PlaygroundState

_SHARE = 4.0  # while it trains, a tool may take one part in five of the time


Look = Callable[[Scene], object]


@dataclass(frozen=True)
class Tool:
    """One tool. `look` computes what it shows, a frozen dataclass; while the network trains it is
    called at most every `pause` seconds. A tool that keeps something from one look to the next
    has `prepare` instead, which makes a new look each time the tool is opened. `of_weights`: it
    looks at the weights as they are, and so it rests while they are no finite numbers."""

    id: str
    label: str
    look: Look | None = None
    pause: float = 0.25
    prepare: Callable[[], Look] | None = None
    of_weights: bool = True

    def begin(self) -> Look:
        """What computes from now on."""
        chosen = self.prepare() if self.prepare else self.look
        assert chosen, self.id
        return chosen


def _by_id(*tools: Tool) -> Mapping[str, Tool]:
    return MappingProxyType({tool.id: tool for tool in tools})


def look_at_race(scene: Scene) -> RaceSight | None:
    """The race of the experiment, where there is a track for it."""
    return scene.track.look(scene.experiment) if scene.track else None


TOOLS: Mapping[str, Tool] = _by_id(
    Tool("data", "Your data", own_data.look, of_weights=False),
    Tool("measures", "Measures", quality.look),
    Tool("runs", "Runs", run_list.look, of_weights=False),
    Tool("race", "Optimizer race", look_at_race, pause=0.1, of_weights=False),
    Tool("stages", "Step by step", look_at_stages, pause=1.0),
    Tool("weight", "One weight", look_at_weight, pause=1.0),
    Tool("ledger", "Update ledger", look_at_ledger, pause=1.0),
    Tool("check", "Gradient check", look_at_check, pause=1.0),
    Tool("surface", "Loss surface", prepare=SurfaceLook, pause=0.7),
    Tool("space", "Hidden space", look_at_space),
    Tool("histograms", "Histograms", look_at_spread),
    Tool("margin", "Margin", look_at_margin, pause=0.5),
    Tool("save", "Save and export", export_looks.look, pause=2.0, of_weights=False),
)


def with_known_tool(state: PlaygroundState) -> tuple[PlaygroundState, tuple[str, ...]]:
    """The state with the workbench closed if it asks for a tool that does not exist, and a
    sentence that says so."""
    if state.tool == DEFAULTS.tool or state.tool in TOOLS:
        return state, ()
    known = ", ".join(TOOLS)
    note = (
        f"There is no tool {shorten(state.tool)}: the workbench is closed. Its tools are {known}."
    )
    return replace(state, tool=DEFAULTS.tool), (note,)


class Workbench:
    """Keeps what the open tool last saw. Tell it when something `moved`."""

    def __init__(self, clock: Clock, tools: Mapping[str, Tool] = TOOLS) -> None:
        self._clock = clock
        self._tools = tools
        self._open = ""
        self._look: Look | None = None
        self._detail: object = None
        self._stale = True
        self._not_before = -math.inf

    def moved(self) -> None:
        """The weights, the data or the settings are others than before."""
        self._stale = True

    def begin_anew(self) -> None:
        """The open tool forgets what it has kept."""
        self._open = ""

    def looks_at_weights(self, tool: str) -> bool:
        """Whether this is a tool, and one that shows the weights as they are."""
        return tool in self._tools and self._tools[tool].of_weights

    def detail(self, tool: str, scene: Scene, *, training: bool) -> object:
        """What the tool shows of the scene; None when there is no such tool."""
        if tool != self._open:
            self._open, self._detail, self._stale = tool, None, True
            self._not_before = -math.inf
            self._look = self._tools[tool].begin() if tool in self._tools else None
        if self._look is None:
            return None
        start = self._clock()
        if self._stale and not (training and start < self._not_before):
            self._detail = self._look(scene)
            self._stale = False
            end = self._clock()
            self._not_before = end + max(self._tools[tool].pause, _SHARE * (end - start))
        return self._detail
