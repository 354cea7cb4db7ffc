"""Gradients of random networks, against the automatic differentiation of HIPS autograd.

The networks are computed here a second time, with formulas of their own, from the flat parameter
vector alone. So this also fixes the layout of that vector.
"""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import (
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    LayerOptions,
    Network,
    Trainer,
    n_outputs,
)
from backprop.explain import explain_weight, ledger, trace_step


def softplus(z):
    return anp.logaddexp(0.0, z)


ORACLE_ACTIVATIONS = {
    "linear": lambda z: z,
    "sigmoid": lambda z: 1.0 / (1.0 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: z * (z > 0),
    "leaky_relu": lambda z: z * (z > 0) + 0.01 * z * (z <= 0),
    "elu": lambda z: anp.where(z > 0, z, anp.exp(anp.minimum(z, 0.0)) - 1.0),
    "selu": lambda z: (
        1.0507009873554805
        * anp.where(z > 0, z, 1.6732632423543772 * (anp.exp(anp.minimum(z, 0.0)) - 1.0))
    ),
    "gelu": lambda z: (
        0.5 * z * (1.0 + anp.tanh(anp.sqrt(2.0 / anp.pi) * (z + 0.044715 * z * z * z)))
    ),
    "softplus": softplus,
    "swish": lambda z: z / (1.0 + anp.exp(-z)),
    "mish": lambda z: z * anp.tanh(softplus(z)),
    "sine": anp.sin,
    "softsign": lambda z: z / (1.0 + anp.abs(z)),
    "gaussian": lambda z: anp.exp(-(z**2)),
    "hard_sigmoid": lambda z: anp.minimum(1.0, anp.maximum(0.0, (z + 3.0) / 6.0)),
    "arctan": anp.arctan,
    "hard_tanh": lambda z: anp.maximum(-1.0, anp.minimum(1.0, z)),
    "log_sigmoid": lambda z: -anp.log(1.0 + anp.exp(-z)),
    "relu6": lambda z: anp.minimum(6.0, z * (z > 0)),
    "celu": lambda z: anp.maximum(0.0, z) + anp.minimum(0.0, anp.exp(anp.minimum(z, 0.0)) - 1.0),
    "squareplus": lambda z: (z + (z**2 + 4.0) ** 0.5) / 2.0,
    "hard_swish": lambda z: z * anp.minimum(1.0, anp.maximum(0.0, (z + 3.0) / 6.0)),
    "bent_identity": lambda z: ((z**2 + 1.0) ** 0.5 - 1.0) / 2.0 + z,
    "tanhshrink": lambda z: z - anp.tanh(z),
    "softshrink": lambda z: anp.sign(z) * anp.maximum(0.0, anp.abs(z) - 0.5),
    "snake": lambda z: z + (1.0 - anp.cos(2.0 * z)) / 2.0,
}


def oracle_huber(e):
    return anp.where(anp.abs(e) <= 1.0, 0.5 * e**2, anp.abs(e) - 0.5)


def oracle_softmax_loss(o, t):
    p = anp.exp(o) / anp.sum(anp.exp(o), axis=1, keepdims=True)
    return -anp.sum(t * anp.log(p)) / len(o)


def oracle_binary_loss(o, t):
    p = 1.0 / (1.0 + anp.exp(-o))
    return -anp.sum(t * anp.log(p) + (1.0 - t) * anp.log(1.0 - p)) / len(o)


def oracle_focal_loss(o, t):
    p = 1.0 / (1.0 + anp.exp(-o))
    p = t * p + (1.0 - t) * (1.0 - p)
    return -anp.sum((1.0 - p) ** 2 * anp.log(p)) / len(o)


ORACLE_LOSSES = {
    "half_squared_error": lambda o, t: anp.sum((o - t) ** 2) / (2.0 * len(o)),
    "mean_squared_error": lambda o, t: anp.sum((o - t) ** 2) / len(o),
    "huber": lambda o, t: anp.sum(oracle_huber(o - t)) / len(o),
    "binary_cross_entropy": oracle_binary_loss,
    "softmax_cross_entropy": oracle_softmax_loss,
    "mean_absolute_error": lambda o, t: anp.sum(anp.abs(o - t)) / len(o),
    "log_cosh": lambda o, t: anp.sum(anp.log(anp.cosh(o - t))) / len(o),
    "focal": oracle_focal_loss,
    "hinge": lambda o, t: anp.sum(anp.maximum(0.0, 1.0 - t * o)) / len(o),
    "squared_hinge": lambda o, t: anp.sum(anp.maximum(0.0, 1.0 - t * o) ** 2) / len(o),
}


ORACLE_REGULARIZERS = {
    "none": lambda w: 0.0,
    "l1": lambda w: anp.sum(anp.abs(w)),
    "l2": lambda w: anp.sum(w**2) / 2.0,
    "elastic": lambda w: anp.sum(anp.abs(w) / 2.0 + w**2 / 4.0),
}


def oracle_batch_norm(z, gamma):
    mean = anp.mean(z, axis=0)
    return gamma * (z - mean) / anp.sqrt(anp.mean((z - mean) ** 2, axis=0) + 1e-5)


def oracle_objective(
    sizes, activations, loss, X, target, *, normed=None, masks=None, regularizer="none", rate=0.0
):
    """Return loss + rate · penalty as a function of the flat parameter vector.

    `normed` and `masks` tell for each layer whether it has batch norm, and what its dropout
    multiplies with, or None.
    """
    layers = list(zip(sizes, sizes[1:], activations, strict=False))
    normed, masks = normed or [False] * len(layers), masks or [None] * len(layers)

    def objective(parameters):
        a, start, penalty = X, 0, 0.0
        # The γ stand behind the weights and biases of all layers.
        n_gammas = sum(
            fan_out for (_, fan_out, _), norm in zip(layers, normed, strict=True) if norm
        )
        gammas = parameters[len(parameters) - n_gammas :]
        for (fan_in, fan_out, activation), norm, mask in zip(layers, normed, masks, strict=True):
            stop = start + fan_out * (fan_in + 1)
            block = anp.reshape(parameters[start:stop], (fan_out, fan_in + 1))
            weights, bias = block[:, :fan_in], block[:, fan_in]
            z = a @ weights.T
            if norm:
                z, gammas = oracle_batch_norm(z, gammas[:fan_out]), gammas[fan_out:]
            a = ORACLE_ACTIVATIONS[activation](z + bias)
            a = a if mask is None else a * mask
            penalty = penalty + ORACLE_REGULARIZERS[regularizer](weights)
            start = stop
        return ORACLE_LOSSES[loss](a, target) + rate * penalty

    return objective


PLAIN = st.just(LayerOptions())


@st.composite
def experiments(draw, options=PLAIN):
    """A random network with random weights, a loss that fits, and a random batch.

    Each hidden layer gets its `options`.
    """
    loss = LOSSES[draw(st.sampled_from(sorted(ORACLE_LOSSES)))]
    task = draw(st.sampled_from(sorted(loss.tasks)))
    n_classes = draw(st.integers(2, 4)) if task == "multiclass" else 2
    hidden = draw(st.lists(st.integers(1, 6), max_size=4))
    n_targets = draw(st.integers(1, 3)) if task == "regression" else 1
    sizes = (draw(st.integers(1, 5)), *hidden, n_outputs(task, n_classes, n_targets))
    names = st.sampled_from(sorted(ORACLE_ACTIVATIONS))
    last = loss.output_activation(task)
    if loss.any_output:
        last = draw(st.just(last) | names)
    activations = [draw(names) for _ in hidden] + [last]
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    given_options = [draw(options) for _ in hidden] + [LayerOptions()]
    # Batch norm takes the statistics of a mini-batch, and one sample has none.
    n = draw(st.integers(2 if any(one.batch_norm for one in given_options) else 1, 9))
    values = rng.normal(size=(n, n_targets))
    labels = values if task == "regression" else rng.integers(0, n_classes, n)
    target = loss.encode(labels, task, n_classes)
    network = Network.create(sizes, activations, "lecun_normal", given_options, rng=rng)
    network.parameters += rng.normal(0.0, 0.1, network.n_parameters)
    return network, loss, rng.normal(size=(n, sizes[0])), target


@settings(deadline=None, max_examples=150)
@given(experiments())
def test_gradient_of_a_random_network(experiment):
    network, loss, X, target = experiment
    objective = oracle_objective(network.layer_sizes, network.activations, loss.id, X, target)
    forward_pass = network.forward(X)
    assert loss.value(forward_pass.output, target) == pytest.approx(
        objective(network.parameters), rel=1e-9, abs=1e-12
    )
    gradient = network.backward(forward_pass, loss.gradient(forward_pass.output, target))
    expected = grad(objective)(network.parameters)
    assert np.allclose(gradient.vector, expected, rtol=1e-8, atol=1e-11)


layer_options = st.builds(
    LayerOptions, batch_norm=st.booleans(), dropout=st.sampled_from([0.0, 0.3])
)


@settings(deadline=None, max_examples=200)
@given(
    experiments(layer_options),
    st.sampled_from(sorted(OPTIMIZERS)),
    st.sampled_from(sorted(ORACLE_REGULARIZERS)),
    st.data(),
)
def test_the_explanations_of_a_random_step(experiment, optimizer, regularizer, data):
    """What the chain of a weight and the ledger say is what automatic differentiation says."""
    network, loss, X, target = experiment
    trainer = Trainer(
        network,
        loss,
        optimizer,
        regularizer,
        X,
        target,
        batch_size=len(X),
        learning_rate=0.1,
        regularization_rate=0.03,
        rng=np.random.default_rng(len(X)),
    )
    trace = trace_step(trainer)
    of_loss, of_all = (
        grad(
            oracle_objective(
                network.layer_sizes,
                network.activations,
                loss.id,
                X,
                target,
                normed=network.normed,
                masks=trace.forward_pass.masks,
                regularizer=regularizer,
                rate=rate,
            )
        )(network.parameters)
        for rate in (0.0, 0.03)
    )
    layer = data.draw(st.integers(1, len(network.layers)))
    neuron = data.draw(st.integers(0, network.layer_sizes[layer] - 1))
    source = data.draw(st.none() | st.integers(0, network.layer_sizes[layer - 1] - 1))
    chain = explain_weight(trace, layer, neuron, source)
    tolerance = 1e-9 * max(1.0, np.abs(of_all).max())
    mean = np.mean([sample.product for sample in chain.samples])
    assert mean == pytest.approx(of_loss[chain.index], abs=tolerance)
    rows = ledger(trace)
    assert [row.gradient for row in rows] == pytest.approx(of_loss, abs=tolerance)
    assert [row.g for row in rows] == pytest.approx(of_all, abs=tolerance)


@pytest.mark.parametrize("name", sorted(ORACLE_ACTIVATIONS))
def test_gradient_with_each_activation_in_every_layer(name):
    rng = np.random.default_rng(7)
    # Weights so large that softshrink, which is flat around 0, lets something through.
    wide = INITIALIZERS["normal"].with_parameters(spread=1.0)
    network = Network.create((3, 4, 5, 2), [name] * 3, wide, rng=rng)
    X, target = rng.normal(size=(8, 3)), rng.normal(size=(8, 2))
    loss = LOSSES["half_squared_error"]
    objective = oracle_objective(network.layer_sizes, network.activations, loss.id, X, target)
    forward_pass = network.forward(X)
    gradient = network.backward(forward_pass, loss.gradient(forward_pass.output, target))
    expected = grad(objective)(network.parameters)
    assert np.max(np.abs(expected)) > 1e-3
    assert np.allclose(gradient.vector, expected, rtol=1e-9, atol=1e-12)


def test_the_oracle_knows_parts_of_the_library_only():
    assert set(ORACLE_ACTIVATIONS) <= set(ACTIVATIONS)
    assert set(ORACLE_LOSSES) <= set(LOSSES)
    assert set(ORACLE_REGULARIZERS) <= set(REGULARIZERS)
