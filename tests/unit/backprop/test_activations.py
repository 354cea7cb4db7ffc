"""Every activation's derivative, against finite differences. Reads the registry: a new entry is
tested without a change here."""

from dataclasses import replace

import numpy as np
import pytest

from backprop import ACTIVATIONS, InvalidValueError, curve

STEP = 1e-7
# Whole numbers are among the points, so a kink that an entry does not declare is found.
POINTS = np.concatenate([np.linspace(-6.0, 6.0, 25), np.linspace(-2.9, 3.1, 41), [-20.0, 20.0]])


def variants():
    """Every entry, and each with its parameters at the ends and in the middle of their range."""
    for entry in ACTIVATIONS.values():
        yield pytest.param(entry, id=entry.id)
        for p in entry.parameters:
            for value in (p.low, (p.low + p.high) / 2, p.high):
                changed = entry.with_parameters(**{p.id: value})
                yield pytest.param(changed, id=f"{entry.id}-{p.id}={value}")


def slope(entry, z, left, right):
    return (entry.function(z + right) - entry.function(z - left)) / (left + right)


def derivative_error(entry):
    """The largest error of the derivative at points that are no kinks."""
    z = np.array([p for p in POINTS if p not in entry.kinks])
    return np.max(np.abs(entry.derivative(z, entry.function(z)) - slope(entry, z, STEP, STEP)))


@pytest.mark.parametrize("entry", list(variants()))
def test_derivative_agrees_with_finite_differences(entry):
    assert derivative_error(entry) < 1e-6


@pytest.mark.parametrize("entry", list(ACTIVATIONS.values()), ids=lambda entry: entry.id)
def test_a_slightly_wrong_derivative_is_caught(entry):
    wrong = replace(entry, derivative=lambda z, a: entry.derivative(z, a) * 1.001 + 1e-5)
    assert derivative_error(wrong) > 5e-6


def test_an_undeclared_kink_is_caught():
    assert derivative_error(replace(ACTIVATIONS["relu"], kinks=())) > 0.1


@pytest.mark.parametrize("entry", list(variants()))
def test_derivative_at_a_kink_is_the_slope_of_one_side(entry):
    for kink in entry.kinks:
        z = np.array([kink])
        here = entry.derivative(z, entry.function(z))
        sides = slope(entry, z, STEP, 0.0), slope(entry, z, 0.0, STEP)
        assert min(abs(here - side) for side in sides) < 1e-5


@pytest.mark.parametrize("entry", list(ACTIVATIONS.values()), ids=lambda entry: entry.id)
def test_extreme_inputs_give_finite_values_without_warnings(entry):
    z = np.array([-1e6, -1000.0, -40.0, 0.0, 40.0, 1000.0, 1e6])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        a = entry.function(z)
        d = entry.derivative(z, a)
    assert np.all(np.isfinite(a))
    assert np.all(np.isfinite(d))


@pytest.mark.parametrize("entry", list(ACTIVATIONS.values()), ids=lambda entry: entry.id)
def test_arrays_keep_their_shape_and_the_input_is_left_alone(entry):
    z = np.linspace(-2.0, 2.0, 12).reshape(3, 4)
    before = z.copy()
    a = entry.function(z)
    assert a.shape == entry.derivative(z, a).shape == z.shape
    assert not np.shares_memory(a, z)
    assert np.array_equal(z, before)


@pytest.mark.parametrize(
    ("name", "z", "expected"),
    [
        ("sigmoid", 0.0, 0.5),
        ("sigmoid", np.log(3.0), 0.75),
        ("tanh", np.log(2.0), 0.6),
        ("relu", -2.0, 0.0),
        ("leaky_relu", -2.0, -0.02),
        ("elu", -np.log(2.0), -0.5),
        ("softplus", 0.0, np.log(2.0)),
        ("swish", np.log(3.0), 0.75 * np.log(3.0)),
        ("softsign", -1.0, -0.5),
        ("gaussian", 1.0, np.exp(-1.0)),
        ("hard_sigmoid", 1.5, 0.75),
        ("hard_sigmoid", -3.0, 0.0),
        ("sine", np.pi / 2, 1.0),
        ("arctan", -1.0, -np.pi / 4),
        ("hard_tanh", -7.0, -1.0),
        ("log_sigmoid", 0.0, -np.log(2.0)),
        ("relu6", 7.0, 6.0),
        ("celu", -np.log(2.0), -0.5),
        ("squareplus", 1.5, 2.0),
        ("hard_swish", 1.5, 1.125),
        ("hard_swish", -4.0, 0.0),
        ("bent_identity", 0.75, 0.875),
        ("tanhshrink", np.log(2.0), np.log(2.0) - 0.6),
        ("softshrink", -2.0, -1.5),
        ("softshrink", 0.4, 0.0),
        ("snake", np.pi / 2, np.pi / 2 + 1.0),
    ],
)
def test_known_values(name, z, expected):
    assert ACTIVATIONS[name].function(np.array([z]))[0] == pytest.approx(expected, abs=1e-15)


def test_gelu_is_close_to_z_times_the_normal_distribution():
    from math import erf, sqrt

    z = np.linspace(-4.0, 4.0, 81)
    exact = np.array([0.5 * v * (1.0 + erf(v / sqrt(2.0))) for v in z])
    assert np.max(np.abs(ACTIVATIONS["gelu"].function(z) - exact)) < 5e-4


def test_selu_keeps_mean_0_and_variance_1():
    z = np.random.default_rng(0).normal(size=1_000_000)
    a = ACTIVATIONS["selu"].function(z)
    assert a.mean() == pytest.approx(0.0, abs=0.005)
    assert a.var() == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("entry", list(variants()))
def test_the_curve_is_the_graph_of_function_and_derivative(entry):
    drawn = curve(entry, -2.0, 2.0, 401)
    assert drawn.z.shape == drawn.a.shape == drawn.da.shape == (401,)
    assert (drawn.z[0], drawn.z[-1]) == (-2.0, 2.0)
    # The slope between two neighbours lies between the derivatives at both, but for curvature.
    between = np.diff(drawn.a) / np.diff(drawn.z)
    low = np.minimum(drawn.da[:-1], drawn.da[1:]) - 0.001
    high = np.maximum(drawn.da[:-1], drawn.da[1:]) + 0.001
    assert np.all((low <= between) & (between <= high))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"low": 1.0, "high": 1.0}, "high is 1; it must be above low"),
        ({"low": float("nan")}, "low is nan"),
        ({"high": float("inf")}, "high is inf"),
        ({"n_points": 1}, "n_points is 1"),
        ({"n_points": 10**9}, "n_points"),
    ],
)
def test_a_curve_that_cannot_be_drawn_is_answered(arguments, message):
    with pytest.raises(InvalidValueError, match=message):
        curve(ACTIVATIONS["tanh"], **arguments)
