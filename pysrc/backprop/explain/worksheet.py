r"""A worksheet: one step of backpropagation to be done on paper, and its answer sheet.

First stands what is given: the functions, the samples, the weights and biases and all that the
optimizer starts from. Then come the lines of the work, each with its formula in symbols and a blank
for its result; nothing on the sheet gives a result away. The answer sheet has the same lines with
the numbers in the formula and the result behind it. So a class can do the very step that the
network on the screen makes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..errors import InvalidValueError
from ..layout import weight_at
from . import symbols
from .chain import known_numbers, line_symbols, work_out
from .expression import names_in, to_latex
from .ledger import parameter_symbols
from .sample import Sample, samples_of
from .symbols import formula_with_values, in_product, in_rows, number, rows_of
from .trace import Trace

MAX_SAMPLES = 4
MAX_PARAMETERS = 60
# What fits on a row of a printed sheet.
_SYMBOLS_OF_A_ROW, _NUMBERS_OF_A_ROW = 4, 3
BLANK = r"\underline{\hspace{5em}}"

_DOCUMENT = r"""\documentclass[a4paper,fleqn]{{article}}
\usepackage{{amsmath,amssymb}}
\usepackage[margin=1.6cm]{{geometry}}
\setlength{{\parindent}}{{0pt}}
\setlength{{\mathindent}}{{0pt}}
\begin{{document}}
\section*{{{title}}}
{body}
\end{{document}}
"""


@dataclass(frozen=True)
class Exercise:
    """One line: a quantity, the terms whose sum it is, in symbols and in numbers, and its result.

    Both kinds of terms are LaTeX; `factor` stands before their sum. `numbers` is empty where a
    formula has none of its own, as a = f(z).
    """

    name: str
    terms: tuple[str, ...]
    numbers: tuple[str, ...]
    result: str
    factor: str = ""

    def latex(self, *, answer: bool) -> str:
        """The line with its numbers and the result, or with a blank in their place."""
        terms, numbers = self._sum(self.terms), self._sum(self.numbers)
        if not answer:
            return in_rows(self.name, rows_of([*terms, f"= {BLANK}"], _SYMBOLS_OF_A_ROW))
        worked = [*numbers, f"= {self.result}"]
        if len(terms) + len(worked) <= _NUMBERS_OF_A_ROW:
            return in_rows(self.name, [" ".join([*terms, *worked])])
        rows = rows_of(terms, _SYMBOLS_OF_A_ROW) + rows_of(worked, _NUMBERS_OF_A_ROW)
        return in_rows(self.name, rows)

    def _sum(self, terms: tuple[str, ...]) -> list[str]:
        """The terms with the signs before them, and the factor around all."""
        if not terms:
            return []
        first, *others = terms
        if not self.factor:
            return [f"= {first}", *(f"{{}} + {term}" for term in others)]
        pieces = [rf"= {self.factor} \Big( {first}", *(f"{{}} + {term}" for term in others)]
        return [*pieces[:-1], rf"{pieces[-1]} \Big)"]


@dataclass(frozen=True)
class Part:
    """A step of the work: what is to be done, in words, and its lines."""

    task: str
    exercises: tuple[Exercise, ...]


@dataclass(frozen=True)
class Worksheet:
    """What is given, as formulas, and the parts in the order in which they are worked."""

    given: tuple[str, ...]
    parts: tuple[Part, ...]

    def title(self, *, answers: bool) -> str:
        """What stands above the sheet."""
        return "One step of backpropagation" + (": answers" if answers else "")

    def latex(self, *, answers: bool) -> str:
        """Return a complete LaTeX document: the sheet with blanks, or the answer sheet."""
        lines = [r"\subsection*{Given}", *(rf"\[ {formula} \]" for formula in self.given)]
        for part in self.parts:
            lines.append(rf"\subsection*{{{part.task}}}")
            lines += [rf"\[ {one.latex(answer=answers)} \]" for one in part.exercises]
        return _DOCUMENT.format(title=self.title(answers=answers), body="\n".join(lines))


def worksheet(trace: Trace) -> Worksheet:
    """Return the worksheet of a traced step.

    Raises `InvalidValueError` for more than 4 samples or 60 parameters, which nobody works by hand,
    and for batch norm or dropout.
    """
    network = trace.network
    for name, value, most, smaller in (
        ("The mini-batch", trace.n_samples, MAX_SAMPLES, "batch size"),
        ("The number of parameters", network.n_parameters, MAX_PARAMETERS, "network"),
    ):
        if value > most:
            raise InvalidValueError(
                f"{name} is {value}; a worksheet takes at most {most}. Choose a smaller {smaller}."
            )
    if any(network.normed) or network.has_dropout:
        raise InvalidValueError("A worksheet takes a network without batch norm and dropout.")
    parts = []
    for sample in samples_of(trace):
        where = f"sample {sample.number + 1}"
        parts.append(Part(f"Forward pass, {where}", tuple(_forward(sample))))
        parts.append(Part(f"Backward pass, {where}", tuple(_backward(sample))))
    parts.append(Part("Gradient: the mean over the samples", tuple(_gradient(trace))))
    by = f"Update by {trace.optimizer.label}" + ("" if _has_g(trace) else "; g is the gradient")
    parts.append(Part(by, tuple(_update(trace))))
    return Worksheet((*_functions(trace), *_numbers(trace)), tuple(parts))


def _functions(trace: Trace) -> Iterator[str]:
    """The functions of the network, of the loss, and of what is done to the gradient."""
    layers = trace.network.layers
    for index, layer in enumerate(layers):
        yield rf"\text{{layer {index + 1}: }} {formula_with_values(layer.activation)}"
    outputs = [f"o_{{{k + 1}}} = {symbols.a(len(layers), k)}" for k in range(layers[-1].fan_out)]
    yield formula_with_values(trace.loss)
    yield _listed(r"\text{for one sample } L_s \text{: } n = 1,\quad", outputs)
    if _is_penalized(trace):
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
        yield _listed(rf"\text{{sample {sample + 1}: }}", [*inputs, *targets])
    names, place = parameter_symbols(trace), 0
    for layer in trace.network.layers:
        for row in layer.matrix:
            pairs = zip(names[place : place + row.size], row, strict=True)
            yield _listed("", [f"{name} = {number(value)}" for name, value in pairs])
            place += row.size
    yield _listed("", [f"{symbol} = {value}" for symbol, value in _settings(trace)])
    held = [names[index] for index in trace.network.fixed.nonzero()[0]]
    if held:
        yield _listed(r"\text{kept as they are: }", held)


def _listed(head: str, things: Sequence[str]) -> str:
    """Things with commas between them."""
    pieces = [*(f"{thing}," for thing in things[:-1]), things[-1]]
    return in_rows(head, rows_of(pieces, _SYMBOLS_OF_A_ROW, r"\quad "))


def _settings(trace: Trace) -> Iterator[tuple[str, str]]:
    """Symbol and value of each setting that the optimizer's lines use."""
    optimizer = trace.optimizer
    used = {name for line in optimizer.working for name in names_in(line.expression)}
    written, known = line_symbols(optimizer), known_numbers(trace, 0)
    for name in ("learning_rate", "t", *optimizer.parameter_values):
        if name in used:
            yield written[name], number(known[name])


def _is_penalized(trace: Trace) -> bool:
    return trace.regularizer.id != "none" and bool(trace.rates.regularization_rate)


def _has_g(trace: Trace) -> bool:
    """Whether g is anything else than the gradient."""
    return _is_penalized(trace) or trace.clipping.id != "none"


def _forward(sample: Sample) -> Iterator[Exercise]:
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


def _backward(sample: Sample) -> Iterator[Exercise]:
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


def _gradient(trace: Trace) -> Iterator[Exercise]:
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


def _update(trace: Trace) -> Iterator[Exercise]:
    for index, symbol in enumerate(parameter_symbols(trace)):
        if trace.network.fixed[index]:
            continue
        named = rf"\text{{for }} {symbol}\text{{: }} "
        if _has_g(trace):
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
    if _is_penalized(trace) and trace.network.weights_mask[index]:
        terms.append(rf"\lambda\, r'({symbol})")
        numbers.append(in_product(trace.computed.penalty[index]))
    if trace.clipping.id != "none":
        terms[-1] += r"\text{, clipped}"
        numbers[-1] += r"\text{, clipped}" if trace.computed.adjustment[index] else ""
    return Exercise(f"{named}g", tuple(terms), tuple(numbers), number(trace.computed.g[index]))


def _product(left: float, right: float) -> str:
    return rf"{in_product(left)} \cdot {in_product(right)}"
