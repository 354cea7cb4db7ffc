"""The choice between the linear and the logarithmic loss axis."""

from __future__ import annotations

import panel as pn

from playground.actions import SetField
from playground.controls.field import Bound, Dispatch, options
from playground.fields import FIELDS
from playground.snapshot import Snapshot


class ScaleControl:
    """Two buttons, of which one is down."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch) -> None:
        field = FIELDS["loss_scale"]
        self._bound = Bound(
            pn.widgets.RadioButtonGroup(
                label=field.label,
                options=options(field.choices),
                value=snapshot.state.loss_scale,
                css_classes=["compact"],
            ),
            lambda value: dispatch(SetField("loss_scale", value)),
        )
        self.root = self._bound.widget

    def update(self, snapshot: Snapshot) -> None:
        """Show the scale of the snapshot's state."""
        self._bound.show(snapshot.state.loss_scale)
