"""Initializers: the spread that each paper asks for, and what all of them must keep to."""

import numpy as np
import pytest

from backprop import INITIALIZERS, InvalidValueError, Network, Trainer

FAN_IN, FAN_OUT = 300, 200


def draw(name, seed=0, fan_in=FAN_IN, fan_out=FAN_OUT):
    return INITIALIZERS[name].sample(fan_in, fan_out, rng=np.random.default_rng(seed))


@pytest.mark.parametrize("name", INITIALIZERS)
@pytest.mark.parametrize("sizes", [(3, 5), (5, 3), (1, 1), (4, 4)])
def test_shapes_and_determinism(name, sizes):
    W, b = draw(name, 1, *sizes)
    assert W.shape == sizes
    assert b.shape == (sizes[1],)
    assert np.all(b == INITIALIZERS[name].bias)
    assert np.array_equal(W, draw(name, 1, *sizes)[0])


@pytest.mark.parametrize("name", INITIALIZERS)
@pytest.mark.parametrize("sizes", [(3, 5), (5, 3), (4, 4)])
def test_chance_comes_from_the_generator_that_is_given(name, sizes):
    """Weights that took numbers from `rng` differ with its seed; others, as zeros, never do."""
    rng = np.random.default_rng(1)
    before = rng.bit_generator.state
    W, _ = INITIALIZERS[name].sample(*sizes, rng=rng)
    took_numbers = rng.bit_generator.state != before
    assert np.array_equal(W, draw(name, 2, *sizes)[0]) != took_numbers


@pytest.mark.parametrize(
    ("name", "deviation"),
    [
        ("tfp_uniform", 1.0 / np.sqrt(12.0)),
        ("normal", 0.3),
        ("glorot_uniform", np.sqrt(2.0 / (FAN_IN + FAN_OUT))),
        ("glorot_normal", np.sqrt(2.0 / (FAN_IN + FAN_OUT))),
        ("he_uniform", np.sqrt(2.0 / FAN_IN)),
        ("he_normal", np.sqrt(2.0 / FAN_IN)),
        ("lecun_uniform", np.sqrt(1.0 / FAN_IN)),
        ("lecun_normal", np.sqrt(1.0 / FAN_IN)),
        ("orthogonal", np.sqrt(1.0 / FAN_IN)),
        ("zeros", 0.0),
    ],
)
def test_mean_and_standard_deviation(name, deviation):
    W, _ = draw(name)
    # 60,000 draws: the standard error of the mean is deviation / 245.
    assert abs(W.mean()) <= 4.0 * deviation / 245.0
    assert W.std() == pytest.approx(deviation, rel=0.02)


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("tfp_uniform", 0.5),
        ("glorot_uniform", np.sqrt(6.0 / (FAN_IN + FAN_OUT))),
        ("he_uniform", np.sqrt(6.0 / FAN_IN)),
        ("lecun_uniform", np.sqrt(3.0 / FAN_IN)),
    ],
)
def test_uniform_draws_fill_their_range(name, limit):
    W, _ = draw(name)
    assert 0.99 * limit < np.max(np.abs(W)) <= limit


@pytest.mark.parametrize("sizes", [(6, 4), (4, 6), (5, 5)])
def test_orthogonal_rows_or_columns(sizes):
    W, _ = draw("orthogonal", 0, *sizes)
    product = W.T @ W if sizes[0] >= sizes[1] else W @ W.T
    assert np.allclose(product, np.eye(min(sizes)), atol=1e-12)


def test_what_draws_nothing():
    assert np.array_equal(draw("zeros", 0, 2, 3)[0], np.zeros((2, 3)))
    assert np.array_equal(draw("constant", 0, 2, 3)[0], np.full((2, 3), 0.1))
    W, _ = draw("identity", 0, 2, 3)
    assert np.array_equal(np.array([[5.0, 7.0]]) @ W, [[5.0, 7.0, 0.0]])
    assert np.array_equal(np.array([[5.0, 7.0, 9.0]]) @ draw("identity", 0, 3, 2)[0], [[5.0, 7.0]])


@pytest.mark.parametrize("name", ["zeros", "constant"])
def test_equal_neurons_stay_equal(name):
    network = Network.create((2, 4, 1), ("tanh", "tanh"), name, rng=np.random.default_rng(0))
    X = np.random.default_rng(1).normal(size=(20, 2))
    Trainer(network, "huber", "adam", "none", X, X[:, :1], batch_size=5, learning_rate=0.1).epoch()
    first = network.layers[0].W[:, :1]
    assert np.all(first == network.layers[0].W)


def test_biases_start_at_0_but_at_01_in_tensorflow_playground():
    for name in ("normal", "glorot_uniform", "he_normal", "lecun_normal", "orthogonal", "zeros"):
        assert np.all(draw(name)[1] == 0.0)
    assert np.all(draw("tfp_uniform")[1] == 0.1)


def test_spread_of_normal_can_be_set():
    wide = INITIALIZERS["normal"].with_parameters(spread=2.0)
    W, _ = wide.sample(FAN_IN, FAN_OUT, rng=np.random.default_rng(0))
    assert W.std() == pytest.approx(2.0, rel=0.02)
    with pytest.raises(InvalidValueError, match="spread"):
        INITIALIZERS["normal"].with_parameters(spread=0.0)


def test_the_network_starts_with_what_was_drawn():
    network = Network.create((2, 3, 1), ("tanh", "tanh"), "he_normal", rng=np.random.default_rng(5))
    rng = np.random.default_rng(5)
    for layer in network.layers:
        W, b = INITIALIZERS["he_normal"].sample(layer.fan_in, layer.fan_out, rng=rng)
        assert np.array_equal(layer.W, W)
        assert np.array_equal(layer.b, b)
