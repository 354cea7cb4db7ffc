"""What the tools of the workbench and the makers of files look at: the parts of a session."""

from __future__ import annotations

from dataclasses import dataclass

from playground.experiment import Experiment
from playground.history import LossHistory
from playground.race import RaceTrack
from playground.runs import Run
from playground.timeline import Timeline


@dataclass(frozen=True, eq=False)
class Scene:
    """One session's parts, to be read and not to be changed.

    `timeline` is the way the run came, `draft` the text of the last table that was opened as a
    file; `runs` are those that are kept, `track` is where optimizers
    race.
    """

    experiment: Experiment
    history: LossHistory
    timeline: Timeline
    draft: str = ""
    runs: tuple[Run, ...] = ()
    track: RaceTrack | None = None
