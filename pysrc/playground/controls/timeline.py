"""The slider over the run: looking back at any of its epochs, and the way to the latest again."""

from __future__ import annotations

import time
from collections.abc import Callable

import panel as pn
from bokeh.models import PrintfTickFormatter

from playground.controls.field import Bound
from playground.controls.run import Runner
from playground.snapshot import Snapshot

# While the network trains the handle stays at the end and only the number grows.
_REDRAW_EVERY = 0.2  # seconds


class TimelineControl:
    """A slider as wide as the page, and a button. Both are there before there is a run."""

    def __init__(
        self, snapshot: Snapshot, runner: Runner, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._drawn_at = clock()
        self._format = PrintfTickFormatter(format="%d of 0")
        self._slider = Bound(
            pn.widgets.IntSlider(
                label="Epoch",
                start=0,
                end=1,
                value=0,
                format=self._format,
                tooltips=False,
                disabled=True,
                sizing_mode="stretch_width",
            ),
            lambda epoch: runner.travel(int(epoch)),
        )
        self._back = pn.widgets.Button(label="Back to the latest", disabled=True)
        self._back.on_click(lambda _: runner.back_to_latest())
        self.root = pn.Row(
            self._slider.widget,
            self._back,
            css_classes=["timeline"],
            sizing_mode="stretch_width",
        )
        self.update(snapshot)

    def update(self, snapshot: Snapshot) -> None:
        """Show where the run stands; the slider goes from the first epoch kept to the latest."""
        place, now = snapshot.place, self._clock()
        if snapshot.status == "training" and now - self._drawn_at < _REDRAW_EVERY:
            return
        self._drawn_at = now
        if self._back.disabled == place.past:
            self._back.disabled = not place.past
        words = f"%d of {place.last}"
        if self._format.format != words:
            self._format.format = words
        self._slider.show(
            place.shown,
            start=place.first,
            end=max(place.last, place.first + 1),
            disabled=place.last == place.first,
        )
