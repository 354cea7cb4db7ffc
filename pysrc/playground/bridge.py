"""The only module that knows the page: it talks to the worker's JavaScript.

`start` builds the application and `receive` takes each message; both are called from
`site/worker.mjs` and speak JSON text. Everything the models change between two frames leaves
in one message, and the loop waits with the next frame until the page says it has painted.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from bokeh.core.serialization import Buffer, Serializer
from bokeh.document.events import DocumentChangedEvent, DocumentPatchedEvent
from js import Object
from pyodide.ffi import to_js

from playground import url
from playground.app import App, fingerprint
from playground.describe import caption, describe
from playground.explained.paper import Paper, paper_of, to_json
from playground.exports import File
from playground.lessons.watch import Request
from playground.session import Session
from playground.snapshot import Snapshot
from playground.state import DEFAULTS, PlaygroundState, attribution_of
from playground.stopping import rules

_PAGE = "page"  # marks changes that came from the page and need not go back to it
_SAVE_EVERY = 1.0  # seconds between two savings while training

_log = logging.getLogger(__name__)

Post = Callable[..., None]


class Bridge:
    """One application, linked to one page."""

    def __init__(self, post: Post, session: Session, *, follows_recording: bool) -> None:
        self._post = post
        self._follows_recording = follows_recording
        self._events: list[DocumentPatchedEvent] = []
        self._paper: Paper = ()
        self._saved_at = 0.0
        self._saved_state: PlaygroundState | None = None
        self.app = App(session, self._publish, self._deliver)
        document = self.app.document
        document.models.flush_synced()  # the page has them all: they are prerendered
        document.on_change(self._collect)
        post("ready", json.dumps({"fingerprint": fingerprint(document)}))

    def receive(self, kind: str, payload: str) -> None:
        """Carry out one message of the page. A fault becomes a notice; the session goes on."""
        try:
            _HANDLERS[kind](self, payload)
        except Exception as error:
            _log.exception("The message %s failed.", kind)
            self.app.session.fail(error)
            self.app.loop.invalidate()

    def take_over(self, epoch: str) -> None:
        """Start to run, from the epoch of the recording that the page shows, if it shows one."""
        if self._follows_recording:
            self.app.catch_up(int(epoch))
        self.app.loop.invalidate()
        self._running = asyncio.ensure_future(self.app.loop.run())

    def patch(self, payload: str) -> None:
        """Apply what the reader did on a widget or a picture."""
        self.app.document.apply_json_patch(json.loads(payload), setter=_PAGE)
        self.app.loop.invalidate()

    def load(self, address: str) -> None:
        """Show the experiment of another link."""
        if address != _address(self.app.session):
            self.app.load(address)

    def lesson(self, payload: str) -> None:
        """Go to a step of a lesson and watch it, or leave the lesson."""
        self.app.show_step(Request(**json.loads(payload)))

    def recover(self, _: str) -> None:
        """Go back to the last finite weights."""
        self.app.recover()

    def undo(self, _: str) -> None:
        """Take the last edit back."""
        self.app.undo()

    def redo(self, _: str) -> None:
        """Make the edit again that was undone."""
        self.app.redo()

    def file(self, payload: str) -> None:
        """Open a file that the reader chose or dropped."""
        given = json.loads(payload)
        self.app.session.open_file(given["name"], given["text"])
        self.app.loop.invalidate()

    def key(self, payload: str) -> None:
        """A key was pressed while the large picture had the focus."""
        given = json.loads(payload)
        self.app.press(given["key"], given["large"])

    def runs(self, payload: str) -> None:
        """Take in the runs that the browser stores: JSON text by id, null for a deleted run."""
        self.app.session.receive_runs(json.loads(payload))
        self.app.loop.invalidate()

    def runs_not_stored(self, _: str) -> None:
        """The browser refused to store a run."""
        self.app.session.runs_not_stored()
        self.app.loop.invalidate()

    def dismiss(self, _: str) -> None:
        """The reader has closed the message."""
        self.app.session.dismiss()
        self.app.loop.invalidate()

    def painted(self, _: str) -> None:
        """The page has painted the last frame."""
        self.app.loop.painted()

    def ping(self, _: str) -> None:
        """Answer that Python is alive."""
        self._post("pong", "")

    def _collect(self, event: DocumentChangedEvent) -> None:
        if isinstance(event, DocumentPatchedEvent) and event.setter != _PAGE:
            self._events.append(event)

    def _publish(self, snapshot: Snapshot) -> None:
        patch, buffers = self._take_patch()
        frame: dict[str, Any] = {"patch": patch, "status": _status(snapshot)}
        paper = paper_of(snapshot.detail)
        if paper is not self._paper:
            self._paper = paper
            frame["paper"] = to_json(paper)
        if lesson := self.app.watcher.look(snapshot, self.app.session.scene):
            frame["lesson"] = lesson
        self._post("frame", json.dumps(frame, default=_reference), buffers)
        if runs := self.app.session.run_book.take_changes():
            self._post("runs", json.dumps(runs))
        self._save(snapshot)

    def _take_patch(self) -> tuple[dict[str, Any], Any]:
        """Everything that changed since the last frame: a patch, and its arrays by id."""
        events, self._events = self._events, []
        models = self.app.document.models
        serializer = Serializer(references=models.synced_references)
        patch = {"events": serializer.encode(events)}
        models.flush_synced(lambda model: not serializer.has_ref(model))
        buffers = {buffer.id: to_js(buffer.to_bytes()) for buffer in serializer.buffers}
        return patch, to_js(buffers, dict_converter=Object.fromEntries)

    def _deliver(self, file: File) -> None:
        self._post("deliver", json.dumps(asdict(file)))

    def _save(self, snapshot: Snapshot) -> None:
        """Hand the page what a reload or a new worker goes on from: with every change of the
        experiment, and while it trains unchanged at most once a second."""
        now = time.monotonic()
        busy = snapshot.status == "training" or self.app.session.racing
        unchanged = snapshot.state is self._saved_state and busy
        if unchanged and now - self._saved_at < _SAVE_EVERY:
            return
        self._saved_at, self._saved_state = now, snapshot.state
        session = self.app.session
        saved = {
            "address": _address(session),
            "work": session.save(),
            "words": asdict(describe(snapshot, session.quality())),
        }
        self._post("saved", json.dumps(saved))


_HANDLERS: Mapping[str, Callable[[Bridge, str], None]] = {
    "take-over": Bridge.take_over,
    "patch": Bridge.patch,
    "load": Bridge.load,
    "lesson": Bridge.lesson,
    "recover": Bridge.recover,
    "undo": Bridge.undo,
    "redo": Bridge.redo,
    "file": Bridge.file,
    "key": Bridge.key,
    "runs": Bridge.runs,
    "runs-not-stored": Bridge.runs_not_stored,
    "dismiss": Bridge.dismiss,
    "painted": Bridge.painted,
    "ping": Bridge.ping,
}


def _reference(value: object) -> object:
    """How `json` writes a buffer: by its id, for its bytes travel beside the text."""
    if isinstance(value, Buffer):
        return value.ref
    raise TypeError(f"{type(value).__name__} cannot be sent to the page")


def _address(session: Session) -> str:
    """The link's fragment; empty for the default experiment, whose address stays clean."""
    return "" if session.state == DEFAULTS else url.encode(session.state)


def _status(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "status": snapshot.status,
        "epoch": snapshot.epoch,
        "step": snapshot.step,
        "train_loss": snapshot.train_loss,
        "test_loss": snapshot.test_loss,
        "train_accuracy": snapshot.train_accuracy,
        "test_accuracy": snapshot.test_accuracy,
        "train_r_squared": snapshot.train_r_squared,
        "test_r_squared": snapshot.test_r_squared,
        "task": snapshot.task,
        "caption": caption(snapshot),
        "attribution": attribution_of(snapshot.state),
        "tool": snapshot.state.tool,
        "lesson": snapshot.state.lesson,
        "page": snapshot.state.lesson_step,
        "stops": rules(snapshot.state, snapshot.test_loss),
        "undo": snapshot.undo,
        "redo": snapshot.redo,
        "notice": asdict(snapshot.notice) if snapshot.notice else None,
    }


_bridge: Bridge


def start(options: str, post: Post) -> None:
    """Build the application for `{"address": …, "work": … or null}` and link it to the page."""
    global _bridge
    given = json.loads(options)
    if given["work"]:
        session = Session.resume(given["work"])
    else:
        session = Session.opened(given["address"]) if given["address"] else Session()
    fresh = not given["work"] and not given["address"]
    _bridge = Bridge(post, session, follows_recording=fresh)


def receive(kind: str, payload: str) -> None:
    """Hand one message of the page to the application."""
    _bridge.receive(kind, payload)
