"""The buttons of the features and the box for formulas."""

from __future__ import annotations

import dataclasses
from typing import Any

import panel as pn
import pytest

from playground.actions import AddFeature, RemoveFeature, SetDataset
from playground.controls.inputs import InputsControl
from playground.session import Session
from playground.state import DEFAULTS, PlaygroundState, Point


class Desk:
    """A control with its session: what it asks for is done, and then shown."""

    def __init__(self, **settings: Any) -> None:
        self.session = Session(dataclasses.replace(DEFAULTS, **settings))
        self.actions: list[object] = []
        self.control = InputsControl(self.session.snapshot(), self.dispatch)

    def dispatch(self, action: Any) -> None:
        self.actions.append(action)
        self.session.dispatch(action)
        self.control.update(self.session.snapshot())

    @property
    def state(self) -> PlaygroundState:
        return self.session.state

    def find(self, kind: type, label: str) -> Any:
        found = [part for part in self.control.root.select(kind) if part.label == label]
        assert found, f"nothing is called {label}"
        return found[0]

    @property
    def group(self) -> Any:
        return self.find(pn.widgets.CheckButtonGroup, "Inputs")

    def shown_formulas(self) -> list[str]:
        rows = [row for row in self.control.root.select(pn.Row) if row.visible]
        texts = [text for row in rows for text in row.select(pn.widgets.StaticText)]
        return [text.value for text in texts]

    def type(self, text: str) -> str:
        """Type a formula, press Add, and return the answer below the box."""
        box = self.find(pn.widgets.TextInput, "Own formula")
        box.value_input = text
        self.find(pn.widgets.Button, "Add formula").clicks += 1
        answer: str = self.control.root.objects[-1].value
        assert self.control.root.objects[-1].visible == bool(answer)
        return answer


def test_each_button_switches_a_feature() -> None:
    desk = Desk()
    assert desk.group.value == ["x", "y"]
    desk.group.value = ["x", "y", "siny", "x2"]
    assert desk.state.features == ("x", "y", "x2", "siny")
    desk.group.value = ["y", "x2", "siny"]
    assert desk.state.features == ("y", "x2", "siny")
    assert desk.actions[-1] == RemoveFeature("x")


def test_the_last_one_stays_down() -> None:
    desk = Desk(features=("y",))
    desk.group.value = []
    assert desk.state.features == ("y",)
    assert desk.group.value == ["y"]


def test_a_formula_is_typed_listed_and_taken_away() -> None:
    desk = Desk()
    assert desk.type(" sin(2*x) + y² ") == ""
    assert desk.state.features == ("x", "y", "sin(2*x) + y²")
    assert desk.find(pn.widgets.TextInput, "Own formula").value_input == ""
    assert desk.shown_formulas() == ["sin(2*x) + y²"]
    desk.find(pn.widgets.Button, "Remove sin(2*x) + y²").clicks += 1
    assert desk.state.features == ("x", "y")
    assert desk.shown_formulas() == []


@pytest.mark.parametrize(
    ("text", "sentence", "marked"),
    [
        ("sin(=x)", "character 5", "sin(<mark>=</mark>x)"),
        ("x + <b>", "character 5", "x + <mark>&lt;</mark>b&gt;"),
        ("x + 2 * (y - 3) z + 1 - y", "character 17", "…y - 3) <mark>z</mark> + 1 - …"),
        ("x +", "character 4", "x +<mark> </mark>"),
        ("__import__('os')", "character 1", "<mark>_</mark>_import…"),
    ],
)
def test_a_bad_formula_is_answered_under_the_box_and_stays_in_it(
    text: str, sentence: str, marked: str
) -> None:
    desk = Desk()
    answer = desk.type(text)
    assert sentence in answer
    assert f"<code>{marked}</code>" in answer
    assert desk.actions == []
    assert desk.find(pn.widgets.TextInput, "Own formula").value_input == text
    assert desk.type("x-y") == ""


def test_what_is_wrong_beyond_the_grammar_is_answered_too() -> None:
    desk = Desk(features=("x", "x-y"))
    assert "already" in desk.type("x-y")
    assert "no value anywhere" in desk.type("log(-1-x²)")
    assert "write something" in desk.type("")


def test_where_all_measures_are_inputs_there_is_nothing_to_choose() -> None:
    desk = Desk(dataset="wheat_seeds", inputs="all")
    assert not desk.control.root.visible


def test_a_curve_offers_what_is_made_of_x() -> None:
    desk = Desk(dataset="points", points_task="curve", points=(Point(1.0, 2.0, 0.0),))
    assert list(desk.group.options.values()) == ["x", "x2", "sinx"]
    assert desk.group.value == ["x"]
    assert "uses x only" in desk.type("x*y - 1")
    desk.group.value = ["x2"]
    assert desk.session.snapshot().input_names == ("x²",)


def test_an_answer_goes_when_the_data_or_the_inputs_change() -> None:
    for action in (SetDataset("xor"), AddFeature("x2")):
        desk = Desk()
        assert desk.type("sin(")
        desk.control.update(desk.session.snapshot())
        assert desk.control.root.objects[-1].visible
        desk.dispatch(action)
        assert not desk.control.root.objects[-1].visible


def test_a_formula_that_is_an_input_already_is_answered() -> None:
    desk = Desk()
    desk.type("x")
    notice = desk.session.snapshot().notice
    assert notice is not None and notice.text == "x is an input already."
    assert desk.state.features == ("x", "y")
