"""The loss on a plane of the weight space, and where the training is on it.

The plane goes through the weights as they are: the map shows what would become of the loss if only
the two directions changed. Its frame stays where it is while the network trains, so that the path
moves on a still map, until the reader centres it; with an automatic range it grows when the path
leaves it. Losses are those of the training points, without the regularizer, as on the loss curve.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backprop import Network, Trainer
from backprop.layout import count_parameters
from backprop.plan import EvaluationPlan
from playground.architecture import layer_sizes_of
from playground.data import Array
from playground.deeper.nothing import NO_TRAINING_POINTS, NOT_FINITE, Nothing
from playground.deeper.places import line
from playground.deeper.planes import Plane, plane_of_path, plane_of_weights, random_plane
from playground.scene import Scene
from playground.state import PlaygroundState

NO_PATH = Nothing("The plane of the path needs some epochs of training: press Play first.")

_WORK = 3e8  # multiplications and additions that one map may cost; the default takes 10 million
_COARSEST = 21
_WIDTH = {"weights": 2.0, "random": 1.0, "path": 0.1}  # from the middle to the edge, at first
_BEYOND = 1.25  # how much wider than the path the map is


@dataclass(frozen=True, eq=False)
class Surface:
    """The loss over a plane, and the training on it.

    `loss` (n, n) belongs to the places `u` (columns) and `v` (rows); where it is no finite number
    it is NaN. `place` is where the network is, and `here` its loss. `descent` is the direction of
    steepest descent in the plane. `path` (m, 2) are the places at `epochs`. `n_rows` of `n_train`
    training points were measured. `weights` are the indices of the two parameters of a plane of
    weights.
    """

    kind: str
    weights: tuple[int, int]
    u: Array
    v: Array
    loss: Array
    place: tuple[float, float]
    here: float
    descent: tuple[float, float]
    path: Array
    epochs: tuple[int, ...]
    n_rows: int
    n_train: int

    @property
    def is_outside(self) -> bool:
        """Whether the network has left the map."""
        (u, v) = self.place
        return not (self.u[0] <= u <= self.u[-1] and self.v[0] <= v <= self.v[-1])


def chosen_weights(state: PlaygroundState) -> tuple[int, int]:
    """The two weights of the state that exist and differ, as indices into the parameters."""
    n_parameters = count_parameters(layer_sizes_of(state))
    first = min(state.surface_x, n_parameters - 1)
    second = min(state.surface_y, n_parameters - 1)
    return first, (second + 1) % n_parameters if second == first else second


class SurfaceLook:
    """Looks at the surface again and again; the map is kept as long as it is the right one."""

    def __init__(self) -> None:
        self._network: Network | None = None
        self._trainer: Trainer | None = None
        self._size = 0
        self._settings: tuple[object, ...] = ()
        self._plane: Plane | None = None
        self._measured: Array | None = None  # the parameters that the map goes through

    def __call__(self, scene: Scene) -> Surface | Nothing:
        """The surface now."""
        experiment = scene.experiment
        trainer = experiment.trainer
        if trainer is None:
            return NO_TRAINING_POINTS
        if not experiment.is_finite():
            return NOT_FINITE
        if experiment.network is not self._network:
            self._network, self._plane = experiment.network, None
        epochs, path = _path_of(scene)
        with np.errstate(all="ignore"):  # the loss far away may be no finite number
            plane = self._aim(experiment.state, experiment.network, path)
            if plane is None:
                return NO_PATH
            places = plane.places_of(path)
            self._grow(experiment.state, plane, places)
            self._measure(plane, experiment.network, trainer, experiment.state.surface_size)
            return self._surface(experiment.state, plane, trainer, places, epochs)

    def _aim(self, state: PlaygroundState, network: Network, path: Array) -> Plane | None:
        """The directions and the frame that are asked for: those there are, or new ones."""
        settings = (
            state.surface_plane,
            state.surface_x,
            state.surface_y,
            state.surface_seed,
            state.surface_range,
        )
        if self._plane is None or settings != self._settings:
            self._plane = _plane_of(state, network, path)
            self._settings, self._measured = settings, None
            if self._plane is not None:
                self._width = float(state.surface_range) or _WIDTH[state.surface_plane]
        return self._plane

    def _grow(self, state: PlaygroundState, plane: Plane, places: Array) -> None:
        reach = float(np.abs(places - plane.centre).max())
        if state.surface_range == 0 and np.isfinite(reach) and reach > self._width:
            self._width, self._measured = _BEYOND * reach, None

    def _measure(self, plane: Plane, network: Network, trainer: Trainer, size: int) -> None:
        """Compute the map, unless it is there for these weights and these points."""
        if trainer is not self._trainer or size != self._size:
            self._trainer, self._size, self._measured = trainer, size, None
            self._ruler = Ruler(network, trainer, size)
        if self._measured is not None and np.array_equal(self._measured, network.parameters):
            return
        self._measured = network.parameters.copy()
        self._here = self._ruler.loss_of(network)
        side = line(-self._width, self._width, self._ruler.size)
        self._u, self._v = plane.centre[0] + side, plane.centre[1] + side
        self._loss = self._ruler.map(plane.through(network.parameters), self._u, self._v)

    def _surface(
        self,
        state: PlaygroundState,
        plane: Plane,
        trainer: Trainer,
        places: Array,
        epochs: tuple[int, ...],
    ) -> Surface:
        u, v = plane.places_of(trainer.network.parameters).tolist()
        descent = plane.along(-_gradient(trainer))
        return Surface(
            kind=state.surface_plane,
            weights=chosen_weights(state),
            u=self._u,
            v=self._v,
            loss=self._loss,
            place=(u, v),
            here=self._here,
            descent=(float(descent[0]), float(descent[1])),
            path=places,
            epochs=epochs,
            n_rows=self._ruler.n_rows,
            n_train=len(trainer.X),
        )


class Ruler:
    """Measures the loss of many parameters on the same points, as few as can be afforded.

    `size` is how many places a side of the map has: as many as asked for, or fewer.
    """

    def __init__(self, network: Network, trainer: Trainer, size: int) -> None:
        each = len(trainer.X) * network.n_parameters
        self.size = min(size, max(int(np.sqrt(_WORK / each)), _COARSEST))
        self.n_rows = min(len(trainer.X), int(_WORK / (self.size**2 * network.n_parameters)))
        rows = np.linspace(0, len(trainer.X) - 1, self.n_rows).astype(int)
        self._twin = network.copy()
        self._plan = EvaluationPlan(self._twin, trainer.X[rows])
        self._loss, self._target = trainer.loss, trainer.target[rows]

    def loss_of(self, network: Network) -> float:
        """The mean loss of a network as it is; see `loss_at`."""
        self._twin.buffers[:] = network.buffers
        return self.loss_at(network.parameters)

    def loss_at(self, parameters: Array) -> float:
        """The mean loss; NaN where it is no finite number."""
        self._twin.parameters = parameters  # which leaves cut connections cut
        loss = self._loss.value(self._plan.outputs(), self._target)
        return loss if np.isfinite(loss) else float("nan")

    def map(self, plane: Plane, u: Array, v: Array) -> Array:
        """The losses (len(v), len(u)) on the plane."""
        return np.array([[self.loss_at(plane.at(x, y)) for x in u.tolist()] for y in v.tolist()])


def _path_of(scene: Scene) -> tuple[tuple[int, ...], Array]:
    """The epochs (n,) of the moments kept of this run and, after them, of now; and the parameters
    (n, n_parameters) there."""
    experiment = scene.experiment
    here = experiment.network.parameters
    marks = [
        mark for mark in scene.timeline.marks if mark.checkpoint.parameters.shape == here.shape
    ]
    epochs = [mark.epoch for mark in marks]
    path = [mark.checkpoint.parameters for mark in marks]
    if not marks or experiment.step > marks[-1].checkpoint.step_count:
        epochs, path = [*epochs, experiment.epoch], [*path, here.copy()]
    return tuple(epochs), np.array(path)


def _plane_of(state: PlaygroundState, network: Network, path: Array) -> Plane | None:
    if state.surface_plane == "random":
        return random_plane(network, state.surface_seed)
    if state.surface_plane == "path":
        return plane_of_path(path)
    return plane_of_weights(network.parameters, *chosen_weights(state))


def _gradient(trainer: Trainer) -> Array:
    """The gradient of the loss of all training points, without the regularizer."""
    forward_pass = trainer.network.forward(trainer.X)
    d_output = trainer.loss.gradient(forward_pass.output, trainer.target)
    return trainer.network.backward(forward_pass, d_output).vector
