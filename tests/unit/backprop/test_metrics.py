"""What people read of a network, against hand-worked numbers and those of scikit-learn."""

import json
from pathlib import Path

import numpy as np
import pytest

from backprop import (
    LOSSES,
    InvalidValueError,
    UnknownNameError,
    accuracy,
    calibration,
    class_probabilities,
    class_report,
    confusion_matrix,
    mean_absolute_deviation,
    n_outputs,
    one_hot,
    predicted_classes,
    r_squared,
    root_mean_squared_error,
)


def test_predicted_classes():
    assert predicted_classes(np.array([-0.1, 0.0, 0.9]), "binary").tolist() == [0, 1, 1]
    shares = np.array([[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]])
    assert predicted_classes(shares, "multiclass").tolist() == [1, 0]
    with pytest.raises(UnknownNameError, match="binary, multiclass"):
        predicted_classes(shares, "regression")


def test_accuracy():
    assert accuracy([0, 1, 2, 2], [0, 1, 1, 2]) == 0.75
    assert np.isnan(accuracy([], []))
    with pytest.raises(InvalidValueError, match="shape"):
        accuracy([0, 1], [0])


def test_confusion_matrix_has_true_classes_in_its_rows():
    matrix = confusion_matrix(predicted=[0, 1, 1, 2], labels=[0, 0, 1, 1], n_classes=3)
    assert matrix.tolist() == [[1, 1, 0], [0, 1, 1], [0, 0, 0]]
    with pytest.raises(InvalidValueError):
        confusion_matrix([0, 5], [0, 1], 3)


def test_one_hot_and_number_of_outputs():
    assert one_hot([2, 0], 3).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert [n_outputs(task, 4) for task in ("binary", "multiclass", "regression")] == [1, 4, 1]
    with pytest.raises(UnknownNameError):
        n_outputs("ranking", 2)
    with pytest.raises(InvalidValueError, match="n_classes"):
        n_outputs("multiclass", 1)


GOLDEN = json.loads(Path(__file__).parents[2].joinpath("golden", "metrics.json").read_text("utf-8"))


def unknown_as_nan(column: list[float | None]) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in column])


@pytest.mark.parametrize("case", GOLDEN["classes"], ids=lambda case: case["name"])
def test_classes_are_judged_as_by_scikit_learn(case):
    shares, truth = np.array(case["shares"]), np.array(case["truth"])
    guesses = predicted_classes(shares, "multiclass")
    matrix = confusion_matrix(guesses, truth, shares.shape[1])
    assert matrix.tolist() == case["matrix"]
    assert accuracy(guesses, truth) == pytest.approx(case["accuracy"], rel=1e-12)
    report = class_report(matrix)
    found = (report.precision, report.recall, report.f1, report.support)
    for ours, theirs in zip(found, case["each"], strict=True):
        np.testing.assert_allclose(ours, unknown_as_nan(theirs), rtol=1e-12)
    np.testing.assert_allclose(report.macro, unknown_as_nan(case["macro"]), rtol=1e-12)
    bins = calibration(shares, truth)
    filled = bins.count > 0
    np.testing.assert_allclose(bins.right[filled], case["right"], rtol=1e-12)
    np.testing.assert_allclose(bins.confidence[filled], case["confidence"], rtol=1e-12)


def test_the_golden_cases_have_classes_that_are_never_answered_and_never_there():
    each = [column for case in GOLDEN["classes"] for column in case["each"]]
    assert any(None in column for column in each)


@pytest.mark.parametrize("case", GOLDEN["values"], ids=lambda case: case["name"])
def test_values_are_judged_as_by_scikit_learn(case):
    guesses, truth = case["guesses"], case["truth"]
    assert r_squared(guesses, truth) == pytest.approx(case["r_squared"], rel=1e-12)
    assert mean_absolute_deviation(guesses, truth) == pytest.approx(
        case["mean_absolute"], rel=1e-12
    )
    assert root_mean_squared_error(guesses, truth) == pytest.approx(
        case["root_mean_squared"], rel=1e-12
    )


def test_precision_recall_and_f1_by_hand():
    # Of class 0: 3 hits, 1 missed; 2 samples of class 1 are taken for it. Nobody answers class 2.
    report = class_report(np.array([[3, 1, 0], [2, 4, 0], [0, 1, 0]]))
    np.testing.assert_allclose(report.precision, [3 / 5, 4 / 6, np.nan])
    np.testing.assert_allclose(report.recall, [3 / 4, 4 / 6, 0.0])
    np.testing.assert_allclose(report.f1, [2 / 3, 2 / 3, 0.0])
    assert report.support.tolist() == [4, 6, 1]
    assert report.macro == pytest.approx(((3 / 5 + 4 / 6) / 2, (3 / 4 + 4 / 6) / 3, 4 / 9))


def test_the_calibration_error_by_hand():
    # Two answers that are 0.9 sure, one of them right; two that are 0.6 sure, both right.
    shares = [[0.9, 0.1], [0.9, 0.1], [0.4, 0.6], [0.6, 0.4]]
    bins = calibration(shares, [0, 1, 1, 0])
    assert bins.count.tolist() == [0, 0, 0, 0, 0, 2, 0, 0, 2, 0]
    assert bins.right[[5, 8]].tolist() == [1.0, 0.5]
    assert bins.error == pytest.approx(0.5 * 0.4 + 0.5 * 0.4)


def test_perfect_and_empty_calibration():
    assert calibration([[1.0, 0.0], [0.0, 1.0]], [0, 1]).error == 0.0
    assert np.isnan(calibration(np.empty((0, 2)), []).error)


@pytest.mark.parametrize("n_bins", [1, 3, 10])
def test_every_sample_falls_into_one_bin(n_bins):
    shares = np.linspace(0.0, 1.0, 101)
    bins = calibration(np.column_stack([shares, 1 - shares]), np.zeros(101), n_bins)
    assert bins.count.sum() == 101


@pytest.mark.parametrize(
    ("loss", "output"), [(name, o) for name in LOSSES for o in (-3.0, -0.4, 0.0, 0.7, 5.0)]
)
def test_what_a_prediction_claims_adds_up_and_has_its_winner(loss, output):
    entry = LOSSES[loss]
    for task in sorted(entry.tasks - {"regression"}):
        outputs = np.array([[output]] if task == "binary" else [[output, 0.1, -0.2]])
        prediction = entry.predict(outputs, task)
        claimed = class_probabilities(prediction, task)
        assert claimed.sum(axis=1) == pytest.approx(1.0)
        assert (claimed >= 0).all()
        if output:
            assert claimed.argmax(axis=1).tolist() == predicted_classes(prediction, task).tolist()


def test_the_cross_entropy_claims_the_sigmoid():
    prediction = LOSSES["binary_cross_entropy"].predict(np.array([[0.3], [-2.0]]), "binary")
    claimed = class_probabilities(prediction, "binary")
    np.testing.assert_allclose(claimed[:, 1], 1 / (1 + np.exp([-0.3, 2.0])), rtol=1e-14)


def test_r_squared_by_hand_and_without_spread():
    assert r_squared([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]) == 1.0
    assert r_squared([2.0, 2.0, 2.0], [1.0, 2.0, 3.0]) == 0.0
    assert r_squared([3.0, 2.0, 1.0], [1.0, 2.0, 3.0]) == -3.0
    assert np.isnan(r_squared([1.0, 2.0], [5.0, 5.0]))
    assert mean_absolute_deviation([1.0, 4.0], [2.0, 2.0]) == 1.5
    assert root_mean_squared_error([1.0, 4.0], [2.0, 2.0]) == np.sqrt(2.5)


@pytest.mark.parametrize("measure", [r_squared, mean_absolute_deviation, root_mean_squared_error])
def test_nothing_has_no_measure_and_shapes_must_agree(measure):
    assert np.isnan(measure([], []))
    with pytest.raises(InvalidValueError, match="must agree"):
        measure([1.0], [1.0, 2.0])


def test_probabilities_of_values_and_of_other_shapes_are_refused():
    with pytest.raises(UnknownNameError, match="binary, multiclass"):
        class_probabilities(np.array([0.5]), "regression")
    with pytest.raises(InvalidValueError, match="n_samples"):
        calibration([0.5, 0.5], [0, 1])
