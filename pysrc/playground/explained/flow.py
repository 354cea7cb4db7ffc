"""What one stop of an update puts on the network picture: numbers at neurons, and on the lines.

On the way forward a line carries w · a into the sum of its neuron. On the way back it carries
w · ∂Lₛ/∂z to the neuron it came from, and each weight into the layer reached gets its own
∂Lₛ/∂w = a · ∂Lₛ/∂z. All of it is that of one sample, with its own loss Lₛ; the changes Δw are those
of the mini-batch. Batch norm and dropout have their say where they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.explain import Sample, Trace, sample_of
from backprop.layers import Layer
from playground.explained.stops import Stop, where_is

Numbers = NDArray[np.float64]
Said = tuple[tuple[str, float], ...]  # names and values; the last one comes first where it is tight


@dataclass(frozen=True, eq=False)
class Flow:
    """The numbers of one stop.

    `said[layer][neuron]` stands at a neuron; empty where nothing is known yet. What a line carries
    is in the layout of the parameters: `carried` relative to the largest of its kind, with its
    sign, or with `absolute` in itself; `active` says which lines take part, and `written` is the
    number at a line, NaN for none. `loss` is None while it is not known.
    """

    stop: Stop
    said: tuple[tuple[Said, ...], ...]
    carried: Numbers
    absolute: bool
    active: NDArray[np.bool_]
    written: Numbers
    loss: float | None
    asked: tuple[int, int] | None
    sentence: str


def flow_of(trace: Trace, sample: int, stop: Stop, asked: str) -> Flow:
    """What the stop shows of sample `sample` (from 0); `asked` is the node asked about."""
    one = sample_of(trace, sample)
    lines = _Lines(one, stop)
    layers = range(len(trace.network.layer_sizes))
    return Flow(
        stop=stop,
        said=tuple(_said(one, stop, layer) for layer in layers),
        carried=lines.carried,
        absolute=stop.phase == "initialise",
        active=lines.active > 0,
        written=lines.written,
        loss=one.loss if stop.backward <= len(trace.network.layers) + 1 else None,
        asked=place_of(asked, trace.network.layer_sizes),
        sentence=_sentence(one, stop),
    )


def place_of(node: str, layer_sizes: tuple[int, ...]) -> tuple[int, int] | None:
    """Layer and neuron of a node such as `z2_0`; None for the loss, and for none that exists."""
    found = re.fullmatch(r"([az])(\d{1,4})_(\d{1,4})", node)
    if not found:
        return None
    layer, neuron = int(found[2]), int(found[3])
    exists = layer < len(layer_sizes) and neuron < layer_sizes[layer]
    return (layer, neuron) if exists and (layer or found[1] == "a") else None


def brief(value: float) -> str:
    """A number for a picture: three digits, or two of a small one."""
    if not np.isfinite(value):
        return "?"
    text = f"{value + 0.0:.{3 if abs(value) >= 0.1 else 2}g}"
    if "e" in text:
        text = f"{value:.1e}" if not 1e3 <= abs(value) < 1e5 else f"{value:.0f}"
        text = re.sub(r"e([+-])0*", lambda sign: f"e{sign[1].strip('+')}", text)
    return text.replace("-", "−")


class _Lines:
    """What the lines carry, what is written at them, and which take part: each in the layout of
    the parameters."""

    def __init__(self, sample: Sample, stop: Stop) -> None:
        trace = sample.trace
        n_parameters = trace.network.n_parameters
        self.carried = np.zeros(n_parameters)
        self.written = np.full(n_parameters, np.nan)
        self.active = np.zeros(n_parameters)
        if stop.phase == "initialise":
            self.carried[:], self.active[:] = trace.before, 1
        elif stop.phase == "forward":
            self._forward(sample, stop.layer)
        elif stop.phase == "backward":
            self._backward(sample, stop.layer)
        elif stop.phase == "update":
            self.written[:], self.carried[:] = trace.change, _relative(trace.change)
            self.active[:] = 1

    def _forward(self, sample: Sample, layer: int) -> None:
        W = sample.trace.network.layers[layer - 1].W
        self._fill(sample.trace, layer, sample.handed_on(layer - 1)[:, None] * W)

    def _backward(self, sample: Sample, layer: int) -> None:
        trace = sample.trace
        own = sample.handed_on(layer - 1)[:, None] * sample.d_product(layer)
        self._fill(trace, layer, own)
        if layer < len(trace.network.layers):
            split, behind = trace.network.split, trace.network.layers[layer]
            split(self.carried)[layer].W[:] = _relative(behind.W * sample.d_product(layer + 1))
            split(self.active)[layer].W[:] = 1

    def _fill(self, trace: Trace, layer: int, W: Numbers) -> None:
        """The numbers of the lines into a layer."""
        split = trace.network.split
        split(self.written)[layer - 1].W[:] = W
        split(self.carried)[layer - 1].W[:] = _relative(W)
        split(self.active)[layer - 1].W[:] = 1


def _relative(values: Numbers) -> Numbers:
    largest = float(np.abs(values).max(initial=0.0))
    return values / largest if largest > 0 else np.zeros_like(values)


def _said(sample: Sample, stop: Stop, layer: int) -> tuple[Said, ...]:
    """The numbers at the neurons of a layer."""
    network = sample.trace.network
    columns: list[tuple[str, Numbers]] = []
    if stop.phase == "update":
        if layer:
            columns = [("Δb", network.split(sample.trace.change)[layer - 1].b)]
    elif layer and stop.backward <= layer:
        columns = [("∂z", sample.d_z(layer))]
        if layer == stop.layer:
            columns = [("∂a", sample.d_handed_on(layer)), *columns]
    elif layer <= stop.forward:
        columns = [("a" if layer else "", sample.handed_on(layer))]
        if layer == stop.layer and stop.phase == "forward":
            columns = [("z", sample.z(layer)), *columns]
        if layer == stop.layer and stop.phase == "error":
            columns = [("t", sample.target), *columns]
    neurons = range(network.layer_sizes[layer])
    return tuple(tuple((name, float(values[j])) for name, values in columns) for j in neurons)


def _sentence(sample: Sample, stop: Stop) -> str:
    """What is seen at the stop, in one sentence or two."""
    layers = sample.trace.network.layers
    where = where_is(stop.layer, len(layers))
    if stop.phase == "initialise":
        given = _listed("input", sample.handed_on(0))
        return f"Initialise: {given} of sample {sample.number + 1} and all weights are known."
    if stop.phase == "forward":
        what = "input" if stop.layer == 1 else "activation"
        values = _listed(what, sample.handed_on(stop.layer - 1))
        does = forward_in_words(layers[stop.layer - 1])
        come = "flow in (►), each" if len(sample.handed_on(stop.layer - 1)) > 1 else "flows in (►)"
        return f"Forward pass, {where}: {values} {come} as w·a; {does}."
    if stop.phase == "error":
        output = _listed("output", sample.handed_on(len(layers)))
        told = f"{output} against {_listed('target', sample.target)}"
        return f"Error: {told}, loss of this sample Lₛ = {brief(sample.loss)}."
    if stop.phase == "backward":
        came = "from the loss" if stop.layer == len(layers) else "over the lines on its right (◄)"
        does = backward_in_words(layers[stop.layer - 1])
        return f"Backward pass, {where}: ∂a = ∂Lₛ/∂a comes {came}, {does}."
    return "Weight update: each line is the Δw of its weight, from the whole mini-batch."


def forward_in_words(layer: Layer) -> str:
    """What a layer does with the sum of what it receives."""
    z = "z = γ·ẑ + b with the sum standardised to ẑ by batch norm" if layer.norm else "z = sum + b"
    if not layer.options.dropout:
        return f"{z}, a = f(z)"
    return f"{z}; dropout makes a = f(z) either 0 or {_kept(layer)} times as large"


def backward_in_words(layer: Layer) -> str:
    """How the derivatives go on through a layer, to its weights."""
    factor = f" times 0 or {_kept(layer)} by dropout" if layer.options.dropout else ""
    into = "the lines into it: ∂Lₛ/∂w = a·∂z"
    if layer.norm:
        into = "the lines into it: ∂Lₛ/∂w = a times what batch norm makes of all samples' ∂z"
    return f"∂z = ∂Lₛ/∂z = ∂a·f′(z){factor}; {into}"


def _kept(layer: Layer) -> str:
    return f"{1.0 / (1.0 - layer.options.dropout):.3g}"


def _listed(what: str, values: Numbers) -> str:
    """A few values in words, or how many there are."""
    if len(values) > 2:
        return f"the {len(values)} {what}s"
    plural = "s" if len(values) > 1 else ""
    return f"the {what}{plural} {' and '.join(brief(value) for value in values)}"
