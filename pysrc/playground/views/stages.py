"""One sample on its way: a picture of the two units of each neuron, with values and gradients."""

from __future__ import annotations

from typing import Any

from bokeh.models import Column

from playground.explained.stages import Drawn, StagesDetail
from playground.snapshot import Snapshot
from playground.views.sheet import Sheet
from playground.views.stage_columns import HEIGHT, WIDTH, box_columns, link_columns
from playground.views.stage_glyphs import StageGlyphs
from playground.views.stage_words import stop_in_words

_LEAST = 76  # pixels for a box and the room beside it; a narrow page scrolls the picture
_ROW = 78  # pixels for a box and the room above it
_BESIDE, _ABOVE = 0.7, 0.5  # of a box, from the outermost ones to the end of the picture


class StagesView(Sheet):
    """The picture. Boxes: the name, the value, and the gradient under it."""

    kind = StagesDetail

    def __init__(self) -> None:
        super().__init__("stages", html=True)
        self._glyphs = StageGlyphs()
        self.figure = self._glyphs.figure
        self.plots = (self.figure,)
        self.frame = Column(
            children=[self.figure],
            sizing_mode="stretch_width",
            styles={"overflow-x": "auto", "width": "100%"},
            html_attributes={
                "tabindex": "0",
                "role": "group",
                "aria-label": "The stop; where the page is narrow it scrolls",
            },
        )
        self._drawn: tuple[Drawn, ...] = ()

    def show(self, snapshot: Snapshot, detail: Any) -> str:
        """Draw one stop."""
        self._drawn = detail.drawn
        self._make_room()
        self._glyphs.links.data = link_columns(detail.links)
        self._glyphs.boxes.data = box_columns(self._drawn)
        asked = next(one for one in self._drawn if one.node.id == detail.asked)
        self._glyphs.asked.data = {"x": [asked.x], "y": [asked.y]}
        return stop_in_words(detail)

    def node_at(self, x: float, y: float) -> str | None:
        """The node drawn at a place of the picture."""
        for one in self._drawn:
            if abs(x - one.x) <= WIDTH / 2 and abs(y - one.y) <= HEIGHT / 2:
                return one.node.id
        return None

    def _make_room(self) -> None:
        """Give the picture the size of what is drawn."""
        xs, ys = [one.x for one in self._drawn], [one.y for one in self._drawn]
        self.figure.x_range.update(start=min(xs) - _BESIDE, end=max(xs) + _BESIDE)
        self.figure.y_range.update(start=min(ys) - _ABOVE, end=max(ys) + _ABOVE)
        self.figure.height = int(20 + _ROW * (max(ys) - min(ys) + 1))
        self.figure.min_width = int(_LEAST * (max(xs) - min(xs) + 2 * _BESIDE))
