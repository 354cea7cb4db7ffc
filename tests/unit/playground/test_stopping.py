"""Stop conditions: the run ends with exactly the epoch that met one, however time is cut."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

from playground.actions import SetField
from playground.describe import describe
from playground.history import LossHistory
from playground.measure import Score
from playground.repair import validate
from playground.session import Session
from playground.state import DEFAULTS, PlaygroundState
from playground.stopping import CONDITIONS, Watch, rules

SMALL = dataclasses.replace(DEFAULTS, n_samples=60, learning_rate=0.1)


def played(state: PlaygroundState, epochs: int = 400) -> Session:
    session = Session(state)
    session.play()
    session.run_for(math.inf, epochs)
    return session


def epochs_of(session: Session) -> list[int]:
    """Where the run stops, when Play is pressed again and again."""
    stops = []
    for _ in range(3):
        session.play()
        session.run_for(math.inf, 400)
        stops.append(session.experiment.epoch)
    return stops


def notice(session: Session) -> str:
    said = session.snapshot().notice
    assert said is not None
    return said.text


@pytest.mark.parametrize("on", ["train", "test"])
def test_it_stops_with_the_first_epoch_whose_loss_is_low_enough(on: str) -> None:
    session = played(dataclasses.replace(SMALL, stop_loss=0.2, stop_on=on))
    epochs, train, test = session.history.arrays
    losses = train if on == "train" else test
    assert epochs[-1] == session.experiment.epoch
    assert losses[-1] <= 0.2 < losses[:-1].min()
    assert session.status == "paused"
    points = {"train": "training", "test": "test"}[on]
    assert f"epoch {int(epochs[-1])}: the {points} loss is {losses[-1]:.4g}, at" in notice(session)


def test_it_stops_with_the_first_epoch_that_is_right_often_enough() -> None:
    session = played(dataclasses.replace(SMALL, stop_accuracy=90.0))
    accuracy = session.snapshot().test_accuracy
    assert accuracy is not None and accuracy >= 0.9
    assert "% of the test points are right, at least 90 %" in notice(session)
    before = Session(SMALL)
    before.run_for(math.inf, session.experiment.epoch - 1)
    accuracy = before.snapshot().test_accuracy
    assert accuracy is not None and accuracy < 0.9


def test_in_a_regression_no_accuracy_is_waited_for() -> None:
    state = validate(PlaygroundState(dataset="plane", n_samples=60, stop_accuracy=1.0))
    assert played(state, 20).experiment.epoch == 20


def test_without_test_points_the_training_points_are_judged() -> None:
    session = played(dataclasses.replace(SMALL, train_percent=100, stop_loss=0.2))
    assert "the training loss" in notice(session)


def test_it_stops_at_each_multiple_of_the_epochs() -> None:
    session = Session(dataclasses.replace(SMALL, stop_epochs=7))
    session.run_epoch()
    assert epochs_of(session) == [7, 14, 21]
    assert "epoch 21: it does so after every 7 epochs" in notice(session)


def test_it_stops_after_epochs_without_progress_and_then_counts_anew() -> None:
    state = dataclasses.replace(SMALL, stop_patience=3, stop_improvement=1000.0)
    session = Session(state)
    assert epochs_of(session) == [4, 7, 10]  # the first epoch is the first that is known
    assert "the test loss made no progress for 3 epochs" in notice(session)


def test_progress_is_a_loss_below_the_best_by_the_least_improvement() -> None:
    state = dataclasses.replace(SMALL, stop_patience=2, stop_improvement=0.1, stop_on="train")
    watch, run = Watch(), LossHistory()
    run.record(0, 1.0, None)
    losses = [0.9, 0.85, 0.79, 0.75, 0.70, 0.60]
    reasons = [
        watch.look(state, epoch, (Score(loss), Score()), run)
        for epoch, loss in enumerate(losses, start=1)
    ]
    # 0.79 is 0.11 below 0.9; 0.75 and 0.70 are not 0.1 below 0.79.
    assert [reason is not None for reason in reasons] == [False, False, False, False, True, False]


def test_a_loss_that_grows_above_its_start_stops_the_run() -> None:
    state = dataclasses.replace(SMALL, stop_growth=2.0, stop_on="train")
    watch, run = Watch(), LossHistory()
    run.record(0, 0.5, None)
    assert watch.look(state, 1, (Score(1.0), Score()), run) is None
    reason = watch.look(state, 2, (Score(1.01), Score()), run)
    assert reason == "the training loss is 1.01, more than 2 times what it was at the start"


def test_what_stopped_the_run_once_lets_it_go_on() -> None:
    session = Session(dataclasses.replace(SMALL, stop_loss=0.2))
    first, second, third = epochs_of(session)
    assert (second, third) == (first + 400, first + 800)


def test_it_counts_again_in_a_new_run() -> None:
    session = played(dataclasses.replace(SMALL, stop_loss=0.2))
    first = session.experiment.epoch
    session.reset()
    assert epochs_of(session)[0] == first


def test_it_counts_again_with_another_value() -> None:
    session = played(dataclasses.replace(SMALL, stop_loss=0.2))
    first = session.experiment.epoch
    session.dispatch(SetField("stop_loss", 0.25))
    assert epochs_of(session)[0] == first + 1


def test_it_counts_again_from_an_earlier_epoch() -> None:
    session = Session(dataclasses.replace(SMALL, stop_loss=0.2))
    session.run_for(math.inf, 3)
    session.dispatch(SetField("horizon", 50))  # of no effect on a constant rate
    first = epochs_of(session)[0]
    session.undo()
    assert session.experiment.epoch == 3
    assert epochs_of(session)[0] == first


CUTS = (0.5, 1.5, 7.5, 40.5, math.inf)


@pytest.mark.parametrize(
    "condition",
    [
        {"stop_loss": 0.2},
        {"stop_accuracy": 90.0},
        {"stop_epochs": 13},
        {"stop_patience": 2, "stop_improvement": 0.004},
    ],
    ids=str,
)
def test_the_epoch_does_not_depend_on_the_frame_rate(condition: dict[str, Any]) -> None:
    ends = set()
    for cut in CUTS:
        seconds = iter(range(10_000_000))
        session = Session(
            dataclasses.replace(SMALL, **condition), clock=lambda s=seconds: float(next(s))
        )
        session.play()
        while session.playing:
            session.run_for(cut, 400)
            session.snapshot()
        weights = session.experiment.network.parameters.tobytes()
        ends.add((session.experiment.position, weights))
    assert len(ends) == 1
    assert next(iter(ends))[0][2] == 0  # the end of an epoch


def test_steps_by_hand_are_not_stopped() -> None:
    session = Session(dataclasses.replace(SMALL, stop_epochs=1))
    session.run_epoch()
    assert session.snapshot().notice is None


def test_a_run_without_conditions_measures_no_more_than_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Watch, "look", None)
    assert played(SMALL, 3).experiment.epoch == 3


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda condition: condition.setting)
def test_every_condition_is_off_by_default_and_said_in_words_when_on(condition: Any) -> None:
    assert rules(DEFAULTS, 0.1) == "never"
    assert "by itself" not in describe(Session(SMALL).snapshot()).sentences[2]
    state = dataclasses.replace(SMALL, **{condition.setting: 3})
    sentence = describe(Session(state).snapshot()).sentences[2]
    assert f"It stops by itself {rules(state, 0.1)}." in sentence
    assert "3" in rules(state, 0.1)


def test_a_divergence_is_told_as_such() -> None:
    state = validate(
        PlaygroundState(
            dataset="plane", n_samples=60, learning_rate=100.0, stop_loss=1e-6, stop_growth=1e6
        )
    )
    with np.errstate(all="ignore"):
        session = played(dataclasses.replace(state, layers=(), stop_growth=0.0))
    assert session.status == "error"
