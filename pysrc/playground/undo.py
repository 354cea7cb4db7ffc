"""Undo and redo: the moments before and after each edit, with what was learned.

An edit is anything that changes the experiment: its data, its network, its rates, or its weights
by hand. What only changes the view is none, and neither is training. Undo goes back to the moment
before the edit, with the weights of that moment; the moment that was left, with all that was
trained since, waits for redo. So nothing trained gets lost on the way back and forth. A new edit
closes the way forward, as in every editor.

Several edits of one place in quick succession, as when a slider is dragged, are one edit. At most
100 moments and 32 MB are kept; the oldest are forgotten first.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from backprop import Checkpoint
from playground.outlook import with_view_of
from playground.pace import Clock
from playground.progress import Course
from playground.state import PlaygroundState
from playground.timeline import Way

MAX_ENTRIES = 100
MAX_BYTES = 32_000_000
QUICK = 1.0  # seconds between two edits that are one gesture
_BYTES_OF_A_POINT = 150
_BYTES_OF_A_CELL = 32


@dataclass(frozen=True, eq=False)
class Moment:
    """All that an edit may change: the settings, the weights, the course of the run, and the way it
    came, with where the reader looks at it."""

    state: PlaygroundState
    checkpoint: Checkpoint
    course: Course
    way: Way

    @property
    def n_bytes(self) -> int:
        """About how much memory this moment keeps."""
        learned = [self.checkpoint.parameters, self.checkpoint.buffers]
        learned += [*self.checkpoint.optimizer_arrays.values()]
        arrays = sum(array.nbytes for array in (*learned, *self.course.history.arrays))
        table = self.state.table
        cells = len(table.rows) * len(table.names) if table else 0
        data = _BYTES_OF_A_POINT * len(self.state.points) + _BYTES_OF_A_CELL * cells
        return arrays + data + self.way.n_bytes

    def differs(self, other: Moment) -> bool:
        """Whether more than the view changed between the two moments."""
        here, there = self.checkpoint, other.checkpoint
        same = here.parameters.tobytes() == there.parameters.tobytes()
        same = same and here.step_count == there.step_count
        same = same and self.way.last_step == other.way.last_step
        return not same or with_view_of(self.state, other.state) != other.state

    def reduced(self) -> Moment:
        """The same moment in less room."""
        return replace(self, way=self.way.reduced())


@dataclass(frozen=True, eq=False)
class Entry:
    """An edit, named for the reader, and the moment on its other side."""

    name: str
    moment: Moment


class UndoStack:
    """The edits that can be undone and redone, newest last."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._done: deque[Entry] = deque()
        self._undone: deque[Entry] = deque()
        self._place: object = None
        self._edited_at = 0.0

    @property
    def undo_name(self) -> str | None:
        """What undo would take back; None when there is nothing."""
        return self._done[-1].name if self._done else None

    @property
    def redo_name(self) -> str | None:
        """What redo would do again; None when there is nothing."""
        return self._undone[-1].name if self._undone else None

    def add(self, name: str, before: Moment, place: object = None) -> Moment:
        """Note an edit that was just made, and return the moment before it.

        `place` says what was edited: the same place edited again at once is the same edit; None is
        always a new one.
        """
        now = self._clock()
        quick = now - self._edited_at <= QUICK
        same = place is not None and place == self._place and quick
        self._place, self._edited_at = place, now
        self._undone.clear()
        if not (same and self._done):
            self._done.append(Entry(name, before.reduced()))
            self._forget_the_oldest()
        return self._done[-1].moment

    def undo(self, now: Moment) -> Moment | None:
        """The moment to go back to, from this one; None when there is nothing to undo."""
        return self._step(self._done, self._undone, now)

    def redo(self, now: Moment) -> Moment | None:
        """The moment to go forward to, from this one; None when there is nothing to redo."""
        return self._step(self._undone, self._done, now)

    def clear(self) -> None:
        """Forget every edit."""
        self._done.clear()
        self._undone.clear()

    def _step(self, source: deque[Entry], target: deque[Entry], now: Moment) -> Moment | None:
        if not source:
            return None
        entry = source.pop()
        target.append(Entry(entry.name, now.reduced()))
        self._place = None
        return entry.moment

    def _forget_the_oldest(self) -> None:
        size = sum(entry.moment.n_bytes for entry in self._done)
        while len(self._done) > MAX_ENTRIES or (size > MAX_BYTES and len(self._done) > 1):
            size -= self._done.popleft().moment.n_bytes
