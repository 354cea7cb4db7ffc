"""What the measures tool computes: the library's measures of what the network answers."""

import dataclasses
import math

import numpy as np
import pytest

from backprop import accuracy, predicted_classes, r_squared
from playground.actions import SetField
from playground.measure import Answers
from playground.quality import ClassQuality, Quality, ValueQuality, look, quality_of
from playground.repair import validate
from playground.session import Session
from playground.state import DEFAULTS, PlaygroundState, Point

SMALL = dataclasses.replace(DEFAULTS, n_samples=60)
WHEAT = validate(PlaygroundState(dataset="wheat_seeds", loss="softmax_cross_entropy"))
PLANE = validate(PlaygroundState(dataset="plane", n_samples=60))


def trained(state: PlaygroundState) -> Session:
    session = Session(state)
    session.run_for(math.inf, 3)
    return session


@pytest.mark.parametrize("state", [SMALL, WHEAT], ids=["binary", "multiclass"])
def test_classes_are_counted_on_both_parts(state: PlaygroundState) -> None:
    session = trained(state)
    shot, quality = session.snapshot(), look(session.scene)
    for part, n_points, right in (
        (quality.train, shot.n_train, shot.train_accuracy),
        (quality.test, shot.n_test, shot.test_accuracy),
    ):
        assert isinstance(part, ClassQuality)
        assert part.matrix.sum() == n_points == part.calibration.count.sum()
        assert part.accuracy == right == np.trace(part.matrix) / n_points
        assert part.report.support.tolist() == part.matrix.sum(axis=1).tolist()
    assert quality.class_names == shot.class_names


def test_values_are_held_against_the_truth() -> None:
    session = trained(PLANE)
    quality = look(session.scene)
    trainer = session.experiment.trainer
    assert trainer is not None and isinstance(quality.train, ValueQuality)
    expected = session.experiment.network.forward(trainer.X).output[:, 0]
    np.testing.assert_allclose(quality.train.answers, expected, atol=1e-12)
    np.testing.assert_array_equal(quality.train.truth, trainer.target[:, 0])
    assert quality.train.r_squared == r_squared(expected, quality.train.truth)


def test_without_test_points_only_the_training_points_are_judged() -> None:
    quality = look(trained(dataclasses.replace(SMALL, train_percent=100)).scene)
    assert quality.test is None
    assert [name for name, _ in quality.parts] == ["training"]


def test_no_points_have_no_quality() -> None:
    quality = look(Session(PlaygroundState(dataset="points")).scene)
    assert quality.parts == ()


def test_answers_are_not_changed_by_later_training() -> None:
    session = trained(PLANE)
    quality = look(session.scene)
    assert isinstance(quality.train, ValueQuality)
    before = quality.train.answers.copy()
    session.run_epoch()
    np.testing.assert_array_equal(quality.train.answers, before)


def test_the_tool_shows_it_while_it_is_open() -> None:
    session = trained(SMALL)
    assert session.snapshot().detail is None
    session.dispatch(SetField("tool", "measures"))
    first = session.snapshot().detail
    assert isinstance(first, Quality)
    assert session.snapshot().detail is first
    session.run_epoch()
    assert session.snapshot().detail is not first


def test_ten_classes_with_hostile_shares_are_judged() -> None:
    rng = np.random.default_rng(1)
    shares, labels = rng.dirichlet(np.ones(10), 50), rng.integers(0, 10, 50).astype(float)
    part = quality_of(Answers(shares, labels), "multiclass", 10)
    assert isinstance(part, ClassQuality)
    assert part.matrix.shape == (10, 10)
    assert part.accuracy == accuracy(predicted_classes(shares, "multiclass"), labels)


def test_the_score_of_values_is_r_squared_and_of_classes_none() -> None:
    session = trained(PLANE)
    shot, quality = session.snapshot(), look(session.scene)
    assert isinstance(quality.train, ValueQuality) and isinstance(quality.test, ValueQuality)
    assert shot.train_r_squared == quality.train.r_squared
    assert shot.test_r_squared == quality.test.r_squared
    assert trained(SMALL).snapshot().train_r_squared is None


def test_one_value_alone_has_no_r_squared() -> None:
    points = (Point(1, 1, 0.5),)
    state = PlaygroundState(dataset="points", points=points, points_task="regression")
    assert Session(state).snapshot().train_r_squared is None
