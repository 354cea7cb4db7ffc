"""Lines of a program from the notes of `symbols`.

A step that is used once becomes a part of the expression that uses it, unless an array that it
reads changes in between; any other step gets a name. So the program reads like the function it
came from.
"""

from __future__ import annotations

import copy
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from playground.export_code.languages import ATOM, INFIX, UNARY, Language
from playground.export_code.symbols import Key, Record, Step, Symbol, Untraceable

INDENT = "    "


def number(value: float | np.generic) -> str:
    """A number as Python source that keeps every bit."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    return repr(value)


@dataclass
class _Text:
    """An expression: its source, how tightly it binds, and what it reads."""

    source: str
    precedence: int = ATOM
    reads: frozenset[str | Key] = frozenset()

    def within(self, precedence: int) -> str:
        return self.source if self.precedence >= precedence else f"({self.source})"


@dataclass
class _Writer:
    language: Language
    uses: Counter[str | Key]
    changed: frozenset[str | Key]
    texts: dict[str | Key, _Text] = field(default_factory=dict)
    waiting: dict[Key, _Text] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    n_names: int = 0

    def write(self, record: Record) -> list[str]:
        for step in record.steps:
            if step.target is not None:
                self._change(step)
            elif step.key in self.changed or self.uses[step.key] > 1:
                self._name(step.key, self._expression(step))
            elif self.uses[step.key]:
                self.waiting[step.key] = self._expression(step)
        if record.branches:
            self._fork(record)
        elif record.result is not None:
            self.lines.append(f"return {self._text(record.result).source}")
        return self.lines

    def _fork(self, record: Record) -> None:
        condition = self._text(record.condition).source
        yes, no = (self._branch(branch) for branch in record.branches)
        n_common = 0
        while n_common < min(len(yes), len(no)) and yes[-1 - n_common] == no[-1 - n_common]:
            n_common += 1
        common = yes[len(yes) - n_common :]
        yes, no = yes[: len(yes) - n_common], no[: len(no) - n_common]
        self.lines += [f"if {condition}:", *(INDENT + line for line in yes or ["pass"])]
        if no:
            self.lines += ["else:", *(INDENT + line for line in no)]
        self.lines += common

    def _branch(self, branch: Record) -> list[str]:
        twin = _Writer(self.language, self.uses, self.changed, n_names=self.n_names)
        twin.texts, twin.waiting = copy.copy(self.texts), copy.copy(self.waiting)
        return twin.write(branch)

    def _name(self, key: Key, text: _Text) -> None:
        self.n_names += 1
        name = f"t{self.n_names}"
        self.lines.append(f"{name} = {text.source}")
        self.texts[key] = _Text(name, reads=frozenset({key}))

    def _change(self, step: Step) -> None:
        if not self.language.changes_in_place:
            raise Untraceable(f"{self.language.label} has no arrays that change in place.")
        assert step.target is not None
        target = self._target(step.target)
        arguments, options = step.arguments, step.options
        own = isinstance(arguments[0], Symbol) and arguments[0].key == step.target
        if step.operation == "fill":
            line = f"{target}[...] = {self._text(arguments[0]).source}"
        elif own and step.operation in INFIX and not options:
            sign, _ = INFIX[step.operation]
            line = f"{target} {sign}= {self._text(arguments[1]).source}"
        else:
            call = self._call(step.operation, arguments, options)
            line = f"{call.source[:-1]}, out={target})"
        for key, text in list(self.waiting.items()):
            if step.target in text.reads:
                del self.waiting[key]
                self._name(key, text)
        self.lines.append(line)

    def _target(self, key: str | Key) -> str:
        return key if isinstance(key, str) else self.texts[key].source

    def _expression(self, step: Step) -> _Text:
        arguments = step.arguments
        if step.operation in INFIX and not step.options:
            return self._infix(step.operation, arguments)
        if step.operation in UNARY and not step.options:
            sign, precedence = UNARY[step.operation]
            inner = self._text(arguments[0])
            return _Text(sign + inner.within(precedence), precedence, inner.reads)
        if step.operation == "getitem":
            inner = self._text(arguments[0])
            return _Text(f"{inner.within(ATOM)}[{_place(arguments[1])}]", reads=inner.reads)
        if step.operation == "transpose" and not step.options:
            inner = self._text(arguments[0])
            return _Text(f"{inner.within(ATOM)}.T", reads=inner.reads)
        return self._call(step.operation, arguments, step.options)

    def _infix(self, operation: str, arguments: tuple[Any, ...]) -> _Text:
        sign, precedence = INFIX[operation]
        left, right = (self._text(argument) for argument in arguments)
        # All of these group to the left, but a power groups to the right and binds its exponent's
        # minus; comparisons do not group at all.
        low = precedence + (operation == "power" or precedence == 6)
        high = 13 if operation == "power" else precedence + 1
        source = f"{left.within(low)} {sign} {right.within(high)}"
        return _Text(source, precedence, left.reads | right.reads)

    def _call(
        self, operation: str, arguments: tuple[Any, ...], options: Mapping[str, Any]
    ) -> _Text:
        if not operation.isidentifier():
            raise Untraceable(f"{operation} cannot be exported.")
        texts = [self._text(argument) for argument in arguments]
        named = {name: self._text(value) for name, value in options.items()}
        arrays = [isinstance(argument, Symbol) and argument.is_array for argument in arguments]
        sources = [text.source for text in texts]
        sources += [f"{name}={text.source}" for name, text in named.items()]
        arrays += [False] * len(named)
        reads = frozenset().union(*(text.reads for text in (*texts, *named.values())))
        return _Text(self.language.call(operation, sources, arrays), reads=reads)

    def _text(self, value: Any) -> _Text:
        """The expression for an argument; one that waited is used up."""
        if not isinstance(value, Symbol):
            return _constant(value)
        if isinstance(value.key, str):
            return _Text(value.key, reads=frozenset({value.key}))
        if value.key in self.waiting:
            return self.waiting.pop(value.key)
        return self.texts[value.key]


def body(record: Record, language: Language) -> list[str]:
    """The lines of a function's body, not yet indented. Raises `Untraceable`."""
    uses: Counter[str | Key] = Counter()
    changed: set[str | Key] = set()
    for step_or_value in _walk(record):
        if isinstance(step_or_value, Step):
            if step_or_value.target is not None:
                changed.add(step_or_value.target)
                continue
        elif isinstance(step_or_value, Symbol):
            uses[step_or_value.key] += 1
    return _Writer(language, uses, frozenset(changed)).write(record) or ["pass"]


def _walk(record: Record) -> Iterator[Any]:
    """All steps and all values they use, of all branches."""
    for step in record.steps:
        yield step
        yield from step.arguments
        yield from step.options.values()
    yield record.result
    yield record.condition
    for branch in record.branches:
        yield from _walk(branch)


def _constant(value: Any) -> _Text:
    if isinstance(value, bool | int | float | np.generic):
        source = number(value)
        return _Text(source, 13 if source.startswith("-") else ATOM)
    if value is None or isinstance(value, str):
        return _Text(repr(value))
    if isinstance(value, tuple) and all(isinstance(item, int) for item in value):
        return _Text(repr(value))
    raise Untraceable(f"A constant of the type {type(value).__name__} cannot be exported.")


def _place(place: Any) -> str:
    parts = place if isinstance(place, tuple) else (place,)
    return ", ".join(_slice(part) for part in parts)


def _slice(part: Any) -> str:
    if isinstance(part, slice):
        ends = ("" if end is None else number(end) for end in (part.start, part.stop))
        return ":".join(ends)
    return "None" if part is None else number(part)
