"""One sample on its way through the network and back: the stages of an update, node by node.

Every neuron is drawn as its two units, the weighted sum z and the activation a. The reader steps
through the stages; values appear on the way forward, gradients on the way back, and at the end the
changes of the weights. All numbers are read off the trace of the next update.
"""

from __future__ import annotations

from dataclasses import dataclass

from backprop.explain import Node, Trace, computation_graph, sample_of, symbols
from backprop.explain.graph import LOSS
from backprop.explain.symbols import formula_with_values, in_product
from playground.deeper.nothing import Nothing
from playground.explained.flow import (
    Flow,
    backward_in_words,
    flow_of,
    forward_in_words,
    place_of,
)
from playground.explained.paper import Heading, Math, Paper, Text
from playground.explained.step import next_step, own_loss_in_words
from playground.explained.stops import Stop, stops_of
from playground.scene import Scene

MOST_NEURONS = 8  # of a layer that are drawn
_SPACE = 1.2  # between a layer's sums and the activations before them


@dataclass(frozen=True)
class Drawn:
    """A node in its place; `value` and `gradient` are None as long as they are not known."""

    node: Node
    x: float
    y: float
    value: float | None
    gradient: float | None


@dataclass(frozen=True)
class Link:
    """A line between two nodes. `weight` is None between the two units of a neuron."""

    start: tuple[float, float]
    end: tuple[float, float]
    weight: float | None
    change: float | None


@dataclass(frozen=True, eq=False)
class StagesDetail:
    """What the tool shows: where it stands of how many stops, the picture, and the paper."""

    stage: int
    n_stages: int
    name: str
    n_samples: int
    sample: int
    drawn: tuple[Drawn, ...]
    links: tuple[Link, ...]
    asked: str
    flow: Flow
    paper: Paper


def look_at_stages(scene: Scene) -> StagesDetail | Nothing:
    """The stop that the state asks for, of the next update."""
    trace = next_step(scene)
    if isinstance(trace, Nothing):
        return trace
    state = scene.experiment.state
    stops = stops_of(len(trace.network.layers))
    place = min(state.trace_stage, len(stops) - 1)
    sample = min(state.trace_sample, trace.n_samples) - 1
    stop = stops[place]
    neurons = _neurons(trace.network.layer_sizes, state.trace_node)
    nodes = {node.id: node for node in computation_graph(trace, sample, neurons)}
    drawn = tuple(_place(node, neurons, stop) for node in nodes.values())
    asked = state.trace_node if state.trace_node in nodes else LOSS
    shown = next(one for one in drawn if one.node.id == asked)
    return StagesDetail(
        stage=place,
        n_stages=len(stops),
        name=stop.name,
        n_samples=trace.n_samples,
        sample=sample + 1,
        drawn=drawn,
        links=_links(trace, drawn, stop),
        asked=asked,
        flow=flow_of(trace, sample, stop, asked),
        paper=(
            Heading(f"{stop.name}: stop {place + 1} of {len(stops)}"),
            Text(_in_words(trace, stop)),
            *_about(trace, nodes, shown, sample),
        ),
    )


def _in_words(trace: Trace, stop: Stop) -> str:
    said = (stop.text, _besides(trace, stop), _own_loss(trace, stop), _left_out(trace))
    return " ".join(filter(None, said))


def _besides(trace: Trace, stop: Stop) -> str:
    """What batch norm and dropout put into the layer that was just reached."""
    layer = trace.network.layers[stop.layer - 1] if stop.layer else None
    if layer is None or not (layer.norm or layer.options.dropout):
        return ""
    if stop.phase == "forward":
        return f"Here, {forward_in_words(layer)}."
    return f"Here, {backward_in_words(layer)}." if stop.phase == "backward" else ""


def _own_loss(trace: Trace, stop: Stop) -> str:
    return own_loss_in_words(trace) if stop.phase in ("error", "backward") else ""


def _left_out(trace: Trace) -> str:
    if max(trace.network.layer_sizes) <= MOST_NEURONS:
        return ""
    return (
        f"Of each layer the first {MOST_NEURONS} neurons are drawn, and the one asked about; the "
        "numbers count all."
    )


def _neurons(layer_sizes: tuple[int, ...], asked: str) -> list[list[int]]:
    """The neurons of each layer that are drawn."""
    neurons = [list(range(min(size, MOST_NEURONS))) for size in layer_sizes]
    place = place_of(asked, layer_sizes)
    if place and place[1] >= MOST_NEURONS:
        neurons[place[0]].append(place[1])
    return neurons


def _place(node: Node, neurons: list[list[int]], stop: Stop) -> Drawn:
    column = neurons[node.layer] if node.layer < len(neurons) else [0]
    x = node.layer * (1 + _SPACE) - (1 if node.kind in ("z", "loss") else 0)
    y = (len(column) - 1) / 2 - column.index(node.neuron)
    known = node.kind == "input" or node.layer <= stop.forward
    back = (stop.backward <= node.layer and node.kind != "input") or stop.updated
    return Drawn(
        node,
        x,
        y,
        node.value if known else None,
        node.gradient if back else None,
    )


def _links(trace: Trace, drawn: tuple[Drawn, ...], stop: Stop) -> tuple[Link, ...]:
    places = {one.node.id: one for one in drawn}
    changes = trace.network.split(trace.change)
    links = []
    for one in drawn:
        for edge in one.node.edges:
            if edge.to not in places:
                continue
            end = places[edge.to]
            weight = change = None
            if end.node.kind == "z":
                index = (one.node.neuron, end.node.neuron)
                weight = float(trace.network.layers[end.node.layer - 1].W[index])
                change = float(changes[end.node.layer - 1].W[index]) if stop.updated else None
            links.append(Link((one.x, one.y), (end.x, end.y), weight, change))
    return tuple(links)


def _about(trace: Trace, nodes: dict[str, Node], shown: Drawn, sample: int) -> Paper:
    """The formulas of one node, as far as its numbers are known."""
    node = shown.node
    blocks: list[Heading | Math | Text] = [Heading("The node", node.symbol)]
    if shown.value is None:
        blocks.append(Text("Its value is not known yet: go on to the next stop."))
        return tuple(blocks)
    last = len(trace.network.layers)
    is_output = node.kind == "a" and node.layer == last and shown.gradient is not None
    if node.kind == "loss" or is_output:
        blocks.append(Math(_against_target(trace, sample)))
    blocks.append(Math(_value_formula(trace, node, sample)))
    if shown.gradient is not None and node.edges:
        blocks += _gradient_formulas(node, nodes)
    return tuple(blocks)


def _against_target(trace: Trace, sample: int) -> str:
    """The outputs o and the targets t that the loss compares."""
    one = sample_of(trace, sample)
    outputs = one.handed_on(len(trace.network.layers))
    o = [f"o_{{{k + 1}}} = {symbols.number(value)}" for k, value in enumerate(outputs)]
    t = [f"t_{{{k + 1}}} = {symbols.number(value)}" for k, value in enumerate(one.target)]
    return symbols.listed("", [*o, *t]).strip()


def _gradient_formulas(node: Node, nodes: dict[str, Node]) -> list[Math | Text]:
    """How the gradient of a node comes back over its edges."""
    partial = symbols.derivative(symbols.OWN_LOSS, node.symbol)
    value = symbols.number(node.gradient)
    if any(edge.local is None for edge in node.edges):
        text = "Through batch norm it comes back from all samples of the mini-batch."
        return [Math(f"{partial} = {value}"), Text(text)]
    shown, more = node.edges[:3], r" + \dots" if len(node.edges) > 3 else ""
    names = " + ".join(
        rf"{symbols.derivative(symbols.OWN_LOSS, _symbol(edge.to, nodes))} \cdot {edge.symbol}"
        for edge in shown
    )
    if node.edges[0].to == LOSS:  # the loss says it, without any link between
        return [Math(f"{partial} = {value}")]
    if not all(edge.to in nodes for edge in node.edges):
        return [Math(f"{partial} = {names}{more} = {value}")]
    numbers = " + ".join(
        rf"{in_product(nodes[edge.to].gradient)} \cdot {in_product(edge.local or 0.0)}"
        for edge in shown
    )
    return [Math(f"{partial} = {names}{more}"), Math(f"= {numbers}{more} = {value}")]


def _symbol(identifier: str, nodes: dict[str, Node]) -> str:
    return nodes[identifier].symbol if identifier in nodes else r"\dots"


def _value_formula(trace: Trace, node: Node, sample: int) -> str:
    value = symbols.number(node.value)
    if node.kind == "loss":
        return rf"{formula_with_values(trace.loss)},\quad n = 1\colon\quad {node.symbol} = {value}"
    if node.kind == "input":
        return f"{node.symbol} = {value}"
    layer = trace.network.layers[node.layer - 1]
    if node.kind == "a":
        formula = formula_with_values(layer.activation)
        z = symbols.z(node.layer, node.neuron)
        mask = trace.forward_pass.masks[node.layer - 1]
        kept = "" if mask is None else rf"{in_product(float(mask[sample, node.neuron]))} \cdot "
        return rf"{node.symbol} = {kept}f({z}) = {value}, \quad {formula}"
    if layer.norm:
        return rf"{node.symbol} = \gamma\, \hat{{z}} + b = {value}"
    received = trace.forward_pass.inputs_of(node.layer - 1)[sample]
    terms = [
        rf"{in_product(float(layer.W[i, node.neuron]))} \cdot {in_product(float(received[i]))}"
        for i in range(min(layer.fan_in, 4))
    ]
    more = r" + \dots" if layer.fan_in > 4 else ""
    bias = in_product(float(layer.b[node.neuron]))
    return f"{node.symbol} = {' + '.join(terms)}{more} + {bias} = {value}"
