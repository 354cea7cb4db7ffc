"""Arithmetic that is both computed and written as LaTeX, from one text.

The lines by which an optimizer's step is worked out are written once, as plain arithmetic
(`optimizers.Line`). `evaluate` computes such a line on numbers or arrays; `to_latex` writes it with
symbols, or with the numbers in their place. So what a reader is shown is what was computed.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

_OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "sqrt": np.sqrt,
    "sign": np.sign,
    "abs": np.abs,
    "max": np.maximum,
}
_COMPARISONS: Mapping[type[ast.cmpop], tuple[Callable[[Any, Any], Any], str]] = {
    ast.Gt: (operator.gt, ">"),
    ast.Eq: (operator.eq, "="),
}
# How tightly each operator binds, for the parentheses.
_ADDED, _SIGNED, _MULTIPLIED, _ATOM = range(4)


@lru_cache(maxsize=256)
def _parse(expression: str) -> ast.expr:
    return ast.parse(expression, mode="eval").body


def evaluate(expression: str, values: Mapping[str, Any]) -> Any:
    """Return the value of `expression`, with `values` for its names: numbers or arrays.

    Knows + - * / **, sqrt, sign, abs, max, and `A if x > y else B` where x and y are numbers.
    Raises `KeyError` for a name without a value and `ValueError` for anything else.
    """
    return _value(_parse(expression), values)


def _value(node: ast.expr, values: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name):
            return values[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, values)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left, values), _value(right, values))
        case ast.Call(func=ast.Name(id=name), args=args) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(_value(argument, values) for argument in args))
        case ast.IfExp(test=ast.Compare() as test, body=body, orelse=other):
            return _value(body if _holds(test, values) else other, values)
    raise ValueError(f"{ast.unparse(node)!r} is no arithmetic that is known here.")


def _holds(test: ast.Compare, values: Mapping[str, Any]) -> bool:
    compare, _ = _COMPARISONS[type(test.ops[0])]
    return bool(compare(_value(test.left, values), _value(test.comparators[0], values)))


def names_in(expression: str) -> frozenset[str]:
    """Return the names that an expression computes with."""
    nodes = ast.walk(_parse(expression))
    found = (node.id for node in nodes if isinstance(node, ast.Name))
    return frozenset(found).difference(_FUNCTIONS)


def to_latex(
    expression: str, symbols: Mapping[str, str], values: Mapping[str, Any] | None = None
) -> str:
    """Return `expression` in LaTeX, each name written as `symbols` says.

    With `values`, a choice between two forms shows the one that holds; without, both. Raises
    `KeyError` for a name without a symbol.
    """
    return _write(_parse(expression), symbols, values)[0]


def _write(
    node: ast.expr, symbols: Mapping[str, str], values: Mapping[str, Any] | None
) -> tuple[str, int]:
    """The LaTeX of a part, and how tightly it binds."""

    def inner(part: ast.expr, least: int) -> str:
        text, binding = _write(part, symbols, values)
        return text if binding >= least else rf"\left({text}\right)"

    match node:
        case ast.Constant(value=int() | float() as number):
            return str(number), _ATOM
        case ast.Name(id=name):
            text = symbols[name]
            if text.startswith("-"):
                return text, _SIGNED
            return text, _MULTIPLIED if r"\cdot" in text else _ATOM
        case ast.UnaryOp(operand=operand):
            return f"-{inner(operand, _MULTIPLIED)}", _SIGNED
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return rf"\frac{{{inner(left, _ADDED)}}}{{{inner(right, _ADDED)}}}", _MULTIPLIED
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return f"{inner(left, _ATOM)}^{{{inner(right, _ADDED)}}}", _MULTIPLIED
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            first = inner(left, _SIGNED)
            binding = _SIGNED if first.startswith("-") else _MULTIPLIED
            return rf"{first} \cdot {inner(right, _MULTIPLIED)}", binding
        case ast.BinOp(left=left, op=op, right=right):
            sign = "+" if isinstance(op, ast.Add) else "-"
            return f"{inner(left, _ADDED)} {sign} {inner(right, _MULTIPLIED)}", _ADDED
        case ast.Call(func=ast.Name(id=name), args=args):
            return _call(name, [inner(argument, _ADDED) for argument in args]), _ATOM
        case ast.IfExp(test=ast.Compare() as test, body=body, orelse=other):
            if values is not None:
                return _write(body if _holds(test, values) else other, symbols, values)
            condition = _condition(test, symbols)
            return (
                rf"\begin{{cases}} {inner(body, _ADDED)} & {condition} \\"
                rf" {inner(other, _ADDED)} & \text{{else}} \end{{cases}}",
                _ATOM,
            )
    raise ValueError(f"{ast.unparse(node)!r} is no arithmetic that is known here.")


def _condition(test: ast.Compare, symbols: Mapping[str, str]) -> str:
    sign = _COMPARISONS[type(test.ops[0])][1]
    sides = (_write(side, symbols, None)[0] for side in (test.left, test.comparators[0]))
    return f" {sign} ".join(sides)


def _call(name: str, arguments: list[str]) -> str:
    match name:
        case "sqrt":
            return rf"\sqrt{{{arguments[0]}}}"
        case "abs":
            return rf"\left|{arguments[0]}\right|"
    operators = {"sign": r"\operatorname{sign}", "max": r"\max"}
    return rf"{operators[name]}\left({', '.join(arguments)}\right)"
