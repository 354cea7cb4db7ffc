"""The workbench computes what the open tool shows, when it changed and can be afforded."""

from __future__ import annotations

import math

from playground.actions import SetField
from playground.deeper.nothing import FAILED
from playground.export_looks import Programs
from playground.own_data import OwnData
from playground.race import RaceSight
from playground.run_list import RunList
from playground.scene import Scene
from playground.session import Session
from playground.tools import Tool, Workbench


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def bench(clock: Clock, cost: float = 0.0) -> Workbench:
    looks = iter(range(100))

    def look(scene: Scene) -> int:
        clock.now += cost
        return next(looks)

    return Workbench(clock, {"a": Tool("a", "A", look, pause=0.5), "b": Tool("b", "B", look)})


def test_what_did_not_change_is_not_computed_again() -> None:
    workbench, scene = bench(Clock()), Session().scene
    assert workbench.detail("a", scene, training=False) == 0
    assert workbench.detail("a", scene, training=False) == 0
    workbench.moved()
    assert workbench.detail("a", scene, training=False) == 1


def test_another_tool_looks_at_once_and_a_closed_one_not_at_all() -> None:
    workbench, scene = bench(Clock()), Session().scene
    workbench.detail("a", scene, training=True)
    assert workbench.detail("b", scene, training=True) == 1
    assert workbench.detail("none", scene, training=True) is None
    workbench.moved()
    assert workbench.detail("none", scene, training=True) is None
    assert workbench.detail("a", scene, training=True) == 2


def test_while_it_trains_a_tool_rests_and_a_slow_one_longer() -> None:
    for cost, rest in ((0.0, 0.5), (1.0, 4.0)):
        clock = Clock()
        workbench, scene = bench(clock, cost), Session().scene
        workbench.detail("a", scene, training=True)
        workbench.moved()
        clock.now = cost + rest - 0.01
        assert workbench.detail("a", scene, training=True) == 0
        clock.now = cost + rest
        assert workbench.detail("a", scene, training=True) == 1


def test_when_training_stops_the_last_moment_is_seen() -> None:
    workbench, scene = bench(Clock()), Session().scene
    workbench.detail("a", scene, training=True)
    workbench.moved()
    assert workbench.detail("a", scene, training=True) == 0
    assert workbench.detail("a", scene, training=False) == 1


def test_an_unknown_tool_shows_nothing() -> None:
    session = Session()
    assert session.dispatch(SetField("tool", "hammer"))
    assert session.snapshot().detail is None


def test_a_link_to_a_tool_that_does_not_exist_says_so() -> None:
    session = Session.opened("tool=xyz&layers=3")
    assert session.state.tool == "none" and session.state.layers[0].units == 3
    notice = session.snapshot().notice
    assert notice and "There is no tool 'xyz'" in notice.text and "stages" in notice.text
    assert Session.opened("tool=stages").snapshot().notice is None


def test_after_the_loss_blew_up_the_tools_that_need_no_weights_still_work() -> None:
    session = Session()
    session.dispatch(SetField("tool", "space"))
    session.run_epoch()
    session.keep_run("before")
    session.experiment.network.parameters[:] = math.nan
    session.step_batch()
    snapshot = session.snapshot()
    assert snapshot.status == "error" and snapshot.detail == FAILED
    for tool in ("runs", "data", "save", "race"):
        session.dispatch(SetField("tool", tool))
        assert isinstance(session.snapshot().detail, RunList | OwnData | Programs | RaceSight)
    session.dispatch(SetField("tool", "runs"))
    detail = session.snapshot().detail
    assert isinstance(detail, RunList) and [run.name for run in detail.runs] == ["before"]
    session.delete_run(detail.runs[0].id)
    emptied = session.snapshot().detail
    assert isinstance(emptied, RunList) and emptied.runs == ()
