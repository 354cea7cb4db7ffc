"""Looking back along a run: every bit of it as it was, and on from there as if never gone on."""

import dataclasses
import itertools
import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from backprop import OPTIMIZERS
from playground.actions import (
    Action,
    AddLayer,
    AddPoint,
    NewWeightSeed,
    SelectNeuron,
    SetConnection,
    SetDataset,
    SetField,
    SetLayer,
    SetWeight,
    UseTable,
)
from playground.fields import FIELDS
from playground.outlook import trains_alike
from playground.session import Session
from playground.state import DEFAULTS, HiddenLayer, PlaygroundState

SMALL = dataclasses.replace(DEFAULTS, n_samples=60, batch_size=7)


def trained(state: PlaygroundState = SMALL, epochs: int = 30) -> Session:
    session = Session(state)
    session.run_for(math.inf, epochs)
    return session


def go(session: Session, epoch: int) -> None:
    session.travel(epoch)
    while session.travelling:
        session.travel_on(math.inf)


def picture(session: Session) -> dict[str, Any]:
    """All that a frame shows of what was learned."""
    snapshot = session.snapshot()
    return {
        "checkpoint": session.experiment.checkpoint().to_dict(),
        "losses": (snapshot.train_loss, snapshot.test_loss, snapshot.train_accuracy),
        "grid": snapshot.grid.tolist(),
        **{name: values.tolist() for name, values in snapshot.network.values.items()},
    }


def learned(session: Session) -> dict[str, Any]:
    """The picture without the last update, which saved work does not keep."""
    return {name: part for name, part in picture(session).items() if name != "updates"}


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
@pytest.mark.parametrize("epoch", [0, 1, 8, 13])
def test_an_earlier_epoch_is_every_bit_of_a_run_stopped_there(optimizer: str, epoch: int) -> None:
    state = dataclasses.replace(SMALL, optimizer=optimizer, regularizer="l2", schedule="cosine")
    session = trained(state)
    go(session, epoch)
    assert picture(session) == picture(trained(state, epoch))
    assert session.status == "paused"


def test_dropout_and_batch_norm_are_the_same_again() -> None:
    layers = (HiddenLayer(4, batch_norm=True, dropout=25), HiddenLayer(3))
    state = dataclasses.replace(SMALL, layers=layers)
    session = trained(state)
    for epoch in (13, 8, 21):
        go(session, epoch)
        assert picture(session) == picture(trained(state, epoch))


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_training_goes_on_from_there_as_if_it_had_stopped_there(optimizer: str) -> None:
    state = dataclasses.replace(SMALL, optimizer=optimizer)
    session = trained(state)
    go(session, 11)
    session.run_for(math.inf, 9)
    straight = trained(state, 20)
    assert picture(session) == picture(straight)
    assert session.history.to_dict() == straight.history.to_dict()
    assert session.snapshot().place.last == 20


def test_back_to_the_latest_is_where_the_training_stood() -> None:
    session = trained()
    session.step_batch()
    before, history = picture(session), session.history.to_dict()
    for epoch in (3, 17, 30, 2):
        go(session, epoch)
    session.back_to_latest()
    assert picture(session) == before
    assert session.history.to_dict() == history
    straight = trained()
    straight.step_batch()
    for one in (session, straight):
        one.run_for(math.inf, 10)
    assert picture(session) == picture(straight)


CHANGES: list[tuple[Action, ...]] = [
    (SetField("learning_rate", 0.3),),
    (SetField("optimizer", "adam"),),
    (SetField("batch_size", 13),),
    (SetField("loss", "binary_cross_entropy"),),
    (SetField("noise", 20),),
    (SetDataset("xor"),),
    (SetWeight(1, 2, 0, 0.7),),
    (SetLayer(0, "dropout", 20),),
    (SetLayer(1, "frozen", True),),
    (SetConnection(1, 2, 0, False),),
    (AddPoint(1.0, 2.0, 1.0), SetField("regularizer", "l1"), SetField("regularization_rate", 0.01)),
]


@pytest.mark.parametrize("actions", CHANGES)
@pytest.mark.parametrize("steps", [0, 3])
def test_changes_on_the_way_are_passed_as_they_were_made(
    actions: tuple[Action, ...], steps: int
) -> None:
    """Once between two epochs, once in the middle of one."""
    pictures = {}
    session = Session(SMALL)

    def go_forward(epochs: int) -> None:
        for _ in range(epochs):
            session.run_epoch()
            pictures[session.experiment.epoch] = (session.state, picture(session))

    go_forward(10)
    for _ in range(steps):
        session.step_batch()
    for action in actions:
        assert session.dispatch(action)
    if not steps:
        pictures[10] = (session.state, picture(session))
    go_forward(10)
    latest = picture(session)
    for epoch in (10, 9, 11, 12, 4, 20, 19):
        go(session, epoch)
        state, expected = pictures[epoch]
        assert trains_alike(session.state, state)
        assert picture(session) == expected
    session.back_to_latest()
    assert picture(session) == latest


def test_looking_back_keeps_the_curve_and_says_where_it_is() -> None:
    session = trained()
    go(session, 12)
    snapshot = session.snapshot()
    assert snapshot.epoch == 12
    assert snapshot.history_epoch.tolist() == list(range(31))
    place = snapshot.place
    assert (place.first, place.last, place.shown, place.past) == (0, 30, 12, True)
    assert snapshot.train_loss == snapshot.history_train[12]


def test_how_things_are_shown_does_not_end_looking_back() -> None:
    session = trained()
    go(session, 12)
    session.dispatch(SetField("loss_scale", "log"))
    session.dispatch(SetField("epochs_per_frame", 5))
    session.dispatch(SetField("stop_epochs", 100))
    session.dispatch(SelectNeuron(1, 2))
    assert session.snapshot().place.past
    session.back_to_latest()
    state = session.state
    assert (state.loss_scale, state.epochs_per_frame, state.neuron) == ("log", 5, (1, 2))


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if field.view])
def test_what_is_only_shown_otherwise_trains_alike(name: str) -> None:
    choices = [choice.value for choice in FIELDS[name].choices] or ["other"]
    other = dataclasses.replace(SMALL, **{name: choices[-1]})
    assert trains_alike(SMALL, other)
    assert picture(trained(other, 3))["checkpoint"] == picture(trained(SMALL, 3))["checkpoint"]


@pytest.mark.parametrize(
    "edit",
    [
        lambda session: session.play(),
        lambda session: session.step_batch(),
        lambda session: session.dispatch(SetWeight(1, 0, 0, 1.0)),
        lambda session: session.dispatch(SetField("learning_rate", 0.3)),
    ],
)
def test_training_or_editing_goes_on_from_the_epoch_shown(edit: Callable[[Session], Any]) -> None:
    session = trained()
    go(session, 12)
    edit(session)
    snapshot = session.snapshot()
    assert not snapshot.place.past
    assert snapshot.place.last == 12
    assert snapshot.history_epoch.tolist() == list(range(13))


def test_a_new_network_starts_a_new_way() -> None:
    for action in (AddLayer(), NewWeightSeed()):
        session = trained()
        go(session, 12)
        session.dispatch(action)
        place = session.snapshot().place
        assert (place.first, place.last, place.past) == (0, 0, False)


def test_reset_while_looking_back_starts_a_new_way() -> None:
    session = trained()
    go(session, 12)
    session.reset()
    place = session.snapshot().place
    assert (place.first, place.last, place.past) == (0, 0, False)
    assert session.status == "ready"


@pytest.mark.parametrize(("asked", "shown"), [(-5, 0), (10**12, 30), (30, 30)])
def test_an_epoch_that_does_not_exist_is_the_nearest_one(asked: int, shown: int) -> None:
    session = trained()
    go(session, asked)
    assert session.snapshot().epoch == shown


def test_a_far_epoch_is_reached_in_slices() -> None:
    """Each slice makes one mini-batch here, because the clock runs fast."""
    ticks: Iterator[int] = itertools.count()
    session = Session(SMALL, clock=lambda: float(next(ticks)))
    session.run_for(math.inf, 30)
    session.travel(6)
    slices = 0
    while session.travelling:
        assert session.snapshot().epoch <= 6
        session.travel_on(0.0)
        slices += 1
    assert slices > 20
    assert picture(session) == picture(trained(SMALL, 6))


def test_another_epoch_may_be_asked_for_on_the_way() -> None:
    ticks: Iterator[int] = itertools.count()
    session = Session(SMALL, clock=lambda: float(next(ticks)))
    session.run_for(math.inf, 30)
    for epoch in (7, 6, 3, 2, 29, 14, 15):
        session.travel(epoch)
        session.travel_on(0.0)
    go(session, 15)
    assert picture(session) == picture(trained(SMALL, 15))
    go(session, 3)
    assert picture(session) == picture(trained(SMALL, 3))


def test_who_trains_on_the_way_goes_on_from_where_it_leads() -> None:
    ticks: Iterator[int] = itertools.count()
    session = Session(SMALL, clock=lambda: float(next(ticks)))
    session.run_for(math.inf, 30)
    session.travel(6)
    assert session.travelling
    session.step_batch()
    straight = trained(SMALL, 6)
    straight.step_batch()
    assert picture(session) == picture(straight)


def test_after_the_loss_blew_up_the_run_before_can_be_looked_at() -> None:
    state = dataclasses.replace(SMALL, layers=(), loss="mse", dataset="plane")
    session = trained(state, 20)
    session.dispatch(SetField("learning_rate", 100.0))
    session.run_for(math.inf, 200)
    assert session.status == "error"
    go(session, 12)
    assert session.status == "paused"
    assert picture(session) == picture(trained(state, 12))


def through_json(session: Session) -> Session:
    return Session.resume(json.loads(json.dumps(session.save(), allow_nan=False)))


def test_saved_work_comes_back_at_the_epoch_shown_and_keeps_the_latest() -> None:
    session = trained()
    session.dispatch(SetField("learning_rate", 0.3))
    session.run_for(math.inf, 30)
    latest = learned(session)
    go(session, 41)
    resumed = through_json(session)
    while resumed.travelling:
        resumed.travel_on(math.inf)
    assert picture(resumed) == picture(session)
    assert resumed.snapshot().place == session.snapshot().place
    go(resumed, 13)
    assert picture(resumed) == picture(trained(SMALL, 13))
    resumed.back_to_latest()
    assert learned(resumed) == latest


def test_the_way_after_saved_work_goes_on() -> None:
    session = trained()
    session.step_batch()
    resumed = through_json(session)
    resumed.run_for(math.inf, 10)
    for epoch in (5, 33):
        go(resumed, epoch)
        assert picture(resumed) == picture(trained(SMALL, epoch))


def test_saved_work_stays_small_however_long_the_run() -> None:
    session = trained(dataclasses.replace(SMALL, n_samples=10, optimizer="adam"), 3000)
    saved = session.save()
    assert len(json.dumps(saved["timeline"])) < 250_000
    go(session, 1111)
    assert through_json(session).snapshot().place == session.snapshot().place


def test_a_large_table_is_saved_once_and_not_with_every_change_on_the_way() -> None:
    rows = "\n".join(f"{k / 7},{k / 11},{k / 13},{k % 3}" for k in range(300))
    session = Session(SMALL)
    session.dispatch(UseTable(f"a,b,c,class\n{rows}"))
    packed = session.state.table.packed  # type: ignore[union-attr]
    for number in range(12):
        session.step_batch()
        session.dispatch(SetField("learning_rate", 0.01 * (1 + number)))
    saved = session.save()
    assert len(saved["timeline"]["states"]) > 10
    assert json.dumps(saved["timeline"]).count(packed) == 1
    again = through_json(session)
    assert [mark.state for mark in again.scene.timeline.marks] == [
        mark.state for mark in session.scene.timeline.marks
    ]


DAMAGES: list[Callable[[dict[str, Any]], Any]] = [
    lambda line: line.clear(),
    lambda line: line.update(stride=0),
    lambda line: line.update(stride="8"),
    lambda line: line.update(marks=[]),
    lambda line: line.update(marks=[7]),
    lambda line: line["marks"].reverse(),
    lambda line: line["marks"][0].update(state=99),
    lambda line: line["marks"][0].update(pinned=1),
    lambda line: line["marks"][1].pop("checkpoint"),
    lambda line: line["marks"][1].update(last_update="AAAA"),
    lambda line: line["marks"][1]["checkpoint"].update(layer_sizes=[2, 3, 1]),
    lambda line: line["marks"][1]["checkpoint"].update(step_count=10**9),
    lambda line: line["states"][0].update(optimizer="adam"),
    lambda line: line["states"][0].update(loss=[]),
    lambda line: line["states"][0].update(table=0),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_way_is_forgotten_and_the_work_is_not(
    damage: Callable[[dict[str, Any]], Any],
) -> None:
    session = trained()
    latest = learned(session)
    go(session, 12)
    saved = json.loads(json.dumps(session.save()))
    damage(saved["timeline"])
    resumed = Session.resume(saved)
    assert learned(resumed) == latest
    place = resumed.snapshot().place
    assert (place.first, place.last, place.past) == (30, 30, False)
    resumed.run_for(math.inf, 5)
    go(resumed, 31)
    assert picture(resumed) == picture(trained(SMALL, 31))


@pytest.mark.parametrize("epoch", [-1, 10**30, "12", None, 3.5, True, [], math.nan])
def test_a_damaged_epoch_is_an_epoch_of_the_run_or_the_latest(epoch: object) -> None:
    session = trained()
    saved = session.save() | {"epoch": epoch}
    resumed = Session.resume(saved)
    assert 0 <= resumed.snapshot().epoch <= 30


def test_what_is_looked_at_is_not_a_copy_of_the_last_step_only() -> None:
    """The gradients and updates shown belong to the epoch shown as well."""
    session = trained()
    go(session, 16)  # a moment that was kept
    values = session.snapshot().network.values
    assert np.any(values["updates"] != 0)
    assert np.any(values["gradients"] != 0)


@pytest.mark.parametrize(
    "edit",
    [
        lambda session: session.step_batch(),
        lambda session: session.play(),
        lambda session: session.reset(),
        lambda session: session.dispatch(SetField("learning_rate", 0.3)),
        lambda session: session.dispatch(NewWeightSeed()),
    ],
)
def test_undo_brings_back_what_came_after_the_epoch_gone_on_from(
    edit: Callable[[Session], Any],
) -> None:
    session = trained()
    latest = picture(session)
    go(session, 12)
    here = learned(session)
    edit(session)
    session.pause()
    changed = learned(session)
    session.undo()
    assert learned(session) == here
    place = session.snapshot().place
    assert (place.last, place.shown, place.past) == (30, 12, True)
    assert session.snapshot().history_epoch.tolist() == list(range(31))
    session.redo()
    assert learned(session) == changed
    session.undo()
    session.back_to_latest()
    assert picture(session) == latest
    go(session, 20)
    assert picture(session) == picture(trained(SMALL, 20))


def test_undo_of_going_on_is_not_trained_over_while_it_plays() -> None:
    session = trained()
    go(session, 12)
    session.play()
    session.advance(0.0, 1)
    session.undo()
    assert not session.playing
    assert session.snapshot().redo == "going on from epoch 12"
    assert session.snapshot().place.past


def test_undo_to_another_network_brings_its_way_back() -> None:
    session = trained()
    session.dispatch(AddLayer())
    session.run_for(math.inf, 10)
    session.undo()
    go(session, 17)
    assert picture(session) == picture(trained(SMALL, 17))


def test_settings_that_were_others_then_are_told() -> None:
    session = trained()
    session.dispatch(SetField("learning_rate", 0.3))
    session.run_for(math.inf, 10)
    go(session, 35)
    assert session.snapshot().notice is None
    go(session, 20)
    notice = session.snapshot().notice
    assert notice and "those of this epoch" in notice.text
    assert session.state.learning_rate == SMALL.learning_rate
    session.back_to_latest()
    assert session.snapshot().notice is None
    assert session.state.learning_rate == 0.3
