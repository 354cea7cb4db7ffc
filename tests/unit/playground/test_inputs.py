"""What the network gets: features of the plane, own formulas, or all measures."""

import dataclasses

import numpy as np
import pytest

from playground import exact, url
from playground.actions import (
    ActionError,
    AddFeature,
    RemoveFeature,
    SetField,
    SetPlane,
    reduce,
    reduce_noting,
)
from playground.architecture import layer_sizes_of
from playground.data import samples_of
from playground.features import FEATURES, MAX_FORMULAS
from playground.grid import grid_points
from playground.inputs import input_matrix, input_names_of, inputs_of
from playground.repair import validate
from playground.session import Session
from playground.state import DEFAULTS, HiddenLayer, PlaygroundState

ALL_SEVEN = tuple(FEATURES)
WHEAT = validate(dataclasses.replace(DEFAULTS, dataset="wheat_seeds"))


def with_features(*features: str, state: PlaygroundState = DEFAULTS) -> PlaygroundState:
    return validate(dataclasses.replace(state, features=features))


def test_x_and_y_are_the_inputs_unless_the_reader_chooses_others() -> None:
    samples = samples_of(DEFAULTS)
    assert input_names_of(DEFAULTS) == ("x", "y")
    assert layer_sizes_of(DEFAULTS) == (2, 4, 2, 1)
    np.testing.assert_array_equal(input_matrix(DEFAULTS, samples.X), samples.X)


def test_the_seven_features_are_those_of_tensorflow_playground() -> None:
    state = with_features(*reversed(ALL_SEVEN))
    x, y = samples_of(state).X.T
    expected = [x, y, x**2, y**2, x * y, np.sin(x), np.sin(y)]
    np.testing.assert_allclose(input_matrix(state, samples_of(state).X), np.column_stack(expected))
    assert input_names_of(state) == ("x", "y", "x²", "y²", "xy", "sin x", "sin y")
    assert layer_sizes_of(state)[0] == 7


def test_features_are_made_of_the_two_measures_on_the_axes() -> None:
    state = reduce(reduce(WHEAT, SetPlane((3, 0))), AddFeature("xy"))
    X = samples_of(state).X
    assert input_names_of(state) == ("kernel length", "area", "xy")
    np.testing.assert_array_equal(
        input_matrix(state, X), np.column_stack([X[:, 3], X[:, 0], X[:, 3] * X[:, 0]])
    )


def test_all_measures_are_inputs_as_they_are() -> None:
    state = reduce(reduce(WHEAT, AddFeature("xy")), SetField("inputs", "all"))
    X = samples_of(state).X
    assert len(inputs_of(state)) == 7
    np.testing.assert_array_equal(input_matrix(state, X), X)


@pytest.mark.parametrize("state", [with_features(*ALL_SEVEN, "log(x)", "1/y"), WHEAT])
def test_each_input_can_be_written_as_numpy_code(state: PlaygroundState) -> None:
    X = samples_of(state).X
    with np.errstate(all="ignore"):
        columns = [eval(entry.code("X"), {"np": np, "X": X}) for entry in inputs_of(state)]
    limited = np.clip(np.nan_to_num(np.column_stack(columns)), -1e6, 1e6)
    np.testing.assert_array_equal(limited, input_matrix(state, X))


def test_features_are_switched_on_and_off_in_one_order() -> None:
    state = reduce(DEFAULTS, AddFeature("siny"))
    state = reduce(reduce(state, AddFeature("x-y")), AddFeature("x2"))
    assert state.features == ("x", "y", "x2", "siny", "x-y")
    assert reduce(state, RemoveFeature("x")).features == ("y", "x2", "siny", "x-y")
    assert reduce(state, AddFeature("x2")) == state
    assert reduce(state, RemoveFeature(" x-y ")).features == ("x", "y", "x2", "siny")


def test_a_formula_that_is_a_feature_switches_that_on() -> None:
    assert reduce(DEFAULTS, AddFeature("x*y")).features == ("x", "y", "xy")


@pytest.mark.parametrize(
    ("state", "feature", "on", "part"),
    [
        (with_features("x"), "x", False, "needs an input"),
        (DEFAULTS, "x2", False, "no input"),
        (DEFAULTS, "__import__('os')", True, "character 1"),
        (DEFAULTS, "9**9**9", True, "character 4"),
        (DEFAULTS, "(" * 10_000, True, "at most 80"),
        (DEFAULTS, None, True, "no formula"),
        (DEFAULTS, ["x"], True, "no formula"),
        (DEFAULTS, "log(-1 - x**2)", True, "no value anywhere"),
        (with_features("x", "x-y"), "x-y", True, "already"),
        (with_features(*(f"x-{n}" for n in range(MAX_FORMULAS))), "x+1", True, "the most"),
    ],
)
def test_what_cannot_be_an_input_is_answered_and_changes_nothing(
    state: PlaygroundState, feature: object, on: bool, part: str
) -> None:
    action = (AddFeature if on else RemoveFeature)(feature)  # type: ignore[arg-type]
    with pytest.raises(ActionError, match=part):
        reduce(state, action)
    session = Session(state)
    assert not session.dispatch(action)
    assert session.state == state


def test_a_formula_with_gaps_is_used_and_a_note_says_where_they_are() -> None:
    state, notes = reduce_noting(DEFAULTS, AddFeature("log(x)"))
    assert any("log(x) has no value at 50 % of the picture: it is 0 there." in n for n in notes)
    values = input_matrix(state, np.array([[-1.0, 0.0], [np.e, 0.0]]))
    np.testing.assert_allclose(values[:, 2], [0.0, 1.0])
    _, notes = reduce_noting(DEFAULTS, AddFeature("exp(9*x)"))
    assert any("exp(9*x) ends at a million at" in note for note in notes)


def test_other_features_are_another_network_even_of_the_same_size() -> None:
    session = Session(with_features("x", "y"))
    session.run_epoch()
    session.apply(with_features("x2", "y2"))
    assert session.snapshot().epoch == 0
    assert session.snapshot().input_names == ("x²", "y²")
    fresh = Session(with_features("x2", "y2")).experiment.network.parameters
    np.testing.assert_array_equal(session.experiment.network.parameters, fresh)


def test_the_picture_shows_each_input_and_the_network_answers_from_all() -> None:
    state = with_features("xy", "sinx", "min(x, y)")
    session = Session(state)
    x, y = grid_points((-6, 6, -6, 6))
    tiles = session.snapshot().network.tiles[0]
    places = np.arange(100 * 100).reshape(100, 100)[2::5, 2::5]
    for tile, expected in zip(tiles, (x * y, np.sin(x), np.minimum(x, y)), strict=True):
        np.testing.assert_allclose(tile, expected[places], rtol=1e-5)
    outputs = session.experiment.network.forward(input_matrix(state, np.column_stack([x, y])))
    np.testing.assert_allclose(session.snapshot().grid.ravel(), outputs.output.ravel(), atol=1e-5)


def test_with_all_seven_a_layer_of_eight_learns_the_spiral_that_two_inputs_leave_it() -> None:
    layers = (HiddenLayer(8),)
    spiral = dataclasses.replace(
        DEFAULTS, dataset="spiral", optimizer="adam", learning_rate=0.01, layers=layers
    )
    accuracies = []
    for features in (("x", "y"), ALL_SEVEN):
        session = Session(with_features(*features, state=spiral))
        session.run_for(np.inf, 75)
        accuracies.append(session.snapshot().test_accuracy)
    assert accuracies[0] < 0.75 < 0.9 < accuracies[1]


def test_huge_inputs_leave_the_session_standing() -> None:
    session = Session(with_features("x", "exp(x)**9", "1/x"))
    session.run_for(np.inf, 3)
    snapshot = session.snapshot()
    assert np.isfinite(snapshot.grid).all()
    assert all(np.isfinite(tiles).all() for tiles in snapshot.network.tiles)


def test_a_link_spells_features_and_formulas_out() -> None:
    state = with_features("x", "x2", "sin(2*x) + y²", "min(x, y)")
    link = url.encode(state)
    assert link == "v=1&features=x,x2&formula=sin(2*x)%20%2B%20y%C2%B2;min(x,%20y)"
    assert url.decode(link) == (state, ())
    assert exact.from_dict(exact.to_dict(state)) == (state, ())
    assert url.encode(with_features("x", "y", "x-y")) == "v=1&formula=x-y"
    assert url.decode("features=&formula=x-y")[0].features == ("x-y",)


def test_what_a_link_has_wrong_is_left_out_with_a_word_about_it() -> None:
    many = ";".join(f"x-{n}" for n in range(9))
    state, notes = url.decode(f"features=x,z2,x&formula=x-y;x.real;{many}")
    assert state.features == ("x", "x-y", "x-0", "x-1", "x-2", "x-3")
    assert any("character 2" in note and "'x.real'" in note for note in notes)
    assert any("'z2'" in note for note in notes)
    assert any(f"first {MAX_FORMULAS} formulas" in note for note in notes)
    assert url.decode("features=&formula=")[0].features == ("x", "y")
