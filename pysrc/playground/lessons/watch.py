"""Watches for what a step of a lesson asks, and keeps the live values of its text.

The page says which step is read; with each frame the watcher says whether its goal holds and what
its facts are, when that changed. While the network trains it looks only as often as it can be
afforded. Nothing here raises: what cannot be read or had is None.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playground.lessons.facts import Sight, check_call
from playground.lessons.goals import Call, Goal, GoalError, Value, parse_call, parse_goal
from playground.pace import Clock
from playground.scene import Scene
from playground.snapshot import Snapshot
from playground.state import DEFAULTS

PAUSE = 0.25  # seconds between two looks while training
_SHARE = 4.0  # and looking may take one part in five of the time


@dataclass(frozen=True)
class Request:
    """What the page asks for: a step of a lesson, from a link or as things are; "none" is the end.

    `done` is the condition of its goal, "" without one, and `facts` are the live values wanted.
    """

    lesson: str = DEFAULTS.lesson
    page: int = DEFAULTS.lesson_step
    link: str | None = None
    done: str = ""
    facts: Sequence[str] = ()


class Watcher:
    """Keeps what was last said of the step that is read."""

    def __init__(self, clock: Clock = time.perf_counter) -> None:
        self._clock = clock
        self.watch(Request())

    def watch(self, request: Request) -> None:
        """Watch another step from now on."""
        self._request = request
        self._goal = _read_goal(request.done)
        self._calls = {name: _read_call(name) for name in request.facts}
        self._said: dict[str, Any] | None = None
        self._not_before = -math.inf

    def look(self, snapshot: Snapshot, scene: Scene) -> dict[str, Any] | None:
        """What the page has to know of the step; None when there is nothing new, or no step."""
        start = self._clock()
        busy = snapshot.status == "training" and start < self._not_before
        if self._request.lesson == DEFAULTS.lesson or busy:
            return None
        said = self._say(Sight(snapshot, scene))
        end = self._clock()
        self._not_before = end + max(PAUSE, _SHARE * (end - start))
        if said == self._said:
            return None
        self._said = said
        return said

    def _say(self, sight: Sight) -> dict[str, Any]:
        calls = self._calls.items()
        return {
            "lesson": self._request.lesson,
            "page": self._request.page,
            "done": self._goal is not None and self._goal.holds(sight.value),
            "facts": {name: _plain(sight.value(call) if call else None) for name, call in calls},
        }


def _read_goal(text: str) -> Goal | None:
    try:
        return parse_goal(text) if text else None
    except GoalError:
        return None


def _read_call(text: str) -> Call | None:
    try:
        call = parse_call(text)
        check_call(call)
    except GoalError:
        return None
    return call


def _plain(value: Value) -> Any:
    """The value as JSON can hold it, which has no word for a number that is not finite."""
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return "not finite" if isinstance(value, float) and not math.isfinite(value) else value
