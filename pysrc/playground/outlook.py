"""What of a state no training depends on: how things are looked at, and when to stop."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from playground.architecture import has_neuron
from playground.fields import FIELDS
from playground.state import DEFAULTS, PlaygroundState

_VIEW = (*(name for name, field in FIELDS.items() if field.view), "neuron", "racers")
_STOPS = tuple(name for name in FIELDS if name.startswith("stop_"))


def with_view_of(state: PlaygroundState, seen: PlaygroundState) -> PlaygroundState:
    """A state as it is looked at in another one: scales, sizes, open tools, selected neuron."""
    view: dict[str, Any] = {name: getattr(seen, name) for name in _VIEW}
    if view["neuron"] and not has_neuron(state, *view["neuron"]):
        view["neuron"] = None
    return replace(state, **view)


def as_trained(state: PlaygroundState, now: PlaygroundState) -> PlaygroundState:
    """What `state` trains, looked at and stopped as in another one."""
    stops: dict[str, Any] = {name: getattr(now, name) for name in _STOPS}
    return replace(with_view_of(state, now), **stops)


def trains_alike(one: PlaygroundState, other: PlaygroundState) -> bool:
    """Whether the next epoch is the same with both."""
    return one is other or as_trained(one, DEFAULTS) == as_trained(other, DEFAULTS)
