"""Choosing one weight, or bias, as the axis of a picture: by its layer, then among its weights."""

from __future__ import annotations

from typing import Any

from backprop.layout import parameter_index, weight_at
from playground.actions import SetField
from playground.controls.field import Bound, Dispatch, select
from playground.naming import layer_names, neuron_names
from playground.snapshot import Snapshot

_WIDTH = 200


class WeightChoice:
    """Two lists; the field `name` of the state is the weight's index in the parameters."""

    def __init__(self, name: str, where: str, dispatch: Dispatch) -> None:
        self._name, self._dispatch = name, dispatch
        self._sizes: tuple[int, ...] = ()
        layer = select(f"Layer {where}".strip(), (), None, sizing_mode="fixed", width=110)
        weight = select(f"Weight {where}".strip(), (), None, sizing_mode="fixed", width=_WIDTH)
        self._layer = Bound(layer, self._choose_layer)
        self._weight = Bound(weight, self._set)
        self.widgets = (layer, weight)

    def _choose_layer(self, layer: Any) -> None:
        self._set(parameter_index(self._sizes, layer, 0, 0))

    def _set(self, index: Any) -> None:
        self._dispatch(SetField(self._name, index))

    def update(self, snapshot: Snapshot, index: int, *, visible: bool) -> None:
        """Show the weight with this index."""
        self._sizes = snapshot.layer_sizes
        layer, _, _ = weight_at(self._sizes, index)
        layers = {name: number for number, name in enumerate(layer_names(snapshot)) if number}
        self._layer.show(layer, options=layers, visible=visible)
        self._weight.show(index, options=_weights(snapshot, layer), visible=visible)


def _weights(snapshot: Snapshot, layer: int) -> dict[str, int]:
    """The weights and biases that lead to a layer, by the neurons they join."""
    sizes, chosen = snapshot.layer_sizes, {}
    sources = neuron_names(snapshot, layer - 1)
    for neuron, name in enumerate(neuron_names(snapshot, layer)):
        for source, origin in enumerate(sources):
            chosen[f"{origin} → {name}"] = parameter_index(sizes, layer, neuron, source)
        chosen[f"bias of {name}"] = parameter_index(sizes, layer, neuron, None)
    return chosen
