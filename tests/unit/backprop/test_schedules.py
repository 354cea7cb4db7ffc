"""Schedules: what all of them keep to, their values by hand, and that training follows them.
Their numbers are held to PyTorch's by test_golden."""

import json

import numpy as np
import pytest

from backprop import (
    SCHEDULES,
    Checkpoint,
    InvalidValueError,
    Network,
    Trainer,
    UnknownNameError,
)

rng = np.random.default_rng(0)
X = rng.normal(size=(23, 2))
TARGET = np.sign(X[:, :1] * X[:, 1:])
COMPILED = pytest.mark.parametrize("compiled", [False, True], ids=["reference", "compiled"])


def variants():
    """Every entry, and each with its parameters at the ends of their range."""
    for entry in SCHEDULES.values():
        yield pytest.param(entry, id=entry.id)
        for p in entry.parameters:
            for value in (p.low, p.high):
                changed = entry.with_parameters(**{p.id: value})
                yield pytest.param(changed, id=f"{entry.id}-{p.id}={value}")


def rates(name, horizon, n_epochs, **parameters):
    schedule = SCHEDULES[name].with_parameters(**parameters)
    return [schedule.rate(1.0, epoch, horizon) for epoch in range(n_epochs)]


@pytest.mark.parametrize("entry", list(variants()))
@pytest.mark.parametrize("horizon", [1, 2, 3, 7, 100, 100_000])
def test_a_rate_is_never_negative_and_never_above_the_learning_rate(entry, horizon):
    for epoch in [*range(300), horizon - 1, horizon, horizon + 1, 10**9]:
        rate = entry.rate(0.3, epoch, horizon)
        assert isinstance(rate, float)
        assert 0.0 <= rate <= 0.3
        assert entry.rate(0.6, epoch, horizon) == pytest.approx(2.0 * rate, rel=1e-12)


@pytest.mark.parametrize("entry", list(variants()))
def test_the_full_learning_rate_is_used_at_some_time(entry):
    assert max(entry.rate(0.3, epoch, 20) for epoch in range(20)) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("constant", [1, 1, 1, 1, 1, 1, 1, 1, 1]),
        ("step", [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25]),
        ("exponential", [1, 0.1**0.25, 0.1**0.5, 0.1**0.75, 0.1, 0.1**1.25]),
        ("inverse_time", [1, 4 / 5, 4 / 6, 4 / 7, 1 / 2, 4 / 9, 4 / 10, 4 / 11, 1 / 3]),
        ("linear", [1, 0.75, 0.5, 0.25, 0, 0, 0]),
        ("cosine", [1, 0.5 + 0.125**0.5, 0.5, 0.5 - 0.125**0.5, 0, 0, 0]),
        ("cosine_restarts", [1, 0.5 + 0.125**0.5, 0.5, 0.5 - 0.125**0.5] * 2 + [1]),
    ],
)
def test_rates_by_hand(name, expected):
    assert rates(name, 4, len(expected)) == pytest.approx(expected, abs=1e-15)


def test_the_warm_up_climbs_in_equal_steps_and_then_falls_to_the_end():
    found = rates("warm_up_cosine", 20, 25, warm_up=0.25, final=0.1)
    assert found[:6] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0, 1.0])
    assert np.all(np.diff(found[5:21]) < 0.0)
    assert found[20:] == pytest.approx([0.1] * 5)


def make(compiled=True, **changes):
    network = Network.create(
        (2, 3, 1), ("tanh", "tanh"), "tfp_uniform", rng=np.random.default_rng(1)
    )
    options = {"batch_size": 10, "learning_rate": 0.1, "compiled": compiled, **changes}
    return Trainer(network, "half_squared_error", "adam", "none", X, TARGET, **options)


@COMPILED
@pytest.mark.parametrize("name", SCHEDULES)
def test_each_epoch_is_trained_with_its_rate(name, compiled):
    scheduled, by_hand = make(compiled, schedule=name, horizon=5), make(compiled)
    for epoch in range(8):
        by_hand.learning_rate = SCHEDULES[name].rate(0.1, epoch, 5)
        assert scheduled.current_learning_rate == by_hand.learning_rate
        by_hand.epoch()
        scheduled.step()
        scheduled.epoch()
    assert np.array_equal(scheduled.network.parameters, by_hand.network.parameters)


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("n_steps", [0, 4, 7, 12])
def test_a_run_with_a_schedule_resumes_bit_for_bit(name, n_steps):
    unbroken, resumed = make(schedule=name, horizon=3), make(schedule=name, horizon=3)
    for _ in range(n_steps):
        unbroken.step()
    resumed.step()
    saved = json.loads(json.dumps(unbroken.checkpoint().to_dict()))
    resumed.restore(Checkpoint.from_dict(saved))
    for trainer in (unbroken, resumed):
        trainer.run_epochs(4)
    assert np.array_equal(unbroken.network.parameters, resumed.network.parameters)


@COMPILED
def test_schedule_and_horizon_may_change_while_it_runs(compiled):
    trainer = make(compiled, schedule="linear", horizon=1)
    trainer.epoch()
    still = trainer.network.parameters.copy()
    trainer.epoch()
    assert np.array_equal(trainer.network.parameters, still)
    trainer.horizon = 8
    assert trainer.current_learning_rate == pytest.approx(0.075)
    trainer.schedule = "constant"
    assert trainer.current_learning_rate == 0.1
    trainer.schedule = SCHEDULES["step"].with_parameters(drop=0.1)
    trainer.horizon = 2
    assert trainer.current_learning_rate == pytest.approx(0.01)


@pytest.mark.parametrize("horizon", [0, -1, 2.5, "3", True])
def test_a_wrong_horizon_is_answered(horizon):
    with pytest.raises(InvalidValueError, match="horizon"):
        make(horizon=horizon)


def test_an_unknown_schedule_is_answered():
    with pytest.raises(UnknownNameError, match="schedule called 'nonsense'"):
        make(schedule="nonsense")
