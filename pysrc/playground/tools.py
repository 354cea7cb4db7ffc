"""The tools of the workbench: deeper looks at the experiment, each computed only on demand.

A tool is one entry of `TOOLS`: what it computes is here, free of any picture; how it is drawn
is its entry in `labs.playground.workbench`. At most one tool is open. What it shows is computed
when something changed, and while the network trains only as often as it can be afforded.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from playground import own_data
from playground.pace import Clock
from playground.scene import Scene

_SHARE = 4.0  # while it trains, a tool may take one part in five of the time


@dataclass(frozen=True)
class Tool:
    """One tool. `look` computes what it shows, a frozen dataclass; while the network trains it is
    called at most every `pause` seconds."""

    id: str
    label: str
    look: Callable[[Scene], object]
    pause: float = 0.25


def _by_id(*tools: Tool) -> Mapping[str, Tool]:
    return MappingProxyType({tool.id: tool for tool in tools})


TOOLS: Mapping[str, Tool] = _by_id(
    Tool("data", "Your data", own_data.look),
)


class Workbench:
    """Keeps what the open tool last saw. Tell it when something `moved`."""

    def __init__(self, clock: Clock, tools: Mapping[str, Tool] = TOOLS) -> None:
        self._clock = clock
        self._tools = tools
        self._open = ""
        self._detail: object = None
        self._stale = True
        self._not_before = -math.inf

    def moved(self) -> None:
        """The weights, the data or the settings are others than before."""
        self._stale = True

    @property
    def last(self) -> object:
        """What was shown last."""
        return self._detail

    def detail(self, tool: str, scene: Scene, *, training: bool) -> object:
        """What the tool shows of the scene; None when there is no such tool."""
        if tool != self._open:
            self._open, self._detail, self._stale = tool, None, True
            self._not_before = -math.inf
        if tool not in self._tools:
            return None
        start = self._clock()
        if self._stale and not (training and start < self._not_before):
            self._detail = self._tools[tool].look(scene)
            self._stale = False
            end = self._clock()
            self._not_before = end + max(self._tools[tool].pause, _SHARE * (end - start))
        return self._detail
