"""The shape of the network that a state describes, and where its neurons and weights are.

Layers are counted from 0, the inputs, so the last one is the output. A weight is named by the
layer and the neuron it leads to and by its source, a neuron of the layer before; a bias has no
source.
"""

from __future__ import annotations

from typing import TypeGuard

from backprop import ACTIVATIONS, LOSSES, n_outputs
from playground.fields import AUTO, ActionError, shorten
from playground.inputs import inputs_of
from playground.state import PlaygroundState, n_classes_of, target_names_of, task_of


def layer_sizes_of(state: PlaygroundState) -> tuple[int, ...]:
    """Inputs, hidden layers, outputs."""
    n_targets = max(1, len(target_names_of(state)))
    outputs = n_outputs(task_of(state), n_classes_of(state), n_targets)
    return (len(inputs_of(state)), *(layer.units for layer in state.layers), outputs)


def activations_of(state: PlaygroundState) -> tuple[str, ...]:
    """One activation a layer; that of the output comes from the loss unless the reader chose."""
    output = state.output_activation
    return (
        *(layer.activation for layer in state.layers),
        usual_output_of(state) if output == AUTO else output,
    )


def usual_output_of(state: PlaygroundState) -> str:
    """The activation of the output that the loss brings along."""
    return LOSSES[state.loss].output_activation(task_of(state))


def about_output(state: PlaygroundState) -> str:
    """That the loss of the state leaves no choice of the output's activation."""
    usual = ACTIVATIONS[usual_output_of(state)].label
    return f"The loss {LOSSES[state.loss].label} works with the output activation {usual} only."


def has_neuron(state: PlaygroundState, layer: object, neuron: object) -> bool:
    """Whether this neuron exists; an input counts as one."""
    sizes = layer_sizes_of(state)
    return _is_index(layer, len(sizes)) and _is_index(neuron, sizes[layer])


def check_weight(state: PlaygroundState, layer: object, neuron: object, source: object) -> None:
    """`ActionError` unless this weight, or without a source this bias, exists."""
    sizes = layer_sizes_of(state)
    if not (_is_index(layer, len(sizes)) and layer > 0 and _is_index(neuron, sizes[layer])):
        raise ActionError(f"No weight leads to neuron {shorten(neuron)} of layer {shorten(layer)}.")
    if source is not None and not _is_index(source, sizes[layer - 1]):
        raise ActionError(f"The layer before has no neuron {shorten(source)}.")


def _is_index(value: object, size: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < size
