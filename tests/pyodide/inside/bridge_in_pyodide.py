"""Called inside Pyodide: the bridge with a page that only takes notes."""

import json
from typing import Any

from playground.bridge import Bridge
from playground.session import Session


class Page:
    """What the page would be sent, and what it says."""

    def __init__(self) -> None:
        self._frames: list[dict[str, Any]] = []
        self.bridge = Bridge(self._note, Session(), follows_recording=False)
        self._run = self.bridge.app.loop.run()

    def _note(self, kind: str, payload: str, *_: Any) -> None:
        if kind == "frame":
            self._frames.append(json.loads(payload))

    def say(self, kind: str, payload: str) -> dict[str, Any]:
        """Send one message; the frame that answers it."""
        self.bridge.receive(kind, payload)
        return self.frame()

    def frame(self) -> dict[str, Any]:
        """The next frame: the loop runs up to its first wait, as between two turns of the page."""
        self._frames.clear()
        self.bridge.receive("painted", "")
        self.bridge.app.loop.invalidate()
        self._run.send(None)
        return self._frames[-1]


def read_a_lesson(step: dict[str, Any], other: dict[str, Any]) -> list[dict[str, Any]]:
    """Frames: a step is begun, its task is done, nothing happens, the lesson is left."""
    page = Page()
    begun = page.say("lesson", json.dumps(step))
    page.bridge.app.session.run_for(1e9, 1)
    done = page.frame()
    return [begun, done, page.frame(), page.say("lesson", json.dumps(other))]


def go_on_after_nonsense(nonsense: str, step: dict[str, Any]) -> list[dict[str, Any]]:
    """Frames after a message that cannot be carried out, and after a good one."""
    page = Page()
    return [page.say("lesson", nonsense), page.say("lesson", json.dumps(step))]
