"""Where each weight sits in the one long parameter vector.

All parameters of a network live in one float64 vector, layer after layer. The part of a layer is
a block of shape (fan_out, fan_in + 1), stored row by row: row k holds the weights into neuron k
and, in the last column, its bias. `W` (fan_in, fan_out) and `b` (fan_out,) are views into that
block, so writing to them writes to the vector. Gradients have the same layout. Behind the blocks of
all layers come the γ (fan_out,) of each layer with batch norm: so the weights are where they are
whether or not a layer is normalised.

One vector means that an optimizer updates the whole network with a few array operations, and a
layer with its bias is one matrix, ready for one matrix product.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from .arrays import FloatArray, check_count
from .errors import InvalidValueError, shown

MAX_UNITS = 4096
MAX_PARAMETERS = 4_000_000


class Block(NamedTuple):
    """The views of one layer into a vector: `matrix` (fan_out, fan_in + 1), `W` and `b`.

    `gamma` (fan_out,) has no entries in a layer without batch norm.
    """

    matrix: FloatArray
    W: FloatArray
    b: FloatArray
    gamma: FloatArray


def check_layer_sizes(layer_sizes: Sequence[int]) -> tuple[int, ...]:
    """Return the sizes (inputs, hidden …, outputs) as a tuple of ints; raise if they do not fit.

    `InvalidValueError` for fewer than two sizes, for a size outside 1 … 4096, and for more than
    4,000,000 parameters in all.
    """
    sizes = tuple(
        check_count(f"layer_sizes[{index}]", size, 1, MAX_UNITS)
        for index, size in enumerate(layer_sizes)
    )
    if len(sizes) < 2:
        raise InvalidValueError(
            f"layer_sizes is {shown(sizes)}; it must have at least an input and an output size."
        )
    n_parameters = count_parameters(sizes)
    if n_parameters > MAX_PARAMETERS:
        raise InvalidValueError(
            f"layer_sizes is {shown(sizes)}, which makes {n_parameters:,} parameters; at most"
            f" {MAX_PARAMETERS:,} are allowed."
        )
    return sizes


def count_parameters(layer_sizes: Sequence[int], normed: Sequence[bool] = ()) -> int:
    """Return the length of the parameter vector: Σ fan_out · (fan_in + 1), and one γ a neuron of
    the layers that are `normed`; there is one entry a layer, and none means that no layer is."""
    n_gammas = sum(size for size, has in zip(layer_sizes[1:], normed, strict=False) if has)
    return n_gammas + sum(fan_out * (fan_in + 1) for fan_in, fan_out in pairwise(layer_sizes))


def split(
    vector: FloatArray, layer_sizes: Sequence[int], normed: Sequence[bool] = ()
) -> tuple[Block, ...]:
    """Return the views of each layer into `vector`, from the first hidden layer to the output."""
    blocks = []
    start, tail = 0, count_parameters(layer_sizes)
    flags = normed or [False] * (len(layer_sizes) - 1)
    for fan_in, fan_out, has_gamma in zip(layer_sizes, layer_sizes[1:], flags, strict=False):
        stop = start + fan_out * (fan_in + 1)
        end = tail + (fan_out if has_gamma else 0)
        matrix = vector[start:stop].reshape(fan_out, fan_in + 1)
        blocks.append(Block(matrix, matrix[:, :-1].T, matrix[:, -1], vector[tail:end]))
        start, tail = stop, end
    return tuple(blocks)


def parameter_index(layer_sizes: Sequence[int], layer: int, neuron: int, source: int | None) -> int:
    """Where a weight, or without a source a bias, sits in the vector.

    Layers are counted from 0, the inputs; the weight leads from neuron `source` of the layer before
    to neuron `neuron` of layer `layer`.
    """
    fan_in = layer_sizes[layer - 1]
    before = count_parameters(layer_sizes[:layer])
    return before + neuron * (fan_in + 1) + (fan_in if source is None else source)


def weight_at(layer_sizes: Sequence[int], index: int) -> tuple[int, int, int | None]:
    """The reverse of `parameter_index`: layer, neuron and source of a weight, None for a bias."""
    layer = 1
    while index >= (size := (layer_sizes[layer - 1] + 1) * layer_sizes[layer]):
        index, layer = index - size, layer + 1
    neuron, source = divmod(index, layer_sizes[layer - 1] + 1)
    return layer, neuron, None if source == layer_sizes[layer - 1] else source
