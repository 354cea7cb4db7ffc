"""What a layer does beside weighing: batch norm, dropout, a freeze, and how many connections exist.

One form serves all layers; a list in it says which one, the output among them.
"""

from __future__ import annotations

from typing import Any

import panel as pn

from playground.actions import ConnectAll, SetLayer
from playground.connections import count_connections
from playground.controls.field import Bound, Dispatch
from playground.fields import DENSITY, DROPOUT, Field
from playground.snapshot import Snapshot
from playground.state import HiddenLayer, OutputLayer, PlaygroundState

_SHARES = range(0, 101, 10)


class LayerSettings:
    """Hidden until a layer is picked. `layer` is its index, the last is the output."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch) -> None:
        self._dispatch = dispatch
        self._state = snapshot.state
        self.layer: int | None = None
        self._last = 0
        self._layers = Bound(
            pn.widgets.Select(label="Settings of", options={}, sizing_mode="stretch_width"),
            self.show,
        )
        self._norm = self._switch("Batch norm", "batch_norm")
        self._frozen = self._switch("Freeze", "frozen")
        self._dropout = self._share(DROPOUT, HiddenLayer.dropout)
        self._density = self._share(DENSITY, HiddenLayer.density)
        self._count = pn.widgets.StaticText(value="", sizing_mode="stretch_width")
        self._restore = _button("Restore all", self._connect_all)
        self.root = pn.Column(
            pn.Row(
                self._layers.widget,
                _button("Close", lambda: self.show(None), align="end"),
                sizing_mode="stretch_width",
            ),
            pn.Row(self._norm.widget, self._frozen.widget, sizing_mode="stretch_width"),
            pn.Row(self._dropout.widget, self._density.widget, sizing_mode="stretch_width"),
            pn.Row(self._count, self._restore, sizing_mode="stretch_width"),
            visible=False,
            css_classes=["inset"],
            sizing_mode="stretch_width",
        )

    def toggle(self) -> None:
        """Open the form, for the layer that it showed last, or close it."""
        self.show(self._last if self.layer is None else None)

    def show(self, layer: int | None) -> None:
        """Open the form for a layer, or close it."""
        self.layer = layer
        self.root.visible = layer is not None
        self._refresh(self._state)

    def update(self, state: PlaygroundState) -> None:
        """Show the values of the state, if it is another one than the last."""
        if state is not self._state:
            self._refresh(state)

    def _refresh(self, state: PlaygroundState) -> None:
        self._state = state
        if self.layer is None:
            return
        self.layer = self._last = min(self.layer, len(state.layers))
        numbered = {f"Layer {index + 1}": index for index in range(len(state.layers))}
        self._layers.show(self.layer, options={**numbered, "Output": len(state.layers)})
        is_output = self.layer == len(state.layers)
        layer = state.output if is_output else state.layers[self.layer]
        self._frozen.show([True] * layer.frozen)
        self._density.show(layer.density, options=_shares(DENSITY, layer.density))
        self._show_hidden_only(layer)
        n_connections, n_all = count_connections(state, self.layer + 1)
        self._restore.disabled = n_connections == n_all
        text = f"{n_connections} of {n_all} connections"
        if text != self._count.value:
            self._count.value = text

    def _show_hidden_only(self, layer: HiddenLayer | OutputLayer) -> None:
        """The output has neither batch norm nor dropout: they can be read there but not set."""
        is_hidden = isinstance(layer, HiddenLayer)
        self._norm.show([True] * (isinstance(layer, HiddenLayer) and layer.batch_norm))
        dropout = layer.dropout if isinstance(layer, HiddenLayer) else HiddenLayer.dropout
        self._dropout.show(dropout, options=_shares(DROPOUT, dropout))
        self._norm.widget.disabled = self._dropout.widget.disabled = not is_hidden

    def _switch(self, label: str, name: str) -> Bound:
        # A group of one: its words belong to the box, which those of a single checkbox do not.
        box = pn.widgets.CheckBoxGroup(
            label=label, options={label: True}, value=[], sizing_mode="stretch_width"
        )
        return Bound(box, lambda value: self._set(name, bool(value)))

    def _share(self, field: Field, value: int) -> Bound:
        box = pn.widgets.Select(
            label=field.label,
            options=_shares(field, value),
            value=value,
            sizing_mode="stretch_width",
        )
        return Bound(box, lambda new: self._set(field.name, new))

    def _set(self, name: str, value: Any) -> None:
        if self.layer is not None:
            self._dispatch(SetLayer(self.layer, name, value))

    def _connect_all(self) -> None:
        if self.layer is not None:
            self._dispatch(ConnectAll(self.layer))


def _shares(field: Field, value: int) -> dict[str, int]:
    """Tenths, as far as the field takes them. A link may bring another share: it joins the list."""
    usual = (share for share in _SHARES if field.low <= share <= field.high)
    return {f"{share}%": share for share in sorted({*usual, value})}


def _button(label: str, call: Any, **more: Any) -> pn.widgets.Button:
    button = pn.widgets.Button(label=label, **more)
    button.on_click(lambda _: call())
    return button
