"""The race tool: its widgets change who runs, and its pictures show how they stand."""

from __future__ import annotations

import dataclasses
import itertools
import math
from typing import Any

import numpy as np

from playground.actions import Action, SetField, SetRacers
from playground.entrants import USUAL, Entrant
from playground.labs.playground.race import RaceTool
from playground.session import Session
from playground.state import DEFAULTS, HiddenLayer


class Desk:
    """The tool of a session, the actions it asks for and the calls it makes."""

    def __init__(self, **changes: Any) -> None:
        # It runs a second each time it is read: nothing shown is too fresh to change.
        clock = map(float, itertools.count()).__next__
        state = dataclasses.replace(DEFAULTS, tool="race", n_samples=60, **changes)
        self.session = Session(state, clock=clock)
        self.actions: list[Action] = []
        self.calls: list[tuple[Any, ...]] = []
        self.tool = RaceTool(self.session.snapshot(), self.actions.append, self)  # type: ignore[arg-type]
        self.show()

    def race(self, go: bool) -> None:
        self.calls.append(("race", go))
        self.session.race(go)

    def restart_race(self) -> None:
        self.calls.append(("restart",))

    def take_over(self, index: int) -> None:
        self.calls.append(("take over", index))

    def show(self) -> None:
        self.tool.update(self.session.snapshot())

    def widget(self, label: str) -> Any:
        parts = (self.tool._control.root, *self.tool._cards)
        return next(w for part in parts for w in part.select() if getattr(w, "label", "") == label)


def test_there_is_a_card_for_each_racer() -> None:
    desk = Desk()
    assert [card.visible for card in desk.tool._cards] == [True] * 4 + [False] * 2
    assert desk.widget("Racer 4").value == "adam"
    assert desk.widget("Rate of racer 1").value == DEFAULTS.learning_rate
    assert desk.actions == []


def test_widgets_change_who_runs_and_how() -> None:
    desk = Desk()
    desk.widget("Racer 2").value = "adam"
    desk.widget("Rate of racer 1").value = 0.5
    desk.widget("Remove racer 3").clicks += 1
    desk.widget("Add a racer").clicks += 1
    changed, faster, fewer, more = (action.racers for action in desk.actions)  # type: ignore[union-attr]
    assert changed == (USUAL[0], Entrant("adam"), *USUAL[2:])
    assert faster == (Entrant("sgd", 0.5), *USUAL[1:])
    assert fewer == (*USUAL[:2], USUAL[3])
    assert more[:4] == USUAL and more[4].optimizer not in {racer.optimizer for racer in USUAL}


def test_two_stay_and_six_are_enough() -> None:
    desk = Desk(racers=USUAL[:2])
    assert desk.widget("Remove racer 1").disabled
    desk.session.dispatch(SetRacers((*USUAL, *USUAL[:2])))
    desk.show()
    assert desk.widget("Add a racer").disabled
    assert all(card.visible for card in desk.tool._cards)


def test_the_pictures_follow_the_race() -> None:
    desk = Desk()
    view = desk.tool._view
    before = view._images[0].data["image"][0]
    desk.widget("Start the race").clicks += 1
    desk.session.advance(math.inf, 3)
    desk.show()
    assert desk.widget("Pause the race") is desk.tool._control._go
    assert (view._images[0].data["image"][0] != before).any()
    assert list(view._losses[3].data["epoch"]) == [0, 1, 2, 3]
    assert view.words[0].text.startswith("Epoch 3\nTraining 0.")
    assert [item.visible for item in view._lines] == ([True] * 4 + [False] * 2) * 2
    assert view._lines[3].label.value == "Adam, rate 0.003"
    desk.widget("Take over racer 4").clicks += 1
    desk.widget("Restart the race").clicks += 1
    assert desk.calls == [("race", True), ("take over", 3), ("restart",)]


def test_the_plots_have_the_scale_of_the_loss() -> None:
    desk = Desk()
    assert not desk.tool._view.linear.visible and not desk.tool._view.log.visible
    desk.widget("Start the race").clicks += 1
    desk.session.advance(math.inf, 1)
    desk.show()
    assert desk.tool._view.linear.visible and not desk.tool._view.log.visible
    desk.session.dispatch(SetField("loss_scale", "log"))
    desk.show()
    assert desk.tool._view.log.visible and not desk.tool._view.linear.visible


def test_a_loss_out_of_all_proportion_does_not_flatten_the_other_curves() -> None:
    wild = (Entrant("sgd", 100.0), Entrant("adam", 0.01))
    desk = Desk(racers=wild, dataset="plane", layers=(HiddenLayer(4, "relu"),))
    desk.session.race(True)
    desk.session.advance(math.inf, 5)
    desk.show()
    for source in desk.tool._view._losses[:2]:
        losses = np.asarray(source.data["loss"])
        assert np.nanmax(losses) < 20.0


def test_who_left_says_why_and_cannot_be_taken_over() -> None:
    wild = (Entrant("sgd", 100.0), Entrant("adam", 0.01))
    desk = Desk(racers=wild, dataset="plane", layers=(DEFAULTS.layers[0],), loss_scale="log")
    desk.session.dispatch(SetField("regularizer", "none"))
    desk.session.race(True)
    desk.session._track.race(desk.session.experiment).racers[0].experiment.network.parameters[:] = (
        math.inf
    )
    desk.session.advance(math.inf, 2)
    desk.show()
    assert desk.tool._view.words[0].text.startswith("Left the race in epoch")
    assert desk.widget("Take over racer 1").disabled
    assert not desk.widget("Take over racer 2").disabled
