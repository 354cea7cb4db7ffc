"""Losses: gradients against finite differences, extreme logits, and how classes become numbers."""

from dataclasses import replace

import numpy as np
import pytest

from backprop import (
    ACTIVATIONS,
    LOSSES,
    InvalidValueError,
    UnknownNameError,
    compare_gradients,
    n_outputs,
    numeric_gradient,
)

N_CLASSES = 3
LOSS_TASKS = [
    pytest.param(loss, task, id=f"{loss.id}-{task}")
    for loss in LOSSES.values()
    for task in sorted(loss.tasks)
]


def some_labels(task, n, rng):
    if task == "regression":
        return rng.uniform(-1.0, 1.0, n)
    return rng.integers(0, 2 if task == "binary" else N_CLASSES, n)


def some_data(loss, task, n=7, seed=0):
    rng = np.random.default_rng(seed)
    target = loss.encode(some_labels(task, n, rng), task, N_CLASSES)
    return rng.normal(0.0, 2.0, target.shape), target


def gradient_error(loss, output, target):
    numeric = numeric_gradient(lambda: loss.value(output, target), output.ravel(), 1e-5)
    return np.max(compare_gradients(loss.gradient(output, target).ravel(), numeric))


@pytest.mark.parametrize(("loss", "task"), LOSS_TASKS)
@pytest.mark.parametrize("n", [1, 7])
def test_gradient_agrees_with_finite_differences(loss, task, n):
    assert gradient_error(loss, *some_data(loss, task, n)) < 1e-6


@pytest.mark.parametrize("delta", [0.1, 1.0, 3.0])
def test_huber_gradient_with_other_deltas(delta):
    loss = LOSSES["huber"].with_parameters(delta=delta)
    assert gradient_error(loss, *some_data(loss, "regression", 20)) < 1e-6


@pytest.mark.parametrize("focus", [0.0, 0.5, 5.0])
def test_focal_gradient_with_other_focus(focus):
    loss = LOSSES["focal"].with_parameters(focus=focus)
    for task in loss.tasks:
        assert gradient_error(loss, *some_data(loss, task, 20)) < 1e-6


def test_focal_without_focus_is_the_binary_cross_entropy():
    plain, cross_entropy = (
        LOSSES["focal"].with_parameters(focus=0.0),
        LOSSES["binary_cross_entropy"],
    )
    output, target = some_data(cross_entropy, "binary", 20)
    assert plain.value(output, target) == pytest.approx(cross_entropy.value(output, target))
    assert np.allclose(plain.gradient(output, target), cross_entropy.gradient(output, target))


def test_margins_teach_nothing_where_they_are_reached():
    output, target = (
        np.array([[1.0], [-3.0], [0.5], [0.5]]),
        np.array([[1.0], [-1.0], [1.0], [-1.0]]),
    )
    assert LOSSES["hinge"].value(output, target) == (0.5 + 1.5) / 4
    assert LOSSES["squared_hinge"].value(output, target) == (0.25 + 2.25) / 4
    assert LOSSES["hinge"].gradient(output, target).ravel().tolist() == [0.0, 0.0, -0.25, 0.25]
    assert LOSSES["squared_hinge"].gradient(output, target).ravel().tolist() == [0, 0, -0.25, 0.75]


@pytest.mark.parametrize(("loss", "task"), LOSS_TASKS)
def test_a_gradient_without_the_mean_is_caught(loss, task):
    wrong = replace(loss, gradient=lambda o, t: len(o) * loss.gradient(o, t))
    assert gradient_error(wrong, *some_data(loss, task)) > 0.1


@pytest.mark.parametrize(("loss", "task"), LOSS_TASKS)
def test_loss_is_the_mean_over_samples(loss, task):
    output, target = some_data(loss, task)
    single = [loss.value(output[i : i + 1], target[i : i + 1]) for i in range(len(output))]
    assert loss.value(output, target) == pytest.approx(np.mean(single), rel=1e-12)
    twice = loss.value(np.tile(output, (2, 1)), np.tile(target, (2, 1)))
    assert twice == pytest.approx(loss.value(output, target), rel=1e-12)


@pytest.mark.parametrize(("loss", "task"), LOSS_TASKS)
@pytest.mark.parametrize("size", [40.0, 1000.0, 1e6])
def test_extreme_outputs_give_finite_values_without_warnings(loss, task, size):
    output, target = some_data(loss, task)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for extreme in (np.sign(output) * size, np.full_like(output, -size)):
            assert np.isfinite(loss.value(extreme, target))
            assert np.all(np.isfinite(loss.gradient(extreme, target)))
            assert np.all(np.isfinite(loss.predict(extreme, task)))


def test_cross_entropies_of_a_sure_and_wrong_answer_grow_with_the_logit():
    binary, multi = LOSSES["binary_cross_entropy"], LOSSES["softmax_cross_entropy"]
    assert binary.value(np.array([[-1000.0]]), np.array([[1.0]])) == 1000.0
    assert binary.value(np.array([[1000.0]]), np.array([[1.0]])) == 0.0
    target = np.array([[1.0, 0.0, 0.0]])
    assert multi.value(np.array([[-1000.0, 0.0, 0.0]]), target) == pytest.approx(
        1000.0 + np.log(2.0)
    )
    assert multi.value(np.array([[1000.0, 0.0, 0.0]]), target) == 0.0


def test_values_by_hand():
    output, target = np.array([[1.0, 2.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 0.5]])
    assert LOSSES["half_squared_error"].value(output, target) == (0.5 * 5.0 + 0.5 * 0.25) / 2
    assert LOSSES["mean_squared_error"].value(output, target) == (5.0 + 0.25) / 2
    assert LOSSES["huber"].value(output, target) == (0.5 + 1.5 + 0.125) / 2
    assert LOSSES["mean_absolute_error"].value(output, target) == (1.0 + 2.0 + 0.5) / 2
    cosines = np.cosh(1.0) * np.cosh(2.0) * np.cosh(0.5)
    assert LOSSES["log_cosh"].value(output, target) == pytest.approx(np.log(cosines) / 2)
    assert LOSSES["focal"].value(np.zeros((3, 1)), np.ones((3, 1))) == (
        pytest.approx(0.25 * np.log(2.0))
    )
    undecided = np.zeros((4, 3))
    assert LOSSES["softmax_cross_entropy"].value(undecided, np.eye(4, 3)[[0, 1, 2, 0]]) == (
        pytest.approx(np.log(3.0))
    )
    assert LOSSES["binary_cross_entropy"].value(np.zeros((3, 1)), np.ones((3, 1))) == (
        pytest.approx(np.log(2.0))
    )


@pytest.mark.parametrize(("loss", "task"), LOSS_TASKS)
def test_a_target_taken_as_output_predicts_its_own_label(loss, task):
    labels = some_labels(task, 30, np.random.default_rng(3))
    target = loss.encode(labels, task, N_CLASSES)
    assert target.shape == (30, n_outputs(task, N_CLASSES))
    assert target.dtype == np.float64
    logits = loss.output_activation(task) == "linear" and task != "regression"
    output = 20.0 * (target - 0.5) if logits else target
    prediction = loss.predict(output, task)
    if task == "binary":
        assert prediction.shape == (30,)
        assert np.array_equal(prediction > 0.0, labels == 1)
        assert np.allclose(np.abs(prediction), 1.0, atol=1e-3)
    elif task == "multiclass":
        assert prediction.shape == (30, N_CLASSES)
        assert np.array_equal(np.argmax(prediction, axis=1), labels)
        assert np.all(prediction >= 0.0)
        assert np.allclose(prediction.sum(axis=1), 1.0, atol=1e-12)
    else:
        assert np.array_equal(prediction, labels)


@pytest.mark.parametrize(("loss", "task"), LOSS_TASKS)
def test_predictions_of_any_output_are_in_range(loss, task):
    output, _ = some_data(loss, task, 200)
    prediction = loss.predict(output, task)
    if task == "binary":
        assert np.all(np.abs(prediction) <= 1.0)
    elif task == "multiclass":
        assert np.all(prediction >= 0.0)
        assert np.allclose(prediction.sum(axis=1), 1.0)


def test_shares_are_equal_when_no_class_claims_the_sample():
    shares = LOSSES["half_squared_error"].predict(np.full((2, 4), -1.0), "multiclass")
    assert np.array_equal(shares, np.full((2, 4), 0.25))


@pytest.mark.parametrize(("loss", "task"), LOSS_TASKS)
def test_output_activation_is_a_known_activation(loss, task):
    assert loss.output_activation(task) in ACTIVATIONS


def test_wrong_task_and_wrong_labels_are_answered():
    with pytest.raises(UnknownNameError, match="multiclass"):
        LOSSES["softmax_cross_entropy"].output_activation("regression")
    encode = LOSSES["half_squared_error"].encode
    with pytest.raises(UnknownNameError, match="binary, multiclass, regression"):
        encode([0, 1], "clustering", 2)
    for labels in ([0, 3], [-1, 0], [0.5, 1.0], [float("nan")]):
        with pytest.raises(InvalidValueError, match="0 to 2"):
            encode(labels, "multiclass", 3)
    with pytest.raises(InvalidValueError, match="n_samples"):
        encode([[0, 1]], "binary", 2)


def test_several_values_are_their_own_targets_and_answers():
    labels = np.array([[0.01, 0.99], [2.0, -3.0], [0.5, 0.5]])
    for loss in LOSSES.values():
        if "regression" not in loss.tasks:
            continue
        target = loss.encode(labels, "regression", 0)
        assert np.array_equal(target, labels) and target is not labels
        assert np.array_equal(loss.predict(labels, "regression"), labels)
        assert loss.predict(labels[:, :1], "regression").shape == (3,)
    assert n_outputs("regression", 0, 2) == 2 and n_outputs("regression", 0) == 1
    with pytest.raises(InvalidValueError, match="n_targets"):
        n_outputs("regression", 0, 0)


def test_only_a_distance_leaves_the_output_free():
    assert {name for name, loss in LOSSES.items() if loss.any_output} == {
        "half_squared_error", "mean_squared_error", "mean_absolute_error", "huber", "log_cosh",
    }  # fmt: skip
