"""The way of a run through the weight space: a bounded list of the parameters at some epochs."""

from __future__ import annotations

import numpy as np

from playground.data import Array

_MOST = 300  # places; of more, every second one is dropped
_MOST_NUMBERS = 1_000_000  # 8 MB
_FEWEST = 40


class Path:
    """Places of one run in order of their epochs, thinned when there are too many."""

    def __init__(self) -> None:
        self._epochs: list[int] = []
        self._places: list[Array] = []

    def record(self, epoch: int, parameters: Array) -> None:
        """Append a place; what was there at this epoch or after it is forgotten."""
        while self._epochs and self._epochs[-1] >= epoch:
            self._epochs.pop()
            self._places.pop()
        if self._places and self._places[0].shape != parameters.shape:
            self._epochs, self._places = [], []
        self._epochs.append(epoch)
        self._places.append(parameters.copy())
        if len(self._epochs) > max(_FEWEST, min(_MOST, _MOST_NUMBERS // len(parameters))):
            # The first and the latest place stay.
            keep = slice(0, -1, 2)
            self._epochs = [*self._epochs[keep], self._epochs[-1]]
            self._places = [*self._places[keep], self._places[-1]]

    @property
    def epochs(self) -> tuple[int, ...]:
        """The epochs of the places, growing."""
        return tuple(self._epochs)

    @property
    def places(self) -> Array:
        """The parameters (n, n_parameters) there."""
        return np.array(self._places)
