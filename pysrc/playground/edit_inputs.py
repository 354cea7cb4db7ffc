"""Changes of the network's inputs: pure functions from a state to a state."""

from __future__ import annotations

import dataclasses

import numpy as np

from playground.data import domain_of, samples_of
from playground.features import FEATURES, MAX_FORMULAS, canonical, in_order, is_own
from playground.fields import ActionError, shorten
from playground.formula import HIGHEST, Formula, parse_formula
from playground.grid import grid_points
from playground.inputs import Array, features_of, is_usable, plane_columns
from playground.state import PlaygroundState, is_curve


def add_feature(state: PlaygroundState, feature: object, notes: list[str]) -> PlaygroundState:
    """Give the network a feature: an id, or an own formula.

    `ActionError` for a formula that cannot be read or has no value anywhere. A note says where a
    formula has no value.
    """
    name = canonical(feature)
    own = tuple(text for text in state.features if is_own(text))
    if not is_usable(state, name):
        raise ActionError("On a curve y is what has to be learned: an input there uses x only.")
    if name in FEATURES:
        if name in features_of(state):
            notes.append(f"{FEATURES[name].label} is an input already.")
        return dataclasses.replace(state, features=in_order({*state.features, name}, own))
    if name in own:
        raise ActionError(f"The formula {shorten(name)} is an input already.")
    if len(own) >= MAX_FORMULAS:
        raise ActionError(f"There are {MAX_FORMULAS} own formulas already, the most there can be.")
    _tell_of_gaps(state, parse_formula(name), notes)
    return dataclasses.replace(state, features=(*state.features, name))


def remove_feature(state: PlaygroundState, feature: object) -> PlaygroundState:
    """Take a feature away; `ActionError` for the last one."""
    name = canonical(feature)
    if name not in state.features:
        raise ActionError(f"There is no input {shorten(name)} to take away.")
    rest = tuple(feature for feature in state.features if feature != name)
    if not rest or (is_curve(state) and features_of(state) == (name,)):
        raise ActionError("A network needs an input: choose another one before you take this away.")
    return dataclasses.replace(state, features=rest)


def _tell_of_gaps(state: PlaygroundState, formula: Formula, notes: list[str]) -> None:
    """Say where a formula has no value, on the points or on the picture; refuse it if nowhere."""
    for where, (x, y) in (("points", _points(state)), ("picture", grid_points(domain_of(state)))):
        values = formula.raw(x, y)
        none, huge = np.isnan(values), np.abs(values) > HIGHEST
        if len(values) and none.all():
            raise ActionError(f"The formula {shorten(formula.text)} has no value anywhere.")
        if none.any():
            share = _share(none)
            notes.append(f"{formula.text} has no value at {share} of the {where}: it is 0 there.")
        if huge.any():
            share = _share(huge)
            notes.append(f"{formula.text} ends at a million at {share} of the {where}.")


def _points(state: PlaygroundState) -> tuple[Array, Array]:
    X, (x, y) = samples_of(state).X, plane_columns(state)
    return X[:, x], X[:, y]


def _share(places: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> str:
    percent = 100 * float(places.mean())
    return f"{percent:.0f} %" if percent >= 1 else "less than 1 %"
