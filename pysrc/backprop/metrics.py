"""Numbers that people read: how many answers are right, and which are mixed up.

They work on what `loss.predict` returns: a score for binary tasks, shares for multiclass tasks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .arrays import FloatArray, IntArray
from .errors import InvalidValueError, UnknownNameError
from .tasks import BINARY, MULTICLASS, class_indices

CALIBRATION_BINS = 10


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


@dataclass(frozen=True, eq=False)
class ClassReport:
    """Each class against the rest, arrays (n_classes,); nan where there is nothing to divide by.

    With the true positives TP, the false positives FP and the false negatives FN of a class:
    precision = TP / (TP + FP), recall = TP / (TP + FN), F1 = 2 TP / (2 TP + FP + FN), which is the
    harmonic mean of the two. `support` is the number of samples of the class, TP + FN.
    Source: van Rijsbergen, "Information Retrieval" (1979), chapter 7.
    """

    precision: FloatArray
    recall: FloatArray
    f1: FloatArray
    support: IntArray

    @property
    def macro(self) -> tuple[float, float, float]:
        """The plain means over the classes that have a value: precision, recall, F1."""
        return mean_of_known(self.precision), mean_of_known(self.recall), mean_of_known(self.f1)


def class_report(matrix: IntArray) -> ClassReport:
    """Return precision, recall and F1 of each class from a `confusion_matrix`."""
    hits = np.diagonal(matrix)
    support, claimed = matrix.sum(axis=1), matrix.sum(axis=0)
    return ClassReport(
        precision=_ratio(hits, claimed),
        recall=_ratio(hits, support),
        f1=_ratio(2 * hits, support + claimed),
        support=support,
    )


def mean_of_known(values: FloatArray) -> float:
    """Return the mean of the values that are not nan; nan when all are."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")


def class_probabilities(prediction: FloatArray, task: str) -> FloatArray:
    """Return what a prediction claims for each class: (n_samples, n_classes), rows sum to 1.

    binary: a score s in [-1, 1] claims (1 + s) / 2 for class 1. For the cross-entropies that is
    σ(o); an output trained towards -1 / +1 by a squared error estimates just that; the margin
    losses promise no probability, and a reliability diagram shows it. multiclass: the shares.
    """
    if task == BINARY:
        second = 0.5 * (1.0 + prediction)
        return np.column_stack([1.0 - second, second])
    if task == MULTICLASS:
        return prediction
    raise UnknownNameError("classification task", task, (BINARY, MULTICLASS))


@dataclass(frozen=True, eq=False)
class Calibration:
    """A reliability diagram: arrays (n_bins,) over equal steps of the confidence from 0 to 1.

    `count` samples fall into a bin; of these the mean `confidence` is claimed and the share `right`
    is right; both are nan in an empty bin.
    """

    count: IntArray
    confidence: FloatArray
    right: FloatArray

    @property
    def error(self) -> float:
        """The expected calibration error, Σ_b n_b / n |right_b - confidence_b|; nan for no sample.

        Source: Naeini, Cooper & Hauskrecht, "Obtaining well calibrated probabilities using Bayesian
        binning" (AAAI 2015); Guo et al., "On calibration of modern neural networks" (ICML 2017).
        """
        filled = self.count > 0
        if not filled.any():
            return float("nan")
        gaps = np.abs(self.right - self.confidence)[filled]
        return float(np.sum(gaps * self.count[filled]) / self.count.sum())


def calibration(
    probabilities: ArrayLike, labels: ArrayLike, n_bins: int = CALIBRATION_BINS
) -> Calibration:
    """Compare how sure the winning class is, (n_samples, n_classes), with how often it is right.

    Bin b holds the confidences in (b / n_bins, (b + 1) / n_bins], as Guo et al. (2017) have it.
    """
    shares, truth = np.asarray(probabilities, dtype=np.float64), np.asarray(labels)
    if shares.ndim != 2 or truth.shape != shares.shape[:1]:
        raise InvalidValueError(
            f"probabilities has shape {shares.shape} and labels has {truth.shape}; they must be"
            " (n_samples, n_classes) and (n_samples,)."
        )
    sure = shares.max(axis=1)
    right = shares.argmax(axis=1) == truth
    place = np.clip(np.ceil(sure * n_bins).astype(np.int64) - 1, 0, n_bins - 1)
    count = np.bincount(place, minlength=n_bins)
    return Calibration(
        count=count,
        confidence=_ratio(np.bincount(place, weights=sure, minlength=n_bins), count),
        right=_ratio(np.bincount(place, weights=right, minlength=n_bins), count),
    )


def r_squared(predicted: ArrayLike, truth: ArrayLike) -> float:
    """R² = 1 - Σ (y - p)² / Σ (y - mean y)²: 1 is perfect, 0 as good as the mean, below is worse.

    The sums run over the samples; of several targets (n_samples, n_targets) it is the mean of R².
    nan when all true values of a target are equal, for then there is nothing to explain.
    Source: Draper & Smith, "Applied Regression Analysis" (1998).
    """
    guesses, values = _pair(predicted, truth)
    spread = values - values.mean(axis=0) if values.size else values
    total = np.sum(spread * spread, axis=0)
    if np.any(total == 0.0):
        return float("nan")
    return float(np.mean(1.0 - np.sum((values - guesses) ** 2, axis=0) / total))


def mean_absolute_deviation(predicted: ArrayLike, truth: ArrayLike) -> float:
    """MAE = 1/n Σ |y - p|, in the unit of y; nan for no sample."""
    guesses, values = _pair(predicted, truth)
    return float(np.mean(np.abs(values - guesses))) if values.size else float("nan")


def root_mean_squared_error(predicted: ArrayLike, truth: ArrayLike) -> float:
    """RMSE = √(1/n Σ (y - p)²), in the unit of y; nan for no sample."""
    guesses, values = _pair(predicted, truth)
    return float(np.sqrt(np.mean((values - guesses) ** 2))) if values.size else float("nan")


def _pair(predicted: ArrayLike, truth: ArrayLike) -> tuple[FloatArray, FloatArray]:
    guesses = np.asarray(predicted, dtype=np.float64)
    values = np.asarray(truth, dtype=np.float64)
    if guesses.shape != values.shape:
        raise InvalidValueError(
            f"predicted has shape {guesses.shape} and truth has {values.shape}; they must agree."
        )
    return guesses, values


def _ratio(part: ArrayLike, whole: IntArray) -> FloatArray:
    """part / whole, and nan where the whole is nothing."""
    shares = np.full(len(whole), np.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares
