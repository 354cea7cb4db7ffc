"""What the network gets: which inputs it has, and from which measures of the data they come.

This is the only place that knows. In the inputs "plane" they are the chosen features of the two
measures on the axes; in the inputs "all" every measure of the data, as it is. A curve y(x) has
features of x only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.data import measure_names_of
from playground.features import feature_of
from playground.state import PlaygroundState, is_curve

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Input:
    """One input of the network: a feature of one or two measures of the data.

    `feature` is an id of `FEATURES` or the text of an own formula in x and y; `x` and `y` are the
    columns of the data that stand for the two. `name` is for the eye.
    """

    name: str
    feature: str
    x: int
    y: int

    def values(self, X: Array) -> Array:
        """The input of every row of the data: (n, n_measures) → (n,), always finite."""
        return feature_of(self.feature)[1].values(X[:, self.x], X[:, self.y])

    def code(self, X: str) -> str:
        """The same as `values` but for its limits, in Python with NumPy as `np`.

        `X` is the name of the array (n, n_measures). What is NaN then becomes 0, and what is
        beyond ±`formula.HIGHEST` becomes that.
        """
        return feature_of(self.feature)[1].code(f"{X}[:, {self.x}]", f"{X}[:, {self.y}]")

    @property
    def is_measure(self) -> bool:
        """Whether this is a measure of the data, as it is."""
        return self.feature in ("x", "y")


def is_usable(state: PlaygroundState, feature: str) -> bool:
    """Whether this feature can be an input: on a curve y is what has to be learned."""
    return not is_curve(state) or "y" not in feature_of(feature)[1].variables


def features_of(state: PlaygroundState) -> tuple[str, ...]:
    """The features that are in use. Those of a curve are functions of x: at least x itself."""
    return tuple(name for name in state.features if is_usable(state, name)) or ("x",)


def plane_columns(state: PlaygroundState) -> tuple[int, int]:
    """The columns of the data that features call x and y; a curve has but one."""
    return (0, 0) if is_curve(state) else state.plane


def inputs_of(state: PlaygroundState) -> tuple[Input, ...]:
    """The inputs of the network, in order."""
    names = measure_names_of(state)
    if state.inputs == "all":
        return tuple(Input(name, "x", index, index) for index, name in enumerate(names))
    x, y = plane_columns(state)
    measures = {"x": names[x], "y": names[y]}
    return tuple(
        Input(measures.get(feature) or feature_of(feature)[0], feature, x, y)
        for feature in features_of(state)
    )


def input_matrix(state: PlaygroundState, X: Array) -> Array:
    """What the network gets for rows of measures: (n, n_measures) → (n, n_inputs)."""
    return np.column_stack([entry.values(X) for entry in inputs_of(state)])


def input_names_of(state: PlaygroundState) -> tuple[str, ...]:
    """The inputs of the network, as words."""
    return tuple(entry.name for entry in inputs_of(state))
