"""When a task of a lesson is done: comparisons of facts, as `train_loss < 0.01 and epoch == 0`.

A condition has the grammar `side op side [and side op side …]`, where a side is a fact, a number or
a word in quotes. It is read with Python's own parser and only what is allowed is taken over;
nothing is ever run as code.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Value = float | int | str | list[float] | None
Lookup = Callable[["Call"], Value]

_NUMBERS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_OPERATORS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_MAX_TEXT = 500
_EXAMPLE = "a condition reads like train_loss < 0.01 and epoch == 0"


class GoalError(ValueError):
    """A condition or fact that cannot be read; the message is a sentence without its full stop."""


@dataclass(frozen=True)
class Call:
    """A fact that is asked for, with its arguments, counted from 1."""

    name: str
    arguments: tuple[int, ...] = ()

    def __str__(self) -> str:
        return self.name + (f"({','.join(map(str, self.arguments))})" if self.arguments else "")


Side = Call | float | str


@dataclass(frozen=True)
class Comparison:
    """One comparison of a condition."""

    left: Side
    operator: str
    right: Side

    def holds(self, lookup: Lookup) -> bool:
        """Whether it is so now. A fact that cannot be had makes every comparison false."""
        left, right = (_value(side, lookup) for side in (self.left, self.right))
        if left is None or right is None:
            return False
        if _is_number(left) and _is_number(right):
            return _NUMBERS[self.operator](left, right)  # type: ignore[arg-type]
        if self.operator == "==":
            return left == right
        return self.operator == "!=" and left != right


@dataclass(frozen=True)
class Goal:
    """A condition: it holds when all its comparisons do. `text` is how it was written."""

    text: str
    comparisons: tuple[Comparison, ...]

    def holds(self, lookup: Lookup) -> bool:
        """Whether it is so now; `lookup` gives the value of a fact."""
        return all(comparison.holds(lookup) for comparison in self.comparisons)

    @property
    def facts(self) -> tuple[Call, ...]:
        """The facts it asks for."""
        sides = (side for one in self.comparisons for side in (one.left, one.right))
        return tuple(side for side in sides if isinstance(side, Call))


def parse_goal(text: str) -> Goal:
    """Read a condition. `GoalError` for anything but comparisons joined by `and`."""
    node = _parse(text)
    parts = node.values if isinstance(node, ast.BoolOp) else [node]
    if isinstance(node, ast.BoolOp) and not isinstance(node.op, ast.And):
        raise GoalError(f"a condition cannot use or; {_EXAMPLE}")
    goal = Goal(text.strip(), tuple(one for part in parts for one in _comparisons(part)))
    if not goal.facts:
        raise GoalError("a condition needs a fact to compare")
    return goal


def parse_call(text: str) -> Call:
    """Read a fact, such as `train_loss` or `bias(1,2)`; `GoalError` for anything else."""
    side = _side(_parse(text))
    if not isinstance(side, Call):
        raise GoalError(f"a fact is needed in place of {text.strip()}")
    return side


def _parse(text: str) -> ast.expr:
    if len(text) > _MAX_TEXT:
        raise GoalError(f"a condition has at most {_MAX_TEXT} characters")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise GoalError(f"{text.strip() or 'nothing'} cannot be read; {_EXAMPLE}") from error


def _comparisons(node: ast.expr) -> list[Comparison]:
    if not isinstance(node, ast.Compare):
        raise GoalError(f"{ast.unparse(node)} is no comparison; {_EXAMPLE}")
    sides = [_side(one) for one in (node.left, *node.comparators)]
    found = []
    for index, op in enumerate(node.ops):
        if type(op) not in _OPERATORS:
            raise GoalError(f"a comparison is one of {' '.join(_NUMBERS)}")
        found.append(Comparison(sides[index], _OPERATORS[type(op)], sides[index + 1]))
    return found


def _side(node: ast.expr) -> Side:
    match node:
        case ast.Constant(value=int() | float() | str() as value) if not isinstance(value, bool):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case ast.Name(id=name):
            return Call(name)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if arguments:
            return Call(name, tuple(_argument(name, argument) for argument in arguments))
    raise GoalError(f"{ast.unparse(node)} is no fact, no number and no word in quotes")


def _argument(name: str, node: ast.expr) -> int:
    match node:
        case ast.Constant(value=int() as value) if not isinstance(value, bool) and value >= 1:
            return value
    raise GoalError(f"the arguments of {name} are whole numbers from 1, as on the page")


def _value(side: Side, lookup: Lookup) -> Value:
    return lookup(side) if isinstance(side, Call) else side


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not math.isnan(value)
