"""The fast plans, held to the readable reference: same numbers, for everything in the registries.

"Equal" means to 12 digits of the largest parameter. The two paths add in another order, so the
last bits may differ; a run in which such a bit grows (a gradient of pure rounding noise, divided
by its own size) cannot tell an error from noise. So the random runs give the adaptive optimizers
a large epsilon, and the defaults are tested on a run that is known to be well conditioned.
"""

import json
import warnings
from dataclasses import replace
from functools import partial
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import (
    ACTIVATIONS,
    CLIPPINGS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
    Activation,
    Checkpoint,
    Clipping,
    Network,
    Optimizer,
    Regularizer,
    Trainer,
)
from backprop.plan import EvaluationPlan, TrainingPlan, products


def well_conditioned(optimizer):
    """The optimizer, with a large epsilon if it has one."""
    has_epsilon = any(parameter.id == "epsilon" for parameter in optimizer.parameters)
    return optimizer.with_parameters(epsilon=0.1) if has_epsilon else optimizer


# Lion steps by the sign of the gradient: where that is 0 but for rounding, noise becomes a step.
SMOOTH_OPTIMIZERS = [name for name in OPTIMIZERS if name != "lion"]


def make_data(n_samples, n_inputs, n_outputs, seed=0):
    """Random points and targets that suit every loss: one-hot rows, or 0 and 1."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n_samples, n_inputs))
    classes = rng.integers(0, max(2, n_outputs), n_samples)
    return X, np.eye(n_outputs)[classes] if n_outputs > 1 else classes[:, None].astype(float)


def train_both(network, X, target, n_epochs=3, **options):
    """Train two copies of `network`, by the plan and by the reference; return both."""
    settings = {
        "loss": "half_squared_error",
        "optimizer": "sgd",
        "regularizer": "none",
        "batch_size": 10,
        "learning_rate": 0.05,
        **options,
    }
    fast, plain = network.copy(), network.copy()
    for copy, compiled in ((fast, True), (plain, False)):
        trainer = Trainer(copy, X=X, target=target, compiled=compiled, **settings)
        trainer.run_epochs(n_epochs)
    return fast.parameters, plain.parameters


def assert_equal(fast, plain):
    assert np.all(np.isfinite(plain))
    np.testing.assert_allclose(fast, plain, rtol=0.0, atol=1e-12 * np.max(np.abs(plain)))


def tanh_network(*layer_sizes, seed=0):
    rng = np.random.default_rng(seed)
    activations = ["tanh"] * (len(layer_sizes) - 1)
    return Network.create(layer_sizes, activations, "glorot_uniform", rng=rng)


@st.composite
def networks(draw):
    sizes = draw(st.lists(st.integers(1, 32), min_size=2, max_size=8))
    activations = draw(st.lists(st.sampled_from(list(ACTIVATIONS)), min_size=7, max_size=7))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    initializer = draw(st.sampled_from([name for name in INITIALIZERS if name != "zeros"]))
    return Network.create(sizes, activations[: len(sizes) - 1], initializer, rng=rng)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    network=networks(),
    loss=st.sampled_from(list(LOSSES)),
    optimizer=st.sampled_from(SMOOTH_OPTIMIZERS),
    regularizer=st.sampled_from(list(REGULARIZERS)),
    schedule=st.sampled_from(list(SCHEDULES)),
    clipping=st.sampled_from(list(CLIPPINGS)),
    n_samples=st.integers(1, 90),
    batch_size=st.integers(1, 120),
    has_blas=st.booleans(),
)
def test_random_runs_equal_the_reference(
    network, loss, optimizer, regularizer, schedule, clipping, n_samples, batch_size, has_blas
):
    X, target = make_data(n_samples, network.layer_sizes[0], network.layer_sizes[-1])
    with mock.patch.object(products, "HAS_BLAS", has_blas):
        fast, plain = train_both(
            network,
            X,
            target,
            loss=loss,
            optimizer=well_conditioned(OPTIMIZERS[optimizer]),
            regularizer=regularizer,
            batch_size=batch_size,
            learning_rate=1e-3,
            regularization_rate=0.01,
            schedule=schedule,
            horizon=2,
            clipping=clipping,
            clip_limit=0.1,
        )
    assert_equal(fast, plain)


@pytest.mark.parametrize("regularizer", REGULARIZERS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_long_runs_of_each_optimizer_equal_the_reference(optimizer, regularizer):
    X, target = make_data(97, 2, 1)
    fast, plain = train_both(
        tanh_network(2, 4, 2, 1),
        X,
        target,
        n_epochs=20,
        optimizer=optimizer,
        regularizer=regularizer,
        learning_rate=0.01,
        regularization_rate=0.003,
    )
    assert_equal(fast, plain)


@pytest.mark.parametrize("has_blas", [True, False])
@pytest.mark.parametrize("loss", LOSSES)
def test_wide_layers_equal_the_reference(loss, has_blas, monkeypatch):
    monkeypatch.setattr(products, "HAS_BLAS", has_blas)
    X, target = make_data(170, 20, 5)
    rng = np.random.default_rng(3)
    activations = ("tanh", "sigmoid", "tanh", "linear")
    network = Network.create((20, 40, 30, 20, 5), activations, "glorot_uniform", rng=rng)
    fast, plain = train_both(network, X, target, loss=loss, batch_size=60, n_epochs=10)
    assert_equal(fast, plain)


@pytest.mark.parametrize(
    ("kind", "registry", "name", "parameters"),
    [
        ("activation", ACTIVATIONS, "leaky_relu", {"slope": 0.3}),
        ("activation", ACTIVATIONS, "elu", {"alpha": 2.0}),
        ("loss", LOSSES, "huber", {"delta": 0.2}),
        ("optimizer", OPTIMIZERS, "momentum", {"momentum": 0.5}),
        ("optimizer", OPTIMIZERS, "nesterov", {"momentum": 0.5}),
        ("optimizer", OPTIMIZERS, "adam", {"beta1": 0.5, "epsilon": 0.1}),
        ("optimizer", OPTIMIZERS, "adamw", {"weight_decay": 0.5}),
        ("regularizer", REGULARIZERS, "elastic", {"l1_share": 0.9}),
    ],
)
def test_parameters_of_an_entry_reach_the_plan(kind, registry, name, parameters):
    X, target = make_data(40, 3, 2)
    ends = []
    for entry in (registry[name], registry[name].with_parameters(**parameters)):
        activation = entry if kind == "activation" else "tanh"
        network = Network.create(
            (3, 6, 2), (activation, "linear"), "normal", rng=np.random.default_rng(1)
        )
        options = {} if kind == "activation" else {kind: entry}
        fast, plain = train_both(network, X, target, regularization_rate=0.1, **options)
        assert_equal(fast, plain)
        ends.append(fast)
    assert not np.allclose(*ends)


@pytest.mark.parametrize("limit", [0.001, 0.1, 10.0])
@pytest.mark.parametrize("clipping", CLIPPINGS)
def test_long_runs_with_clipping_equal_the_reference(clipping, limit):
    X, target = make_data(97, 2, 1)
    fast, plain = train_both(
        tanh_network(2, 4, 2, 1),
        X,
        target,
        n_epochs=20,
        optimizer="momentum",
        regularizer="l2",
        regularization_rate=0.003,
        clipping=clipping,
        clip_limit=limit,
    )
    assert_equal(fast, plain)


NEW_ACTIVATION = Activation(
    id="arsinh",
    label="Arsinh",
    formula=r"\operatorname{arsinh} z",
    function=np.arcsinh,
    derivative=lambda z, a: 1.0 / np.sqrt(1.0 + z * z),
)
NEW_LOSS = replace(
    LOSSES["half_squared_error"],
    id="quartic",
    value=lambda output, target: float(np.sum((output - target) ** 4)) / len(output),
    gradient=lambda output, target: 4.0 * (output - target) ** 3 / len(output),
)
NEW_REGULARIZER = Regularizer(
    id="quartic",
    label="Quartic",
    formula=r"w^4",
    penalty=lambda w: w**4,
    derivative=lambda w: 4.0 * w**3,
)


def shrinking_momentum(state, w, g, learning_rate):
    v = state.arrays["velocity"]
    v[:] = v / (1.0 + state.step) + g
    w -= learning_rate * v


def halve_what_is_long(g, limit):
    if np.max(np.abs(g)) > limit:
        g *= 0.5


NEW_CLIPPING = Clipping(
    id="halve", label="Halve", formula=r"g \leftarrow g / 2", clip=halve_what_is_long
)
NEW_OPTIMIZER = Optimizer(
    id="shrinking_momentum",
    label="Shrinking momentum",
    formula=r"v \leftarrow v / (1 + t) + g",
    rule=shrinking_momentum,
    memory=("velocity",),
)


@pytest.mark.parametrize("place", ["hidden", "output", "everywhere"])
def test_entries_the_plan_has_never_heard_of_equal_the_reference(place):
    X, target = make_data(35, 3, 2)
    activations = {
        "hidden": ("tanh", NEW_ACTIVATION, "tanh"),
        "output": ("tanh", "tanh", NEW_ACTIVATION),
        "everywhere": (NEW_ACTIVATION,) * 3,
    }[place]
    network = Network.create((3, 5, 4, 2), activations, "normal", rng=np.random.default_rng(1))
    fast, plain = train_both(
        network,
        X,
        target,
        loss=NEW_LOSS,
        optimizer=NEW_OPTIMIZER,
        regularizer=NEW_REGULARIZER,
        regularization_rate=0.01,
        clipping=NEW_CLIPPING,
        clip_limit=0.05,
    )
    assert_equal(fast, plain)
    assert not np.allclose(fast, network.parameters)


def test_an_entry_with_one_function_replaced_uses_that_function():
    """A student who edits tanh's derivative must see the run of the edited one."""
    X, target = make_data(35, 2, 1)
    edited = replace(ACTIVATIONS["tanh"], derivative=lambda z, a: 1.0 - a)
    ends = []
    for activation in (edited, "tanh"):
        rng = np.random.default_rng(1)
        network = Network.create((2, 4, 1), (activation, "tanh"), "normal", rng=rng)
        fast, plain = train_both(network, X, target)
        assert_equal(fast, plain)
        ends.append(fast)
    assert not np.allclose(*ends)


def make_trainer(network, optimizer="adam", batch_size=8):
    X, target = make_data(45, 2, 1)
    return Trainer(
        network,
        "half_squared_error",
        optimizer,
        "l2",
        X,
        target,
        batch_size=batch_size,
        learning_rate=0.03,
        regularization_rate=0.01,
    )


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("n_steps", range(7))
def test_a_run_resumes_bit_for_bit_at_any_mini_batch(optimizer, n_steps):
    unbroken = make_trainer(tanh_network(2, 4, 3, 1), optimizer)
    for _ in range(n_steps):
        unbroken.step()
    saved = json.dumps(unbroken.checkpoint().to_dict())
    resumed = make_trainer(tanh_network(2, 4, 3, 1, seed=9), optimizer)
    resumed.epoch()  # The plan has already run on other numbers when the checkpoint comes.
    resumed.restore(Checkpoint.from_dict(json.loads(saved)))
    for trainer in (unbroken, resumed):
        trainer.run_epochs(3)
    np.testing.assert_array_equal(unbroken.network.parameters, resumed.network.parameters)
    assert unbroken.optimizer_state.step == resumed.optimizer_state.step == unbroken.step_count


def test_single_steps_and_whole_epochs_give_the_same_bits():
    by_step, by_epoch = make_trainer(tanh_network(2, 4, 1)), make_trainer(tanh_network(2, 4, 1))
    for _ in range(2 * by_step.n_batches):
        by_step.step()
    by_epoch.run_epochs(2)
    np.testing.assert_array_equal(by_step.network.parameters, by_epoch.network.parameters)


def test_edited_weights_and_rates_take_effect_at_the_next_step():
    ends = []
    for compiled in (True, False):
        X, target = make_data(30, 2, 1)
        network = tanh_network(2, 4, 1)
        trainer = Trainer(
            network,
            "half_squared_error",
            "adamw",
            "l1",
            X,
            target,
            batch_size=10,
            learning_rate=0.03,
            compiled=compiled,
        )
        trainer.run_epochs(2)
        network.layers[0].W[1, 2] = 3.0
        network.layers[1].b[0] = -1.0
        trainer.learning_rate = 0.2
        trainer.regularization_rate = 0.1
        trainer.step()
        trainer.learning_rate = 0.01
        trainer.run_epochs(2)
        ends.append(network.parameters)
    assert_equal(*ends)


def test_a_small_network_takes_twenty_calls_an_update():
    """The price of an update is the number of its calls, so it must not creep up unnoticed."""
    network = tanh_network(2, 4, 2, 1)
    X, target = make_data(250, 2, 1)
    plan = TrainingPlan(
        network,
        LOSSES["half_squared_error"],
        OPTIMIZERS["sgd"].create_state(network.n_parameters),
        REGULARIZERS["none"],
        X,
        target,
        batch_size=10,
    )
    assert plan.n_calls == 25 * 20


def extrema(plan):
    """The calls of a plan that take the larger or the smaller of two arrays."""
    calls = [call for step in plan._steps for call in step if isinstance(call, partial)]
    return [call for call in calls if call.func in (np.maximum, np.minimum)]


@pytest.mark.parametrize(
    ("activation", "loss", "clipping", "n_extrema"),
    [
        ("relu", "half_squared_error", "none", 2),
        ("leaky_relu", "half_squared_error", "none", 3),
        ("tanh", "huber", "none", 2),
        ("tanh", "half_squared_error", "value", 2),
    ],
)
def test_an_extremum_gets_its_output_by_name(activation, loss, clipping, n_extrema):
    """Older versions of NumPy do not warn of what 2.4 deprecates."""
    rng = np.random.default_rng(0)
    network = Network.create((2, 3, 1), (activation, activation), "normal", rng=rng)
    plan = TrainingPlan(
        network,
        LOSSES[loss],
        OPTIMIZERS["sgd"].create_state(network.n_parameters),
        REGULARIZERS["none"],
        *make_data(10, 2, 1),
        batch_size=10,
        clipping=CLIPPINGS[clipping],
    )
    calls = extrema(plan)
    assert len(calls) == n_extrema
    assert all(len(call.args) == 2 and call.keywords.keys() == {"out"} for call in calls)


def test_a_diverging_run_gives_no_warnings():
    X, target = make_data(40, 2, 1)
    network = Network.create(
        (2, 30, 30, 1), ("tanh", "relu", "linear"), "normal", rng=np.random.default_rng(1)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trainer = Trainer(
            network,
            "half_squared_error",
            "sgd",
            "l2",
            X,
            target,
            batch_size=40,
            learning_rate=1e6,
            regularization_rate=1.0,
        )
        trainer.run_epochs(100)
        EvaluationPlan(network, X).outputs()
    assert not np.all(np.isfinite(network.parameters))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(network=networks(), n_samples=st.integers(0, 90), has_blas=st.booleans())
def test_evaluation_equals_the_forward_pass(network, n_samples, has_blas):
    X, _ = make_data(n_samples, network.layer_sizes[0], 1)
    expected = network.forward(X)
    with mock.patch.object(products, "HAS_BLAS", has_blas):
        exact = EvaluationPlan(network, X)
        single = EvaluationPlan(network, X, dtype=np.float32)
    assert exact.outputs().shape == expected.output.shape
    for a, exact_a, single_a in zip(
        expected.a[1:], exact.activations(), single.activations(), strict=True
    ):
        size = max(1.0, np.max(np.abs(a), initial=0.0))
        np.testing.assert_allclose(exact_a, a, rtol=0.0, atol=1e-12 * size)
        assert single_a.dtype == np.float32
        np.testing.assert_allclose(single_a, a, rtol=0.0, atol=1e-3 * size)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_evaluation_sees_edited_weights_and_reuses_its_buffer(dtype):
    network = tanh_network(2, 4, 1)
    X, _ = make_data(1000, 2, 1)
    plan = EvaluationPlan(network, X, dtype=dtype)
    before = plan.outputs()
    kept = before.copy()
    network.layers[1].b[0] += 1.0
    after = plan.outputs()
    assert after is before
    assert not np.allclose(after, kept)
    np.testing.assert_allclose(after, network.forward(X).output, atol=1e-5)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_evaluation_saturates_without_overflow(dtype):
    network = Network((1, 1), ("tanh",))
    network.layers[0].W[:] = 1e30
    X = np.linspace(-2.0, 2.0, 1001).reshape(-1, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        outputs = EvaluationPlan(network, X, dtype=dtype).outputs()
    np.testing.assert_array_equal(outputs, np.sign(X))
