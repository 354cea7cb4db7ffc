r"""One weight: the chain rule for it, sample by sample, and the optimizer's work on it, to its new
value.

For the weight from neuron i to neuron j of layer l, each sample s of the mini-batch adds

    ∂L/∂w = Σ_s  ∂L/∂a_j  ·  ∂a_j/∂z_j  ·  ∂z_j/∂w        with ∂z_j/∂w = a_i  (1 for a bias)

and ∂L/∂a_j comes from the layer behind, over every neuron k that a_j leads to:

    ∂L/∂a_j = Σ_k  ∂L/∂z_k · w_jk        or from the loss itself, in the last layer.

Batch norm and dropout put a factor of their own into the chain; it is shown where they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import InvalidValueError, shown
from ..layout import parameter_index
from ..optimizers import Optimizer
from . import symbols
from .expression import evaluate, to_latex
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
    """The chain of one sample. `row` counts in the training set; the product of `factors` is what
    the sample adds to the gradient. The sum of `routes` is the first factor; there are none in the
    last layer, where it comes from the loss, and behind batch norm.
    """

    row: int
    routes: tuple[Route, ...]
    factors: tuple[Factor, ...]
    product: float


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

    `index` is its place in `network.parameters`. The products of `samples` sum up to `gradient`;
    with `penalty` and the `adjustment` of clipping or a freeze that is `g`. `lines` turn it into
    `change`.
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
        samples=tuple(
            _sample_chain(trace, sample, layer, neuron, source) for sample in range(trace.n_samples)
        ),
        gradient=float(trace.gradient.vector[index]),
        penalty=float(trace.computed.penalty[index]),
        adjustment=float(trace.computed.adjustment[index]),
        g=float(trace.computed.g[index]),
        lines=work_out(trace, index),
        change=float(trace.change[index]),
        after=float(trace.after[index]),
    )


def _sample_chain(
    trace: Trace, sample: int, layer: int, neuron: int, source: int | None
) -> SampleChain:
    passed, gradient = trace.forward_pass, trace.gradient.layers[layer - 1]
    one = trace.network.layers[layer - 1]
    a, z = symbols.a(layer, neuron), symbols.z(layer, neuron)
    mask = passed.masks[layer - 1]
    kept = 1.0 if mask is None else float(mask[sample, neuron])
    slope = one.activation.derivative(passed.z[layer - 1], passed.a[layer])[sample, neuron]
    coming = _coming_back(trace, sample, layer, neuron)
    factors = [Factor(symbols.derivative("L", a), coming)]
    if mask is not None:
        # What the next layer gets is ã = mask · a.
        dropped = symbols.dropped(layer, neuron)
        factors = [
            Factor(symbols.derivative("L", dropped), coming),
            Factor(symbols.derivative(dropped, a), kept),
        ]
    factors.append(Factor(symbols.derivative(a, z), float(slope)))
    into, dz = z, float(gradient.dz[sample, neuron])
    if one.norm and source is not None:
        # Through the statistics every sample acts on every other one: no plain factor exists.
        factors = [
            Factor(symbols.derivative("L", "(a W)"), float(gradient.d_product[sample, neuron]))
        ]
        into, dz = "(a W)", factors[0].value
    if source is not None:
        received = float(passed.inputs_of(layer - 1)[sample, source])
        factors.append(
            Factor(symbols.derivative(into, symbols.weight(layer, source, neuron)), received)
        )
    else:
        received = 1.0
        factors.append(Factor(symbols.derivative(into, symbols.bias(layer, neuron)), received))
    return SampleChain(
        row=trace.first_row + sample,
        routes=() if into == "(a W)" else _routes(trace, sample, layer, neuron),
        factors=tuple(factors),
        product=dz * received,
    )


def _coming_back(trace: Trace, sample: int, layer: int, neuron: int) -> float:
    """∂L/∂a of a neuron, before its dropout."""
    if layer == len(trace.network.layers):
        return float(trace.computed.d_output[sample, neuron])
    behind = trace.network.layers[layer]
    return float(trace.gradient.layers[layer].d_product[sample] @ behind.W[neuron])


def _routes(trace: Trace, sample: int, layer: int, neuron: int) -> tuple[Route, ...]:
    if layer == len(trace.network.layers):
        return ()
    behind, back = trace.network.layers[layer], trace.gradient.layers[layer].d_product[sample]
    # What a layer with batch norm hands back is not its ∂L/∂z: the norm lies in between.
    reached = symbols.product if behind.norm else symbols.z
    return tuple(
        Route(
            k,
            (
                Factor(symbols.derivative("L", reached(layer + 1, k)), float(back[k])),
                Factor(symbols.weight(layer + 1, neuron, k), float(behind.W[neuron, k])),
            ),
        )
        for k in range(behind.fan_out)
    )


def work_out(trace: Trace, index: int) -> tuple[WorkedLine, ...]:
    """Return the optimizer's lines for one parameter, from g to Δw; none for a rule without."""
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
    names = dict(symbols.PARAMETER_SYMBOLS)
    for line in optimizer.working:
        names[line.name], names[f"{line.name}_before"] = line.symbol, f"{line.symbol}_{{t-1}}"
    return names


def known_numbers(trace: Trace, index: int) -> dict[str, float]:
    """Return the numbers that the optimizer's lines for one parameter start from, by name."""
    optimizer = trace.optimizer
    parameters: Mapping[str, float] = {one.id: one.default for one in optimizer.parameters}
    return {
        **parameters,
        **optimizer.settings,
        "learning_rate": trace.rates.learning_rate,
        "w": float(trace.before[index]),
        "g": float(trace.computed.g[index]),
        "t": trace.t,
        **{f"{name}_before": float(array[index]) for name, array in trace.memory_before.items()},
    }
