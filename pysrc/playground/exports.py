"""Files for the reader: each kind is one entry, made from the session when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from playground.explained import books
from playground.fields import ActionError
from playground.run_list import curves_as_csv, runs_as_csv
from playground.runs import Run
from playground.scene import Scene
from playground.write_csv import csv_of


@dataclass(frozen=True)
class File:
    """A text file: its name, its media type and its content."""

    name: str
    mime: str
    text: str


@dataclass(frozen=True)
class Export:
    """One kind of file. `make` may raise `ActionError`: then there is nothing to save, and why."""

    id: str
    label: str
    make: Callable[[Scene], File]


def data_as_csv(scene: Scene) -> File:
    """The rows of the data; there may be none."""
    if not len(scene.experiment.samples.X):
        raise ActionError("There are no points to save.")
    return File("backprop-data.csv", "text/csv", csv_of(scene.experiment.state))


def _runs(what: str, write: Callable[[Iterable[Run]], str]) -> Callable[[Scene], File]:
    """The runs that are kept, in one of two tables."""

    def make(scene: Scene) -> File:
        if not scene.runs:
            raise ActionError("There are no runs to save: keep one first.")
        return File(f"backprop-{what}.csv", "text/csv", write(scene.runs))

    return make


def _by_id(*exports: Export) -> Mapping[str, Export]:
    return MappingProxyType({export.id: export for export in exports})


def _program(kind: str) -> Callable[[Scene], File]:
    """The network as a program. What writes it is imported when it is first asked for: most
    readers never do, and nobody should wait for it."""

    def make(scene: Scene) -> File:
        from playground.export_code.files import program_file

        return program_file(kind, scene)

    return make


def _model(scene: Scene) -> File:
    from playground.model_file import write_model

    experiment = scene.experiment
    name = f"backprop-{experiment.state.dataset}-epoch-{experiment.epoch}.json"
    return File(name, "application/json", write_model(scene))


def _explained(name: str, mime: str, write: Callable[[Scene], str]) -> Callable[[Scene], File]:
    """A file about the next step."""
    return lambda scene: File(name, mime, write(scene))


_TEX = "application/x-tex"

# The kinds of program, and what they are called.
PROGRAMS: Mapping[str, str] = MappingProxyType(
    {"numpy": "NumPy", "torch": "PyTorch", "keras": "Keras", "notebook": "Notebook"}
)

EXPORTS: Mapping[str, Export] = _by_id(
    Export("model", "Save the model", _model),
    *(Export(kind, label, _program(kind)) for kind, label in PROGRAMS.items()),
    Export("csv", "Save the data as CSV", data_as_csv),
    Export("runs", "Save the runs as CSV", _runs("runs", runs_as_csv)),
    Export("curves", "Save the curves as CSV", _runs("curves", curves_as_csv)),
    Export(
        "ledger",
        "Save as CSV",
        _explained("backprop-ledger.csv", "text/csv", books.ledger_as_csv),
    ),
    Export(
        "ledger_latex",
        "Save as LaTeX",
        _explained("backprop-ledger.tex", _TEX, books.ledger_as_latex),
    ),
    Export(
        "worksheet",
        "Save a worksheet",
        _explained(
            "backprop-worksheet.tex", _TEX, partial(books.worksheet_as_latex, answers=False)
        ),
    ),
    Export(
        "answers",
        "Save its answers",
        _explained("backprop-answers.tex", _TEX, partial(books.worksheet_as_latex, answers=True)),
    ),
)
