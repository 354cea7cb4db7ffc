"""Undo and redo: every edit comes back with what was learned, bit for bit, and nothing else."""

import dataclasses
import math
from typing import Any

import pytest

from playground import undo
from playground.actions import (
    Action,
    AddFeature,
    AddLayer,
    AddPoint,
    ClearPoints,
    DeletePoint,
    LabelPoint,
    LoadState,
    MovePoint,
    NewDataSeed,
    NewWeightSeed,
    PastePoints,
    RemoveFeature,
    RemoveLayer,
    SelectNeuron,
    SetActivation,
    SetConnection,
    SetDataset,
    SetField,
    SetLayer,
    SetUnits,
    SetWeight,
    UseTable,
)
from playground.fields import FIELDS
from playground.repair import validate
from playground.session import Session
from playground.state import DEFAULTS, PlaygroundState

SMALL = dataclasses.replace(DEFAULTS, n_samples=60, optimizer="adam")
WHEAT = validate(PlaygroundState(dataset="wheat_seeds", loss="softmax_cross_entropy"))


class Clock:
    """Time that passes only when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(clock: Clock) -> Session:
    """Three epochs and a half of a run, not at the start of an epoch."""
    session = Session(SMALL, clock=clock)
    session.run_for(math.inf, 3)
    session.step_batch()
    return session


def moment(session: Session) -> tuple[Any, ...]:
    """All that a reader would miss: settings, weights, moments, position, history, scores."""
    shot = session.snapshot()
    checkpoint = session.experiment.checkpoint()
    arrays = [checkpoint.parameters, *checkpoint.optimizer_arrays.values()]
    return (
        session.state,
        [array.tobytes() for array in arrays],
        (checkpoint.optimizer_step, session.experiment.position),
        [array.tobytes() for array in session.history.arrays],
        (shot.train_loss, shot.test_loss, shot.train_accuracy, shot.status),
        shot.grid.tobytes(),
    )


def names(session: Session) -> tuple[str | None, str | None]:
    shot = session.snapshot()
    return shot.undo, shot.redo


EDITS = (
    (AddLayer(), "add layer"),
    (RemoveLayer(0), "remove layer 1"),
    (RemoveLayer(), "remove layer 2"),
    (SetUnits(1, 5), "change the neurons of layer 2"),
    (SetActivation(0, "relu"), "change the activation of layer 1"),
    (SetActivation(None, "relu"), "change the activation"),
    (SetWeight(1, 0, 1, 0.5), "set a weight"),
    (SetWeight(1, 0, None, 0.5), "set a bias"),
    (SetField("learning_rate", 0.1), "change learning rate"),
    (SetField("optimizer", "sgd"), "change optimizer"),
    (SetField("loss", "huber"), "change loss"),
    (SetField("regularizer", "l2"), "change regularization"),
    (SetField("batch_size", 7), "change batch size"),
    (SetField("noise", 20), "change noise"),
    (SetField("train_percent", 80), "change training share"),
    (SetDataset("plane"), "change the data set"),
    (SetDataset("wheat_seeds"), "change the data set"),
    (SetLayer(0, "batch_norm", True), "change batch norm of layer 1"),
    (SetConnection(1, 0, 1, False), "cut a connection"),
    (LabelPoint(0, 2), "change a point"),
    (UseTable("a,b,kind\n1,2,x\n3,4,y\n5,7,x"), "use other data"),
    (AddFeature("x2"), "add feature"),
    (RemoveFeature("y"), "remove feature"),
    (AddPoint(1, 1, 0), "add point"),
    (AddPoint(1, 1, 2), "add point"),
    (MovePoint(0, 1, 1), "move a point"),
    (DeletePoint(0), "delete a point"),
    (ClearPoints(), "clear points"),
    (PastePoints("1, 1, A\n2, 2, B"), "paste points"),
    (NewWeightSeed(), "new weights"),
    (NewDataSeed(), "new data seed"),
    (LoadState(WHEAT), "open a link"),
)


@pytest.mark.parametrize(("action", "name"), EDITS, ids=str)
def test_every_edit_is_undone_and_redone_bit_for_bit(
    session: Session, action: Any, name: str
) -> None:
    before = moment(session)
    assert session.dispatch(action)
    after = moment(session)
    assert after != before
    assert names(session) == (name, None)
    session.undo()
    assert moment(session) == before
    assert names(session) == (None, name)
    session.redo()
    assert moment(session) == after
    assert names(session) == (name, None)


def test_after_an_undo_training_goes_on_as_if_nothing_had_happened(session: Session) -> None:
    untouched = Session(SMALL)
    untouched.run_for(math.inf, 3)
    untouched.step_batch()
    session.dispatch(RemoveLayer())
    session.run_for(math.inf, 2)
    session.undo()
    for run in (session, untouched):
        run.run_for(math.inf, 4)
    assert moment(session) == moment(untouched)


def test_nothing_trained_is_lost_on_the_way_back_and_forth(session: Session) -> None:
    session.dispatch(SetField("learning_rate", 0.1))
    session.run_for(math.inf, 4)
    later = moment(session)
    session.undo()
    assert session.experiment.epoch == 3
    session.run_for(math.inf, 2)
    trained_again = moment(session)
    session.redo()
    assert moment(session) == later
    session.undo()
    assert moment(session) == trained_again


def test_a_reset_can_be_undone(session: Session) -> None:
    before = moment(session)
    session.reset()
    assert session.experiment.step == 0
    assert names(session) == ("reset", None)
    session.undo()
    assert moment(session) == before


def test_a_reset_of_untrained_weights_is_no_edit() -> None:
    session = Session(SMALL)
    session.reset()
    assert names(session) == (None, None)


def test_a_link_that_was_opened_is_one_edit(session: Session) -> None:
    before = moment(session)
    session.load("v=1&dataset=xor")
    assert names(session) == ("open a link", None)
    session.undo()
    assert moment(session) == before
    assert names(session) == (None, "open a link")


def test_a_session_that_starts_with_a_link_has_nothing_to_undo() -> None:
    session = Session.opened("v=1&dataset=xor")
    assert session.state.dataset == "xor"
    assert names(session) == (None, None)


def test_the_way_back_to_finite_weights_is_an_edit_too(session: Session) -> None:
    session.dispatch(SetField("learning_rate", 100.0))
    session.dispatch(SetField("optimizer", "sgd"))
    session.dispatch(SetActivation(None, "linear"))
    session.dispatch(SetDataset("plane"))
    session.run_for(math.inf, 200)
    assert session.status == "error"
    session.back_to_finite()
    sane = moment(session)
    session.undo()
    assert session.status == "error"
    notice = session.snapshot().notice
    assert notice is not None and notice.offers_recovery
    session.back_to_finite()
    assert moment(session) == sane


@pytest.mark.parametrize(
    "action",
    [
        SelectNeuron(1, 0),
        SetField("loss_scale", "log"),
        SetField("epochs_per_frame", 5),
        SetField("network_view", "gradients"),
        SetField("network_size", "large"),
        SetField("noise", 0),
        SetUnits(0, 4),
    ],
    ids=str,
)
def test_looking_is_no_edit_and_survives_an_undo(session: Session, action: Any) -> None:
    session.dispatch(RemoveLayer(1))
    session.dispatch(action)
    seen = session.state
    assert names(session) == ("remove layer 2", None)
    session.undo()
    for name in (*(name for name, field in FIELDS.items() if field.view), "neuron"):
        assert getattr(session.state, name) == getattr(seen, name)


def test_a_neuron_that_goes_with_an_undo_is_no_longer_selected() -> None:
    session = Session(SMALL)
    session.dispatch(AddLayer())
    session.dispatch(SelectNeuron(3, 1))
    session.undo()
    assert session.state.neuron is None
    assert session.snapshot().neuron_grid is None


def test_a_refused_action_is_no_edit(session: Session) -> None:
    session.dispatch(SetField("noise", math.nan))
    session.dispatch(RemoveLayer(7))
    assert names(session) == (None, None)


def test_a_dragged_slider_is_one_edit(session: Session, clock: Clock) -> None:
    before = moment(session)
    for noise in (5, 10, 15):
        session.dispatch(SetField("noise", noise))
        clock.now += 0.3
    session.undo()
    assert moment(session) == before
    session.redo()
    assert session.state.noise == 15


def test_another_field_a_pause_or_an_undo_begins_another_edit(
    session: Session, clock: Clock
) -> None:
    session.dispatch(SetField("noise", 5))
    session.dispatch(SetField("learning_rate", 0.1))
    session.dispatch(SetField("noise", 10))
    clock.now += 1.5
    session.dispatch(SetField("noise", 15))
    noises = []
    while names(session)[0]:
        session.undo()
        noises.append(session.state.noise)
    assert noises == [10, 5, 5, 0]
    session.redo()
    session.dispatch(SetField("noise", 45))
    session.undo()
    assert session.state.noise == 5


@pytest.mark.parametrize("action", [AddLayer(), AddPoint(1, 1, 0)], ids=str)
def test_two_of_what_adds_are_two_edits(session: Session, action: Any) -> None:
    session.dispatch(action)
    once = session.state
    session.dispatch(action)
    session.undo()
    assert session.state == once


def test_a_dragged_point_of_generated_data_keeps_the_offer_to_take_it_back(
    session: Session,
) -> None:
    shown = session.state
    for x in (1.0, 1.5, 2.0):
        session.dispatch(MovePoint(0, x, 1.0))
        notice = session.snapshot().notice
        assert notice is not None and notice.offers_undo
    session.undo()
    assert session.state == shown


def test_a_new_edit_closes_the_way_forward(session: Session) -> None:
    session.dispatch(RemoveLayer())
    session.undo()
    session.dispatch(AddLayer())
    assert names(session) == ("add layer", None)
    here = moment(session)
    session.redo()
    assert moment(session) == here


def test_undo_and_redo_of_nothing_do_nothing(session: Session) -> None:
    before = moment(session)
    session.undo()
    session.redo()
    assert moment(session) == before


def test_playing_goes_on_through_an_undo(session: Session) -> None:
    session.play()
    session.dispatch(RemoveLayer())
    session.undo()
    assert session.playing


def test_the_number_of_edits_kept_is_bounded(
    session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undo, "MAX_ENTRIES", 3)
    for seed in range(10, 20):
        session.dispatch(NewWeightSeed(seed))
    for _ in range(3):
        session.undo()
    assert session.state.weight_seed == 16
    assert names(session)[0] is None


def test_the_memory_of_edits_is_bounded_but_one_can_always_be_undone(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undo, "MAX_BYTES", 1)
    session.dispatch(NewWeightSeed(5))
    session.dispatch(NewWeightSeed(6))
    session.undo()
    assert session.state.weight_seed == 5
    assert names(session)[0] is None


def test_the_bytes_of_a_moment_count_weights_memory_history_and_points(session: Session) -> None:
    session.dispatch(AddPoint(1, 1, 0))
    kept = session._moment()
    weights = 8 * session.experiment.network.n_parameters
    counted = 3 * weights + 8 * 3 * len(session.history) + 150 * 61
    assert kept.n_bytes == counted + kept.way.n_bytes


NEW_NETWORK = "The network is another one now"


@pytest.mark.parametrize(
    "action",
    [
        AddLayer(),
        RemoveLayer(),
        SetUnits(0, 7),
        SetActivation(0, "relu"),
        SetLayer(0, "batch_norm", True),
        AddFeature("x2"),
        SetField("initializer", "he_normal"),
        SetField("weight_seed", 9),
    ],
)
def test_an_edit_that_starts_the_training_again_says_so(action: Action) -> None:
    session = Session()
    session.dispatch(action)
    notice = session.snapshot().notice
    assert notice is None or NEW_NETWORK not in notice.text  # nothing was trained
    session.undo()
    session.run_for(math.inf, 3)
    session.dispatch(action)
    notice = session.snapshot().notice
    assert notice is not None and NEW_NETWORK in notice.text and notice.offers_undo
    assert session.experiment.epoch == 0
    session.undo()
    assert session.experiment.epoch == 3
    assert session.snapshot().notice is None


def test_a_number_that_is_stepped_on_keeps_saying_that_the_training_starts_again() -> None:
    session = Session(clock=lambda: 0.0)
    session.run_epoch()
    for units in (5, 6):
        session.dispatch(SetUnits(0, units))
        notice = session.snapshot().notice
        assert notice is not None and NEW_NETWORK in notice.text
    session.undo()
    assert session.experiment.epoch == 1


def test_what_is_meant_to_start_again_is_not_told_of() -> None:
    session = Session()
    session.begin_shown(3)
    session.dispatch(SetUnits(0, 7))  # the reader has trained nothing yet
    assert session.snapshot().notice is None
    session.run_epoch()
    session.dispatch(NewWeightSeed())
    assert session.snapshot().notice is None
    session.run_epoch()
    session.load("layers=2")
    assert session.snapshot().notice is None
    session.run_epoch()
    session.reset()
    assert session.snapshot().notice is None
