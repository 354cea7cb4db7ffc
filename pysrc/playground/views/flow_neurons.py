"""The numbers that a stop of an update puts at the neurons, as many as find room."""

from __future__ import annotations

from playground.explained.flow import Flow, Said, brief
from playground.views.figures import PICKED
from playground.views.flow_labels import EDGE, FILLS, LARGE, PLAIN, Label
from playground.views.flow_marks import BACKWARD, FORWARD, frame_of
from playground.views.flow_room import Room, stretch_of
from playground.views.wiring import Cutout, Place

_AT_NEURONS = "numbers at the neurons"
_ASKED, _OTHER = (PICKED, 2.5), (EDGE, 1.0)  # colour and width of the edge of a label


class NeuronLabels:
    """The labels of the neurons and of the loss, and arrows at those that are reached.

    A layer has all its labels or none, the one that is reached before the others. `lacks` says in
    words what finds no room.
    """

    def __init__(self, flow: Flow, cutout: Cutout) -> None:
        self._flow, self._cutout, self._wiring = flow, cutout, cutout.wiring
        beside = self._wiring.width - self._wiring.spots[self._wiring.last, 0][0]
        room = beside * cutout.zoom * stretch_of(self._wiring)
        self._edge = min(cutout.tile / 2 + 4, room)  # how far the labels of the last column reach
        self._reached = flow.stop.layer
        self.lacks: list[str] = []

    @property
    def is_tight(self) -> bool:
        """Whether no neuron has a number."""
        return _AT_NEURONS in self.lacks

    def place(self, room: Room) -> list[Label]:
        """The labels that find room beside what is there."""
        reached = self._of_reached(room)
        labels = [*reached, *self._of_loss(room)]
        others = [
            layer
            for layer in range(self._wiring.last + 1)
            if layer != self._reached and any(self._flow.said[layer])
        ]
        left_out = 0
        for layer in sorted(others, key=lambda layer: abs(layer - self._reached)):
            found = self._of_layer(layer, 1)
            if room.take(found, over={layer}):
                labels += found
            else:
                left_out += 1
        if not reached and left_out == len(others):
            self.lacks.insert(0, _AT_NEURONS)
        elif left_out:
            self.lacks.append("numbers at some neurons")
        return labels + self._arrows(reached, room)

    def _of_reached(self, room: Room) -> list[Label]:
        """The labels of the layer that is reached, with two numbers if they find room, or one."""
        said = self._flow.said[self._reached][0]
        everywhere = set(range(self._wiring.last + 1))
        for n_lines in range(len(said), 0, -1):
            labels = self._of_layer(self._reached, n_lines)
            if room.take(labels, over=everywhere):
                self.lacks += [name for name, _ in said[:-n_lines]]
                return labels
        return []

    def _of_layer(self, layer: int, n_lines: int) -> list[Label]:
        neurons = range(self._wiring.shown(layer))
        return [self._label((layer, neuron), n_lines) for neuron in neurons]

    def _label(self, place: Place, n_lines: int) -> Label:
        frame = frame_of(self._flow, place)
        fill = PLAIN if frame is None else FILLS[frame[0]]
        edge = _ASKED if place == self._flow.asked else _OTHER
        text = _written(self._flow.said[place[0]][place[1]][-n_lines:])
        spot = self._wiring.spots[place]
        centred = Label(*spot, text, 0.0, "center", fill, *edge, LARGE)
        # The labels of the outermost columns end where the picture does.
        if place[0] == self._wiring.last:
            return centred._replace(offset=self._edge, align="right")
        if place[0] == 0 and centred.width > 2 * self._edge:
            return centred._replace(offset=-self._edge, align="left")
        return centred

    def _arrows(self, labels: list[Label], room: Room) -> list[Label]:
        """Where values or gradients arrive, beside the labels, on the side they come from."""
        neurons = range(self._wiring.shown(self._reached))
        widths = [label.width for label in labels] or [0.0 for _ in neurons]
        arrows = [
            arrow
            for neuron, width in zip(neurons, widths, strict=True)
            if (arrow := self._arrow((self._reached, neuron), width))
        ]
        return arrows if arrows and room.take(arrows) else []

    def _arrow(self, place: Place, width: float) -> Label | None:
        phase, half = self._flow.stop.phase, self._cutout.tile / 2
        is_last = place[0] == self._wiring.last
        offset = max(width - self._edge if is_last else width / 2, half) + 1
        spot = self._wiring.spots[place]
        if phase == "forward":
            return Label(*spot, "►", -offset, "right", FILLS[FORWARD])
        # Beside the output there is no room, and it comes from the loss below.
        if phase == "backward" and not is_last:
            return Label(*spot, "◄", offset, "left", FILLS[BACKWARD])
        return None

    def _of_loss(self, room: Room) -> list[Label]:
        """The loss below the last output, where there is room."""
        loss, wiring, zoom = self._flow.loss, self._wiring, self._cutout.zoom
        if loss is None:
            return []
        x, y = wiring.spots[wiring.last, wiring.shown(wiring.last) - 1]
        below = y - wiring.tile / 2 - 18 / zoom
        edge = _ASKED if self._flow.asked is None else _OTHER
        label = Label(x, below, f"Lₛ {brief(loss)}", self._edge, "right", PLAIN, *edge, LARGE)
        if below < label.height / 2 / zoom or not room.take([label]):
            self.lacks.append("Lₛ")
            return []
        return [label]


def _written(said: Said) -> str:
    return "\n".join(f"{name} {brief(value)}".strip() for name, value in said)
