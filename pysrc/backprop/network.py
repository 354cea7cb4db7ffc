r"""A dense neural network: the forward pass, and the chain rule that runs backward through it.

The network is a chain of layers. Layer l takes the activations a_(l-1) of the layer before it:

    forward     z_l = a_(l-1) W_l + b_l        a_l = f_l(z_l)        a_0 = X

Every array has one row a sample. Training needs the derivative of the loss L by every weight.
The loss gives ∂L/∂a for the last layer; from there the chain rule walks back, layer by layer:

    backward    dz_l = da_l ∘ f_l'(z_l)                through the activation
                dW_l = a_(l-1)ᵀ dz_l                   into the weights
                db_l = Σ_samples dz_l                  into the biases
                da_(l-1) = dz_l W_lᵀ                   on to the layer before

where dz means ∂L/∂z, dW means ∂L/∂W, and so on, and ∘ multiplies element by element. These are
the equations of backpropagation: Rumelhart, Hinton & Williams, Nature 323 (1986);
Nielsen, "Neural Networks and Deep Learning" (2015), chapter 2 (BP1 to BP4); Goodfellow, Bengio &
Courville, "Deep Learning" (2016), algorithm 6.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from .activations import ACTIVATIONS, Activation
from .arrays import FloatArray, as_matrix
from .errors import InvalidValueError, shown
from .initializers import INITIALIZERS, Initializer
from .layout import check_layer_sizes, count_parameters, split


@dataclass(frozen=True, eq=False)
class Layer:
    """One dense layer. `W` (fan_in, fan_out) and `b` (fan_out,) are views of `parameters`.

    `matrix` (fan_out, fan_in + 1) is the same memory as one block: W transposed, then b.
    """

    W: FloatArray
    b: FloatArray
    activation: Activation
    matrix: FloatArray

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

    `z[l]` and `a[l + 1]`, both (n_samples, fan_out), belong to `network.layers[l]`; `a[0]` is X.
    """

    z: tuple[FloatArray, ...]
    a: tuple[FloatArray, ...]

    @property
    def output(self) -> FloatArray:
        """The activations of the last layer, (n_samples, n_outputs)."""
        return self.a[-1]


@dataclass(frozen=True, eq=False)
class LayerGradient:
    """The derivatives of the loss for one layer.

    `dW` (fan_in, fan_out) and `db` (fan_out,) are views into the flat gradient; `dz`
    (n_samples, fan_out) says how the loss changes with each sample's z.
    """

    dW: FloatArray
    db: FloatArray
    dz: FloatArray


@dataclass(frozen=True, eq=False)
class Gradient:
    """∂L/∂(every parameter): one `vector` in the layout of `parameters`, and views by layer."""

    vector: FloatArray
    layers: tuple[LayerGradient, ...]


class Network:
    """A dense network of any depth, all of whose parameters live in one float64 vector."""

    def __init__(self, layer_sizes: Sequence[int], activations: Sequence[str | Activation]) -> None:
        """Build a network with all parameters zero; see `create` for one that can learn.

        `layer_sizes` is (n_inputs, hidden …, n_outputs); `activations` has one id (or entry) for
        each layer after the input. Raises `InvalidValueError` or `UnknownNameError`.
        """
        self.layer_sizes = check_layer_sizes(layer_sizes)
        if isinstance(activations, str) or len(activations) != len(self.layer_sizes) - 1:
            raise InvalidValueError(
                f"activations is {shown(activations)}; layer_sizes {self.layer_sizes} needs"
                f" {len(self.layer_sizes) - 1}, one for each layer after the input."
            )
        self._parameters: FloatArray = np.zeros(count_parameters(self.layer_sizes))
        self.layers = tuple(
            Layer(block.W, block.b, ACTIVATIONS.resolve(activation), block.matrix)
            for block, activation in zip(
                split(self._parameters, self.layer_sizes), activations, strict=True
            )
        )

    @classmethod
    def create(
        cls,
        layer_sizes: Sequence[int],
        activations: Sequence[str | Activation],
        initializer: str | Initializer,
        *,
        rng: np.random.Generator,
    ) -> Self:
        """Build a network whose weights are drawn by `initializer` with the generator `rng`."""
        network = cls(layer_sizes, activations)
        network.initialize(initializer, rng=rng)
        return network

    def initialize(self, initializer: str | Initializer, *, rng: np.random.Generator) -> None:
        """Draw all weights and biases anew."""
        chosen = INITIALIZERS.resolve(initializer)
        for layer in self.layers:
            layer.W[:], layer.b[:] = chosen.sample(layer.fan_in, layer.fan_out, rng=rng)

    @property
    def parameters(self) -> FloatArray:
        """All weights and biases as one vector; `layers` are views of it.

        Assigning copies the values into this vector, so the views stay true.
        """
        return self._parameters

    @parameters.setter
    def parameters(self, values: ArrayLike) -> None:
        given = np.asarray(values, dtype=np.float64)
        if given.shape != self._parameters.shape:
            raise InvalidValueError(
                f"parameters has shape {given.shape}; it must be {self._parameters.shape}."
            )
        self._parameters[:] = given

    @property
    def activations(self) -> tuple[str, ...]:
        """The id of the activation of each layer after the input."""
        return tuple(layer.activation.id for layer in self.layers)

    @property
    def n_parameters(self) -> int:
        """The number of weights and biases."""
        return self.parameters.size

    @property
    def weights_mask(self) -> FloatArray:
        """A vector like `parameters` with 1 for each weight and 0 for each bias."""
        mask = np.ones_like(self.parameters)
        for block in split(mask, self.layer_sizes):
            block.b[:] = 0.0
        return mask

    def copy(self) -> Self:
        """Return a network of the same kind with its own copy of the parameters."""
        twin = type(self)(self.layer_sizes, [layer.activation for layer in self.layers])
        twin.parameters[:] = self.parameters
        return twin

    def forward(self, X: ArrayLike) -> ForwardPass:
        """Compute z = a W + b and a = f(z), layer by layer, for X (n_samples, n_inputs)."""
        a = as_matrix("X", X, self.layer_sizes[0])
        all_z, all_a = [], [a]
        for layer in self.layers:
            z = a @ layer.W + layer.b
            a = layer.activation.function(z)
            all_z.append(z)
            all_a.append(a)
        return ForwardPass(tuple(all_z), tuple(all_a))

    def backward(self, forward_pass: ForwardPass, d_output: FloatArray) -> Gradient:
        """Apply the chain rule from the output back to the first layer.

        `d_output` (n_samples, n_outputs) is ∂L/∂output, as `loss.gradient` returns it, with the
        1/n_samples inside. Returns ∂L/∂parameters. Raises `InvalidValueError` if the shapes of
        `d_output` and of the forward pass's output differ.
        """
        if np.shape(d_output) != forward_pass.output.shape:
            raise InvalidValueError(
                f"d_output has shape {np.shape(d_output)}; the output of this forward pass has"
                f" shape {forward_pass.output.shape}."
            )
        vector = np.empty_like(self.parameters)
        views = split(vector, self.layer_sizes)
        gradients: list[LayerGradient] = []
        da = d_output
        for index in reversed(range(len(self.layers))):
            layer = self.layers[index]
            z, a, a_before = forward_pass.z[index], forward_pass.a[index + 1], forward_pass.a[index]
            dW, db = views[index].W, views[index].b
            dz = da * layer.activation.derivative(z, a)
            dW[:] = a_before.T @ dz
            db[:] = dz.sum(axis=0)
            da = dz @ layer.W.T
            gradients.append(LayerGradient(dW, db, dz))
        return Gradient(vector, tuple(reversed(gradients)))

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """Where each entry of `parameters` sits, e.g. `layers[0].W[1, 3]` or `layers[1].b[0]`."""
        names: list[str] = []
        for number, layer in enumerate(self.layers):
            for to in range(layer.fan_out):
                names += [f"layers[{number}].W[{source}, {to}]" for source in range(layer.fan_in)]
                names.append(f"layers[{number}].b[{to}]")
        return tuple(names)
