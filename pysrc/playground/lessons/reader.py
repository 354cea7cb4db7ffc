"""Reads a lesson file, strictly: every mistake is one sentence with the file's name and the line.

An unknown key, a wrong type, a missing part, a fact or a condition that is none, and a state that a
link would have to repair are all refused. The README describes the file for who writes one.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import PurePosixPath

from playground.lessons.facts import check_call, did_you_mean
from playground.lessons.goals import Goal, GoalError, parse_goal
from playground.lessons.lines import Places
from playground.lessons.node import Node
from playground.lessons.schema import LOOKS, Lesson, LessonError, Question, Step
from playground.lessons.states import StateError, link_of
from playground.state import DEFAULTS

MAX_STEPS = 99  # as many pages as the state can name

_NAME = re.compile(r"(\d+)-([a-z][a-z0-9_-]{0,31})\.toml\Z")
_LESSON = ("title", "summary", "minutes", "step")
_STEP = ("title", "look", "text", "task", "done", "hint", "solution", "state", "question")
_QUESTION = ("ask", "answer", "within", "choices", "is", "why")
_OF_TASK = ("task", "done", "solution")
_BEGINNING = (
    "the first step needs a [step.state], which may be empty: so the lesson begins the same for "
    "everybody"
)


def read_lesson(name: str, text: str) -> Lesson:
    """The lesson in a file; `name` is its path as messages show it.

    `LessonError` says what is wrong with the file.
    """
    found = _NAME.match(PurePosixPath(name).name)
    if not found or found[2] == DEFAULTS.lesson:
        raise LessonError(f"{name}: a lesson's file is named like 02-why-a-bias.toml.")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LessonError(_syntax(name, text, str(error))) from error
    return _lesson(found[2], Node(name, Places(text), (), values))


def _syntax(name: str, text: str, message: str) -> str:
    what, _, where = message.partition(" (at ")
    line = re.match(r"line (\d+)", where)
    number = line[1] if line else len(text.splitlines())
    return f"{name}, line {number}: this is no TOML: {what[:1].lower()}{what[1:]}."


def _lesson(identity: str, node: Node) -> Lesson:
    node.check_keys(_LESSON)
    title, summary, minutes = node.words("title"), node.words("summary"), node.get("minutes", int)
    if not 1 <= minutes <= 99:
        raise node.error("minutes", "minutes is a number from 1 to 99")
    steps = node.get("step", list)
    if not 1 <= len(steps) <= MAX_STEPS or not all(isinstance(step, dict) for step in steps):
        raise node.error("step", f"a lesson has 1 to {MAX_STEPS} parts that begin with [[step]]")
    nodes = [node.inside("step", index, values=step) for index, step in enumerate(steps)]
    read = tuple(_step(identity, page, step) for page, step in enumerate(nodes, start=1))
    if read[0].link is None:
        raise nodes[0].error(None, _BEGINNING)
    return Lesson(identity, title, summary, minutes, read)


def _step(identity: str, page: int, node: Node) -> Step:
    node.check_keys(_STEP, "step ")
    title, text, look = node.words("title"), node.marked("text"), node.maybe("look", str)
    if look is not None and look not in LOOKS:
        near = did_you_mean(look, LOOKS) or f"; it is one of {', '.join(LOOKS)}"
        raise node.error("look", f'there is no card "{look}" to look at{near}')
    question = node.maybe("question", dict)
    _check_parts(node)
    asks = question is not None
    return Step(
        title=title,
        text=text,
        look=look,
        link=_link(identity, page, node),
        facts=node.live_values("text", text),
        task="" if asks else node.marked("task"),
        done=None if asks else _goal(node),
        hint=node.marked("hint") if "hint" in node.values else "",
        solution=() if asks else node.texts("solution"),
        question=None if question is None else _question(node.inside("question", values=question)),
    )


def _check_parts(node: Node) -> None:
    """A step has a task with all its parts, or else a question."""
    given = [key for key in _OF_TASK if key in node.values]
    if "question" in node.values and given:
        message = f"a step has either a question or a task, not both: {given[0]} is too much"
        raise node.error(given[0], message)
    if "question" not in node.values and not given:
        raise node.error(None, "this step needs a task (task, done, solution) or a question")


def _link(identity: str, page: int, node: Node) -> str | None:
    state = node.maybe("state", dict)
    if state is None:
        return None
    try:
        return link_of(state, identity, page)
    except StateError as error:
        raise node.inside("state", values=state).error(error.key, str(error)) from error


def _goal(node: Node) -> Goal:
    try:
        goal = parse_goal(node.words("done"))
        for call in goal.facts:
            check_call(call)
    except GoalError as error:
        raise node.error("done", str(error)) from error
    return goal


def _question(node: Node) -> Question:
    node.check_keys(_QUESTION, "question ")
    ask, why = node.marked("ask"), node.marked("why")
    fact = node.fact("is") if "is" in node.values else None
    answer, within, choices = _answer(node)
    return Question(ask, answer, within, choices, fact, why)


def _answer(node: Node) -> tuple[float | str, float | None, tuple[str, ...]]:
    """The answer, with how near to it is right or with the choices."""
    if "choices" not in node.values:
        number, within = node.number("answer"), node.number("within")
        if within <= 0:
            raise node.error("within", "within is a number above 0")
        return number, within, ()
    if "within" in node.values:
        raise node.error("within", "a question with choices has no within")
    choices, answer = node.texts("choices"), node.words("answer")
    if answer not in choices or len(set(choices)) < max(len(choices), 2):
        message = "the choices are at least two different ones, and the answer is among them"
        raise node.error("answer", message)
    return answer, None, choices
