"""Stand-ins for arrays that write down what a function does with them.

`record` calls a function with symbols in place of arrays. A symbol answers every operation of
NumPy with a new symbol and a note, so afterwards the notes are the function's work, step by step,
whether it was a lambda, a partial or three functions that call each other. Where the function asks
a symbol for a decision (`if seen <= 5`), it is run again for either answer, and the notes fork.
"""

from __future__ import annotations

import math
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

MAX_DECISIONS = 6

Key = tuple[tuple[bool, ...], int]


class Untraceable(ValueError):
    """The function does something with its arrays that cannot be written down."""


@dataclass(frozen=True)
class Step:
    """One operation. `target` is the key of the symbol it changes in place, if it does that."""

    key: Key
    operation: str
    arguments: tuple[Any, ...]
    options: Mapping[str, Any]
    target: str | Key | None = None


@dataclass(frozen=True)
class Record:
    """What was noted: the steps, and then the result or a fork, a condition with two records."""

    steps: tuple[Step, ...]
    result: Any = None
    condition: Any = None
    branches: tuple[Record, ...] = ()


class _Undecided(Exception):
    def __init__(self, condition: Symbol) -> None:
        self.condition = condition


@dataclass
class _Notes:
    """The notes of one run, and the decisions it is to take."""

    decisions: tuple[bool, ...]
    steps: list[Step] = field(default_factory=list)
    n_decided: int = 0

    def add(self, operation: str, arguments: Sequence[Any], options: Mapping[str, Any]) -> Symbol:
        key = (self.decisions[: self.n_decided], len(self.steps))
        self.steps.append(Step(key, operation, tuple(arguments), dict(options)))
        return Symbol(self, key, _is_array((*arguments, *options.values()), operation))

    def change(
        self, target: Symbol, operation: str, arguments: Sequence[Any], options: Mapping[str, Any]
    ) -> Symbol:
        key = (self.decisions[: self.n_decided], len(self.steps))
        self.steps.append(Step(key, operation, tuple(arguments), dict(options), target.key))
        return target

    def decide(self, condition: Symbol) -> bool:
        if self.n_decided == len(self.decisions):
            raise _Undecided(condition)
        self.n_decided += 1
        return self.decisions[self.n_decided - 1]


# Reductions to one number; with an axis they stay arrays.
_TO_NUMBER = ("sum", "mean", "dot", "len", "size", "max", "min")


def _is_array(arguments: Sequence[Any], operation: str) -> bool:
    if operation in _TO_NUMBER and len(arguments) <= (2 if operation == "dot" else 1):
        return False
    return any(isinstance(argument, Symbol) and argument.is_array for argument in arguments)


class Symbol(np.lib.mixins.NDArrayOperatorsMixin):
    """An array or a number that is not known. `key` is its name, or the step that made it."""

    def __init__(self, notes: _Notes, key: str | Key, is_array: bool = True) -> None:
        self._notes = notes
        self.key = key
        self.is_array = is_array

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        targets = options.pop("out", ())
        if method == "reduce":
            return self._notes.add(f"{ufunc.__name__}.reduce", inputs, options)
        if method != "__call__":
            raise Untraceable(f"{ufunc.__name__}.{method} cannot be exported.")
        if targets:
            return self._notes.change(targets[0], ufunc.__name__, inputs, options)
        return self._notes.add(ufunc.__name__, inputs, options)

    def __array_function__(
        self, function: Any, kinds: Any, arguments: tuple[Any, ...], options: dict[str, Any]
    ) -> Any:
        targets = options.pop("out", None)
        if targets is not None:
            return self._notes.change(targets, function.__name__, arguments, options)
        return self._notes.add(function.__name__, arguments, options)

    def __bool__(self) -> bool:
        return self._notes.decide(self)

    def __getitem__(self, place: Any) -> Symbol:
        return self._notes.add("getitem", (self, place), {})

    def __setitem__(self, place: Any, value: Any) -> None:
        raise Untraceable("A part of an array that is set cannot be exported.")

    @property
    def shape(self) -> _Shape:
        """The symbols `shape[0]`, `shape[1]` …"""
        return _Shape(self)

    @property
    def T(self) -> Symbol:
        """The transposed matrix."""
        return self._notes.add("transpose", (self,), {})

    def copy(self) -> Symbol:
        """The same values in memory of their own."""
        return self._notes.add("copy", (self,), {})

    def sum(self, **options: Any) -> Symbol:
        """The sum of all entries or along an axis."""
        return self._notes.add("sum", (self,), options)

    def mean(self, **options: Any) -> Symbol:
        """The mean of all entries or along an axis."""
        return self._notes.add("mean", (self,), options)

    def max(self, **options: Any) -> Symbol:
        """The largest entry, of all or along an axis."""
        return self._notes.add("max", (self,), options)

    def min(self, **options: Any) -> Symbol:
        """The smallest entry, of all or along an axis."""
        return self._notes.add("min", (self,), options)

    def fill(self, value: Any) -> None:
        """Set all entries to a value, in place."""
        self._notes.change(self, "fill", (value,), {})


class _Shape:
    def __init__(self, symbol: Symbol) -> None:
        self._symbol = symbol

    def __getitem__(self, axis: int) -> Symbol:
        notes = self._symbol._notes
        step = notes.add("shape", (self._symbol, axis), {})
        step.is_array = False
        return step


def record(function: Callable[..., Any], call: Callable[[Callable[..., Any], Any], Any]) -> Record:
    """Run `function` on symbols and return what it did.

    `call(function, symbol)` makes the call; it gets a twin of the function in which `len`, `float`
    and `math` understand symbols, and `symbol(name, is_array=True)`, which makes the arguments.
    Raises `Untraceable`.
    """
    return _explore(_twin(function, {}), call, (), 0)


def _explore(function: Any, call: Any, decisions: tuple[bool, ...], known: int) -> Record:
    """All that follows after the first `known` steps of a run with these decisions."""
    if len(decisions) > MAX_DECISIONS:
        raise Untraceable("The function asks too many questions.")
    notes = _Notes(decisions)
    try:
        result = call(function, partial(Symbol, notes))
    except _Undecided as fork:
        n_steps = len(notes.steps)
        branches = tuple(
            _explore(function, call, (*decisions, answer), n_steps) for answer in (True, False)
        )
        return Record(tuple(notes.steps[known:]), condition=fork.condition, branches=branches)
    except (TypeError, AttributeError) as error:
        raise Untraceable(str(error)) from error
    return Record(tuple(notes.steps[known:]), result)


class _SymbolicMath:
    """The module `math`, for numbers and for symbols."""

    def __getattr__(self, name: str) -> Any:
        known = getattr(math, name)
        if not callable(known):
            return known
        return partial(self._call, name, known)

    def _call(self, name: str, known: Callable[..., Any], *arguments: Any) -> Any:
        for argument in arguments:
            if isinstance(argument, Symbol):
                return argument._notes.add(name, arguments, {})
        return known(*arguments)


def _length(value: Any) -> Any:
    if not isinstance(value, Symbol):
        return len(value)
    return value._notes.add("len", (value,), {})


def _number(value: Any) -> Any:
    return value if isinstance(value, Symbol) else float(value)


def _extreme(name: str, known: Callable[..., Any]) -> Callable[..., Any]:
    def choose(*values: Any) -> Any:
        for value in values:
            if isinstance(value, Symbol):
                return value._notes.add(name, values, {})
        return known(*values)

    return choose


_FOR_SYMBOLS = {
    "len": _length,
    "float": _number,
    "math": _SymbolicMath(),
    "min": _extreme("minimum", min),
    "max": _extreme("maximum", max),
}


def _twin(function: Any, made: dict[int, Any]) -> Any:
    """The function, and those it calls, with globals that understand symbols."""
    if isinstance(function, partial):
        return partial(_twin(function.func, made), *function.args, **function.keywords)
    if not isinstance(function, types.FunctionType) or id(function) in made:
        return made.get(id(function), function)
    names = dict(function.__globals__)
    twin = types.FunctionType(
        function.__code__, names, function.__name__, function.__defaults__, function.__closure__
    )
    twin.__kwdefaults__ = function.__kwdefaults__
    made[id(function)] = twin
    names |= _FOR_SYMBOLS
    for name in function.__code__.co_names:
        if isinstance(names.get(name), types.FunctionType) and name not in _FOR_SYMBOLS:
            names[name] = _twin(names[name], made)
    return twin
