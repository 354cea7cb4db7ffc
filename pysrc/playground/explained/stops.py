"""The stops of one update: where the values of a sample have come, and its gradients after them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Phase = Literal["initialise", "forward", "error", "backward", "update"]
_NAMES: dict[Phase, str] = {
    "initialise": "Initialise",
    "forward": "Forward pass",
    "error": "Error",
    "backward": "Backward pass",
    "update": "Weight update",
}
_NOWHERE = 99  # a layer behind all others


@dataclass(frozen=True)
class Stop:
    """One stop. `forward`: the layers whose values are known, the loss counts as one more;
    `backward`: gradients are known from this layer on; `layer` is the one just reached."""

    phase: Phase
    text: str
    forward: int
    backward: int = _NOWHERE
    layer: int = 0

    @property
    def name(self) -> str:
        """What the stage is called."""
        return _NAMES[self.phase]

    @property
    def updated(self) -> bool:
        """Whether the changes of the weights are known."""
        return self.phase == "update"


def stops_of(n_layers: int) -> tuple[Stop, ...]:
    """All stops of an update of a network with so many layers after the input."""
    first = Stop(
        "initialise", "The weights are what they are. The sample's inputs are known.", forward=0
    )
    layers = range(1, n_layers + 1)
    last = n_layers + 1
    return (
        first,
        *(_forward(layer, where_is(layer, n_layers)) for layer in layers),
        Stop("error", "The loss compares the output with the target.", last, last, n_layers),
        *(_backward(layer, where_is(layer, n_layers), last) for layer in reversed(layers)),
        Stop(
            "update",
            "Each weight has its gradient, the mean over the mini-batch; the optimizer moves it. "
            "The next stop makes this update and begins again.",
            last,
            0,
        ),
    )


def where_is(layer: int, n_layers: int) -> str:
    """How a text calls a layer."""
    return "the output" if layer == n_layers else f"layer {layer}"


def _forward(layer: int, where: str) -> Stop:
    text = f"In {where} each neuron adds up what it receives, z = Σ w a + b, and gives a = f(z)."
    return Stop("forward", text, layer, layer=layer)


def _backward(layer: int, where: str, last: int) -> Stop:
    text = (
        f"The chain rule reaches {where}: ∂Lₛ/∂a comes back over the weights, and "
        "∂Lₛ/∂z = ∂Lₛ/∂a · f′(z)."
    )
    return Stop("backward", text, last, layer, layer)
