"""The tools that explain the next update: one weight, the ledger of all, the gradient check.

What they say is a paper, which the page sets below them (see `explained.paper`); here are the
widgets above it, and the curve of one weight.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import panel as pn

from playground.actions import SetField
from playground.controls.field import Dispatch, FieldControl
from playground.controls.run import Runner
from playground.controls.weight_choice import WeightChoice
from playground.explained.books import LedgerDetail
from playground.explained.check import CheckDetail
from playground.explained.step import MOST_ROWS
from playground.exports import EXPORTS
from playground.snapshot import Snapshot
from playground.views.along import AlongView
from playground.views.sheet import Sheet, side_by_side


class _OnPaper(Sheet):
    """A tool that says all it has to say on the paper: here is only why there may be none."""

    def __init__(self, name: str, kind: type) -> None:
        super().__init__(name)
        self.kind = kind

    def show(self, snapshot: Snapshot, detail: Any) -> str:
        return ""


def _show_asked(choice: WeightChoice, snapshot: Snapshot, *, where_cut: bool = False) -> None:
    """Show which weight is asked about; of one that does not exist, the last one.

    `where_cut`: only where a table shows a part of the weights, around this one.
    """
    n_weights = sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(snapshot.layer_sizes))
    visible = not where_cut or n_weights > MOST_ROWS
    choice.update(snapshot, min(snapshot.state.asked_weight, n_weights - 1), visible=visible)


class WeightTool:
    """One weight: which one, and the loss along it."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, runner: Runner) -> None:
        self._choice = WeightChoice("asked_weight", "", dispatch)
        self._along = AlongView()
        self._step = step = pn.widgets.Button(label="Make this update", align="end")
        step.on_click(lambda _: runner.step_batch())
        self.root = (
            pn.Row(*self._choice.widgets, step, css_classes=["toolbar"]),
            side_by_side(self._along.words),
            self._along.figure,
        )

    def update(self, snapshot: Snapshot) -> None:
        """Show the weight of the snapshot."""
        self._step.disabled = snapshot.status == "error"
        _show_asked(self._choice, snapshot)
        self._along.update(snapshot)


class LedgerTool:
    """The ledger: as a table or as a worksheet, what it is saved as, and around which weight a
    large one is shown."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, runner: Runner) -> None:
        self._kind = FieldControl(
            "ledger_sheet", snapshot.state, dispatch, sizing_mode="fixed", width=190
        )
        self._choice = WeightChoice("asked_weight", "", dispatch)
        self._sheet = _OnPaper("ledger", LedgerDetail)
        buttons = []
        for kind in ("ledger", "ledger_latex", "worksheet", "answers"):
            button = pn.widgets.Button(label=EXPORTS[kind].label, align="end")
            button.on_click(lambda _, kind=kind: runner.export(kind))
            buttons.append(button)
        self.root = (
            pn.Row(self._kind.widget, *self._choice.widgets, *buttons, css_classes=["toolbar"]),
            side_by_side(self._sheet.words),
        )

    def update(self, snapshot: Snapshot) -> None:
        """Show what is chosen: the kind of sheet, and the weight around which it is shown."""
        self._kind.update(snapshot.state)
        _show_asked(self._choice, snapshot, where_cut=True)
        self._sheet.update(snapshot)


class CheckTool:
    """The gradient check: which bug is planted, and around which weight a large network is
    checked."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, runner: Runner) -> None:
        self._bug = FieldControl(
            "planted_bug", snapshot.state, dispatch, sizing_mode="fixed", width=420
        )
        self._remove = remove = pn.widgets.Button(label="Remove the bug", align="end")
        remove.on_click(lambda _: dispatch(SetField("planted_bug", "none")))
        self._choice = WeightChoice("asked_weight", "", dispatch)
        self._sheet = _OnPaper("check", CheckDetail)
        self.root = (
            pn.Row(self._bug.widget, remove, *self._choice.widgets, css_classes=["toolbar"]),
            side_by_side(self._sheet.words),
        )

    def update(self, snapshot: Snapshot) -> None:
        """Show which bug is planted; the paper below says what comes of it."""
        self._bug.update(snapshot.state)
        self._remove.disabled = snapshot.state.planted_bug == "none"
        _show_asked(self._choice, snapshot, where_cut=True)
        self._sheet.update(snapshot)
