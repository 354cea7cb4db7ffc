"""What the network gets at places of the plane, and for the points of the data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backprop import LOSSES
from playground.data import Array
from playground.experiment import Experiment
from playground.inputs import input_matrix, plane_columns
from playground.state import PlaygroundState, feature_names_of, task_of


def line(start: float, stop: float, n: int) -> Array:
    """Numbers (n,) at equal distances, from `start` to `stop`."""
    return np.asarray(np.linspace(start, stop, n), dtype=np.float64)


def inputs_at(state: PlaygroundState, x: Array, y: Array) -> Array:
    """The inputs (n, n_inputs) of places of the plane; measures that are on no axis are 0."""
    measures = np.zeros((len(x), len(feature_names_of(state))))
    across, up = plane_columns(state)
    measures[:, up] = y
    measures[:, across] = x  # the last: on a curve the two are one
    return input_matrix(state, measures)


def class_scores(experiment: Experiment, inputs: Array) -> Array:
    """The score of each class (n, n_classes): ±score of a binary task, shares of a multiclass one.

    The network answers with the class of the largest one.
    """
    state = experiment.state
    with np.errstate(all="ignore"):
        output = experiment.network.forward(inputs).output
        answer = LOSSES[state.loss].predict(output, task_of(state))
    return np.stack([-answer, answer], axis=1) if answer.ndim == 1 else answer


def lead_of(scores: Array, label: NDArray[np.intp]) -> Array:
    """By how much (n,) each row's class is ahead of the largest other one; halved for two classes.

    Two classes have the scores -s and s: half of the difference is y · s, with y = ±1.
    """
    rows = np.arange(len(scores))
    own: Array = scores[rows, label]
    rivals = scores.copy()
    rivals[rows, label] = -np.inf
    if scores.shape[1] == 2:
        return own
    lead: Array = own - rivals.max(axis=1)
    return lead
