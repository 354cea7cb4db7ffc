"""The losses of a run, epoch by epoch, in bounded memory.

At most 1000 entries are kept. When they are full, every second one is dropped and from then on
only every second epoch is recorded, and so on: which epochs are kept depends on nothing but
their number, so a resumed run has the same history as one that was never interrupted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

MAX_ENTRIES = 1000
_MAX_STRIDE = 2**40

Array = NDArray[np.float64]


class LossHistory:
    """Rows of epoch, train loss and test loss (NaN without test points).

    `revision` changes when earlier entries changed; appending leaves it as it is.
    """

    def __init__(self) -> None:
        self._table = np.empty((3, MAX_ENTRIES))
        self._length = 0
        self.stride = 1
        self.revision = 0

    def __len__(self) -> int:
        return self._length

    @property
    def arrays(self) -> tuple[Array, Array, Array]:
        """Epochs, train losses and test losses; later changes do not touch these arrays."""
        epochs, train, test = self._table[:, : self._length]
        return epochs, train, test

    def wants(self, epoch: int) -> bool:
        """Whether this epoch is one to record."""
        return epoch % self.stride == 0

    def record(self, epoch: int, train: float, test: float | None) -> None:
        """Append the losses of an epoch, or replace the last entry if it is the same epoch."""
        entry = (epoch, train, math.nan if test is None else test)
        if self._length and self._table[0, self._length - 1] >= epoch:
            self.cut(epoch - 1)
        if self._length == MAX_ENTRIES:
            self._thin()
            if not self.wants(epoch):
                return
        self._table[:, self._length] = entry
        self._length += 1

    def cut(self, epoch: int) -> None:
        """Forget what came after an epoch."""
        kept = int(np.searchsorted(self._table[0, : self._length], epoch, side="right"))
        if kept < self._length:
            self._replace(self._table[:, :kept])

    def clear(self) -> None:
        """Forget everything."""
        self.stride = 1
        self._replace(self._table[:, :0])

    def copy(self) -> Self:
        """The same entries, on their own."""
        other = type(self)()
        other.become(self)
        return other

    def become(self, other: LossHistory) -> None:
        """Take over the entries of another history."""
        self.stride = other.stride
        self._replace(other._table[:, : other._length])

    def thinned(self, entries: int) -> Self:
        """A copy with at most so many entries and the last one."""
        other = self.copy()
        while len(other) > entries:
            other.stride *= 2
            table = other._table[:, : other._length]
            kept = table[0] % other.stride == 0
            kept[-1] = True
            other._replace(table[:, kept])
        return other

    def _thin(self) -> None:
        self.stride *= 2
        self._replace(self._table[:, self._table[0] % self.stride == 0])

    def _replace(self, entries: Array) -> None:
        """Take a new table: the arrays that were handed out stay what they are."""
        self._table = np.empty((3, MAX_ENTRIES))
        self._length = entries.shape[1]
        self._table[:, : self._length] = entries
        self.revision += 1

    def to_dict(self) -> dict[str, Any]:
        """JSON-safe values; numbers keep every bit."""
        epochs, train, test = (array.tolist() for array in self.arrays)
        return {
            "stride": self.stride,
            "epoch": [int(epoch) for epoch in epochs],
            "train": train,
            "test": [None if math.isnan(loss) else loss for loss in test],
        }

    @classmethod
    def from_dict(cls, data: object) -> Self:
        """The reverse of `to_dict`. Raises `ValueError` for anything else."""
        if not isinstance(data, Mapping):
            raise ValueError("The history is not a mapping.")
        history, stride = cls(), data.get("stride")
        if not isinstance(stride, int) or not 1 <= stride <= _MAX_STRIDE or stride & (stride - 1):
            raise ValueError("The history's stride is not a power of two.")
        columns = [data.get(name) for name in ("epoch", "train", "test")]
        if not all(isinstance(column, list) and len(column) <= MAX_ENTRIES for column in columns):
            raise ValueError(f"The history is not three lists of at most {MAX_ENTRIES} numbers.")
        try:
            table = np.array(columns, dtype=np.float64)
        except (TypeError, ValueError, OverflowError):
            raise ValueError("The history does not hold three equal rows of numbers.") from None
        if table.ndim != 2:
            raise ValueError("The history does not hold three rows of numbers.")
        if not np.isfinite(table[:2]).all() or np.isinf(table[2]).any():
            raise ValueError("The history holds losses that are not finite.")
        if (np.diff(table[0]) <= 0).any() or (table[0] < 0).any():
            raise ValueError("The history's epochs do not grow.")
        history.stride = stride
        history._replace(table)
        return history
