"""Runs that are kept: they come back exactly, stay within their room, and survive damage."""

import csv
import dataclasses
import io
import itertools
import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from playground import run_book, runs
from playground.actions import AddLayer, NewWeightSeed, SetField, SetWeight
from playground.outlook import with_view_of
from playground.run_book import MAX_RUNS, RunBook
from playground.run_list import ORDERS, ordered
from playground.runs import Run
from playground.session import Session
from playground.state import DEFAULTS, HiddenLayer, PlaygroundState

SMALL = dataclasses.replace(DEFAULTS, n_samples=60, batch_size=7)


def session_with(state: PlaygroundState = SMALL, epochs: int = 5) -> Session:
    session = Session(state)
    ticks = itertools.count(1000)
    session._keeping.book = RunBook(lambda: float(next(ticks)))
    session.run_for(math.inf, epochs)
    return session


def learned(session: Session) -> tuple[Any, ...]:
    snapshot = session.snapshot()
    return (
        session.experiment.checkpoint().to_dict(),
        snapshot.train_loss,
        snapshot.test_loss,
        snapshot.grid.tolist(),
    )


def names(session: Session) -> list[str]:
    return [run.name for run in session.run_book.runs]


def notice(session: Session) -> str:
    found = session.snapshot().notice
    return found.text if found else ""


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_kept_run_is_taken_up_again_bit_for_bit(optimizer: str) -> None:
    layers = (HiddenLayer(4, batch_norm=True, dropout=20), HiddenLayer(3))
    session = session_with(dataclasses.replace(SMALL, optimizer=optimizer, layers=layers))
    session.step_batch()
    before = learned(session)
    session.keep_run("the first")
    session.dispatch(AddLayer())
    session.dispatch(SetField("noise", 30))
    session.run_for(math.inf, 3)
    first = session.run_book.runs[0]
    session.open_run(first.id, weights=True)
    assert learned(session) == before
    assert session.history.arrays[0].tolist() == [0, 1, 2, 3, 4, 5]
    session.run_for(math.inf, 4)
    straight = session_with(dataclasses.replace(SMALL, optimizer=optimizer, layers=layers))
    straight.step_batch()
    straight.run_for(math.inf, 4)
    assert learned(session) == learned(straight)


def test_settings_alone_start_from_the_initial_weights() -> None:
    session = session_with()
    session.keep_run("the first")
    session.dispatch(SetField("optimizer", "adam"))
    session.dispatch(SetField("loss_scale", "log"))
    session.open_run(session.run_book.runs[0].id, weights=False)
    assert session.state == dataclasses.replace(SMALL, loss_scale="log")
    assert learned(session) == learned(Session(SMALL))


def test_opening_a_run_can_be_undone() -> None:
    session = session_with()
    session.keep_run("the first")
    session.run_for(math.inf, 4)
    before = learned(session)
    session.open_run(session.run_book.runs[0].id, weights=True)
    session.undo()
    assert learned(session) == before


@pytest.mark.parametrize(
    "leave",
    [
        lambda session: session.reset(),
        lambda session: session.dispatch(NewWeightSeed()),
        lambda session: session.dispatch(AddLayer()),
        lambda session: session.load("dataset=xor"),
    ],
)
def test_a_run_that_is_left_is_kept_by_itself(leave: Callable[[Session], Any]) -> None:
    session = session_with()
    expected = session.experiment.checkpoint().to_dict()
    loss = session.snapshot().train_loss
    leave(session)
    (run,) = session.run_book.runs
    assert run.checkpoint.to_dict() == expected
    assert (run.epochs, run.kept, run.train.loss) == (5, False, loss)
    assert run.name == "Circle 4-2 SGD 0.03"


@pytest.mark.parametrize(
    "go_on",
    [
        lambda session: session.play(),
        lambda session: session.run_epoch(),
        lambda session: session.dispatch(SetWeight(1, 0, 0, 1.0)),
        lambda session: session.dispatch(SetField("learning_rate", 1.0)),
        lambda session: session.reset(),
    ],
)
def test_what_came_after_an_earlier_epoch_is_kept_whole(go_on: Callable[[Session], Any]) -> None:
    session = session_with(epochs=20)
    expected, loss = session.experiment.checkpoint().to_dict(), session.snapshot().test_loss
    session.travel(7)
    go_on(session)
    (run,) = session.run_book.runs
    assert run.checkpoint.to_dict() == expected
    assert run.test.loss == loss
    assert run.history.arrays[0].tolist() == list(range(21))


def test_nothing_is_kept_of_a_run_that_goes_on_or_never_began() -> None:
    session = session_with(epochs=0)
    session.reset()
    session.dispatch(AddLayer())
    session.run_for(math.inf, 3)
    session.dispatch(SetField("learning_rate", 1.0))
    session.dispatch(SetField("tool", "runs"))
    session.travel(1)
    session.back_to_latest()
    assert not session.run_book.runs
    assert Session(SMALL).keep_run("none") is None


def test_there_is_nothing_to_keep_before_the_first_epoch() -> None:
    session = session_with(epochs=0)
    session.keep_run("early")
    assert "train at least one epoch" in notice(session)
    assert not session.run_book.runs


def test_the_same_moment_is_one_run() -> None:
    session = session_with()
    session.reset()
    session.open_run(session.run_book.runs[0].id, weights=True)
    session.reset()
    assert len(session.run_book.runs) == 1
    session.open_run(session.run_book.runs[0].id, weights=True)
    session.keep_run("mine")
    assert names(session) == ["mine"]
    assert session.run_book.runs[0].kept


def test_the_oldest_that_nobody_asked_for_leave_first() -> None:
    session = session_with(epochs=1)
    session.keep_run("kept")
    for _ in range(MAX_RUNS + 5):
        session.run_epoch()
        session.reset()
        session.dispatch(NewWeightSeed())
        session.run_epoch()
    assert len(session.run_book.runs) == MAX_RUNS
    assert names(session)[0] == "kept"
    assert session.run_book.runs[1].state.weight_seed > 5


def test_when_all_are_kept_there_is_no_room_and_a_sentence_says_so() -> None:
    session = session_with(epochs=0)
    for index in range(MAX_RUNS):
        session.run_epoch()
        session.keep_run(f"run {index}")
    session.run_epoch()
    session.keep_run("one more")
    assert "no room" in notice(session)
    session.reset()
    assert len(session.run_book.runs) == MAX_RUNS
    assert "one more" not in names(session)


def test_large_runs_leave_earlier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_book, "MAX_CHARACTERS", 30_000)
    session = session_with(epochs=1)
    for _ in range(20):
        session.reset()
        session.dispatch(NewWeightSeed())
        session.run_epoch()
    stored = session.run_book.take_changes()
    assert sum(len(text) for text in stored.values() if text) <= 30_000
    assert 2 <= len(session.run_book.runs) < 20


def test_a_long_run_keeps_a_short_curve_with_its_end() -> None:
    session = session_with(dataclasses.replace(SMALL, n_samples=10), 1500)
    session.keep_run("long")
    (run,) = session.run_book.runs
    epochs = run.history.arrays[0]
    assert 100 < len(epochs) <= runs.CURVE_ENTRIES
    assert (epochs[0], epochs[-1]) == (0, session.history.arrays[0][-1])
    assert len(session.history) > runs.CURVE_ENTRIES


def test_a_run_is_renamed_and_deleted() -> None:
    session = session_with()
    session.reset()
    (run,) = session.run_book.runs
    session.rename_run(run.id, "  a \n better\x00 name " + "x" * 100)
    assert names(session)[0].startswith("a better name xxx")
    assert len(names(session)[0]) <= runs.MAX_NAME
    assert session.run_book.runs[0].kept
    session.rename_run(run.id, "   ")
    assert names(session)[0].startswith("a better name")
    session.delete_run(run.id)
    assert not session.run_book.runs
    assert session.run_book.take_changes() == {run.id: None}


def test_a_run_that_another_tab_deleted_is_missed_in_a_sentence() -> None:
    session = session_with()
    before = learned(session)
    session.keep_run("mine")
    (run,) = session.run_book.runs
    session.receive_runs({run.id: None})
    for act in (
        lambda: session.open_run(run.id, weights=True),
        lambda: session.rename_run(run.id, "x"),
        lambda: session.delete_run(run.id),
    ):
        session.dismiss()
        act()
        assert notice(session) == "This run is not there any more."
    assert learned(session) == before


def test_what_is_stored_is_read_back_whole_in_another_tab() -> None:
    session = session_with(dataclasses.replace(SMALL, optimizer="adam"))
    session.keep_run("mine")
    (run,) = session.run_book.runs
    other = session_with(epochs=0)
    other.receive_runs(session.run_book.take_changes())
    (same,) = other.run_book.runs
    for name in ("id", "name", "made", "kept", "state", "train", "test", "date", "link"):
        assert getattr(same, name) == getattr(run, name)
    assert same.history.to_dict() == run.history.to_dict()
    other.open_run(same.id, weights=True)
    assert learned(other) == learned(session)
    assert other.run_book.take_changes() == {}


def stored_run() -> dict[str, Any]:
    session = session_with()
    session.keep_run("mine")
    ((_, text),) = session.run_book.take_changes().items()
    assert text
    content: dict[str, Any] = json.loads(text)
    return content


DAMAGES: list[Callable[[dict[str, Any]], Any]] = [
    lambda run: run.clear(),
    lambda run: run.update(format=2),
    lambda run: run.update(made="now"),
    lambda run: run.update(made=1e99),
    lambda run: run.update(made=True),
    lambda run: run.update(scores=[1, 2]),
    lambda run: run.update(scores=None),
    lambda run: run.update(work=[]),
    lambda run: run["work"].pop("checkpoint"),
    lambda run: run["work"]["checkpoint"].update(parameters="AAAA"),
    lambda run: run["work"]["checkpoint"].update(layer_sizes=[2, 3, 1]),
    lambda run: run["work"]["history"].update(epoch=["x"]),
    lambda run: run["work"]["state_exact"].update(optimizer="adam"),
    lambda run: run["work"]["state_exact"].update(dataset="no such data"),
    lambda run: run["work"]["state_exact"].update(layers=[[5, "tanh"]]),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_run_is_dropped_with_a_sentence(damage: Callable[[dict[str, Any]], Any]) -> None:
    content = stored_run()
    damage(content)
    session = session_with()
    before = learned(session)
    session.receive_runs({"a": json.dumps(content), "b": json.dumps(stored_run())})
    assert [run.id for run in session.run_book.runs] == ["b"]
    assert "could not be read" in notice(session)
    assert session.run_book.take_changes() == {"a": None}
    assert learned(session) == before


@pytest.mark.parametrize("text", ["", "{", "null", "[" * 100_000, "x" * 2_000_000, 7, ["a"], "NaN"])
def test_any_text_is_no_run(text: object) -> None:
    session = session_with()
    session.receive_runs({"a": text, 7: "x", "k" * 100: "x"})
    assert not session.run_book.runs
    assert "could not be read" in notice(session)


@pytest.mark.parametrize("name", [None, 7, "", "   ", [], "\x00\x01"])
def test_a_run_without_a_usable_name_is_called_after_its_settings(name: object) -> None:
    content = stored_run() | {"name": name}
    session = session_with()
    session.receive_runs({"a": json.dumps(content)})
    assert names(session) == ["Circle 4-2 SGD 0.03"]


def test_scores_that_are_no_numbers_are_unknown() -> None:
    content = stored_run() | {"scores": [None, "1", True, 0.5]}
    run = runs.read("a", json.dumps(content))
    assert run
    assert (run.train.loss, run.test.loss) == (None, None)
    assert (run.train.accuracy, run.test.accuracy) == (None, 0.5)


def test_a_full_storage_is_told_and_loses_nothing() -> None:
    session = session_with()
    session.keep_run("mine")
    session.runs_not_stored()
    assert "last as long as this page" in notice(session)
    assert names(session) == ["mine"]


def some_runs() -> Session:
    session = session_with(epochs=2)
    session.keep_run("=2+2")
    session.run_for(math.inf, 3)
    session.keep_run('b, "quoted"')
    return session


@pytest.mark.parametrize("order", list(ORDERS))
def test_each_order_has_every_run(order: str) -> None:
    session = some_runs()
    unknown = dataclasses.replace(session.run_book.runs[0], id="u", test=runs.Score())
    listed = ordered((unknown, *session.run_book.runs), order)
    assert {run.id for run in listed} == {"u", *(run.id for run in session.run_book.runs)}


def test_orders_sort() -> None:
    first, second = some_runs().run_book.runs

    def sort(order: str) -> list[Run]:
        return ordered((first, second), order)

    assert sort("newest") == [second, first]
    assert sort("epochs") == [first, second]
    assert first.train.loss and second.train.loss
    assert (sort("train_loss")[0] is first) == (first.train.loss < second.train.loss)
    assert sort("name") == [first, second]


def test_the_runs_as_csv() -> None:
    session = some_runs()
    file = session.export("runs")
    assert file
    rows = list(csv.DictReader(io.StringIO(file.text)))
    assert [row["name"] for row in rows] == ["'=2+2", 'b, "quoted"']
    first = session.run_book.runs[0]
    assert float(rows[0]["training_loss"]) == first.train.loss
    assert rows[1]["epochs"] == "5"
    assert rows[0]["link"] == f"#{first.link}"


def test_the_curves_as_csv() -> None:
    session = some_runs()
    file = session.export("curves")
    assert file
    rows = list(csv.DictReader(io.StringIO(file.text)))
    assert [row["epoch"] for row in rows] == ["0", "1", "2", "0", "1", "2", "3", "4", "5"]
    assert float(rows[2]["test_loss"]) == session.run_book.runs[0].history.arrays[2][-1]


@pytest.mark.parametrize("kind", ["runs", "curves"])
def test_without_runs_there_is_no_file_and_a_sentence(kind: str) -> None:
    session = session_with()
    assert session.export(kind) is None
    assert "no runs to save" in notice(session)


def test_the_tool_shows_the_runs_as_they_come() -> None:
    session = session_with(dataclasses.replace(SMALL, tool="runs"))
    assert session.snapshot().detail.runs == ()  # type: ignore[attr-defined]
    session.keep_run("mine")
    listed = session.snapshot().detail.runs  # type: ignore[attr-defined]
    assert [run.name for run in listed] == ["mine"]
    session.run_epoch()
    assert session.snapshot().detail.runs is listed  # type: ignore[attr-defined]
    assert listed[0].state == with_view_of(SMALL, DEFAULTS)


def test_the_run_that_was_shown_while_python_loaded_is_nobodys() -> None:
    session = session_with(epochs=0)
    session.begin_shown(5)
    session.reset()
    assert not session.run_book.runs
    session.run_for(math.inf, 5)
    session.reset()
    assert len(session.run_book.runs) == 1


def test_who_goes_on_with_the_run_that_was_shown_makes_it_their_own() -> None:
    session = session_with(epochs=0)
    session.begin_shown(5)
    session.keep_run("as shown")
    session.step_batch()
    session.reset()
    assert [run.kept for run in session.run_book.runs] == [True, False]
