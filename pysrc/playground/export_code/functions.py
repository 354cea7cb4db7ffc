"""The functions of a registry entry, written as functions of another program."""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from backprop import Activation, Clipping, Loss, Optimizer, Regularizer, Schedule
from playground.export_code.arrays import plain
from playground.export_code.languages import NUMPY, Language
from playground.export_code.symbols import Record, Untraceable, record
from playground.export_code.trained import parameters_of
from playground.export_code.writing import INDENT, body, number

# The other names of the programs; an activation that has one of them gets a line behind it.
RESERVED = frozenset(
    "np torch keras ops w g a z X b W target output forward backward loss loss_gradient update"
    " clip penalty_derivative learning_rate train layers memory step epoch model nn".split()
)


class _State:
    """What an optimizer's rule reads: its memory and the number of the step."""

    def __init__(self, arrays: Mapping[str, Any], step: Any) -> None:
        self.arrays = arrays
        self.step = step


def function_name(name: str) -> str:
    """The id of an entry as the name of a function in the program."""
    clean = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)
    taken = clean in RESERVED or keyword.iskeyword(clean) or not clean.isidentifier()
    return f"f_{clean}" if taken else clean


def activation(entry: Activation, language: Language) -> str:
    """f(z) alone: what PyTorch and Keras need, who find the derivative by themselves."""
    values = parameters_of(entry)
    notes = record(entry.function, lambda f, symbol: f(symbol("z"), **_symbols(symbol, values)))
    return _function(function_name(entry.id), ("z",), values, entry.function, notes, language)


def derivative(entry: Activation) -> str:
    """f'(z), given a = f(z) as well."""
    values = parameters_of(entry)
    notes = record(
        entry.derivative,
        lambda f, symbol: f(symbol("z"), symbol("a"), **_symbols(symbol, values)),
    )
    name = f"{function_name(entry.id)}_derivative"
    return _function(name, ("z", "a"), values, entry.derivative, notes, NUMPY)


def loss(entry: Loss) -> tuple[str, str]:
    """The loss and its gradient."""
    values = parameters_of(entry)

    def write(name: str, function: Callable[..., Any]) -> str:
        notes = record(
            function,
            lambda f, symbol: f(symbol("output"), symbol("target"), **_symbols(symbol, values)),
        )
        return _function(name, ("output", "target"), values, function, notes, NUMPY)

    return write("loss", entry.value), write("loss_gradient", entry.gradient)


def optimizer(entry: Optimizer) -> str:
    """The update of the parameters w with their gradient g."""
    values = parameters_of(entry)

    def call(rule: Callable[..., Any], symbol: Callable[..., Any]) -> None:
        state = _State({name: symbol(name) for name in entry.memory}, symbol("step", False))
        rate = symbol("learning_rate", False)
        rule(state, symbol("w"), symbol("g"), rate, **_symbols(symbol, values))

    arguments = ("w", "g", "learning_rate", "step", *entry.memory)
    return _function("update", arguments, values, entry.rule, record(entry.rule, call), NUMPY)


def clipping(entry: Clipping) -> str:
    """The limit on the gradient g."""
    notes = record(entry.clip, lambda f, symbol: f(symbol("g"), symbol("limit", False)))
    return _function("clip", ("g", "limit"), {}, entry.clip, notes, NUMPY)


def regularizer(entry: Regularizer) -> str:
    """The derivative of the penalty of each weight."""
    values = parameters_of(entry)
    notes = record(entry.derivative, lambda f, symbol: f(symbol("w"), **_symbols(symbol, values)))
    return _function("penalty_derivative", ("w",), values, entry.derivative, notes, NUMPY)


def schedule(entry: Schedule, learning_rate: float, horizon: int) -> str:
    """The learning rate of an epoch."""
    values = parameters_of(entry)

    def call(rate: Callable[..., Any], symbol: Callable[..., Any]) -> Any:
        return rate(learning_rate, symbol("epoch", False), horizon, **_symbols(symbol, values))

    try:
        notes = record(entry.rate, call)
    except Untraceable:  # a parameter is rounded or the like: it has to be a number
        values = {}
        notes = record(
            entry.rate, lambda f, symbol: f(learning_rate, symbol("epoch", False), horizon)
        )
    return _function("learning_rate", ("epoch",), values, entry.rate, notes, NUMPY)


def _symbols(symbol: Callable[..., Any], values: Iterable[str]) -> dict[str, Any]:
    return {name: symbol(name, False) for name in values}


def _function(
    name: str,
    arguments: Iterable[str],
    values: Mapping[str, float],
    function: Callable[..., Any],
    notes: Record,
    language: Language,
) -> str:
    named = [f"{parameter}={number(value)}" for parameter, value in values.items()]
    lines = [f"def {name}({', '.join((*arguments, *named))}):"]
    if text := _docstring(function):
        lines.append(f'{INDENT}"""{plain(text)}"""')
    lines += [INDENT + line for line in body(notes, language)]
    return "\n".join(lines)


def _docstring(function: Any) -> str:
    """The first paragraph of what the function says about itself."""
    while isinstance(function, partial):
        function = function.func
    if not inspect.isfunction(function) or not function.__doc__:
        return ""
    return " ".join(inspect.cleandoc(function.__doc__).split("\n\n")[0].split())
