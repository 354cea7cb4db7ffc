"""Stepping through an update: the buttons of the tool, and those at the network picture."""

from __future__ import annotations

import panel as pn

from playground.actions import SetField
from playground.controls.field import Dispatch
from playground.controls.run import Runner
from playground.controls.switch import CLOSED
from playground.explained.stages import StagesDetail
from playground.snapshot import Snapshot

STAGES = "stages"  # the id of the tool


class StopButtons:
    """To the stop before and to the next one. The last one makes the update and begins anew."""

    def __init__(
        self,
        dispatch: Dispatch,
        runner: Runner,
        back: str = "Back",
        on: str = "Next stop",
        last: str = "Make this update",
    ) -> None:
        self._dispatch, self._runner = dispatch, runner
        self._on, self._last = on, last
        self._detail: StagesDetail | None = None
        self.back = pn.widgets.Button(label=back, align="end")
        self.back.on_click(lambda _: self._go(-1))
        self.next = pn.widgets.Button(label=on, color="primary", align="end")
        self.next.on_click(lambda _: self._go(1))

    def update(self, snapshot: Snapshot) -> None:
        """Follow the stop of the snapshot."""
        detail = snapshot.detail
        self._detail = detail if isinstance(detail, StagesDetail) else None
        self.back.disabled = self._detail is None or self._detail.stage == 0
        self.next.disabled = self._detail is None
        if self._detail:
            last = self._detail.stage == self._detail.n_stages - 1
            self.next.label = self._last if last else self._on
            self.next.disabled = last and snapshot.status == "error"

    def _go(self, by: int) -> None:
        detail = self._detail
        if detail is None:
            return
        stage = detail.stage + by
        if stage == detail.n_stages:
            self._runner.step_batch()
            stage = 0
        self._dispatch(SetField("trace_stage", max(stage, 0)))


class StagesControl:
    """Below the network picture: opens the tool, and goes from stop to stop while it is open."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, runner: Runner) -> None:
        self._dispatch = dispatch
        self._is_open = False
        self._toggle = pn.widgets.Button(label="Step through an update")
        self._toggle.on_click(lambda _: self._open_or_close())
        self._stops = StopButtons(dispatch, runner, "← Back", "Next stop →", "Update →")
        self._buttons = (self._stops.back, self._stops.next)
        for button in self._buttons:
            button.visible = False
        self.root = pn.Row(self._toggle, *self._buttons, css_classes=["toolbar"])

    def update(self, snapshot: Snapshot) -> None:
        """Show the buttons for the stops while the tool is open."""
        is_open = snapshot.state.tool == STAGES
        if is_open:
            self._stops.update(snapshot)
        if is_open != self._is_open:
            self._is_open = is_open
            self._toggle.label = "Close the steps" if is_open else "Step through an update"
            for button in self._buttons:
                button.visible = is_open

    def _open_or_close(self) -> None:
        self._dispatch(SetField("tool", CLOSED if self._is_open else STAGES))
