"""From labels to targets, and from outputs back to answers.

A data set has labels: class numbers, or real values for regression. A network has outputs. Between
the two stands the loss, which decides how a class is written as numbers. Squared errors (with a
tanh output) say -1 and +1; cross-entropies say 0 and 1. This module holds those conventions.

Shapes: labels (n_samples,), target and output (n_samples, n_outputs). There is one output for a
binary task, one output a class for a multiclass task, and one a value for regression, whose labels
are (n_samples, n_targets) if there are several.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .arrays import FloatArray, IntArray, check_count
from .errors import InvalidValueError, UnknownNameError

BINARY = "binary"
MULTICLASS = "multiclass"
REGRESSION = "regression"
TASKS = (BINARY, MULTICLASS, REGRESSION)


def n_outputs(task: str, n_classes: int, n_targets: int = 1) -> int:
    """Return how many output neurons a task needs: one, or one a class for multiclass, or one a
    value for regression."""
    if task not in TASKS:
        raise UnknownNameError("task", task, TASKS)
    if task == REGRESSION:
        return check_count("n_targets", n_targets, 1)
    return check_count("n_classes", n_classes, 2) if task == MULTICLASS else 1


def class_indices(labels: ArrayLike, n_classes: int) -> IntArray:
    """Return labels as an int64 array (n_samples,) of class numbers 0 .. n_classes - 1."""
    values = np.asarray(labels)
    if values.ndim != 1:
        raise InvalidValueError(f"labels has shape {values.shape}; it must be (n_samples,).")
    if not np.all(np.isin(values, np.arange(n_classes))):
        raise InvalidValueError(
            f"labels holds {np.unique(values)[:5]}; class numbers must be whole numbers from 0"
            f" to {n_classes - 1}."
        )
    return values.astype(np.int64)


def one_hot(labels: ArrayLike, n_classes: int) -> FloatArray:
    """Return (n_samples, n_classes) with a 1 in the column of each sample's class, else 0."""
    indices = class_indices(labels, n_classes)
    target = np.zeros((len(indices), n_classes))
    target[np.arange(len(indices)), indices] = 1.0
    return target


def encode_01(labels: ArrayLike, task: str, n_classes: int) -> FloatArray:
    """Write classes as 0 and 1 (one column, or one-hot); regression values stay as they are."""
    if task == REGRESSION:
        values = np.array(labels, dtype=np.float64)
        return values if values.ndim == 2 else values.reshape(-1, 1)
    if n_outputs(task, n_classes) == 1:
        return class_indices(labels, 2).astype(np.float64).reshape(-1, 1)
    return one_hot(labels, n_classes)


def encode_signed(labels: ArrayLike, task: str, n_classes: int) -> FloatArray:
    """Write classes as -1 and +1 (one column, or one against the rest); see `encode_01`."""
    target = encode_01(labels, task, n_classes)
    return target if task == REGRESSION else 2.0 * target - 1.0


def predict_signed(output: FloatArray, task: str) -> FloatArray:
    """Turn outputs that were trained towards -1 / +1 into a score, shares or a value.

    binary: (n_samples,) in [-1, 1]; multiclass: (n_samples, n_classes), each row sums to 1;
    regression: (n_samples,), or (n_samples, n_targets) of several targets.
    """
    if task == REGRESSION:
        return output[:, 0].copy() if output.shape[1] == 1 else output.copy()
    if task == BINARY:
        return np.clip(output[:, 0], -1.0, 1.0)
    positive = np.maximum((output + 1.0) / 2.0, 0.0)
    total = positive.sum(axis=1, keepdims=True)
    # When no class claims the sample at all, every class gets the same share.
    shares = np.full_like(output, 1.0 / output.shape[1])
    np.divide(positive, total, out=shares, where=total > 0.0)
    return shares
