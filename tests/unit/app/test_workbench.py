"""The workbench builds a tool's view when it is opened, and keeps it."""

from __future__ import annotations

from bokeh.models import Div

from playground.actions import Action, SetField
from playground.labs.playground.workbench import TOOL_VIEWS, WorkbenchPart
from playground.session import Session
from playground.snapshot import Snapshot
from playground.tools import TOOLS


class FakeView:
    built = 0

    def __init__(self, *_: object) -> None:
        type(self).built += 1
        self.root = Div()

    def update(self, snapshot: Snapshot) -> None:
        self.root.text = str(snapshot.epoch)


def test_a_tool_is_built_once_and_follows_while_it_is_open() -> None:
    session, actions = Session(), list[Action]()
    built = FakeView.built
    part = WorkbenchPart(session.snapshot(), actions.append, None, {"fake": FakeView})  # type: ignore[arg-type]
    part.update(session.snapshot())
    assert part.place.children == [] and FakeView.built == built
    session.dispatch(SetField("tool", "fake"))
    part.update(session.snapshot())
    (div,) = part.place.children
    session.run_epoch()
    part.update(session.snapshot())
    assert div.text == "1"
    session.dispatch(SetField("tool", "none"))
    session.run_epoch()
    part.update(session.snapshot())
    assert part.place.children == [] and div.text == "1"
    session.dispatch(SetField("tool", "fake"))
    part.update(session.snapshot())
    assert part.place.children == [div] and div.text == "2" and FakeView.built == built + 1


def test_every_tool_has_a_view_and_every_view_a_tool() -> None:
    assert list(TOOL_VIEWS) == list(TOOLS)
