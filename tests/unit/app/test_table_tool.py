"""The tool "Your data" shows how a text is read, lets it be chosen, and then uses it."""

from __future__ import annotations

from typing import Any

import panel as pn

from playground.actions import Action, SetField, UseTable
from playground.controls import TableTool
from playground.session import Session
from playground.tabulate import Choices

TEXT = "a,b,c,kind\n10,20,1,<x>\n11,25,0,y\n12,,1,y\n"


class Desk:
    """The tool in front of a session."""

    def __init__(self) -> None:
        self.session = Session()
        self.session.dispatch(SetField("tool", "data"))
        self.actions: list[Action] = []
        self.exports: list[str] = []
        self.tool = TableTool(self.session.snapshot(), self.actions.append, self)  # type: ignore[arg-type]

    def export(self, kind: str) -> None:
        self.exports.append(kind)

    def widget(self, label: str) -> Any:
        widgets = self.tool.root.select(pn.widgets.Widget)
        return next(widget for widget in widgets if widget.label == label)

    @property
    def shown(self) -> str:
        return str(self.tool._preview.text)


def test_what_is_typed_is_previewed_before_it_is_used() -> None:
    desk = Desk()
    assert desk.widget("Use this data").disabled
    desk.widget("Your data, one row a line").value_input = TEXT
    assert "2 rows, 3 inputs, 2 classes" in desk.shown
    assert "&lt;x&gt;" in desk.shown and "<x>" not in desk.shown
    assert "Row 4: column &#x27;b&#x27; is empty." in desk.shown
    assert desk.widget("Inputs").value == [0, 1, 2]
    assert desk.actions == []
    desk.widget("Use this data").clicks += 1
    assert desk.actions == [UseTable(TEXT, Choices())]


def test_choices_change_the_preview_and_what_is_used() -> None:
    desk = Desk()
    desk.widget("Your data, one row a line").value = TEXT
    desk.widget("Inputs").value = [0, 2]
    desk.widget("Standardise inputs").value = "no"
    assert "2 inputs" in desk.shown and "in its own units" in desk.shown
    desk.widget("Target").value = 1
    desk.widget("Kind of target").value = "regression"
    assert "b from 20 to 25 to learn" in desk.shown
    desk.widget("Use this data").clicks += 1
    chosen = Choices(target=1, inputs=(0, 2), task="regression", standardise=False)
    assert desk.actions == [UseTable(TEXT, chosen)]


def test_what_cannot_be_read_says_why_and_cannot_be_used() -> None:
    desk = Desk()
    desk.widget("Your data, one row a line").value = TEXT
    desk.widget("Separator").value = "semicolon"
    assert "This cannot be used." in desk.shown
    assert desk.widget("Use this data").disabled


def test_a_file_that_was_opened_is_in_the_box() -> None:
    desk = Desk()
    desk.session.open_file("mine.CSV", TEXT)
    assert desk.session.state.dataset == "table"
    desk.tool.update(desk.session.snapshot())
    assert desk.widget("Your data, one row a line").value == TEXT
    assert "2 rows" in desk.shown


def test_a_file_that_cannot_be_used_is_in_the_box_with_the_reason() -> None:
    desk = Desk()
    before = desk.session.state
    desk.session.open_file("bad.csv", "a,b\nx,y")
    assert desk.session.state is before
    desk.tool.update(desk.session.snapshot())
    assert "This cannot be used." in desk.shown


def test_the_data_is_saved() -> None:
    desk = Desk()
    desk.widget("Save the data as CSV").clicks += 1
    assert desk.exports == ["csv"]


def test_a_row_that_is_left_out_is_marked() -> None:
    desk = Desk()
    desk.widget("Your data, one row a line").value_input = TEXT
    *used, last = desk.shown.split("<tr>")[2:]
    assert "left out" in last
    assert not any("left out" in row for row in used)
    desk.widget("Your data, one row a line").value_input = TEXT.replace("12,,1,y\n", "")
    assert "left out" not in desk.shown
