"""The tool "Your data": a text, how it is read, a preview of it, and the button that uses it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from html import escape
from typing import Any

import panel as pn
from bokeh.models import Div

from playground.actions import UseTable
from playground.controls.field import Bound, Dispatch, options
from playground.controls.run import Runner
from playground.fields import Choice
from playground.own_data import OwnData, Preview, preview
from playground.sheet import MAX_TEXT
from playground.snapshot import Snapshot
from playground.tabulate import DETECT

_DETECTED = Choice("", "Detect")
_SEPARATORS = (
    Choice("comma", "Comma"),
    Choice("semicolon", "Semicolon"),
    Choice("tab", "Tab"),
    Choice("space", "White space"),
)
_TASKS = (Choice("classification", "Classes"), Choice("regression", "Values"))
_QUESTIONS = {
    "separator": ("Separator", _SEPARATORS),
    "header": ("First row", (Choice("yes", "Header"), Choice("no", "Data"))),
    "task": ("Kind of target", _TASKS),
    "standardise": ("Standardise inputs", (Choice("yes", "Yes"), Choice("no", "No"))),
}
_YES = {"": None, "yes": True, "no": False}
_LEFT_OUT = "<em>left out</em>"
_EXAMPLE = "length,width,species\n5.1,3.5,setosa\n7.0,3.2,versicolor"
_HINT = (
    "Paste or type a table with a class or a value in each row, or open a CSV file. "
    "Up to 2000 rows, 40 columns and 10 classes."
)


class TableTool:
    """Follows what is typed or opened; nothing is used before the button is pressed."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, runner: Runner) -> None:
        self._dispatch = dispatch
        self._choices = DETECT
        self._draft = ""
        self._current = ""
        self._text = pn.widgets.TextAreaInput(
            label="Your data, one row a line",
            placeholder=_EXAMPLE,
            rows=10,
            max_length=MAX_TEXT,
            sizing_mode="stretch_width",
        )
        self._text.param.watch(lambda event: self._typed(event.new), ["value", "value_input"])
        self._questions = {
            name: Bound(_select(label, choices), self._answer(name))
            for name, (label, choices) in _QUESTIONS.items()
        }
        self._target = Bound(_select("Target", ()), self._answer("target"))
        self._inputs = Bound(
            pn.widgets.CheckBoxGroup(
                label="Inputs",
                options={},
                inline=True,
                css_classes=["checks"],
                sizing_mode="stretch_width",
            ),
            self._answer("inputs"),
        )
        self._preview = Div(text=_HINT, sizing_mode="stretch_width", css_classes=["preview"])
        self._use = _button("Use this data", self._use_it, disabled=True)
        save = _button("Save the data as CSV", lambda: runner.export("csv"))
        self.root = self._arrange(save)
        self.update(snapshot)

    def _arrange(self, save: pn.widgets.Button) -> pn.Row:
        chosen = (self._questions["separator"], self._questions["header"], self._target)
        more = (self._questions["task"], self._questions["standardise"])
        left = pn.Column(
            self._text,
            pn.Row(*(bound.widget for bound in (*chosen, *more)), css_classes=["toolbar"]),
            css_classes=["half"],
        )
        right = pn.Column(
            pn.widgets.StaticText(value="Inputs of the network"),
            self._inputs.widget,
            self._preview,
            pn.Row(self._use, save, css_classes=["toolbar"]),
            css_classes=["half"],
        )
        return pn.Row(left, right, css_classes=["halves"], sizing_mode="stretch_width")

    def update(self, snapshot: Snapshot) -> None:
        """Take over the text of a file that was opened."""
        detail = snapshot.detail
        if isinstance(detail, OwnData) and detail.draft != self._draft:
            self._draft = detail.draft
            self._text.value = detail.draft
            self._typed(detail.draft)

    def _typed(self, text: str | None) -> None:
        if text is None or text == self._current:
            return
        self._current = text
        self._choices = dataclasses.replace(self._choices, target=None, inputs=())
        self._show()

    def _answer(self, name: str) -> Callable[[Any], None]:
        def answer(value: Any) -> None:
            known = {
                "header": lambda: _YES[value],
                "standardise": lambda: _YES[value],
                "target": lambda: None if value == "" else int(value),
                "inputs": lambda: tuple(value),
            }
            clean = known[name]() if name in known else value
            changes: dict[str, Any] = {name: clean}
            if name in ("separator", "header"):  # the columns are others now
                changes.update(target=None, inputs=())
            self._choices = dataclasses.replace(self._choices, **changes)
            self._show()

        return answer

    def _show(self) -> None:
        """Read the text again, and show what comes of it."""
        shown = preview(self._current, self._choices)
        names = {name: index for index, name in enumerate(shown.names)}
        if shown.reading:
            chosen = "" if self._choices.target is None else self._choices.target
            self._target.show(chosen, options={"Detect": "", **names})
            target = shown.reading.choices.target
            free = {name: index for name, index in names.items() if index != target}
            self._inputs.show(list(shown.reading.choices.inputs), options=free)
        self._use.disabled = shown.reading is None
        self._preview.text = _html(shown)

    def _use_it(self) -> None:
        self._dispatch(UseTable(self._current, self._choices))


def _html(shown: Preview) -> str:
    if shown.error:
        return f"<p><strong>This cannot be used.</strong> {escape(shown.error)}</p>"
    if not shown.reading:
        return _HINT
    heads = "".join(
        f'<th scope="col">{escape(name)}<br><small>{role}</small></th>'
        for name, role in zip(shown.names, shown.roles, strict=True)
    )
    # Only a table with a row that is left out has a column that says so.
    marks = [
        "" if all(shown.used) else f"<td>{'' if use else _LEFT_OUT}</td>" for use in shown.used
    ]
    heads += "" if all(shown.used) else "<td></td>"
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + f"{mark}</tr>"
        for row, mark in zip(shown.rows, marks, strict=True)
    )
    caption = f"<caption>The first {len(shown.rows)} rows</caption>"
    table = f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<p>{escape(shown.summary)}</p><div class="wide" tabindex="0">{table}</div>'


def _select(label: str, choices: tuple[Choice, ...]) -> pn.widgets.Select:
    offered = options((_DETECTED, *choices))
    return pn.widgets.Select(label=label, options=offered, value="", width=130)


def _button(label: str, call: Callable[[], None], *, disabled: bool = False) -> pn.widgets.Button:
    button = pn.widgets.Button(label=label, disabled=disabled)
    button.on_click(lambda _: call())
    return button
