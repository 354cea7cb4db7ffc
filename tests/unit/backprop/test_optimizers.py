"""Optimizers. Their numbers are held to PyTorch's by test_golden; here is what all must do."""

import numpy as np
import pytest

from backprop import OPTIMIZERS, InvalidValueError


def descend(optimizer, n_steps, learning_rate=0.05):
    """Minimise Σ c (w - 1)², whose curvature differs by a factor of 10 between directions."""
    curvature = np.array([0.3, 1.0, 3.0])
    w = np.array([-1.0, 0.5, 3.0])
    state = optimizer.create_state(len(w))
    for _ in range(n_steps):
        state.update(w, 2.0 * curvature * (w - 1.0), learning_rate)
    return float(np.sum(curvature * (w - 1.0) ** 2)), state


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS.values()), ids=lambda entry: entry.id)
def test_each_optimizer_comes_close_to_the_minimum(optimizer):
    start, _ = descend(optimizer, 0)
    # Adagrad's steps shrink with every gradient it has seen, so it needs longer ones.
    end, state = descend(optimizer, 500, 0.5 if optimizer.id == "adagrad" else 0.05)
    assert end < 0.02 * start
    assert state.step == 500


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS.values()), ids=lambda entry: entry.id)
def test_update_is_in_place_and_leaves_the_gradient_alone(optimizer):
    state = optimizer.create_state(3)
    w, g = np.array([1.0, 2.0, 3.0]), np.array([0.5, -0.5, 0.0])
    memory = {name: id(array) for name, array in state.arrays.items()}
    original, gradient = w, g.copy()
    state.update(w, g, 0.1)
    state.update(w, g, 0.1)
    assert w is original
    assert not np.array_equal(w, [1.0, 2.0, 3.0])
    assert np.array_equal(g, gradient)
    assert {name: id(array) for name, array in state.arrays.items()} == memory
    assert set(memory) == set(optimizer.memory)


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS.values()), ids=lambda entry: entry.id)
def test_a_zero_gradient_moves_nothing_but_decayed_weights(optimizer):
    w = np.array([1.0, -2.0])
    optimizer.create_state(2).update(w, np.zeros(2), 0.1)
    shrink = 1.0 - 0.1 * 0.01 if optimizer.id == "adamw" else 1.0
    assert np.allclose(w, np.array([1.0, -2.0]) * shrink, rtol=1e-15)


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS.values()), ids=lambda entry: entry.id)
def test_the_learning_rate_may_change_and_zero_stands_still(optimizer):
    state = optimizer.create_state(1)
    w = np.array([1.0])
    state.update(w, np.array([1.0]), 0.0)
    assert w[0] == 1.0
    state.update(w, np.array([1.0]), 0.1)
    assert w[0] < 1.0


def test_sgd_by_hand():
    w = np.array([1.0, 2.0])
    OPTIMIZERS["sgd"].create_state(2).update(w, np.array([0.5, -1.0]), 0.1)
    assert np.allclose(w, [0.95, 2.1], rtol=1e-15)


def test_the_first_step_of_adam_has_the_size_of_the_learning_rate():
    w = np.array([1.0, 1.0])
    OPTIMIZERS["adam"].create_state(2).update(w, np.array([1e-3, -50.0]), 0.1)
    assert np.allclose(w, [0.9, 1.1], atol=1e-5)


def test_momentum_zero_is_sgd():
    for name in ("momentum", "nesterov"):
        plain = OPTIMIZERS[name].with_parameters(momentum=0.0)
        assert descend(plain, 20)[0] == descend(OPTIMIZERS["sgd"], 20)[0]


def test_decay_zero_turns_adamw_into_adam():
    plain = OPTIMIZERS["adamw"].with_parameters(weight_decay=0.0)
    assert descend(plain, 20)[0] == descend(OPTIMIZERS["adam"], 20)[0]


@pytest.mark.parametrize("n_parameters", [0, -1, 2.5, "3"])
def test_a_wrong_length_is_answered(n_parameters):
    with pytest.raises(InvalidValueError, match="n_parameters"):
        OPTIMIZERS["adam"].create_state(n_parameters)
