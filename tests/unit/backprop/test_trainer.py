"""The trainer: order of the mini-batches, counting, rates that change, bad input."""

import warnings

import numpy as np
import pytest

from backprop import DATASETS, LOSSES, InvalidValueError, Network, Trainer, UnknownNameError

rng = np.random.default_rng(0)
X = rng.normal(size=(23, 2))
TARGET = np.sign(X[:, :1] * X[:, 1:])
COMPILED = pytest.mark.parametrize("compiled", [False, True], ids=["reference", "compiled"])


def make(compiled, **changes):
    network = Network.create(
        (2, 3, 1), ("tanh", "tanh"), "tfp_uniform", rng=np.random.default_rng(1)
    )
    options = {
        "loss": "half_squared_error",
        "optimizer": "sgd",
        "regularizer": "none",
        "X": X,
        "target": TARGET,
        "batch_size": 10,
        "learning_rate": 0.1,
        "compiled": compiled,
    }
    return Trainer(network, **{**options, **changes})


@COMPILED
def test_positions_are_counted(compiled):
    trainer = make(compiled)
    assert trainer.n_batches == 3
    seen = []
    for _ in range(4):
        trainer.step()
        seen.append((trainer.epoch_count, trainer.step_count, trainer.batch_index))
    assert seen == [(0, 1, 1), (0, 2, 2), (1, 3, 0), (1, 4, 1)]
    trainer.epoch()
    assert (trainer.epoch_count, trainer.step_count, trainer.batch_index) == (2, 6, 0)
    trainer.run_epochs(3)
    assert (trainer.epoch_count, trainer.step_count, trainer.batch_index) == (5, 15, 0)


@COMPILED
@pytest.mark.parametrize("batch_size", [1, 10, 22, 23, 24, 1000])
def test_batches_come_in_fixed_order_and_the_last_may_be_smaller(compiled, batch_size):
    trainer = make(compiled, batch_size=batch_size)
    expected = trainer.network.copy()
    loss = LOSSES["half_squared_error"]
    for start in [*range(0, 23, batch_size), 0]:
        rows = slice(start, start + batch_size)
        forward_pass = expected.forward(X[rows])
        d_output = loss.gradient(forward_pass.output, TARGET[rows])
        expected.parameters -= 0.1 * expected.backward(forward_pass, d_output).vector
        trainer.step()
        assert np.allclose(trainer.network.parameters, expected.parameters, rtol=1e-12, atol=0)


@COMPILED
def test_an_epoch_is_its_steps(compiled):
    by_epoch, by_step = make(compiled), make(compiled)
    by_epoch.run_epochs(2)
    for _ in range(6):
        by_step.step()
    assert np.array_equal(by_epoch.network.parameters, by_step.network.parameters)


@COMPILED
def test_rates_hold_from_the_next_step_on(compiled):
    trainer = make(compiled, regularizer="l2")
    before = trainer.network.parameters.copy()
    trainer.learning_rate = 0.0
    trainer.step()
    assert np.array_equal(trainer.network.parameters, before)
    trainer.learning_rate = 0.1
    plain = make(compiled, regularizer="l2")
    plain.step()
    plain.step()
    trainer.regularization_rate = 0.5
    trainer.step()
    assert not np.allclose(trainer.network.parameters, plain.network.parameters)


@COMPILED
def test_regularizer_shrinks_weights_but_not_biases(compiled):
    trainer = make(compiled, regularizer="l2", regularization_rate=0.2, batch_size=23)
    plain = make(compiled, batch_size=23)
    before = trainer.network.parameters.copy()
    trainer.step()
    plain.step()
    shrunk = before * 0.1 * 0.2 * trainer.network.weights_mask
    difference = plain.network.parameters - trainer.network.parameters
    assert np.allclose(difference, shrunk, atol=1e-15)


@COMPILED
def test_changing_the_arrays_later_does_not_change_the_run(compiled):
    own_X, own_target = X.copy(), TARGET.copy()
    trainer, expected = make(compiled, X=own_X, target=own_target), make(compiled)
    own_X[:] = 0.0
    own_target[:] = 0.0
    trainer.epoch()
    expected.epoch()
    assert np.array_equal(trainer.network.parameters, expected.network.parameters)


@COMPILED
def test_loss_of_has_no_regularizer(compiled):
    trainer = make(compiled, regularizer="l1", regularization_rate=5.0)
    output = trainer.network.forward(X).output
    assert trainer.loss_of(X, TARGET) == pytest.approx(0.5 * np.mean((output - TARGET) ** 2))
    assert np.isnan(trainer.loss_of(X[:0], TARGET[:0]))


@COMPILED
def test_an_optimizer_state_is_continued(compiled):
    whole = make(compiled, optimizer="adam")
    whole.run_epochs(3)
    first = make(compiled, optimizer="adam")
    first.run_epochs(2)
    second = make(compiled, optimizer=first.optimizer_state)
    second.network.parameters[:] = first.network.parameters
    second.epoch()
    assert second.optimizer_state.step == 9
    assert np.array_equal(second.network.parameters, whole.network.parameters)


@COMPILED
def test_a_diverging_run_ends_in_inf_or_nan_without_a_warning(compiled):
    linear = Network((2, 2, 1), ("linear", "linear"))
    linear.parameters[:] = 1.0
    wild = Trainer(
        linear, "half_squared_error", "sgd", "l2", X, TARGET,
        batch_size=5, learning_rate=1e60, compiled=compiled,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        wild.run_epochs(5)
        assert not np.isfinite(wild.loss_of(X, TARGET))


@COMPILED
def test_circle_is_learned(compiled):
    rng = np.random.default_rng(3)
    data = DATASETS["circle"].generate(250, 0.0, rng)
    loss = LOSSES["half_squared_error"]
    target = loss.encode(data.labels, "binary", 2)
    network = Network.create((2, 4, 2, 1), ("tanh",) * 3, "tfp_uniform", rng=rng)
    trainer = Trainer(
        network, loss, "sgd", "none", data.X, target,
        batch_size=10, learning_rate=0.03, compiled=compiled,
    )  # fmt: skip
    trainer.run_epochs(200)
    assert trainer.loss_of(data.X, target) < 0.02


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"batch_size": 0}, "batch_size is 0"),
        ({"batch_size": 2.5}, "batch_size"),
        ({"learning_rate": -0.1}, "learning_rate is -0.1"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
        ({"learning_rate": float("inf")}, "learning_rate is inf"),
        ({"learning_rate": "0.1"}, "learning_rate is '0.1'"),
        ({"learning_rate": 10**400}, "learning_rate"),
        ({"regularization_rate": -1.0}, "regularization_rate"),
        ({"X": X[:5]}, "5 rows"),
        ({"X": X[:0], "target": TARGET[:0]}, "at least one"),
        ({"X": X[:, :1]}, r"X has shape \(23, 1\)"),
        ({"target": TARGET[:, 0]}, r"target has shape \(23,\)"),
    ],
)
def test_bad_options_are_answered(changes, message):
    with pytest.raises(InvalidValueError, match=message):
        make(False, **changes)


@pytest.mark.parametrize("field", ["loss", "optimizer", "regularizer"])
def test_unknown_parts_are_answered(field):
    with pytest.raises(UnknownNameError, match=f"{field} called 'nonsense'"):
        make(False, **{field: "nonsense"})


def test_rates_are_checked_when_they_are_set():
    trainer = make(False)
    with pytest.raises(InvalidValueError, match="learning_rate"):
        trainer.learning_rate = float("nan")
    with pytest.raises(InvalidValueError, match="regularization_rate"):
        trainer.regularization_rate = -1
    assert trainer.learning_rate == 0.1


def test_an_optimizer_state_of_another_size_is_answered():
    other = Trainer(
        Network((2, 1), ("tanh",)), "huber", "adam", "none", X, TARGET,
        batch_size=5, learning_rate=0.1, compiled=False,
    )  # fmt: skip
    with pytest.raises(InvalidValueError, match="mean"):
        make(False, optimizer=other.optimizer_state)


def test_loss_of_answers_different_numbers_of_rows():
    with pytest.raises(InvalidValueError, match="equally many"):
        make(False).loss_of(X, TARGET[:1])
