"""Actions: what each does, what it refuses, and that the result is always valid."""

import dataclasses
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.actions import (
    ActionError,
    AddLayer,
    AddPoint,
    ClearPoints,
    DeletePoint,
    LoadState,
    MovePoint,
    NewDataSeed,
    NewWeightSeed,
    PastePoints,
    RemoveLayer,
    SetActivation,
    SetDataset,
    SetField,
    SetPlane,
    SetUnits,
    reduce,
    reduce_noting,
)
from playground.data import points_of
from playground.fields import FIELDS, MAX_POINTS
from playground.repair import validate
from playground.state import DEFAULTS, HiddenLayer, PlaygroundState, Point

SMALL = dataclasses.replace(DEFAULTS, n_samples=10)
NUMBERS = st.integers(-2, 12) | st.floats(allow_nan=True) | st.none()
NAMES = st.sampled_from(["tanh", "relu", "circle", "plane", "wheat_seeds", "points", "l1", "no"])
ANYTHING = NUMBERS | NAMES | st.tuples(NUMBERS, NUMBERS)
ACTIONS = st.one_of(
    st.builds(SetField, st.sampled_from([*FIELDS, "layers"]), ANYTHING),
    st.builds(SetDataset, st.sampled_from(["circle", "plane", "wheat_seeds", "points"])),
    st.builds(AddLayer, NUMBERS, st.none() | NAMES),
    st.builds(RemoveLayer, NUMBERS),
    st.builds(SetUnits, NUMBERS, NUMBERS),
    st.builds(SetActivation, NUMBERS, NAMES),
    st.builds(AddPoint, st.floats(-7, 7), st.floats(-7, 7), NUMBERS),
    st.builds(MovePoint, NUMBERS, st.floats(-7, 7), NUMBERS),
    st.builds(DeletePoint, NUMBERS),
    st.builds(ClearPoints),
    st.builds(PastePoints, st.sampled_from(["1,2,A\n3,4,C", "0 0 1", "x,y\n", "9,9,A"])),
    st.builds(SetPlane, st.tuples(NUMBERS, NUMBERS)),
    st.builds(NewWeightSeed, NUMBERS),
    st.builds(NewDataSeed, NUMBERS),
)


@given(st.lists(ACTIONS, max_size=12))
@settings(deadline=None)
def test_every_state_that_actions_reach_is_valid(actions: list[Any]) -> None:
    state = SMALL
    for action in actions:
        before = dataclasses.replace(state)
        try:
            state = reduce(state, action)
        except ActionError as error:
            assert str(error)
            assert state == before
        assert validate(state) == state


def test_reduce_is_pure() -> None:
    first = reduce(SMALL, AddPoint(1, 2, 1))
    assert dataclasses.replace(DEFAULTS, n_samples=10) == SMALL
    assert reduce(SMALL, AddPoint(1, 2, 1)) == first


def test_setting_a_field_out_of_range_clamps_and_says_so() -> None:
    state, notes = reduce_noting(SMALL, SetField("noise", 80))
    assert state.noise == 50
    assert notes == ("Noise was set to 50 instead of 80: allowed is 0 to 50.",)


@pytest.mark.parametrize(
    "action",
    [
        SetField("noise", math.nan),
        SetField("noise", "much"),
        SetField("colour", 1),
        SetField("loss", "softmax_cross_entropy"),
        SetField("dataset", "moon"),
        AddPoint(7, 0, 0),
        AddPoint(math.nan, 0, 0),
        AddPoint(0, 0, 10),
        MovePoint(10, 0, 0),
        DeletePoint(-1),
        SetUnits(5, 3),
        RemoveLayer(2),
        SetActivation(0, "no"),
        SetPlane((0, 0)),
        SetPlane((0, 2)),
        NewWeightSeed(1.5),
        "an action",
    ],
    ids=str,
)
def test_what_cannot_be_done_is_refused_with_a_sentence(action: Any) -> None:
    with pytest.raises(ActionError, match=r"^[A-Z].*\.$"):
        reduce(SMALL, action)


def test_layers_are_added_changed_and_removed() -> None:
    state = reduce(DEFAULTS, AddLayer())
    assert state.layers == (HiddenLayer(4), HiddenLayer(2), HiddenLayer(2))
    state = reduce(state, SetUnits(2, 9))
    state = reduce(state, SetActivation(0, "relu"))
    assert state.layers == (HiddenLayer(4, "relu"), HiddenLayer(2), HiddenLayer(9))
    state = reduce(state, SetActivation(None, "sine"))
    assert {layer.activation for layer in state.layers} == {"sine"}
    state = reduce(reduce(state, RemoveLayer(0)), RemoveLayer())
    assert state.layers == (HiddenLayer(2, "sine"),)


def test_there_are_at_most_six_layers_and_at_least_none() -> None:
    state = DEFAULTS
    for _ in range(4):
        state = reduce(state, AddLayer())
    with pytest.raises(ActionError, match="at most 6"):
        reduce(state, AddLayer())
    for _ in range(6):
        state = reduce(state, RemoveLayer())
    with pytest.raises(ActionError, match="no hidden layer"):
        reduce(state, RemoveLayer())


def test_a_new_seed_is_the_given_or_the_next_one() -> None:
    assert reduce(DEFAULTS, NewWeightSeed(77)).weight_seed == 77
    assert reduce(DEFAULTS, NewWeightSeed()).weight_seed == DEFAULTS.weight_seed + 1
    assert reduce(DEFAULTS, NewDataSeed()).data_seed == DEFAULTS.data_seed + 1


def test_a_click_on_generated_data_makes_all_of_it_own_points() -> None:
    state = reduce(SMALL, AddPoint(1.5, -2.5, 1))
    assert state.dataset == "points"
    assert state.points == (*points_of(SMALL), Point(1.5, -2.5, 1.0, test=False))


def test_moving_and_deleting_keep_the_rest_and_the_flag() -> None:
    points = points_of(SMALL)
    moved = reduce(SMALL, MovePoint(9, 0.5, 0.25))
    assert moved.points[:9] == points[:9]
    assert moved.points[9] == dataclasses.replace(points[9], x=0.5, y=0.25)
    assert reduce(moved, DeletePoint(0)).points == moved.points[1:]


def test_clearing_leaves_no_points_of_one_kind() -> None:
    assert reduce(SMALL, ClearPoints()).points == ()
    plane = reduce(SMALL, SetDataset("plane"))
    assert reduce(plane, ClearPoints()).points_task == "regression"


def test_own_points_survive_while_other_data_is_shown() -> None:
    own = reduce(SMALL, AddPoint(1, 1, 0))
    elsewhere = reduce(reduce(own, SetDataset("wheat_seeds")), SetDataset("xor"))
    assert elsewhere.points == own.points
    assert reduce(elsewhere, SetDataset("points")).points == own.points


def test_measured_data_is_copied_but_not_edited() -> None:
    wheat = reduce(reduce(DEFAULTS, SetDataset("wheat_seeds")), SetPlane((2, 5)))
    with pytest.raises(ActionError, match='choose the data set "Own points"'):
        reduce(wheat, AddPoint(0, 0, 0))
    own = reduce(wheat, SetDataset("points"))
    assert own.points == points_of(wheat)
    assert {point.label for point in own.points} == {0.0, 1.0, 2.0}
    assert own.plane == (0, 1)


def test_the_number_of_points_follows_unless_it_was_chosen() -> None:
    assert reduce(DEFAULTS, SetDataset("plane")).n_samples == 1200
    there_and_back = reduce(reduce(DEFAULTS, SetDataset("plane")), SetDataset("points"))
    assert reduce(there_and_back, SetDataset("circle")).n_samples == 500
    assert reduce(SMALL, SetDataset("xor")).n_samples == 10


def test_a_new_share_splits_own_points_by_the_seed() -> None:
    own = reduce(dataclasses.replace(DEFAULTS, n_samples=100), SetDataset("points"))
    split = reduce(own, SetField("train_percent", 80))
    assert sum(not point.test for point in split.points) == 80
    assert reduce(own, SetField("train_percent", 80)) == split
    other = reduce(split, NewDataSeed())
    assert [point.test for point in other.points] != [point.test for point in split.points]
    assert [(p.x, p.y, p.label) for p in other.points] == [(p.x, p.y, p.label) for p in own.points]


def test_points_are_pasted_and_split() -> None:
    state = reduce(SMALL, PastePoints("x,y,label\n1,2,A\n-3.5;4;b\n0\t0\t2\n1 1 0\n"))
    assert [(p.x, p.y, p.label) for p in state.points] == [
        (1, 2, 0),
        (-3.5, 4, 1),
        (0, 0, 2),
        (1, 1, 0),
    ]
    assert sum(point.test for point in state.points) == 2


def test_values_are_pasted_in_a_regression() -> None:
    plane = reduce(SMALL, SetDataset("plane"))
    state = reduce(plane, PastePoints("1,2,0.25\n3,4,-1"))
    assert [point.label for point in state.points] == [0.25, -1.0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1,2,A\n9,0,B", "Row 2: '9' is not a coordinate from -6 to 6. Nothing was taken."),
        ("1,2,A\n\n1,nan,B", "Row 3: 'nan' is not a coordinate from -6 to 6. Nothing was taken."),
        (
            "1,2,K",
            "Row 1: 'K' is not a class: use a letter from A to J or a number from 0 to 9. "
            "Nothing was taken.",
        ),
        ("1,2", "Row 1 has 2 values; 3 are needed: x, y, class. Nothing was taken."),
        ("1,2,A\n1", "Row 2 has 1 value; 3 are needed: x, y, class. Nothing was taken."),
        ("a,2,A", "Row 1: 'a' is not a coordinate from -6 to 6. Nothing was taken."),
        ("x,y,label", "There are no points in the text: write one point a line, x, y, class."),
        ("", "There are no points in the text: write one point a line, x, y, class."),
    ],
)
def test_a_bad_row_refuses_the_whole_text(text: str, sentence: str) -> None:
    with pytest.raises(ActionError) as caught:
        reduce(SMALL, PastePoints(text))
    assert str(caught.value) == sentence


def test_of_too_many_pasted_points_the_first_are_kept() -> None:
    state, notes = reduce_noting(SMALL, PastePoints("1,2,A\n" * 10_000))
    assert len(state.points) == MAX_POINTS
    assert notes == (f"10000 points were given; the first {MAX_POINTS} were kept.",)
    with pytest.raises(ActionError, match=f"{MAX_POINTS} points already"):
        reduce(state, AddPoint(0, 0, 0))


def test_labels_are_translated_when_the_task_of_own_points_changes() -> None:
    points = tuple(Point(0.0, 0.0, label) for label in (0.0, 1.0, 2.0))
    own = PlaygroundState(dataset="points", points=points)
    values = reduce(own, SetField("points_task", "regression"))
    assert [point.label for point in values.points] == [-1.0, 1.0, 0.0]
    classes = reduce(values, SetField("points_task", "classification"))
    assert [point.label for point in classes.points] == [0.0, 1.0, 1.0]


def test_a_hostile_state_is_repaired_when_it_is_loaded() -> None:
    loaded = reduce(DEFAULTS, LoadState(dataclasses.replace(DEFAULTS, learning_rate=math.nan)))
    assert loaded == DEFAULTS
    assert reduce(DEFAULTS, LoadState(None)) == DEFAULTS  # type: ignore[arg-type]
