"""Lines where a field is zero, by marching squares, and the way from points to such lines.

The field is known at the nodes of a grid. Where it changes its sign between two neighbouring nodes,
the line crosses that edge; inside each cell the crossings are joined. Lorensen & Cline, "Marching
cubes" (SIGGRAPH 1987), in two dimensions.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.intp]
Field = Callable[[Array, Array], Array]

_HALVINGS = 20  # bisection finds a crossing to a millionth of an edge
_BLOCK = 200_000  # pairs of a point and a segment that are looked at together


def zero_segments(field: Array, x: Array, y: Array, exact: Field | None = None) -> Array:
    """Segments (n, 2, 2) of the line field = 0: each has two ends, each end an x and a y.

    `field` (len(y), len(x)) belongs to the nodes. Crossings are interpolated between the nodes, or
    with `exact(x, y)` found by bisection. Where the field is no finite number there is no line.
    """
    above, known = field > 0, np.isfinite(field)
    rows, columns = np.indices(field.shape)
    ends: list[Indices] = []
    numbers, offset = [], 0
    for axis in (1, 0):  # edges along x, then edges along y
        first, second = _ends(axis)
        crossed = (above[first] != above[second]) & known[first] & known[second]
        number = np.full(crossed.shape, -1)
        number[crossed] = offset + np.arange(crossed.sum())
        offset += int(crossed.sum())
        numbers.append(number)
        edge = [rows[first], columns[first], rows[second], columns[second]]
        ends.append(np.array([part[crossed] for part in edge]))
    points = _crossings(field, x, y, np.concatenate(ends, axis=1), exact)
    along_x, along_y = numbers
    sides = np.array([along_x[:-1], along_x[1:], along_y[:, :-1], along_y[:, 1:]])
    segments: Array = points[_pairs(sides, field)]
    return segments


def distances(x: Array, y: Array, segments: Array) -> tuple[Array, Array]:
    """The distance (n,) from each point to the nearest segment, and the place (n, 2) there.

    Without segments every distance is infinite.
    """
    if not len(segments) or not len(x):
        return np.full(len(x), np.inf), np.full((len(x), 2), np.nan)
    block = max(1, _BLOCK // len(segments))
    parts = [
        _nearest(x[start : start + block], y[start : start + block], segments)
        for start in range(0, len(x), block)
    ]
    return np.concatenate([part[0] for part in parts]), np.concatenate([p[1] for p in parts])


def _ends(axis: int) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """The first and the second nodes of all edges along an axis."""
    low, high, everything = slice(None, -1), slice(1, None), slice(None)
    return ((everything, low), (everything, high)) if axis else ((low,), (high,))


def _crossings(field: Array, x: Array, y: Array, ends: Indices, exact: Field | None) -> Array:
    """Where the line crosses edges: `ends` has row and column of both nodes of each."""
    low, high = field[ends[0], ends[1]], field[ends[2], ends[3]]
    x0, y0, x1, y1 = x[ends[1]], y[ends[0]], x[ends[3]], y[ends[2]]
    if exact is None:
        share = low / (low - high)
    else:
        start: Array = np.zeros(len(low))
        stop: Array = np.ones(len(low))
        for _ in range(_HALVINGS if len(low) else 0):
            share = 0.5 * (start + stop)
            same = (exact(x0 + share * (x1 - x0), y0 + share * (y1 - y0)) > 0) == (low > 0)
            start, stop = np.where(same, share, start), np.where(same, stop, share)
        share = 0.5 * (start + stop)
    return np.stack([x0 + share * (x1 - x0), y0 + share * (y1 - y0)], axis=1)


def _pairs(sides: NDArray[np.int_], field: Array) -> NDArray[np.int_]:
    """The crossings (n, 2) to join; `sides` numbers those at bottom, top, left, right of cells."""
    count = (sides >= 0).sum(axis=0)
    simple = sides[:, count == 2].T
    pairs = [simple[simple >= 0].reshape(-1, 2)]
    saddle = count == 4
    if saddle.any():
        bottom, top, left, right = sides[:, saddle]
        corner = field[:-1, :-1][saddle]
        centre = sum(corners[saddle] for corners in (field[:-1, :-1], field[1:, :-1]))
        centre = centre + sum(corners[saddle] for corners in (field[:-1, 1:], field[1:, 1:]))
        through = (centre > 0) == (corner > 0)  # the corner at bottom left joins its opposite
        pairs.append(np.stack([bottom, np.where(through, right, left)], axis=1))
        pairs.append(np.stack([top, np.where(through, left, right)], axis=1))
    return np.concatenate(pairs)


def _nearest(x: Array, y: Array, segments: Array) -> tuple[Array, Array]:
    (ax, ay), (bx, by) = segments[:, 0].T, segments[:, 1].T
    dx, dy = bx - ax, by - ay
    length = np.maximum(dx * dx + dy * dy, np.finfo(float).tiny)
    px, py = x[:, None], y[:, None]
    share = np.clip(((px - ax) * dx + (py - ay) * dy) / length, 0.0, 1.0)
    near_x, near_y = ax + share * dx, ay + share * dy
    squared = (px - near_x) ** 2 + (py - near_y) ** 2
    best = squared.argmin(axis=1)
    row = np.arange(len(x))
    return np.sqrt(squared[row, best]), np.stack([near_x[row, best], near_y[row, best]], axis=1)
