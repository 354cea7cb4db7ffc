"""Starting, stopping and stepping the training."""

from __future__ import annotations

from typing import Protocol

import panel as pn

from playground.controls.field import Dispatch, FieldControl
from playground.snapshot import Snapshot


class Runner(Protocol):
    """What the run buttons ask for; the application's loop and session answer."""

    def toggle(self) -> None: ...
    def step_epoch(self) -> None: ...
    def step_batch(self) -> None: ...
    def reset(self) -> None: ...
    def new_weights(self) -> None: ...
    def travel(self, epoch: int) -> None: ...
    def back_to_latest(self) -> None: ...
    def keep_run(self, name: str) -> None: ...
    def open_run(self, identity: str, *, weights: bool) -> None: ...
    def rename_run(self, identity: str, name: str) -> None: ...
    def delete_run(self, identity: str) -> None: ...
    def race(self, go: bool) -> None: ...
    def restart_race(self) -> None: ...
    def take_over(self, index: int) -> None: ...
    def export(self, kind: str) -> None: ...


class RunControl:
    """The row of run buttons and the speed."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, runner: Runner) -> None:
        self._play = pn.widgets.Button(
            label="Play", color="primary", css_classes=["play"], align="end"
        )
        self._play.on_click(lambda _: runner.toggle())
        self._steps: dict[str, pn.widgets.Button] = {}
        for name, call in (
            ("One epoch", runner.step_epoch),
            ("One mini-batch", runner.step_batch),
            ("Reset", runner.reset),
            ("New weights", runner.new_weights),
        ):
            button = pn.widgets.Button(label=name, align="end")
            button.on_click(lambda _, call=call: call())
            self._steps[name] = button
        self._speed = FieldControl(
            "epochs_per_frame", snapshot.state, dispatch, width=170, sizing_mode="fixed"
        )
        self.root = pn.Row(
            self._play, *self._steps.values(), self._speed.widget, css_classes=["toolbar"]
        )
        self.update(snapshot)

    def update(self, snapshot: Snapshot) -> None:
        """Name the first button after what it will do.

        After the loss blew up nothing can train before the reader went back to finite weights.
        """
        self._play.label = "Pause" if snapshot.status == "training" else "Play"
        for button in (self._play, self._steps["One epoch"], self._steps["One mini-batch"]):
            button.disabled = snapshot.status == "error"
        self._speed.update(snapshot.state)
