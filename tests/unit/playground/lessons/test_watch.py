"""What the page is told of the step that is read, and how the state leads a lesson."""

from __future__ import annotations

import json
from typing import Any

import pytest

from playground.actions import SetField, SetWeight
from playground.app import App
from playground.lessons.watch import PAUSE, Request, Watcher
from playground.session import Session
from playground.state import DEFAULTS

LINK = "v=1&lesson=bias&page=3&dataset=points&layers=&points=AAAAANAH"


def look(watcher: Watcher, session: Session) -> dict[str, Any] | None:
    return watcher.look(session.snapshot(), session.scene)


def test_it_says_what_is_new_and_nothing_twice() -> None:
    session, watcher = Session.opened(LINK), Watcher()
    assert look(watcher, session) is None
    request = Request("bias", 3, LINK, "train_loss < 0.01", ("bias(1,1)", "test_loss", "oops"))
    watcher.watch(request)
    first = look(watcher, session)
    facts = {"bias(1,1)": 0.1, "test_loss": None, "oops": None}
    assert first == {"lesson": "bias", "page": 3, "done": False, "facts": facts}
    assert look(watcher, session) is None
    session.dispatch(SetWeight(1, 0, None, 3.0))
    second = look(watcher, session)
    assert second and second["done"] and second["facts"]["bias(1,1)"] == 3.0
    watcher.watch(request)
    assert look(watcher, session) == second  # asked again, it answers again
    watcher.watch(Request())
    assert look(watcher, session) is None


def test_while_training_it_looks_only_now_and_then() -> None:
    now = [0.0]
    session, watcher = Session(), Watcher(lambda: now[0])
    watcher.watch(Request("x", 1, facts=("epoch",)))
    assert look(watcher, session)
    session.play()
    session.run_epoch()
    assert look(watcher, session) is None
    now[0] += PAUSE
    said = look(watcher, session)
    assert said and said["facts"] == {"epoch": 1}
    session.run_epoch()
    assert look(watcher, session) is None
    session.pause()
    said = look(watcher, session)
    assert said and said["facts"] == {"epoch": 2}


def test_numbers_that_are_not_finite_are_words_and_a_bad_condition_is_never_done() -> None:
    session, watcher = Session(), Watcher()
    session.dispatch(SetWeight(1, 0, None, 1000.0))
    session.experiment.network.parameters[0] = float("nan")
    watcher.watch(Request("x", 1, None, "1 +", ("weight(1,1,1)", "gradient_norms")))
    said = look(watcher, session)
    assert said and not said["done"]
    assert said["facts"] == {"weight(1,1,1)": "not finite", "gradient_norms": None}
    json.dumps(said, allow_nan=False)


def app_of(session: Session) -> App:
    return App(session, lambda snapshot: None, lambda file: None)


def test_a_step_with_a_state_is_an_edit_and_undo_goes_back_to_where_the_reader_was() -> None:
    app = app_of(Session())
    session = app.session
    session.dispatch(SetField("tool", "weight"))
    session.run_epoch()
    app.show_step(Request("bias", 3, LINK))
    assert (session.state.lesson, session.state.lesson_step) == ("bias", 3)
    assert (session.state.dataset, session.state.tool) == ("points", "none")
    assert session.snapshot().undo == "begin a lesson step"
    app.show_step(Request("bias", 4))
    assert session.state.lesson_step == 4
    assert session.snapshot().undo == "begin a lesson step"  # turning the page is no edit
    app.undo()
    assert (session.state.lesson, session.state.dataset) == ("none", "circle")
    assert (session.state.tool, session.experiment.epoch) == ("weight", 1)
    app.redo()
    assert (session.state.lesson, session.state.lesson_step) == ("bias", 4)
    assert session.state.dataset == "points"


def test_undo_of_another_edit_keeps_the_page_and_so_does_a_run_that_is_opened() -> None:
    app = app_of(Session())
    session = app.session
    app.show_step(Request("bias", 3, LINK))
    session.dispatch(SetField("learning_rate", 0.3))
    app.show_step(Request("bias", 5))
    app.undo()
    assert session.state.learning_rate == DEFAULTS.learning_rate
    assert (session.state.lesson, session.state.lesson_step) == ("bias", 5)
    session.run_epoch()
    session.keep_run("one")
    app.open_run(session.run_book.runs[0].id, weights=True)
    assert (session.state.lesson, session.state.lesson_step) == ("bias", 5)
    app.show_step(Request())
    assert session.state.lesson == "none"
    assert session.state.dataset == "points"


def test_beginning_a_step_again_starts_it_anew_and_keeps_the_run() -> None:
    app = app_of(Session())
    app.show_step(Request("bias", 3, LINK))
    app.session.run_epoch()
    app.show_step(Request("bias", 3, LINK))
    assert app.session.experiment.epoch == 0
    assert len(app.session.run_book.runs) == 1


@pytest.mark.parametrize("page", [0, 100, -1])
def test_a_page_beyond_the_last_is_clamped(page: int) -> None:
    app = app_of(Session())
    app.show_step(Request("bias", page))
    assert 1 <= app.session.state.lesson_step <= 99
