"""The labels of a stop of an update: text that is read in light and dark, and over any line."""

from __future__ import annotations

from typing import NamedTuple

from playground.views.flow_marks import BACKWARD, FORWARD

INK = "#1B2027"
PLAIN, EDGE = "#FFFFFF", "#8A8F98"
FILLS = {FORWARD: "#DCEBF7", BACKWARD: "#FBE3CF"}
LARGE, SMALL = "11px", "10px"  # the text at neurons, and at lines
ROW, SMALL_ROW = 14.0, 13.0  # the height of a line of it, in pixels
AROUND = 6.0  # what a label takes around its text
_LETTER, _SMALL_LETTER = 6.3, 5.6  # the mean width of a letter


class Label(NamedTuple):
    """A text at (x, y), or `offset` pixels beside it; `line` is the width of its edge."""

    x: float
    y: float
    text: str
    offset: float = 0.0
    align: str = "center"
    fill: str = PLAIN
    edge: str = EDGE
    line: float = 0.0
    size: str = SMALL


def width_of(text: str) -> float:
    """The width in pixels of a large label; none without text."""
    return max(map(len, text.split("\n"))) * _LETTER + AROUND if text else 0.0


def small_width_of(text: str) -> float:
    """The width in pixels of a small text, without what is around it."""
    return len(text) * _SMALL_LETTER
