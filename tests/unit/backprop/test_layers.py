"""Batch norm, dropout, cut connections and frozen layers: right in training and in evaluation."""

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import (
    ACTIVATIONS,
    CLIPPINGS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    Checkpoint,
    CheckpointError,
    InvalidValueError,
    LayerOptions,
    Network,
    Trainer,
    batch_norm,
    check_gradients,
)
from backprop.plan import EvaluationPlan, TrainingPlan

data_rng = np.random.default_rng(4)
X = data_rng.normal(size=(41, 3))
TARGET = data_rng.uniform(-1.0, 1.0, (41, 2))
SIZES = (3, 5, 4, 2)

NORMED = LayerOptions(batch_norm=True)
DROPPED = LayerOptions(dropout=0.4)
BOTH = LayerOptions(batch_norm=True, dropout=0.3)
FROZEN = LayerOptions(frozen=True)
PLAIN = LayerOptions()
KEPT = LayerOptions(keep_bias=True)


def sparse(fan_in, fan_out, seed=0, **more):
    return LayerOptions(
        connected=np.random.default_rng(seed).random((fan_in, fan_out)) < 0.6, **more
    )


def make_network(*options, activation="tanh", seed=1, sizes=SIZES):
    rng = np.random.default_rng(seed)
    activations = [activation] * (len(sizes) - 2) + ["linear"]
    network = Network.create(sizes, activations, "glorot_uniform", options, rng=rng)
    # Off the start: b = 0 and γ = 1 would hide mistakes; the cut weights stay 0.
    network.parameters = network.parameters + rng.normal(0.0, 0.2, network.n_parameters)
    network.buffers[:] += rng.uniform(0.0, 0.5, network.buffers.size)
    return network


def make_trainer(network, optimizer="adam", seed=3, **options):
    parts = {"loss": "half_squared_error", "regularizer": "l2", "batch_size": 10, **options}
    rng = np.random.default_rng(seed)
    return Trainer(
        network, optimizer=optimizer, X=X, target=TARGET, learning_rate=0.03,
        regularization_rate=0.05, rng=rng, **parts,
    )  # fmt: skip


@pytest.mark.parametrize("training", [False, True], ids=["evaluation", "training"])
@pytest.mark.parametrize(
    "options",
    [
        (NORMED, PLAIN, PLAIN),
        (NORMED, NORMED, PLAIN),
        (DROPPED, DROPPED, PLAIN),
        (BOTH, BOTH, PLAIN),
        (BOTH, LayerOptions(batch_norm=True, frozen=True), FROZEN),
        (sparse(3, 5, batch_norm=True), sparse(5, 4, dropout=0.2), sparse(4, 2)),
        (KEPT, LayerOptions(batch_norm=True, keep_bias=True), KEPT),
    ],
    ids=["norm", "norms", "dropout", "both", "frozen", "sparse", "kept biases"],
)
def test_gradients_agree_with_finite_differences(options, training):
    network = make_network(*options)
    before = network.parameters.copy(), network.buffers.copy()
    rng = np.random.default_rng(0)
    report = check_gradients(
        network, "half_squared_error", X, TARGET, "l2", 0.1, training=training, rng=rng
    )
    assert report.max_relative_error < 1e-6, report
    assert np.max(np.abs(report.analytic)) > 1e-3
    assert np.array_equal(network.parameters, before[0])
    assert np.array_equal(network.buffers, before[1])


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_passes_with_batch_norm_and_dropout(activation):
    network = make_network(BOTH, BOTH, PLAIN, activation=activation, seed=6)
    rng = np.random.default_rng(5)
    report = check_gradients(network, "half_squared_error", X, TARGET, training=True, rng=rng)
    assert report.passed(), report


@pytest.mark.parametrize(
    "wrong",
    [
        lambda dy, normed, norm: (
            dy * norm.gamma / np.sqrt(normed.variance + batch_norm.EPSILON),
            (dy * normed.z_hat).sum(axis=0),
        ),
        lambda dy, normed, norm: (batch_norm_backward(dy, normed, norm)[0], dy.sum(axis=0)),
        lambda dy, normed, norm: (
            batch_norm_backward(dy, normed, norm)[0] * norm.gamma,
            batch_norm_backward(dy, normed, norm)[1],
        ),
    ],
    ids=["statistics-held-constant", "z-hat-forgotten", "gamma-twice"],
)
def test_a_wrong_batch_norm_backward_is_found(wrong, monkeypatch):
    monkeypatch.setattr(batch_norm, "backward", wrong)
    network = make_network(NORMED, NORMED, PLAIN)
    assert not check_gradients(network, "huber", X, TARGET, training=True).passed()


batch_norm_backward = batch_norm.backward


def test_a_dropout_mask_that_is_forgotten_on_the_way_back_is_found():
    class Forgetful(Network):
        def backward(self, forward_pass, d_output):
            masks = (None,) * len(self.layers)
            return super().backward(replace(forward_pass, masks=masks), d_output)

    network = Forgetful(SIZES, ("tanh", "tanh", "linear"), (DROPPED, DROPPED, PLAIN))
    network.parameters = make_network(*network.options).parameters
    rng = np.random.default_rng(0)
    assert not check_gradients(network, "huber", X, TARGET, training=True, rng=rng).passed()


def test_batch_norm_standardises_in_training_and_tracks_the_batch():
    network = make_network(NORMED, NORMED, PLAIN)
    forward_pass = network.forward(X, training=True)
    layer, normed = network.layers[0], forward_pass.normed[0]
    z = X @ layer.W
    np.testing.assert_allclose(normed.z_hat.mean(axis=0), 0.0, atol=1e-14)
    np.testing.assert_allclose(normed.z_hat.var(axis=0), 1.0, rtol=1e-3)
    np.testing.assert_allclose(forward_pass.z[0], layer.norm.gamma * normed.z_hat + layer.b)
    mean, variance = layer.norm.mean.copy(), layer.norm.variance.copy()
    network.track(forward_pass)
    np.testing.assert_allclose(layer.norm.mean, 0.9 * mean + 0.1 * z.mean(axis=0))
    np.testing.assert_allclose(layer.norm.variance, 0.9 * variance + 0.1 * z.var(axis=0, ddof=1))


def test_evaluation_uses_the_running_statistics_and_not_the_company():
    network = make_network(BOTH, BOTH, PLAIN)
    together = network.forward(X).output
    alone = np.vstack([network.forward(row[None]).output for row in X])
    np.testing.assert_allclose(alone, together, atol=1e-14)
    np.testing.assert_array_equal(network.forward(X).output, together)
    in_training = network.forward(X, training=True, rng=np.random.default_rng(0)).output
    assert not np.allclose(in_training, together)


def test_one_sample_has_no_spread_and_is_normed_as_in_evaluation():
    network = make_network(NORMED, NORMED, PLAIN)
    buffers = network.buffers.copy()
    forward_pass = network.forward(X[:1], training=True)
    np.testing.assert_array_equal(forward_pass.output, network.forward(X[:1]).output)
    network.track(forward_pass)
    np.testing.assert_array_equal(network.buffers, buffers)
    report = check_gradients(network, "huber", X[:1], TARGET[:1], training=True)
    assert report.passed(), report


def test_the_batch_norm_of_a_frozen_layer_stands_still():
    network = make_network(LayerOptions(batch_norm=True, frozen=True), PLAIN, PLAIN)
    buffers = network.buffers.copy()
    make_trainer(network).run_epochs(2)
    np.testing.assert_array_equal(network.buffers, buffers)


@pytest.mark.parametrize("dropout", [0.1, 0.5, 0.9])
def test_dropout_drops_its_share_and_keeps_the_mean(dropout):
    network = make_network(LayerOptions(dropout=dropout), PLAIN, PLAIN)
    many = np.zeros((4000, 3))
    mask = network.forward(many, training=True, rng=np.random.default_rng(1)).masks[0]
    assert set(np.unique(mask)) == {0.0, 1.0 / (1.0 - dropout)}
    assert np.mean(mask == 0.0) == pytest.approx(dropout, abs=0.02)
    assert mask.mean() == pytest.approx(1.0, abs=0.1)


def test_dropout_draws_anew_each_step_and_repeats_with_the_seed():
    network = make_network(DROPPED, DROPPED, PLAIN)
    rng = np.random.default_rng(2)
    first, second = (network.forward(X, training=True, rng=rng).masks[0] for _ in range(2))
    again = network.forward(X, training=True, rng=np.random.default_rng(2)).masks[0]
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, again)


def test_dropout_asks_for_a_generator_in_training_only():
    network = make_network(DROPPED, PLAIN, PLAIN)
    network.forward(X)
    with pytest.raises(InvalidValueError, match="rng"):
        network.forward(X, training=True)
    with pytest.raises(InvalidValueError, match="rng"):
        Trainer(network, "huber", "sgd", "none", X, TARGET, batch_size=5, learning_rate=0.1)


HELD = (sparse(3, 5), LayerOptions(frozen=True), sparse(4, 2, seed=1))


@pytest.mark.parametrize("clipping", CLIPPINGS)
@pytest.mark.parametrize("compiled", [False, True], ids=["reference", "compiled"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_what_is_cut_or_frozen_keeps_every_bit(optimizer, compiled, clipping):
    network = make_network(*HELD)
    frozen = network.layers[1].matrix.copy()
    moving = ~network.fixed
    before = network.parameters.copy()
    trainer = make_trainer(network, optimizer, compiled=compiled, clipping=clipping, clip_limit=0.1)
    assert not np.any(trainer.next_gradient()[network.fixed])
    trainer.run_epochs(3)
    assert network.layers[1].matrix.tobytes() == frozen.tobytes()
    for index in (0, 2):
        cut = ~HELD[index].connected
        assert cut.any()
        assert network.layers[index].W[cut].tobytes() == bytes(8 * cut.sum())
    assert np.all(network.parameters[moving] != before[moving])


@pytest.mark.parametrize("compiled", [False, True], ids=["reference", "compiled"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_biases_that_are_kept_keep_every_bit_while_all_else_moves(optimizer, compiled):
    network = make_network(sparse(3, 5, keep_bias=True), replace(NORMED, keep_bias=True), PLAIN)
    before = network.parameters.copy()
    trainer = make_trainer(network, optimizer, compiled=compiled)
    assert not np.any(trainer.next_gradient()[network.fixed])
    trainer.run_epochs(3)
    kept, moved = network.split(before), ~network.fixed
    for index, layer in enumerate(network.layers[:2]):
        assert layer.b.tobytes() == kept[index].b.tobytes()
    assert network.fixed.sum() == network.cut.sum() + 5 + 4
    assert np.all(network.parameters[moved] != before[moved])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("compiled", [False, True], ids=["reference", "compiled"])
def test_a_layer_that_is_frozen_in_the_middle_of_a_run_stops_at_once(optimizer, compiled):
    """The optimizer remembers a velocity: without being held, the layer would roll on."""
    network = make_network(PLAIN, PLAIN, PLAIN)
    trainer = make_trainer(network, optimizer, compiled=compiled)
    trainer.run_epochs(2)
    held = Network(SIZES, network.activations, (FROZEN, PLAIN, PLAIN))
    held.parameters = network.parameters
    make_trainer(held, trainer.optimizer_state, compiled=compiled).run_epochs(2)
    assert held.layers[0].matrix.tobytes() == network.layers[0].matrix.tobytes()
    assert not np.array_equal(held.layers[1].matrix, network.layers[1].matrix)


def test_a_penalty_and_a_norm_do_not_count_what_may_not_move():
    network = make_network(LayerOptions(frozen=True), PLAIN, PLAIN)
    network.layers[0].W[:] *= 1000.0
    trainer = make_trainer(network, "sgd", clipping="norm", clip_limit=1e-3)
    gradient = trainer.next_gradient()
    assert np.linalg.norm(gradient) == pytest.approx(1e-3, rel=1e-2)
    assert not np.any(network.split(gradient)[0].matrix)


def test_cut_weights_stay_cut_whatever_is_put_in():
    network = make_network(*HELD)
    network.parameters = np.ones(network.n_parameters)
    assert np.array_equal(network.layers[0].W != 0.0, HELD[0].connected)
    network.initialize("normal", rng=np.random.default_rng(0))
    assert np.array_equal(network.layers[2].W != 0.0, HELD[2].connected)
    assert network.fixed.sum() == network.cut.sum() + network.layers[1].matrix.size


@st.composite
def networks(draw):
    sizes = draw(st.lists(st.integers(1, 7), min_size=2, max_size=5))
    names = draw(st.lists(st.sampled_from(list(ACTIVATIONS)), min_size=4, max_size=4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    options = []
    for fan_in, fan_out in pairwise(sizes):
        hidden = len(options) < len(sizes) - 2
        options.append(
            LayerOptions(
                batch_norm=hidden and draw(st.booleans()),
                dropout=draw(st.sampled_from([0.0, 0.3, 0.9])) if hidden else 0.0,
                frozen=draw(st.booleans()),
                connected=draw(st.sampled_from([None, rng.random((fan_in, fan_out)) < 0.7])),
                keep_bias=draw(st.booleans()),
            )
        )
    activations = names[: len(sizes) - 1]
    return Network.create(sizes, activations, "lecun_normal", options, rng=rng)


def train(network, compiled, n_samples, batch_size, **parts):
    network = network.copy()
    rng = np.random.default_rng(9)
    inputs = rng.normal(size=(n_samples, network.layer_sizes[0]))
    target = rng.uniform(0.0, 1.0, (n_samples, network.layer_sizes[-1]))
    trainer = Trainer(
        network, "half_squared_error", X=inputs, target=target, batch_size=batch_size,
        learning_rate=1e-3, regularization_rate=0.01, rng=rng, compiled=compiled, **parts,
    )  # fmt: skip
    trainer.run_epochs(3)
    return network, rng.bit_generator.state, inputs


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    network=networks(),
    optimizer=st.sampled_from(["sgd", "momentum", "nesterov"]),
    regularizer=st.sampled_from(list(REGULARIZERS)),
    clipping=st.sampled_from(list(CLIPPINGS)),
    n_samples=st.integers(1, 30),
    batch_size=st.integers(1, 12),
)
def test_random_networks_train_by_the_plan_as_by_the_reference(
    network, n_samples, batch_size, **parts
):
    fast, fast_rng, inputs = train(network, True, n_samples, batch_size, **parts)
    plain, plain_rng, _ = train(network, False, n_samples, batch_size, **parts)
    size = np.max(np.abs(plain.parameters))
    np.testing.assert_allclose(fast.parameters, plain.parameters, rtol=0.0, atol=1e-11 * size)
    np.testing.assert_allclose(fast.buffers, plain.buffers, rtol=1e-10, atol=1e-12)
    assert fast_rng == plain_rng
    held = network.fixed
    assert fast.parameters[held].tobytes() == network.parameters[held].tobytes()
    expected = plain.forward(inputs)
    for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 1e-3)):
        found = EvaluationPlan(plain, inputs, dtype=dtype).activations()
        for a, exact in zip(found, expected.a[1:], strict=True):
            scale = max(1.0, np.max(np.abs(exact)))
            np.testing.assert_allclose(a, exact, rtol=0.0, atol=tolerance * scale)


def test_evaluation_follows_the_running_statistics():
    network = make_network(BOTH, NORMED, PLAIN)
    plan = EvaluationPlan(network, X)
    before = plan.outputs().copy()
    make_trainer(network).epoch()
    assert not np.allclose(plan.outputs(), before)
    np.testing.assert_allclose(plan.outputs(), network.forward(X).output, atol=1e-13)


def test_a_network_that_uses_nothing_of_this_pays_nothing():
    network = make_network(PLAIN, PLAIN, PLAIN)
    plans = [
        TrainingPlan(
            network, LOSSES["huber"], OPTIMIZERS["sgd"].create_state(network.n_parameters),
            REGULARIZERS["none"], X, TARGET, batch_size=41,
        )
        for network in (network, Network(SIZES, network.activations))
    ]  # fmt: skip
    assert plans[0].n_calls == plans[1].n_calls
    assert network.buffers.size == 0


@pytest.mark.parametrize("n_steps", [0, 1, 4, 7])
@pytest.mark.parametrize("compiled", [False, True], ids=["reference", "compiled"])
def test_a_run_with_batch_norm_and_dropout_resumes_bit_for_bit(n_steps, compiled):
    options = (BOTH, sparse(5, 4, dropout=0.5), FROZEN)
    unbroken = make_trainer(make_network(*options), compiled=compiled)
    for _ in range(n_steps):
        unbroken.step()
    saved = json.dumps(unbroken.checkpoint().to_dict())
    resumed = make_trainer(make_network(*options, seed=8), seed=77, compiled=compiled)
    resumed.epoch()
    resumed.restore(Checkpoint.from_dict(json.loads(saved)))
    for trainer in (unbroken, resumed):
        trainer.step()
        trainer.run_epochs(2)
    assert resumed.network.parameters.tobytes() == unbroken.network.parameters.tobytes()
    assert resumed.network.buffers.tobytes() == unbroken.network.buffers.tobytes()


def test_looking_at_the_next_gradient_does_not_change_the_run():
    watched, alone = (make_trainer(make_network(BOTH, DROPPED, PLAIN), "sgd") for _ in range(2))
    gradient = watched.next_gradient()
    np.testing.assert_array_equal(watched.next_gradient(), gradient)
    for trainer in (watched, alone):
        trainer.step()
    assert watched.network.parameters.tobytes() == alone.network.parameters.tobytes()
    np.testing.assert_allclose(watched.last_update(), -0.03 * gradient, atol=1e-15)


def test_a_checkpoint_for_other_batch_norms_is_answered():
    plain, normed = (make_trainer(make_network(one, PLAIN, PLAIN)) for one in (PLAIN, NORMED))
    for here, other in ((plain, normed), (normed, plain)):
        before = here.network.parameters.copy()
        with pytest.raises(CheckpointError, match="batch norms"):
            here.restore(other.checkpoint())
        assert np.array_equal(here.network.parameters, before)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("batch_norm", [True]),
        ("batch_norm", "yes"),
        ("batch_norm", [True, 2, False]),
        ("batch_norm", [[], True, False]),
        ("batch_norm", None),
        ("buffers", None),
        ("buffers", "AAAA"),
    ],
)
def test_hostile_batch_norms_are_answered(field, value):
    data = make_trainer(make_network(NORMED, PLAIN, PLAIN)).checkpoint().to_dict()
    with pytest.raises(CheckpointError):
        Checkpoint.from_dict({**data, field: value})


def test_a_negative_variance_is_answered():
    network = make_network(NORMED, NORMED, PLAIN)
    network.layers[1].norm.variance[2] = -1.0
    with pytest.raises(CheckpointError, match="variances"):
        Checkpoint.from_dict(make_trainer(network).checkpoint().to_dict())


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ((PLAIN, PLAIN), "options has 2"),
        ((LayerOptions(dropout=1.0), PLAIN, PLAIN), r"options\[0\].dropout"),
        ((LayerOptions(dropout=float("nan")), PLAIN, PLAIN), r"options\[0\].dropout"),
        ((PLAIN, sparse(3, 5), PLAIN), r"options\[1\].connected"),
        ((LayerOptions(connected=np.ones((3, 5))), PLAIN, PLAIN), r"options\[0\].connected"),
        ((PLAIN, PLAIN, NORMED), "output layer"),
        ((PLAIN, PLAIN, DROPPED), "output layer"),
    ],
)
def test_bad_options_are_answered(options, field):
    with pytest.raises(InvalidValueError, match=field):
        Network(SIZES, ("tanh", "tanh", "linear"), options)


def test_parameters_have_names_and_a_copy_keeps_everything():
    network = make_network(BOTH, sparse(5, 4), PLAIN)
    assert len(network.parameter_names) == network.n_parameters
    assert network.parameter_names[-1] == "layers[0].norm.gamma[4]"
    assert network.weights_mask.sum() == 3 * 5 + 5 * 4 + 4 * 2
    twin = network.copy()
    np.testing.assert_array_equal(twin.forward(X).output, network.forward(X).output)
    twin.layers[0].norm.mean[:] = 9.0
    assert not np.allclose(twin.forward(X).output, network.forward(X).output)
