"""The application: one session, one lab, one Bokeh document, one training loop.

It runs in plain CPython as well as in the browser; only `bridge` knows the page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import SystemRandom

from bokeh.document import Document
from bokeh.model import Model
from bokeh.models.ui import UIElement
from bokeh.settings import settings
from panel.io.state import state
from panel.viewable import Viewable

from playground.actions import Action, NewWeightSeed, SetField
from playground.controls.style import style
from playground.exports import File
from playground.fields import MAX_SEED
from playground.labs import DEFAULT_LAB, LABS
from playground.lessons.watch import Request, Watcher
from playground.loop import TrainingLoop
from playground.session import Session
from playground.snapshot import Snapshot
from playground.state import DEFAULTS


class App:
    """Ties gestures to the session and snapshots to the page's models.

    `publish` is called after the models were updated, with the snapshot they show; `deliver`
    hands a file to the reader. Errors of
    the session are its own notices and reach the reader with the next snapshot.
    """

    def __init__(
        self,
        session: Session,
        publish: Callable[[Snapshot], None],
        deliver: Callable[[File], None],
    ) -> None:
        self.session = session
        self._publish = publish
        self._deliver = deliver
        self.watcher = Watcher()
        self.loop = TrainingLoop(session, self._show)
        build = LABS.get(session.state.lab, LABS[DEFAULT_LAB])
        self._lab = build(_first_snapshot(), self.dispatch, self)
        self.document = document_of(self._lab.regions)

    def _show(self, snapshot: Snapshot) -> None:
        self._lab.update(snapshot)
        self._publish(snapshot)

    def dispatch(self, action: Action) -> None:
        """Carry out one gesture and show the result with the next frame."""
        self.session.dispatch(action)
        self.loop.invalidate()

    def toggle(self) -> None:
        """Play, or pause."""
        if self.session.playing:
            self.loop.pause()
        else:
            self.loop.play()

    def step_epoch(self) -> None:
        """Pause and train one epoch."""
        self.loop.pause()
        self.session.run_epoch()
        self.loop.invalidate()

    def step_batch(self) -> None:
        """Pause and make one update of the weights."""
        self.loop.pause()
        self.session.step_batch()
        self.loop.invalidate()

    def reset(self) -> None:
        """Pause and go back to the same initial weights."""
        self.loop.pause()
        self.session.reset()
        self.loop.invalidate()

    def new_weights(self) -> None:
        """Pause and start from the initial weights of another seed."""
        self.loop.pause()
        self.dispatch(NewWeightSeed(SystemRandom().randrange(MAX_SEED + 1)))

    def load(self, address: str) -> None:
        """Pause and show the experiment of a link."""
        self.loop.pause()
        self.session.load(address)
        self.loop.invalidate()

    def show_step(self, step: Request) -> None:
        """Go to a step of a lesson, with its experiment if it has one, and watch for its goal."""
        if step.link:
            self.load(step.link)
        else:
            self.dispatch(SetField("lesson", step.lesson))
            self.dispatch(SetField("lesson_step", step.page))
        self.watcher.watch(step)
        self.loop.invalidate()

    def travel(self, epoch: int) -> None:
        """Pause and look at the run as it was at the end of an epoch."""
        self.session.travel(epoch)
        self.loop.invalidate()

    def back_to_latest(self) -> None:
        """Look at the run where its training stands."""
        self.session.back_to_latest()
        self.loop.invalidate()

    def keep_run(self, name: str) -> None:
        """Keep the run as it stands, under a name."""
        self.session.keep_run(name)
        self.loop.invalidate()

    def open_run(self, identity: str, *, weights: bool) -> None:
        """Pause and take up a run again, with its weights or only its settings."""
        self.loop.pause()
        self.session.open_run(identity, weights=weights)
        self.loop.invalidate()

    def rename_run(self, identity: str, name: str) -> None:
        """Give a run another name."""
        self.session.rename_run(identity, name)
        self.loop.invalidate()

    def delete_run(self, identity: str) -> None:
        """Delete a run for good."""
        self.session.delete_run(identity)
        self.loop.invalidate()

    def catch_up(self, epoch: int) -> None:
        """Train up to an epoch at once: the one at which the page's recording stands."""
        self.session.begin_shown(epoch - self.session.snapshot().epoch)

    def race(self, go: bool) -> None:
        """Let the optimizers race, or rest."""
        self.session.race(go)
        self.loop.invalidate()

    def restart_race(self) -> None:
        """Put all racers back to the start."""
        self.session.restart_race()
        self.loop.invalidate()

    def take_over(self, index: int) -> None:
        """Go on with what a racer has learned."""
        self.session.take_over(index)
        self.loop.invalidate()

    def export(self, kind: str) -> None:
        """Hand the reader a file; see `exports.EXPORTS`."""
        if file := self.session.export(kind):
            self._deliver(file)
        self.loop.invalidate()

    def undo(self) -> None:
        """Take the last edit back."""
        self.session.undo()
        self.loop.invalidate()

    def redo(self) -> None:
        """Make the edit again that was undone."""
        self.session.redo()
        self.loop.invalidate()

    def press(self, key: str, large: bool) -> None:
        """Hand the lab a key that was pressed on its large picture."""
        self._lab.press(key, large)
        self.loop.invalidate()

    def recover(self) -> None:
        """Go back to the last weights that were finite numbers."""
        self.loop.pause()
        self.session.back_to_finite()
        self.loop.invalidate()


def _first_snapshot() -> Snapshot:
    """The default experiment, from which every document is built, prerendered or live.

    Its revisions belong to no session, so the first real snapshot is drawn whole.
    """
    snapshot = Session(DEFAULTS).snapshot()
    return replace(
        snapshot,
        network=replace(snapshot.network, revision=-1),
        points_revision=-1,
        grid_revision=-1,
        history_revision=-1,
    )


def document_of(regions: Mapping[str, Viewable | UIElement]) -> Document:
    """A document with one root a region, named after it.

    Ids are plain counters: the document prerendered at build time and the one made in the
    reader's browser then agree model by model, and the live session can take the page over.
    """
    settings.simple_ids.set_value(True)
    document = Document()
    # Panel drops what its layouts change as long as it thinks that nobody sees the document.
    state._connected[document] = True
    roots: list[UIElement] = []
    for name, part in regions.items():
        root = part.get_root(document) if isinstance(part, Viewable) else part
        root.name = name
        roots.append(root)
    style(roots)
    for root in roots:
        document.add_root(root)
    return document


def fingerprint(document: Document) -> str:
    """A hash of the document's structure: the id and the type of each of its models."""
    models: set[Model] = set(document.models)
    lines = sorted(f"{model.id} {type(model).__qualname__}" for model in models)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
