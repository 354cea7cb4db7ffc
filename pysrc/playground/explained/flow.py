"""What one stop of an update puts on the network picture: numbers at neurons, and on the lines.

On the way forward a line carries w · a into the sum of its neuron. On the way back it carries
w · ∂L/∂z to the neuron it came from, and each weight into the layer reached gets its own
∂L/∂w = a · ∂L/∂z. All of it is that of one sample; the changes Δw are those of the mini-batch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.explain import Trace
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
    lines = _Lines(trace, sample, stop)
    return Flow(
        stop=stop,
        said=_said(trace, sample, stop),
        carried=lines.carried,
        absolute=stop.phase == "initialise",
        active=lines.active > 0,
        written=lines.written,
        loss=_loss(trace, sample) if stop.backward <= len(trace.network.layers) + 1 else None,
        asked=place_of(asked, trace.network.layer_sizes),
        sentence=_sentence(trace, sample, stop),
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

    def __init__(self, trace: Trace, sample: int, stop: Stop) -> None:
        n_parameters = trace.network.n_parameters
        self.carried = np.zeros(n_parameters)
        self.written = np.full(n_parameters, np.nan)
        self.active = np.zeros(n_parameters)
        if stop.phase == "initialise":
            self.carried[:], self.active[:] = trace.before, 1
        elif stop.phase == "forward":
            self._forward(trace, sample, stop.layer)
        elif stop.phase == "backward":
            self._backward(trace, sample, stop.layer)
        elif stop.phase == "update":
            self.written[:], self.carried[:] = trace.change, _relative(trace.change)
            self.active[:] = 1

    def _forward(self, trace: Trace, sample: int, layer: int) -> None:
        one = trace.network.layers[layer - 1]
        into = _values(trace, sample, layer - 1)[:, None] * one.W
        self._fill(trace, layer, into)

    def _backward(self, trace: Trace, sample: int, layer: int) -> None:
        back = trace.gradient.layers[layer - 1]
        reached = back.d_product[sample] * trace.n_samples
        own = _values(trace, sample, layer - 1)[:, None] * reached
        self._fill(trace, layer, own)
        if layer < len(trace.network.layers):
            split, behind = trace.network.split, trace.network.layers[layer]
            came = behind.W * trace.gradient.layers[layer].d_product[sample]
            split(self.carried)[layer].W[:] = _relative(came)
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


def _values(trace: Trace, sample: int, layer: int) -> Numbers:
    """The activations that a layer hands on; layer 0 are the inputs."""
    passed = trace.forward_pass
    is_last = layer == len(trace.network.layers)
    values: Numbers = (passed.output if is_last else passed.inputs_of(layer))[sample]
    return values


def _returns(trace: Trace, sample: int, layer: int) -> Numbers:
    """∂L/∂a of a layer, for the loss of this sample alone."""
    if layer == len(trace.network.layers):
        back: Numbers = trace.computed.d_output[sample]
    else:
        behind = trace.network.layers[layer]
        back = trace.gradient.layers[layer].d_product[sample] @ behind.W.T
    return back * trace.n_samples


def _loss(trace: Trace, sample: int) -> float:
    output, target = trace.forward_pass.output[[sample]], trace.target[[sample]]
    return trace.loss.value(output, target)


def _said(trace: Trace, sample: int, stop: Stop) -> tuple[tuple[Said, ...], ...]:
    """The numbers at all neurons, layer by layer."""
    return tuple(
        _of_layer(trace, sample, stop, layer) for layer in range(len(trace.network.layer_sizes))
    )


def _of_layer(trace: Trace, sample: int, stop: Stop, layer: int) -> tuple[Said, ...]:
    size = trace.network.layer_sizes[layer]
    columns: list[tuple[str, Numbers]] = []
    if stop.phase == "update":
        if layer:
            columns = [("Δb", trace.network.split(trace.change)[layer - 1].b)]
    elif layer and stop.backward <= layer:
        dz = trace.gradient.layers[layer - 1].dz[sample] * trace.n_samples
        columns = [("∂z", dz)]
        if layer == stop.layer:
            columns = [("∂a", _returns(trace, sample, layer)), ("∂z", dz)]
    elif layer <= stop.forward:
        values = _values(trace, sample, layer)
        columns = [("a" if layer else "", values)]
        if layer == stop.layer and stop.phase == "forward":
            columns = [("z", trace.forward_pass.z[layer - 1][sample]), *columns]
        if layer == stop.layer and stop.phase == "error":
            columns = [("y", trace.target[sample]), *columns]
    return tuple(
        tuple((name, float(values[neuron])) for name, values in columns) for neuron in range(size)
    )


def _sentence(trace: Trace, sample: int, stop: Stop) -> str:
    """What is seen at the stop, in one sentence or two."""
    n_layers = len(trace.network.layers)
    where = where_is(stop.layer, n_layers)
    if stop.phase == "initialise":
        given = _listed("input", _values(trace, sample, 0))
        return f"Initialise: {given} of sample {sample + 1} and all weights are known."
    if stop.phase == "forward":
        what = "input" if stop.layer == 1 else "activation"
        values = _listed(what, _values(trace, sample, stop.layer - 1))
        return f"Forward pass, {where}: {values} flow in (►), each as w·a; z = sum + b, a = f(z)."
    if stop.phase == "error":
        output, target = _values(trace, sample, n_layers), trace.target[sample]
        told = f"{_listed('output', output)} against {_listed('target', target)}"
        return f"Error: {told}, loss L = {brief(_loss(trace, sample))}."
    if stop.phase == "backward":
        came = "from the loss" if stop.layer == n_layers else "over the lines on its right (◄)"
        return (
            f"Backward pass, {where}: ∂a = ∂L/∂a comes {came}, ∂z = ∂L/∂z = ∂a·f′(z); the lines "
            "into it: ∂L/∂w = a·∂z."
        )
    return "Weight update: each line is the Δw of its weight, from the whole mini-batch."


def _listed(what: str, values: Numbers) -> str:
    """A few values in words, or how many there are."""
    if len(values) > 2:
        return f"the {len(values)} {what}s"
    plural = "s" if len(values) > 1 else ""
    return f"the {what}{plural} {' and '.join(brief(value) for value in values)}"
