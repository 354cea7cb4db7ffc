"""A text as a sheet of cells.

The separator (comma, semicolon, tab or white space) and whether the first row is a header are
found out, unless the reader says so. Cells may be quoted. After a semicolon, a tab or white space
a comma inside a number is a decimal comma. Rows are named by their line in the text.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from playground.fields import MAX_POINTS, shorten
from playground.table import LARGEST, MAX_COLUMNS, MAX_NAME, TableError

MAX_TEXT = 1_000_000
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " "}
_ORDER = ("tab", "semicolon", "comma", "space")  # what is tried first wins a draw
_SAMPLE = 30  # lines from which the separator is found out
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?\Z")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z", re.ASCII)
_MISSING = frozenset(("", "?", "-", ".", "na", "n/a", "nan", "null", "none", "#n/a"))


@dataclass(frozen=True)
class Line:
    """One row: where it stands in the text, and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """Rows of equally many cells. `ragged` are the lines left out because they have another
    number of cells; `given` counts the rows before the limit of rows."""

    names: tuple[str, ...]
    rows: tuple[Line, ...]
    separator: str
    has_header: bool
    ragged: tuple[Line, ...]
    given: int

    def column(self, index: int) -> list[str]:
        """All cells of one column."""
        return [row.cells[index] for row in self.rows]

    def number(self, cell: str) -> float | None:
        """The number in a cell; None when there is none."""
        return number_in(cell, decimal_comma=self.separator != "comma")


def read_sheet(text: object, separator: str = "", header: bool | None = None) -> Sheet:
    """Cut a text into cells. Raises `TableError` for what is no table at all."""
    if not isinstance(text, str):
        raise TableError(f"A table cannot be read from {shorten(text)}: a text is needed.")
    if len(text) > MAX_TEXT:
        raise TableError(f"The text is too long: at most {MAX_TEXT:,} characters can be read.")
    text = text.removeprefix("\ufeff")
    chosen = separator if separator in SEPARATORS else _find_separator(text)
    lines = list(_lines(text, chosen))
    if not lines:
        raise TableError("There is nothing in the text: write one row a line.")
    # A header says how many columns there are; without one, most rows do.
    counts = Counter(len(line.cells) for line in lines)
    width = counts.most_common(1)[0][0]
    if width > MAX_COLUMNS:
        raise TableError(f"The table has {width} columns: at most {MAX_COLUMNS} can be read.")
    ragged = tuple(line for line in lines if len(line.cells) != width)
    lines = [line for line in lines if len(line.cells) == width]
    has_header = _is_header(lines, chosen) if header is None else header
    names = lines[0].cells if has_header else ("",) * width
    rows = lines[1:] if has_header else lines
    kept = tuple(rows[:MAX_POINTS])
    return Sheet(_clean_names(names), kept, chosen, has_header, ragged, len(rows))


def number_in(cell: str, *, decimal_comma: bool) -> float | None:
    """The finite number written in a cell, not larger than `LARGEST`; None for anything else."""
    word = cell.strip().replace("−", "-")
    if decimal_comma and _DECIMAL_COMMA.match(word):
        word = word.replace(",", ".")
    if len(word) > MAX_NAME or not _NUMBER.match(word):
        return None
    value = float(word)
    return value if math.isfinite(value) and abs(value) <= LARGEST else None


def is_missing(cell: str) -> bool:
    """Whether a cell is empty or says that its value is not known."""
    return cell.strip().lower() in _MISSING


def _lines(text: str, separator: str) -> Iterator[Line]:
    """The rows that are not blank."""
    if separator == "space":
        for number, line in enumerate(text.splitlines(), 1):
            if words := line.split():
                yield Line(number, tuple(words))
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATORS[separator])
    before = 0
    try:
        for cells in reader:
            stripped = tuple(cell.strip() for cell in cells)
            if any(stripped):
                yield Line(before + 1, stripped)
            before = reader.line_num
    except csv.Error as error:
        raise TableError(f"Row {before + 1} cannot be read: {error}.") from None


def _find_separator(text: str) -> str:
    """The one that cuts the first lines most evenly into at least two cells."""
    head = "\n".join(text.splitlines()[: 2 * _SAMPLE])
    best, found = 0.0, "comma"
    for name in _ORDER:
        try:
            widths = [len(line.cells) for line in _lines(head, name)][:_SAMPLE]
        except TableError:
            continue
        if not widths:
            continue
        width, count = Counter(widths).most_common(1)[0]
        evenness = round(count / len(widths), 1) if width > 1 else 0.0
        if evenness > best:
            best, found = evenness, name
    return found


def _is_header(lines: list[Line], separator: str) -> bool:
    """A header has words above most columns of numbers."""
    comma = separator != "comma"
    above = []
    for column, title in enumerate(lines[0].cells):
        below = [line.cells[column] for line in lines[1:_SAMPLE]]
        numbers = sum(number_in(cell, decimal_comma=comma) is not None for cell in below)
        if below and 2 * numbers >= len(below):
            above.append(number_in(title, decimal_comma=comma) is None and not is_missing(title))
    return 2 * sum(above) > len(above)


def _clean_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Printable, short names, each of them once."""
    clean: list[str] = []
    for index, name in enumerate(names, 1):
        word = clean_word(name) or f"column {index}"
        while word in clean:
            word = f"{word[: MAX_NAME - 4]} {index}"
        clean.append(word)
    return tuple(clean)


def clean_word(text: str) -> str:
    """A name on one line, of at most `MAX_NAME` characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:MAX_NAME]
