"""Reads a lesson file, strictly: every mistake is one sentence with the file's name and the line.

An unknown key, a wrong type, a missing part, a fact or a condition that is none, and a state that a
link would have to repair are all refused. The README describes the file for who writes one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, TypeVar

from playground.lessons.facts import check_call, did_you_mean
from playground.lessons.goals import Call, Goal, GoalError, parse_call, parse_goal
from playground.lessons.lines import Path, Places
from playground.lessons.markup import MarkupError, formulas_of, values_of
from playground.lessons.schema import LOOKS, Lesson, LessonError, Question, Step
from playground.lessons.states import StateError, link_of

MAX_STEPS = 99

_T = TypeVar("_T")
_NAME = re.compile(r"(\d+)-([a-z][a-z0-9_-]{0,31})\.toml\Z")
_LESSON = ("title", "summary", "minutes", "step")
_STEP = ("title", "look", "text", "task", "done", "hint", "solution", "state", "question")
_QUESTION = ("ask", "answer", "within", "choices", "is", "why")
_TASK = ("task", "done", "solution")
_IN_WORDS: Mapping[type, str] = {
    str: "a text",
    int: "a whole number",
    list: "a list",
    dict: "a table",
}


def read_lesson(name: str, text: str) -> Lesson:
    """The lesson in a file; `name` is its path as messages show it. `LessonError` says what is
    wrong with it."""
    found = _NAME.search(PurePosixPath(name).name)
    if not found or found.start() or found[2] == "none":
        raise LessonError(f"{name}: a lesson's file is named like 02-why-a-bias.toml.")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LessonError(_syntax(name, text, str(error))) from error
    return _File(name, text).lesson(found[2], values)


def _syntax(name: str, text: str, message: str) -> str:
    what, _, where = message.partition(" (at ")
    line = re.match(r"line (\d+)", where)
    number = line[1] if line else len(text.splitlines())
    return f"{name}, line {number}: this is no TOML: {what[:1].lower()}{what[1:]}."


class _File:
    """One file that is being read, for the sentences about it."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._places = Places(text)

    def lesson(self, identity: str, values: Mapping[str, Any]) -> Lesson:
        self._check_keys((), values, _LESSON, "")
        title, summary = (self._words((), values, key) for key in ("title", "summary"))
        minutes = self._get((), values, "minutes", int)
        if not 1 <= minutes <= 99:
            raise self._error(("minutes",), "minutes is a number from 1 to 99")
        steps = self._get((), values, "step", list)
        if not steps or len(steps) > MAX_STEPS or not all(isinstance(one, dict) for one in steps):
            raise self._error(("step",), f"a lesson has [[step]]s, at most {MAX_STEPS}")
        read = tuple(self._step(identity, index, step) for index, step in enumerate(steps))
        if "state" not in steps[0]:
            raise self._error(
                ("step", 0),
                "the first step needs a [step.state], which may be empty: so the lesson begins the "
                "same for everybody",
            )
        return Lesson(identity, title, summary, minutes, read)

    def _step(self, identity: str, index: int, values: Mapping[str, Any]) -> Step:
        path: Path = ("step", index)
        self._check_keys(path, values, _STEP, "step ")
        title, text = (self._words(path, values, key) for key in ("title", "text"))
        look = self._maybe(path, values, "look", str)
        if look is not None and look not in LOOKS:
            near = did_you_mean(look, LOOKS) or f"; it is one of {', '.join(LOOKS)}"
            raise self._error((*path, "look"), f'there is no card "{look}" to look at{near}')
        question = self._maybe(path, values, "question", dict)
        self._check_task(path, values)
        task = "" if "question" in values else self._words(path, values, "task")
        hint = self._words(path, values, "hint") if "hint" in values else ""
        for key, words in (("text", text), ("task", task), ("hint", hint)):
            self._check_formulas((*path, key), words)
        return Step(
            title=title,
            text=text,
            look=look,
            link=self._link(path, identity, index, values),
            facts=self._live_values((*path, "text"), text),
            task=task,
            done=None if question is not None else self._goal(path, values),
            hint=hint,
            solution=() if question is not None else self._list(path, values, "solution"),
            question=None if question is None else self._question((*path, "question"), question),
        )

    def _check_task(self, path: Path, values: Mapping[str, Any]) -> None:
        """A step has a task with all its parts, or else a question."""
        given = [key for key in _TASK if key in values]
        if "question" in values and given:
            message = f"a step has either a question or a task, not both: {given[0]} is too much"
            raise self._error((*path, given[0]), message)
        if "question" not in values and not given:
            raise self._error(path, "this step needs a task (task, done, solution) or a question")

    def _link(self, path: Path, identity: str, index: int, values: Mapping[str, Any]) -> str | None:
        state = self._maybe(path, values, "state", dict)
        if state is None:
            return None
        try:
            return link_of(state, identity, index + 1)
        except StateError as error:
            raise self._error((*path, "state", error.key), str(error)) from error

    def _goal(self, path: Path, values: Mapping[str, Any]) -> Goal:
        text = self._words(path, values, "done")
        try:
            goal = parse_goal(text)
            for call in goal.facts:
                check_call(call)
        except GoalError as error:
            raise self._error((*path, "done"), str(error)) from error
        return goal

    def _live_values(self, path: Path, text: str) -> tuple[Call, ...]:
        calls = []
        for word in values_of(text):
            try:
                calls.append(call := self._call(word))
                if str(call) != word:
                    raise GoalError(f"it is written without spaces, {{{{{call}}}}}")
            except GoalError as error:
                line = self._places.line_inside(path, word)
                raise self._error(path, f"in {{{{{word}}}}}: {error}", line) from error
        return tuple(calls)

    def _call(self, text: str) -> Call:
        call = parse_call(text)
        check_call(call)
        return call

    def _check_formulas(self, path: Path, text: str) -> None:
        try:
            formulas_of(text)
        except MarkupError as error:
            line = self._places.line_inside(path, error.word)
            raise self._error(path, str(error), line) from error

    def _question(self, path: Path, values: Mapping[str, Any]) -> Question:
        self._check_keys(path, values, _QUESTION, "question ")
        ask, why = (self._words(path, values, key) for key in ("ask", "why"))
        for key, words in (("ask", ask), ("why", why)):
            self._check_formulas((*path, key), words)
        fact = None
        if "is" in values:
            try:
                fact = self._call(self._words(path, values, "is"))
            except GoalError as error:
                raise self._error((*path, "is"), str(error)) from error
        answer, within, choices = self._answer(path, values)
        return Question(ask, answer, within, choices, fact, why)

    def _answer(
        self, path: Path, values: Mapping[str, Any]
    ) -> tuple[float | str, float | None, tuple[str, ...]]:
        """The answer, with how near to it is right or with the choices."""
        if "choices" in values:
            if "within" in values:
                raise self._error((*path, "within"), "a question with choices has no within")
            choices = self._list(path, values, "choices")
            answer = self._words(path, values, "answer")
            if answer not in choices or len(set(choices)) < max(len(choices), 2):
                message = (
                    "the choices are at least two different ones, and the answer is among them"
                )
                raise self._error((*path, "answer"), message)
            return answer, None, choices
        number, within = (self._number(path, values, key) for key in ("answer", "within"))
        if within <= 0:
            raise self._error((*path, "within"), "within is a number above 0")
        return number, within, ()

    def _check_keys(
        self, path: Path, values: Mapping[str, Any], known: Sequence[str], what: str
    ) -> None:
        for key in values:
            if key not in known:
                message = f'there is no {what}key "{key}"{did_you_mean(key, known)}'
                raise self._error((*path, key), message)

    def _words(self, path: Path, values: Mapping[str, Any], key: str) -> str:
        text = self._get(path, values, key, str).strip()
        if not text:
            raise self._error((*path, key), f"{key} is empty")
        return text

    def _number(self, path: Path, values: Mapping[str, Any], key: str) -> float:
        self._require(path, values, key)
        value = values[key]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._error((*path, key), f"{key} is a number (or there are choices)")
        if not abs(value) < float("inf"):
            raise self._error((*path, key), f"{key} is a finite number")
        return float(value)

    def _list(self, path: Path, values: Mapping[str, Any], key: str) -> tuple[str, ...]:
        items = self._get(path, values, key, list)
        if not items or not all(isinstance(item, str) and item.strip() for item in items):
            raise self._error((*path, key), f"{key} is a list of texts")
        return tuple(item.strip() for item in items)

    def _maybe(self, path: Path, values: Mapping[str, Any], key: str, kind: type[_T]) -> _T | None:
        return self._get(path, values, key, kind) if key in values else None

    def _get(self, path: Path, values: Mapping[str, Any], key: str, kind: type[_T]) -> _T:
        self._require(path, values, key)
        value = values[key]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self._error((*path, key), f"{key} is {_IN_WORDS[kind]}")
        return value

    def _require(self, path: Path, values: Mapping[str, Any], key: str) -> None:
        if key not in values:
            raise self._error(path, f"{key} is missing")

    def _error(self, path: Path, message: str, line: int | None = None) -> LessonError:
        number = self._places.line_of(path) if line is None else line
        return LessonError(f"{self._name}, line {number}: {message}.")
