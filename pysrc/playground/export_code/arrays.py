"""Arrays as Python source that keeps every bit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from playground.data import Array
from playground.export_code.writing import INDENT, number

_PER_LINE = 4


def rows(matrix: Array, comments: Sequence[str] = (), depth: int = 0) -> str:
    """The rows of a matrix as a list of lists, one row a line, so many indents deep."""
    lines = []
    for index, row in enumerate(matrix.tolist()):
        comment = f"  # {plain(comments[index])}" if comments else ""
        lines.append(f"[{', '.join(number(value) for value in row)}],{comment}")
    return _block(lines, depth)


def vector(values: NDArray[Any], depth: int = 0) -> str:
    """A vector as a list of numbers, a few a line."""
    numbers = [number(value) for value in values.tolist()]
    if len(numbers) <= _PER_LINE:
        return f"[{', '.join(numbers)}]"
    starts = range(0, len(numbers), _PER_LINE)
    return _block([", ".join(numbers[i : i + _PER_LINE]) + "," for i in starts], depth)


def array(matrix: Array, comments: Sequence[str] = (), depth: int = 0) -> str:
    """A NumPy matrix; one without rows keeps its number of columns."""
    if not len(matrix):
        return f"np.empty((0, {matrix.shape[1]}))"
    return f"np.array({rows(matrix, comments, depth)})"


def plain(text: Any) -> str:
    """A text that stays within one comment line, whatever the reader typed.

    Quotes and backslashes go as well, so that it is safe in a docstring too.
    """
    kept = (c if c.isprintable() and c not in '"\\' else " " for c in str(text))
    return " ".join("".join(kept).split())


def _block(lines: list[str], depth: int) -> str:
    inner = "\n".join(INDENT * (depth + 1) + line for line in lines)
    return f"[\n{inner}\n{INDENT * depth}]"
