"""A table of the reader's: measured rows, a class or a value for each, and which of them test.

A `Table` is checked when it is made, so one that exists can be used. It travels as text: its
columns as JSON, compressed, in base64url. Nothing is rounded.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop import Dataset, DataSource
from playground.fields import MAX_CLASSES, MAX_POINTS, TABLE, ActionError

Array = NDArray[np.float64]

MAX_COLUMNS = 40
MAX_NAME = 40
MAX_PACKED = 8_000  # characters of a link
LARGEST = 1e12  # a number that can still be squared and summed
_MAX_JSON = 4_000_000
_MARGIN = 0.08  # of the range of a measure, around its points


class TableError(ActionError):
    """A table that cannot be used; the message is one sentence for the reader."""


@dataclass(frozen=True)
class Table:
    """`rows` holds the measures of each row, in the order of `names`.

    `labels` are class indices, or values where `class_names` is empty (a regression). `test` says
    which rows are kept back. `standardise`: shift and scale each measure to mean 0 and standard
    deviation 1. Raises `TableError` when the parts do not fit together.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]
    target: str
    labels: tuple[float, ...]
    class_names: tuple[str, ...]
    test: tuple[bool, ...]
    standardise: bool

    def __post_init__(self) -> None:
        if not 1 <= len(self.rows) <= MAX_POINTS:
            raise TableError(f"A table has 1 to {MAX_POINTS} rows, not {len(self.rows)}.")
        fewest = 2 if self.class_names else 1  # one input and a value: a curve
        if not fewest <= len(self.names) <= MAX_COLUMNS:
            raise TableError(
                f"A table has {fewest} to {MAX_COLUMNS} inputs, not {len(self.names)}."
            )
        words = (*self.names, self.target, *self.class_names)
        if not all(isinstance(word, str) and 0 < len(word) <= MAX_NAME for word in words):
            raise TableError(f"The names in a table are texts of 1 to {MAX_NAME} characters.")
        if not len(self.rows) == len(self.labels) == len(self.test):
            raise TableError("A table needs a label and a test flag for each row.")
        if not all(len(row) == len(self.names) for row in self.rows):
            raise TableError("Each row of a table needs a number for each input.")
        for numbers in (*self.rows, self.labels):
            if not all(isinstance(n, float) and abs(n) <= LARGEST for n in numbers):
                raise TableError("A table holds finite numbers only.")
        self._check_classes()

    def _check_classes(self) -> None:
        n = len(self.class_names)
        if n and not 2 <= n <= MAX_CLASSES:
            raise TableError(f"A table has 2 to {MAX_CLASSES} classes, not {n}.")
        if n and not all(label in range(n) for label in self.labels):
            raise TableError("A row of the table belongs to no class.")
        if not all(isinstance(flag, bool) for flag in self.test):
            raise TableError("The test flags of a table are true or false.")

    @cached_property
    def X(self) -> Array:
        """The inputs (n_rows, n_inputs), standardised where that is asked for."""
        raw = np.array(self.rows)
        return (raw - raw.mean(axis=0)) / self.scale if self.standardise else raw

    @cached_property
    def scale(self) -> Array:
        """The standard deviation of each input; 1 where it is constant."""
        deviation = np.array(self.rows).std(axis=0)
        return np.where(deviation > 0, deviation, 1.0)

    @cached_property
    def y(self) -> Array:
        """The labels (n_rows,): class indices, or values brought from their range to [-1, 1]."""
        labels = np.array(self.labels)
        if self.class_names:
            return labels
        middle, half = self.value_range
        return (labels - middle) / half

    @property
    def value_range(self) -> tuple[float, float]:
        """The middle of the values of a regression, and half of their range."""
        low, high = min(self.labels), max(self.labels)
        return (low + high) / 2, (high - low) / 2 or 1.0

    @cached_property
    def source(self) -> DataSource:
        """The table as an entry like those of `DATASETS`."""
        task = "regression"
        if self.class_names:
            task = "binary" if len(self.class_names) == 2 else "multiclass"
        return DataSource(
            id=TABLE,
            label="Your table",
            formula="",
            task=task,
            class_names=self.class_names,
            feature_names=self.names,
            default_n_samples=len(self.rows),
            draw=self._draw,
            standardised=self.standardise,
            fixed_size=True,
        )

    def _draw(self, n_samples: int, noise: float, rng: np.random.Generator) -> Dataset:
        """All rows; noise adds U(-1, 1)·noise standard deviations to each input."""
        unit = 1.0 if self.standardise else self.scale
        X = self.X + noise * unit * rng.uniform(-1.0, 1.0, self.X.shape)
        mean = np.array(self.rows).mean(axis=0) if self.standardise else np.zeros(X.shape[1])
        scale = self.scale if self.standardise else np.ones(X.shape[1])
        return Dataset(X, self.y, mean, scale)

    def domain(self, feature: int) -> tuple[float, float]:
        """The range of one input, with a margin."""
        low, high = float(self.X[:, feature].min()), float(self.X[:, feature].max())
        margin = _MARGIN * (high - low) or 1.0
        return low - margin, high + margin

    @cached_property
    def packed(self) -> str:
        """The table as text; `unpack` reads it."""
        values = [
            self.names,
            list(zip(*self.rows, strict=True)),  # columns compress better than rows
            self.target,
            self.labels,
            self.class_names,
            [int(flag) for flag in self.test],
            self.standardise,
        ]
        text = json.dumps(values, separators=(",", ":"))
        data = zlib.compress(text.encode("utf-8"), 9)
        return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def unpack(text: object) -> Table:
    """The reverse of `Table.packed`. Raises `TableError` for any other text."""
    try:
        return _unpacked(str(text))
    except (ValueError, binascii.Error, zlib.error, RecursionError, TypeError) as error:
        if isinstance(error, TableError):
            raise
        raise TableError("The table is damaged and was left out.") from None


@lru_cache(maxsize=2)
def _unpacked(text: str) -> Table:
    """The many settings of one saved run share one table."""
    return _table(_loads(text))


def _loads(text: str) -> list[Any]:
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    opener = zlib.decompressobj()
    plain = opener.decompress(data, _MAX_JSON)  # a short text can hold a very long one
    if not opener.eof:
        raise ValueError("cut off, or too long")
    values = json.loads(plain)
    if not (isinstance(values, list) and len(values) == 7):
        raise ValueError("not a table")
    return values


def _table(values: list[Any]) -> Table:
    names, columns, target, labels, class_names, test, standardise = values
    return Table(
        tuple(names),
        tuple(tuple(_number(n) for n in row) for row in zip(*columns, strict=True)),
        target,
        tuple(_number(label) for label in labels),
        tuple(class_names),
        tuple(flag == 1 for flag in test),
        standardise is True,
    )


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("not a number")
    return float(value)


def best_plane(X: Array, y: Array, n_classes: int) -> tuple[int, int]:
    """The two inputs that together tell the most about the label.

    For classes: those whose class means lie the farthest apart in units of the spread within the
    classes, the trace of W⁻¹B (Fisher, "The use of multiple measurements in taxonomic problems",
    1936). For values: those from which a plane predicts them best.
    """
    n_features = X.shape[1]
    if n_features <= 2:
        return 0, 1
    groups = [y == k for k in range(n_classes)] if n_classes else []
    total = np.atleast_2d(np.cov(X.T, bias=True))
    if n_classes:
        within = sum(
            (np.cov(X[rows].T, bias=True) * rows.sum() for rows in groups if rows.any()),
            np.zeros_like(total),
        ) / len(X)
        between = total - within
    else:
        slopes = ((y - y.mean())[:, np.newaxis] * (X - X.mean(axis=0))).mean(axis=0)
        within, between = total, np.outer(slopes, slopes)
    best, plane = -math.inf, (0, 1)
    for i in range(n_features):
        for j in range(i + 1, n_features):
            score = _trace(within, between, [i, j])
            if score > best + 1e-9:
                best, plane = score, (i, j)
    return plane


def _trace(within: Array, between: Array, pair: Sequence[int]) -> float:
    block = np.ix_(pair, pair)
    ridge = 1e-6 * (np.trace(within[block]) + 1e-12) * np.eye(2)
    return float(np.trace(np.linalg.solve(within[block] + ridge, between[block])))
