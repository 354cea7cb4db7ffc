r"""The computation graph of one sample: x → z → a → … → L, with value and gradient at each node.

A node's gradient is the derivative of this sample's own loss, ∂L_s/∂node; each edge carries the
local derivative of the node it leads to. The chain rule is then visible: the gradient of a node is
the sum, over its edges, of the local derivative times the gradient at the other end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import InvalidValueError
from . import symbols
from .trace import Trace

LOSS = "loss"


@dataclass(frozen=True)
class Edge:
    """Where a node leads to, and ∂(that node)/∂(this node).

    `local` is None where batch norm lets all samples act on each other: there is no such number.
    """

    to: str
    symbol: str
    local: float | None


@dataclass(frozen=True)
class Node:
    """One intermediate quantity: `kind` is input, z, a or loss; `layer` and `neuron` say where."""

    id: str
    kind: str
    layer: int
    neuron: int
    symbol: str
    value: float
    gradient: float
    edges: tuple[Edge, ...]


def computation_graph(
    trace: Trace, sample: int, neurons: Sequence[Sequence[int]] | None = None
) -> tuple[Node, ...]:
    """Return the nodes for one sample of the mini-batch (from 0), inputs first, the loss last.

    `neurons` are those of each layer that are asked for, the inputs being layer 0; without it, all.
    Raises `InvalidValueError` for a sample that does not exist.
    """
    if not 0 <= sample < trace.n_samples:
        raise InvalidValueError(f"sample is {sample}; it must be 0 to {trace.n_samples - 1}.")
    nodes: list[Node] = []
    chosen = neurons or [range(size) for size in trace.network.layer_sizes]
    for layer in range(len(trace.network.layers) + 1):
        if layer:
            nodes += _z_nodes(trace, sample, layer, chosen[layer])
        nodes += _a_nodes(trace, sample, layer, chosen[layer])
    output, target = trace.forward_pass.output[[sample]], trace.target[[sample]]
    value = trace.loss.value(output, target)
    return (*nodes, Node(LOSS, "loss", len(trace.network.layers) + 1, 0, "L", value, 1.0, ()))


def _z_nodes(trace: Trace, sample: int, layer: int, neurons: Sequence[int]) -> list[Node]:
    passed, one = trace.forward_pass, trace.network.layers[layer - 1]
    z, dz = passed.z[layer - 1], trace.gradient.layers[layer - 1].dz
    slope = one.activation.derivative(z, passed.a[layer])
    mask = passed.masks[layer - 1]
    nodes = []
    for j in neurons:
        # What leaves the neuron is behind its dropout, and so is its node "a".
        local = slope[sample, j] * (1.0 if mask is None else mask[sample, j])
        symbol = symbols.derivative(symbols.a(layer, j), symbols.z(layer, j))
        nodes.append(
            Node(
                f"z{layer}_{j}",
                "z",
                layer,
                j,
                symbols.z(layer, j),
                float(z[sample, j]),
                float(dz[sample, j]) * trace.n_samples,
                (Edge(f"a{layer}_{j}", symbol, float(local)),),
            )
        )
    return nodes


def _a_nodes(trace: Trace, sample: int, layer: int, neurons: Sequence[int]) -> list[Node]:
    """The activations that a layer hands on; layer 0 are the inputs."""
    n_layers = len(trace.network.layers)
    if layer == n_layers:
        values, back = trace.forward_pass.output[sample], trace.computed.d_output[sample]
    else:
        values = trace.forward_pass.inputs_of(layer)[sample]
        behind = trace.network.layers[layer]
        back = trace.gradient.layers[layer].d_product[sample] @ behind.W.T
    return [
        Node(
            f"a{layer}_{i}",
            "a" if layer else "input",
            layer,
            i,
            symbols.a(layer, i),
            float(values[i]),
            float(back[i]) * trace.n_samples,
            _edges(trace, sample, layer, i),
        )
        for i in neurons
    ]


def _edges(trace: Trace, sample: int, layer: int, i: int) -> tuple[Edge, ...]:
    """Where an activation leads to: every z of the next layer, or the loss."""
    if layer == len(trace.network.layers):
        local = float(trace.computed.d_output[sample, i]) * trace.n_samples
        return (Edge(LOSS, symbols.derivative("L", symbols.a(layer, i)), local),)
    behind = trace.network.layers[layer]
    return tuple(
        Edge(
            f"z{layer + 1}_{j}",
            symbols.derivative(symbols.z(layer + 1, j), symbols.a(layer, i)),
            None if behind.norm else float(behind.W[i, j]),
        )
        for j in range(behind.fan_out)
    )
