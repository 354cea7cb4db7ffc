"""The reader's own formulas: a text such as `sin(2*x) + y²` becomes numbers, and nothing else.

The words are checked first (`tokens`), Python's `ast` then only builds the tree, and a walk over
that tree allows numbers, x, y, pi, e, the four operations, powers with a constant exponent and the
listed functions. Nothing is ever compiled or evaluated by Python.

What is no number counts as 0, and nothing is beyond a million (`HIGHEST`): so a formula has a
finite value everywhere, and log(x) can be used although half of the plane has no logarithm.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from playground.tokens import PAIRS, VARIABLES, FormulaError, Word, words_of

__all__ = ["HIGHEST", "MAX_EXPONENT", "Formula", "FormulaError", "parse_formula"]

HIGHEST = 1e6
MAX_EXPONENT = 10

Array = NDArray[np.float64]
Numbers = Array | np.float64

# By their names in NumPy, for whoever writes a formula out as code.
_NUMPY = {
    "atan": "arctan",
    "min": "minimum",
    "max": "maximum",
}
_OPERATIONS: Mapping[type[ast.operator], Callable[[Numbers, Numbers], Numbers]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
# Of NumPy, as all numbers in a formula are: Python's own refuse to divide by 0.
_CONSTANTS: Mapping[str, Numbers] = {"pi": np.float64(np.pi), "e": np.float64(np.e)}


@dataclass(frozen=True, eq=False)
class Formula:
    """A formula in x and y. `text` is as it was typed; `variables` are those it uses."""

    text: str
    tree: ast.expr
    variables: frozenset[str]

    def values(self, x: Array, y: Array) -> Array:
        """The formula at every place (n,), finite everywhere; see the module."""
        return np.clip(np.nan_to_num(self.raw(x, y)), -HIGHEST, HIGHEST)

    def raw(self, x: Array, y: Array) -> Array:
        """The formula at every place (n,) as arithmetic has it: NaN or infinite in some."""
        with np.errstate(all="ignore"):
            value = _value(self.tree, {**_CONSTANTS, "x": x, "y": y})
        return np.array(value, np.float64)

    def code(self, x: str, y: str) -> str:
        """The same in Python with NumPy as `np`; `x` and `y` stand for the two variables.

        It does what `raw` does: the caller limits it as `values` does.
        """
        copy = ast.parse(ast.unparse(self.tree), mode="eval")
        return ast.unparse(_Numpy({"x": x, "y": y}).visit(copy))


@lru_cache(maxsize=256)
def parse_formula(text: str) -> Formula:
    """Read a formula. Raises `FormulaError`, which names the character, for anything else."""
    words = words_of(text)
    plain, places = _written(words)
    tree = ast.parse(plain, mode="eval").body
    _check(tree, places)
    _check_constants(tree, places)
    variables = _variables(tree)
    if not variables:
        raise FormulaError("the formula uses neither x nor y.", 1)
    return Formula(text.strip(), tree, variables)


def _written(words: list[Word]) -> tuple[str, list[int]]:
    """The words as Python text, and the reader's position of each of its characters.

    Numbers are written as floats: no whole number ever grows.
    """
    plain, places = "", []
    for word in words:
        part = repr(float(word.text)) if word.kind == "number" else word.text
        plain += part + " "
        places += [word.position] * (len(part) + 1)
    return plain, places


def _check(node: ast.expr, places: list[int]) -> None:
    """Allow a node and all below it, or raise `FormulaError` at its place."""
    place = places[node.col_offset]
    match node:
        case ast.Constant(value=float()) | ast.Name():
            return
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=inner):
            _check(inner, places)
        case ast.BinOp(left=left, op=kind, right=right) if type(kind) in _OPERATIONS:
            _check(left, places)
            _check(right, places)
            if isinstance(kind, ast.Pow) and not _is_small_number(right):
                message = f"an exponent is a number from -{MAX_EXPONENT} to {MAX_EXPONENT}."
                raise FormulaError(message, places[right.col_offset])
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            needed = 2 if name in PAIRS else 1
            if len(arguments) != needed:
                needs = "two numbers" if needed == 2 else "one number"
                raise FormulaError(f"{name} takes {needs}, and has {len(arguments)}.", place)
            for argument in arguments:
                _check(argument, places)
        case _:
            raise FormulaError("this is not part of a formula.", place)


def _check_constants(tree: ast.expr, places: list[int]) -> None:
    """A part such as 1/0 is the same everywhere, and wrong everywhere."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.BinOp | ast.Call) or _variables(node):
            continue
        with np.errstate(all="ignore"):
            value = _value(node, _CONSTANTS)
        if not np.isfinite(value).all():
            raise FormulaError("this part has no finite value.", places[node.col_offset])


def _variables(node: ast.expr) -> frozenset[str]:
    names = (below.id for below in ast.walk(node) if isinstance(below, ast.Name))
    return frozenset(name for name in names if name in VARIABLES)


def _is_small_number(node: ast.expr) -> bool:
    number = node.operand if isinstance(node, ast.UnaryOp) else node
    match number:
        case ast.Constant(value=float(exponent)):
            return exponent <= MAX_EXPONENT
    return False


def _value(node: ast.expr, names: Mapping[str, Numbers]) -> Numbers:
    match node:
        case ast.Constant(value=float(number)):
            return np.float64(number)
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(op=sign, operand=inner):
            value = _value(inner, names)
            return np.negative(value) if isinstance(sign, ast.USub) else value
        case ast.BinOp(left=left, op=kind, right=right):
            return _OPERATIONS[type(kind)](_value(left, names), _value(right, names))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            function: Callable[..., Numbers] = getattr(np, _NUMPY.get(name, name))
            return function(*(_value(argument, names) for argument in arguments))
    raise AssertionError(f"{type(node).__name__} passed the check")


class _Numpy(ast.NodeTransformer):
    """Writes the names of a formula as NumPy code."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def visit_Name(self, node: ast.Name) -> ast.Name:
        name = _NUMPY.get(node.id, node.id)
        return ast.Name(self._variables.get(name, f"np.{name}"))
