r"""The update ledger: for every parameter of one step, where its change comes from.

    g = ∂L/∂w + penalty + adjustment        w_after = w_before + Δw

The adjustment is what clipping takes away, and for a parameter that may not move all of the rest.
Δw is what the optimizer's rule makes of g. Every number is read off the traced step, so a row's
sums are those of the training itself.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

from . import symbols
from .trace import Trace


@dataclass(frozen=True)
class Row:
    """One parameter: its name in the network, its symbol in LaTeX, and the numbers."""

    name: str
    symbol: str
    before: float
    gradient: float
    penalty: float
    adjustment: float
    g: float
    change: float
    after: float


HEADINGS = (
    r"\text{parameter}",
    "w",
    r"\partial L / \partial w",
    r"\text{penalty}",
    r"\text{adjustment}",
    "g",
    r"\Delta w",
    r"w + \Delta w",
)


def parameter_symbols(trace: Trace) -> tuple[str, ...]:
    """The symbol of each parameter, in the layout of `network.parameters`."""
    found: list[str] = []
    layers = trace.network.layers
    for number, layer in enumerate(layers, start=1):
        for neuron in range(layer.fan_out):
            found += [symbols.weight(number, source, neuron) for source in range(layer.fan_in)]
            found.append(symbols.bias(number, neuron))
    for number, layer in enumerate(layers, start=1):
        if layer.norm:
            found += [symbols.gamma(number, neuron) for neuron in range(layer.fan_out)]
    return tuple(found)


def ledger(trace: Trace, part: slice = slice(None)) -> tuple[Row, ...]:
    """Return one row for each parameter, or for a part, in the layout of `network.parameters`."""
    gradient, penalty, g = trace.gradient.vector, trace.computed.penalty, trace.computed.g
    columns = (
        trace.before,
        gradient,
        penalty,
        trace.computed.adjustment,
        g,
        trace.change,
        trace.after,
    )
    numbers = zip(*(column[part].tolist() for column in columns), strict=True)
    names = zip(trace.network.parameter_names[part], parameter_symbols(trace)[part], strict=True)
    return tuple(Row(*name, *row) for name, row in zip(names, numbers, strict=True))


def to_csv(rows: Sequence[Row]) -> str:
    """Return the ledger as CSV with a header; numbers keep every bit."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [field.name for field in fields(Row) if field.name != "symbol"]
    writer.writerow(names)
    writer.writerows([getattr(row, name) for name in names] for row in rows)
    return out.getvalue()


def to_latex(rows: Sequence[Row], digits: int = symbols.DIGITS) -> str:
    """Return the ledger as a LaTeX array, to stand in a displayed formula."""
    lines = [" & ".join(HEADINGS) + r" \\ \hline"]
    for row in rows:
        _, symbol, *numbers = astuple(row)
        cells = [symbol, *(symbols.number(value, digits) for value in numbers)]
        lines.append(" & ".join(cells) + r" \\")
    return "\n".join([r"\begin{array}{l|rrrrrrr}", *lines, r"\end{array}"])
