"""What the picture of the stages is drawn with: a figure and its data sources."""

from __future__ import annotations

from typing import Any

from bokeh.models import ColumnDataSource, HoverTool, Range1d
from bokeh.plotting import figure

from playground.views.figures import FONT, PICKED, plain_figure
from playground.views.stage_columns import HEIGHT, WIDTH, box_columns, link_columns

_LINE, _TEXT = "#8A8F98", "#1B2027"
_FONT_SIZES = {"name": "11px", "value": "13px", "back": "11px"}


class StageGlyphs:
    """The figure, empty; `StagesView` fills the sources."""

    def __init__(self) -> None:
        self.boxes = ColumnDataSource(box_columns(()), name="stages-nodes")
        self.links = ColumnDataSource(link_columns(()), name="stages-links")
        self.asked = ColumnDataSource({"x": [], "y": []}, name="stages-asked")
        self.figure = _figure()
        self._draw_links()
        self._draw_boxes()
        self._write()

    def _draw_links(self) -> None:
        lines = self.figure.segment(
            "x0",
            "y0",
            "x1",
            "y1",
            source=self.links,
            line_width="width",
            line_color="colour",
            line_dash="dash",
        )
        tips = [("weight", "@weight"), ("change", "@change")]
        self.figure.add_tools(HoverTool(renderers=[lines], tooltips=tips))

    def _draw_boxes(self) -> None:
        box = {"x": "x", "y": "y", "width": WIDTH, "height": HEIGHT, "border_radius": 6}
        boxes = self.figure.rect(**box, source=self.boxes, fill_color="fill", line_color=_LINE)
        frame: dict[str, Any] = {"fill_alpha": 0, "line_color": PICKED, "line_width": 3.5}
        self.figure.rect(**box, source=self.asked, name="stages-frame", **frame)
        tips = [("", "@title"), ("value", "@full"), ("∂L/∂ of it", "@full_back")]
        self.figure.add_tools(HoverTool(renderers=[boxes], tooltips=tips))

    def _write(self) -> None:
        """The texts stand on light boxes in light and dark, so the page keeps their colour."""
        for column, size in _FONT_SIZES.items():
            self.figure.text(
                "x",
                f"y_{column}",
                text=column,
                source=self.boxes,
                text_align="center",
                text_baseline="middle",
                text_font={"value": FONT},
                text_font_size=size,
                text_color=_TEXT,
                tags=["keep"],
                name=f"stages-{column}",
            )


def _figure() -> figure:
    plot = plain_figure(
        name="stages",
        label="The computation graph of one sample: inputs, sums, activations, loss",
        x_range=Range1d(-1, 5),
        y_range=Range1d(-1, 1),
    )
    plot.axis.visible = plot.grid.visible = False
    plot.update(sizing_mode="stretch_width", height=340)
    return plot
