"""From a sheet of cells to a table: which columns are inputs, which is the target.

What the reader does not choose is found out: the target is the last column of words, or the last
column; whole numbers of few kinds are classes; a column called "test" says which rows are kept
back. Rows with a missing or unusable value are left out and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from playground.fields import MAX_CLASSES, MAX_POINTS, shorten
from playground.sheet import Line, Sheet, clean_word, is_missing, read_sheet
from playground.state import CLASS_LETTERS, LABEL_LIMIT, POINTS_LIMIT, Point
from playground.table import Table, TableError

TEST = "test"
VALUE = "value"  # a target of this name is no class
_TARGETS = frozenset(("class", "label", VALUE, "target", "species", "variety", "category", "kind"))
_COUNTERS = frozenset(("id", "index", "row", "no", "nr", "unnamed: 0"))
_FLAGS = {"0": False, "1": True, "false": False, "true": True, "no": False, "yes": True}


@dataclass(frozen=True)
class Choices:
    """What the reader chose; what is None or empty is found out. Columns are numbers from 0."""

    separator: str = ""
    header: bool | None = None
    target: int | None = None
    inputs: tuple[int, ...] = ()
    task: str = ""
    standardise: bool | None = None


@dataclass(frozen=True)
class Reading:
    """A sheet, the choices as they came out, and the data: a table, or own points.

    `flags` is the column that says which rows test, if there is one.
    `skipped` are sentences about rows that were left out, the first of each kind; `left_out` are
    the numbers of those among the rows of the sheet.
    """

    sheet: Sheet
    choices: Choices
    data: Table | tuple[Point, ...]
    flags: int | None
    skipped: tuple[str, ...]
    left_out: frozenset[int]

    @property
    def points_task(self) -> str:
        """The task of the rows as own points: with one input they are a curve."""
        return "curve" if len(self.choices.inputs) == 1 else self.choices.task


DETECT = Choices()


def read_table(text: object, choices: Choices = DETECT) -> Reading:
    """Read a text as data. Raises `TableError`, which names the row and the column."""
    sheet = read_sheet(text, choices.separator, choices.header)
    if not sheet.rows:
        raise TableError("There is only a header in the text: write one row a line below it.")
    return _Builder(sheet, choices).build()


def numeric_columns(sheet: Sheet) -> tuple[int, ...]:
    """The columns of which at least half of the cells that are not missing are numbers."""
    found = []
    for index in range(len(sheet.names)):
        cells = [cell for cell in sheet.column(index) if not is_missing(cell)]
        numbers = sum(sheet.number(cell) is not None for cell in cells)
        if cells and 2 * numbers >= len(cells):
            found.append(index)
    return tuple(found)


class _Builder:
    """Works out one reading, step by step."""

    def __init__(self, sheet: Sheet, choices: Choices) -> None:
        self.sheet = sheet
        self.numeric = numeric_columns(sheet)
        self.flags = self._find_flags(choices)
        self.target = self._find_target(choices.target)
        self.inputs = self._find_inputs(choices.inputs)
        self.task = self._find_task(choices.task)
        self.asked = choices
        self.problems: Counter[str] = Counter()
        self.first: dict[str, str] = {}
        self.left_out: set[int] = set()

    def build(self) -> Reading:
        self._check_inputs()
        rows = [parsed for line in self.sheet.rows if (parsed := self._parse(line))]
        if not rows:
            raise TableError(next(iter(self.first.values())))
        measures = tuple(row[0] for row in rows)
        words = [row[1] for row in rows]
        flags = tuple(row[2] for row in rows)
        plain = all(abs(value) <= POINTS_LIMIT for row in measures for value in row)
        small = len(self.inputs) <= 2 and plain
        standardise = not small if self.asked.standardise is None else self.asked.standardise
        points = None
        if small and not standardise:
            points = self._points(measures, words, flags)
        data = points or self._table(measures, words, flags, standardise)
        resolved = Choices(
            self.sheet.separator,
            self.sheet.has_header,
            self.target,
            self.inputs,
            self.task,
            standardise,
        )
        return Reading(
            self.sheet, resolved, data, self.flags, self._skipped(), frozenset(self.left_out)
        )

    def _find_flags(self, choices: Choices) -> int | None:
        for index, name in enumerate(self.sheet.names):
            chosen = index == choices.target or index in choices.inputs
            cells = {cell.strip().lower() for cell in self.sheet.column(index)}
            if name.lower() == TEST and not chosen and cells <= _FLAGS.keys():
                return index
        return None

    def _find_target(self, chosen: int | None) -> int:
        n = len(self.sheet.names)
        if chosen is not None:
            if chosen not in range(n):
                raise TableError(f"There is no column {shorten(chosen + 1)} to be the target.")
            return chosen
        others = [index for index in range(n) if index != self.flags]
        named = [index for index in others if self.sheet.names[index].lower() in _TARGETS]
        words = [index for index in others if index not in self.numeric]
        few = [index for index in words if len(set(self.sheet.column(index))) <= MAX_CLASSES]
        return (named or few or words or others or [0])[-1]

    def _find_inputs(self, chosen: tuple[int, ...]) -> tuple[int, ...]:
        n = len(self.sheet.names)
        for index in chosen:
            if index not in range(n):
                raise TableError(f"There is no column {shorten(index + 1)} to be an input.")
        found = tuple(index for index in dict.fromkeys(chosen) if index != self.target)
        if not chosen:
            found = tuple(
                index
                for index in self.numeric
                if index not in (self.target, self.flags)
                and self.sheet.names[index].lower() not in _COUNTERS
            )
        return found

    def _check_inputs(self) -> None:
        """Two inputs for classes; one is enough for a value, which then is a curve."""
        needed, found = 2 if self._classes else 1, len(self.inputs)
        if found < needed:
            columns = "1 column" if found == 1 else f"{found} columns"
            raise TableError(
                f"The table has {columns} of numbers to be inputs, beside the target "
                f"{shorten(self.sheet.names[self.target])}: at least {needed} are needed."
            )

    def _find_task(self, chosen: str) -> str:
        if chosen in ("classification", "regression"):
            return chosen
        cells = [cell for cell in self.sheet.column(self.target) if not is_missing(cell)]
        if self.target not in self.numeric:
            return "classification"
        if len(self.inputs) == 1 or self.sheet.names[self.target].lower() == VALUE:
            return "regression"
        whole = all(
            (value := self.sheet.number(cell)) is None or value == round(value) for cell in cells
        )
        return "classification" if whole and len(set(cells)) <= MAX_CLASSES else "regression"

    def _parse(self, line: Line) -> tuple[tuple[float, ...], str, bool] | None:
        """Measures, target and test flag of a row; None when it has to be left out."""
        measures = []
        for index in self.inputs:
            value = self.sheet.number(line.cells[index])
            if value is None:
                self._leave_out(line, index, "a number")
                return None
            measures.append(value)
        word = line.cells[self.target]
        if is_missing(word) or clean_word(word) == "":
            self._leave_out(line, self.target, "a class" if self._classes else "a number")
            return None
        if not self._classes and self.sheet.number(word) is None:
            self._leave_out(line, self.target, "a number")
            return None
        flag = _FLAGS[line.cells[self.flags].strip().lower()] if self.flags is not None else False
        return tuple(measures), clean_word(word), flag

    @property
    def _classes(self) -> bool:
        return self.task == "classification"

    def _leave_out(self, line: Line, column: int, needed: str) -> None:
        cell, name = line.cells[column], self.sheet.names[column]
        if is_missing(cell):
            kind, sentence = "a missing value", f"column {shorten(name)} is empty"
        else:
            kind = f"no number where {needed} is needed" if needed == "a number" else "no class"
            sentence = f"column {shorten(name)} has {shorten(cell)}, which is not {needed}"
        self.problems[kind] += 1
        self.left_out.add(line.number)
        self.first.setdefault(kind, f"Row {line.number}: {sentence}.")

    def _skipped(self) -> tuple[str, ...]:
        told = []
        if self.sheet.ragged:
            line, width = self.sheet.ragged[0], len(self.sheet.names)
            told.append(
                f"{_rows(len(self.sheet.ragged))} left out, with another number of cells than "
                f"{width}: row {line.number} has {len(line.cells)}."
            )
        for kind, count in self.problems.items():
            told.append(f"{_rows(count)} left out, with {kind}. {self.first[kind]}")
        if self.sheet.given > len(self.sheet.rows):
            told.append(f"{self.sheet.given} rows were given; the first {MAX_POINTS} were kept.")
        return tuple(told)

    def _points(
        self, measures: tuple[tuple[float, ...], ...], words: list[str], flags: tuple[bool, ...]
    ) -> tuple[Point, ...] | None:
        """Own points, when places and labels are such as own points have."""
        labels = self._point_labels(words)
        if labels is None:
            return None
        if len(self.inputs) == 1:
            return tuple(
                Point(x, y, 0.0, flag)
                for (x,), y, flag in zip(measures, labels, flags, strict=True)
            )
        return tuple(
            Point(x, y, label, flag)
            for (x, y), label, flag in zip(measures, labels, flags, strict=True)
        )

    def _point_labels(self, words: list[str]) -> list[float] | None:
        values = [self.sheet.number(word) for word in words]
        if not self._classes:
            numbers = [value for value in values if value is not None]
            limit = LABEL_LIMIT if len(self.inputs) > 1 else POINTS_LIMIT
            return numbers if all(abs(value) <= limit for value in numbers) else None
        letters = [word.upper() for word in words]
        if set(letters) <= set(CLASS_LETTERS):
            return [float(CLASS_LETTERS.index(letter)) for letter in letters]
        numbers = [value for value in values if value is not None and value in range(MAX_CLASSES)]
        return numbers if len(numbers) == len(words) else None

    def _table(
        self,
        measures: tuple[tuple[float, ...], ...],
        words: list[str],
        flags: tuple[bool, ...],
        standardise: bool,
    ) -> Table:
        class_names: tuple[str, ...] = ()
        if self._classes:
            class_names = self._class_names(words)
            places: Mapping[str, float] = {name: float(k) for k, name in enumerate(class_names)}
            labels = tuple(places[word] for word in words)
        else:
            labels = tuple(self.sheet.number(word) or 0.0 for word in words)
        names = tuple(self.sheet.names[index] for index in self.inputs)
        target = self.sheet.names[self.target]
        return Table(names, measures, target, labels, class_names, flags, standardise)

    def _class_names(self, words: list[str]) -> tuple[str, ...]:
        """The classes: numbers by their size, words by the alphabet."""
        kinds = set(words)
        where = f"Column {shorten(self.sheet.names[self.target])}"
        if len(kinds) < 2:
            raise TableError(f"{where} has the one class {shorten(words[0])}: 2 are needed.")
        if len(kinds) > MAX_CLASSES:
            raise TableError(
                f"{where} has {len(kinds)} different classes: at most {MAX_CLASSES} can be told "
                "apart; choose another target, or regression for a number."
            )

        def order(word: str) -> tuple[bool, float, str]:
            value = self.sheet.number(word)
            return value is None, value or 0.0, word

        return tuple(sorted(kinds, key=order))


def _rows(count: int) -> str:
    return "1 row was" if count == 1 else f"{count} rows were"
