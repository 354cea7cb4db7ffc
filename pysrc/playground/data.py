"""The data an experiment means.

A state says which data it wants; `samples_of` makes it, always the same for the same state.
The rows come shuffled by the data seed and are then split, training points first, so
mini-batches run in a fixed order afterwards. Own points keep their order and their flags.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from backprop import DataSource
from playground.fields import OWN_POINTS, TABLE
from playground.state import (
    CLASS_LETTERS,
    POINTS_LIMIT,
    PlaygroundState,
    Point,
    Task,
    clamp_coordinate,
    clean_label,
    feature_names_of,
    is_curve,
    n_classes_of,
    source_of,
    task_of,
)
from playground.table import Table

Array = NDArray[np.float64]
_HIGHEST = 1.2  # the values of a table are brought to [-1, 1]
Domain = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Samples:
    """The rows of a state's data: `X` (n, n_features), `labels` (n,), `test` (n,) flags.

    `labels` are class indices, or values in a regression. Where a row has several values to learn,
    `targets` (n, n_targets) holds them all and `labels` the first.
    """

    X: Array
    labels: Array
    test: NDArray[np.bool_]
    task: Task
    class_names: tuple[str, ...]
    targets: Array | None = None

    @property
    def truth(self) -> Array:
        """All that has to be learned: the labels (n,), or several values a row (n, n_targets)."""
        return self.labels if self.targets is None else self.targets

    @property
    def n_classes(self) -> int:
        """The number of classes; 0 in a regression."""
        return len(self.class_names)

    def part(self, test: bool) -> Samples:
        """Only the training rows, or only the test rows."""
        rows = self.test == test
        return dataclasses.replace(
            self,
            X=self.X[rows],
            labels=self.labels[rows],
            test=self.test[rows],
            targets=None if self.targets is None else self.targets[rows],
        )


def samples_of(state: PlaygroundState) -> Samples:
    """All rows of the data this state describes, in training order."""
    if state.dataset == OWN_POINTS:
        rows = [(point.x, point.y, point.label, point.test) for point in state.points]
        table = np.array(rows, dtype=np.float64).reshape(-1, 4)
        target = 1 if is_curve(state) else 2
        X, labels, test = table[:, :target].copy(), table[:, target].copy(), table[:, 3] != 0
        names = CLASS_LETTERS[: n_classes_of(state)]
        return Samples(X, labels, test, task_of(state), names)
    if state.table and state.dataset == TABLE:
        return _table_samples(state.table, state.noise, state.data_seed)
    source = source_of(state)
    X, labels = _generate(source, state.n_samples, state.noise, state.data_seed)
    test = np.arange(len(X)) >= n_train_of(len(X), state.train_percent)
    if labels.ndim == 1:
        return Samples(X, labels, test, task_of(state), source.class_names)
    return Samples(X, labels[:, 0], test, task_of(state), (), targets=labels)


def places_of(state: PlaygroundState, samples: Samples) -> tuple[Array, Array]:
    """Where the rows are on the picture: x and y, each (n,)."""
    if is_curve(state):
        return samples.X[:, 0].copy(), samples.labels
    x, y = state.plane
    return samples.X[:, x].copy(), samples.X[:, y].copy()


def _table_samples(table: Table, noise: int, seed: int) -> Samples:
    """The rows of a table, mixed: its file may have one class after the other."""
    rng = np.random.default_rng(seed)
    data = table.source.draw(len(table.rows), noise / 100, rng)
    order = rng.permutation(len(table.rows))
    test = np.array(table.test)[order]
    task = cast(Task, table.source.task)
    return Samples(data.X[order], table.y[order], test, task, table.class_names)


def points_of(state: PlaygroundState) -> tuple[Point, ...]:
    """The points on the picture, in the order of `samples_of`, as own points could hold them.

    Of data with many measures these are the two measures shown, kept inside the domain of own
    points; measures in their own units are brought into it.
    """
    if state.dataset == OWN_POINTS:
        return state.points
    samples = samples_of(state)
    kind = points_task_of(state)
    x, y = places_of(state, samples)
    if state.table and state.dataset == TABLE and not state.table.standardise:
        x, y = _standardised(x), y if is_curve(state) else _standardised(y)
    labels = np.zeros_like(samples.labels) if is_curve(state) else samples.labels
    columns = (x, y, labels, samples.test)
    return tuple(
        Point(clamp_coordinate(x), clamp_coordinate(y), clean_label(label, kind), test)
        for x, y, label, test in zip(*(column.tolist() for column in columns), strict=True)
    )


def _standardised(place: Array) -> Array:
    standardised: Array = (place - place.mean()) / (place.std() or 1.0)
    return standardised


def points_task_of(state: PlaygroundState) -> str:
    """The kind of task own points have when they are copied from this state's data."""
    if is_curve(state):
        return "curve"
    return "regression" if task_of(state) == "regression" else "classification"


def split_points(state: PlaygroundState) -> PlaygroundState:
    """Give the own points new test flags, chosen by the data seed."""
    flags = _test_flags(state, [point.label for point in state.points], state.points_task)
    points = tuple(
        point if point.test == flag else dataclasses.replace(point, test=flag)
        for point, flag in zip(state.points, flags, strict=True)
    )
    return dataclasses.replace(state, points=points)


def split_table(state: PlaygroundState) -> PlaygroundState:
    """Give the rows of the table new test flags, chosen by the data seed."""
    if state.table is None:
        return state
    task = "classification" if state.table.class_names else "regression"
    flags = tuple(_test_flags(state, state.table.labels, task))
    return dataclasses.replace(state, table=dataclasses.replace(state.table, test=flags))


def _test_flags(state: PlaygroundState, labels: Sequence[float], task: str) -> list[bool]:
    """Which rows test: drawn from each class in proportion, so that none is on one side only."""
    n = len(labels)
    order = np.random.default_rng(state.data_seed).permutation(n)
    groups = np.array(labels)[order] if task == "classification" else np.zeros(n)
    place = np.empty(n)
    for group in np.unique(groups):
        rows = groups == group
        place[rows] = (np.arange(rows.sum()) + 0.5) / rows.sum()
    test = np.ones(n, dtype=bool)
    drawn = order[np.argsort(place, kind="stable")]
    test[drawn[: n_train_of(n, state.train_percent)]] = False
    flags: list[bool] = test.tolist()
    return flags


def n_train_of(n: int, train_percent: int) -> int:
    """How many of n points are for training: rounded down, but at least one."""
    return max(n * train_percent // 100, min(n, 1))


def domain_of(state: PlaygroundState) -> Domain:
    """The part of the plane the picture shows: x0, x1, y0, y1."""
    if state.dataset == OWN_POINTS:
        return (-POINTS_LIMIT, POINTS_LIMIT, -POINTS_LIMIT, POINTS_LIMIT)
    if state.table and state.dataset == TABLE:
        if is_curve(state):
            return (*state.table.domain(0), -_HIGHEST, _HIGHEST)
        x, y = state.plane
        return (*state.table.domain(x), *state.table.domain(y))
    low, high = source_of(state).domain
    return (low, high, low, high)


def means_of(state: PlaygroundState) -> Array:
    """The mean of each measure, where inputs are held that are on no axis of the picture."""
    if state.table and state.dataset == TABLE:
        means: Array = state.table.X.mean(axis=0)
        return means
    return np.zeros(len(feature_names_of(state)))


def axis_labels_of(state: PlaygroundState) -> tuple[str, str]:
    """What the axes of the picture show."""
    names = measure_names_of(state)
    standardised = state.dataset != OWN_POINTS and source_of(state).standardised
    unit = " (standardised)" if standardised else ""
    if is_curve(state):
        own = state.table if state.dataset == TABLE else None
        return (names[0] + unit, f"{own.target} (scaled to ±1)" if own else "y")
    x, y = (names[feature] for feature in state.plane)
    return (x + unit, y + unit)


def measure_names_of(state: PlaygroundState) -> tuple[str, ...]:
    """All measures of the data, as words."""
    return tuple(name.replace("_", " ") for name in feature_names_of(state))


@lru_cache(maxsize=4)
def _generate(source: DataSource, n_samples: int, noise: int, seed: int) -> tuple[Array, Array]:
    """The shuffled rows; read-only, because they are shared."""
    data = source.generate(n_samples, noise / 100, np.random.default_rng(seed))
    X, labels = data.X.copy(), data.labels.astype(np.float64)
    X.flags.writeable = labels.flags.writeable = False
    return X, labels
