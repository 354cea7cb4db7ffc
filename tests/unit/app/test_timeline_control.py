"""The slider over the run follows the snapshot and asks for epochs, without answering itself."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from playground.controls import TimelineControl
from playground.session import Session
from playground.state import DEFAULTS
from playground.views import LossView

SMALL = dataclasses.replace(DEFAULTS, n_samples=20)


class Recorder:
    """Takes the place of the application: writes down what it is asked for."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *given: self.calls.append((name, *given))


def control_for(session: Session) -> tuple[TimelineControl, Recorder, list[float]]:
    recorder, now = Recorder(), [0.0]
    control = TimelineControl(session.snapshot(), recorder, clock=lambda: now[0])
    return control, recorder, now


def shown(control: TimelineControl) -> tuple[int, int, int, bool, str]:
    slider = control.root[0]
    return slider.start, slider.value, slider.end, slider.disabled, slider.format.format


def test_it_waits_for_the_first_epoch() -> None:
    control, _, _ = control_for(Session(SMALL))
    assert shown(control) == (0, 0, 1, True, "%d of 0")
    assert control.root[1].disabled


def test_it_goes_from_the_first_epoch_to_the_latest() -> None:
    session = Session(SMALL)
    control, recorder, _ = control_for(session)
    session.run_for(math.inf, 12)
    control.update(session.snapshot())
    assert shown(control) == (0, 12, 12, False, "%d of 12")
    session.travel(5)
    control.update(session.snapshot())
    assert shown(control) == (0, 5, 12, False, "%d of 12")
    assert not control.root[1].disabled
    assert recorder.calls == []


def test_moving_it_asks_for_the_epoch_and_the_button_for_the_latest() -> None:
    session = Session(SMALL)
    session.run_for(math.inf, 12)
    control, recorder, _ = control_for(session)
    control.root[0].value = 4
    control.root[1].clicks += 1
    assert recorder.calls == [("travel", 4), ("back_to_latest",)]


def test_while_training_it_is_drawn_a_few_times_a_second() -> None:
    session = Session(SMALL)
    control, _, now = control_for(session)
    session.play()
    session.run_for(math.inf, 3)
    control.update(session.snapshot())
    assert shown(control)[1] == 0
    now[0] = 1.0
    control.update(session.snapshot())
    assert shown(control)[1] == 3


def test_a_line_on_the_loss_plot_says_which_epoch_is_shown() -> None:
    session = Session(SMALL)
    session.run_for(math.inf, 12)
    view = LossView(session.snapshot())
    session.travel(5)
    view.update(session.snapshot())
    assert [(mark.visible, mark.location) for mark in view._marks] == [(True, 5), (True, 5)]
    assert len(view._source.data["epoch"]) == 13
    session.back_to_latest()
    view.update(session.snapshot())
    assert not any(mark.visible for mark in view._marks)
