"""What the deeper pictures share: figures side by side where there is room, and words."""

from __future__ import annotations

from html import escape
from typing import Any

from bokeh.models import ColorBar, Div, Row
from bokeh.models.ui import UIElement
from bokeh.plotting import figure

from playground.deeper.nothing import NOT_FINITE, Nothing
from playground.palette import NEUTRAL, mix
from playground.snapshot import Snapshot
from playground.views.figures import FONT, GREY, plain_figure

INK = "#1F2933"
BRIGHT = "#E69F00"
ACCENT = "#8A63D2"  # no colour of a class, and visible in light and dark
_DEEP, _MIDDLE = "#12355B", "#4F9DA6"
_BANDS = 24


class Sheet:
    """Pictures and words for one kind of detail, drawn anew when there is another one.

    `kind` is the class of the detail, `plots` are the pictures; `show` draws them and returns the
    words, which are HTML if `html` says so. What cannot be drawn is said instead, and the pictures
    go.
    """

    kind: type

    def __init__(self, name: str, *, html: bool = False) -> None:
        self.words = words(f"{name}-words")
        self.words.render_as_text = not html
        self.plots: tuple[figure, ...] = ()
        self._detail: object = self  # no detail: the first one is drawn

    def update(self, snapshot: Snapshot) -> None:
        """Draw the detail of the snapshot, or say why there is nothing to draw."""
        detail = snapshot.detail
        if detail is self._detail:
            return
        self._detail = detail
        is_there = isinstance(detail, self.kind)
        for plot in self.plots:
            plot.visible = is_there
        if is_there:
            self.words.text = self.show(snapshot, detail)
        else:
            # After a failed run, what is there may belong to the tool that was open before.
            reason = detail if isinstance(detail, Nothing) else NOT_FINITE
            as_text = self.words.render_as_text
            self.words.text = reason.message if as_text else escape(reason.message)

    def show(self, snapshot: Snapshot, detail: Any) -> str:
        """Draw the detail, and tell it in words."""
        raise NotImplementedError


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
