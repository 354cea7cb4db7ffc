"""The numbers that steer training and may change while it runs."""

from __future__ import annotations

from typing import NamedTuple

from .arrays import check_count, check_number
from .schedules import SCHEDULES, Schedule


class Rates(NamedTuple):
    """What a plan is told with each step: η, the regularizer's factor and the clipping limit."""

    learning_rate: float
    regularization_rate: float
    clip_limit: float


class Steering:
    """The settings of a run that may be set at any time; each is checked when it is set.

    `epoch_count` says where the schedule is. Raises `InvalidValueError` for a number that does
    not fit and `UnknownNameError` for a schedule that does not exist.
    """

    def __init__(
        self,
        learning_rate: float,
        schedule: str | Schedule,
        horizon: int,
        regularization_rate: float,
        clip_limit: float,
    ) -> None:
        """Check and keep the settings; the run is at its start."""
        self.epoch_count = 0
        self.learning_rate = learning_rate
        self.schedule = schedule
        self.horizon = horizon
        self.regularization_rate = regularization_rate
        self.clip_limit = clip_limit

    @property
    def learning_rate(self) -> float:
        """η, the factor of each step; a finite number from 0. It holds from the next step on.

        With a schedule it is where the schedule starts; see `current_learning_rate`.
        """
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        self._learning_rate = check_number("learning_rate", value, 0.0)

    @property
    def regularization_rate(self) -> float:
        """The factor of the regularizer; a finite number from 0. It holds from then on too."""
        return self._regularization_rate

    @regularization_rate.setter
    def regularization_rate(self, value: float) -> None:
        self._regularization_rate = check_number("regularization_rate", value, 0.0)

    @property
    def schedule(self) -> Schedule:
        """What makes the learning rate of each epoch. It may be set to an id or an entry."""
        return self._schedule

    @schedule.setter
    def schedule(self, choice: str | Schedule) -> None:
        self._schedule = SCHEDULES.resolve(choice)

    @property
    def horizon(self) -> int:
        """The length of the schedule in epochs; a whole number from 1."""
        return self._horizon

    @horizon.setter
    def horizon(self, value: int) -> None:
        self._horizon = check_count("horizon", value, 1)

    @property
    def clip_limit(self) -> float:
        """The limit of the gradient clipping; a finite number from 0. It holds from then on too."""
        return self._clip_limit

    @clip_limit.setter
    def clip_limit(self, value: float) -> None:
        self._clip_limit = check_number("clip_limit", value, 0.0)

    @property
    def current_learning_rate(self) -> float:
        """The learning rate of the running epoch: what the schedule makes of `learning_rate`."""
        return self._schedule.rate(self._learning_rate, self.epoch_count, self._horizon)

    @property
    def rates(self) -> Rates:
        """What holds for the next step."""
        return Rates(self.current_learning_rate, self._regularization_rate, self._clip_limit)
