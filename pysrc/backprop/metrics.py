"""Numbers that people read: how many answers are right, and which are mixed up.

They work on what `loss.predict` returns: a score for binary tasks, shares for multiclass tasks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .arrays import FloatArray, IntArray
from .errors import InvalidValueError, UnknownNameError
from .tasks import BINARY, MULTICLASS, class_indices


def predicted_classes(prediction: FloatArray, task: str) -> IntArray:
    """Return class numbers (n_samples,): score >= 0 is class 1; else the largest share wins."""
    if task == BINARY:
        return (prediction >= 0.0).astype(np.int64)
    if task == MULTICLASS:
        largest: IntArray = np.argmax(prediction, axis=1).astype(np.int64)
        return largest
    raise UnknownNameError("classification task", task, (BINARY, MULTICLASS))


def accuracy(predicted: ArrayLike, labels: ArrayLike) -> float:
    """Return the share of samples whose predicted class is the label; nan for no sample."""
    guesses, truth = np.asarray(predicted), np.asarray(labels)
    if guesses.shape != truth.shape:
        raise InvalidValueError(
            f"predicted has shape {guesses.shape} and labels has {truth.shape}; they must agree."
        )
    return float(np.mean(guesses == truth)) if truth.size else float("nan")


def confusion_matrix(predicted: ArrayLike, labels: ArrayLike, n_classes: int) -> IntArray:
    """Return counts (n_classes, n_classes): row = the true class, column = the predicted one."""
    matrix = np.zeros((n_classes, n_classes), dtype=np.int64)
    rows, columns = class_indices(labels, n_classes), class_indices(predicted, n_classes)
    np.add.at(matrix, (rows, columns), 1)
    return matrix
