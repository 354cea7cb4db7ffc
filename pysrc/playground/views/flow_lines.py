"""The numbers that a stop of an update puts at the lines, layer by layer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from playground.explained.flow import Flow, brief
from playground.views.flow_labels import SMALL_ROW, Label
from playground.views.flow_room import Room
from playground.views.wiring import Curve, Cutout, Weight

Spots = list[tuple[float, float]]

# How far on its line a label may stand; those of a layer all stand equally far.
_SHARES = np.array([0.5, 0.45, 0.55, 0.4, 0.6, 0.42, 0.58, 0.37, 0.63])


class LineLabels:
    """The labels of the lines: of each layer all, or none.

    `lack` says in words which of them find no room.
    """

    def __init__(self, flow: Flow, cutout: Cutout, edges: list[Weight]) -> None:
        self._cutout = cutout
        written = flow.written[cutout.wiring.places(edges)]
        self._texts: dict[int, dict[Weight, str]] = {}
        for edge, number in zip(edges, written, strict=True):
            if np.isfinite(number):
                self._texts.setdefault(edge[0], {})[edge] = brief(float(number))
        self.lack = ""

    def place(self, room: Room) -> list[Label]:
        """The labels that find room beside what is there."""
        of_layers = [self._of_layer(texts, room) for texts in self._texts.values()]
        if not all(of_layers):
            self.lack = "numbers at some lines" if any(of_layers) else "numbers at the lines"
        return [label for labels in of_layers for label in labels]

    def _of_layer(self, texts: dict[Weight, str], room: Room) -> list[Label]:
        lines = [self._cutout.wiring.line(edge) for edge in texts]
        for spots in _apart(lines, SMALL_ROW / self._cutout.zoom):
            labels = [Label(*at, text) for at, text in zip(spots, texts.values(), strict=True)]
            if room.take(labels):
                return labels
        return []


def _apart(lines: list[Curve], least: float) -> Iterator[Spots]:
    """Spots on the lines, all at one share of the way: first as far from each other as they can
    be, and never nearer than `least`."""
    way = np.linspace(0, 1, len(lines[0][0]))
    spots = [(np.interp(_SHARES, way, xs), np.interp(_SHARES, way, ys)) for xs, ys in lines]
    heights = np.sort([ys for _, ys in spots], axis=0)
    gaps = np.diff(heights, axis=0).min(axis=0, initial=np.inf)
    for share in np.argsort(-gaps, kind="stable"):
        if gaps[share] >= least:
            yield [(float(xs[share]), float(ys[share])) for xs, ys in spots]
