"""What the network picture is drawn with: a figure and its data sources."""

from __future__ import annotations

from bokeh.models import ColumnDataSource, HoverTool, LinearColorMapper, Range1d
from bokeh.plotting import figure

from playground.palette import CLASS_COLOURS, diverging
from playground.views.figures import FONT, GREY, PICKED, plain_figure
from playground.views.wiring import Window

_INK = "#1F2933"  # on the light colours of a bias

_NUMBERS = [
    ("value", "@weights{0.0000}"),
    ("gradient", "@gradients{0.000000}"),
    ("last update", "@updates{0.000000}"),
]


class NetworkGlyphs:
    """The figure of a network, empty; `NetworkView` fills the sources.

    Places along x are stretched with the page, but tiles stay square: their sides are pixels.
    """

    def __init__(self) -> None:
        self.figure = _figure()
        self.mapper = LinearColorMapper(palette=diverging(), low=-1, high=1)
        self.picked = _source("picked", "xs", "ys")
        self.edges = _source("edges", "xs", "ys", "width", "positive", "negative")
        self.tiles = _source("tiles", "image", "x", "y")
        self.neurons = _source("neurons", "x", "y", "colour", "line")
        self.biases = _source("biases", "x", "y", "size", "shade", "plus", "minus")
        self.frozen = _source("frozen", "x", "y", "size", "star")
        self.names = _source("names", "x", "y", "text", "offset", "align")
        self._draw_edges()
        self._draw_neurons()
        self._draw_biases()
        self._draw_stars()
        self.figure.text(
            "x",
            "y",
            text="text",
            source=self.names,
            x_offset="offset",
            text_align="align",
            text_baseline="middle",
            text_color=GREY,
            text_font={"value": FONT},
            text_font_size="12px",
        )

    def resize(self, width: float, height: float) -> None:
        """Set the extent of the drawing, and show all of it; the page zooms within `bounds`.

        The bounds come first, for the page cuts off what lies beyond them.
        """
        self.figure.x_range.update(bounds=(0, width), start=0, end=width)
        self.figure.y_range.update(bounds=(0, height), start=0, end=height)

    @property
    def window(self) -> Window:
        """The part of the drawing that the page shows."""
        x, y = self.figure.x_range, self.figure.y_range
        return Window(x.start, x.end, y.start, y.end)

    def set_tile(self, tile: float) -> None:
        """Set the side of a tile in pixels."""
        side = {"value": tile, "units": "screen"}
        self._image.update(dw=side, dh=side)
        self._frame.update(width=side, height=side)

    def _draw_edges(self) -> None:
        plot, lines = self.figure, {"xs": "xs", "ys": "ys"}
        plot.multi_line(**lines, source=self.picked, color=PICKED, line_width=12, line_alpha=0.5)
        positive = plot.multi_line(
            **lines,
            source=self.edges,
            color=CLASS_COLOURS[1],
            line_width="width",
            line_alpha="positive",
        )
        plot.multi_line(
            **lines,
            source=self.edges,
            color=CLASS_COLOURS[0],
            line_width="width",
            line_alpha="negative",
            line_dash=[5, 3],
        )
        # A transparent line is found under the pointer too: one renderer speaks for both.
        plot.add_tools(HoverTool(renderers=[positive], tooltips=[("", "@name"), *_NUMBERS]))

    def _draw_neurons(self) -> None:
        plot = self.figure
        image = plot.image(
            image="image",
            x="x",
            y="y",
            dw=1,
            dh=1,
            anchor="center",
            source=self.tiles,
            color_mapper=self.mapper,
        )
        frame = plot.rect(
            x="x",
            y="y",
            width=1,
            height=1,
            source=self.neurons,
            fill_alpha=0,
            line_color="colour",
            line_width="line",
        )
        self._image, self._frame = image.glyph, frame.glyph
        activation = ("activation", "@low{0.00} to @high{0.00}")
        plot.add_tools(HoverTool(renderers=[frame], tooltips=[("", "@name"), activation]))

    def _draw_biases(self) -> None:
        plot = self.figure
        square = plot.scatter(
            "x",
            "y",
            size="size",
            marker="square",
            source=self.biases,
            fill_color={"field": "shade", "transform": self.mapper},
            line_color=GREY,
        )
        for marker, size in (("cross", "plus"), ("dash", "minus")):
            plot.scatter(
                "x",
                "y",
                size=size,
                marker=marker,
                source=self.biases,
                line_color=_INK,
                line_width=1.5,
            )
        plot.add_tools(HoverTool(renderers=[square], tooltips=[("", "@name"), *_NUMBERS]))

    def _draw_stars(self) -> None:
        """What marks a frozen layer: a star on a light disc, which is read on any map."""
        disc = {"fill_color": "white", "line_color": GREY}
        self.figure.scatter("x", "y", size="size", marker="circle", source=self.frozen, **disc)
        self.figure.scatter(
            "x", "y", size="star", marker="asterisk", source=self.frozen, line_color=_INK
        )


def _figure() -> figure:
    plot = plain_figure(
        name="network-picture",
        label="The network: neurons with their maps, their weights and their biases",
        x_range=Range1d(0, 1, bounds=(0, 1)),
        y_range=Range1d(0, 1, bounds=(0, 1)),
    )
    plot.axis.visible = plot.grid.visible = False
    plot.min_border = 1  # a canvas is never quite cleared in its first row of pixels
    return plot


def _source(name: str, *columns: str) -> ColumnDataSource:
    return ColumnDataSource({column: [] for column in columns}, name=f"network-{name}")
