"""A loss that blows up: the run stops, explains, and finds its way back."""

import dataclasses
import math

import numpy as np
import pytest

from playground.actions import AddLayer, SetField
from playground.repair import validate
from playground.session import Session
from playground.state import DEFAULTS, HiddenLayer, PlaygroundState

CALM = validate(PlaygroundState(dataset="plane", n_samples=100, layers=(HiddenLayer(8, "relu"),)))


def blown_up(optimizer: str = "momentum", calm_epochs: int = 5) -> Session:
    session = Session(dataclasses.replace(CALM, optimizer=optimizer))
    session.run_for(math.inf, calm_epochs)
    session.snapshot()
    session.play()
    session.dispatch(SetField("learning_rate", 100))
    session.run_for(math.inf, 200)
    assert session.status == "error"
    return session


def test_a_rate_that_is_too_high_stops_the_run_and_is_named() -> None:
    session = blown_up()
    snapshot = session.snapshot()
    assert snapshot.status == "error"
    assert not session.playing
    assert snapshot.notice is not None
    assert snapshot.notice.level == "error"
    assert snapshot.notice.offers_recovery
    assert "learning rate 100 is probably too high" in snapshot.notice.text
    assert (snapshot.train_loss, snapshot.test_loss) == (None, None)
    assert np.isfinite(snapshot.grid).all()
    assert np.isfinite(snapshot.history_train).all()


def test_nothing_trains_until_the_reader_chose_a_way_on() -> None:
    session = blown_up()
    step = session.experiment.step
    assert not session.play()
    session.run_epoch()
    session.step_batch()
    assert session.experiment.step == step
    assert session.status == "error"


@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
def test_the_way_back_leads_to_sane_weights_from_which_training_goes_on(optimizer: str) -> None:
    session = blown_up(optimizer)
    session.back_to_finite()
    snapshot = session.snapshot()
    assert snapshot.status == "paused"
    assert snapshot.train_loss is not None and snapshot.train_loss < 1000
    assert snapshot.notice is not None and not snapshot.notice.offers_recovery
    assert snapshot.epoch >= 5
    assert snapshot.history_epoch.max() <= snapshot.epoch
    session.dispatch(SetField("learning_rate", 0.001))
    session.run_for(math.inf, 30)
    assert session.status == "paused"
    end = session.snapshot().train_loss
    assert end is not None and end <= snapshot.train_loss


def test_the_way_back_restores_the_moments() -> None:
    session = Session(dataclasses.replace(CALM, optimizer="adam"))
    session.run_for(math.inf, 5)
    session.snapshot()
    kept = {k: a.copy() for k, a in session.experiment.optimizer_state.arrays.items()}
    weights = session.experiment.network.parameters.copy()
    session.experiment.network.parameters[:] = math.nan
    session.step_batch()
    assert session.status == "error"
    session.back_to_finite()
    np.testing.assert_array_equal(session.experiment.network.parameters, weights)
    for name, array in session.experiment.optimizer_state.arrays.items():
        np.testing.assert_array_equal(array, kept[name])
    assert session.experiment.optimizer_state.step == 5 * 5


def test_settings_may_change_before_going_back() -> None:
    session = blown_up("momentum")
    session.dispatch(SetField("optimizer", "adam"))
    session.dispatch(SetField("loss", "huber"))
    session.dispatch(SetField("batch_size", 50))
    session.dispatch(SetField("learning_rate", 0.01))
    notice = session.snapshot().notice
    assert notice is not None and notice.offers_recovery
    session.back_to_finite()
    session.run_epoch()
    assert session.status == "paused"
    assert session.experiment.optimizer_state.step == 1


def test_another_network_or_a_reset_ends_the_error_too() -> None:
    for way_out in (Session.reset, lambda session: session.dispatch(AddLayer())):
        session = blown_up()
        way_out(session)
        assert session.status == "ready"
        assert not session.playing
        assert session.snapshot().train_loss is not None


def test_a_strong_regularization_is_named_as_the_cause() -> None:
    state = dataclasses.replace(
        DEFAULTS,
        n_samples=50,
        learning_rate=100.0,
        regularizer="l2",
        regularization_rate=10.0,
    )
    session = Session(state)
    session.run_for(math.inf, 500)
    notice = session.snapshot().notice
    assert notice is not None and "regularization rate 10 is probably too high" in notice.text


def test_going_back_without_need_does_nothing() -> None:
    session = Session(CALM)
    session.run_epoch()
    step = session.experiment.step
    session.back_to_finite()
    assert session.experiment.step == step
    assert session.snapshot().notice is None


def test_saved_after_the_loss_blew_up_it_resumes_at_the_last_sane_weights() -> None:
    session = blown_up()
    resumed = Session.resume(session.save())
    session.back_to_finite()
    np.testing.assert_array_equal(
        resumed.experiment.network.parameters, session.experiment.network.parameters
    )
    assert resumed.experiment.position == session.experiment.position
    assert resumed.history.to_dict() == session.history.to_dict()
    notice = resumed.snapshot().notice
    assert notice is not None and "the last that made sense" in notice.text


def test_a_fault_of_the_program_becomes_a_notice_with_a_way_back() -> None:
    session = Session(CALM)
    session.run_epoch()
    session.play()
    session.fail(RuntimeError("boom"))
    snapshot = session.snapshot()
    assert snapshot.status == "error"
    assert snapshot.notice is not None and "RuntimeError: boom" in snapshot.notice.text
    session.back_to_finite()
    assert session.status == "paused"
