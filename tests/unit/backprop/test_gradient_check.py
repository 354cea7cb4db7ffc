"""The gradient checker: it agrees with a right backward pass and finds a wrong one."""

from dataclasses import replace

import numpy as np
import pytest

from backprop import (
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    REGULARIZERS,
    Gradient,
    InvalidValueError,
    Network,
    UnknownNameError,
    check_gradients,
    n_outputs,
)

rng = np.random.default_rng(11)
X = rng.normal(size=(6, 3))
TARGET = rng.uniform(-1.0, 1.0, (6, 3))


def network(kind=Network):
    return kind.create(
        (3, 3, 3), ("tanh", "sigmoid"), "glorot_uniform", rng=np.random.default_rng(2)
    )


@pytest.mark.parametrize("regularizer", [None, *REGULARIZERS])
def test_a_right_backward_passes(regularizer):
    report = check_gradients(network(), "half_squared_error", X, TARGET, regularizer, 0.3)
    assert report.passed()
    assert report.max_relative_error < 1e-6
    assert report.analytic.shape == report.numeric.shape == report.relative_error.shape
    assert np.max(np.abs(report.analytic)) > 1e-3


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_passes_in_every_layer(activation):
    rng = np.random.default_rng(7)
    # Weights so large that an activation which is flat around 0 lets something through.
    wide = INITIALIZERS["normal"].with_parameters(spread=1.0)
    checked = Network.create((3, 4, 5, 3), [activation] * 3, wide, rng=rng)
    # Biases other than 0: behind a layer that answers 0, z would lie exactly at relu's kink.
    checked.parameters += rng.normal(0.0, 0.1, checked.n_parameters)
    report = check_gradients(checked, "half_squared_error", X, TARGET)
    assert report.passed(), report
    assert np.max(np.abs(report.analytic)) > 1e-3


@pytest.mark.parametrize(
    ("loss", "task"), [(loss, task) for loss in LOSSES.values() for task in sorted(loss.tasks)]
)
def test_every_loss_passes_on_a_network_for_each_of_its_tasks(loss, task):
    rng = np.random.default_rng(8)
    labels = [0.5, -1.5, 0.1, 0.0, 2.5, -0.3] if task == "regression" else [0, 1, 1, 0, 0, 1]
    activations = ("tanh", loss.output_activation(task))
    checked = Network.create((3, 4, n_outputs(task, 3)), activations, "glorot_uniform", rng=rng)
    report = check_gradients(checked, loss, X, loss.encode(labels, task, 3))
    assert report.passed(), report
    assert np.max(np.abs(report.analytic)) > 1e-3


def test_the_network_is_left_as_it_was():
    checked = network()
    before = checked.parameters.copy()
    check_gradients(checked, "huber", X, TARGET)
    assert np.array_equal(checked.parameters, before)


class Transposed(Network):
    """dW the wrong way round."""

    def backward(self, forward_pass, d_output):
        gradient = super().backward(forward_pass, d_output)
        for layer in gradient.layers:
            layer.dW[:] = layer.dW.T.copy()
        return gradient


class WithoutBiases(Network):
    """db forgotten."""

    def backward(self, forward_pass, d_output):
        gradient = super().backward(forward_pass, d_output)
        for layer in gradient.layers:
            layer.db[:] = 0.0
        return gradient


class MeanOfBiases(Network):
    """db averaged once more, although 1/m is already in d_output."""

    def backward(self, forward_pass, d_output):
        gradient = super().backward(forward_pass, d_output)
        for layer in gradient.layers:
            layer.db[:] /= len(d_output)
        return gradient


class WithoutMean(Network):
    """1/m missing."""

    def backward(self, forward_pass, d_output):
        return super().backward(forward_pass, d_output * len(d_output))


class WithoutDerivative(Network):
    """f'(z) of the last layer left out."""

    def backward(self, forward_pass, d_output):
        last = self.layers[-1].activation
        slope = last.derivative(forward_pass.z[-1], forward_pass.a[-1])
        return super().backward(forward_pass, d_output / slope)


class WrongSign(Network):
    """Uphill."""

    def backward(self, forward_pass, d_output):
        return super().backward(forward_pass, -d_output)


class NotANumber(Network):
    """A gradient full of nan."""

    def backward(self, forward_pass, d_output):
        gradient = super().backward(forward_pass, d_output)
        gradient.vector[3] = np.nan
        return gradient


@pytest.mark.parametrize(
    "kind",
    [
        Transposed,
        WithoutBiases,
        MeanOfBiases,
        WithoutMean,
        WithoutDerivative,
        WrongSign,
        NotANumber,
    ],
)
def test_a_wrong_backward_is_found(kind):
    report = check_gradients(network(kind), "half_squared_error", X, TARGET)
    assert not report.passed()
    assert report.max_relative_error > 0.05


@pytest.mark.parametrize("index", range(24))
def test_one_wrong_entry_is_found_and_named(index):
    class OneWrong(Network):
        def backward(self, forward_pass, d_output):
            vector = super().backward(forward_pass, d_output).vector
            vector[index] += 0.01 * np.max(np.abs(vector))
            return Gradient(vector, ())

    checked = network(OneWrong)
    report = check_gradients(checked, "half_squared_error", X, TARGET)
    assert not report.passed()
    assert report.worst == checked.parameter_names[index]
    assert report.worst in str(report)


def test_a_wrong_loss_gradient_is_found():
    wrong = replace(LOSSES["half_squared_error"], gradient=lambda o, t: o - t)
    assert not check_gradients(network(), wrong, X, TARGET).passed()


def test_a_regularizer_that_reaches_the_biases_is_found():
    class RegularizedBiases(Network):
        def backward(self, forward_pass, d_output):
            gradient = super().backward(forward_pass, d_output)
            gradient.vector[:] += 0.3 * self.parameters * (1.0 - self.weights_mask)
            return gradient

    checked = network(RegularizedBiases)
    checked.layers[0].b[:] = 0.5
    assert not check_gradients(checked, "half_squared_error", X, TARGET, "l2", 0.3).passed()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"X": X[:0], "target": TARGET[:0]}, "rows"),
        ({"X": X[:3]}, "rows"),
        ({"X": X[:, :2]}, "X"),
        ({"target": TARGET[:, :1]}, "target"),
        ({"epsilon": 0.0}, "epsilon"),
        ({"rate": -1.0}, "rate"),
        ({"X": [["a", "b", "c"]]}, "X"),
    ],
)
def test_bad_input_is_answered(changes, field):
    with pytest.raises(InvalidValueError, match=field):
        check_gradients(
            **{"network": network(), "loss": "huber", "X": X, "target": TARGET, **changes}
        )


def test_unknown_names_are_answered():
    with pytest.raises(UnknownNameError, match="huber"):
        check_gradients(network(), "nonsense", X, TARGET)
    with pytest.raises(UnknownNameError, match="elastic"):
        check_gradients(network(), "huber", X, TARGET, "nonsense")
