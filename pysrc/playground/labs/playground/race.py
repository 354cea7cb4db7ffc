"""The tool that lets optimizers race: buttons, a card for each racer, and the losses of all."""

from __future__ import annotations

import panel as pn

from playground.controls.field import Dispatch
from playground.controls.race import RaceControl, RacerControl
from playground.controls.run import Runner
from playground.entrants import MOST
from playground.race import RaceSight
from playground.snapshot import Snapshot
from playground.views.race import WIDTH, RaceView
from playground.views.sheet import side_by_side


class RaceTool:
    """The controls and the pictures of the race."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, runner: Runner) -> None:
        self._view = RaceView()
        self._control = RaceControl(snapshot, dispatch, runner)
        self._racers = [
            RacerControl(index, snapshot, dispatch, runner, WIDTH) for index in range(MOST)
        ]
        self._cards = [
            pn.Column(racer.head, racer.rate, plot, text, racer.take_over, width=WIDTH + 8)
            for racer, plot, text in zip(
                self._racers, self._view.maps, self._view.words, strict=True
            )
        ]
        self.root = (
            self._control.root,
            pn.Row(*self._cards, css_classes=["toolbar"], sizing_mode="stretch_width"),
            side_by_side(self._view.linear, self._view.log),
        )

    def update(self, snapshot: Snapshot) -> None:
        """Show the race."""
        sight = snapshot.detail
        if not isinstance(sight, RaceSight):
            return
        for index, card in enumerate(self._cards):
            card.visible = index < len(sight.racers)
            if card.visible:
                self._racers[index].update(snapshot, sight)
        self._control.update(snapshot, sight)
        self._view.update(snapshot, sight)
