"""Files from the reader: chosen, or dropped on the page. The ending of the name decides who
reads the text; what it says becomes an action like any other gesture, or a trained model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.actions import Action, ActionError, UseTable
from playground.fields import shorten
from playground.model_file import Model, read_model

MAX_FILE = 8_000_000  # characters


@dataclass(frozen=True)
class Import:
    """One kind of file. `read` gives what it holds, or raises `ActionError` with one sentence."""

    label: str
    endings: tuple[str, ...]
    read: Callable[[str], Action | Model]


IMPORTS: tuple[Import, ...] = (
    Import("a model", (".json",), read_model),
    Import("a table", (".csv", ".tsv", ".txt"), lambda text: UseTable(text, opens=True)),
)


def read_file(name: str, text: str | None) -> Action | Model:
    """The model in a file, or the action that opens it; `text` is None if it was too large.

    Raises `ActionError` for a kind of file that is not known, a file that is too large, and what
    its reader finds.
    """
    if text is None or len(text) > MAX_FILE:
        raise ActionError(
            f"The file {shorten(name)} is too large: at most {MAX_FILE // 1_000_000} MB are read."
        )
    for kind in IMPORTS:
        if name.lower().endswith(kind.endings):
            return kind.read(text)
    known = ", ".join(f"{kind.label} ({', '.join(kind.endings)})" for kind in IMPORTS)
    raise ActionError(f"The file {shorten(name)} cannot be opened; what can: {known or 'nothing'}.")
