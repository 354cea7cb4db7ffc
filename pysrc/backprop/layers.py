"""What a network is made of: its layers, what each may have on top, and the results of a pass.

A layer multiplies and activates. `LayerOptions` says what else it does: batch norm between the
product and the activation, dropout behind the activation; and which of its parameters may not
move, because the layer is frozen, because its biases are kept or because a connection is cut. A
connection that is cut has the weight 0 and keeps it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .activations import Activation
from .arrays import FloatArray, check_number
from .batch_norm import BatchNorm, Normed
from .dropout import MAX_DROPOUT
from .errors import InvalidValueError, shown

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class LayerOptions:
    """What a layer has beside its weights, biases and activation; the default is nothing.

    `dropout` is the share of activations that is missing in training, 0 to 0.9. A `frozen` layer
    keeps every bit of its parameters, and its batch norm uses the running statistics as they are.
    `connected` (fan_in, fan_out) is False where a connection is cut; None means that all exist.
    With `keep_bias` the layer learns all but its biases, which stay as they are. The output layer
    can have neither batch norm nor dropout.
    """

    batch_norm: bool = False
    dropout: float = 0.0
    frozen: bool = False
    connected: BoolArray | None = None
    keep_bias: bool = False


@dataclass(frozen=True, eq=False)
class Layer:
    """One dense layer. `W` (fan_in, fan_out) and `b` (fan_out,) are views of `parameters`.

    `matrix` (fan_out, fan_in + 1) is the same memory as one block: W transposed, then b.
    `norm` is its batch norm, if it has one.
    """

    W: FloatArray
    b: FloatArray
    activation: Activation
    matrix: FloatArray
    options: LayerOptions = LayerOptions()
    norm: BatchNorm | None = None

    @property
    def fan_in(self) -> int:
        """The number of inputs of each neuron of this layer."""
        return self.W.shape[0]

    @property
    def fan_out(self) -> int:
        """The number of neurons of this layer."""
        return self.W.shape[1]


@dataclass(frozen=True, eq=False)
class ForwardPass:
    """Everything that the forward pass computed, kept for the backward pass and for pictures.

    `z[l]`, what the activation function gets, and `a[l + 1]`, what it gives, both (n_samples,
    fan_out), belong to `network.layers[l]`; `a[0]` is X. `normed[l]` is the work of that layer's
    batch norm and `masks[l]` what its dropout multiplied `a[l + 1]` with, or None.
    """

    z: tuple[FloatArray, ...]
    a: tuple[FloatArray, ...]
    normed: tuple[Normed | None, ...]
    masks: tuple[FloatArray | None, ...]

    @property
    def output(self) -> FloatArray:
        """The activations of the last layer, (n_samples, n_outputs)."""
        return self.a[-1]

    def inputs_of(self, index: int) -> FloatArray:
        """What `network.layers[index]` received: the activations before it, behind the dropout."""
        mask = self.masks[index - 1] if index else None
        return self.a[index] if mask is None else self.a[index] * mask


@dataclass(frozen=True, eq=False)
class LayerGradient:
    """The derivatives of the loss for one layer.

    `dW` (fan_in, fan_out), `db` (fan_out,) and `d_gamma` (fan_out,), empty without batch norm, are
    views into the flat gradient. For each sample, all (n_samples, fan_out), `da`, `dz` and
    `d_product` say how the loss changes with the activation a, with z, and with the product of
    inputs and W; without batch norm the last two are the same.
    """

    dW: FloatArray
    db: FloatArray
    d_gamma: FloatArray
    da: FloatArray
    dz: FloatArray
    d_product: FloatArray


@dataclass(frozen=True, eq=False)
class Gradient:
    """∂L/∂(every parameter): one `vector` in the layout of `parameters`, and views by layer."""

    vector: FloatArray
    layers: tuple[LayerGradient, ...]


def check_options(
    options: Sequence[LayerOptions] | None, layer_sizes: Sequence[int]
) -> tuple[LayerOptions, ...]:
    """Return one `LayerOptions` for each layer after the input; `InvalidValueError` otherwise."""
    n_layers = len(layer_sizes) - 1
    given = (LayerOptions(),) * n_layers if options is None else tuple(options)
    if len(given) != n_layers:
        raise InvalidValueError(
            f"options has {len(given)} entries; it must have {n_layers}, one for each layer after"
            " the input."
        )
    for index, one in enumerate(given):
        check_number(f"options[{index}].dropout", one.dropout, 0.0, MAX_DROPOUT)
        shape = (layer_sizes[index], layer_sizes[index + 1])
        mask = one.connected
        if mask is not None and (mask.shape != shape or mask.dtype != np.bool_):
            raise InvalidValueError(
                f"options[{index}].connected has shape {mask.shape} and type {mask.dtype}; it must"
                f" be {shape} and bool."
            )
    if given[-1].batch_norm or given[-1].dropout:
        raise InvalidValueError(
            f"The last entry of options is {shown(given[-1])}; the output layer can have neither"
            " batch norm nor dropout."
        )
    return given
