"""The tool "Runs": keeping a run, comparing those that are kept, and taking one up again."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import panel as pn
from bokeh.models import Div

from playground.controls.field import Bound, Dispatch
from playground.controls.run import Runner
from playground.run_list import ORDERS, RunList, ordered
from playground.runs import MAX_NAME, Run
from playground.snapshot import Snapshot
from playground.views.runs import LINES, MAX_CURVES, RunCurves

_NONE = "There are no runs yet. A run is kept here when you press “Keep this run”, and by itself "
_NONE += (
    "when it ends: by Reset, other weights, another network, or training from an earlier epoch."
)
_HINT = "Up to 30 runs stay in this browser; those you keep, until you delete them."
_DASHES = {"solid": "", "dashed": "6 3", "dotted": "2 3", "dashdot": "2 3 6 3"}
_HEAD = (
    "Line",
    "Name",
    "Date",
    "Epochs",
    "Training loss",
    "Test loss",
    "Training accuracy",
    "Test accuracy",
)


class RunsTool:
    """A table, the curves of the chosen runs, and what can be done with one of them."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, runner: Runner) -> None:
        self._runner = runner
        self._runs: tuple[Run, ...] = ()
        self._known: set[str] = set()
        self._order, self._column = "newest", 2
        self._sure = ""
        self._curves = RunCurves()
        self._table = Div(
            text=_NONE, sizing_mode="stretch_width", css_classes=["preview", "contained"]
        )
        self._name = _text("Name of this run")
        self._sort = _select("Sort by", {order.label: name for name, order in ORDERS.items()})
        self._loss = _select("Curves of", {"Test loss": 2, "Training loss": 1})
        self._save = _button("Save the runs as CSV", lambda: self._runner.export("runs"))
        self._chosen = Bound(
            pn.widgets.CheckBoxGroup(
                label="Runs on the plot", options={}, inline=True, css_classes=["checks"]
            ),
            lambda _: self._draw(),
        )
        self._one = Bound(_select("Run", {}, width=260), lambda _: self._picked())
        self._new_name = _text("New name")
        self._weights = _button("Open with weights", lambda: self._open(weights=True))
        self._settings = _button("Open settings only", lambda: self._open(weights=False))
        self._rename = _button("Rename", self._rename_it)
        self._delete = _button("Delete run", self._delete_it)
        self._sort.param.watch(lambda event: self._sorted(event.new), "value")
        self._loss.param.watch(lambda event: self._of(event.new), "value")
        self.root = self._arrange()
        self._show()
        self.update(snapshot)

    def _arrange(self) -> pn.Column:
        keep = _button("Keep this run", self._keep)
        curves = _button("Save the curves as CSV", lambda: self._runner.export("curves"))
        one = (self._weights, self._settings, self._new_name, self._rename, self._delete)
        self._for_runs = (
            self._sort,
            self._save,
            _row(self._one.widget, *one),
            _row(self._loss, curves),
            self._chosen.widget,
            self._curves.figure,
        )
        return pn.Column(
            _row(self._name, keep, *self._for_runs[:2]),
            self._table,
            *self._for_runs[2:],
            css_classes=["contained"],
            sizing_mode="stretch_width",
        )

    def update(self, snapshot: Snapshot) -> None:
        """Show the runs there are; nothing is drawn again as long as they are the same."""
        detail = snapshot.detail
        if isinstance(detail, RunList) and detail.runs is not self._runs:
            self._runs = detail.runs
            self._show()

    def _show(self) -> None:
        runs = ordered(self._runs, self._order)
        names = _names(runs)
        new = [run.id for run in runs if run.id not in self._known]
        self._known |= set(new)
        before = set(self._chosen.widget.value or [])
        chosen = [run.id for run in runs if run.id in before]
        chosen += new[: max(MAX_CURVES - len(chosen), 0)]
        self._chosen.show([run.id for run in runs if run.id in chosen], options=names)
        one = self._one.widget.value
        kept = one if any(run.id == one for run in runs) else (runs[0].id if runs else None)
        self._one.show(kept, options=names)
        for part in self._for_runs:
            part.visible = bool(runs)
        self._picked()
        self._draw()

    def _draw(self) -> None:
        """The table and the curves; a line's colour and dash stand in both."""
        runs = ordered(self._runs, self._order)
        wanted = set(self._chosen.widget.value or [])
        drawn = [run for run in runs if run.id in wanted][:MAX_CURVES]
        self._curves.show(drawn, self._column)
        lines = {run.id: LINES[index] for index, run in enumerate(drawn)}
        self._table.text = _html(runs, lines) if runs else _NONE

    def _sorted(self, order: str) -> None:
        self._order = order
        self._show()

    def _of(self, column: int) -> None:
        self._column = column
        self._draw()

    def _picked(self) -> None:
        """Another run is picked: deleting asks anew, and there may be none at all."""
        self._sure = ""
        self._delete.label = "Delete run"
        for button in (self._weights, self._settings, self._rename, self._delete):
            button.disabled = self._one.widget.value is None

    def _keep(self) -> None:
        self._runner.keep_run(self._name.value)
        self._name.value = ""

    def _open(self, *, weights: bool) -> None:
        self._runner.open_run(self._one.widget.value, weights=weights)

    def _rename_it(self) -> None:
        self._runner.rename_run(self._one.widget.value, self._new_name.value)
        self._new_name.value = ""

    def _delete_it(self) -> None:
        """The first press asks, the second one deletes."""
        identity = self._one.widget.value
        if self._sure == identity:
            self._runner.delete_run(identity)
        else:
            self._sure = identity
            self._delete.label = "Delete for good?"


def _names(runs: list[Run]) -> dict[str, str]:
    """What each run is called in a list: its name, with a number where it is not the only one."""
    names: dict[str, str] = {}
    for run in runs:
        name, count = run.name, 1
        while name in names:
            count += 1
            name = f"{run.name} ({count})"
        names[name] = run.id
    return names


def _html(runs: list[Run], lines: dict[str, tuple[str, str]]) -> str:
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEAD)
    rows = "".join(_table_row(run, lines.get(run.id)) for run in runs)
    caption = f"<caption>{_HINT}</caption>"
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _table_row(run: Run, line: tuple[str, str] | None) -> str:
    cells = (
        _swatch(line) if line else "–",
        f'<a href="#{escape(run.link)}">{escape(run.name)}</a>{"" if run.kept else " (by itself)"}',
        run.date,
        f"{run.epochs:,}",
        _loss(run.train.loss),
        _loss(run.test.loss),
        _share(run.train.accuracy),
        _share(run.test.accuracy),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _swatch(line: tuple[str, str]) -> str:
    colour, dash = line
    return (
        f'<svg width="34" height="8" role="img" aria-label="{dash}"><line x1="1" x2="33" y1="4" '
        f'y2="4" stroke="{colour}" stroke-width="2" stroke-dasharray="{_DASHES[dash]}"/></svg>'
    )


def _loss(loss: float | None) -> str:
    return "–" if loss is None else f"{loss:.4g}"


def _share(accuracy: float | None) -> str:
    return "–" if accuracy is None else f"{100 * accuracy:.1f} %"


def _row(*parts: pn.widgets.Widget) -> pn.Row:
    return pn.Row(*parts, css_classes=["toolbar"], sizing_mode="stretch_width")


def _text(label: str) -> pn.widgets.TextInput:
    return pn.widgets.TextInput(label=label, max_length=MAX_NAME, width=200)


def _select(label: str, choices: dict[str, Any], width: int = 170) -> pn.widgets.Select:
    value = next(iter(choices.values()), None)
    return pn.widgets.Select(label=label, options=choices, value=value, width=width)


def _button(label: str, call: Callable[[], None]) -> pn.widgets.Button:
    button = pn.widgets.Button(label=label, align="end")
    button.on_click(lambda _: call())
    return button
