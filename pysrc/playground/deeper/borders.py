"""Where functions that are linear in some coordinates are 0, cut off at the edges of a picture.

In one coordinate that is a point, in two a line, in three a plane; what is left of it inside the
picture is a convex polygon of at most that many dimensions. Sutherland & Hodgman, "Reentrant
polygon clipping" (1974).
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from playground.data import Array

Border = tuple[Array, tuple[int, ...]]


def zeros(slopes: Array, offsets: Array, corners: Array) -> tuple[Border, ...]:
    """Where each function f_j(t) = t · slopes[:, j] + offsets[j] is 0 between two `corners` (2, d).

    Each border has its vertices (m, d) and its j; one that is not in the picture is left out.
    """
    found = []
    for j in range(len(offsets)):
        vertices = _flat(slopes[:, j], offsets[j], corners)
        if len(vertices):
            found.append((vertices, (j,)))
    return tuple(found)


def ties(slopes: Array, offsets: Array, corners: Array) -> tuple[Border, ...]:
    """Where two of the functions are equal and no other one is larger; see `zeros`."""
    found = []
    for i, j in combinations(range(len(offsets)), 2):
        vertices = _flat(slopes[:, i] - slopes[:, j], offsets[i] - offsets[j], corners)
        for k in set(range(len(offsets))) - {i, j}:
            vertices = _clip(vertices, slopes[:, i] - slopes[:, k], offsets[i] - offsets[k])
        if len(vertices):
            found.append((vertices, (i, j)))
    return tuple(found)


def _flat(slope: Array, offset: float, corners: Array) -> Array:
    """The part of t · slope + offset = 0 between the corners; empty where there is none."""
    length = float(np.linalg.norm(slope))
    if not np.isfinite(length + abs(offset)) or length < 1e-12:
        return np.zeros((0, len(slope)))
    middle = corners.mean(axis=0)
    foot = middle - (middle @ slope + offset) / length * (slope / length)
    reach = float(np.linalg.norm(corners[1] - corners[0])) + 1e-9
    along = reach * np.linalg.svd(slope[None])[2][1:]
    vertices: Array = foot[None]
    if len(along) == 1:
        vertices = np.stack([foot - along[0], foot + along[0]])
    elif len(along) == 2:
        one, other = along
        vertices = foot + np.stack([-one - other, one - other, one + other, other - one])
    for axis, unit in enumerate(np.eye(len(slope))):
        vertices = _clip(vertices, unit, -corners[0, axis])
        vertices = _clip(vertices, -unit, corners[1, axis])
    return vertices


def _clip(vertices: Array, slope: Array, offset: float) -> Array:
    """The part of a convex polygon (or line, or point) where t · slope + offset >= 0."""
    height = vertices @ slope + offset
    if len(vertices) < 2 or (height >= 0).all():
        inside: Array = vertices[height >= 0]
        return inside
    kept: list[Array] = []
    is_line = len(vertices) == 2
    for index in range(len(vertices)):
        before, here = vertices[index - 1], vertices[index]
        low, high = height[index - 1], height[index]
        if (low >= 0) != (high >= 0) and not (is_line and index == 0):
            kept.append(before + low / (low - high) * (here - before))
        if high >= 0:
            kept.append(here)
    return np.array(kept).reshape(-1, vertices.shape[1])
