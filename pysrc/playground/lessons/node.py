"""One table of a lesson file, with what its values have to be and the line where each stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from playground.lessons.facts import check_call, did_you_mean
from playground.lessons.goals import Call, GoalError, parse_call
from playground.lessons.lines import Path, Places
from playground.lessons.markup import MarkupError, formulas_of, values_of
from playground.lessons.schema import LessonError

_T = TypeVar("_T")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")  # all but the end of a line
_IN_WORDS: Mapping[type, str] = {
    str: "a text",
    int: "a whole number",
    list: "a list",
    dict: "a table",
}


@dataclass(frozen=True, eq=False)
class Node:
    """A table; `name` is that of the file. What is asked of it raises `LessonError` if wrong."""

    name: str
    places: Places
    path: Path
    values: Mapping[str, Any]

    def inside(self, *path: str | int, values: Mapping[str, Any]) -> Node:
        """A table in this one."""
        return Node(self.name, self.places, (*self.path, *path), values)

    def error(self, key: str | None, message: str, word: str = "") -> LessonError:
        """What is wrong with a key, or the whole table; `word` is in the line of a longer text."""
        path = self.path if key is None else (*self.path, key)
        places = self.places
        line = places.line_inside(path, word) if word else places.line_of(path)
        end = "" if message.endswith("?") else "."
        return LessonError(f"{self.name}, line {line}: {message}{end}")

    def check_keys(self, known: Sequence[str], what: str = "") -> None:
        """Refuse a key that is none."""
        for key in self.values:
            if key not in known:
                near = did_you_mean(key, known)
                raise self.error(key, f'there is no {what}key "{key}"{near}')

    def get(self, key: str, kind: type[_T]) -> _T:
        """A value of this type, which has to be there."""
        self._require(key)
        value = self.values[key]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.error(key, f"{key} is {_IN_WORDS[kind]}")
        return value

    def maybe(self, key: str, kind: type[_T]) -> _T | None:
        """The same, or None where it is not there."""
        return self.get(key, kind) if key in self.values else None

    def words(self, key: str) -> str:
        """A text that is not empty."""
        text = self.get(key, str).strip()
        if not text:
            raise self.error(key, f"{key} is empty")
        if _CONTROL.search(text):
            message = (
                f"{key} has a tab or another control character: between double quotes TOML takes "
                r"\t, \b, \f and \r for one, so formulas stand between single quotes"
            )
            raise self.error(key, message)
        return text

    def marked(self, key: str) -> str:
        """Words with formulas in them."""
        text = self.words(key)
        try:
            formulas_of(text)
        except MarkupError as error:
            raise self.error(key, str(error), error.word) from error
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        items = self.get(key, list)
        if not items or not all(isinstance(item, str) and item.strip() for item in items):
            raise self.error(key, f"{key} is a list of texts")
        return tuple(item.strip() for item in items)

    def number(self, key: str) -> float:
        """A finite number."""
        self._require(key)
        value = self.values[key]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, f"{key} is a number (or there are choices)")
        if not abs(value) < float("inf"):
            raise self.error(key, f"{key} is a finite number")
        return float(value)

    def fact(self, key: str) -> Call:
        """A fact, such as `bias(1,1)`."""
        try:
            call = parse_call(self.words(key))
            check_call(call)
        except GoalError as error:
            raise self.error(key, str(error)) from error
        return call

    def live_values(self, key: str, text: str) -> tuple[Call, ...]:
        """The facts in double braces in a text."""
        calls = []
        for word in values_of(text):
            try:
                calls.append(call := parse_call(word))
                check_call(call)
                if str(call) != word:
                    raise GoalError(f"it is written without spaces, {{{{{call}}}}}")
            except GoalError as error:
                raise self.error(key, f"in {{{{{word}}}}}: {error}", word) from error
        return tuple(calls)

    def _require(self, key: str) -> None:
        if key not in self.values:
            raise self.error(None, f"{key} is missing")
