"""What the page shows before Python is there: the first document, and a recorded run.

The build calls `build` inside the very Pyodide that the page will load. So the recorded run is,
bit for bit, the run that the live session makes with the same seeds, and the session can take
over from the recording at any of its epochs.
"""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from bokeh.embed.util import standalone_docs_json_and_render_items
from bokeh.models import ColumnDataSource
from numpy.typing import NDArray

from playground.anatomy import TILE_SIZE
from playground.app import App, fingerprint
from playground.grid import GRID_SIZE
from playground.handbook import handbook
from playground.lessons.compile import compiled, read_folder
from playground.lessons.schema import LessonError
from playground.session import Session
from playground.snapshot import Snapshot
from playground.state import DEFAULTS
from playground.views import NetworkView

# Early epochs change the picture most: one frame each, then fewer.
_EPOCHS = (*range(60), *range(60, 150, 3), *range(150, 405, 6))
LEVELS = 64  # a score of 1 is stored as 64: half a step is less than a shade of the picture
# The columns of the network picture that move.
_MOVING = {"edges": ("width", "positive", "negative"), "biases": ("shade", "plus", "minus")}


def build(directory: str, lessons: str) -> str | None:
    """Write the document, the recording, the handbook and the lessons into `directory`.

    The lessons are made of the files in the directory `lessons`. Returns what is wrong with the
    first of them that cannot be used, in one sentence; None when all is well.
    """
    out = Path(directory)
    try:
        _write_lessons(out / "later" / "lessons", Path(lessons))
    except LessonError as error:
        return str(error)
    app = App(Session(DEFAULTS), lambda snapshot: None, lambda file: None)
    described, _ = standalone_docs_json_and_render_items(
        app.document.roots, suppress_callback_warning=True
    )
    # Bokeh names a document by a random id; a fixed one keeps the build reproducible.
    description = {"playground": next(iter(described.values()))}
    _write_json(
        out / "document.json",
        {"fingerprint": fingerprint(app.document), "document": description},
    )
    header, frames = record(Session(DEFAULTS), _EPOCHS)
    _write_json(out / "recording.json", header)
    _write_json(out / "handbook.json", handbook())
    (out / "recording.bin").write_bytes(gzip.compress(frames, mtime=0))
    return None


def _write_lessons(out: Path, folder: Path) -> None:
    out.mkdir(parents=True)
    for name, content in compiled(read_folder(folder)).items():
        _write_json(out / name, content)


def record(session: Session, epochs: tuple[int, ...]) -> tuple[dict[str, Any], bytes]:
    """Train `session` through `epochs`, and describe each of them and its pictures.

    A frame is the boundary and after it the tiles of all neurons but the inputs, row by row. It is
    stored as int8 differences from the frame before: that compresses well.
    """
    view = NetworkView(session.snapshot())
    steps = []
    frames = []
    before: NDArray[np.int16] = np.zeros(_frame(session.snapshot()).size, dtype=np.int16)
    for epoch in epochs:
        session.run_for(math.inf, epoch - session.snapshot().epoch)
        snapshot = session.snapshot()
        view.update(snapshot)
        change = np.clip(_frame(snapshot) - before, -128, 127)
        before = before + change
        frames.append(change.astype(np.int8).tobytes())
        steps.append(_numbers(snapshot) | {"network": _moving_columns(view)})
    header = {"side": GRID_SIZE, "tile": TILE_SIZE, "levels": LEVELS, "steps": steps}
    return header, b"".join(frames)


def _frame(snapshot: Snapshot) -> NDArray[np.int16]:
    parts = [snapshot.grid.ravel(), *(tiles.ravel() for tiles in snapshot.network.tiles[1:])]
    return np.rint(np.concatenate(parts) * LEVELS).astype(np.int16)


def _moving_columns(view: NetworkView) -> dict[str, dict[str, list[float]]]:
    columns = {}
    for name, moving in _MOVING.items():
        source = view.figure.select_one({"name": f"network-{name}", "type": ColumnDataSource})
        data = {column: np.round(source.data[column], 2).tolist() for column in moving}
        columns[name] = data
    return columns


def _numbers(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "epoch": snapshot.epoch,
        "step": snapshot.step,
        "train_loss": snapshot.train_loss,
        "test_loss": snapshot.test_loss,
        "train_accuracy": snapshot.train_accuracy,
        "test_accuracy": snapshot.test_accuracy,
    }


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, separators=(",", ":")), encoding="utf-8")
