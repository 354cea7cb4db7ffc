"""The columns of the picture of the stages: a box for each node, a line for each link."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.explained.flow import brief
from playground.explained.stages import Drawn, Link
from playground.views.stage_words import in_full, name_of, title_of

WIDTH, HEIGHT = 0.86, 0.74  # of a box
_POSITIVE, _NEGATIVE, _NEUTRAL = "#0072B2", "#C77700", "#8A8F98"
_UNKNOWN, _KNOWN, _BACK = "#FFFFFF", "#DCEBF7", "#FBE3CF"
_WIDEST = 6.0


def box_columns(drawn: tuple[Drawn, ...]) -> dict[str, Any]:
    """Each box has the name, the value, and the gradient under it."""
    return {
        "x": [one.x for one in drawn],
        "y": [one.y for one in drawn],
        "y_name": [one.y + 0.23 for one in drawn],
        "y_value": [one.y + 0.01 for one in drawn],
        "y_back": [one.y - 0.22 for one in drawn],
        "name": [name_of(one) for one in drawn],
        "value": ["?" if one.value is None else brief(one.value) for one in drawn],
        "back": ["" if one.gradient is None else f"∂ {brief(one.gradient)}" for one in drawn],
        "fill": [_fill(one) for one in drawn],
        "title": [title_of(one) for one in drawn],
        "full": [in_full(one.value) for one in drawn],
        "full_back": [in_full(one.gradient) for one in drawn],
    }


def link_columns(links: tuple[Link, ...]) -> dict[str, Any]:
    """The lines from box to box, as wide as the weights are large, or in the end the changes."""
    shown = [link.weight if link.change is None else link.change for link in links]
    return {
        "x0": [link.start[0] + WIDTH / 2 for link in links],
        "y0": [link.start[1] for link in links],
        "x1": [link.end[0] - WIDTH / 2 for link in links],
        "y1": [link.end[1] for link in links],
        "width": _widths(shown),
        "colour": [_NEUTRAL if v is None else _POSITIVE if v >= 0 else _NEGATIVE for v in shown],
        "dash": ["solid" if v is None or v >= 0 else "dashed" for v in shown],
        "weight": [in_full(link.weight) for link in links],
        "change": [in_full(link.change) for link in links],
    }


def _widths(shown: list[float | None]) -> list[float]:
    """Widths in pixels: finite ones, whatever overflowed among the numbers."""
    sizes = [None if v is None else float(np.nan_to_num(abs(v))) for v in shown]
    most = max((size for size in sizes if size is not None), default=0.0) or 1.0
    return [2.0 if size is None else 0.7 + _WIDEST * (size / most) for size in sizes]


def _fill(one: Drawn) -> str:
    if one.gradient is not None:
        return _BACK
    return _UNKNOWN if one.value is None else _KNOWN
