"""Points by keyboard and by form: chosen, moved, given a class, added, deleted, and told about."""

from __future__ import annotations

from typing import Any

import panel as pn
import pytest

from playground.controls import PointsControl
from playground.session import Session
from playground.state import PlaygroundState, Point
from playground.views import BoundaryView

THREE = (Point(1, 1, 0), Point(-2, 3, 1, test=True), Point(5.95, 0, 2))


class Desk:
    """A session whose points are edited by keys and by the form; a frame follows when asked."""

    def __init__(self, state: PlaygroundState | None = None) -> None:
        self.session = Session(state or PlaygroundState(dataset="points", points=THREE))
        snapshot = self.session.snapshot()
        self.view = BoundaryView(snapshot)
        self.control = PointsControl(
            snapshot, self.session.dispatch, self.view.figure, self.view.choose
        )

    def press(self, *keys: str, large: bool = False) -> None:
        for key in keys:
            self.control.keys.press(key, large)

    def frame(self) -> None:
        snapshot = self.session.snapshot()
        self.view.update(snapshot)
        self.control.update(snapshot)

    def widget(self, label: str) -> Any:
        widgets = self.control.form.select(pn.widgets.Widget)
        return next(widget for widget in widgets if widget.label == label)

    @property
    def said(self) -> str:
        return str(self.control._said.text)

    @property
    def ring(self) -> list[tuple[float, float]]:
        data = self.view._chosen.data
        return list(zip(data["x"], data["y"], strict=True))

    @property
    def points(self) -> list[tuple[float, float, float]]:
        return [(point.x, point.y, point.label) for point in self.session.state.points]


def test_a_point_is_chosen_and_told_about() -> None:
    desk = Desk()
    desk.press("n", "PageDown")
    assert desk.said == "Point 2 of 3: class B, x −2.00, y 3.00, test."
    assert desk.ring == [(-2, 3)]
    desk.press("p", "P", "PageUp")
    assert desk.said.startswith("Point 2 of 3")
    desk.press("Escape")
    assert desk.ring == [] and desk.said == "No point is chosen."


def test_arrows_move_the_chosen_point_also_faster_than_frames_come() -> None:
    desk = Desk()
    desk.press("n", "ArrowRight", "ArrowRight", "ArrowUp")
    desk.press("ArrowDown", large=True)
    assert desk.points[0] == (1.2, 0.1, 0)
    assert desk.said == "Point 1 is at x 1.20, y 0.10."
    desk.frame()
    assert desk.ring == [(1.2, 0.1)]
    desk.press("n", "n", "ArrowRight", "ArrowRight")
    assert desk.points[2][:2] == (6.0, 0.0)


def test_a_letter_gives_a_class_and_enter_and_delete_add_and_remove() -> None:
    desk = Desk()
    desk.press("n", "j")
    assert desk.points[0] == (1, 1, 9) and desk.said == "Point 1 is of class J."
    desk.press("Enter")
    assert desk.said == "Added point 4 at x 1.00, y 1.00."
    desk.press("ArrowLeft")
    desk.frame()
    assert desk.points[3] == (0.9, 1, 9) and desk.ring == [(0.9, 1)]
    desk.press("Delete", "Delete")
    assert desk.said == "Deleted point 3. 2 left."
    assert len(desk.points) == 2


def test_without_a_chosen_point_nothing_is_edited() -> None:
    desk = Desk()
    desk.press("ArrowUp", "a", "Delete", "Backspace", "z", "Tab")
    assert desk.points == [(p.x, p.y, p.label) for p in THREE]
    assert "Choose a point first" in desk.said


def test_an_empty_plane_is_filled_by_keyboard() -> None:
    desk = Desk(PlaygroundState(dataset="points"))
    desk.press("n")
    assert "Enter adds one" in desk.said
    desk.press("Enter", "ArrowUp", "b", "Enter", "Delete", "Delete")
    assert desk.points == [] and desk.said == "Deleted point 1. None left."


def test_values_go_up_and_down_in_a_regression() -> None:
    state = PlaygroundState(dataset="points", points_task="regression", points=(Point(0, 0, 1.95),))
    desk = Desk(state)
    desk.press("n", "+", "+", "a")
    assert desk.points == [(0, 0, 2.0)] and "no classes" in desk.said
    desk.press("-")
    assert desk.points == [(0, 0, 1.9)]


def test_measured_data_says_why_it_stays() -> None:
    desk = Desk(PlaygroundState(dataset="wheat_seeds"))
    desk.press("n")
    assert desk.said.startswith("Point 1 of 210: class ")
    desk.press("ArrowUp")
    assert "cannot be edited" in desk.said
    assert desk.session.state.dataset == "wheat_seeds"
    assert desk.widget("Add point").disabled and desk.widget("Change point").disabled


def test_the_form_names_changes_and_deletes_a_point() -> None:
    desk = Desk()
    assert desk.widget("Change point").disabled
    desk.widget("Point (0: a new one)").value = 2
    assert (desk.widget("x").value, desk.widget("y").value) == (-2, 3)
    assert desk.widget("Class of the point").value == 1
    assert desk.ring == [(-2, 3)]
    desk.widget("x").value = 4.5
    desk.widget("Class of the point").value = 0
    desk.widget("Change point").clicks += 1
    desk.frame()
    assert desk.points[1] == (4.5, 3, 0) and desk.ring == [(4.5, 3)]
    desk.widget("Delete point").clicks += 1
    desk.frame()
    assert len(desk.points) == 2
    assert desk.widget("Point (0: a new one)").end == 2


@pytest.mark.parametrize("delete_first", [True, False])
def test_the_chosen_point_follows_other_edits(delete_first: bool) -> None:
    desk = Desk()
    desk.press("n", "n", "n")
    if delete_first:
        desk.session.undo()
    from playground.actions import ClearPoints

    desk.session.dispatch(ClearPoints())
    desk.frame()
    assert desk.ring == [] and desk.control.keys.index is None
