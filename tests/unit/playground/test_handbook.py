"""The handbook has a page for every entry, and its graphs are true."""

from __future__ import annotations

import json

import numpy as np
import pytest

from backprop import (
    ACTIVATIONS,
    CLIPPINGS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
)
from playground.handbook import handbook

BOOK = handbook()


def test_every_entry_has_a_page_with_a_formula() -> None:
    registries = {
        "activation": ACTIVATIONS,
        "loss": LOSSES,
        "optimizer": OPTIMIZERS,
        "schedule": SCHEDULES,
        "regularizer": REGULARIZERS,
        "clipping": CLIPPINGS,
        "initializer": INITIALIZERS,
    }
    assert {kind: list(pages) for kind, pages in BOOK.items()} == {
        kind: list(registry) for kind, registry in registries.items()
    }
    pages = [page for pages in BOOK.values() for page in pages.values()]
    assert all(page["label"] and page["formula"] for page in pages)


def test_it_is_json_of_finite_numbers() -> None:
    json.dumps(BOOK, allow_nan=False)


def test_the_slope_is_the_derivative_of_the_curve() -> None:
    """Between two points the mean slope is that of the chord, but for kinks and rounding."""
    for kind in ("activation", "loss", "regularizer"):
        for name, page in BOOK[kind].items():
            x, y, slope = (np.array(page["graph"][part]) for part in ("x", "y", "slope"))
            chord = np.diff(y) / np.diff(x)
            mean = (slope[1:] + slope[:-1]) / 2
            wrong = np.abs(chord - mean) > 0.02 * (1 + np.abs(chord))
            assert wrong.sum() <= 4, (kind, name)


@pytest.mark.parametrize(
    ("kind", "name", "x", "y", "slope"),
    [
        ("activation", "sigmoid", 0.0, 0.5, 0.25),
        ("loss", "half_squared_error", 0.0, 0.5, -1.0),
        ("regularizer", "l2", 2.0, 2.0, 2.0),
    ],
)
def test_known_values(kind: str, name: str, x: float, y: float, slope: float) -> None:
    graph = BOOK[kind][name]["graph"]
    place = int(np.abs(np.array(graph["x"]) - x).argmin())
    assert (graph["x"][place], graph["y"][place], graph["slope"][place]) == (x, y, slope)
