"""Files for the reader: each kind is one entry, made from the session when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from playground.scene import Scene


@dataclass(frozen=True)
class File:
    """A text file: its name, its media type and its content."""

    name: str
    mime: str
    text: str


@dataclass(frozen=True)
class Export:
    """One kind of file. `make` may raise `ActionError`: then there is nothing to save, and why."""

    id: str
    label: str
    make: Callable[[Scene], File]


def _by_id(*exports: Export) -> Mapping[str, Export]:
    return MappingProxyType({export.id: export for export in exports})


EXPORTS: Mapping[str, Export] = _by_id()
