"""Optimizers. The numbers of those that PyTorch has are held to it by test_golden, the fast plan of
each to its plain rule by test_plan; here is what all must do."""

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


EVERY_OPTIMIZER = pytest.mark.parametrize(
    "optimizer", list(OPTIMIZERS.values()), ids=lambda entry: entry.id
)


@EVERY_OPTIMIZER
def test_each_optimizer_comes_close_to_the_minimum(optimizer):
    start, _ = descend(optimizer, 0)
    # A learning rate that is short for one optimizer lets another one diverge.
    with np.errstate(over="ignore", invalid="ignore"):
        ends = [descend(optimizer, 500, learning_rate) for learning_rate in (0.005, 0.05, 0.5, 5.0)]
    assert np.nanmin([end for end, _ in ends]) < 0.02 * start
    assert all(state.step == 500 for _, state in ends)


@EVERY_OPTIMIZER
def test_a_first_step_goes_downhill_in_every_direction(optimizer):
    w, g = np.array([0.0, 0.0, 0.0]), np.array([2.0, -0.5, 0.1])
    optimizer.create_state(3).update(w, g, 1e-3)
    assert np.array_equal(np.sign(w), -np.sign(g))


@EVERY_OPTIMIZER
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


@EVERY_OPTIMIZER
def test_a_zero_gradient_moves_no_weight_away_from_zero(optimizer):
    w, before = np.array([1.0, -2.0, 0.0]), np.array([1.0, -2.0, 0.0])
    optimizer.create_state(3).update(w, np.zeros(3), 0.1)
    assert np.array_equal(np.sign(w), np.sign(before))
    assert np.all(np.abs(w) <= np.abs(before))


@pytest.mark.parametrize("name", ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"])
def test_a_zero_gradient_moves_nothing_where_no_weight_decays(name):
    w = np.array([1.0, -2.0])
    OPTIMIZERS[name].create_state(2).update(w, np.zeros(2), 0.1)
    assert np.array_equal(w, [1.0, -2.0])


def test_adamw_lets_weights_decay_by_the_learning_rate_times_the_decay():
    w = np.array([1.0, -2.0])
    decaying = OPTIMIZERS["adamw"].with_parameters(weight_decay=0.25)
    decaying.create_state(2).update(w, np.zeros(2), 0.1)
    assert np.allclose(w, np.array([1.0, -2.0]) * (1.0 - 0.1 * 0.25), rtol=1e-15)


@EVERY_OPTIMIZER
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


def first_step(name, g, **parameters):
    w = np.zeros(2)
    OPTIMIZERS[name].with_parameters(**parameters).create_state(2).update(w, np.array(g), 0.1)
    return w


def test_lion_moves_every_weight_by_the_learning_rate():
    assert first_step("lion", [1e-9, -50.0]).tolist() == [-0.1, 0.1]
    assert first_step("lion", [0.0, 3.0]).tolist() == [0.0, -0.1]


def test_the_first_step_of_adadelta_by_hand():
    # s = 0.1·4 = 0.4; Δ = 2·√1e-6 / √(0.4 + 1e-6).
    expected = 0.1 * 2.0 * 1e-3 / np.sqrt(0.400001)
    assert first_step("adadelta", [2.0, -2.0]) == pytest.approx([-expected, expected], rel=1e-12)


def test_radam_is_momentum_first_and_adam_at_last():
    """Up to ρ = 5, which is the fifth step, the size of the gradient counts; later it does not."""
    radam = OPTIMIZERS["radam"].create_state(2)
    w, steps = np.zeros(2), []
    for _ in range(6000):
        before = w.copy()
        radam.update(w, np.array([1.0, 100.0]), 0.1)
        steps.append(before - w)
    assert np.allclose(steps[:5], [[0.1, 10.0]] * 5)
    assert steps[5][1] / steps[5][0] == pytest.approx(1.0, abs=1e-4)
    assert steps[5][0] < 0.01
    assert steps[-1] == pytest.approx([0.1, 0.1], rel=0.02)


def test_amsgrad_does_not_forget_a_large_gradient():
    ends = {}
    for name in ("adam", "amsgrad"):
        state, w = OPTIMIZERS[name].create_state(1), np.zeros(1)
        state.update(w, np.array([1000.0]), 0.1)
        for _ in range(8000):
            state.update(w, np.array([1.0]), 0.1)
        before = w.copy()
        state.update(w, np.array([1.0]), 0.1)
        ends[name] = abs(float((w - before)[0]))
    assert ends["amsgrad"] < 0.05 * ends["adam"]


def test_adamax_remembers_the_largest_gradient_as_its_size():
    state, w = OPTIMIZERS["adamax"].create_state(1), np.zeros(1)
    for g in (8.0, 1.0, 1.0):
        state.update(w, np.array([g]), 0.1)
    assert state.arrays["size"][0] == pytest.approx(8.0 * 0.999**2, rel=1e-6)
