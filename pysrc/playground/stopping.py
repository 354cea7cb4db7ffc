"""When training stops by itself: the conditions the reader set, looked at after each epoch.

A condition is one entry of `CONDITIONS`; its setting is 0 while it is off. One that has stopped the
run is done: Play goes on past it. It counts again when its setting changes, and from the start of
another run or from an earlier epoch. Two never get done: the number of epochs stops at each of its
multiples, and patience starts to count again where it stopped.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from playground.fields import plain
from playground.history import LossHistory
from playground.measure import Score
from playground.state import PlaygroundState

NEVER = "never"


@dataclass(frozen=True)
class Reading:
    """A run at the end of an epoch, on the points that are asked: `points` names them.

    `start` is the first loss of the run, `idle` the number of epochs since the loss last made
    progress.
    """

    epoch: int
    points: str
    loss: float
    accuracy: float | None
    start: float
    idle: int


@dataclass(frozen=True)
class Condition:
    """`setting` names the field of the state. `met` says whether the reading fulfils the value;
    `why` says so in a sentence that follows "training stopped at epoch 7: ". `rule` says the
    condition in advance, after "stops when ". `done`: it stops a run once."""

    setting: str
    met: Callable[[Reading, float], bool]
    why: Callable[[Reading, float], str]
    rule: Callable[[str, float], str]
    done: bool = True


CONDITIONS = (
    Condition(
        "stop_loss",
        lambda now, limit: now.loss <= limit,
        lambda now, limit: f"the {now.points} loss is {now.loss:.4g}, at most {plain(limit)}",
        lambda points, limit: f"the {points} loss is at most {plain(limit)}",
    ),
    Condition(
        "stop_accuracy",
        lambda now, limit: now.accuracy is not None and 100 * now.accuracy >= limit,
        lambda now, limit: (
            f"{100 * (now.accuracy or 0):.4g} % of the {now.points} points are right, at least "
            f"{plain(limit)} %"
        ),
        lambda points, limit: f"{plain(limit)} % of the {points} points are right",
    ),
    Condition(
        "stop_epochs",
        lambda now, limit: now.epoch % limit == 0,
        lambda now, limit: f"it does so after every {plain(limit)} epochs",
        lambda points, limit: f"{plain(limit)} epochs are over",
        done=False,
    ),
    Condition(
        "stop_patience",
        lambda now, limit: now.idle >= limit,
        lambda now, limit: f"the {now.points} loss made no progress for {now.idle} epochs",
        lambda points, limit: f"the {points} loss makes no progress for {plain(limit)} epochs",
        done=False,
    ),
    Condition(
        "stop_growth",
        lambda now, limit: now.loss > limit * now.start,
        lambda now, limit: (
            f"the {now.points} loss is {now.loss:.4g}, more than {plain(limit)} times what it was "
            "at the start"
        ),
        lambda points, limit: f"the {points} loss is {plain(limit)} times its first value",
    ),
)


def set_in(state: PlaygroundState) -> tuple[tuple[Condition, float], ...]:
    """The conditions that are on, with their values."""
    values = ((condition, getattr(state, condition.setting)) for condition in CONDITIONS)
    return tuple((condition, value) for condition, value in values if value)


def points_of(state: PlaygroundState, test_loss: float | None) -> str:
    """Which points are judged; without test points it is always the training points."""
    return "training" if state.stop_on == "train" or test_loss is None else "test"


def rules(state: PlaygroundState, test_loss: float | None) -> str:
    """When training will stop, for the reader; "never" when no condition is on."""
    points = points_of(state, test_loss)
    parts = [condition.rule(points, value) for condition, value in set_in(state)]
    return f"when {', or when '.join(parts)}" if parts else NEVER


class Watch:
    """Looks at a run after each epoch and says why it should stop."""

    def __init__(self) -> None:
        self._done: dict[tuple[object, ...], int] = {}
        self._judged: tuple[object, ...] = ()
        self._best = math.inf
        self._progress_at = self._seen_at = 0

    def look(
        self, state: PlaygroundState, epoch: int, scores: tuple[Score, Score], run: LossHistory
    ) -> str | None:
        """The reason to stop after this epoch of a run, which stands at these scores; or None."""
        points = points_of(state, scores[1].loss)
        now = scores[points == "test"]
        _, *losses = run.arrays
        if now.loss is None or not len(run):
            return None
        start, idle = float(losses[points == "test"][0]), self._idle(state, points, epoch, now.loss)
        reading = Reading(epoch, points, now.loss, now.accuracy, start, idle)
        reasons = [
            condition.why(reading, value)
            for condition, value in set_in(state)
            if condition.met(reading, value) and self._counts(condition, state, points, epoch)
        ]
        if reasons:
            self._progress_at = epoch  # patience starts anew
        return " and ".join(reasons) or None

    def _idle(self, state: PlaygroundState, points: str, epoch: int, loss: float) -> int:
        judged = (state.loss, state.dataset, points, state.stop_patience, state.stop_improvement)
        if judged != self._judged or epoch <= self._seen_at:
            self._best = math.inf
        if loss < self._best - state.stop_improvement or self._best == math.inf:
            self._best, self._progress_at = loss, epoch
        self._judged, self._seen_at = judged, epoch
        return epoch - self._progress_at

    def _counts(
        self, condition: Condition, state: PlaygroundState, points: str, epoch: int
    ) -> bool:
        """Whether the condition has not stopped this run before; it has from now on."""
        if not condition.done:
            return True
        value = getattr(state, condition.setting)
        key = (condition.setting, value, state.loss, state.dataset, points)
        if self._done.get(key, math.inf) < epoch:
            return False
        self._done = {
            other: at for other, at in self._done.items() if other[0] != condition.setting
        }
        self._done[key] = epoch
        return True
