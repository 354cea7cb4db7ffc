"""The form that names one weight by three lists, tells its numbers and sets its value."""

from __future__ import annotations

from collections.abc import Callable

import panel as pn

from playground.actions import GiveWeights, SetConnection, SetWeight
from playground.controls.field import Bound, Dispatch
from playground.fields import WEIGHT
from playground.naming import layer_names, neuron_names, weight_name
from playground.snapshot import Snapshot

Weight = tuple[int, int, int | None]  # layer, neuron, source; without a source a bias

_CUT, _RESTORE = "Cut this connection", "Restore this connection"
_BIAS = -1  # among the sources of a neuron


class WeightForm:
    """Hidden until a weight is picked. `picked` hears of each weight that is chosen here."""

    def __init__(
        self, snapshot: Snapshot, dispatch: Dispatch, picked: Callable[[Weight], None]
    ) -> None:
        self._dispatch = dispatch
        self._snapshot = snapshot
        self.weight: Weight | None = None
        self._lists = [
            Bound(
                pn.widgets.Select(label=label, options={}, sizing_mode="stretch_width"),
                lambda _: picked(self._chosen()),
            )
            for label in ("To layer", "Neuron", "From")
        ]
        box = pn.widgets.FloatInput(
            label="Value", value=0.0, step=0.1, start=WEIGHT.low, end=WEIGHT.high, width=90
        )
        self._value = Bound(box, self._set)
        self._cut = pn.widgets.Button(label=_CUT)
        self._cut.on_click(lambda _: self._connect())
        start = pn.widgets.Button(label="Start from these weights")
        start.on_click(lambda _: self._start_here())
        self._numbers = pn.widgets.StaticText(value="", sizing_mode="stretch_width")
        self.root = pn.Column(
            pn.Row(*(chooser.widget for chooser in self._lists), sizing_mode="stretch_width"),
            pn.Row(box, self._cut, sizing_mode="stretch_width", css_classes=["toolbar"]),
            self._numbers,
            pn.Row(start, css_classes=["toolbar"]),
            visible=False,
            css_classes=["popover"],
            sizing_mode="stretch_width",
        )

    def show(self, weight: Weight | None) -> None:
        """Open the form at a weight, or close it."""
        self.weight = weight
        self.root.visible = weight is not None
        self._update_lists()
        self._update_numbers(typing=False)

    def update(self, snapshot: Snapshot) -> None:
        """Follow the network. While it trains, the box is left to who types in it."""
        fresh = snapshot.network.layer_sizes != self._snapshot.network.layer_sizes
        self._snapshot = snapshot
        if fresh and self.weight:
            self.show(self._nearest(self.weight))
        self._update_numbers(typing=snapshot.status == "training")

    def _chosen(self) -> Weight:
        layer, neuron, source = (chooser.widget.value for chooser in self._lists)
        return self._nearest((layer, neuron, None if source == _BIAS else source))

    def _nearest(self, weight: Weight) -> Weight:
        """The same weight, or one near to it where the network has no such weight."""
        sizes = self._snapshot.network.layer_sizes
        layer = min(weight[0], len(sizes) - 1)
        neuron, source = min(weight[1], sizes[layer] - 1), weight[2]
        return layer, neuron, None if source is None else min(source, sizes[layer - 1] - 1)

    def _update_lists(self) -> None:
        if self.weight is None:
            return
        layer, neuron, source = self.weight
        layers = enumerate(layer_names(self._snapshot))
        neurons = enumerate(neuron_names(self._snapshot, layer))
        sources = enumerate(neuron_names(self._snapshot, layer - 1))
        for chooser, value, choices in zip(
            self._lists,
            (layer, neuron, _BIAS if source is None else source),
            (
                {name: index for index, name in layers if index},
                {name: index for index, name in neurons},
                {**{name: index for index, name in sources}, "bias": _BIAS},
            ),
            strict=True,
        ):
            chooser.show(value, options=choices)

    def _update_numbers(self, *, typing: bool) -> None:
        if self.weight is None:
            return
        network = self._snapshot.network
        weight, gradient, update = (
            network.value(kind, *self.weight) for kind in ("weights", "gradients", "updates")
        )
        if not typing:
            self._value.show(round(weight, 6))
        is_cut = network.is_cut(*self.weight)
        self._value.widget.disabled = is_cut
        self._cut.label = _RESTORE if is_cut else _CUT
        self._cut.disabled = self.weight[2] is None
        name = weight_name(self._snapshot, *self.weight)
        text = f"{name}: {weight:.4f}; gradient {gradient:.6f}; last update {update:.6f}"
        if is_cut:
            text = f"{name}: cut"
        if text != self._numbers.value:
            self._numbers.value = text

    def _connect(self) -> None:
        """Cut the connection, or restore it."""
        layer, neuron, source = self.weight or (0, 0, None)
        if source is not None:
            is_cut = self._snapshot.network.is_cut(layer, neuron, source)
            self._dispatch(SetConnection(layer, neuron, source, is_cut))

    def _start_here(self) -> None:
        """Make all weights as they are now the initial ones, to which Reset goes back."""
        weights = self._snapshot.network.values["weights"]
        self._dispatch(GiveWeights(tuple(weights.tolist())))

    def _set(self, value: float) -> None:
        if self.weight:
            self._dispatch(SetWeight(*self.weight, value))
