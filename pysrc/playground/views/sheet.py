"""What the deeper pictures share: figures side by side where there is room, and words."""

from __future__ import annotations

from typing import Any

from bokeh.models import ColorBar, Div, Row
from bokeh.models.ui import UIElement
from bokeh.plotting import figure

from playground.palette import NEUTRAL, mix
from playground.views.figures import FONT, GREY, plain_figure

INK = "#1F2933"
BRIGHT = "#E69F00"
ACCENT = "#8A63D2"  # no colour of a class, and visible in light and dark
_DEEP, _MIDDLE = "#12355B", "#4F9DA6"
_BANDS = 24


def picture(*, name: str, label: str, height: int = 400, **options: Any) -> figure:
    """A figure of a sheet: as wide as there is room, and never wider than the page."""
    plot = plain_figure(name=name, label=label, **options)
    plot.update(sizing_mode="stretch_width", height=height)
    plot.styles = {"flex": "1 1 320px", "width": "auto", "min-width": "0"}
    plot.grid.grid_line_alpha = 0.25
    return plot


def side_by_side(*parts: UIElement) -> Row:
    """Pictures and words in a row, one below the other where the page is narrow."""
    return Row(children=list(parts), css_classes=["toolbar"], sizing_mode="stretch_width")


def words(name: str) -> Div:
    """The text beside the pictures; class names come from the reader's files and are no HTML."""
    return Div(
        name=name,
        text="",
        render_as_text=True,
        sizing_mode="stretch_width",
        styles={
            "flex": "1 1 260px",
            "width": "auto",
            "min-width": "0",
            "align-self": "flex-start",
            "white-space": "pre-line",
        },
    )


def say(div: Div, text: str) -> None:
    """Set the text, when it is another one."""
    if div.text != text:
        div.text = text


def bands() -> list[str]:
    """The colours of a map of heights, in steps: deep for low, light for high."""
    half = _BANDS // 2
    low = [mix(_DEEP, _MIDDLE, index / half) for index in range(half)]
    return low + [mix(_MIDDLE, NEUTRAL, (index + 1) / half) for index in range(half)]


def colour_bar(mapper: Any, **options: Any) -> ColorBar:
    """A horizontal scale below a picture."""
    return ColorBar(
        color_mapper=mapper,
        height=10,
        padding=2,
        margin=2,
        background_fill_alpha=0,
        bar_line_color=None,
        major_label_text_font=FONT,
        major_label_text_font_size="12px",
        major_label_text_color=GREY,
        major_tick_line_color=None,
        **options,
    )


def ends(segments: Any) -> dict[str, Any]:
    """Segments (n, 2, 2) as the columns of a `Segment` glyph."""
    return {
        "x0": segments[:, 0, 0],
        "y0": segments[:, 0, 1],
        "x1": segments[:, 1, 0],
        "y1": segments[:, 1, 1],
    }
