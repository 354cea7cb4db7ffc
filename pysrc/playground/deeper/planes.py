"""Planes through the space of all weights, on which the loss is looked at.

A plane is θ(u, v) = origin + u d₁ + v d₂. Its directions are two weights, whose values are then u
and v; or two random directions; or the two in which the training moved most. A random direction
is drawn from the normal distribution and scaled neuron by neuron to the length of the weights that
lead into the neuron, and biases stay: Li, Xu, Taylor, Studer & Goldstein, "Visualizing the loss
landscape of neural nets" (NeurIPS 2018), sections 4 (filter normalisation) and 7.2 (paths).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from backprop import Network
from playground.data import Array


@dataclass(frozen=True, eq=False)
class Plane:
    """`origin`, `first` and `second` (n_parameters,); the map's middle is `centre`, a (u, v)."""

    origin: Array
    first: Array
    second: Array
    centre: tuple[float, float]

    def at(self, u: float, v: float) -> Array:
        """The parameters at a place of the plane."""
        parameters: Array = self.origin + u * self.first + v * self.second
        return parameters

    def places_of(self, parameters: Array) -> Array:
        """The places (n, 2) of the plane that are nearest to parameters (n, n_parameters)."""
        return self.along(parameters - self.origin)

    def along(self, way: Array) -> Array:
        """How far ways (…, n_parameters) lead in the two directions, (…, 2)."""
        basis = np.stack([self.first, self.second], axis=1)
        steps: Array = way @ np.linalg.pinv(basis).T
        return steps

    def through(self, parameters: Array) -> Plane:
        """The parallel plane through these parameters; places keep their u and v."""
        u, v = self.places_of(parameters)
        origin = parameters - u * self.first - v * self.second
        return replace(self, origin=origin)


def plane_of_weights(parameters: Array, first: int, second: int) -> Plane:
    """The plane in which only two parameters differ; u and v are their values."""
    origin = parameters.copy()
    origin[[first, second]] = 0.0
    axes = np.zeros((2, len(parameters)))
    axes[0, first] = axes[1, second] = 1.0
    centre = (float(parameters[first]), float(parameters[second]))
    return Plane(origin, axes[0], axes[1], centre)


def random_plane(network: Network, seed: int) -> Plane:
    """The plane of two random, neuron-wise normalised directions; its origin are the weights."""
    rng = np.random.default_rng(seed)
    first, second = (_random_direction(network, rng) for _ in range(2))
    return Plane(network.parameters.copy(), first, second, (0.0, 0.0))


def plane_of_path(path: Array) -> Plane | None:
    """The plane of the two directions of most movement, through the last row of the path (n,
    n_parameters); None for a path that does not span a plane.

    The directions are the principal components of the path's steps away from its last point.
    """
    end = path[-1]
    steps = path - end
    if not np.isfinite(steps).all():
        return None
    _, sizes, directions = np.linalg.svd(steps, full_matrices=False)
    if len(sizes) < 2 or not sizes[1] > 1e-9 * max(float(np.abs(end).max()), 1e-9):
        return None
    return Plane(end.copy(), directions[0], directions[1], (0.0, 0.0))


def _random_direction(network: Network, rng: np.random.Generator) -> Array:
    direction = np.zeros_like(network.parameters)
    blocks = network.split(direction)
    for layer, block in zip(network.layers, blocks, strict=True):
        drawn = rng.standard_normal(layer.W.shape)
        length = np.linalg.norm(layer.W, axis=0)
        length[length == 0.0] = 1.0  # a neuron without weights has no length to take over
        block.W[:] = drawn * (length / np.linalg.norm(drawn, axis=0))
    return direction
