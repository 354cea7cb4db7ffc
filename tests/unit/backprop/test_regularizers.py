"""Regularizers against finite differences."""

from dataclasses import replace

import numpy as np
import pytest

from backprop import REGULARIZERS

STEP = 1e-6
W = np.array([-3.0, -1.0, -0.2, 0.0, 0.2, 1.0, 3.0])


def variants():
    for entry in REGULARIZERS.values():
        yield pytest.param(entry, id=entry.id)
        for p in entry.parameters:
            for value in (p.low, p.high):
                changed = entry.with_parameters(**{p.id: value})
                yield pytest.param(changed, id=f"{entry.id}-{p.id}={value}")


def derivative_error(entry):
    w = np.array([x for x in W if x not in entry.kinks])
    numeric = (entry.penalty(w + STEP) - entry.penalty(w - STEP)) / (2 * STEP)
    # The rounding of the difference grows with the penalty itself.
    return np.max(np.abs(entry.derivative(w) - numeric) / np.maximum(1.0, entry.penalty(w)))


@pytest.mark.parametrize("entry", list(variants()))
def test_derivative_agrees_with_finite_differences(entry):
    assert derivative_error(entry) < 1e-8


@pytest.mark.parametrize("entry", list(REGULARIZERS.values()), ids=lambda entry: entry.id)
def test_a_wrong_derivative_is_caught(entry):
    wrong = replace(entry, derivative=lambda w: 2.0 * entry.derivative(w) + 1e-4)
    assert derivative_error(wrong) > 1e-5


@pytest.mark.parametrize("entry", list(REGULARIZERS.values()), ids=lambda entry: entry.id)
def test_zero_costs_nothing_and_is_left_alone(entry):
    zero = np.zeros(2)
    assert np.array_equal(entry.penalty(zero), zero)
    assert np.array_equal(entry.derivative(zero), zero)


def test_definitions_of_tensorflow_playground():
    assert np.array_equal(REGULARIZERS["l1"].penalty(W), np.abs(W))
    assert np.array_equal(REGULARIZERS["l2"].penalty(W), 0.5 * W**2)
    assert np.allclose(REGULARIZERS["elastic"].penalty(W), 0.5 * np.abs(W) + 0.25 * W**2)


def test_the_derivative_shares_no_memory_with_the_weights():
    for entry in REGULARIZERS.values():
        assert not np.shares_memory(entry.derivative(W), W)
