"""What a deeper picture says when it has nothing to show."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Nothing:
    """There is nothing to show, and one sentence says why."""

    message: str


NO_TRAINING_POINTS = Nothing("There are no training points to measure with.")
NOT_FINITE = Nothing("The numbers of the network are not finite, or too large to be measured.")
FAILED = Nothing(
    "The run has failed, so there are no numbers to look at here. The message above the controls "
    "leads back."
)
TOO_LARGE = 1e100  # what is beyond has no square to measure with
