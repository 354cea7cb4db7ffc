"""Points from a text.

One point a line: `x, y, label`, separated by commas, semicolons, tabs or spaces. A label is
a class (a letter from A to J or a number from 0 to 9) or, in a regression, a number. A first
line of words is a heading. A bad row refuses the whole text, so that nothing is taken by half.
"""

from __future__ import annotations

import math
import re

from playground.fields import MAX_CLASSES, MAX_POINTS, ActionError, plain, shorten
from playground.state import CLASS_LETTERS, LABEL_LIMIT, POINTS_LIMIT

MAX_TEXT = 1_000_000
_SEPARATORS = re.compile(r"\s*[,;\t]\s*|\s+")

Row = tuple[float, float, float]

_NEEDED = {"curve": "x, y", "regression": "x, y, value"}  # classes otherwise
_NOTHING = " Nothing was taken."


def read_points(text: object, points_task: str) -> tuple[list[Row], int]:
    """The rows (x, y, label), at most `MAX_POINTS` of them, and how many rows were given.

    Raises `ActionError` naming the row that cannot be used and what is allowed.
    """
    if not isinstance(text, str):
        raise ActionError(f"Points cannot be read from {shorten(text)}: a text is needed.")
    if len(text) > MAX_TEXT:
        raise ActionError(f"The text is too long: at most {MAX_TEXT:,} characters can be read.")
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if lines and _is_heading(lines[0][1]):
        lines = lines[1:]
    if not lines:
        raise ActionError(
            f"There are no points in the text: write one point a line, {_needed(points_task)}."
        )
    rows = [_row(number, line, points_task) for number, line in lines[:MAX_POINTS]]
    return rows, len(lines)


def _needed(points_task: str) -> str:
    return _NEEDED.get(points_task, "x, y, class")


def _is_heading(line: str) -> bool:
    """A heading starts with two words, a point with two numbers."""
    return not any(_looks_numeric(word) for word in _SEPARATORS.split(line)[:2])


def _looks_numeric(word: str) -> bool:
    return any(character.isdigit() for character in word) and not math.isnan(_number(word))


def _row(number: int, line: str, points_task: str) -> Row:
    words = _SEPARATORS.split(line)
    needed = _needed(points_task)
    n_needed = needed.count(",") + 1
    if len(words) != n_needed:
        given = f"{len(words)} value{'s' * (len(words) != 1)}"
        raise ActionError(f"Row {number} has {given}; {n_needed} are needed: {needed}.{_NOTHING}")
    x, y = _number(words[0]), _number(words[1])
    for word, value in zip(words, (x, y), strict=False):
        if not abs(value) <= POINTS_LIMIT:
            limit = plain(POINTS_LIMIT)
            raise ActionError(
                f"Row {number}: {shorten(word)} is not a coordinate from -{limit} to {limit}."
                f"{_NOTHING}"
            )
    return x, y, 0.0 if points_task == "curve" else _label(number, words[2], points_task)


def _label(number: int, word: str, points_task: str) -> float:
    if points_task == "regression":
        value = _number(word)
        if abs(value) <= LABEL_LIMIT:
            return value
        limit = plain(LABEL_LIMIT)
        raise ActionError(
            f"Row {number}: {shorten(word)} is not a value from -{limit} to {limit}.{_NOTHING}"
        )
    if word.upper() in CLASS_LETTERS:
        return float(CLASS_LETTERS.index(word.upper()))
    value = _number(word)
    if value in range(MAX_CLASSES):
        return value
    raise ActionError(
        f"Row {number}: {shorten(word)} is not a class: use a letter from A to "
        f"{CLASS_LETTERS[-1]} or a number from 0 to {MAX_CLASSES - 1}.{_NOTHING}"
    )


def _number(word: str) -> float:
    """The number in a word, NaN when there is none."""
    try:
        return float(word) if len(word) <= 40 else math.nan
    except ValueError:
        return math.nan
