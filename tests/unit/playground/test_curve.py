"""A curve y(x): the network gets x and learns y, from data sets or from points drawn by hand."""

import dataclasses

import numpy as np
import pytest

from playground import exact, url
from playground.actions import (
    ActionError,
    AddFeature,
    AddPoint,
    ClearPoints,
    DeletePoint,
    MovePoint,
    PastePoints,
    RemoveFeature,
    SetDataset,
    SetField,
    reduce,
)
from playground.data import axis_labels_of, points_of, samples_of
from playground.describe import caption, describe
from playground.inputs import input_matrix, input_names_of
from playground.repair import repair, validate
from playground.session import Session
from playground.state import DEFAULTS, HiddenLayer, PlaygroundState, Point, is_curve, task_of

CURVES = ("sine", "staircase")


def state_of(dataset: str, **changes: object) -> PlaygroundState:
    return validate(dataclasses.replace(DEFAULTS, dataset=dataset, **changes))


def drawn(*points: tuple[float, float], **changes: object) -> PlaygroundState:
    own = tuple(Point(x, y, 0.0) for x, y in points)
    return state_of("points", points_task="curve", points=own, **changes)


@pytest.mark.parametrize("state", [state_of("sine"), state_of("staircase"), drawn((1.0, 2.0))])
def test_a_curve_is_a_regression_of_y_on_x_alone(state: PlaygroundState) -> None:
    assert is_curve(state)
    assert task_of(state) == "regression"
    assert input_names_of(state) == ("x",)
    assert axis_labels_of(state) == ("x", "y")
    assert samples_of(state).X.shape[1] == 1
    np.testing.assert_array_equal([p.y for p in points_of(state)], samples_of(state).labels)


def test_other_data_is_no_curve() -> None:
    assert not any(is_curve(state_of(name)) for name in ("circle", "plane", "wheat_seeds"))


def test_features_of_x_are_inputs_and_those_of_y_wait_for_the_plane() -> None:
    state = drawn((1.0, 2.0), (-3.0, 1.0), features=("x", "y", "sinx", "xy", "x-y", "exp(x)"))
    X = samples_of(state).X
    assert input_names_of(state) == ("x", "sin x", "exp(x)")
    np.testing.assert_allclose(input_matrix(state, X), np.column_stack([X, np.sin(X), np.exp(X)]))
    plane = reduce(state, SetDataset("circle"))
    assert input_names_of(plane) == ("x", "y", "xy", "sin x", "x-y", "exp(x)")


def test_a_curve_cannot_get_y_and_keeps_an_input() -> None:
    for wrong in ("x*y-1", "y2"):
        with pytest.raises(ActionError, match="x only"):
            reduce(drawn((1.0, 2.0)), AddFeature(wrong))
    with pytest.raises(ActionError, match="needs an input"):
        reduce(drawn((1.0, 2.0)), RemoveFeature("x"))
    assert input_names_of(drawn((1.0, 2.0), features=("y",))) == ("x",)


def test_points_are_added_moved_and_deleted() -> None:
    state = reduce(reduce(drawn(), AddPoint(1.0, 5.5, 1)), AddPoint(-2.0, -6.0, 0))
    state = reduce(state, MovePoint(0, 1.5, 4.0))
    samples = samples_of(state)
    np.testing.assert_array_equal(samples.X, [[1.5], [-2.0]])
    np.testing.assert_array_equal(samples.labels, [4.0, -6.0])
    state = reduce(state, DeletePoint(1, seen_at=(-2.0, -6.0)))
    assert [(p.x, p.y) for p in state.points] == [(1.5, 4.0)]


@pytest.mark.parametrize("name", CURVES)
def test_editing_a_curve_copies_it(name: str) -> None:
    state = reduce(state_of(name, n_samples=200), AddPoint(0.0, 1.0, 0))
    assert (state.dataset, state.points_task, len(state.points)) == ("points", "curve", 201)
    assert is_curve(reduce(state_of(name), ClearPoints()))


def test_points_are_pasted_as_two_numbers() -> None:
    state = reduce(drawn(train_percent=100), PastePoints("x, y\n1, 2\n-3; 4\n"))
    assert state.points == (Point(1.0, 2.0, 0.0), Point(-3.0, 4.0, 0.0))
    with pytest.raises(ActionError, match="Row 2 has 3 values; 2 are needed: x, y"):
        reduce(drawn(), PastePoints("1, 2\n1, 2, A"))


def test_classes_and_values_wait_while_points_are_a_curve() -> None:
    points = (Point(1.0, 2.0, 0.0), Point(2.0, 3.0, 7.0))
    classes = state_of("points", points=points)
    curve = reduce(classes, SetField("points_task", "curve"))
    assert is_curve(curve)
    assert reduce(curve, SetField("points_task", "classification")).points == points
    values = reduce(curve, SetField("points_task", "regression"))
    assert [point.label for point in values.points] == [0.0, 2.0]


def test_a_curve_is_kept_in_links_and_files() -> None:
    state = drawn((1.5, -2.25), (0.0, 6.0), features=("x", "sinx"))
    assert "task=curve" in url.encode(state)
    assert url.decode(url.encode(state)) == (state, ())
    assert exact.from_dict(exact.to_dict(state)) == (state, ())
    assert repair({"dataset": "points", "points_task": "curve"})[0].points == ()


def test_it_is_learned_and_the_picture_is_the_curve() -> None:
    layers = (HiddenLayer(12), HiddenLayer(8))
    session = Session(state_of("sine", layers=layers, optimizer="adam", learning_rate=0.02))
    before = session.snapshot()
    session.run_for(np.inf, 150)
    after = session.snapshot()
    assert before.train_loss and after.train_loss is not None
    assert after.train_loss < 0.1 * before.train_loss
    x = -6 + 12 * (np.arange(100) + 0.5) / 100
    assert np.abs(after.grid[0] - 3 * np.sin(x))[10:90].mean() < 0.5
    assert (after.grid == after.grid[0]).all()
    np.testing.assert_array_equal(after.points_y, samples_of(session.state).labels)


def test_no_points_is_said_and_changes_nothing_else() -> None:
    session = Session(drawn())
    assert not session.play()
    notice = session.snapshot().notice
    assert notice and "There are no points" in notice.text


def test_it_is_told_in_words() -> None:
    session = Session(drawn((-5.5, 1.0), (-5.4, 3.0), (0.0, -2.0)))
    snapshot = session.snapshot()
    words = describe(snapshot)
    assert words.sentences[0].startswith("Data: Own points, 3 points with a y to learn from its x")
    assert words.table.columns[0] == "−5.1"
    (network, *means), (points, *values) = words.table.rows
    assert (network, points) == ("network", "points")
    assert means[0] == f"{snapshot.grid[0, :14].mean():.2f}"
    assert values == ["2.00", "none", "none", "-2.00", "none", "none", "none"]
    assert caption(snapshot).startswith("The line is what the network answers at each x.")
    session.apply(dataclasses.replace(session.state, neuron=(1, 0)))
    assert caption(session.snapshot()).startswith("The line shows layer 1, neuron 1.")
