"""Saved work: it resumes bit for bit, and damaged work falls back with a sentence."""

import dataclasses
import json
import math
from typing import Any

import numpy as np
import pytest

from backprop import CLIPPINGS, OPTIMIZERS, SCHEDULES
from playground.actions import AddPoint, ClearPoints
from playground.repair import validate
from playground.session import Session
from playground.state import DEFAULTS, HiddenLayer, PlaygroundState

SMALL = dataclasses.replace(DEFAULTS, n_samples=60, batch_size=7)


def through_json(session: Session) -> Any:
    return json.loads(json.dumps(session.save(), allow_nan=False))


def assert_same(one: Session, other: Session) -> None:
    assert one.state == other.state
    assert one.experiment.position == other.experiment.position
    first, second = (s.experiment.checkpoint().to_dict() for s in (one, other))
    assert first == second
    assert one.history.to_dict() == other.history.to_dict()
    np.testing.assert_array_equal(one.snapshot().grid, other.snapshot().grid)


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_a_resumed_run_is_the_run_that_was_never_interrupted(optimizer: str) -> None:
    state = dataclasses.replace(SMALL, optimizer=optimizer, regularizer="l1")
    whole = Session(state)
    whole.run_for(math.inf, 4)
    whole.step_batch()
    whole.step_batch()
    resumed = Session.resume(through_json(whole))
    assert_same(whole, resumed)
    for session in (whole, resumed):
        session.run_for(math.inf, 4)
    assert_same(whole, resumed)
    assert resumed.snapshot().notice is None


@pytest.mark.parametrize("schedule", list(SCHEDULES))
@pytest.mark.parametrize("clipping", list(CLIPPINGS))
def test_schedule_and_clipping_go_on_in_a_resumed_run(schedule: str, clipping: str) -> None:
    whole = Session(
        dataclasses.replace(SMALL, schedule=schedule, horizon=6, clipping=clipping, clip_limit=0.1)
    )
    whole.run_for(math.inf, 4)
    whole.step_batch()
    resumed = Session.resume(through_json(whole))
    for session in (whole, resumed):
        session.run_for(math.inf, 4)
    assert_same(whole, resumed)


def test_own_points_resume_exactly() -> None:
    session = Session(SMALL)
    session.dispatch(AddPoint(1 / 3, -2 / 7, 1))
    session.run_for(math.inf, 2)
    resumed = Session.resume(through_json(session))
    assert resumed.state.points[-1].x == 1 / 3
    assert_same(session, resumed)


def test_a_long_history_goes_on_with_its_stride() -> None:
    state = validate(PlaygroundState(n_samples=10, layers=()))
    whole = Session(state)
    whole.run_for(math.inf, 1500)
    resumed = Session.resume(through_json(whole))
    for session in (whole, resumed):
        session.run_for(math.inf, 1000)
    assert_same(whole, resumed)


def test_a_session_without_points_resumes() -> None:
    session = Session(SMALL)
    session.run_for(math.inf, 2)
    session.dispatch(ClearPoints())
    assert_same(session, Session.resume(through_json(session)))


def test_the_link_alone_is_enough_for_the_experiment() -> None:
    saved = through_json(Session(SMALL))
    del saved["state_exact"]
    assert Session.resume(saved).state == SMALL


def damage(saved: dict[str, Any], where: str) -> object:
    match where:
        case "format":
            return {**saved, "format": 2}
        case "checkpoint":
            return {**saved, "checkpoint": {"weights": [1, 2, 3]}}
        case "no checkpoint":
            return {key: value for key, value in saved.items() if key != "checkpoint"}
        case "another network":
            layers = [[3, "relu"]]
            return {**saved, "state_exact": {**saved["state_exact"], "layers": layers}}
        case "not finite":
            nan = Session(SMALL)
            nan.experiment.network.parameters[0] = math.nan
            return {**saved, "checkpoint": nan.experiment.checkpoint().to_dict()}
    raise AssertionError(where)


@pytest.mark.parametrize(
    "where", ["format", "checkpoint", "no checkpoint", "another network", "not finite"]
)
def test_weights_that_cannot_be_used_start_anew_with_a_sentence(where: str) -> None:
    session = Session(SMALL)
    session.run_for(math.inf, 2)
    resumed = Session.resume(damage(through_json(session), where))
    snapshot = resumed.snapshot()
    assert snapshot.epoch == 0
    assert snapshot.status == "ready"
    assert snapshot.notice is not None
    assert "training starts from the beginning" in snapshot.notice.text
    resumed.run_epoch()
    assert resumed.snapshot().train_loss is not None


def test_a_damaged_loss_curve_costs_only_the_curve() -> None:
    session = Session(SMALL)
    session.run_for(math.inf, 2)
    saved = through_json(session)
    saved["history"]["train"][0] = "high"
    resumed = Session.resume(saved)
    assert resumed.experiment.epoch == 2
    notice = resumed.snapshot().notice
    assert notice is not None and "loss curve could not be read" in notice.text


def test_a_loss_curve_does_not_reach_beyond_its_weights() -> None:
    session = Session(SMALL)
    session.run_for(math.inf, 2)
    saved = through_json(session)
    saved["history"] = {"stride": 1, "epoch": [0, 99], "train": [1.0, 1.0], "test": [1.0, 1.0]}
    assert Session.resume(saved).history.arrays[0].tolist() == [0]


@pytest.mark.parametrize("garbage", [None, [], "x", 5, {}, {"format": 1}, {"state": 7}], ids=str)
def test_garbage_resumes_as_the_standard_experiment(garbage: object) -> None:
    session = Session.resume(garbage)
    assert session.state == DEFAULTS
    assert session.status == "ready"
    assert session.snapshot().notice is not None


def test_weights_whose_loss_is_not_finite_start_anew() -> None:
    layers = (HiddenLayer(4, "linear"),)
    session = Session(dataclasses.replace(SMALL, loss="binary_cross_entropy", layers=layers))
    session.experiment.network.parameters[:] = 1e300
    resumed = Session.resume(through_json(session))
    snapshot = resumed.snapshot()
    assert snapshot.status == "ready"
    assert snapshot.notice is not None and "loss is not a finite number" in snapshot.notice.text
    assert snapshot.train_loss == Session(resumed.state).snapshot().train_loss


def test_weights_beyond_single_precision_are_drawn() -> None:
    session = Session(dataclasses.replace(SMALL, loss="binary_cross_entropy"))
    session.experiment.network.parameters[:] = 1e300
    snapshot = Session.resume(through_json(session)).snapshot()
    assert snapshot.train_loss is not None and snapshot.train_loss > 1e299
    assert np.isfinite(snapshot.grid).all()
