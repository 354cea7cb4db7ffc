r"""One sample of a traced step: its values on the way forward, its derivatives on the way back.

The loss of a mini-batch is the mean of the losses of its n samples, L = 1/n Σ_s L_s. What belongs
to one sample is explained with that sample's own loss: its derivatives are n times those of L,

    ∂L_s/∂v = n · ∂L/∂v        ∂L/∂w = 1/n Σ_s ∂L_s/∂w

for a value v of sample s. Behind batch norm a value of one sample acts on the losses of all; there
n · ∂L/∂v is the derivative of their sum.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..arrays import FloatArray
from ..errors import InvalidValueError
from .trace import Trace


@dataclass(frozen=True, eq=False)
class Sample:
    """Sample `number` (from 0) of a trace. Layers count from 1, the inputs are layer 0; each method
    returns one number for each neuron of the layer.
    """

    trace: Trace
    number: int

    @property
    def loss(self) -> float:
        """L_s, without the penalty."""
        rows = slice(self.number, self.number + 1)
        output, target = self.trace.forward_pass.output[rows], self.trace.target[rows]
        return self.trace.loss.value(output, target)

    @property
    def target(self) -> FloatArray:
        """What the output should be."""
        return self._row(self.trace.target)

    def z(self, layer: int) -> FloatArray:
        """What the activation function gets."""
        return self._row(self.trace.forward_pass.z[layer - 1])

    def a(self, layer: int) -> FloatArray:
        """The activation, before any dropout."""
        return self._row(self.trace.forward_pass.a[layer])

    def mask(self, layer: int) -> FloatArray | None:
        """What dropout multiplies the activation with; None where there is none."""
        mask = self.trace.forward_pass.masks[layer - 1] if layer else None
        return None if mask is None else self._row(mask)

    def handed_on(self, layer: int) -> FloatArray:
        """What the layer behind, or the loss, gets: the activation behind its dropout."""
        mask = self.mask(layer)
        return self.a(layer) if mask is None else self.a(layer) * mask

    def slope(self, layer: int) -> FloatArray:
        """f'(z), the derivative of the activation."""
        passed, rows = self.trace.forward_pass, slice(self.number, self.number + 1)
        derivative = self.trace.network.layers[layer - 1].activation.derivative
        slopes: FloatArray = derivative(passed.z[layer - 1][rows], passed.a[layer][rows])[0]
        return slopes

    def d_handed_on(self, layer: int) -> FloatArray:
        """∂L_s/∂(what is handed on): from the loss, or over the weights of the layer behind."""
        if layer == len(self.trace.network.layers):
            return self._row(self.trace.computed.d_output) * self.trace.n_samples
        back: FloatArray = self.d_product(layer + 1) @ self.trace.network.layers[layer].W.T
        return back

    def d_z(self, layer: int) -> FloatArray:
        """∂L_s/∂z."""
        return self._row(self.trace.gradient.layers[layer - 1].dz) * self.trace.n_samples

    def d_product(self, layer: int) -> FloatArray:
        """∂L_s/∂(inputs · W): the same as ∂L_s/∂z, but for batch norm."""
        return self._row(self.trace.gradient.layers[layer - 1].d_product) * self.trace.n_samples

    def _row(self, array: FloatArray) -> FloatArray:
        row: FloatArray = array[self.number]
        return row


def sample_of(trace: Trace, number: int) -> Sample:
    """Return sample `number` (from 0); `InvalidValueError` for one that does not exist."""
    if not 0 <= number < trace.n_samples:
        raise InvalidValueError(f"sample is {number}; it must be 0 to {trace.n_samples - 1}.")
    return Sample(trace, number)


def samples_of(trace: Trace) -> tuple[Sample, ...]:
    """Return all samples of the mini-batch."""
    return tuple(Sample(trace, number) for number in range(trace.n_samples))
