"""The network: its parameter vector, its views, its passes, and what it refuses."""

import numpy as np
import pytest

from backprop import ACTIVATIONS, InvalidValueError, Network, UnknownNameError


def make(sizes=(2, 3, 1), activations=("tanh", "linear"), seed=0):
    return Network.create(sizes, activations, "normal", rng=np.random.default_rng(seed))


def test_layout_of_the_parameter_vector():
    network = Network((2, 3, 1), ("tanh", "linear"))
    assert network.n_parameters == 3 * 3 + 1 * 4
    network.parameters[:] = np.arange(13.0)
    first, second = network.layers
    assert np.array_equal(first.W, [[0.0, 3.0, 6.0], [1.0, 4.0, 7.0]])
    assert np.array_equal(first.b, [2.0, 5.0, 8.0])
    assert np.array_equal(second.W, [[9.0], [10.0], [11.0]])
    assert np.array_equal(second.b, [12.0])
    assert np.array_equal(network.weights_mask, [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0])


def test_layers_are_views():
    network = make()
    network.layers[0].W[1, 2] = 42.0
    network.layers[1].b[0] = 43.0
    assert network.parameters[7] == 42.0
    assert network.parameters[12] == 43.0
    assert network.layers[0].matrix[2, 1] == 42.0


def test_assigning_parameters_keeps_the_views():
    network = make()
    vector = network.parameters
    network.parameters = np.arange(13.0)
    network.parameters *= 2.0
    assert network.parameters is vector
    assert network.layers[1].b[0] == 24.0
    for wrong in (np.zeros(12), np.zeros((13, 1)), 1.0):
        with pytest.raises(InvalidValueError, match="parameters has shape"):
            network.parameters = wrong
    assert network.layers[1].b[0] == 24.0


def test_parameter_names_say_where_each_parameter_sits():
    network = make((2, 3, 1))
    names = network.parameter_names
    assert len(names) == len(set(names)) == network.n_parameters
    network.parameters[:] = np.arange(13.0)
    for index, name in enumerate(names):
        assert eval(name, {"layers": network.layers}) == index


def test_forward_pass_by_hand():
    network = Network((2, 2, 1), ("relu", "linear"))
    network.layers[0].W[:] = [[1.0, -1.0], [2.0, 0.5]]
    network.layers[0].b[:] = [0.5, 0.0]
    network.layers[1].W[:] = [[2.0], [3.0]]
    network.layers[1].b[:] = [-1.0]
    forward_pass = network.forward([[1.0, 1.0], [-1.0, 0.0]])
    assert np.array_equal(forward_pass.z[0], [[3.5, -0.5], [-0.5, 1.0]])
    assert np.array_equal(forward_pass.a[1], [[3.5, 0.0], [0.0, 1.0]])
    assert np.array_equal(forward_pass.output, [[6.0], [2.0]])


def test_backward_pass_by_hand():
    network = Network((1, 1, 1), ("tanh", "linear"))
    network.parameters[:] = [0.5, 0.1, 2.0, 0.0]  # w1 b1 w2 b2
    x, d = 3.0, 0.25
    forward_pass = network.forward([[x]])
    gradient = network.backward(forward_pass, np.array([[d]]))
    a = np.tanh(1.6)
    dz = d * 2.0 * (1.0 - a * a)
    assert np.allclose(gradient.vector, [dz * x, dz, d * a, d], rtol=1e-14)
    assert np.allclose(gradient.layers[0].dz, [[dz]], rtol=1e-14)


def test_gradient_views_show_the_flat_vector():
    network = make((2, 3, 2), ("tanh", "linear"))
    forward_pass = network.forward(np.ones((4, 2)))
    gradient = network.backward(forward_pass, np.ones((4, 2)))
    for layer, views in zip(network.layers, gradient.layers, strict=True):
        assert views.dW.shape == layer.W.shape
        assert views.db.shape == layer.b.shape
        assert views.dz.shape == (4, layer.fan_out)
        assert np.shares_memory(views.dW, gradient.vector)
        assert np.shares_memory(views.db, gradient.vector)


def test_gradients_of_a_batch_are_the_sum_over_its_samples():
    network = make((2, 4, 1))
    X = np.random.default_rng(1).normal(size=(5, 2))
    d = np.random.default_rng(2).normal(size=(5, 1))
    whole = network.backward(network.forward(X), d).vector
    parts = [network.backward(network.forward(X[i : i + 1]), d[i : i + 1]).vector for i in range(5)]
    assert np.allclose(whole, sum(parts), rtol=1e-12)


def test_no_hidden_layer_and_no_sample():
    network = make((2, 1), ("linear",))
    assert network.forward(np.zeros((0, 2))).output.shape == (0, 1)
    gradient = network.backward(network.forward(np.zeros((0, 2))), np.zeros((0, 1)))
    assert np.array_equal(gradient.vector, np.zeros(3))


def test_copy_is_independent():
    network = make()
    twin = network.copy()
    assert np.array_equal(twin.parameters, network.parameters)
    twin.parameters += 1.0
    assert not np.any(twin.parameters == network.parameters)
    assert twin.activations == network.activations


def test_an_own_activation_entry_can_be_used():
    steep = ACTIVATIONS["leaky_relu"].with_parameters(slope=0.5)
    network = Network((1, 1), (steep,))
    network.layers[0].W[:] = 1.0
    assert network.forward([[-2.0]]).output[0, 0] == -1.0


def test_networks_of_one_seed_are_equal():
    assert np.array_equal(make(seed=4).parameters, make(seed=4).parameters)
    assert not np.array_equal(make(seed=4).parameters, make(seed=5).parameters)


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ((), "at least"),
        ((2,), "at least"),
        ((2, 0, 1), r"layer_sizes\[1\] is 0"),
        ((2, -3, 1), r"layer_sizes\[1\] is -3"),
        ((2, 2.5, 1), r"layer_sizes\[1\] is 2\.5"),
        ((2, "3", 1), r"layer_sizes\[1\]"),
        ((2, True, 1), r"layer_sizes\[1\]"),
        ((2, 10**400, 1), r"layer_sizes\[1\]"),
        ((2, 10**5000, 1), r"layer_sizes\[1\] is a huge int"),
        ((4096, 4096, 4096), "parameters"),
    ],
)
def test_wrong_sizes_are_answered(sizes, message):
    with pytest.raises(InvalidValueError, match=message):
        Network(sizes, ("tanh",) * max(len(sizes) - 1, 0))


def test_wrong_activations_are_answered():
    with pytest.raises(InvalidValueError, match="needs 2"):
        Network((2, 3, 1), ("tanh",))
    with pytest.raises(InvalidValueError, match="needs 2"):
        Network((2, 3, 1), "tanh")
    with pytest.raises(UnknownNameError, match="hard_sigmoid"):
        Network((2, 1), ("step",))


@pytest.mark.parametrize("X", [np.zeros(2), np.zeros((3, 3)), np.zeros((1, 1, 2)), 1.0, "ab"])
def test_wrong_inputs_are_answered(X):
    with pytest.raises(InvalidValueError, match="X"):
        make().forward(X)


def test_a_wrong_d_output_is_answered():
    network = make()
    with pytest.raises(InvalidValueError, match=r"d_output has shape \(4,\)"):
        network.backward(network.forward(np.zeros((4, 2))), np.zeros(4))
