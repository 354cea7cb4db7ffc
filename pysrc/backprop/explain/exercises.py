"""The lines of a worksheet: forward and backward through a sample, the gradient, the update."""

from __future__ import annotations

from collections.abc import Iterator

from ..layout import weight_at
from . import symbols
from .chain import line_symbols, work_out
from .exercise import Exercise
from .expression import to_latex
from .ledger import parameter_symbols
from .sample import Sample, samples_of
from .symbols import in_product, number
from .trace import Trace


def forward(sample: Sample) -> Iterator[Exercise]:
    """The sums and activations of a sample, from the first layer to the last, and its loss."""
    for index, layer in enumerate(sample.trace.network.layers, start=1):
        received = sample.handed_on(index - 1)
        for j in range(layer.fan_out):
            z, a = symbols.z(index, j), symbols.a(index, j)
            inputs = range(layer.fan_in)
            terms = [
                rf"{symbols.weight(index, i, j)} \cdot {symbols.a(index - 1, i)}" for i in inputs
            ]
            numbers = [_product(layer.W[i, j], received[i]) for i in inputs]
            terms.append(symbols.bias(index, j))
            numbers.append(in_product(layer.b[j]))
            yield Exercise(z, tuple(terms), tuple(numbers), number(sample.z(index)[j]))
            yield Exercise(a, (f"f({z})",), (), number(sample.a(index)[j]))
    yield Exercise(symbols.OWN_LOSS, (), (), number(sample.loss))


def backward(sample: Sample) -> Iterator[Exercise]:
    """The derivatives of this sample's own loss, from the last layer to the first."""
    layers = sample.trace.network.layers
    for index in reversed(range(1, len(layers) + 1)):
        da, dz, slope = sample.d_handed_on(index), sample.d_z(index), sample.slope(index)
        for j in range(layers[index - 1].fan_out):
            z, a = symbols.z(index, j), symbols.a(index, j)
            terms, numbers = [], []
            if index < len(layers):
                behind, back = layers[index], sample.d_z(index + 1)
                for k in range(behind.fan_out):
                    came, weight = _own(symbols.z(index + 1, k)), symbols.weight(index + 1, j, k)
                    terms.append(rf"{came} \cdot {weight}")
                    numbers.append(_product(back[k], behind.W[j, k]))
            yield Exercise(_own(a), tuple(terms), tuple(numbers), number(da[j]))
            yield Exercise(
                _own(z),
                (rf"{_own(a)} \cdot {symbols.derivative(a, z)}",),
                (_product(da[j], slope[j]),),
                number(dz[j]),
            )


def _own(symbol: str) -> str:
    return symbols.derivative(symbols.OWN_LOSS, symbol)


def gradient(trace: Trace) -> Iterator[Exercise]:
    """The gradient of each parameter, the mean over the samples."""
    samples = samples_of(trace)
    n = len(samples)
    for index, name in enumerate(parameter_symbols(trace)):
        layer, j, i = weight_at(trace.network.layer_sizes, index)
        received = [1.0 if i is None else one.handed_on(layer - 1)[i] for one in samples]
        came = "1" if i is None else symbols.a(layer - 1, i)
        term = rf"{came} \cdot {_own(symbols.z(layer, j))}"
        terms = [rf"\big( {term} \big)_{{s = {s + 1}}}" if n > 1 else term for s in range(n)]
        numbers = [
            _product(value, one.d_z(layer)[j]) for value, one in zip(received, samples, strict=True)
        ]
        yield Exercise(
            symbols.derivative(symbols.LOSS, name),
            tuple(terms),
            tuple(numbers),
            number(trace.gradient.vector[index]),
            rf"\tfrac{{1}}{{{n}}}" if n > 1 else "",
        )


def has_g(trace: Trace) -> bool:
    """Whether g, what the optimizer gets, is anything else than the gradient."""
    return trace.is_penalized or trace.clipping.id != "none"


def update(trace: Trace) -> Iterator[Exercise]:
    """From the gradient to the new value of each parameter that may move."""
    for index, symbol in enumerate(parameter_symbols(trace)):
        if trace.network.fixed[index]:
            continue
        named = rf"\text{{for }} {symbol}\text{{: }} "
        if has_g(trace):
            yield _g(trace, index, symbol, named)
        yield from _lines(trace, index, named)
        yield Exercise(
            rf"{symbol} \leftarrow {symbol} + \Delta w",
            (),
            (number(trace.before[index]), in_product(trace.change[index])),
            number(trace.after[index]),
        )


def _lines(trace: Trace, index: int, named: str) -> Iterator[Exercise]:
    """The optimizer's lines; what it remembers from the step before stands in them by number."""
    remembered = {
        f"{name}_before": number(array[index]) for name, array in trace.memory_before.items()
    }
    written = line_symbols(trace.optimizer) | remembered
    for line, worked in zip(trace.optimizer.working, work_out(trace, index), strict=True):
        yield Exercise(
            named + line.symbol,
            (to_latex(line.expression, written),),
            (worked.numbers,),
            number(worked.value),
        )


def _g(trace: Trace, index: int, symbol: str, named: str) -> Exercise:
    """What the optimizer gets of a parameter."""
    terms = [symbols.derivative(symbols.LOSS, symbol)]
    numbers = [number(trace.gradient.vector[index])]
    if trace.is_penalized and trace.network.weights_mask[index]:
        terms.append(rf"\lambda\, r'({symbol})")
        numbers.append(in_product(trace.computed.penalty[index]))
    if trace.clipping.id != "none":
        terms[-1] += r"\text{, clipped}"
        numbers[-1] += r"\text{, clipped}" if trace.computed.adjustment[index] else ""
    return Exercise(f"{named}g", tuple(terms), tuple(numbers), number(trace.computed.g[index]))


def _product(left: float, right: float) -> str:
    return rf"{in_product(left)} \cdot {in_product(right)}"
