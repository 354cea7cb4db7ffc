"""The numbers that a stop of an update puts at the lines, layer by layer."""

from __future__ import annotations

import numpy as np

from playground.explained.flow import Flow, brief
from playground.views.flow_labels import SMALL_ROW, Label, small_width_of
from playground.views.wiring import Curve, Cutout, Weight

# How far on its line a label may stand; those of a layer all stand equally far.
_SHARES = np.array([0.5, 0.45, 0.55, 0.4, 0.6, 0.42, 0.58, 0.37, 0.63])


class LineLabels:
    """The labels of the lines. `numbers` are those there are, whether they find room or not."""

    def __init__(self, flow: Flow, cutout: Cutout, edges: list[Weight]) -> None:
        self._cutout = cutout
        written = flow.written[cutout.wiring.places(edges)]
        self.numbers = {
            edge: float(number)
            for edge, number in zip(edges, written, strict=True)
            if np.isfinite(number)
        }

    def beside(self, width: float) -> list[Label]:
        """The labels, where they cover neither each other nor neurons of this width in pixels."""
        wiring, cutout = self._cutout.wiring, self._cutout
        room = cutout.zoom * wiring.column - max(width, cutout.tile) + 4
        labels: list[Label] = []
        for layer in range(1, len(wiring.layer_sizes)):
            texts = {edge: brief(n) for edge, n in self.numbers.items() if edge[0] == layer}
            if texts and max(map(small_width_of, texts.values())) <= room:
                spots = _apart([wiring.line(edge) for edge in texts], SMALL_ROW / cutout.zoom)
                # There is a spot for each of them, or none.
                labels += [
                    Label(*spot, text) for spot, text in zip(spots, texts.values(), strict=False)
                ]
        return labels


def _apart(lines: list[Curve], least: float) -> list[tuple[float, float]]:
    """A spot on each line, all at one share of the way, as far from each other as they can be;
    none where they are nearer than `least`."""
    way = np.linspace(0, 1, len(lines[0][0]))
    spots = [(np.interp(_SHARES, way, xs), np.interp(_SHARES, way, ys)) for xs, ys in lines]
    heights = np.sort([ys for _, ys in spots], axis=0)
    gaps = np.diff(heights, axis=0).min(axis=0, initial=np.inf)
    best = int(gaps.argmax())
    if gaps[best] < least:
        return []
    return [(float(xs[best]), float(ys[best])) for xs, ys in spots]
