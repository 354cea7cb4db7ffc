"""What a loss is: a number, its gradient, and how it writes classes as numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from numpy.typing import ArrayLike

from ..arrays import FloatArray
from ..errors import UnknownNameError
from ..registry import Entry


@dataclass(frozen=True, kw_only=True, eq=False)
class Loss(Entry):
    """A loss, its gradient, and how it writes classes as numbers.

    value(output, target) -> float;  gradient(output, target) -> (n_samples, n_outputs);
    encode(labels, task, n_classes) -> target;  predict(output, task) -> scores, shares or values
    (see `backprop.tasks`). `output_activations` maps each task that the loss is meant for to the
    activation that the last layer usually has. `any_output` says that it makes sense with every
    other one, too: a distance does, a likelihood reads the output in its own way.
    """

    value: Callable[[FloatArray, FloatArray], float]
    gradient: Callable[[FloatArray, FloatArray], FloatArray]
    output_activations: Mapping[str, str]
    encode: Callable[[ArrayLike, str, int], FloatArray]
    predict: Callable[[FloatArray, str], FloatArray]
    any_output: bool = False

    configurable: ClassVar[tuple[str, ...]] = ("value", "gradient")

    @property
    def tasks(self) -> frozenset[str]:
        """The tasks this loss makes sense for: a subset of binary, multiclass, regression."""
        return frozenset(self.output_activations)

    def output_activation(self, task: str) -> str:
        """Return the id of the activation that the last layer should have for `task`."""
        if task not in self.output_activations:
            raise UnknownNameError(f"task of {self.id}", task, self.output_activations)
        return self.output_activations[task]
