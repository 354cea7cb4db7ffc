"""The labels of a stop of an update: text that is read in light and dark, and over any line."""

from __future__ import annotations

from typing import NamedTuple

from playground.views.flow_marks import BACKWARD, FORWARD

INK = "#1B2027"
PLAIN, EDGE = "#FFFFFF", "#8A8F98"
FILLS = {FORWARD: "#DCEBF7", BACKWARD: "#FBE3CF"}
LARGE, SMALL = "11px", "10px"  # the text at neurons, and at lines
_ROWS = {LARGE: 14.0, SMALL: 11.0}  # the height of a line of it, in pixels
_AROUND = {LARGE: (6.0, 4.0), SMALL: (2.0, 2.0)}  # what must be free beside and above the text
SMALL_ROW = _ROWS[SMALL] + _AROUND[SMALL][1]

# The widths of letters, of the size of the text, in a typeface as wide as any a page may have.
_WIDTHS = {".": 0.32, " ": 0.32, "−": 0.84, "t": 0.4, "ₛ": 0.38, "Δ": 0.69, "►": 0.78, "◄": 0.78}
_WIDTH = 0.64  # of a digit, and of any other letter


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

    @property
    def width(self) -> float:
        """How wide it is in pixels, rather more than less."""
        lines = (sum(_WIDTHS.get(letter, _WIDTH) for letter in row) for row in self.rows)
        return max(lines) * float(self.size.removesuffix("px")) + _AROUND[self.size][0]

    @property
    def height(self) -> float:
        """How high it is in pixels."""
        return len(self.rows) * _ROWS[self.size] + _AROUND[self.size][1]

    @property
    def rows(self) -> list[str]:
        """Its lines of text."""
        return self.text.split("\n")
