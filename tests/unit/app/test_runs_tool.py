"""The tool "Runs" shows the runs it is given and asks for what the reader wants of them."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import panel as pn
import pytest

from playground.labs.playground.runs_tool import RunsTool
from playground.session import Session
from playground.state import DEFAULTS
from playground.views.runs import MAX_CURVES

SMALL = dataclasses.replace(DEFAULTS, n_samples=20, tool="runs")


class Recorder:
    """Takes the place of the application: writes down what it is asked for."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *given, **more: self.calls.append((name, *given, *more.values()))


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


def session_with(count: int) -> Session:
    session = Session(SMALL)
    for index in range(count):
        session.run_for(math.inf, 2)
        session.keep_run(f"run {index}")
    return session


def tool_for(session: Session, recorder: Recorder) -> RunsTool:
    return RunsTool(session.snapshot(), lambda action: None, recorder)  # type: ignore[arg-type]


def widget(tool: RunsTool, label: str) -> Any:
    found = [w for w in tool.root.select(pn.widgets.Widget) if w.label == label]
    assert found, f"no widget is called {label}"
    return found[0]


def press(tool: RunsTool, label: str) -> None:
    widget(tool, label).clicks += 1


def visible(tool: RunsTool) -> list[str]:
    return [item.label.value for item in tool._curves._items if item.visible]


def test_without_runs_it_says_how_to_get_one(recorder: Recorder) -> None:
    tool = tool_for(session_with(0), recorder)
    assert "Keep this run" in tool._table.text
    assert widget(tool, "Delete run").disabled and widget(tool, "Open with weights").disabled


def test_it_lists_the_runs_and_draws_their_curves(recorder: Recorder) -> None:
    session = session_with(3)
    tool = tool_for(session, recorder)
    assert visible(tool) == ["run 2", "run 1", "run 0"]
    assert tool._curves._sources[0].data["epoch"].tolist() == list(range(7))
    assert tool._table.text.index("run 2") < tool._table.text.index("run 0")
    chosen = widget(tool, "Runs on the plot")
    chosen.value = [session.run_book.runs[0].id]
    assert visible(tool) == ["run 0"]


def test_a_new_run_joins_and_the_choice_stays(recorder: Recorder) -> None:
    session = session_with(2)
    tool = tool_for(session, recorder)
    widget(tool, "Runs on the plot").value = [session.run_book.runs[0].id]
    session.run_for(math.inf, 1)
    session.keep_run("newest")
    tool.update(session.snapshot())
    assert visible(tool) == ["newest", "run 0"]


def test_at_most_eight_curves_are_drawn(recorder: Recorder) -> None:
    tool = tool_for(session_with(10), recorder)
    assert len(visible(tool)) == MAX_CURVES
    widget(tool, "Runs on the plot").value = list(widget(tool, "Runs on the plot").options.values())
    assert len(visible(tool)) == MAX_CURVES


def test_what_is_done_with_runs_is_there_when_there_are_runs(recorder: Recorder) -> None:
    session = session_with(0)
    tool = tool_for(session, recorder)
    assert not any(part.visible for part in tool._for_runs)
    session.run_for(math.inf, 2)
    session.keep_run("first")
    tool.update(session.snapshot())
    assert all(part.visible for part in tool._for_runs)


def test_it_sorts_and_shows_the_other_loss(recorder: Recorder) -> None:
    session = session_with(2)
    tool = tool_for(session, recorder)
    widget(tool, "Sort by").value = "name"
    assert visible(tool) == ["run 0", "run 1"]
    widget(tool, "Curves of").value = 1
    run = session.run_book.runs[0]
    assert tool._curves._sources[0].data["loss"].tolist() == run.history.arrays[1].tolist()


def test_buttons_ask_for_the_run_that_is_picked(recorder: Recorder) -> None:
    session = session_with(2)
    first, second = session.run_book.runs
    tool = tool_for(session, recorder)
    widget(tool, "Name of this run").value = "mine"
    press(tool, "Keep this run")
    press(tool, "Open with weights")
    widget(tool, "Run").value = first.id
    press(tool, "Open settings only")
    widget(tool, "New name").value = "better"
    press(tool, "Rename")
    press(tool, "Save the runs as CSV")
    press(tool, "Save the curves as CSV")
    assert recorder.calls == [
        ("keep_run", "mine"),
        ("open_run", second.id, True),
        ("open_run", first.id, False),
        ("rename_run", first.id, "better"),
        ("export", "runs"),
        ("export", "curves"),
    ]


def test_deleting_asks_once_more(recorder: Recorder) -> None:
    session = session_with(2)
    first, second = session.run_book.runs
    tool = tool_for(session, recorder)
    press(tool, "Delete run")
    assert not recorder.calls
    widget(tool, "Run").value = first.id  # another run: it asks anew
    press(tool, "Delete run")
    assert not recorder.calls
    press(tool, "Delete for good?")
    assert recorder.calls == [("delete_run", first.id)]
    session.delete_run(first.id)
    tool.update(session.snapshot())
    assert widget(tool, "Run").value == second.id
    assert visible(tool) == ["run 1"]


def test_two_runs_of_one_name_are_told_apart(recorder: Recorder) -> None:
    session = Session(SMALL)
    for _ in range(2):
        session.run_epoch()
        session.keep_run("same")
    tool = tool_for(session, recorder)
    assert list(widget(tool, "Run").options) == ["same", "same (2)"]


def test_a_name_is_text_and_not_markup(recorder: Recorder) -> None:
    session = Session(SMALL)
    session.run_epoch()
    session.keep_run("<img src=x onerror=alert(1)>")
    assert "<img" not in tool_for(session, recorder)._table.text
