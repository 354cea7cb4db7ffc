"""What the application expects of a lab."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bokeh.models.ui import UIElement
from panel.viewable import Viewable

from playground.snapshot import Snapshot


class Lab(Protocol):
    """Widgets and pictures by region of the page, kept up to date by snapshots."""

    @property
    def regions(self) -> Mapping[str, Viewable | UIElement]:
        """Region of the page (`data-region` in `index.html`) → what is drawn in it."""

    def press(self, key: str, large: bool) -> None:
        """A key that was pressed while the large picture had the focus; `large` with Shift."""

    def update(self, snapshot: Snapshot) -> None:
        """Show the snapshot everywhere."""
