r"""The computation graph of one sample: x → z → a → … → L, with value and gradient at each node.

A node's gradient is ∂L_s/∂node, the derivative of this sample's own loss (see `sample` for what it
is behind batch norm); each edge carries the local derivative of the node it leads to. The chain
rule is then visible: the gradient of a node is the sum, over its edges, of the local derivative
times the gradient at the other end. An activation behind dropout is what the dropout hands on, ã.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import symbols
from .sample import Sample, sample_of
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
    one = sample_of(trace, sample)
    nodes: list[Node] = []
    chosen = neurons or [range(size) for size in trace.network.layer_sizes]
    for layer in range(len(trace.network.layers) + 1):
        if layer:
            nodes += _z_nodes(one, layer, chosen[layer])
        nodes += _a_nodes(one, layer, chosen[layer])
    last = len(trace.network.layers) + 1
    return (*nodes, Node(LOSS, "loss", last, 0, symbols.OWN_LOSS, one.loss, 1.0, ()))


def handed_on(sample: Sample, layer: int, neuron: int) -> str:
    """The symbol of what a neuron hands on: ã behind dropout, else a."""
    written = symbols.a if sample.mask(layer) is None else symbols.dropped
    return written(layer, neuron)


def _z_nodes(sample: Sample, layer: int, neurons: Sequence[int]) -> list[Node]:
    mask, local = sample.mask(layer), sample.slope(layer)
    if mask is not None:
        local = local * mask
    z, d_z = sample.z(layer), sample.d_z(layer)
    nodes = []
    for j in neurons:
        symbol = symbols.derivative(handed_on(sample, layer, j), symbols.z(layer, j))
        edges = (Edge(f"a{layer}_{j}", symbol, float(local[j])),)
        written = symbols.z(layer, j)
        nodes.append(
            Node(f"z{layer}_{j}", "z", layer, j, written, float(z[j]), float(d_z[j]), edges)
        )
    return nodes


def _a_nodes(sample: Sample, layer: int, neurons: Sequence[int]) -> list[Node]:
    """The activations that a layer hands on; layer 0 are the inputs."""
    values, back = sample.handed_on(layer), sample.d_handed_on(layer)
    return [
        Node(
            f"a{layer}_{i}",
            "a" if layer else "input",
            layer,
            i,
            handed_on(sample, layer, i),
            float(values[i]),
            float(back[i]),
            _edges(sample, layer, i),
        )
        for i in neurons
    ]


def _edges(sample: Sample, layer: int, i: int) -> tuple[Edge, ...]:
    """Where an activation leads to: every z of the next layer, or the loss."""
    by, layers = handed_on(sample, layer, i), sample.trace.network.layers
    if layer == len(layers):
        local = float(sample.d_handed_on(layer)[i])
        return (Edge(LOSS, symbols.derivative(symbols.OWN_LOSS, by), local),)
    behind = layers[layer]
    return tuple(
        Edge(
            f"z{layer + 1}_{j}",
            symbols.derivative(symbols.z(layer + 1, j), by),
            None if behind.norm else float(behind.W[i, j]),
        )
        for j in range(behind.fan_out)
    )
