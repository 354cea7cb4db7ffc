"""What a worksheet gives: all that has to be known to work its lines."""

from __future__ import annotations

from collections.abc import Iterator

from . import symbols
from .chain import known_numbers, line_symbols
from .expression import names_in
from .ledger import parameter_symbols
from .symbols import formula_with_values, listed, number
from .trace import Trace


def given(trace: Trace) -> tuple[str, ...]:
    """Return the formulas that stand first on the sheet."""
    return (*_functions(trace), *_numbers(trace))


def _functions(trace: Trace) -> Iterator[str]:
    """The functions of the network, of the loss, and of what is done to the gradient."""
    layers = trace.network.layers
    for index, layer in enumerate(layers):
        yield rf"\text{{layer {index + 1}: }} {formula_with_values(layer.activation)}"
    outputs = [f"o_{{{k + 1}}} = {symbols.a(len(layers), k)}" for k in range(layers[-1].fan_out)]
    yield formula_with_values(trace.loss)
    yield listed(r"\text{for one sample } L_s \text{: } n = 1,\quad", outputs)
    if trace.is_penalized:
        rate = rf"\lambda = {number(trace.rates.regularization_rate)}"
        yield (
            rf"\text{{penalty on weights: }} \lambda\, r(w),\quad {rate},"
            rf"\quad {formula_with_values(trace.regularizer)}"
        )
    if trace.clipping.id != "none":
        limit = rf"c = {number(trace.rates.clip_limit)}"
        yield rf"\text{{clipping: }} {trace.clipping.formula},\quad {limit}"


def _numbers(trace: Trace) -> Iterator[str]:
    """The samples, the weights and biases, and what the optimizer starts from."""
    for sample, (x, target) in enumerate(zip(trace.X, trace.target, strict=True)):
        inputs = [f"{symbols.a(0, i)} = {number(value)}" for i, value in enumerate(x)]
        targets = [f"t_{{{k + 1}}} = {number(t)}" for k, t in enumerate(target)]
        yield listed(rf"\text{{sample {sample + 1}: }}", [*inputs, *targets])
    names, place = parameter_symbols(trace), 0
    for layer in trace.network.layers:
        for row in layer.matrix:
            pairs = zip(names[place : place + row.size], row, strict=True)
            yield listed("", [f"{name} = {number(value)}" for name, value in pairs])
            place += row.size
    yield listed("", [f"{symbol} = {value}" for symbol, value in _settings(trace)])
    held = [names[index] for index in trace.network.fixed.nonzero()[0]]
    if held:
        yield listed(r"\text{kept as they are: }", held)


def _settings(trace: Trace) -> Iterator[tuple[str, str]]:
    """Symbol and value of each setting that the optimizer's lines use."""
    optimizer = trace.optimizer
    used = {name for line in optimizer.working for name in names_in(line.expression)}
    written, known = line_symbols(optimizer), known_numbers(trace, 0)
    for name in ("learning_rate", "t", *optimizer.parameter_values):
        if name in used:
            yield written[name], number(known[name])
