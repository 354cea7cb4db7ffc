"""The data shown as CSV, such that reading it again gives the same data.

The columns are the measures, the class or the value, and `test`: 1 for a row that is kept back.
Numbers are written in full. Where a row has several values to learn, each has its column; reading
takes one of them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from playground.data import measure_names_of, samples_of
from playground.fields import TABLE
from playground.state import PlaygroundState, is_curve, target_names_of
from playground.table import Table
from playground.tabulate import TEST, VALUE

Row = tuple[object, ...]


def csv_of(state: PlaygroundState) -> str:
    """The rows of the data of this state, with a header."""
    own = state.table if state.dataset == TABLE else None
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows(_table_rows(own) if own else _sample_rows(state))
    return text.getvalue()


def _table_rows(table: Table) -> Iterator[Row]:
    """A table goes out in its own units, as it came in."""
    yield (*table.names, table.target, TEST)
    for row, label, test in zip(table.rows, table.labels, table.test, strict=True):
        word = table.class_names[int(label)] if table.class_names else label
        yield (*row, word, int(test))


def _sample_rows(state: PlaygroundState) -> Iterator[Row]:
    samples = samples_of(state)
    names = samples.class_names
    target = "y" if is_curve(state) else "class" if names else VALUE
    yield (*measure_names_of(state), *(target_names_of(state) or (target,)), TEST)
    values = samples.truth.reshape(len(samples.X), -1)
    columns = (samples.X.tolist(), values.tolist(), samples.test.tolist())
    for row, labels, test in zip(*columns, strict=True):
        yield (*row, *([names[int(label)] for label in labels] if names else labels), int(test))
