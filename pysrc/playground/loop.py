"""The heartbeat: trains in short slices and hands out frames as fast as they are painted.

At most one frame is on its way that the page has not painted. With k epochs a frame, the next
frame is trained while the page paints the last one, and then waits for it, so the speed follows
the display; a frame that takes long shows what it has in between. With k = 0 training never
waits.

A hidden tab paints nothing: training with k epochs a frame then waits, and goes on with the
next `painted()`. Actions never wait, they change the session at once. Should a report of
painting get lost, the next action after a second shows its frame all the same.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable

from playground.pace import Clock
from playground.session import Session
from playground.snapshot import Snapshot

SLICE = 0.02  # seconds of training between two looks at the event loop
PARTIAL = 0.05  # seconds before a frame that is not complete is shown
PATIENCE = 1.0  # seconds after which a frame is thought lost
_SHARE = 4.0  # drawing may take one part in five of the time
_LONGEST_PAUSE = 0.5

_log = logging.getLogger(__name__)


class TrainingLoop:
    """Runs a session and publishes its snapshots. `publish` draws one frame.

    Call `invalidate` after changing the session and `painted` when the page has painted.
    """

    def __init__(
        self,
        session: Session,
        publish: Callable[[Snapshot], None],
        *,
        clock: Clock = time.perf_counter,
    ) -> None:
        self._session = session
        self._publish = publish
        self._clock = clock
        self._wake = asyncio.Event()
        self._stopped = False
        self._dirty = False
        self._in_flight = False
        self._epochs_left = 0
        self._trained = False
        self._published_at = -math.inf
        self._cost = 0.0

    @property
    def playing(self) -> bool:
        """Whether training goes on by itself."""
        return self._session.playing

    def play(self) -> None:
        """Start training; when that is not possible the next frame says why."""
        self._session.play()
        self.invalidate()

    def pause(self) -> None:
        """Stop training."""
        self._session.pause()
        self.invalidate()

    def invalidate(self) -> None:
        """Something changed: show it with the next frame."""
        self._dirty = True
        if self._clock() - self._published_at > PATIENCE:
            self._in_flight = False
        self._wake.set()

    def painted(self) -> None:
        """The page has painted the last frame: the next one may come."""
        self._in_flight = False
        self._wake.set()

    def stop(self) -> None:
        """Let `run` return."""
        self._stopped = True
        self._wake.set()

    async def run(self) -> None:
        """Train and publish until `stop`. Faults become a notice; they never end the loop."""
        while not self._stopped:
            if self._advance():
                await asyncio.sleep(0)
            else:
                self._wake.clear()
                await self._wake.wait()

    def _advance(self) -> bool:
        """Do the next piece of work; False when there is none until something happens."""
        try:
            if self._frame_is_due():
                self._publish_frame()
                return True
            if self._session.travelling:
                self._travel()
                return True
            if self._may_train():
                self._train()
                return True
        except Exception as error:
            _log.exception("The session failed.")
            # If even the frame that tells of a fault fails, wait for the next gesture.
            self._dirty = self._session.status != "error"
            self._session.fail(error)
            return True
        return False

    def _frame_is_due(self) -> bool:
        if self._in_flight:
            return False
        pause = min(max(PARTIAL, _SHARE * self._cost), _LONGEST_PAUSE)
        if self._session.state.epochs_per_frame == 0:
            pause = min(_SHARE * self._cost, _LONGEST_PAUSE)
        return self._dirty or (self._trained and self._clock() - self._published_at >= pause)

    def _publish_frame(self) -> None:
        start = self._clock()
        self._dirty = self._trained = False
        self._in_flight = True
        try:
            self._publish(self._session.snapshot())
        except Exception:
            self._in_flight = False
            raise
        self._published_at = self._clock()
        self._cost = self._published_at - start

    def _travel(self) -> None:
        """One slice of training again what is looked back at; arriving completes a frame."""
        self._session.travel_on(SLICE)
        self._trained = True
        self._dirty = self._dirty or not self._session.travelling

    def _may_train(self) -> bool:
        if not self._session.running:
            self._epochs_left = 0
            return False
        frame_is_complete = self._epochs_left == 0 and self._dirty
        return self._session.state.epochs_per_frame == 0 or not frame_is_complete

    def _train(self) -> None:
        """One slice; the epochs of a frame are counted, and the last one completes it."""
        per_frame = self._session.state.epochs_per_frame
        self._trained = True
        if per_frame == 0:
            self._epochs_left = 0
            self._session.advance(SLICE)
        else:
            left = min(self._epochs_left or per_frame, per_frame)
            self._epochs_left = left - self._session.advance(SLICE, left)
            self._dirty = self._dirty or self._epochs_left == 0
        self._dirty = self._dirty or not self._session.running
