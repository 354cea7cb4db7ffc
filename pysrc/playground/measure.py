"""How well a network does on a fixed set of points."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from backprop import LOSSES, Network, accuracy, predicted_classes, r_squared
from backprop.plan import EvaluationPlan
from playground.data import Array, Samples


@dataclass(frozen=True)
class Score:
    """The mean loss, and the share of right answers or, for values, R²; None where there is nothing
    to measure."""

    loss: float | None = None
    accuracy: float | None = None
    r_squared: float | None = None


@dataclass(frozen=True, eq=False)
class Answers:
    """What a network answers to points, as `Loss.predict` returns it, and what is true."""

    prediction: Array
    labels: Array


class Meter:
    """Measures a network on the rows (n, n_inputs) it was made for; the weights may change."""

    def __init__(self, network: Network, loss: str, samples: Samples, X: Array) -> None:
        self._loss = LOSSES[loss]
        self._task = samples.task
        self._truth = samples.truth
        self._plan = EvaluationPlan(network, X) if len(X) else None
        self._target = self._loss.encode(samples.truth, samples.task, samples.n_classes)

    def answers(self) -> Answers | None:
        """The answers of the weights as they are now; None without points."""
        if self._plan is None:
            return None
        with np.errstate(all="ignore"):
            prediction = self._loss.predict(self._plan.outputs(), self._task)
        return Answers(prediction, self._truth)

    def measure(self) -> Score:
        """The score for the weights as they are now."""
        if self._plan is None:
            return Score()
        outputs = self._plan.outputs()
        with np.errstate(all="ignore"):
            loss = self._loss.value(outputs, self._target)
            prediction = self._loss.predict(outputs, self._task)
            if self._task == "regression":
                explained = r_squared(prediction, self._truth)
                return Score(loss, r_squared=explained if math.isfinite(explained) else None)
        return Score(loss, accuracy(predicted_classes(prediction, self._task), self._truth))
