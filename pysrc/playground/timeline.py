"""The way a run came: moments kept along it, from which every epoch can be made again.

Training is deterministic, so an epoch needs no copy of its own: the last moment kept before it
and the training in between give it bit for bit. A moment is kept at the start of the run, at
each change of what is trained (settings, data, a weight set by hand), and in between at the
epochs that are a multiple of the stride. When the moments become too many or too large, the
stride doubles and those off it go. Changes cannot be made again, so they stay; should they fill
half of the room, the oldest moments go and the way begins later. The latest is never lost.

With the default network a moment takes about 3 kB and 512 of them 1.5 MB. With six layers of 32
neurons it takes 90 kB (plain gradient descent) to 220 kB (three vectors of memory), and
`MAX_BYTES` holds 70 to 180 of them: a run of 10,000 epochs is then kept every 64 to 256 epochs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from backprop import Checkpoint
from playground.state import PlaygroundState

MAX_BYTES = 16 * 2**20
MAX_MARKS = 512
FIRST_STRIDE = 8  # so that keeping moments costs next to nothing from the first epoch on

UNDO_BYTES = 256 * 2**10
UNDO_MARKS = 24

_OVERHEAD = 2500  # bytes of the Python objects of one moment
_POINT = 200  # bytes of one of the reader's own points


@dataclass(frozen=True, eq=False)
class Mark:
    """One moment of a run: its settings, all that was learned, and what the last step did.

    `whole`: an epoch had just ended, or none had begun. `pinned`: something was changed here, so
    the training before it does not lead here.
    """

    state: PlaygroundState
    checkpoint: Checkpoint
    last_update: NDArray[np.float64]
    whole: bool
    pinned: bool

    @property
    def epoch(self) -> int:
        """How many epochs had ended."""
        return self.checkpoint.epoch_count

    @cached_property
    def n_bytes(self) -> int:
        """About how much memory the moment takes."""
        size = _OVERHEAD + self.last_update.nbytes
        for value in vars(self.checkpoint).values():
            parts = value.values() if isinstance(value, Mapping) else (value,)
            size += sum(part.nbytes for part in parts if isinstance(part, np.ndarray))
        return size + _POINT * len(self.state.points) * self.pinned


@dataclass(frozen=True, eq=False)
class Way:
    """The way of a run as it was once: the moments kept, and the latest one if the reader looked
    back from it to epoch `shown`. `epoch_ended_at`: the step at which the last epoch had ended."""

    marks: tuple[Mark, ...]
    stride: int
    latest: Mark | None
    shown: int
    epoch_ended_at: int

    @property
    def n_bytes(self) -> int:
        """About how much memory it takes."""
        return sum(mark.n_bytes for mark in self.marks) + (
            self.latest.n_bytes if self.latest else 0
        )

    @property
    def last_step(self) -> int | None:
        """Where the latest moment stands while the reader looks back."""
        return self.latest.checkpoint.step_count if self.latest else None

    def reduced(self) -> Way:
        """The same way in the room that undo has for each edit."""
        less = Timeline(UNDO_BYTES, UNDO_MARKS)
        less.follow(self)
        return replace(self, marks=less.marks, stride=less.stride)


class Timeline:
    """The moments kept of one run, in order. There is always one: `begin` comes first."""

    def __init__(self, max_bytes: int = MAX_BYTES, max_marks: int = MAX_MARKS) -> None:
        self._max_bytes, self._max_marks = max_bytes, max_marks
        self._marks: list[Mark] = []
        self.n_bytes = 0
        self.stride = FIRST_STRIDE

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The moments kept, the oldest first."""
        return tuple(self._marks)

    @property
    def first_epoch(self) -> int:
        """The first epoch whose end can be reached."""
        start = self._marks[0]
        return start.epoch if start.whole else start.epoch + 1

    def begin(self, mark: Mark) -> None:
        """Forget everything: a run starts here."""
        self._marks, self.n_bytes, self.stride = [], 0, FIRST_STRIDE
        self._append(mark)

    def wants(self, epoch: int) -> bool:
        """Whether a moment at the end of this epoch is one to keep."""
        return epoch % self.stride == 0

    def add(self, mark: Mark) -> None:
        """Keep a moment after all others; of two without training in between the later stays."""
        while self._marks and self._marks[-1].checkpoint.step_count >= mark.checkpoint.step_count:
            self.n_bytes -= self._marks.pop().n_bytes
        self._append(mark)
        self._make_room()

    def before(self, epoch: int) -> Mark:
        """The last moment from which training leads to the end of `epoch`, or the first one."""
        for mark in reversed(self._marks):
            if mark.epoch < epoch or (mark.epoch == epoch and mark.whole):
                return mark
        return self._marks[0]

    def cut(self, step: int) -> None:
        """Forget what came after a step."""
        while len(self._marks) > 1 and self._marks[-1].checkpoint.step_count > step:
            self.n_bytes -= self._marks.pop().n_bytes

    def follow(self, way: Way) -> None:
        """Take over the moments of another way, as far as there is room."""
        self._marks, self.stride = list(way.marks), way.stride
        self.n_bytes = sum(mark.n_bytes for mark in self._marks)
        self._make_room()

    def _append(self, mark: Mark) -> None:
        self._marks.append(mark)
        self.n_bytes += mark.n_bytes

    def _make_room(self) -> None:
        while len(self._marks) > 1 and self._is_full():
            pinned = sum(mark.pinned for mark in self._marks)
            if 2 * pinned > len(self._marks):
                del self._marks[0]
            else:
                self.stride *= 2
                self._marks = [m for m in self._marks if m.pinned or self.wants(m.epoch)]
            self.n_bytes = sum(mark.n_bytes for mark in self._marks)

    def _is_full(self) -> bool:
        return self.n_bytes > self._max_bytes or len(self._marks) > self._max_marks
