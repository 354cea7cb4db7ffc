"""Layer and neuron as the formulas write them, in plain text: a⁽²⁾₁."""

from __future__ import annotations

_ABOVE = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def above(number: int) -> str:
    """A number as a superscript."""
    return str(number).translate(_ABOVE)


def below(number: int) -> str:
    """A number as a subscript."""
    return str(number).translate(_BELOW)


def unit_name(letter: str, layer: int, neuron: int) -> str:
    """A unit such as z⁽¹⁾₂; neurons count from 0, and the inputs are x₁, x₂."""
    return f"x{below(neuron + 1)}" if layer == 0 else f"{letter}⁽{above(layer)}⁾{below(neuron + 1)}"
