"""How much Python a frame costs: the whole page, the network picture alone, and a race.

Runs in whatever Python there is, CPython or Pyodide. A frame is what happens between training and
the page: the snapshot, the views that follow it, and the patch that is sent. Training is not
counted. Each figure is the median of many frames of a run.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from bokeh.core.serialization import Serializer
from bokeh.document import Document
from bokeh.document.events import DocumentPatchedEvent

from playground.app import App
from playground.session import Session
from playground.state import DEFAULTS, HiddenLayer, PlaygroundState
from playground.views import NetworkView

FRAMES, WARM_UP = 40, 10
RACE_S = 2.0


def _with_layers(*units: int) -> PlaygroundState:
    return dataclasses.replace(DEFAULTS, layers=tuple(HiddenLayer(n) for n in units))


NETS = {
    "2-4-2-1": DEFAULTS,
    "2-8-8-1": _with_layers(8, 8),
    "2-6×8-1": _with_layers(*[8] * 6),
}


def run_cases() -> dict[str, dict[str, float]]:
    """Time all cases; return name -> figures, JSON-safe.

    `ms_per_frame` is a frame with all pictures of the main page, `ms_of_network` the part of the
    network picture and its small maps in it. `epochs_per_s` of a race counts those that all four
    racers finished, with frames in between.
    """
    cases = {
        name: {"ms_per_frame": _frame(state), "ms_of_network": _network(state)}
        for name, state in NETS.items()
    }
    return cases | {"race of four": _race()}


class _Patches:
    """Encodes what changed in a document, as the bridge does with each frame."""

    def __init__(self, document: Document) -> None:
        self._events: list[Any] = []
        self._models = document.models
        self._models.flush_synced()
        document.on_change(self._note)

    def _note(self, event: Any) -> None:
        if isinstance(event, DocumentPatchedEvent):
            self._events.append(event)

    def take(self) -> None:
        serializer = Serializer(references=self._models.synced_references)
        serializer.encode(self._events)
        for buffer in serializer.buffers:
            buffer.to_bytes()
        self._events.clear()
        self._models.flush_synced(lambda model: not serializer.has_ref(model))


def _frame(state: PlaygroundState) -> float:
    app = App(Session(state), lambda _: None, lambda _: None)
    patches = _Patches(app.document)

    def frame() -> None:
        app._show(app.session.snapshot())
        patches.take()

    return _median_ms(app.session, frame)


def _network(state: PlaygroundState) -> float:
    session = Session(state)
    view, document = NetworkView(session.snapshot()), Document()
    document.add_root(view.figure)
    patches = _Patches(document)
    experiment = session.experiment

    def look() -> None:
        experiment.picture.tiles()
        experiment.network.parameters.copy()
        assert experiment.next_gradient is not experiment.last_update

    def draw() -> None:
        view.update(session.snapshot())
        patches.take()

    def snapshot_alone() -> None:
        session.snapshot()

    # The snapshot is made before it is timed how the picture follows it.
    drawing = _median_ms(session, draw, before=snapshot_alone)
    return drawing + _median_ms(session, look, before=snapshot_alone)


def _median_ms(
    session: Session, frame: Callable[[], None], before: Callable[[], None] = lambda: None
) -> float:
    """Train an epoch, then time a frame, again and again."""
    session.play()
    times = []
    for _ in range(WARM_UP + FRAMES):
        session.run_for(math.inf, 1)
        before()
        start = perf_counter()
        frame()
        times.append(1e3 * (perf_counter() - start))
    return median(times[WARM_UP:])


def _race() -> dict[str, float]:
    app = App(Session(dataclasses.replace(DEFAULTS, tool="race")), lambda _: None, lambda _: None)
    patches, session = _Patches(app.document), app.session
    session.race(True)
    times, epochs = [], 0
    end = perf_counter() + RACE_S
    while perf_counter() < end:
        epochs += session.advance(0.1)
        start = perf_counter()
        app._show(session.snapshot())
        patches.take()
        times.append(1e3 * (perf_counter() - start))
    return {"epochs_per_s": epochs / RACE_S, "ms_per_frame": median(times)}
