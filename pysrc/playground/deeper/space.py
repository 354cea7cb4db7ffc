"""The space of a hidden layer: where it puts the points of the data and the lines of the plane.

Each neuron of the layer is an axis. What is drawn is an affine part of that space, a = origin +
t B: two or three neurons with all others at their mean, or the plane of the first two principal
components of the training points (Hotelling, 1933). A neuron of the next layer is linear here: its
z = a W + b is 0 on a line, or on a plane of a space of three neurons. Before the output that is
the decision; between several classes it is where two of them tie and no third is ahead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.batch_norm import EPSILON
from backprop.layers import Layer
from playground.data import Array, domain_of
from playground.deeper.borders import Border, ties, zeros
from playground.deeper.nothing import NOT_FINITE, TOO_LARGE, Nothing
from playground.deeper.places import inputs_at, line
from playground.experiment import Experiment
from playground.inputs import input_matrix
from playground.scene import Scene
from playground.state import PlaygroundState, task_of

NO_LAYER = Nothing("The network has no hidden layer: add one to see its space.")
NO_POINTS = Nothing("There are no points to show in the space of the layer.")

LINES, LINE_PLACES = 13, 49  # of the plane's grid in each direction, and places on each
_MOST_NEURONS = 8  # of the next layer whose lines are drawn


@dataclass(frozen=True, eq=False)
class View:
    """What part of the space is drawn: a = origin + t B, with B (n_axes, n_neurons).

    `neurons` are the axes, counted from 0; none for principal components, of which `share` tells
    how much of the variance they hold.
    """

    origin: Array
    basis: Array
    neurons: tuple[int, ...]
    share: float = 1.0

    def places_of(self, a: Array) -> Array:
        """The coordinates (n, n_axes) of activations (n, n_neurons)."""
        if self.neurons:
            return a[:, self.neurons]
        places: Array = (a - self.origin) @ self.basis.T
        return places


@dataclass(frozen=True, eq=False)
class Space:
    """A hidden layer's space, in 1, 2 or 3 coordinates.

    `points` (n, d) belong to `labels` and the `test` flags. `grid` (2, LINES, LINE_PLACES, d) are
    the lines x = const and then y = const of the plane. `borders` are lines (m, d) where the next
    layer decides, each with the neurons of that layer it is about: one, or two that tie.
    """

    layer: int
    n_neurons: int
    view: View
    points: Array
    labels: Array
    test: NDArray[np.bool_]
    grid: Array
    borders: tuple[Border, ...]
    is_last: bool
    left_out: int


def shown_layer(state: PlaygroundState) -> int:
    """The hidden layer that is shown, counted from 1; 0 stands for the last one."""
    return min(state.space_layer or len(state.layers), len(state.layers))


def shown_neurons(state: PlaygroundState, n_neurons: int) -> tuple[int, ...]:
    """The neurons that are the axes, counted from 0; none for principal components."""
    kind = state.space_view
    if kind == "auto":
        return tuple(range(n_neurons)) if n_neurons <= 3 else ()
    if n_neurons == 1:
        return (0,)
    if kind == "components":
        return ()
    wanted = [state.space_x, state.space_y, state.space_z][: 2 if kind == "two" else 3]
    chosen: list[int] = []
    for number in wanted[:n_neurons]:
        index = min(number, n_neurons) - 1
        while index in chosen:  # the same one twice, or one that does not exist: the next one
            index = (index + 1) % n_neurons
        chosen.append(index)
    return tuple(chosen)


def look_at_space(scene: Scene) -> Space | Nothing:
    """Send the points and the plane's lines through the layers up to the one shown."""
    experiment = scene.experiment
    state, network, samples = experiment.state, experiment.network, experiment.samples
    if not state.layers:
        return NO_LAYER
    if not len(samples.X):
        return NO_POINTS
    layer = shown_layer(state)
    with np.errstate(all="ignore"):
        a = network.forward(input_matrix(state, samples.X)).a[layer]
        grid = network.forward(_grid_inputs(state)).a[layer]
    if not (np.abs(a).max() < TOO_LARGE and np.abs(grid).max() < TOO_LARGE):
        return NOT_FINITE
    train = a[~samples.test] if (~samples.test).any() else a
    view = _view(shown_neurons(state, a.shape[1]), train)
    lines = view.places_of(grid)
    points = view.places_of(a)
    everything = np.vstack([lines, points])
    extent = np.array([everything.min(axis=0), everything.max(axis=0)])
    borders, left_out = _borders(experiment, layer, view, extent)
    return Space(
        layer=layer,
        n_neurons=a.shape[1],
        view=view,
        points=points,
        labels=samples.labels,
        test=samples.test,
        grid=lines.reshape(2, LINES, LINE_PLACES, -1),
        borders=borders,
        is_last=layer == len(state.layers),
        left_out=left_out,
    )


def _grid_inputs(state: PlaygroundState) -> Array:
    """The inputs of all places on the lines x = const, then on the lines y = const."""
    x0, x1, y0, y1 = domain_of(state)
    x, y = np.repeat(line(x0, x1, LINES), LINE_PLACES), np.tile(line(y0, y1, LINE_PLACES), LINES)
    across, up = (
        np.tile(line(x0, x1, LINE_PLACES), LINES),
        np.repeat(line(y0, y1, LINES), LINE_PLACES),
    )
    return inputs_at(state, np.concatenate([x, across]), np.concatenate([y, up]))


def _view(neurons: tuple[int, ...], a: Array) -> View:
    """The part of the space that is drawn, given the activations of the training points."""
    origin = a.mean(axis=0)
    if neurons:
        origin[list(neurons)] = 0.0
        return View(origin, np.eye(len(origin))[list(neurons)], neurons)
    _, sizes, directions = np.linalg.svd(a - origin, full_matrices=True)
    basis = directions[:2]
    # A component has no sign of its own: its largest entry is positive.
    largest = np.abs(basis).argmax(axis=1)
    basis = basis * np.where(basis[np.arange(2), largest] < 0, -1.0, 1.0)[:, None]
    variance = sizes**2
    share = float(variance[:2].sum() / variance.sum()) if variance.sum() > 0 else 1.0
    return View(origin, basis, (), share)


def _borders(
    experiment: Experiment, layer: int, view: View, extent: Array
) -> tuple[tuple[Border, ...], int]:
    """Where the next layer decides, and how many of its neurons were left out."""
    following = experiment.network.layers[layer]
    W, b = _affine(following)
    slopes, offsets = view.basis @ W, view.origin @ W + b
    margin = 0.06 * (extent[1] - extent[0]) + 1e-6
    corners = np.stack([extent[0] - margin, extent[1] + margin])
    is_last = layer == len(experiment.state.layers)
    if is_last and task_of(experiment.state) == "multiclass":
        return ties(slopes, offsets, corners), 0
    n = min(following.fan_out, _MOST_NEURONS)
    return zeros(slopes[:, :n], offsets[:n], corners), following.fan_out - n


def _affine(layer: Layer) -> tuple[Array, Array]:
    """The W and b with which z = a W + b, batch norm included."""
    if layer.norm is None:
        return layer.W, layer.b
    factor = layer.norm.gamma / np.sqrt(layer.norm.variance + EPSILON)
    return layer.W * factor, layer.b - layer.norm.mean * factor
