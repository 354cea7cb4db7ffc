"""What the tool "Save and export" shows: the programs of one moment, each written on demand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.exports import EXPORTS
from playground.fields import ActionError
from playground.scene import Scene


@dataclass(frozen=True, eq=False)
class Programs:
    """The programs of the network of one moment."""

    write: Callable[[str], str]

    def text(self, kind: str) -> str:
        """The program of this kind, or the sentence that says why there is none."""
        try:
            return self.write(kind)
        except ActionError as error:
            return str(error)


def look(scene: Scene) -> Programs:
    """The programs of the network as it is when one is asked for, which is at once."""
    return Programs(lambda kind: EXPORTS[kind].make(scene).text)
