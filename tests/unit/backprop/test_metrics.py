"""Accuracy, confusion matrix and the helpers for labels."""

import numpy as np
import pytest

from backprop import (
    InvalidValueError,
    UnknownNameError,
    accuracy,
    confusion_matrix,
    n_outputs,
    one_hot,
    predicted_classes,
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
