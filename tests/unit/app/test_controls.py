"""Controls turn gestures into actions and show the state without answering themselves."""

from __future__ import annotations

import math
from typing import Any

import panel as pn
import pytest
from bokeh.events import DoubleTap, Pan, PanEnd, PanStart, PressUp, Tap

from playground.actions import (
    Action,
    AddLayer,
    AddPoint,
    DeletePoint,
    MovePoint,
    PastePoints,
    RemoveLayer,
    SetDataset,
    SetField,
    SetPlane,
    SetUnits,
)
from playground.controls import DataControl, NetworkControl, PointsControl, RunControl, StopControl
from playground.controls.network import LEARNING_RATES
from playground.describe import caption
from playground.session import Session
from playground.state import HiddenLayer, PlaygroundState, Point
from playground.views import BoundaryView


class Recorder:
    """Takes the place of the application: writes down what it is asked for."""

    def __init__(self) -> None:
        self.actions: list[Action] = []
        self.calls: list[str] = []

    def dispatch(self, action: Action) -> None:
        self.actions.append(action)

    def __getattr__(self, name: str) -> Any:
        return lambda: self.calls.append(name)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


def widget(root: Any, name: str) -> Any:
    """The widget below `root` with this label."""
    found = [w for w in root.select(pn.widgets.Widget) if w.label == name]
    assert found, f"no widget is called {name}"
    return found[0]


def press(button: Any) -> None:
    button.clicks += 1


@pytest.mark.parametrize(
    ("label", "value", "field"),
    [
        ("Noise", 25, "noise"),
        ("Training share", 70, "train_percent"),
        ("Batch size", 3, "batch_size"),
        ("Data seed", 9, "data_seed"),
        ("Points", 200, "n_samples"),
    ],
)
def test_data_fields(recorder: Recorder, label: str, value: int, field: str) -> None:
    control = DataControl(Session().snapshot(), recorder.dispatch)
    widget(control.root, label).value = value
    assert recorder.actions == [SetField(field, value)]


def test_choosing_a_data_set(recorder: Recorder) -> None:
    control = DataControl(Session().snapshot(), recorder.dispatch)
    widget(control.root, "Data set").value = "spiral"
    assert recorder.actions == [SetDataset("spiral")]


def test_only_clouds_have_a_number_of_classes_to_choose(recorder: Recorder) -> None:
    session = Session()
    control = DataControl(session.snapshot(), recorder.dispatch)
    box = widget(control.root, "Classes")
    assert not box.visible
    session.dispatch(SetDataset("blobs"))
    control.update(session.snapshot())
    assert box.visible and box.value == 3
    box.value = 7
    assert recorder.actions == [SetField("n_classes", 7)]
    session.dispatch(SetField("n_classes", 7))
    assert session.snapshot().class_names == tuple("ABCDEFG")
    assert session.snapshot().layer_sizes[-1] == 7


def test_axes_swap_when_the_other_measure_is_chosen(recorder: Recorder) -> None:
    session = Session(PlaygroundState(dataset="wheat_seeds", plane=(0, 3)))
    control = DataControl(session.snapshot(), recorder.dispatch)
    widget(control.root, "Horizontal axis").value = 3
    assert recorder.actions == [SetPlane((3, 0))]


def test_measured_data_has_axes_and_generated_data_has_a_size(recorder: Recorder) -> None:
    session = Session()
    control = DataControl(session.snapshot(), recorder.dispatch)
    assert not widget(control.root, "Horizontal axis").visible
    assert widget(control.root, "Points").visible
    session.dispatch(SetDataset("wheat_seeds"))
    control.update(session.snapshot())
    assert widget(control.root, "Horizontal axis").visible
    assert not widget(control.root, "Points").visible


def test_showing_a_state_is_no_gesture(recorder: Recorder) -> None:
    session = Session()
    data = DataControl(session.snapshot(), recorder.dispatch)
    network = NetworkControl(session.snapshot(), recorder.dispatch)
    changed = PlaygroundState(
        dataset="wheat_seeds",
        noise=10,
        train_percent=80,
        layers=(HiddenLayer(8, "relu"),),
        learning_rate=0.5,
        optimizer="adam",
    )
    other = Session(changed).snapshot()
    data.update(other)
    network.update(other)
    assert recorder.actions == []
    assert widget(network.root, "Layer 1 neurons").value == 8
    assert widget(network.root, "Learning rate").value == 0.5


def test_layers(recorder: Recorder) -> None:
    control = NetworkControl(Session().snapshot(), recorder.dispatch)
    press(widget(control.root, "Add layer"))
    widget(control.root, "Layer 2 neurons").value = 5
    press(widget(control.root, "Remove layer 1"))
    assert recorder.actions == [AddLayer(), SetUnits(1, 5), RemoveLayer(0)]


def test_only_the_layers_of_the_state_are_shown(recorder: Recorder) -> None:
    session = Session(PlaygroundState(layers=()))
    control = NetworkControl(session.snapshot(), recorder.dispatch)
    rows = [row for row in control.root if isinstance(row, pn.Row)][:6]
    assert [row.visible for row in rows] == [False] * 6
    for _ in range(6):
        session.dispatch(AddLayer())
    control.update(session.snapshot())
    assert [row.visible for row in rows] == [True] * 6
    assert widget(control.root, "Add layer").disabled


def test_a_rate_from_a_link_joins_the_list_in_order(recorder: Recorder) -> None:
    session = Session(PlaygroundState(learning_rate=0.02))
    control = NetworkControl(session.snapshot(), recorder.dispatch)
    offered = list(widget(control.root, "Learning rate").options.values())
    assert offered == sorted([*LEARNING_RATES, 0.02])


@pytest.mark.parametrize(
    ("label", "value", "field"),
    [
        ("Rate schedule", "cosine", "schedule"),
        ("Schedule epochs", 50, "horizon"),
        ("Gradient clipping", "norm", "clipping"),
        ("Clipping limit", 0.3, "clip_limit"),
        ("Optimizer", "lion", "optimizer"),
        ("Initial weights", "identity", "initializer"),
        ("Loss", "hinge", "loss"),
    ],
)
def test_network_fields(recorder: Recorder, label: str, value: Any, field: str) -> None:
    control = NetworkControl(Session().snapshot(), recorder.dispatch)
    widget(control.root, label).value = value
    assert recorder.actions == [SetField(field, value)]


@pytest.mark.parametrize(
    ("label", "field", "value"),
    [
        ("Schedule epochs", "schedule", "step"),
        ("Clipping limit", "clipping", "value"),
        ("Regularization rate", "regularizer", "l2"),
    ],
)
def test_what_has_no_effect_cannot_be_set(
    recorder: Recorder, label: str, field: str, value: str
) -> None:
    session = Session()
    control = NetworkControl(session.snapshot(), recorder.dispatch)
    assert widget(control.root, label).disabled
    session.dispatch(SetField(field, value))
    control.update(session.snapshot())
    assert not widget(control.root, label).disabled


def test_losses_follow_the_task(recorder: Recorder) -> None:
    session = Session()
    control = NetworkControl(session.snapshot(), recorder.dispatch)
    binary = set(widget(control.root, "Loss").options.values())
    session.dispatch(SetDataset("wheat_seeds"))
    control.update(session.snapshot())
    multiclass = set(widget(control.root, "Loss").options.values())
    assert "binary_cross_entropy" in binary - multiclass
    assert "softmax_cross_entropy" in multiclass - binary
    assert recorder.actions == []


def test_run_buttons(recorder: Recorder) -> None:
    control = RunControl(Session().snapshot(), recorder.dispatch, recorder)
    for label in ("Play", "One epoch", "One mini-batch", "Reset", "New weights"):
        press(widget(control.root, label))
    assert recorder.calls == ["toggle", "step_epoch", "step_batch", "reset", "new_weights"]


def test_the_play_button_says_pause_while_training(recorder: Recorder) -> None:
    session = Session()
    control = RunControl(session.snapshot(), recorder.dispatch, recorder)
    session.play()
    control.update(session.snapshot())
    assert widget(control.root, "Pause")


class Editor:
    """The points control on a picture, and the events a pointer would cause on it."""

    def __init__(self, state: PlaygroundState, recorder: Recorder) -> None:
        self.snapshot = Session(state).snapshot()
        self.view = BoundaryView(self.snapshot)
        self.plot = self.view.figure
        self.control = PointsControl(self.snapshot, recorder.dispatch, self.plot, self.view.choose)

    def tool(self, value: Any) -> None:
        widget(self.control.root, "What a click on the picture does").value = value

    def gesture(self, kind: Any, x: float, y: float) -> None:
        self.plot._trigger_event(kind(self.plot, x=x, y=y))


def test_the_classes_of_the_data_can_be_added_and_one_more(recorder: Recorder) -> None:
    labels = "What a click on the picture does"
    for n_classes, offered in ((2, ["Add ● A", "Add ▲ B", "Add ◆ C"]), (9, None), (10, None)):
        points = tuple(Point(0, 0, label) for label in range(n_classes))
        editor = Editor(PlaygroundState(dataset="points", points=points), recorder)
        tools = widget(editor.control.root, labels).options
        assert list(tools.values()) == [*range(min(n_classes + 1, 10)), "delete"]
        assert offered is None or list(tools)[:-1] == offered


def test_measured_data_offers_no_point_to_add(recorder: Recorder) -> None:
    editor = Editor(PlaygroundState(dataset="wheat_seeds"), recorder)
    assert widget(editor.control.root, "What a click on the picture does").disabled
    assert "cannot be edited" in caption(editor.snapshot)


@pytest.mark.parametrize("click", [Tap, DoubleTap, PressUp])
def test_a_click_adds_a_point_of_the_chosen_class(recorder: Recorder, click: Any) -> None:
    editor = Editor(PlaygroundState(), recorder)
    editor.tool(1)
    editor.gesture(click, 2.5, -1.5)
    assert recorder.actions == [AddPoint(2.5, -1.5, 1.0)]


def test_a_click_with_delete_takes_the_point_under_it_and_no_other(recorder: Recorder) -> None:
    editor = Editor(PlaygroundState(), recorder)
    editor.tool("delete")
    x, y = editor.snapshot.points_x[7], editor.snapshot.points_y[7]
    editor.gesture(Tap, x, y)
    editor.gesture(Tap, 5.9, 5.9)
    assert recorder.actions == [DeletePoint(7, (x, y))]


def test_two_presses_on_one_picture_delete_one_point(recorder: Recorder) -> None:
    editor = Editor(PlaygroundState(), recorder)
    editor.tool("delete")
    x, y = editor.snapshot.points_x[7], editor.snapshot.points_y[7]
    editor.gesture(Tap, x, y)
    editor.gesture(Tap, x, y)
    session = Session()
    for action in recorder.actions:
        session.dispatch(action)
    left = session.snapshot()
    assert len(left.points_x) == len(editor.snapshot.points_x) - 1
    assert (x, y) not in set(zip(left.points_x, left.points_y, strict=True))


def test_a_drag_beyond_the_edge_stops_at_it(recorder: Recorder) -> None:
    editor = Editor(PlaygroundState(), recorder)
    editor.gesture(PanStart, editor.snapshot.points_x[3], editor.snapshot.points_y[3])
    editor.gesture(Pan, 6.4, -7)
    assert recorder.actions == [MovePoint(3, 6.0, -6.0)]


def test_a_drag_moves_the_point_it_began_on(recorder: Recorder) -> None:
    editor = Editor(PlaygroundState(), recorder)
    x, y = editor.snapshot.points_x[3], editor.snapshot.points_y[3]
    editor.gesture(PanStart, x, y)
    editor.gesture(Pan, 1, 1)
    editor.gesture(PanEnd, 2, 2)
    editor.gesture(Pan, 3, 3)
    assert recorder.actions == [MovePoint(3, 1, 1), MovePoint(3, 2, 2)]


def test_a_regression_point_takes_the_chosen_value(recorder: Recorder) -> None:
    editor = Editor(PlaygroundState(dataset="plane"), recorder)
    assert widget(editor.control.root, "Value of a new point").visible
    widget(editor.control.root, "Value of a new point").value = -0.5
    editor.gesture(Tap, 1, 1)
    assert recorder.actions == [AddPoint(1, 1, -0.5)]


def test_the_form_adds_and_pastes(recorder: Recorder) -> None:
    editor = Editor(PlaygroundState(), recorder)
    form = editor.control.form
    widget(form, "x").value = 1.5
    widget(form, "y").value = -2.0
    press(widget(form, "Add point"))
    area = widget(form, "One point a line: x, y, class (A to J) or value")
    area.value = "1, 2, B"
    press(widget(form, "Use these points"))
    assert recorder.actions == [AddPoint(1.5, -2.0, 0.0), PastePoints("1, 2, B")]


def test_an_empty_box_is_a_condition_that_is_off(recorder: Recorder) -> None:
    session = Session(PlaygroundState(stop_loss=0.2))
    control = StopControl(session.snapshot(), recorder.dispatch)
    boxes = {box.title: box for box in control.root.children}
    assert boxes["Stop at loss"].value == 0.2
    assert boxes["Stop every … epochs"].value is None
    assert recorder.actions == []
    boxes["Stop at loss"].value = None
    boxes["Stop every … epochs"].value = 50
    boxes["Stop judged on"].value = "train"
    assert recorder.actions == [
        SetField("stop_loss", 0),
        SetField("stop_epochs", 50),
        SetField("stop_on", "train"),
    ]


def test_on_a_curve_a_press_adds_a_place_and_there_is_no_value_to_choose(
    recorder: Recorder,
) -> None:
    snapshot = Session(PlaygroundState(dataset="sine")).snapshot()
    picture = BoundaryView(snapshot)
    figure = picture.figure
    control = PointsControl(snapshot, recorder.dispatch, figure, picture.choose)
    assert not widget(control.root, "Value of a new point").visible
    assert list(widget(control.root, "What a click on the picture does").options) == [
        "Add points",
        "Delete",
    ]
    assert widget(control.form, "One point a line: x, y")
    figure._trigger_event(Tap(figure, x=1.0, y=-5.0))
    [action] = recorder.actions
    assert isinstance(action, AddPoint)
    assert (action.x, action.y) == (1.0, -5.0)
    assert not widget(control.form, "Value of the point").visible
    assert not widget(control.form, "Class of the point").visible


def test_on_a_curve_the_keys_and_the_form_move_a_point_and_name_no_value(
    recorder: Recorder,
) -> None:
    points = (Point(1.0, 2.0, 0.0), Point(3.0, 5.95, 7.0))
    state = PlaygroundState(dataset="points", points_task="curve", points=points)
    snapshot = Session(state).snapshot()
    picture = BoundaryView(snapshot)
    control = PointsControl(snapshot, recorder.dispatch, picture.figure, picture.choose)
    control.keys.choose(1)
    for key in ("+", "-", "a"):
        control.keys.press(key, False)
    assert recorder.actions == [MovePoint(1, 3.0, 6.0), MovePoint(1, 3.0, 5.9)]
    recorder.actions.clear()
    widget(control.form, "y").value = 1.5
    press(widget(control.form, "Change point"))
    assert recorder.actions == [MovePoint(1, 3.0, 1.5)]


def test_nothing_can_train_before_the_reader_went_back_to_finite_weights() -> None:
    session = Session(PlaygroundState(dataset="plane", learning_rate=100.0))
    recorder: Any = Recorder()
    control = RunControl(session.snapshot(), recorder.dispatch, recorder)
    names = ("Play", "One epoch", "One mini-batch")
    assert not any(widget(control.root, name).disabled for name in names)
    session.run_for(math.inf, 200)
    assert session.status == "error"
    control.update(session.snapshot())
    assert all(widget(control.root, name).disabled for name in names)
    assert not any(widget(control.root, name).disabled for name in ("Reset", "New weights"))
    session.back_to_finite()
    control.update(session.snapshot())
    assert not any(widget(control.root, name).disabled for name in names)
