"""The numbers that a stop of an update puts at the neurons, as many as find room."""

from __future__ import annotations

from playground.explained.flow import Flow, brief
from playground.views.figures import PICKED
from playground.views.flow_labels import AROUND, EDGE, FILLS, LARGE, PLAIN, ROW, Label, width_of
from playground.views.flow_marks import BACKWARD, FORWARD, frame_of
from playground.views.wiring import Cutout, Place

_TILE_SHARE = 0.74  # of the height that a neuron has
_ASKED, _OTHER = (PICKED, 2.5), (EDGE, 1.0)  # colour and width of the edge of a label


class NeuronLabels:
    """The labels of the neurons and of the loss, and arrows at those that are reached.

    `is_tight` says that there is room for no number at all.
    """

    def __init__(self, flow: Flow, cutout: Cutout) -> None:
        self._flow, self._cutout, self._wiring = flow, cutout, cutout.wiring
        self._room = cutout.zoom * cutout.wiring.column
        self._edge = cutout.tile / 2 + 4  # how far the labels of the last column reach
        height = cutout.tile / _TILE_SHARE
        self._n_lines = 2 if height >= 2 * ROW + AROUND else 1 if height >= ROW + 2 else 0
        self._only_reached = self.widest > self._room - 2
        if self.widest > 1.5 * self._room:
            self._n_lines = 0
        self.is_tight = not self._n_lines and any(map(any, flow.said))

    @property
    def widest(self) -> float:
        """The width of the widest label in pixels."""
        return max((width_of(self._text(place)) for place in self._wiring.spots), default=0.0)

    def keep_quiet(self) -> None:
        """Leave the numbers out."""
        self._n_lines = 0

    def labels(self) -> list[Label]:
        """The labels of neurons, their arrows, and the label of the loss."""
        labels: list[Label] = []
        for place in self._wiring.spots:
            reached = place[0] == self._flow.stop.layer
            if self._text(place) and (reached or not self._only_reached):
                labels.append(self._label(place))
            if reached:
                labels += self._arrow(place)
        return labels + self._of_loss()

    def _text(self, place: Place) -> str:
        said = self._flow.said[place[0]][place[1]]
        lines = said[-self._n_lines :] if self._n_lines else ()
        return "\n".join(f"{name} {brief(value)}".strip() for name, value in lines)

    def _label(self, place: Place) -> Label:
        # The labels of the last column end where the picture does.
        is_last = place[0] == self._wiring.last
        side = (self._edge, "right") if is_last else (0.0, "center")
        frame = frame_of(self._flow, place)
        fill = PLAIN if frame is None else FILLS[frame[0]]
        edge = _ASKED if place == self._flow.asked else _OTHER
        return Label(*self._wiring.spots[place], self._text(place), *side, fill, *edge, LARGE)

    def _arrow(self, place: Place) -> list[Label]:
        """Where values or gradients arrive, beside the label, on the side they come from."""
        phase, half = self._flow.stop.phase, self._cutout.tile / 2
        is_last, width = place[0] == self._wiring.last, width_of(self._text(place))
        offset = max(width - self._edge if is_last else width / 2, half) + 1
        if offset + half + 12 > self._room or 2 * half < ROW:
            return []
        spot = self._wiring.spots[place]
        if phase == "forward":
            return [Label(*spot, "►", -offset, "right", FILLS[FORWARD])]
        # Beside the output there is no room, and it comes from the loss below.
        if phase == "backward" and not is_last:
            return [Label(*spot, "◄", offset, "left", FILLS[BACKWARD])]
        return []

    def _of_loss(self) -> list[Label]:
        """The loss below the last output, where there is room."""
        loss, wiring, zoom = self._flow.loss, self._wiring, self._cutout.zoom
        x, y = wiring.spots[wiring.last, wiring.shown(wiring.last) - 1]
        below = y - wiring.tile / 2 - 18 / zoom
        if loss is None or below < 8 / zoom or self._cutout.tile < ROW:
            return []
        edge = _ASKED if self._flow.asked is None else _OTHER
        return [Label(x, below, f"Lₛ {brief(loss)}", self._edge, "right", PLAIN, *edge, LARGE)]
