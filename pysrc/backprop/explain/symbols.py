r"""How the quantities of a network are written: one notation for all explanations.

Layers are counted from 1, the first hidden one; the inputs are layer 0. Neurons count from 1. So
w^{(2)}_{3,1} is the weight from neuron 3 of layer 1 to neuron 1 of layer 2, and a^{(0)}_2 is the
second input. Numbers are written with a stated number of significant digits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ..registry import Entry

DIGITS = 6
_THINGS_OF_A_ROW = 4

# The loss of the mini-batch, and of one sample alone.
LOSS, OWN_LOSS = "L", "L_s"

# What every optimizer's lines may start from; its own parameters carry their symbols with them.
STEP_SYMBOLS: Mapping[str, str] = {"learning_rate": r"\eta", "w": "w", "g": "g", "t": "t"}


def weight(layer: int, source: int, neuron: int) -> str:
    """The weight from neuron `source` (from 0) of the layer before to neuron `neuron` (from 0)."""
    return f"w^{{({layer})}}_{{{source + 1},{neuron + 1}}}"


def bias(layer: int, neuron: int) -> str:
    """The bias of a neuron."""
    return f"b^{{({layer})}}_{{{neuron + 1}}}"


def gamma(layer: int, neuron: int) -> str:
    """The factor that batch norm gives a neuron."""
    return rf"\gamma^{{({layer})}}_{{{neuron + 1}}}"


def z(layer: int, neuron: int) -> str:
    """What the activation function of a neuron gets."""
    return f"z^{{({layer})}}_{{{neuron + 1}}}"


def product(layer: int, neuron: int) -> str:
    """What the batch norm of a neuron gets: the product of inputs and weights."""
    return f"(a W)^{{({layer})}}_{{{neuron + 1}}}"


def a(layer: int, neuron: int) -> str:
    """The activation of a neuron; in layer 0 the input itself."""
    return f"a^{{({layer})}}_{{{neuron + 1}}}" if layer else f"x_{{{neuron + 1}}}"


def dropped(layer: int, neuron: int) -> str:
    """An activation behind the dropout of its layer."""
    return rf"\tilde{{a}}^{{({layer})}}_{{{neuron + 1}}}"


def derivative(of: str, by: str) -> str:
    """∂of/∂by."""
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


def values_of(entry: Entry) -> tuple[str, ...]:
    """The value of each parameter of an entry: α = 0.01."""
    values = entry.parameter_values
    return tuple(f"{one.symbol} = {number(values[one.id])}" for one in entry.parameters)


def formula_with_values(entry: Entry) -> str:
    """The formula of an entry, and behind it the values of its parameters."""
    return r",\quad ".join([entry.formula, *values_of(entry)])


def number(value: float, digits: int = DIGITS) -> str:
    """A number in LaTeX: 0.25, -3, 1.2 · 10⁻⁷. Not finite numbers are written as words."""
    if not math.isfinite(value):
        return r"\text{not a number}" if math.isnan(value) else rf"{'-' * (value < 0)}\infty"
    text = f"{value + 0.0:.{digits}g}"  # -0.0 + 0.0 is 0.0
    if "e" not in text:
        return text
    factor, exponent = text.split("e")
    return rf"{factor} \cdot 10^{{{int(exponent)}}}"


def rows_of(pieces: Sequence[str], most: int, between: str = " ") -> list[str]:
    """The pieces of a formula as rows, at most so many on one."""
    return [between.join(pieces[at : at + most]) for at in range(0, len(pieces), most)]


def in_rows(head: str, rows: Sequence[str]) -> str:
    """`head` and the rows that follow it, one below the other."""
    if len(rows) == 1:
        return f"{head} {rows[0]}"
    body = r" \\ & ".join(rows)
    return rf"\begin{{aligned}} {head} & {body} \end{{aligned}}"


def listed(head: str, things: Sequence[str]) -> str:
    """`head`, and things with commas between them, in rows."""
    pieces = [*(f"{thing}," for thing in things[:-1]), things[-1]]
    return in_rows(head, rows_of(pieces, _THINGS_OF_A_ROW, r"\quad "))


def in_product(value: float) -> str:
    """A number as it stands in a product: in parentheses where it would be misread without."""
    text = number(value)
    return rf"\left({text}\right)" if text.startswith("-") or r"\cdot" in text else text
