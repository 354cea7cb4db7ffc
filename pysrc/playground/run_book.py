"""The runs that are kept, to be compared and taken up again.

The page stores each run under a key of its own, so several tabs never overwrite each other's
runs; what changes here is handed to the page with `take_changes`, and what another tab changed
comes in by `receive`. A run that ends by itself is added, and so is one the reader asks to keep.
There is room for 30 runs and for what a browser stores; the oldest runs that nobody asked to keep
leave first.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping

from backprop import Checkpoint
from playground import runs
from playground.fields import ActionError
from playground.history import LossHistory
from playground.measure import Score
from playground.runs import Run
from playground.state import PlaygroundState

MAX_RUNS = 30
MAX_CHARACTERS = 4_000_000  # a browser stores about five million for a site

FULL = (
    "There is no room for another run: delete one of the runs you keep, in the tool Runs, "
    "and then keep this one."
)
NOT_STORED = (
    "The browser does not store runs here (its storage is full or closed): they last as long as "
    "this page. Save them as CSV, or delete some in the tool Runs."
)


class RunBook:
    """The runs, oldest first."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._runs: dict[str, Run] = {}
        self._texts: dict[str, str] = {}
        self._changed: dict[str, str | None] = {}
        self._listed: tuple[Run, ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs; the same object as long as nothing changed."""
        return self._listed

    def find(self, identity: object) -> Run:
        """The run with this id; `ActionError` when it is gone, deleted in another tab perhaps."""
        if not isinstance(identity, str) or identity not in self._runs:
            raise ActionError("This run is not there any more.")
        return self._runs[identity]

    def add(
        self,
        state: PlaygroundState,
        checkpoint: Checkpoint,
        history: LossHistory,
        scores: tuple[Score, Score],
        *,
        name: object = None,
        kept: bool = False,
    ) -> Run | None:
        """Keep a run as it stands, or the same run again under another name.

        A run that comes by itself is left out where it is here already, or where there is no room.
        Raises `ActionError` when there is no room for one that the reader asks for.
        """
        same = next((run for run in self._listed if run.is_same(checkpoint, state)), None)
        if same:
            return self._put(runs.renamed(same, name)) if kept else same
        run = Run(
            id=f"{int(1000 * self._now()):x}-{secrets.token_hex(4)}",
            name=runs.clean_name(name, runs.name_for(state)),
            made=self._now(),
            kept=kept,
            state=runs.plainly(state),
            checkpoint=checkpoint,
            history=history.thinned(runs.CURVE_ENTRIES),
            train=scores[0],
            test=scores[1],
        )
        if not self._make_room(len(runs.write(run))):
            if kept:
                raise ActionError(FULL)
            return None
        return self._put(run)

    def rename(self, identity: object, name: object) -> None:
        """Give a run another name."""
        self._put(runs.renamed(self.find(identity), name))

    def delete(self, identity: object) -> None:
        """Delete a run for good."""
        self._drop(self.find(identity).id)

    def receive(self, texts: Mapping[object, object]) -> int:
        """Take in what the page stores or another tab changed: text by id, None for a deleted run.

        Returns the number of damaged runs; they are deleted.
        """
        damaged = 0
        for identity, text in texts.items():
            if not isinstance(identity, str) or len(identity) > 64:
                continue
            self._runs.pop(identity, None)
            self._texts.pop(identity, None)
            run = None if text is None else runs.read(identity, text)
            if run and isinstance(text, str):
                self._runs[identity], self._texts[identity] = run, text
            elif text is not None:
                self._changed[identity] = None
                damaged += 1
        self._list()
        return damaged

    def take_changes(self) -> dict[str, str | None]:
        """What the page has to store since the last call: text by id, None to delete."""
        changes, self._changed = self._changed, {}
        return changes

    def _make_room(self, size: int) -> bool:
        """Let the oldest runs leave that came by themselves; False when that is not enough."""
        for run in self._listed:
            if self._has_room(size):
                break
            if not run.kept:
                self._drop(run.id)
        return self._has_room(size)

    def _has_room(self, size: int) -> bool:
        used = sum(map(len, self._texts.values()))
        return len(self._runs) < MAX_RUNS and used + size <= MAX_CHARACTERS

    def _put(self, run: Run) -> Run:
        self._runs[run.id] = run
        self._texts[run.id] = self._changed[run.id] = runs.write(run)
        self._list()
        return run

    def _drop(self, identity: str) -> None:
        del self._runs[identity], self._texts[identity]
        self._changed[identity] = None
        self._list()

    def _list(self) -> None:
        self._listed = tuple(sorted(self._runs.values(), key=lambda run: (run.made, run.id)))
