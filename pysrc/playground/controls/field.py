"""The widget of one field of the state, made from its entry in the table of fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import panel as pn

from playground.actions import Action, SetField
from playground.fields import FIELDS, Choice, Field
from playground.state import PlaygroundState

Dispatch = Callable[[Action], None]

# Fields whose choices are entries of a registry that the handbook explains.
_EXPLAINED = {
    "activation",
    "loss",
    "optimizer",
    "schedule",
    "regularizer",
    "clipping",
    "initializer",
}
_SLIDER_RANGE = 100  # a slider serves up to this range; beyond it a box with steps is handier


def options(choices: tuple[Choice, ...]) -> dict[str, int | float | str]:
    """Choices as Panel wants them: label → value."""
    return {choice.label: choice.value for choice in choices}


def select(
    label: str, choices: tuple[Choice, ...], value: object, *, about: str = "", **more: Any
) -> pn.widgets.Select:
    """A drop-down list of `choices`; `about` is the kind of entry the handbook explains."""
    if about:
        more["css_classes"] = [f"about-{about}"]
    return pn.widgets.Select(
        **{"sizing_mode": "stretch_width", **more},
        label=label,
        options=options(choices),
        value=value,
    )


def number(field: Field, value: float, *, step: int = 1, **more: Any) -> pn.widgets.Widget:
    """A whole number: a slider where the range is short and steps are coarse, else a box."""
    common = {"label": field.label, "value": value, "sizing_mode": "stretch_width", **more}
    kind = pn.widgets.IntSlider if _is_short(field, step) else pn.widgets.IntInput
    return kind(start=int(field.low), end=int(field.high), step=step, **common)


def _is_short(field: Field, step: int) -> bool:
    return step > 1 and field.high - field.low <= _SLIDER_RANGE


class Bound:
    """Ties a widget's value to a change of the state, without answering its own updates."""

    def __init__(self, widget: pn.widgets.Widget, on_change: Callable[[Any], None]) -> None:
        self.widget = widget
        self._quiet = False
        self._on_change = on_change
        widget.param.watch(self._changed, "value")

    def _changed(self, event: Any) -> None:
        if not self._quiet and event.new is not None:
            self._on_change(event.new)

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Changes inside this block come from the state and are no gesture."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def show(self, value: Any, **more: Any) -> None:
        """Show `value`; nothing is sent when the widget shows it already."""
        changes = {
            key: new
            for key, new in {"value": value, **more}.items()
            if getattr(self.widget, key) != new
        }
        if changes:
            with self.quietly():
                self.widget.param.update(**changes)


class FieldControl:
    """A widget that sets the field `name` of the state."""

    def __init__(
        self, name: str, state: PlaygroundState, dispatch: Dispatch, *, step: int = 1, **more: Any
    ) -> None:
        self.name = name
        field = FIELDS[name]
        value = getattr(state, name)
        if field.kind == "choice":
            about = name if name in _EXPLAINED else ""
            widget = select(field.label, field.choices, value, about=about, **more)
        else:
            widget = number(field, value, step=step, **more)
        self.bound = Bound(widget, lambda new: dispatch(SetField(name, new)))

    @property
    def widget(self) -> pn.widgets.Widget:
        return self.bound.widget

    def update(self, state: PlaygroundState) -> None:
        """Show the state's value."""
        self.bound.show(getattr(state, self.name))
