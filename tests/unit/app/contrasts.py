"""The contrast of two colours, as the Web Content Accessibility Guidelines define it."""

from __future__ import annotations

PAGES = ("#ffffff", "#1d2127")  # the surfaces of the page, light and dark


def contrast(one: str, other: str) -> float:
    """From 1, no contrast, to 21, black on white."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
