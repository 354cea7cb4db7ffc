"""Ordered tables of named things: activations, losses, optimizers, data sets and so on.

Each kind of thing has one registry. An entry of it carries everything that is known about the
thing: its id, its label for people, its formula in LaTeX, its functions and its parameters with
their ranges. Whoever needs a list of choices reads it from here, so adding a choice means adding
one entry and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, ClassVar, Generic, Self, TypeVar

from .arrays import check_number
from .errors import UnknownNameError


@dataclass(frozen=True)
class Parameter:
    """A number that tunes an entry, e.g. the slope of leaky ReLU, with its allowed range.

    `symbol` is the LaTeX that stands for it in the entry's formula.
    """

    id: str
    label: str
    symbol: str
    default: float
    low: float
    high: float

    def check(self, value: float) -> float:
        """Return `value` as a float; `InvalidValueError` when it is outside [low, high]."""
        return check_number(self.id, value, self.low, self.high)


@dataclass(frozen=True, kw_only=True, eq=False)
class Entry:
    """What every registry entry has: a name, a label, a formula and its parameters.

    `settings` holds the parameter values that differ from the defaults.
    """

    id: str
    label: str
    formula: str
    parameters: tuple[Parameter, ...] = ()
    settings: Mapping[str, float] = field(default_factory=dict)

    # The fields that hold functions which take the parameters as keyword arguments.
    configurable: ClassVar[tuple[str, ...]] = ()

    @property
    def parameter_values(self) -> dict[str, float]:
        """The value of each parameter, by its id."""
        return {one.id: self.settings.get(one.id, one.default) for one in self.parameters}

    def with_parameters(self, **values: float) -> Self:
        """Return a copy with other parameter values, e.g. `leaky_relu` with `slope=0.2`.

        Raises `UnknownNameError` for a parameter that the entry does not have and
        `InvalidValueError` for a value outside its range.
        """
        known = {parameter.id: parameter for parameter in self.parameters}
        for name, value in values.items():
            if name not in known:
                raise UnknownNameError(f"parameter of {self.id}", name, known)
            values[name] = known[name].check(value)
        changes: dict[str, Any] = {
            name: partial(getattr(self, name), **values) for name in self.configurable
        }
        return replace(self, settings={**self.settings, **values}, **changes)


E = TypeVar("E", bound=Entry)


class Registry(Mapping[str, E], Generic[E]):
    """An ordered, immutable mapping from id to entry.

    `registry["nonsense"]` raises `UnknownNameError`, whose message lists the valid ids.
    """

    def __init__(self, kind: str, entries: Iterable[E]) -> None:
        self.kind = kind
        self._entries: dict[str, E] = {}
        for entry in entries:
            if entry.id in self._entries:
                raise ValueError(f"The {kind} {entry.id!r} is registered twice.")
            self._entries[entry.id] = entry

    def __getitem__(self, name: str) -> E:
        try:
            return self._entries[name]
        except (KeyError, TypeError):
            raise UnknownNameError(self.kind, name, self._entries) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"Registry({self.kind!r}: {', '.join(self._entries)})"

    def resolve(self, choice: str | E) -> E:
        """Return the entry for an id, or `choice` itself when it already is an entry.

        So a notebook can pass its own entry wherever a name is accepted.
        """
        return choice if isinstance(choice, Entry) else self[choice]
