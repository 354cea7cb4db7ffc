"""How far the training points are from the decision boundary, in the plane and in the score.

For a class k the lead g_k = (score of k) - (largest other score) is positive where the network
answers k, and the boundary of k is where it is 0. A point of class k has the geometric margin
±(distance to g_k = 0), negative on the wrong side, and the functional margin g_k of its own
outputs: y · score for two classes, the share of the own class minus that of its strongest rival
for more. Cortes & Vapnik, "Support-vector networks" (1995); Koltchinskii & Panchenko, "Empirical
margin distributions" (2002).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.data import Array, domain_of
from playground.deeper.contours import distances, zero_segments
from playground.deeper.nothing import NO_TRAINING_POINTS, NOT_FINITE, Nothing
from playground.deeper.places import class_scores, inputs_at, lead_of, line
from playground.experiment import Experiment
from playground.inputs import input_matrix
from playground.scene import Scene

REGRESSION = Nothing("A regression has no classes, so there is no decision boundary and no margin.")
_BINS = 20
_NODES, _FEWER_NODES, _MANY = 101, 51, 1000  # of the grid; fewer for so many parameters
_CLOSEST = 3


@dataclass(frozen=True, eq=False)
class Margin:
    """The margins of n training points.

    `segments` (m, 2, 2) is the boundary. `distance` (n,) is signed, infinite without a boundary,
    and `nearest` (n, 2) the place of the boundary it is measured to. `closest` are the indices of
    the points with the smallest distances among those on the right side. `functional` (n,) has
    the histogram `edges` and `counts` (2, n_bins): of right and of wrong answers. `is_slice`: the
    plane is a slice through more inputs, and the points lie beside it.
    """

    x: Array
    y: Array
    label: NDArray[np.intp]
    distance: Array
    nearest: Array
    segments: Array
    closest: NDArray[np.intp]
    functional: Array
    edges: Array
    counts: NDArray[np.intp]
    is_slice: bool

    @property
    def smallest(self) -> float | None:
        """The smallest distance of a point on the right side; None when there is no such point."""
        return float(self.distance[self.closest[0]]) if len(self.closest) else None

    @property
    def n_wrong(self) -> int:
        """How many points are on the wrong side."""
        return int((self.functional <= 0).sum())


def look_at_margin(scene: Scene) -> Margin | Nothing:
    """Measure the margins of the training points now."""
    experiment, state = scene.experiment, scene.experiment.state
    train = experiment.samples.part(False)
    if train.task == "regression":
        return REGRESSION
    if not len(train.X):
        return NO_TRAINING_POINTS
    if not experiment.is_finite():
        return NOT_FINITE
    x, y = train.X[:, state.plane[0]], train.X[:, state.plane[1]]
    label = train.labels.astype(np.intp)
    functional = lead_of(class_scores(experiment, input_matrix(state, train.X)), label)
    distance, nearest, segments = _in_the_plane(experiment, x, y, label)
    order = np.argsort(np.where(distance > 0, distance, np.inf))[:_CLOSEST]
    edges = _edges(functional)
    right = functional > 0
    counts = [np.histogram(functional[which], edges)[0] for which in (right, ~right)]
    return Margin(
        x=x,
        y=y,
        label=label,
        distance=distance,
        nearest=nearest,
        segments=segments,
        closest=order[(distance[order] > 0) & np.isfinite(distance[order])],
        functional=functional,
        edges=edges,
        counts=np.array(counts, dtype=np.intp),
        is_slice=state.inputs == "all" and train.X.shape[1] > 2,
    )


def _in_the_plane(
    experiment: Experiment, x: Array, y: Array, label: NDArray[np.intp]
) -> tuple[Array, Array, Array]:
    """Signed distances, the nearest places of the boundary, and the boundary of all classes."""
    state = experiment.state
    x0, x1, y0, y1 = domain_of(state)
    n = _NODES if experiment.network.n_parameters < _MANY else _FEWER_NODES
    across, up = line(x0, x1, n), line(y0, y1, n)
    grid_x, grid_y = np.tile(across, n), np.repeat(up, n)
    scores = class_scores(experiment, inputs_at(state, grid_x, grid_y))
    here = class_scores(experiment, inputs_at(state, x, y))
    distance, nearest = np.full(len(x), np.inf), np.full((len(x), 2), np.nan)
    boundary = []
    for k in range(scores.shape[1]):

        def lead(x: Array, y: Array, k: int = k) -> Array:
            return _lead(class_scores(experiment, inputs_at(state, x, y)), k)

        segments = zero_segments(_lead(scores, k).reshape(n, n), across, up, lead)
        boundary.append(segments)
        own = label == k
        distance[own], nearest[own] = distances(x[own], y[own], segments)
        distance[own] *= np.where(_lead(here[own], k) > 0, 1.0, -1.0)
    # Two classes share one boundary.
    parts = boundary[:1] if len(boundary) == 2 else boundary
    return distance, nearest, np.concatenate(parts)


def _lead(scores: Array, k: int) -> Array:
    return lead_of(scores, np.full(len(scores), k))


def _edges(values: Array) -> Array:
    """The edges of the histogram's bins: 0 is one of them, so no bin mixes right and wrong."""
    largest = float(np.abs(values).max())
    limit = 1.0 if largest <= 1 else largest
    return line(-limit, limit, _BINS + 1)
