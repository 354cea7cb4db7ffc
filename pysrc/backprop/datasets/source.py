"""What a data set is, and what a source of data sets can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from string import ascii_uppercase
from typing import ClassVar, Self

import numpy as np

from ..arrays import FloatArray, IntArray, check_count, check_number
from ..registry import Entry
from ..tasks import BINARY, MULTICLASS

MAX_SAMPLES = 100_000
N_CLASSES = "n_classes"  # a parameter of this id says how many classes there are


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples and their labels.

    `X` is (n_samples, n_features); `labels` is (n_samples,): class numbers (int64), or real
    values (float64) for regression, (n_samples, n_targets) if there are several. `feature_mean`
    and `feature_scale`, both (n_features,), lead back to the measured units:
    measured = X · feature_scale + feature_mean.
    """

    X: FloatArray
    labels: FloatArray | IntArray
    feature_mean: FloatArray
    feature_scale: FloatArray

    def __len__(self) -> int:
        return len(self.X)

    def take(self, rows: IntArray | slice) -> Dataset:
        """Return the data set of some of the rows."""
        return Dataset(self.X[rows], self.labels[rows], self.feature_mean, self.feature_scale)

    def split(self, train_percent: float) -> tuple[Dataset, Dataset]:
        """Return the first `train_percent` % of the rows, rounded down, and the other rows."""
        check_number("train_percent", train_percent, 0, 100)
        n_train = int(len(self) * train_percent / 100)
        return self.take(slice(0, n_train)), self.take(slice(n_train, None))


@dataclass(frozen=True, kw_only=True, eq=False)
class DataSource(Entry):
    """A named source of data. `draw(n_samples, noise, rng)` makes the samples.

    `task` is binary, multiclass or regression. `domain` is the range of both axes in which the
    data is shown. `standardised` says that the features were shifted and scaled to mean 0 and
    standard deviation 1. `fixed_size` says that the rows are given: n_samples is ignored.
    `target_names` are the values to learn in a regression that has several.
    """

    task: str
    feature_names: tuple[str, ...]
    default_n_samples: int
    draw: Callable[[int, float, np.random.Generator], Dataset]
    class_names: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ()
    domain: tuple[float, float] = (-6.0, 6.0)
    standardised: bool = False
    fixed_size: bool = False
    attribution: str = ""

    configurable: ClassVar[tuple[str, ...]] = ("draw",)

    def with_parameters(self, **values: float) -> Self:
        """See `Entry.with_parameters`. Another number of classes has its own names, and task."""
        source = super().with_parameters(**values)
        if N_CLASSES not in values:
            return source
        names = tuple(ascii_uppercase[: round(values[N_CLASSES])])
        return replace(source, class_names=names, task=BINARY if len(names) == 2 else MULTICLASS)

    @property
    def n_classes(self) -> int:
        """The number of classes; 0 for regression."""
        return len(self.class_names)

    @property
    def n_targets(self) -> int:
        """How many values each row has to learn in a regression."""
        return max(1, len(self.target_names))

    def generate(self, n_samples: int, noise: float, rng: np.random.Generator) -> Dataset:
        """Return a data set in random order; the same generator state gives the same data.

        `noise` is a fraction from 0 to 0.5 (TensorFlow Playground's 0 to 50 %). Raises
        `InvalidValueError` for a noise or a number of samples outside 1 … 100,000.
        """
        check_count("n_samples", n_samples, 1, MAX_SAMPLES)
        check_number("noise", noise, 0.0, 0.5)
        dataset = self.draw(n_samples, noise, rng)
        # Mini-batches are taken in fixed order, so the classes must be mixed here.
        return dataset.take(rng.permutation(len(dataset)))


def in_own_units(X: FloatArray, labels: FloatArray | IntArray) -> Dataset:
    """Return a data set whose features are in their own units: mean 0 and scale 1."""
    return Dataset(X, labels, np.zeros(X.shape[1]), np.ones(X.shape[1]))


def parts(n_samples: int, n_parts: int) -> tuple[int, ...]:
    """Return n_samples in parts that differ by one at most, the larger ones first."""
    return tuple(n_samples // n_parts + (index < n_samples % n_parts) for index in range(n_parts))


def jitter(X: FloatArray, radius: float, noise: float, rng: np.random.Generator) -> FloatArray:
    """Return X moved by U(-radius, radius)·noise in each direction."""
    return X + noise * rng.uniform(-radius, radius, X.shape)
