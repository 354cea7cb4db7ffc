"""One run as it is kept: its settings, what was learned, its loss curve and its final numbers.

A run is written as JSON text that the page keeps in the browser, and is read back like any saved
work: every part of it may be damaged, and then the run is left out.
"""

from __future__ import annotations

import dataclasses
import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass

from backprop import DATASETS, OPTIMIZERS, Checkpoint, CheckpointError
from playground import saving, url
from playground.fields import plain
from playground.history import LossHistory
from playground.measure import Score
from playground.networks import check_fit
from playground.outlook import with_view_of
from playground.state import DEFAULTS, PlaygroundState

FORMAT = 1
MAX_NAME = 60
MAX_TEXT = 1_500_000  # characters of one run; the largest network with three vectors takes 250,000
CURVE_ENTRIES = 250  # of a loss curve that is kept

_LATEST = 4e9  # seconds: the clock of a computer that is set wrong may say anything


@dataclass(frozen=True, eq=False)
class Run:
    """A run at its last moment.

    `made` is the time in seconds since 1970. `kept`: the reader asked for it, so it stays until
    the reader deletes it.
    """

    id: str
    name: str
    made: float
    kept: bool
    state: PlaygroundState
    checkpoint: Checkpoint
    history: LossHistory
    train: Score
    test: Score

    @property
    def epochs(self) -> int:
        """How many epochs it was trained."""
        return self.checkpoint.epoch_count

    @property
    def link(self) -> str:
        """Its settings as the fragment of a link."""
        return url.encode(self.state)

    @property
    def date(self) -> str:
        """When it was made, in the reader's own time."""
        return time.strftime("%Y-%m-%d %H:%M", time.localtime(self.made))

    def is_same(self, checkpoint: Checkpoint, state: PlaygroundState) -> bool:
        """Whether this is a run with these settings that stands at this very moment."""
        here = self.checkpoint
        same = here.step_count == checkpoint.step_count and self.state == plainly(state)
        return same and here.parameters.tobytes() == checkpoint.parameters.tobytes()


def plainly(state: PlaygroundState) -> PlaygroundState:
    """A state without the way it is looked at, as it is kept."""
    return with_view_of(state, DEFAULTS)


def clean_name(name: object, fallback: str) -> str:
    """A name in one line, not too long; `fallback` when there is none."""
    words = " ".join(name.split()) if isinstance(name, str) else ""
    printable = "".join(letter for letter in words if letter.isprintable())
    return printable[:MAX_NAME].strip() or fallback


def name_for(state: PlaygroundState) -> str:
    """What a run is called unless the reader says otherwise: data, layers, optimizer, rate."""
    data = DATASETS[state.dataset].label if state.dataset in DATASETS else "Own data"
    layers = "-".join(str(layer.units) for layer in state.layers) or "no hidden layer"
    optimizer = OPTIMIZERS[state.optimizer].label
    return clean_name(f"{data} {layers} {optimizer} {plain(state.learning_rate)}", "Run")


def write(run: Run) -> str:
    """The run as JSON text."""
    scores = [run.train.loss, run.test.loss, run.train.accuracy, run.test.accuracy]
    content = {
        "format": FORMAT,
        "name": run.name,
        "made": run.made,
        "kept": run.kept,
        "work": saving.write(run.state, run.checkpoint, run.history, False, None),
        "scores": scores,
    }
    return json.dumps(content, separators=(",", ":"), allow_nan=False)


def read(identity: str, text: object) -> Run | None:
    """The run of a text; None when any part of it cannot be used."""
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        return None
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, Mapping) or content.get("format") != FORMAT:
        return None
    saved = saving.read(content.get("work"))
    made, scores = _number(content.get("made")), content.get("scores")
    if saved.notes or saved.checkpoint is None or saved.history is None or made is None:
        return None
    if not (isinstance(scores, list) and len(scores) == 4 and 0 <= made <= _LATEST):
        return None
    try:
        check_fit(saved.checkpoint, saved.state)
    except CheckpointError:
        return None
    numbers = [_number(score) for score in scores]
    return Run(
        id=identity,
        name=clean_name(content.get("name"), name_for(saved.state)),
        made=made,
        kept=content.get("kept") is True,
        state=plainly(saved.state),
        checkpoint=saved.checkpoint,
        history=saved.history,
        train=Score(numbers[0], numbers[2]),
        test=Score(numbers[1], numbers[3]),
    )


def renamed(run: Run, name: object) -> Run:
    """The run under another name; a reader who names a run wants to keep it."""
    return dataclasses.replace(run, name=clean_name(name, run.name), kept=True)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e300 and math.isfinite(value) else None
