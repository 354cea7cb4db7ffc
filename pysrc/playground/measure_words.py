"""The measures in sentences, for a reader who cannot see the tables and the picture of them."""

from __future__ import annotations

import math

import numpy as np

from playground.quality import ClassQuality, Quality, ValueQuality

_MOST = 3  # mix-ups that are named
_WITH_VALUE = {  # the classes for which a measure has a value
    "precision": "with answers",
    "recall": "with points",
    "F1": "with points or answers",
}


def sentences_of(quality: Quality) -> tuple[str, ...]:
    """One sentence for the training points and one for the test points, as far as there are."""
    return tuple(
        _classes(name, part, quality.class_names)
        if isinstance(part, ClassQuality)
        else _values(name, part)
        for name, part in quality.parts
    )


def _classes(name: str, part: ClassQuality, names: tuple[str, ...]) -> str:
    measures = ("precision", "recall", "F1")
    means = ", ".join(
        f"macro {measure} {_number(value)}{over_fewer(part, measure)}"
        for measure, value in zip(measures, part.report.macro, strict=True)
    )
    error = f"expected calibration error {_number(part.calibration.error)}"
    return f"Measures on the {name} points: {means}, {error}; {_mix_ups(part, names)}."


def over_fewer(part: ClassQuality, measure: str) -> str:
    """Which classes a macro mean is over, where some have no value; else nothing."""
    report = part.report
    columns = {"precision": report.precision, "recall": report.recall, "F1": report.f1}
    n_known = int(np.isfinite(columns[measure]).sum())
    if n_known in (0, len(report.support)):
        return ""
    return f" over the {n_known} class{'es' * (n_known != 1)} {_WITH_VALUE[measure]}"


def _values(name: str, part: ValueQuality) -> str:
    return (
        f"Measures on the {name} points: R² {_number(part.r_squared)}, mean absolute error "
        f"{part.mean_absolute:.4g}, root mean squared error {part.root_mean_squared:.4g}."
    )


def _mix_ups(part: ClassQuality, names: tuple[str, ...]) -> str:
    """The most frequent wrong answers."""
    wrong = part.matrix - np.diag(np.diagonal(part.matrix))
    order = np.argsort(-wrong, axis=None, kind="stable")[:_MOST]
    pairs = (np.unravel_index(place, wrong.shape) for place in order)
    found = [
        f"{wrong[true, given]} of {names[true]} taken for {names[given]}"
        for true, given in pairs
        if wrong[true, given]
    ]
    return ", ".join(found) or "no class is taken for another"


def _number(value: float) -> str:
    return "not defined" if math.isnan(value) else f"{value:.3f}".replace("-", "−")
