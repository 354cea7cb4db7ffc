r"""One weight: the chain rule for it, sample by sample, and the optimizer's work on it, to its new
value.

For the weight from neuron i to neuron j of layer l, each sample s of the mini-batch has a product
of its own, and the gradient is their mean over the n samples:

    ∂L/∂w = 1/n Σ_s  ∂L_s/∂a_j  ·  ∂a_j/∂z_j  ·  ∂z_j/∂w       with ∂z_j/∂w = a_i  (1 for a bias)

and ∂L_s/∂a_j comes from the layer behind, over every neuron k that a_j leads to:

    ∂L_s/∂a_j = Σ_k  ∂L_s/∂z_k · w_jk        or from the loss itself, in the last layer.

Batch norm and dropout put a factor of their own into the chain; it is shown where they are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..errors import InvalidValueError, shown
from ..layout import parameter_index
from ..optimizers import Optimizer
from . import symbols
from .expression import evaluate, to_latex
from .sample import Sample, samples_of
from .trace import Trace


@dataclass(frozen=True)
class Factor:
    """One factor of a chain: its symbol in LaTeX, and its value."""

    symbol: str
    value: float


@dataclass(frozen=True)
class Route:
    """One way on which the error comes back: from neuron `neuron` of the layer behind."""

    neuron: int
    factors: tuple[Factor, Factor]

    @property
    def value(self) -> float:
        """What comes back on this way: the product."""
        return self.factors[0].value * self.factors[1].value


@dataclass(frozen=True)
class SampleChain:
    """The chain of one sample. `row` counts in the training set; the `product` of `factors` is
    ∂L_s/∂w. The sum of `routes` is the first factor; there are none in the last layer, where it
    comes from the loss, and behind batch norm.
    """

    row: int
    routes: tuple[Route, ...]
    factors: tuple[Factor, ...]

    @property
    def product(self) -> float:
        """∂L_s/∂w."""
        return math.prod(factor.value for factor in self.factors)


@dataclass(frozen=True)
class WorkedLine:
    """One line of the optimizer's work: symbol = formula = with numbers = value."""

    symbol: str
    formula: str
    numbers: str
    value: float


@dataclass(frozen=True)
class WeightChain:
    """All that one step does to one parameter.

    `index` is its place in `network.parameters`. The mean of the products of `samples` is
    `gradient`; with `penalty` and the `adjustment` of clipping or a freeze that is `g`. `lines`
    turn it into `change`; there are none for a parameter that may not move.
    """

    symbol: str
    index: int
    before: float
    samples: tuple[SampleChain, ...]
    gradient: float
    penalty: float
    adjustment: float
    g: float
    lines: tuple[WorkedLine, ...]
    change: float
    after: float


def weight_index(trace: Trace, layer: int, neuron: int, source: int | None) -> int:
    """Where a weight, or without a `source` a bias, sits in the parameters.

    `layer` counts from 1, neurons from 0. Raises `InvalidValueError` for one that does not exist.
    """
    layers = trace.network.layers
    if not 1 <= layer <= len(layers):
        raise InvalidValueError(f"layer is {shown(layer)}; it must be 1 to {len(layers)}.")
    one = layers[layer - 1]
    for name, value, size in (("neuron", neuron, one.fan_out), ("source", source, one.fan_in)):
        if value is not None and not 0 <= value < size:
            raise InvalidValueError(f"{name} is {shown(value)}; it must be 0 to {size - 1}.")
    return parameter_index(trace.network.layer_sizes, layer, neuron, source)


def explain_weight(trace: Trace, layer: int, neuron: int, source: int | None) -> WeightChain:
    """Explain one weight, or without a `source` one bias; see `weight_index`."""
    index = weight_index(trace, layer, neuron, source)
    if source is None:
        symbol = symbols.bias(layer, neuron)
    else:
        symbol = symbols.weight(layer, source, neuron)
    return WeightChain(
        symbol=symbol,
        index=index,
        before=float(trace.before[index]),
        samples=tuple(_sample_chain(sample, layer, neuron, source) for sample in samples_of(trace)),
        gradient=float(trace.gradient.vector[index]),
        penalty=float(trace.computed.penalty[index]),
        adjustment=float(trace.computed.adjustment[index]),
        g=float(trace.computed.g[index]),
        lines=work_out(trace, index),
        change=float(trace.change[index]),
        after=float(trace.after[index]),
    )


def _sample_chain(sample: Sample, layer: int, neuron: int, source: int | None) -> SampleChain:
    normed = sample.trace.network.layers[layer - 1].norm is not None
    if normed and source is not None:
        # Through the statistics every sample acts on every other one: no plain factor exists.
        into = symbols.product(layer, neuron)
        routes: tuple[Route, ...] = ()
        factors = [_back(into, sample.d_product(layer)[neuron])]
    else:
        into, routes = symbols.z(layer, neuron), _routes(sample, layer, neuron)
        factors = _factors_to_z(sample, layer, neuron)
    if source is None:
        factors.append(Factor(symbols.derivative(into, symbols.bias(layer, neuron)), 1.0))
    else:
        received = float(sample.handed_on(layer - 1)[source])
        by = symbols.weight(layer, source, neuron)
        factors.append(Factor(symbols.derivative(into, by), received))
    return SampleChain(sample.trace.first_row + sample.number, routes, tuple(factors))


def _back(symbol: str, value: float) -> Factor:
    """∂L_s by a quantity."""
    return Factor(symbols.derivative(symbols.OWN_LOSS, symbol), float(value))


def _factors_to_z(sample: Sample, layer: int, neuron: int) -> list[Factor]:
    """∂L_s/∂a · ∂a/∂z, with the dropout of the layer between the two if it has one."""
    a, mask = symbols.a(layer, neuron), sample.mask(layer)
    coming = sample.d_handed_on(layer)[neuron]
    if mask is None:
        factors = [_back(a, coming)]
    else:
        dropped = symbols.dropped(layer, neuron)
        kept = Factor(symbols.derivative(dropped, a), float(mask[neuron]))
        factors = [_back(dropped, coming), kept]
    slope = float(sample.slope(layer)[neuron])
    return [*factors, Factor(symbols.derivative(a, symbols.z(layer, neuron)), slope)]


def _routes(sample: Sample, layer: int, neuron: int) -> tuple[Route, ...]:
    layers = sample.trace.network.layers
    if layer == len(layers):
        return ()
    behind, back = layers[layer], sample.d_product(layer + 1)
    # What a layer with batch norm hands back is not its ∂L_s/∂z: the norm lies in between.
    reached = symbols.product if behind.norm else symbols.z
    return tuple(
        Route(
            k,
            (
                _back(reached(layer + 1, k), back[k]),
                Factor(symbols.weight(layer + 1, neuron, k), float(behind.W[neuron, k])),
            ),
        )
        for k in range(behind.fan_out)
    )


def work_out(trace: Trace, index: int) -> tuple[WorkedLine, ...]:
    """Return the optimizer's lines for one parameter, from g to Δw; none for one that is held."""
    if trace.network.fixed[index]:
        return ()
    names, values = line_symbols(trace.optimizer), known_numbers(trace, index)
    lines = []
    for line in trace.optimizer.working:
        value = float(evaluate(line.expression, values))
        written = {name: symbols.number(known) for name, known in values.items()}
        lines.append(
            WorkedLine(
                line.symbol,
                to_latex(line.expression, names),
                to_latex(line.expression, written, values),
                value,
            )
        )
        values[line.name] = value
    return tuple(lines)


def line_symbols(optimizer: Optimizer) -> dict[str, str]:
    """Return how each name in the optimizer's lines is written in LaTeX."""
    names = {**symbols.STEP_SYMBOLS, **{one.id: one.symbol for one in optimizer.parameters}}
    for line in optimizer.working:
        names[line.name], names[f"{line.name}_before"] = line.symbol, f"{line.symbol}_{{t-1}}"
    return names


def known_numbers(trace: Trace, index: int) -> dict[str, float]:
    """Return the numbers that the optimizer's lines for one parameter start from, by name."""
    return {
        **trace.optimizer.parameter_values,
        "learning_rate": trace.rates.learning_rate,
        "w": float(trace.before[index]),
        "g": float(trace.computed.g[index]),
        "t": trace.t,
        **{f"{name}_before": float(array[index]) for name, array in trace.memory_before.items()},
    }
