"""The session: it learns, rebuilds only what changed, and explains what it cannot do."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

from backprop import INITIALIZERS, LOSSES, OPTIMIZERS, REGULARIZERS
from playground.actions import (
    AddLayer,
    AddPoint,
    ClearPoints,
    DeletePoint,
    LoadState,
    MovePoint,
    NewDataSeed,
    NewWeightSeed,
    PastePoints,
    RemoveLayer,
    SetActivation,
    SetDataset,
    SetField,
    SetPlane,
    SetUnits,
    UseTable,
)
from playground.repair import validate
from playground.session import Session
from playground.snapshot import split_class_grid
from playground.state import DEFAULTS, PlaygroundState, Point

SMALL = dataclasses.replace(DEFAULTS, n_samples=60)
WHEAT = validate(
    PlaygroundState(
        dataset="wheat_seeds", inputs="all", loss="softmax_cross_entropy", optimizer="adam"
    )
)


def trained(state: PlaygroundState = SMALL, epochs: int = 3) -> Session:
    session = Session(state)
    session.run_for(math.inf, epochs)
    return session


def learned(session: Session) -> list[np.ndarray]:
    """The arrays in which a session keeps what it learned."""
    experiment = session.experiment
    return [experiment.network.parameters, *experiment.optimizer_state.arrays.values()]


def test_circle_is_learned_with_the_defaults() -> None:
    snapshot = trained(DEFAULTS, 300).snapshot()
    assert snapshot.train_loss is not None and snapshot.train_loss < 0.02
    assert snapshot.test_accuracy is not None and snapshot.test_accuracy > 0.95
    assert snapshot.epoch == 300
    assert snapshot.step == 300 * 25


def test_wheat_seeds_is_learned_from_all_measures() -> None:
    snapshot = trained(WHEAT, 60).snapshot()
    assert snapshot.test_accuracy is not None and snapshot.test_accuracy >= 0.9
    assert len(snapshot.input_names) == 7


def test_a_surface_is_learned() -> None:
    state = validate(PlaygroundState(dataset="plane", n_samples=300))
    snapshot = trained(state, 30).snapshot()
    assert snapshot.train_loss is not None and snapshot.train_loss < 0.01
    assert snapshot.train_accuracy is None
    right, left = snapshot.grid[50, 90], snapshot.grid[50, 10]
    assert right - left == pytest.approx(0.96, abs=0.2)


def test_the_grid_is_the_answer_of_the_network_at_the_cell_centres() -> None:
    session = trained()
    snapshot = session.snapshot()
    assert snapshot.grid.shape == (100, 100)
    assert snapshot.grid.dtype == np.float32
    # Row 3, column 80: x = -6 + 80.5 · 0.12, y = -6 + 3.5 · 0.12.
    expected = session.experiment.network.forward([[3.66, -5.58]]).output[0, 0]
    assert snapshot.grid[3, 80] == pytest.approx(expected, abs=1e-5)


def test_with_all_inputs_the_grid_is_a_slice_through_the_mean() -> None:
    session = trained(dataclasses.replace(WHEAT, plane=(4, 1)))
    classes, shares = split_class_grid(session.snapshot().grid)
    x = np.zeros((1, 7))
    x[0, 4], x[0, 1] = -3.5 + 20.5 * 0.07, -3.5 + 60.5 * 0.07
    logits = session.experiment.network.forward(x).output
    expected = LOSSES["softmax_cross_entropy"].predict(logits, "multiclass")[0]
    assert classes[60, 20] == expected.argmax()
    assert shares[60, 20] == pytest.approx(min(expected.max(), 0.999), abs=1e-4)


def test_losses_and_accuracy_are_those_of_the_library() -> None:
    session = trained()
    snapshot, trainer = session.snapshot(), session.experiment.trainer
    assert trainer is not None
    assert snapshot.train_loss == pytest.approx(trainer.loss_of(trainer.X, trainer.target))
    output = session.experiment.network.forward(trainer.X).output
    assert snapshot.train_accuracy == np.mean((output > 0) == (trainer.target > 0))


def test_the_status_follows_the_run() -> None:
    session = Session(SMALL)
    assert session.status == "ready"
    assert session.play()
    assert session.status == "training"
    session.run_for(math.inf, 1)
    session.pause()
    assert session.status == "paused"
    session.reset()
    assert session.status == "ready"


def test_a_batch_and_an_epoch_are_what_they_say() -> None:
    session = Session(dataclasses.replace(SMALL, batch_size=7))
    session.step_batch()
    assert (session.experiment.epoch, session.experiment.step) == (0, 1)
    session.run_epoch()
    assert (session.experiment.epoch, session.experiment.step) == (1, 5)
    session.step_batch()
    assert session.experiment.step == 6


def test_a_slice_ends_with_its_time_and_the_next_goes_on_within_the_epoch() -> None:
    seconds = iter(range(10_000))
    session = Session(SMALL, clock=lambda: float(next(seconds)))
    assert session.run_for(2.5) == 0
    steps = session.experiment.step
    assert 0 < steps < 3
    session.run_for(2.5)
    assert session.experiment.step > steps


def test_reset_gives_the_very_same_initial_weights() -> None:
    session = Session(dataclasses.replace(SMALL, optimizer="adam"))
    before = [array.copy() for array in learned(session)]
    first = session.snapshot()
    session.run_for(math.inf, 5)
    assert not np.array_equal(learned(session)[0], before[0])
    session.reset()
    for array, start in zip(learned(session), before, strict=True):
        np.testing.assert_array_equal(array, start)
    assert session.experiment.optimizer_state.step == 0
    snapshot = session.snapshot()
    assert (snapshot.epoch, snapshot.step, snapshot.train_loss) == (0, 0, first.train_loss)
    assert snapshot.history_epoch.tolist() == [0]
    np.testing.assert_array_equal(snapshot.grid, first.grid)


@pytest.mark.parametrize(
    "action",
    [
        SetField("learning_rate", 0.1),
        SetField("schedule", "cosine"),
        SetField("horizon", 50),
        SetField("regularization_rate", 0.1),
        SetField("clip_limit", 0.1),
        SetField("epochs_per_frame", 0),
        SetField("loss_scale", "log"),
    ],
    ids=str,
)
def test_what_needs_no_rebuilding_rebuilds_nothing(action: Any) -> None:
    session = trained(dataclasses.replace(SMALL, optimizer="momentum"))
    before, snapshot = learned(session), session.snapshot()
    trainer, samples = session.experiment.trainer, session.experiment.samples
    session.dispatch(action)
    assert all(new is old for new, old in zip(learned(session), before, strict=True))
    assert session.experiment.trainer is trainer
    assert session.experiment.samples is samples
    after = session.snapshot()
    assert after.grid is snapshot.grid
    assert after.points_x is snapshot.points_x
    assert after.history_revision == snapshot.history_revision


@pytest.mark.parametrize(
    "action",
    [
        SetField("loss", "huber"),
        SetField("loss", "binary_cross_entropy"),
        SetField("regularizer", "l2"),
        SetField("clipping", "norm"),
        SetField("batch_size", 3),
        SetField("noise", 20),
        SetField("train_percent", 80),
        NewDataSeed(),
        SetDataset("plane"),
        MovePoint(0, 1.0, 1.0),
        AddPoint(1.0, 1.0, 0),
    ],
    ids=str,
)
def test_other_data_loss_or_batches_keep_what_was_learned(action: Any) -> None:
    session = trained(dataclasses.replace(SMALL, optimizer="adam"))
    before = [array.copy() for array in learned(session)]
    position = (session.experiment.epoch, session.experiment.step)
    assert session.dispatch(action)
    for array, kept in zip(learned(session), before, strict=True):
        np.testing.assert_array_equal(array, kept)
    assert session.experiment.optimizer_state.step == position[1]
    assert (session.experiment.epoch, session.experiment.step) == position
    session.run_epoch()
    assert session.experiment.epoch == position[0] + 1


def test_another_optimizer_keeps_the_weights_and_forgets_the_moments() -> None:
    session = trained(dataclasses.replace(SMALL, optimizer="adam"))
    weights = learned(session)[0]
    session.dispatch(SetField("optimizer", "momentum"))
    parameters, velocity = learned(session)
    assert parameters is weights
    assert not velocity.any()


@pytest.mark.parametrize(
    "action",
    [
        AddLayer(),
        RemoveLayer(),
        SetUnits(0, 3),
        SetActivation(0, "relu"),
        SetField("initializer", "he_normal"),
        NewWeightSeed(),
        SetDataset("wheat_seeds"),
    ],
    ids=str,
)
def test_another_network_starts_anew(action: Any) -> None:
    session = trained()
    session.dispatch(action)
    after = session.snapshot()
    assert (after.epoch, after.step) == (0, 0)
    assert after.history_epoch.tolist() == [0]
    fresh = Session(session.state)
    np.testing.assert_array_equal(learned(session)[0], learned(fresh)[0])


def test_a_learning_rate_changed_in_the_run_counts_from_the_next_step() -> None:
    frozen = trained(dataclasses.replace(SMALL, optimizer="adam"))
    frozen.dispatch(SetField("learning_rate", 1e-6))
    before = learned(frozen)[0].copy()
    frozen.step_batch()
    assert np.abs(learned(frozen)[0] - before).max() < 2e-6


def test_a_schedule_chosen_in_the_run_counts_from_its_epoch_and_a_reset_starts_it_again() -> None:
    session = trained(dataclasses.replace(SMALL, horizon=3), 3)
    session.dispatch(SetField("schedule", "linear"))
    before = learned(session)[0].copy()
    session.run_epoch()
    np.testing.assert_array_equal(learned(session)[0], before)
    session.reset()
    before = learned(session)[0].copy()
    session.run_epoch()
    assert np.abs(learned(session)[0] - before).max() > 1e-3


@pytest.mark.parametrize("name", ["norm", "value"])
def test_clipping_shortens_the_steps_of_the_run(name: str) -> None:
    session = trained(SMALL)
    session.dispatch(SetField("clip_limit", 1e-6))
    session.dispatch(SetField("clipping", name))
    before = learned(session)[0].copy()
    session.step_batch()
    assert 0 < np.abs(learned(session)[0] - before).max() < 1e-7


@pytest.mark.parametrize("name", list(OPTIMIZERS))
def test_every_optimizer_trains(name: str) -> None:
    session = Session(dataclasses.replace(SMALL, optimizer=name))
    start = session.snapshot().train_loss
    session.run_for(math.inf, 20)
    end = session.snapshot().train_loss
    assert start is not None and end is not None and end < start


@pytest.mark.parametrize("name", [*INITIALIZERS, *REGULARIZERS])
def test_every_initializer_and_regularizer_runs(name: str) -> None:
    field = "initializer" if name in INITIALIZERS else "regularizer"
    state = dataclasses.replace(SMALL, regularization_rate=0.01, **{field: name})
    assert trained(state, 2).snapshot().train_loss is not None


def test_moving_a_point_changes_the_boundary_of_further_training() -> None:
    points = (Point(-2, 0, 0), Point(2, 0, 1))
    session = trained(PlaygroundState(dataset="points", points=points, learning_rate=0.3), 200)
    assert session.snapshot().grid[50, 83] > 0.5
    session.dispatch(MovePoint(0, 4.0, 0.0))
    session.dispatch(MovePoint(1, -4.0, 0.0))
    session.run_for(math.inf, 400)
    assert session.snapshot().grid[50, 83] < -0.5


def test_an_unused_plane_is_only_a_new_picture() -> None:
    session = trained(WHEAT)
    before = session.snapshot()
    weights = learned(session)[0]
    session.dispatch(SetPlane((5, 6)))
    after = session.snapshot()
    assert learned(session)[0] is weights
    assert after.train_loss == before.train_loss
    assert after.points_revision > before.points_revision
    assert after.grid_revision > before.grid_revision
    assert after.axis_labels[0].startswith("asymmetry")


def test_nothing_is_computed_twice_for_the_same_weights() -> None:
    session = trained()
    first, second = session.snapshot(), session.snapshot()
    assert first.grid is second.grid
    session.step_batch()
    third = session.snapshot()
    assert third.grid is not first.grid
    assert third.grid_revision == first.grid_revision + 1


def test_the_history_does_not_depend_on_how_the_time_is_cut() -> None:
    at_once, in_steps = trained(SMALL, 6), Session(SMALL)
    for _ in range(6 * 3):
        in_steps.step_batch()
        in_steps.snapshot()
    for one, other in zip(at_once.history.arrays, in_steps.history.arrays, strict=True):
        np.testing.assert_array_equal(one, other)


def test_without_test_points_there_is_no_test_loss() -> None:
    snapshot = trained(dataclasses.replace(SMALL, train_percent=100)).snapshot()
    assert snapshot.test_loss is None
    assert snapshot.test_accuracy is None
    assert np.isnan(snapshot.history_test).all()
    assert snapshot.n_test == 0


def test_without_points_play_says_what_to_do() -> None:
    session = Session(PlaygroundState(dataset="points"))
    assert not session.play()
    session.run_epoch()
    session.step_batch()
    snapshot = session.snapshot()
    assert snapshot.notice is not None and "no points to train on" in snapshot.notice.text
    assert snapshot.train_loss is None
    assert snapshot.status == "ready"
    assert len(snapshot.history_epoch) == 0


def test_with_test_points_only_there_is_nothing_to_train_on() -> None:
    points = (Point(1, 1, 0, test=True), Point(2, 2, 1, test=True))
    session = Session(PlaygroundState(dataset="points", points=points))
    assert not session.play()
    snapshot = session.snapshot()
    assert snapshot.notice is not None and "All points are test points" in snapshot.notice.text
    assert snapshot.test_loss is not None


def test_points_that_come_back_are_trained_on_at_once() -> None:
    session = trained()
    session.play()
    session.dispatch(ClearPoints())
    assert not session.playing
    assert session.experiment.epoch == 3
    session.dispatch(AddPoint(1, 1, 0))
    assert session.playing
    session.run_epoch()
    assert (session.experiment.epoch, session.experiment.step) == (4, 10)


def test_one_class_trains_and_is_explained() -> None:
    session = Session(SMALL)
    session.dispatch(PastePoints("1,1,A\n2,2,A\n3,3,A"))
    notice = session.snapshot().notice
    assert notice is not None and "All training points are of the class A" in notice.text
    assert session.play()
    session.run_epoch()
    assert session.snapshot().epoch == 1


def test_on_a_table_no_points_are_asked_for() -> None:
    session = Session(SMALL)
    rows = "".join(f"{n},{n * n},{n % 3},{'ab'[n > 5]},{int(n > 5)}\n" for n in range(9))
    session.dispatch(UseTable(f"u,v,w,kind,test\n{rows}"))
    notice = session.snapshot().notice
    assert notice is not None and "All training points are of the class a" in notice.text
    assert "Add points" not in notice.text and "add rows to the table" in notice.text


def test_a_third_class_makes_a_network_with_three_outputs() -> None:
    session = trained()
    session.dispatch(AddPoint(5, 5, 2))
    snapshot = session.snapshot()
    assert snapshot.task == "multiclass"
    assert snapshot.layer_sizes == (2, 4, 2, 3)
    assert snapshot.class_names == ("A", "B", "C")
    session.dispatch(DeletePoint(60))
    assert session.snapshot().layer_sizes == (2, 4, 2, 1)


def test_a_refused_action_changes_nothing_but_the_notice() -> None:
    session = Session(SMALL)
    before = session.state
    assert not session.dispatch(SetField("noise", math.nan))
    assert session.state is before
    notice = session.snapshot().notice
    assert notice is not None and notice.level == "warning"
    session.dispatch(SetField("noise", 10))
    assert session.snapshot().notice is None


def test_a_link_starts_its_experiment_from_the_initial_weights() -> None:
    session = trained()
    session.load("v=1&n=60&noise=99")
    snapshot = session.snapshot()
    assert snapshot.epoch == 0
    assert snapshot.state == dataclasses.replace(SMALL, noise=50)
    assert snapshot.notice is not None and "Noise was set to 50" in snapshot.notice.text


def test_a_hostile_state_is_repaired_by_the_session() -> None:
    session = Session(PlaygroundState(learning_rate=math.nan, layers="x" * 10_000, noise=10**400))  # type: ignore[arg-type]
    session.run_epoch()
    assert session.snapshot().train_loss is not None


def test_a_dismissed_notice_is_gone_and_comes_back_with_its_cause() -> None:
    session = Session(PlaygroundState(dataset="wheat_seeds"))
    session.dispatch(AddPoint(1, 1, 0))
    first = session.snapshot().notice
    assert first is not None
    session.dismiss()
    assert session.snapshot().notice is None
    session.dispatch(AddPoint(1, 1, 0))
    assert session.snapshot().notice == first


OWN = PlaygroundState(dataset="points", points=(Point(1, 1, 0), Point(2, 2, 1), Point(3, 3, 1)))


@pytest.mark.parametrize("action", [ClearPoints(), PastePoints("0, 0, A"), LoadState(DEFAULTS)])
def test_own_points_that_go_at_once_can_be_brought_back(action: Any) -> None:
    session = Session(OWN)
    session.dispatch(action)
    notice = session.snapshot().notice
    assert notice is not None and notice.offers_undo
    session.undo()
    assert session.state == OWN
    assert session.snapshot().notice is None


def test_a_stray_click_on_generated_data_can_be_taken_back() -> None:
    session = Session(dataclasses.replace(OWN, points=OWN.points[:1]))
    session.dispatch(SetDataset("xor"))
    shown = session.state
    session.dispatch(AddPoint(0, 0, 0))
    notice = session.snapshot().notice
    assert notice is not None and notice.offers_undo
    session.undo()
    assert session.state == shown


def test_points_taken_by_a_link_can_be_brought_back() -> None:
    session = Session(OWN)
    session.load("dataset=xor")
    notice = session.snapshot().notice
    assert notice is not None and notice.offers_undo
    session.undo()
    assert session.state == OWN


@pytest.mark.parametrize("action", [DeletePoint(1), MovePoint(0, 2, -2), AddPoint(0, 0, 1)])
def test_a_single_gesture_on_own_points_offers_nothing(action: Any) -> None:
    session = Session(OWN)
    session.dispatch(action)
    assert session.snapshot().notice is None
