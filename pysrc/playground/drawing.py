"""Making snapshots: what did not change since the last frame is handed out again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.anatomy import Anatomy, blank_anatomy
from playground.data import axis_labels_of, domain_of, places_of
from playground.experiment import Changes, Experiment
from playground.grid import GRID_SIZE
from playground.history import LossHistory
from playground.inputs import input_names_of
from playground.measure import Score
from playground.picture import Picture
from playground.snapshot import Notice, Snapshot, Status
from playground.state import target_names_of


class Drawing:
    """The parts of a snapshot that outlive a frame, and their revisions."""

    def __init__(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._grid: NDArray[np.float32] = np.zeros((GRID_SIZE, GRID_SIZE), np.float32)
        self._network = blank_anatomy(experiment.network.layer_sizes)
        self._neuron_grid: NDArray[np.float32] | None = None
        self._picture: Picture | None = None
        self._neuron = experiment.state.neuron
        self._rates = self._gradient_rates()
        self._points_revision = self._grid_revision = 0
        self._take_points()

    def change(self, changes: Changes) -> None:
        """Follow the experiment to its next state."""
        if changes.points:
            self._take_points()

    def weights_moved(self) -> None:
        """The grid has to be computed again."""
        self._picture = None

    def snapshot(
        self,
        status: Status,
        scores: tuple[Score, Score],
        history: LossHistory,
        notice: Notice | None,
        detail: object,
    ) -> Snapshot:
        """The frame for this moment; in the status "error" the last good grid stays."""
        experiment, samples = self._experiment, self._experiment.samples
        state, network = experiment.state, experiment.network
        if status != "error":
            self._draw()
        train, test = scores
        epochs, train_losses, test_losses = history.arrays
        return Snapshot(
            state=state,
            status=status,
            epoch=experiment.epoch,
            step=experiment.step,
            train_loss=train.loss,
            test_loss=test.loss,
            train_accuracy=train.accuracy,
            test_accuracy=test.accuracy,
            train_r_squared=train.r_squared,
            test_r_squared=test.r_squared,
            grid=self._grid,
            neuron_grid=self._neuron_grid,
            network=self._network,
            task=samples.task,
            class_names=samples.class_names,
            target_names=target_names_of(state),
            domain=domain_of(state),
            axis_labels=axis_labels_of(state),
            input_names=input_names_of(state),
            layer_sizes=network.layer_sizes,
            n_parameters=network.n_parameters,
            points_x=self._x,
            points_y=self._y,
            points_label=samples.labels,
            points_truth=samples.truth,
            points_test=samples.test,
            history_epoch=epochs,
            history_train=train_losses,
            history_test=test_losses,
            detail=detail,
            notice=notice,
            points_revision=self._points_revision,
            grid_revision=self._grid_revision,
            history_revision=history.revision,
        )

    def _draw(self) -> None:
        picture, neuron = self._experiment.picture, self._experiment.state.neuron
        moved = picture is not self._picture
        if moved:
            self._picture = picture
            self._grid = picture.grid()
        if moved or self._gradient_rates() != self._rates:
            self._look_inside(picture)
        if moved or neuron != self._neuron:
            self._neuron = neuron
            self._neuron_grid = picture.neuron(*neuron) if neuron else None
            self._grid_revision += 1

    def _look_inside(self, picture: Picture) -> None:
        experiment = self._experiment
        self._rates = self._gradient_rates()
        self._network = Anatomy(
            layer_sizes=experiment.network.layer_sizes,
            tiles=picture.tiles(),
            values={
                "weights": experiment.network.parameters.copy(),
                "gradients": experiment.next_gradient,
                "updates": experiment.last_update,
            },
            cut=experiment.network.cut,
            revision=self._network.revision + 1,
        )

    def _gradient_rates(self) -> tuple[float, float]:
        """What changes the gradient while data and weights stay."""
        state = self._experiment.state
        return state.regularization_rate, state.clip_limit

    def _take_points(self) -> None:
        self._x, self._y = places_of(self._experiment.state, self._experiment.samples)
        self._points_revision += 1
