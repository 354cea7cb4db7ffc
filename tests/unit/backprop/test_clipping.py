"""Gradient clipping: what it does to a vector, and where in a step it stands. The plan is held to
the reference by test_plan, the numbers to PyTorch's by test_golden."""

import numpy as np
import pytest

from backprop import CLIPPINGS, InvalidValueError, Network, Trainer, UnknownNameError

rng = np.random.default_rng(0)
X = rng.normal(size=(20, 2))
TARGET = 100.0 * X[:, :1]
COMPILED = pytest.mark.parametrize("compiled", [False, True], ids=["reference", "compiled"])


def clipped(name, g, limit):
    g = np.array(g)
    CLIPPINGS[name].clip(g, limit)
    return g


@pytest.mark.parametrize("name", CLIPPINGS)
def test_a_short_gradient_is_left_alone(name):
    assert clipped(name, [0.3, -0.4, 0.0], 0.6).tolist() == [0.3, -0.4, 0.0]
    assert clipped(name, [0.0, 0.0], 0.6).tolist() == [0.0, 0.0]


def test_a_long_gradient_keeps_its_direction_or_its_small_entries():
    assert clipped("norm", [3.0, -4.0], 1.0) == pytest.approx([0.6, -0.8], rel=1e-6)
    assert clipped("value", [3.0, -4.0, 0.5], 1.0).tolist() == [1.0, -1.0, 0.5]
    assert clipped("none", [3.0, -4.0], 1.0).tolist() == [3.0, -4.0]


def make(compiled, **changes):
    network = Network.create((2, 3, 1), ("tanh", "linear"), "normal", rng=np.random.default_rng(1))
    options = {"batch_size": 20, "learning_rate": 1.0, "compiled": compiled, **changes}
    return Trainer(network, "half_squared_error", "sgd", "l2", X, TARGET, **options)


@COMPILED
@pytest.mark.parametrize("regularization_rate", [0.0, 50.0])
def test_the_step_of_descent_is_as_long_as_the_limit(compiled, regularization_rate):
    """With η = 1 the step is the gradient, the regularizer's part included."""
    trainer = make(
        compiled, clipping="norm", clip_limit=0.25, regularization_rate=regularization_rate
    )
    before = trainer.network.parameters.copy()
    trainer.step()
    assert np.linalg.norm(trainer.network.parameters - before) == pytest.approx(0.25, rel=1e-5)
    trainer = make(
        compiled, clipping="value", clip_limit=0.25, regularization_rate=regularization_rate
    )
    trainer.step()
    assert np.max(np.abs(trainer.network.parameters - before)) == pytest.approx(0.25)


@COMPILED
def test_the_limit_may_change_while_it_runs(compiled):
    trainer = make(compiled, clipping="norm", clip_limit=0.25)
    trainer.step()
    trainer.clip_limit = 0.5
    before = trainer.network.parameters.copy()
    trainer.step()
    assert np.linalg.norm(trainer.network.parameters - before) == pytest.approx(0.5, rel=1e-5)


@COMPILED
@pytest.mark.parametrize("name", ["norm", "value"])
def test_clipping_keeps_a_wild_run_finite(name, compiled):
    runs = {}
    for clipping in ("none", name):
        trainer = make(compiled, clipping=clipping, batch_size=5)
        trainer.run_epochs(300)
        runs[clipping] = np.all(np.isfinite(trainer.network.parameters))
    assert runs == {"none": False, name: True}


@pytest.mark.parametrize("limit", [-1.0, float("nan"), float("inf"), "1"])
def test_a_wrong_limit_is_answered(limit):
    with pytest.raises(InvalidValueError, match="clip_limit"):
        make(True, clip_limit=limit)


def test_an_unknown_clipping_is_answered():
    with pytest.raises(UnknownNameError, match="gradient clipping called 'nonsense'"):
        make(True, clipping="nonsense")
