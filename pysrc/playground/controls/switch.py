"""The switch of the workbench: which tool is open."""

from __future__ import annotations

import panel as pn

from playground.actions import SetField
from playground.controls.field import Bound, Dispatch
from playground.fields import FIELDS
from playground.snapshot import Snapshot
from playground.tools import TOOLS

CLOSED = "none"


class ToolSwitch:
    """One button a tool; the first closes the workbench."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch) -> None:
        self._bound = Bound(
            pn.widgets.RadioButtonGroup(
                label=FIELDS["tool"].label,
                options={"Closed": CLOSED, **{tool.label: tool.id for tool in TOOLS.values()}},
                value=CLOSED,
                css_classes=["tabs"],
            ),
            lambda value: dispatch(SetField("tool", value)),
        )
        self.root = self._bound.widget
        self.update(snapshot)

    def update(self, snapshot: Snapshot) -> None:
        """Show which tool is open; one that is not known is no tool."""
        tool = snapshot.state.tool
        self._bound.show(tool if tool in TOOLS else CLOSED)
