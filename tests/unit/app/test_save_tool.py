"""The tool "Save and export": what is shown is what is saved."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import panel as pn
import pytest

from playground.actions import SetField
from playground.controls import SaveTool
from playground.exports import PROGRAMS
from playground.session import Session


class Opened:
    """The tool of a session, and what its buttons asked for."""

    def __init__(self) -> None:
        self.session = Session()
        self.session.dispatch(SetField("tool", "save"))
        self.asked: list[str] = []
        runner: Any = SimpleNamespace(export=self.asked.append)
        self.tool = SaveTool(self.session.snapshot(), self.session.dispatch, runner)

    def find(self, kind: type, label: str) -> Any:
        return next(w for w in self.tool.root.select(kind) if w.label == label)

    def code(self) -> str:
        return str(self.find(pn.widgets.TextAreaInput, "The program").value)


@pytest.mark.parametrize("kind", PROGRAMS)
def test_the_program_that_is_shown_is_the_one_that_is_saved(kind: str) -> None:
    opened = Opened()
    opened.find(pn.widgets.RadioButtonGroup, "Program").value = kind
    file = opened.session.export(kind)
    assert file and opened.code() == file.text
    opened.find(pn.widgets.Button, "Save this program").clicks += 1
    opened.find(pn.widgets.Button, "Save the model").clicks += 1
    assert opened.asked == [kind, "model"]


def test_it_follows_the_training() -> None:
    opened = Opened()
    opened.session.run_epoch()
    opened.tool.update(opened.session.snapshot())
    assert "epoch 1." in opened.code()


def test_weights_that_are_no_numbers_are_answered_with_a_sentence() -> None:
    opened = Opened()
    opened.session.experiment.network.parameters[0] = np.nan
    opened.find(pn.widgets.RadioButtonGroup, "Program").value = "keras"
    assert "no finite numbers" in opened.code()
