"""Tables as Bokeh's data sources hold them: a list for each column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bokeh.models import ColumnDataSource


def columns_of(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[str, list[Any]]:
    """Rows as columns with these names; empty ones where there is no row."""
    table = list(rows)
    return {name: [row[index] for row in table] for index, name in enumerate(names)}


def zeros(names: Sequence[str], length: int) -> dict[str, list[float]]:
    """Columns whose numbers are put later."""
    return {name: [0.0] * length for name in names}


def put(source: ColumnDataSource, columns: Mapping[str, Any]) -> None:
    """Set these columns; the others stay, and are not sent again."""
    changes = {name: list(values) for name, values in columns.items()}
    length = len(next(iter(changes.values())))
    if length:
        source.patch({name: [(slice(0, length), values)] for name, values in changes.items()})
