"""The gradient of one mini-batch in prepared calls: forward, loss, and the chain rule backward."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import groupby, pairwise
from operator import attrgetter

import numpy as np

from ..arrays import FloatArray
from ..layers import Layer
from ..layout import Block
from ..losses import Loss
from ..network import Network
from .activations import DERIVATIVES, FUNCTIONS
from .calls import Calls, Twin, find_twin, store
from .dropout import DropoutCalls
from .forward import activation_calls
from .losses import gradient_calls
from .norm import NormCalls
from .products import product


@dataclass(frozen=True, eq=False)
class LayerBuffers:
    """The arrays of one layer, (fan_out, n_samples); `a_and_ones` has one row more.

    `z` is the same array as `a` when f'(z) is computed from a. `dz` holds ∂L/∂a first and then
    ∂L/∂z. `d_matrix` (fan_out, fan_in + 1) is the layer's block of the gradient. `rows` says
    where `a` and `slope` sit in the workspace's arrays. `norm` and `dropout` are what the layer has
    on top.
    """

    layer: Layer
    rows: slice
    z: FloatArray
    a: FloatArray
    a_and_ones: FloatArray
    slope: FloatArray
    slope_twin: Twin | None
    dz: FloatArray
    d_matrix: FloatArray
    norm: NormCalls | None
    dropout: DropoutCalls | None

    @property
    def handed_on(self) -> FloatArray:
        """What the next layer gets, (fan_out + 1, n_samples)."""
        return self.dropout.handed_on if self.dropout else self.a_and_ones

    def activate(self) -> Calls:
        """From the product in `z` to what is handed on."""
        return [
            *(self.norm.forward(self.z) if self.norm else []),
            *activation_calls(self.layer.activation, self.z, self.a),
            *(self.dropout.forward() if self.dropout else []),
        ]

    def descend(self) -> Calls:
        """From ∂L/∂(what is handed on), in `dz`, to ∂L/∂(the product)."""
        return [
            *(self.dropout.backward(self.dz) if self.dropout else []),
            partial(np.multiply, self.dz, self.slope, self.dz),
            *(self.norm.backward(self.dz) if self.norm else []),
        ]

    def weigh(self, inputs: FloatArray, n_samples: int) -> Calls:
        """The gradient of the weights and the biases; `inputs` (fan_in + 1, n_samples)."""
        put_bias = self.norm.put_bias() if self.norm else []
        return [product(self.dz, inputs.T, self.d_matrix, n_samples), *put_bias]


class Workspace:
    """The buffers for one size of mini-batch, and the calls that its mini-batches share.

    The activations of all layers, each with its row of ones, are rows of one array. The slopes
    f'(z) are the same rows of a second array.
    """

    def __init__(
        self,
        network: Network,
        gradient: FloatArray,
        n_samples: int,
        rng: np.random.Generator | None = None,
    ) -> None:
        """Allocate for `network` and for its flat `gradient`, which the calls will fill.

        `rng` draws the masks of dropout.
        """
        self._rng = rng
        self.n_samples = n_samples
        n_rows = sum(layer.fan_out + 1 for layer in network.layers)
        self.activations = np.ones((n_rows, n_samples))
        self.slopes = np.ones((n_rows, n_samples))
        self.layers: list[LayerBuffers] = []
        start = 0
        for layer, block in zip(network.layers, network.split(gradient), strict=True):
            self.layers.append(self._allocate(layer, start, block))
            start += layer.fan_out + 1
        self._forward = self._forward_calls()
        self._backward = [*self._slope_calls(), *self._backward_calls()]

    def gradient_calls(self, inputs: FloatArray, target: FloatArray, loss: Loss) -> Calls:
        """Prepare the gradient for `inputs` (n_inputs + 1, n_samples), whose last row is ones."""
        first, last = self.layers[0], self.layers[-1]
        return [
            product(first.layer.matrix, inputs, first.z, self.n_samples),
            *self._forward,
            *gradient_calls(loss, last.a, target, last.dz),
            *self._backward,
            *first.weigh(inputs, self.n_samples),
        ]

    def _allocate(self, layer: Layer, start: int, gradient: Block) -> LayerBuffers:
        rows = slice(start, start + layer.fan_out)
        a = self.activations[rows]
        slope_twin = find_twin(DERIVATIVES, layer.activation.derivative)
        in_place = slope_twin and find_twin(FUNCTIONS, layer.activation.function)
        return LayerBuffers(
            layer=layer,
            rows=rows,
            z=a if in_place else np.empty_like(a),
            a=a,
            a_and_ones=self.activations[start : rows.stop + 1],
            slope=self.slopes[rows],
            slope_twin=slope_twin,
            dz=np.empty_like(a),
            d_matrix=gradient.matrix,
            norm=NormCalls(layer, layer.norm, gradient, self.n_samples) if layer.norm else None,
            dropout=self._dropout_of(layer, a),
        )

    def _dropout_of(self, layer: Layer, a: FloatArray) -> DropoutCalls | None:
        if not layer.options.dropout:
            return None
        assert self._rng  # the trainer has asked for it
        return DropoutCalls(a, layer.options.dropout, self._rng)

    def _forward_calls(self) -> Calls:
        """From z of the first layer to a of the last: z = matrix · (a, 1), a = f(z)."""
        calls = self.layers[0].activate()
        for before, this in pairwise(self.layers):
            calls.append(product(this.layer.matrix, before.handed_on, this.z, self.n_samples))
            calls += this.activate()
        return calls

    def _slope_calls(self) -> Calls:
        """f'(z), for neighbouring layers with the same activation in one go."""
        calls: Calls = []
        for twin, group in groupby(self.layers, key=attrgetter("slope_twin")):
            members = list(group)
            if twin is None:
                calls += [
                    partial(store, one.slope, one.layer.activation.derivative, one.z, one.a)
                    for one in members
                ]
            else:
                rows = slice(members[0].rows.start, members[-1].rows.stop)
                calls += twin(self.activations[rows], self.slopes[rows])
        return calls

    def _backward_calls(self) -> Calls:
        """From ∂L/∂a of the last layer to ∂L/∂z of the first, and all gradients but the first."""
        calls: Calls = []
        for before, this in reversed(list(pairwise(self.layers))):
            calls += this.descend()
            calls += this.weigh(before.handed_on, self.n_samples)
            calls.append(product(this.layer.W, this.dz, before.dz, self.n_samples))
        return [*calls, *self.layers[0].descend()]
