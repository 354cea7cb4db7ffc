"""The colours and the shapes that stand for classes and values, in one place.

The first three class colours are the orange, blue and green of Okabe and Ito's set ("Color
Universal Design", 2008). The other seven were chosen to stay as far apart as ten colours can,
for normal sight and for the common kinds of colour blindness. Each class also has its own
marker, so that no information rests on colour alone.
"""

from __future__ import annotations

CLASS_COLOURS = (
    "#E69F00",
    "#0072B2",
    "#009E73",
    "#A21700",
    "#1700B9",
    "#FFE85D",
    "#74005D",
    "#00D1B9",
    "#A28BFF",
    "#74FFFF",
)
CLASS_MARKERS = (
    "circle",
    "triangle",
    "diamond",
    "square",
    "inverted_triangle",
    "star",
    "plus",
    "hex",
    "circle_x",
    "square_x",
)
# The same shapes as text, for buttons and legends.
CLASS_SYMBOLS = ("●", "▲", "◆", "■", "▼", "★", "✚", "⬢", "⊗", "⊠")
# In pixels: a shape with arms or an inner cross needs more room to be told from the others.
MARKER_SIZES = (7.0, 7.0, 7.0, 7.0, 7.0, 10.0, 9.0, 8.0, 9.0, 8.0)
# What belongs to the training points and what to the test points, on curves.
PART_COLOURS = {"training": "#D55E00", "test": "#56A0D3"}
NEUTRAL = "#F7F7F4"

_LEVELS = 85
_FIELD = 0.72  # the picture stays lighter than the points, so that they show on their own colour


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(start: str, end: str, share: float) -> str:
    """The colour `share` (0 to 1) of the way from `start` to `end`, as `#rrggbb`."""
    parts = (round(a + (b - a) * share) for a, b in zip(_rgb(start), _rgb(end), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def diverging() -> list[str]:
    """255 colours from the colour of class A (−1) through neutral (0) to that of class B (+1)."""
    half = 127
    low = [mix(NEUTRAL, CLASS_COLOURS[0], _FIELD * (half - i) / half) for i in range(half)]
    high = [mix(NEUTRAL, CLASS_COLOURS[1], _FIELD * i / half) for i in range(half + 1)]
    return low + high


def class_ramps(n_classes: int) -> list[str]:
    """One ramp a class, end to end: the surer the network, the stronger the colour.

    The picture's value is `class index + share`, so a mapper from 0 to `n_classes` reads the
    class from the ramp and the share from the place in it. A share never falls below
    1 / n_classes where its class wins; the ramp starts there.
    """
    colours = []
    for colour in CLASS_COLOURS[:n_classes]:
        for level in range(_LEVELS):
            share = (level + 0.5) / _LEVELS
            strength = max(0.0, (share - 1 / n_classes) / (1 - 1 / n_classes))
            colours.append(mix(NEUTRAL, colour, _FIELD * (0.15 + 0.85 * strength)))
    return colours


def value_colour(value: float) -> str:
    """The colour of a regression target between −1 and 1 on the diverging scale."""
    colour = CLASS_COLOURS[1 if value > 0 else 0]
    return mix(NEUTRAL, colour, min(abs(value), 1.0))
