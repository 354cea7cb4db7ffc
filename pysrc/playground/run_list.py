"""What the tool "Runs" shows, and the runs as CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from playground.runs import Run
from playground.scene import Scene

Row = tuple[object, ...]

_HEAD = ("id", "name", "date", "kept", "epochs")
_SCORES = ("training_loss", "test_loss", "training_accuracy", "test_accuracy")
_FORMULA = ("=", "+", "-", "@")  # a spreadsheet would calculate such a text


@dataclass(frozen=True, eq=False)
class RunList:
    """The runs, the oldest first; the same tuple as long as nothing changed."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Order:
    """A way to sort the runs; those without the number come last."""

    label: str
    key: Callable[[Run], float | str | None]
    descending: bool = False


ORDERS: Mapping[str, Order] = MappingProxyType(
    {
        "newest": Order("Newest first", lambda run: run.made, descending=True),
        "name": Order("Name", lambda run: run.name.lower()),
        "epochs": Order("Fewest epochs", lambda run: run.epochs),
        "train_loss": Order("Lowest training loss", lambda run: run.train.loss),
        "test_loss": Order("Lowest test loss", lambda run: run.test.loss),
        "accuracy": Order("Best test accuracy", lambda run: run.test.accuracy, descending=True),
    }
)


def look(scene: Scene) -> RunList:
    """The runs that are kept."""
    return RunList(scene.runs)


def ordered(runs: Iterable[Run], order: str) -> list[Run]:
    """The runs in one of `ORDERS`."""
    key, descending = ORDERS[order].key, ORDERS[order].descending
    given = list(runs)
    known = [run for run in given if key(run) is not None]
    known.sort(key=lambda run: key(run) or 0, reverse=descending)
    return known + [run for run in given if key(run) is None]


def runs_as_csv(runs: Iterable[Run]) -> str:
    """One row a run: its numbers at the end, and its settings as a link."""
    rows: list[Row] = [(*_HEAD, *_SCORES, "link")]
    for run in runs:
        accuracies = (run.train.accuracy, run.test.accuracy)
        scores = (run.train.loss, run.test.loss, *accuracies)
        head = (run.id, _harmless(run.name), run.date, int(run.kept), run.epochs)
        rows.append((*head, *scores, f"#{run.link}"))
    return _csv(rows)


def curves_as_csv(runs: Iterable[Run]) -> str:
    """One row for each epoch that is kept of each run's loss curve."""
    rows: list[Row] = [("id", "name", "epoch", "training_loss", "test_loss")]
    for run in runs:
        for epoch, train, test in zip(*(a.tolist() for a in run.history.arrays), strict=True):
            measured = None if math.isnan(test) else test
            rows.append((run.id, _harmless(run.name), int(epoch), train, measured))
    return _csv(rows)


def _harmless(name: str) -> str:
    return f"'{name}" if name.startswith(_FORMULA) else name


def _csv(rows: Iterable[Row]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
