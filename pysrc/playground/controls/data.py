"""What the network learns from: data set, noise, split, batches, seed; and what it gets of it."""

from __future__ import annotations

from functools import partial

import panel as pn

from playground.actions import SetDataset, SetField, SetPlane
from playground.controls.field import Bound, Dispatch, FieldControl, select
from playground.controls.inputs import InputsControl
from playground.fields import FIELDS, OWN_POINTS, Choice
from playground.snapshot import Snapshot
from playground.state import PlaygroundState, feature_names_of, is_measured, offers_classes


class DataControl:
    """Widgets of the data card. Those of a measured data set show only where there is one."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch) -> None:
        state = snapshot.state
        self._dispatch = dispatch
        choices = FIELDS["dataset"]
        self._dataset = Bound(
            select(choices.label, choices.choices, state.dataset),
            lambda value: dispatch(SetDataset(value)),
        )
        self._axes = [
            Bound(
                select(label, _measures(state), state.plane[axis], visible=False),
                partial(self._set_axis, axis),
            )
            for axis, label in enumerate(("Horizontal axis", "Vertical axis"))
        ]
        self._plane = state.plane
        self._inputs = FieldControl("inputs", state, dispatch, visible=False)
        self._task = FieldControl("points_task", state, dispatch, visible=False)
        self._classes = FieldControl("n_classes", state, dispatch, visible=False)
        self._fields = [
            FieldControl("n_samples", state, dispatch, step=50),
            FieldControl("noise", state, dispatch, step=5),
            FieldControl("train_percent", state, dispatch, step=10),
            FieldControl("batch_size", state, dispatch),
            FieldControl("data_seed", state, dispatch),
        ]
        own = pn.widgets.Button(label="Your data…", sizing_mode="stretch_width")
        own.on_click(lambda _: dispatch(SetField("tool", "data")))
        self._features = InputsControl(snapshot, dispatch)
        self.root = pn.Column(
            self._dataset.widget,
            own,
            self._classes.widget,
            *(axis.widget for axis in self._axes),
            self._inputs.widget,
            self._task.widget,
            *(field.widget for field in self._fields),
            self._features.root,
            sizing_mode="stretch_width",
        )
        self.update(snapshot)

    def _set_axis(self, axis: int, feature: int) -> None:
        """Choosing the measure that the other axis shows swaps the two."""
        plane = list(self._plane)
        other = 1 - axis
        if plane[other] == feature:
            plane[other] = plane[axis]
        plane[axis] = feature
        self._dispatch(SetPlane((plane[0], plane[1])))

    def update(self, snapshot: Snapshot) -> None:
        """Show the values of the snapshot's state."""
        state = snapshot.state
        self._plane = state.plane
        measured = is_measured(state.dataset)
        self._dataset.show(state.dataset)
        for axis, bound in enumerate(self._axes):
            measures = {choice.label: choice.value for choice in _measures(state)}
            bound.show(state.plane[axis], options=measures, visible=measured)
        self._inputs.update(state)
        self._inputs.widget.visible = measured
        self._task.update(state)
        self._task.widget.visible = state.dataset == OWN_POINTS
        for field in (self._classes, *self._fields):
            field.update(state)
        self._features.update(snapshot)
        self._classes.widget.visible = offers_classes(state.dataset)
        generated = not measured and state.dataset != OWN_POINTS
        self._fields[0].widget.visible = generated
        self._fields[1].widget.visible = state.dataset != OWN_POINTS


def _measures(state: PlaygroundState) -> tuple[Choice, ...]:
    names = feature_names_of(state)
    return tuple(Choice(index, name.replace("_", " ")) for index, name in enumerate(names))
