"""Initial weights given by number, in place of those an initializer draws.

They are one list in the layout of `backprop.layout`: layer after layer, the block of a neuron holds
the weights into it and then its bias; the γ of batch norm come last. A link writes them with every
bit, for example `weights=0.15,0.2,0.35`. They belong to one shape of the network: with another
number of parameters they mean nothing and are dropped.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Real

from backprop.layout import count_parameters
from playground.architecture import layer_sizes_of
from playground.fields import WEIGHT, ActionError, plain, shorten
from playground.state import PlaygroundState

MAX_GIVEN = 500  # with every bit these are some 10,000 characters of a link
_LONGEST = 40  # characters of a number

DRAWN = "They are drawn instead."


def n_parameters_of(state: PlaygroundState) -> int:
    """How many weights, biases and γ the network of a state has."""
    normed = [*(layer.batch_norm for layer in state.layers), False]
    return count_parameters(layer_sizes_of(state), normed)


def clean_given(state: PlaygroundState, values: object, notices: list[str]) -> tuple[float, ...]:
    """The given weights as they may be used; none when they do not fit the network of the state.

    The notice says why they do not, or which one was out of range. Never raises.
    """
    if not isinstance(values, tuple | list):
        notices.append(f"The initial weights cannot be {shorten(values)}: a list is needed.")
        return ()
    if not values:
        return ()
    try:
        return _checked(state, values, notices)
    except ActionError as error:
        notices.append(f"{error} {DRAWN}")
        return ()


def give_weights(
    state: PlaygroundState, values: Sequence[object], notes: list[str]
) -> tuple[float, ...]:
    """The given weights as they may be used; `ActionError` when they may not."""
    if not isinstance(values, tuple | list):
        raise ActionError(f"The initial weights cannot be {shorten(values)}: a list is needed.")
    return _checked(state, values, notes)


def _checked(
    state: PlaygroundState, values: Sequence[object], notes: list[str]
) -> tuple[float, ...]:
    n_needed = n_parameters_of(state)
    if n_needed > MAX_GIVEN:
        raise ActionError(
            f"This network has {n_needed} weights; initial weights can be given for at most "
            f"{MAX_GIVEN}."
        )
    if len(values) != n_needed:
        raise ActionError(
            f"{len(values)} initial weights were given, but this network has {n_needed} weights "
            "and biases."
        )
    given = [_weight(number, value) for number, value in enumerate(values, start=1)]
    kept = tuple(min(max(value, WEIGHT.low), WEIGHT.high) for value in given)
    moved = [
        number for number, pair in enumerate(zip(given, kept, strict=True)) if len({*pair}) > 1
    ]
    if moved:  # one sentence is enough; it names the first
        first = moved[0]
        notes.append(
            f"Initial weight {first + 1} was set to {plain(kept[first])} instead of "
            f"{plain(given[first])}: allowed is {WEIGHT.allowed}."
        )
    return kept


def _weight(number: int, value: object) -> float:
    finite = False
    if isinstance(value, Real) and not isinstance(value, bool):
        try:
            finite = math.isfinite(value)
        except OverflowError:
            finite = False
    if not finite:
        raise ActionError(
            f"Initial weight {number} cannot be {shorten(value)}: a number is needed."
        )
    return float(value)  # type: ignore[arg-type]


def write_weights(values: Sequence[float]) -> str:
    """The weights as the text of a link; every bit is kept."""
    return ",".join(repr(float(value)) for value in values)


def read_weights(text: str) -> tuple[object, ...]:
    """The reverse of `write_weights`; a word that is no number stays a word, to be named later."""
    words = text.split(",", MAX_GIVEN + 1) if text else []
    return tuple(_number(word) for word in words)


def _number(word: str) -> object:
    try:
        return float(word) if len(word) <= _LONGEST else word
    except ValueError:
        return word
