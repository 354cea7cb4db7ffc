"""The tools that explain the next update: one weight, the ledger of all, the gradient check.

What they say is a paper, which the page sets below them (see `explained.paper`); here are the
widgets above it, and the curve of one weight.
"""

from __future__ import annotations

from itertools import pairwise

import panel as pn

from playground.actions import SetField
from playground.controls.field import Dispatch, FieldControl
from playground.controls.run import Runner
from playground.controls.weight_choice import WeightChoice
from playground.deeper.nothing import Nothing
from playground.explained.weight import WeightDetail
from playground.exports import EXPORTS
from playground.snapshot import Snapshot
from playground.views.along import AlongView
from playground.views.sheet import say, words


class _Asked:
    """The choice of the weight that is asked about, and the words when there is nothing to say."""

    def __init__(self, dispatch: Dispatch, name: str) -> None:
        self._choice = WeightChoice("asked_weight", "", dispatch)
        self.widgets = self._choice.widgets
        self.nothing = words(f"{name}-words")

    def update(self, snapshot: Snapshot) -> None:
        sizes = snapshot.layer_sizes
        n_weights = sum((a + 1) * b for a, b in pairwise(sizes))
        index = min(snapshot.state.asked_weight, n_weights - 1)
        self._choice.update(snapshot, index, visible=True)
        detail = snapshot.detail
        say(self.nothing, detail.message if isinstance(detail, Nothing) else "")
        self.nothing.visible = isinstance(detail, Nothing)


class WeightTool:
    """One weight: which one, and the loss along it."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, runner: Runner) -> None:
        self._asked = _Asked(dispatch, "weight")
        self._along = AlongView()
        step = pn.widgets.Button(label="Make this update", align="end")
        step.on_click(lambda _: runner.step_batch())
        self.root = (
            pn.Row(*self._asked.widgets, step, css_classes=["toolbar"]),
            self._asked.nothing,
            self._along.figure,
        )

    def update(self, snapshot: Snapshot) -> None:
        """Show the weight of the snapshot."""
        self._asked.update(snapshot)
        detail = snapshot.detail
        self._along.figure.visible = isinstance(detail, WeightDetail)
        if isinstance(detail, WeightDetail):
            self._along.update(detail.along)


class LedgerTool:
    """The ledger: what it is saved as."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, runner: Runner) -> None:
        self._asked = _Asked(dispatch, "ledger")
        buttons = []
        for kind in ("ledger", "ledger_latex", "worksheet", "answers"):
            button = pn.widgets.Button(label=EXPORTS[kind].label, align="end")
            button.on_click(lambda _, kind=kind: runner.export(kind))
            buttons.append(button)
        self._choice = pn.Row(*self._asked.widgets, css_classes=["toolbar"])
        self.root = (
            self._choice,
            pn.Row(*buttons, css_classes=["toolbar"]),
            self._asked.nothing,
        )

    def update(self, snapshot: Snapshot) -> None:
        """A small ledger is shown whole, and needs no choice."""
        self._asked.update(snapshot)


class CheckTool:
    """The gradient check: which bug is planted."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, runner: Runner) -> None:
        self._bug = FieldControl(
            "planted_bug", snapshot.state, dispatch, sizing_mode="fixed", width=420
        )
        remove = pn.widgets.Button(label="Remove the bug", align="end")
        remove.on_click(lambda _: dispatch(SetField("planted_bug", "none")))
        self._nothing = words("check-words")
        self.root = (
            pn.Row(self._bug.widget, remove, css_classes=["toolbar"]),
            self._nothing,
        )

    def update(self, snapshot: Snapshot) -> None:
        """Show which bug is planted; the paper below says what comes of it."""
        self._bug.update(snapshot.state)
        detail = snapshot.detail
        say(self._nothing, detail.message if isinstance(detail, Nothing) else "")
        self._nothing.visible = isinstance(detail, Nothing)
