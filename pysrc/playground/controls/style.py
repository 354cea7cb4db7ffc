"""One style sheet for every widget.

Panel and Bokeh draw each widget inside a shadow root, where the page's own rules do not
reach; custom properties do. So the colours and sizes are the page's (`site/tokens.css`), and
`widgets.css` applies them. The style sheets that Panel would load by address are left out:
they cost a request each and let a widget jump when they arrive.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources

from bokeh.models import InlineStyleSheet
from bokeh.models.plots import Plot
from bokeh.models.ui import UIElement
from bokeh.models.widgets import Widget

_MARGIN = (3, 4)


def style(roots: Iterable[UIElement]) -> None:
    """Give every widget below `roots` the one style sheet, as a single shared model."""
    css = resources.files("playground.controls").joinpath("widgets.css").read_text("utf-8")
    sheet = InlineStyleSheet(css=css)
    for root in roots:
        for model in sorted(root.references(), key=lambda model: model.id):
            if isinstance(model, UIElement) and not isinstance(model, Plot):
                model.stylesheets = [sheet]
            if isinstance(model, Widget):
                model.margin = _MARGIN
