"""The features a network can get in place of, or beside, the two measures of the plane.

There are the seven of TensorFlow Playground, and the reader's own formulas. To add one, add an
entry here: what it computes is written in the grammar of `formula`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playground.fields import shorten
from playground.formula import Formula, FormulaError, parse_formula

__all__ = [
    "DEFAULT_FEATURES",
    "FEATURES",
    "MAX_FORMULAS",
    "Feature",
    "canonical",
    "clean_features",
    "feature_of",
    "in_order",
    "is_own",
]

MAX_FORMULAS = 5  # own ones: with the seven, twelve inputs
DEFAULT_FEATURES = ("x", "y")
_MOST = 40  # values that are looked at in a list of features


@dataclass(frozen=True)
class Feature:
    """A named feature: `text` is its formula, `latex` the same for the eye."""

    id: str
    label: str
    latex: str
    text: str


_ENTRIES = (
    Feature("x", "x", "x", "x"),
    Feature("y", "y", "y", "y"),
    Feature("x2", "x²", "x^2", "x**2"),
    Feature("y2", "y²", "y^2", "y**2"),
    Feature("xy", "xy", "x y", "x*y"),
    Feature("sinx", "sin x", r"\sin x", "sin(x)"),
    Feature("siny", "sin y", r"\sin y", "sin(y)"),
)
FEATURES: Mapping[str, Feature] = {feature.id: feature for feature in _ENTRIES}
_IDS = {feature.text: feature.id for feature in _ENTRIES}


def is_own(feature: str) -> bool:
    """Whether this is a formula of the reader and not one of `FEATURES`."""
    return feature not in FEATURES


def feature_of(feature: str) -> tuple[str, Formula]:
    """The label and the formula of an id of `FEATURES` or of an own formula's text.

    Raises `FormulaError` when it is neither.
    """
    if is_own(feature):
        formula = parse_formula(feature)
        return formula.text, formula
    return FEATURES[feature].label, parse_formula(FEATURES[feature].text)


def in_order(features: set[str], own: tuple[str, ...]) -> tuple[str, ...]:
    """The named features in the order of `FEATURES`, then the own ones in theirs."""
    return (*(name for name in FEATURES if name in features), *own)


def clean_features(values: object, notices: list[str]) -> tuple[str, ...]:
    """The usable ones of any values, each once and in order; x and y when there is none."""
    if not isinstance(values, list | tuple):
        notices.append(f"The features cannot be {shorten(values)}: a list is needed.")
        return DEFAULT_FEATURES
    named: set[str] = set()
    own: list[str] = []
    for value in values[:_MOST]:
        try:
            text = canonical(value)
        except FormulaError as error:
            notices.append(f"{error} The formula {shorten(value)} was left out.")
            continue
        if text in FEATURES:
            named.add(text)
        elif text not in own:
            own.append(text)
    if len(own) > MAX_FORMULAS or len(values) > _MOST:
        notices.append(f"Only the first {MAX_FORMULAS} formulas were kept.")
    return in_order(named, tuple(own[:MAX_FORMULAS])) or DEFAULT_FEATURES


def canonical(value: object) -> str:
    """The id of a feature, or the text of an own formula. Raises `FormulaError`."""
    if not isinstance(value, str):
        raise FormulaError(f"{shorten(value)} is no formula.", 1)
    if value in FEATURES:
        return value
    text = parse_formula(value).text
    return _IDS.get(text, text)
