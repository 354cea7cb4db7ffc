"""The widgets of a race of optimizers: who runs, at which rate, and the buttons of the race."""

from __future__ import annotations

import dataclasses

import panel as pn

from playground.actions import SetRacers
from playground.controls.field import Bound, Dispatch, FieldControl, select
from playground.controls.run import Runner
from playground.entrants import FEWEST, MOST, Entrant
from playground.fields import FIELDS
from playground.race import RaceSight
from playground.snapshot import Snapshot


class RaceControl:
    """The row of buttons above the racers."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, runner: Runner) -> None:
        self._snapshot = snapshot
        self._racing = False
        self._go = pn.widgets.Button(
            label="Start the race", color="primary", css_classes=["play"], align="end"
        )
        self._go.on_click(lambda _: runner.race(not self._racing))
        again = pn.widgets.Button(label="Restart the race", align="end")
        again.on_click(lambda _: runner.restart_race())
        self._add = pn.widgets.Button(label="Add a racer", align="end")
        self._add.on_click(lambda _: dispatch(SetRacers(self._with_another())))
        self._start = FieldControl(
            "race_start", snapshot.state, dispatch, sizing_mode="fixed", width=190
        )
        self.root = pn.Row(self._go, again, self._add, self._start.widget, css_classes=["toolbar"])

    def update(self, snapshot: Snapshot, sight: RaceSight) -> None:
        """Name the first button after what it will do."""
        self._snapshot, self._racing = snapshot, sight.racing
        self._go.label = "Pause the race" if sight.racing else "Start the race"
        self._go.disabled = not sight.can_start
        self._add.disabled = len(snapshot.state.racers) >= MOST
        self._start.update(snapshot.state)

    def _with_another(self) -> tuple[Entrant, ...]:
        """The racers and one more: the first optimizer that does not run yet."""
        racers = self._snapshot.state.racers
        running = {racer.optimizer for racer in racers}
        names = [str(choice.value) for choice in FIELDS["optimizer"].choices]
        return (*racers, Entrant(next(name for name in names if name not in running)))


class RacerControl:
    """The widgets of one racer."""

    def __init__(
        self, index: int, snapshot: Snapshot, dispatch: Dispatch, runner: Runner, width: int
    ) -> None:
        self._index, self._dispatch, self._snapshot = index, dispatch, snapshot
        number, rate = index + 1, FIELDS["learning_rate"]
        self._optimizer = Bound(
            select(
                f"Racer {number}",
                FIELDS["optimizer"].choices,
                "sgd",
                sizing_mode="fixed",
                width=width - 42,
            ),
            lambda value: self._set(optimizer=value),
        )
        self._rate = Bound(
            pn.widgets.FloatInput(
                label=f"Rate of racer {number}",
                value=0.03,
                start=rate.low,
                end=rate.high,
                step=0.001,
                format="0[.]000000",
                sizing_mode="fixed",
                width=width,
            ),
            lambda value: self._set(rate=value),
        )
        self._remove = pn.widgets.Button(
            label=f"Remove racer {number}", css_classes=["remove"], width=34, align="end"
        )
        self._remove.on_click(lambda _: dispatch(SetRacers(self._without())))
        self._take = pn.widgets.Button(label=f"Take over racer {number}", width=width)
        self._take.on_click(lambda _: runner.take_over(index))
        self.head = pn.Row(self._optimizer.widget, self._remove)
        self.rate, self.take_over = self._rate.widget, self._take

    def update(self, snapshot: Snapshot, sight: RaceSight) -> None:
        """Show this racer's optimizer and rate."""
        self._snapshot = snapshot
        racer = sight.racers[self._index]
        self._optimizer.show(racer.optimizer)
        self._rate.show(racer.rate)
        self._remove.disabled = len(sight.racers) <= FEWEST
        self._take.disabled = bool(racer.note) or not sight.can_start

    def _set(self, **changes: object) -> None:
        racers = list(self._snapshot.state.racers)
        racers[self._index] = dataclasses.replace(racers[self._index], **changes)  # type: ignore[arg-type]
        self._dispatch(SetRacers(tuple(racers)))

    def _without(self) -> tuple[Entrant, ...]:
        racers = self._snapshot.state.racers
        return racers[: self._index] + racers[self._index + 1 :]
