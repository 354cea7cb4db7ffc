"""The registry of labs. A lab is a folder here: a set of views and controls, arranged in named
regions of the page, on the shared state and session. Adding one is adding its folder and its
entry below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from playground.controls.field import Dispatch
from playground.controls.run import Runner
from playground.labs.playground import Playground
from playground.labs.protocol import Lab
from playground.snapshot import Snapshot

DEFAULT_LAB = "playground"

LABS: Mapping[str, Callable[[Snapshot, Dispatch, Runner], Lab]] = MappingProxyType(
    {DEFAULT_LAB: Playground}
)
