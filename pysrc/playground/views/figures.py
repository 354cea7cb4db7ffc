"""What every figure of the playground shares: no toolbar, quiet axes, one typeface.

Colours of text and lines are set by the page (`theme.mjs`), which knows whether the reader
prefers light or dark; the neutral grey here is what shows until then.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bokeh.models import Legend, LegendItem
from bokeh.plotting import figure

GREY = "#6B7280"
PICKED = "#8A63D2"  # what the reader chose: neither colour of a sign
FONT = "system-ui, sans-serif"


def plain_figure(*, name: str, label: str, **options: Any) -> figure:
    """A figure without decoration, called `name`, announced to screen readers as `label`."""
    plot = figure(
        name=name,
        toolbar_location=None,
        tools="",
        sizing_mode="stretch_both",
        min_border=4,
        background_fill_alpha=0,
        border_fill_alpha=0,
        outline_line_alpha=0,
        html_attributes={"role": "img", "aria-label": label},
        **options,
    )
    for axis in plot.axis:
        axis.axis_label_text_font = axis.major_label_text_font = FONT
        axis.axis_label_text_font_style = "normal"
        axis.axis_label_text_font_size = axis.major_label_text_font_size = "12px"
        axis.axis_label_text_color = axis.major_label_text_color = GREY
        axis.axis_line_color = axis.major_tick_line_color = GREY
        axis.minor_tick_line_color = None
    return plot


def legend_above(plot: figure, items: Sequence[LegendItem], **options: Any) -> None:
    """Name what is drawn, in a legend without decoration above the picture."""
    settings: dict[str, Any] = {
        "background_fill_alpha": 0,
        "border_line_alpha": 0,
        "label_text_font": FONT,
        "label_text_font_size": "12px",
        "label_text_color": GREY,
        "padding": 2,
        "margin": 2,
        **options,
    }
    plot.add_layout(Legend(items=list(items), **settings), "above")
