"""The tool "Save and export": the model as a file, and the network as a program to look at."""

from __future__ import annotations

import panel as pn

from playground.controls.field import Dispatch
from playground.controls.run import Runner
from playground.export_looks import Programs
from playground.exports import PROGRAMS
from playground.snapshot import Snapshot

_LONGEST = 10_000_000
_HINT = (
    "The model file holds the network, what the optimizer remembers, the data and all settings. "
    "Open it again with “Open a file…”, or drop it on the page."
)
_ABOUT = (
    "A program rebuilds the network with its weights and checks that it answers as it does here."
    " The NumPy program and the notebook can train on."
)
# The clipboard takes a text only from the page itself, in answer to the reader's gesture.
_COPY = "navigator.clipboard.writeText(area.value)"


class SaveTool:
    """Which program is shown is the view's own matter: it is no part of the experiment."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, runner: Runner) -> None:
        self._shown: Programs | None = None
        model = pn.widgets.Button(label="Save the model")
        model.on_click(lambda _: runner.export("model"))
        self._kind = pn.widgets.RadioButtonGroup(
            label="Program", options={label: kind for kind, label in PROGRAMS.items()},
            value="numpy", css_classes=["tabs"],
        )  # fmt: skip
        self._kind.param.watch(lambda _: self._show(), "value")
        self._save = pn.widgets.Button(label="Save this program")
        self._save.on_click(lambda _: runner.export(self._kind.value))
        copy = pn.widgets.Button(label="Copy")
        self._code = pn.widgets.TextAreaInput(
            label="The program", rows=18, max_length=_LONGEST, sizing_mode="stretch_width",
            css_classes=["code"],
        )  # fmt: skip
        copy.jscallback(args={"area": self._code}, clicks=_COPY)
        left = pn.Column(
            pn.widgets.StaticText(value=_HINT),
            model,
            pn.widgets.StaticText(value=_ABOUT),
            self._kind,
            pn.Row(self._save, copy, css_classes=["toolbar"]),
            css_classes=["half"],
        )
        right = pn.Column(self._code, css_classes=["half"])
        self.root = pn.Row(left, right, css_classes=["halves"], sizing_mode="stretch_width")
        self.update(snapshot)

    def update(self, snapshot: Snapshot) -> None:
        """Show the program of the network as it is now."""
        if isinstance(snapshot.detail, Programs) and snapshot.detail is not self._shown:
            self._shown = snapshot.detail
            self._show()

    def _show(self) -> None:
        if self._shown:
            self._code.value = self._shown.text(self._kind.value)
