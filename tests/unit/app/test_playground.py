"""The main page as a whole: which of its parts follow which frames."""

from __future__ import annotations

import dataclasses
from typing import Any
from unittest.mock import MagicMock

import pytest
from panel.widgets import Button, Select

from playground.actions import SetField
from playground.labs.playground import Playground
from playground.session import Session
from playground.state import DEFAULTS


class Page:
    """A session and the parts of the page, under a clock that stands still."""

    def __init__(self) -> None:
        self.session = Session(dataclasses.replace(DEFAULTS, n_samples=20))
        self.now = 0.0
        runner: Any = MagicMock()
        self.lab = Playground(
            self.session.snapshot(), self.session.dispatch, runner, clock=lambda: self.now
        )
        self.regions: Any = self.lab.regions
        self.session.play()
        self.frame()

    def frame(self) -> None:
        self.session.run_epoch()
        self.lab.update(self.session.snapshot())

    @property
    def play(self) -> Button:
        button: Button = self.regions["run"][0]
        return button

    @property
    def optimizer(self) -> Select:
        (found,) = (w for w in self.regions["network"].select(Select) if w.label == "Optimizer")
        return found


@pytest.fixture
def page() -> Page:
    return Page()


def test_an_edit_shows_with_the_next_frame_while_it_trains(page: Page) -> None:
    page.session.dispatch(SetField("optimizer", "adam"))
    page.frame()
    assert page.optimizer.value == "adam"


def test_the_first_and_the_last_frame_of_training_reach_the_controls(page: Page) -> None:
    assert page.play.label == "Pause"
    page.session.pause()
    page.frame()
    assert page.play.label == "Play"


def test_a_gesture_that_changed_nothing_is_taken_back_while_it_trains(page: Page) -> None:
    """The widget shows what was asked for, and the state says otherwise."""
    page.play.label = "wrong"
    page.frame()
    assert page.play.label == "wrong", "the controls are not looked over with each frame"
    page.now += 0.3
    page.frame()
    assert page.play.label == "Pause"


def test_a_gesture_that_changed_nothing_is_taken_back_at_once_when_it_rests(page: Page) -> None:
    page.session.pause()
    page.frame()
    page.play.label = "wrong"
    page.lab.update(page.session.snapshot())
    assert page.play.label == "Play"
