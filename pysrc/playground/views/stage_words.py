"""What the picture of the stages says in words."""

from __future__ import annotations

from playground.explained.stages import Drawn, StagesDetail


def title_of(one: Drawn) -> str:
    """Which node it is."""
    node = one.node
    if node.kind == "loss":
        return "the loss"
    if node.kind == "input":
        return f"input {node.neuron + 1}"
    what = "sum" if node.kind == "z" else "activation"
    return f"{what} of neuron {node.neuron + 1}, layer {node.layer}"


def in_full(number: float | None) -> str:
    """A number with all digits that can be read, if it is known."""
    return "not known yet" if number is None else _with_digits(8, number)


def stop_in_words(detail: StagesDetail) -> str:
    """Which sample it is about, and all that is known at a stop."""
    known = [
        f"{title_of(one)} = {_with_digits(3, one.value)}{_gradient_of(one)}"
        for one in detail.drawn
        if one.value is not None
    ]
    return f"Sample {detail.sample} of {detail.n_samples}. Known: {'; '.join(known)}."


def _gradient_of(one: Drawn) -> str:
    return "" if one.gradient is None else f" (gradient = {_with_digits(3, one.gradient)})"


def _with_digits(digits: int, number: float) -> str:
    return f"{number:.{digits}g}".replace("-", "−")
