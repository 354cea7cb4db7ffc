"""What the picture of the stages says in words, as HTML: how to read it, and all its numbers."""

from __future__ import annotations

from playground.explained.flow import brief
from playground.explained.stages import Drawn, StagesDetail
from playground.views.indices import unit_name

_BOXES = (
    "In each box the value and, below, ∂, the derivative of this sample’s loss. Blue: known on the "
    "way forward; orange: its gradient is known."
)
_SIGNS = "blue +, orange dashed −, the wider the larger."


def name_of(one: Drawn) -> str:
    """What a box is called: a unit of a neuron as the formulas write it."""
    node = one.node
    return "loss" if node.kind == "loss" else unit_name(node.kind, node.layer, node.neuron)


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
    return "not known yet" if number is None else f"{number:.8g}".replace("-", "−")


def stop_in_words(detail: StagesDetail) -> str:
    """How to read the picture, which sample it is about, and all that is known at a stop."""
    lines = "Lines are weights"
    if detail.flow.stop.updated:
        lines = "Lines are no longer the weights but their updates Δw"
    known = "; ".join(_known(one) for one in detail.drawn if one.value is not None)
    return (
        f"<p>{_BOXES} {lines}: {_SIGNS} Sample {detail.sample} of {detail.n_samples}.</p>"
        f"<details><summary>All numbers in words</summary><p>Known: {known}.</p></details>"
    )


def _known(one: Drawn) -> str:
    assert one.value is not None
    gradient = "" if one.gradient is None else f" (gradient = {brief(one.gradient)})"
    return f"{title_of(one)} = {brief(one.value)}{gradient}"
