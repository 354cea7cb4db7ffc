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

Two more links may be in the chain. Batch norm stands between product and activation: z is then
γ ẑ + b, where ẑ is a_(l-1) W_l standardised. Dropout multiplies a_l by a random mask on its way to
the next layer. Both work differently in training, so `forward` is told which it is; their own
chain rule is in `batch_norm` and `dropout`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from . import batch_norm
from .activations import ACTIVATIONS, Activation
from .arrays import FloatArray, as_matrix
from .batch_norm import BatchNorm, Normed
from .dropout import draw_mask
from .errors import InvalidValueError, shown
from .initializers import INITIALIZERS, Initializer
from .layers import (
    BoolArray,
    ForwardPass,
    Gradient,
    Layer,
    LayerGradient,
    LayerOptions,
    check_options,
)
from .layout import Block, check_layer_sizes, count_parameters, split

MaybeMask = FloatArray | None


class Network:
    """A dense network of any depth, all of whose parameters live in one float64 vector."""

    def __init__(
        self,
        layer_sizes: Sequence[int],
        activations: Sequence[str | Activation],
        options: Sequence[LayerOptions] | None = None,
    ) -> None:
        """Build a network with all weights zero; see `create` for one that can learn.

        `layer_sizes` is (n_inputs, hidden …, n_outputs); `activations` has one id (or entry) for
        each layer after the input, and so has `options`; None means that no layer has any.
        Raises `InvalidValueError` or `UnknownNameError`.
        """
        self.layer_sizes = check_layer_sizes(layer_sizes)
        if isinstance(activations, str) or len(activations) != len(self.layer_sizes) - 1:
            raise InvalidValueError(
                f"activations is {shown(activations)}; layer_sizes {self.layer_sizes} needs"
                f" {len(self.layer_sizes) - 1}, one for each layer after the input."
            )
        self.options = check_options(options, self.layer_sizes)
        self._parameters: FloatArray = np.zeros(count_parameters(self.layer_sizes, self.normed))
        n_gammas = self.n_parameters - count_parameters(self.layer_sizes)
        self._buffers: FloatArray = np.zeros(2 * n_gammas)
        self.layers = self._make_layers([ACTIVATIONS.resolve(name) for name in activations])
        self._cut = self._mark(cut_only=True)
        self._fixed = self._mark()
        self._reset_norms()

    def _make_layers(self, activations: Sequence[Activation]) -> tuple[Layer, ...]:
        layers = []
        start = 0
        blocks = self.split(self._parameters)
        for block, activation, options in zip(blocks, activations, self.options, strict=True):
            norm = None
            if options.batch_norm:
                middle, stop = start + len(block.gamma), start + 2 * len(block.gamma)
                mean, variance = self._buffers[start:middle], self._buffers[middle:stop]
                norm, start = BatchNorm(block.gamma, mean, variance), stop
            layers.append(Layer(block.W, block.b, activation, block.matrix, options, norm))
        return tuple(layers)

    def _mark(self, *, cut_only: bool = False) -> BoolArray:
        """Return a vector like `parameters`, True for what is cut or, unless `cut_only`, may not
        move for another reason."""
        marks = np.zeros(self.n_parameters)
        for block, options in zip(self.split(marks), self.options, strict=True):
            if options.connected is not None:
                block.W[:] = ~options.connected
            if options.frozen and not cut_only:
                block.matrix[:], block.gamma[:] = 1.0, 1.0
            if options.keep_bias and not cut_only:
                block.b[:] = 1.0
        return marks.astype(np.bool_)

    @classmethod
    def create(
        cls,
        layer_sizes: Sequence[int],
        activations: Sequence[str | Activation],
        initializer: str | Initializer,
        options: Sequence[LayerOptions] | None = None,
        *,
        rng: np.random.Generator,
    ) -> Self:
        """Build a network whose weights are drawn by `initializer` with the generator `rng`."""
        network = cls(layer_sizes, activations, options)
        network.initialize(initializer, rng=rng)
        return network

    def initialize(self, initializer: str | Initializer, *, rng: np.random.Generator) -> None:
        """Draw all weights and biases anew, those of frozen layers too; batch norms start over."""
        chosen = INITIALIZERS.resolve(initializer)
        for layer in self.layers:
            layer.W[:], layer.b[:] = chosen.sample(layer.fan_in, layer.fan_out, rng=rng)
        self._parameters[self._cut] = 0.0
        self._reset_norms()

    def _reset_norms(self) -> None:
        for norm in filter(None, (layer.norm for layer in self.layers)):
            norm.gamma[:], norm.mean[:], norm.variance[:] = 1.0, 0.0, 1.0

    @property
    def parameters(self) -> FloatArray:
        """All that is learned, weights, biases and γ, as one vector; `layers` are views of it.

        Assigning copies the values into this vector, so the views stay true, and leaves
        connections that are cut at 0.
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
        self._parameters[self._cut] = 0.0

    @property
    def buffers(self) -> FloatArray:
        """The running statistics of all batch norms: mean and variance, layer after layer."""
        return self._buffers

    @property
    def activations(self) -> tuple[str, ...]:
        """The id of the activation of each layer after the input."""
        return tuple(layer.activation.id for layer in self.layers)

    @property
    def normed(self) -> tuple[bool, ...]:
        """For each layer after the input, whether it has batch norm."""
        return tuple(one.batch_norm for one in self.options)

    @property
    def has_dropout(self) -> bool:
        """Whether training needs a random generator."""
        return any(one.dropout for one in self.options)

    @property
    def n_parameters(self) -> int:
        """The number of weights, biases and γ, those that may not move included."""
        return self._parameters.size

    @property
    def cut(self) -> BoolArray:
        """A vector like `parameters`, True for each weight whose connection is cut."""
        return self._cut

    @property
    def fixed(self) -> BoolArray:
        """A vector like `parameters`, True for what training may not move: cut, frozen or kept."""
        return self._fixed

    @property
    def weights_mask(self) -> FloatArray:
        """A vector like `parameters` with 1 for each weight and 0 for each bias and γ."""
        mask = np.zeros_like(self.parameters)
        for block in self.split(mask):
            block.W[:] = 1.0
        return mask

    def split(self, vector: FloatArray) -> tuple[Block, ...]:
        """Return the views of each layer into a vector like `parameters`."""
        return split(vector, self.layer_sizes, self.normed)

    def copy(self) -> Self:
        """Return a network of the same kind with its own copy of all numbers."""
        activations = [layer.activation for layer in self.layers]
        twin = type(self)(self.layer_sizes, activations, self.options)
        twin.parameters[:] = self.parameters
        twin.buffers[:] = self.buffers
        return twin

    def forward(
        self, X: ArrayLike, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> ForwardPass:
        """Compute z = a W + b and a = f(z), layer by layer, for X (n_samples, n_inputs).

        With `training`, batch norm takes the statistics of these samples, and dropout draws its
        masks with `rng`; `InvalidValueError` if there is dropout and no `rng`. Nothing is changed
        but `rng`: see `track`.
        """
        a = as_matrix("X", X, self.layer_sizes[0])
        all_z, all_a, all_normed, all_masks = [], [a], list[Normed | None](), list[MaybeMask]()
        for layer in self.layers:
            z, normed = _weigh(layer, a, training=training)
            a = layer.activation.function(z)
            all_z.append(z)
            all_a.append(a)
            all_normed.append(normed)
            mask = _draw_mask(layer, len(a), rng) if training else None
            all_masks.append(mask)
            a = a if mask is None else a * mask
        return ForwardPass(tuple(all_z), tuple(all_a), tuple(all_normed), tuple(all_masks))

    def backward(self, forward_pass: ForwardPass, d_output: FloatArray) -> Gradient:
        """Apply the chain rule from the output back to the first layer.

        `d_output` (n_samples, n_outputs) is ∂L/∂output, as `loss.gradient` returns it, with the
        1/n_samples inside. Returns ∂L/∂parameters, also of those that may not move. Raises
        `InvalidValueError` if the shapes of `d_output` and of the forward pass's output differ.
        """
        if np.shape(d_output) != forward_pass.output.shape:
            raise InvalidValueError(
                f"d_output has shape {np.shape(d_output)}; the output of this forward pass has"
                f" shape {forward_pass.output.shape}."
            )
        vector = np.empty_like(self.parameters)
        views = self.split(vector)
        gradients: list[LayerGradient] = []
        da = d_output
        for index in reversed(range(len(self.layers))):
            layer, mask = self.layers[index], forward_pass.masks[index]
            z, a = forward_pass.z[index], forward_pass.a[index + 1]
            normed = forward_pass.normed[index]
            _, dW, db, d_gamma = views[index]
            da = da if mask is None else da * mask
            dz = da * layer.activation.derivative(z, a)
            db[:] = dz.sum(axis=0)
            d_product = dz
            if layer.norm and normed:
                d_product, d_gamma[:] = batch_norm.backward(dz, normed, layer.norm)
            dW[:] = forward_pass.inputs_of(index).T @ d_product
            gradients.append(LayerGradient(dW, db, d_gamma, da, dz, d_product))
            da = d_product @ layer.W.T
        return Gradient(vector, tuple(reversed(gradients)))

    def track(self, forward_pass: ForwardPass) -> None:
        """Move the running statistics of all batch norms towards those of a pass in training."""
        for layer, normed in zip(self.layers, forward_pass.normed, strict=True):
            if layer.norm and normed:
                batch_norm.track(layer.norm, normed)

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """Where each entry of `parameters` sits, e.g. `layers[0].W[1, 3]` or `layers[1].b[0]`."""
        names: list[str] = []
        for number, layer in enumerate(self.layers):
            for to in range(layer.fan_out):
                names += [f"layers[{number}].W[{source}, {to}]" for source in range(layer.fan_in)]
                names.append(f"layers[{number}].b[{to}]")
        for number, layer in enumerate(self.layers):
            if layer.norm:
                names += [f"layers[{number}].norm.gamma[{to}]" for to in range(layer.fan_out)]
        return tuple(names)


def _weigh(layer: Layer, a: FloatArray, *, training: bool) -> tuple[FloatArray, Normed | None]:
    """Return z (n_samples, fan_out) of a layer, and the work of its batch norm."""
    if layer.norm is None:
        return a @ layer.W + layer.b, None
    moving = training and not layer.options.frozen
    normed = batch_norm.normalize(a @ layer.W, layer.norm, training=moving)
    return layer.norm.gamma * normed.z_hat + layer.b, normed


def _draw_mask(layer: Layer, n_samples: int, rng: np.random.Generator | None) -> MaybeMask:
    if not layer.options.dropout:
        return None
    if rng is None:
        raise InvalidValueError("rng is None; dropout needs a random generator to train.")
    return draw_mask(n_samples, layer.fan_out, layer.options.dropout, rng=rng)
