r"""A worksheet: one step of backpropagation to be done on paper, and its answer sheet.

Every line is a formula with the numbers of the traced step in it and its result left blank; the
answer sheet has the same lines with the results. Before them stands what has to be known: the
activation functions, the loss and the targets. So a class can do the very step that the network on
the screen makes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import InvalidValueError
from . import symbols
from .chain import work_out
from .ledger import parameter_symbols
from .symbols import in_product, number
from .trace import Trace

MAX_SAMPLES = 4
MAX_PARAMETERS = 60
BLANK = r"\underline{\hspace{5em}}"

_DOCUMENT = r"""\documentclass[a4paper]{{article}}
\usepackage{{amsmath,amssymb}}
\setlength{{\parindent}}{{0pt}}
\begin{{document}}
\section*{{{title}}}
{body}
\end{{document}}
"""


@dataclass(frozen=True)
class Exercise:
    """One line: the formula with its numbers, and the result that is asked for."""

    formula: str
    result: str

    def latex(self, *, answer: bool) -> str:
        """The line with the result, or with a blank in its place."""
        return f"{self.formula} = {self.result if answer else BLANK}"


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

    def latex(self, *, answers: bool) -> str:
        """Return a complete LaTeX document: the sheet with blanks, or the answer sheet."""
        lines = [r"\subsection*{Given}", *(rf"\[ {formula} \]" for formula in self.given)]
        for part in self.parts:
            lines.append(rf"\subsection*{{{part.task}}}")
            lines += [rf"\[ {one.latex(answer=answers)} \]" for one in part.exercises]
        title = "One step of backpropagation" + (": answers" if answers else "")
        return _DOCUMENT.format(title=title, body="\n".join(lines))


def worksheet(trace: Trace) -> Worksheet:
    """Return the worksheet of a traced step.

    Raises `InvalidValueError` for more than 4 samples or 60 parameters, which nobody works by hand,
    and for batch norm or dropout.
    """
    network = trace.network
    for name, value, most in (
        ("The mini-batch", trace.n_samples, MAX_SAMPLES),
        ("The number of parameters", network.n_parameters, MAX_PARAMETERS),
    ):
        if value > most:
            raise InvalidValueError(f"{name} is {value}; a worksheet takes at most {most}.")
    if any(network.normed) or network.has_dropout:
        raise InvalidValueError("A worksheet takes a network without batch norm and dropout.")
    parts = []
    for sample in range(trace.n_samples):
        where = f"sample {sample + 1}"
        parts.append(Part(f"Forward pass, {where}", tuple(_forward(trace, sample))))
        parts.append(Part(f"Backward pass, {where}", tuple(_backward(trace, sample))))
    parts.append(Part("Gradient: the mean over the samples", tuple(_gradient(trace))))
    parts.append(Part(f"Update by {trace.optimizer.label}", tuple(_update(trace))))
    return Worksheet(tuple(_given(trace)), tuple(parts))


def _given(trace: Trace) -> Iterator[str]:
    """The functions of the network and of the loss, and the targets."""
    for index, layer in enumerate(trace.network.layers):
        yield rf"\text{{layer {index + 1}: }} {layer.activation.formula}"
    yield trace.loss.formula
    for sample, target in enumerate(trace.target):
        values = r",\ ".join(f"t_{{{k + 1}}} = {number(t)}" for k, t in enumerate(target))
        yield rf"\text{{target of sample {sample + 1}: }} {values}"
    if trace.regularizer.id != "none" and trace.rates.regularization_rate:
        rate = rf"\lambda = {number(trace.rates.regularization_rate)}"
        yield rf"\text{{penalty: }} \lambda\, r(w),\quad {rate},\quad {trace.regularizer.formula}"


def _forward(trace: Trace, sample: int) -> Iterator[Exercise]:
    passed = trace.forward_pass
    for index, layer in enumerate(trace.network.layers):
        for j in range(layer.fan_out):
            terms = [
                _product(layer.W[i, j], passed.a[index][sample, i]) for i in range(layer.fan_in)
            ]
            z, a = symbols.z(index + 1, j), symbols.a(index + 1, j)
            total = " + ".join([*terms, in_product(layer.b[j])])
            yield Exercise(f"{z} = {total}", number(passed.z[index][sample, j]))
            yield Exercise(f"{a} = f({z})", number(passed.a[index + 1][sample, j]))
    rows = slice(sample, sample + 1)
    loss = trace.loss.value(passed.output[rows], trace.target[rows])
    yield Exercise("L", number(loss))


def _backward(trace: Trace, sample: int) -> Iterator[Exercise]:
    """The derivatives of this sample's own loss, from the last layer to the first."""
    n, layers = trace.n_samples, trace.network.layers
    for index in reversed(range(len(layers))):
        gradient = trace.gradient.layers[index]
        slope = layers[index].activation.derivative(
            trace.forward_pass.z[index], trace.forward_pass.a[index + 1]
        )
        for j in range(layers[index].fan_out):
            z, a = symbols.z(index + 1, j), symbols.a(index + 1, j)
            da, dz = symbols.derivative("L", a), symbols.derivative("L", z)
            formula = da
            if index + 1 < len(layers):
                behind, back = layers[index + 1], trace.gradient.layers[index + 1].dz[sample]
                formula += " = " + " + ".join(
                    _product(n * back[k], behind.W[j, k]) for k in range(behind.fan_out)
                )
            yield Exercise(formula, number(n * gradient.da[sample, j]))
            product = _product(n * gradient.da[sample, j], slope[sample, j])
            local = symbols.derivative(a, z)
            yield Exercise(
                rf"{dz} = {da} \cdot {local} = {product}", number(n * gradient.dz[sample, j])
            )


def _gradient(trace: Trace) -> Iterator[Exercise]:
    n, place = trace.n_samples, 0
    names = parameter_symbols(trace)
    for index, layer in enumerate(trace.network.layers):
        a, dz = trace.forward_pass.a[index], trace.gradient.layers[index].dz
        for j in range(layer.fan_out):
            for i in range(layer.fan_in + 1):
                inputs = a[:, i] if i < layer.fan_in else [1.0] * n
                products = (_product(inputs[s], n * dz[s, j]) for s in range(n))
                mean = " + ".join(products)
                if n > 1:
                    mean = rf"\frac{{1}}{{{n}}} \left({mean}\right)"
                formula = f"{symbols.derivative('L', names[place])} = {mean}"
                yield Exercise(formula, number(trace.gradient.vector[place]))
                place += 1


def _update(trace: Trace) -> Iterator[Exercise]:
    for index, symbol in enumerate(parameter_symbols(trace)):
        g, gradient = trace.computed.g[index], trace.gradient.vector[index]
        if g != gradient:
            yield Exercise(
                rf"g \text{{ for }} {symbol}, \text{{ with penalty and clipping}}", number(g)
            )
        for line in work_out(trace, index):
            yield Exercise(f"{line.symbol} = {line.numbers}", number(line.value))
        yield Exercise(rf"{symbol} + \Delta w", number(trace.after[index]))


def _product(left: float, right: float) -> str:
    return rf"{in_product(left)} \cdot {in_product(right)}"
