"""Which connections of the network exist, and what each of its layers does beside weighing.

The connections into a layer are thinned out at random, with the weight seed: a lower density keeps
some of those that a higher one keeps. What was cut or kept by hand goes before.
"""

from __future__ import annotations

import numpy as np

from backprop import LayerOptions
from backprop.layers import BoolArray
from playground.architecture import check_weight, layer_sizes_of
from playground.fields import ActionError
from playground.state import HiddenLayer, OutputLayer, PlaygroundState

_DENSE = 100


def needs_batches(state: PlaygroundState) -> bool:
    """Whether there is batch norm and no mini-batch in which it could see a spread."""
    return state.batch_size == 1 and any(layer.batch_norm for layer in state.layers)


def densities_of(state: PlaygroundState) -> tuple[int, ...]:
    """The share of connections that chance keeps, in percent, for each layer after the inputs."""
    return (*(layer.density for layer in state.layers), state.output.density)


def connected_of(state: PlaygroundState, layer: int) -> BoolArray | None:
    """Which connections into a layer exist, (fan_in, fan_out); None when all of them do."""
    edges = [edge for edge in state.edges if edge.layer == layer]
    if not edges and densities_of(state)[layer - 1] == _DENSE:
        return None
    mask = drawn_of(state, layer)
    for edge in edges:
        mask[edge.source, edge.neuron] = not edge.cut
    return mask


def drawn_of(state: PlaygroundState, layer: int) -> BoolArray:
    """The connections into a layer that chance keeps, at least one; (fan_in, fan_out)."""
    shape = layer_sizes_of(state)[layer - 1 : layer + 1]
    n_connections = shape[0] * shape[1]
    n_kept = max(1, round(n_connections * densities_of(state)[layer - 1] / _DENSE))
    rank = np.random.default_rng([state.weight_seed, layer]).permutation(n_connections)
    kept: BoolArray = (rank < n_kept).reshape(shape)
    return kept


def options_of(state: PlaygroundState) -> tuple[LayerOptions, ...]:
    """The options of each layer of the network that a state describes."""
    kept = state.biases == "kept"
    hidden = [
        LayerOptions(
            layer.batch_norm, layer.dropout / 100, layer.frozen, connected_of(state, index), kept
        )
        for index, layer in enumerate(state.layers, start=1)
    ]
    last = connected_of(state, len(state.layers) + 1)
    return (*hidden, LayerOptions(frozen=state.output.frozen, connected=last, keep_bias=kept))


def is_connected(state: PlaygroundState, layer: int, neuron: int, source: int) -> bool:
    """Whether this connection exists."""
    mask = connected_of(state, layer)
    return mask is None or bool(mask[source, neuron])


def count_connections(state: PlaygroundState, layer: int) -> tuple[int, int]:
    """How many connections into a layer exist, and how many there could be."""
    sizes, mask = layer_sizes_of(state), connected_of(state, layer)
    n_all = sizes[layer - 1] * sizes[layer]
    return n_all if mask is None else int(mask.sum()), n_all


def layer_extras(state: PlaygroundState, index: int) -> list[str]:
    """What a layer does beside weighing, in words; hidden layers from 0, the last is the output."""
    words = []
    layer = state.layers[index] if index < len(state.layers) else state.output
    if isinstance(layer, HiddenLayer):
        words += ["batch norm"] if layer.batch_norm else []
        words += [f"dropout {layer.dropout}%"] if layer.dropout else []
    if layer.frozen:
        words.append("frozen")
    n_connections, n_all = count_connections(state, index + 1)
    return words if n_connections == n_all else [*words, f"{n_connections} of {n_all} connections"]


def check_settable(state: PlaygroundState, layer: int, neuron: int, source: int | None) -> None:
    """`ActionError` unless this weight, or without a source this bias, can be set by hand."""
    check_weight(state, layer, neuron, source)
    if source is not None and not is_connected(state, layer, neuron, source):
        raise ActionError("This connection is cut: restore it before you set its weight.")


def extras_in_words(state: PlaygroundState) -> str:
    """What is set of the layers beside their neurons and activations; empty for nothing."""
    told = []
    layers: tuple[HiddenLayer | OutputLayer, ...] = (*state.layers, state.output)
    for number, layer in enumerate(layers, start=1):
        parts = []
        if isinstance(layer, HiddenLayer):
            parts += ["batch norm"] * layer.batch_norm
            parts += [f"dropout {layer.dropout}%"] * (layer.dropout > 0)
        parts += ["frozen"] * layer.frozen
        n_connections, n_all = count_connections(state, number)
        n_cut = n_all - n_connections
        parts += [f"{n_cut} connection{'s' * (n_cut != 1)} cut"] * (n_cut > 0)
        if parts:
            name = f"Layer {number}" if number <= len(state.layers) else "Output"
            told.append(f"{name}: {', '.join(parts)}.")
    told += ["All biases are kept as they are."] * (state.biases == "kept")
    return " ".join(told)
