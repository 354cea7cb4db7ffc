"""Matt Mazur's worked example, "A Step by Step Backpropagation Example" (2015), in his numbers."""

import numpy as np
import pytest

from backprop import LOSSES, OPTIMIZERS, Network

X = np.array([[0.05, 0.10]])
TARGET = np.array([[0.01, 0.99]])
LEARNING_RATE = 0.5


def mazur_network():
    """Two inputs, two hidden and two output neurons; each row: two weights, then the bias."""
    network = Network((2, 2, 2), ("sigmoid", "sigmoid"))
    hidden, output = network.layers
    hidden.matrix[:] = [[0.15, 0.20, 0.35], [0.25, 0.30, 0.35]]
    output.matrix[:] = [[0.40, 0.45, 0.60], [0.50, 0.55, 0.60]]
    return network


def error(network):
    return LOSSES["half_squared_error"].value(network.forward(X).output, TARGET)


def train(network, n_steps):
    """Gradient descent that leaves the biases alone, as the example does."""
    loss = LOSSES["half_squared_error"]
    sgd = OPTIMIZERS["sgd"].create_state(network.n_parameters)
    weights_only = network.weights_mask
    for _ in range(n_steps):
        forward_pass = network.forward(X)
        gradient = network.backward(forward_pass, loss.gradient(forward_pass.output, TARGET))
        sgd.update(network.parameters, gradient.vector * weights_only, LEARNING_RATE)


def test_forward_pass():
    network = mazur_network()
    forward_pass = network.forward(X)
    assert forward_pass.z[0][0, 0] == pytest.approx(0.3775, abs=1e-12)
    assert forward_pass.a[1][0] == pytest.approx([0.593269992, 0.596884378], abs=5e-10)
    assert forward_pass.output[0] == pytest.approx([0.75136507, 0.772928465], abs=5e-9)
    assert error(network) == pytest.approx(0.298371109, abs=5e-10)


def test_one_step():
    network = mazur_network()
    train(network, 1)
    hidden, output = network.layers
    w1, w3, w2, w4 = hidden.W.ravel()
    w5, w7, w6, w8 = output.W.ravel()
    assert [w5, w6, w7, w8] == pytest.approx(
        [0.35891648, 0.408666186, 0.511301270, 0.561370121], abs=5e-9
    )
    assert [w1, w2, w3, w4] == pytest.approx(
        [0.149780716, 0.19956143, 0.24975114, 0.29950229], abs=5e-9
    )
    assert np.all(hidden.b == 0.35)
    assert np.all(output.b == 0.60)


def test_ten_thousand_steps():
    """The published error is the one that the forward pass of step 10,000 sees."""
    network = mazur_network()
    train(network, 9_999)
    assert error(network) == pytest.approx(0.0000351085, abs=5e-11)
    train(network, 1)
    assert 0.0000351 < error(network) < 0.0000351085
