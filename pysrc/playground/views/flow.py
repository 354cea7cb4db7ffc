"""One stop of an update on the network picture: numbers at neurons and lines, and arrows.

It is drawn over the picture while the tool "Step by step" is open, and made when that is first
opened.
"""

from __future__ import annotations

from bokeh.models import ColumnDataSource
from bokeh.plotting import figure

from playground.explained.flow import Flow
from playground.explained.stages import StagesDetail
from playground.snapshot import Snapshot
from playground.views.arrangement import SIZES
from playground.views.columns import columns_of
from playground.views.figures import FONT
from playground.views.flow_labels import INK, Label
from playground.views.flow_lines import LineLabels
from playground.views.flow_neurons import NeuronLabels
from playground.views.flow_room import Room
from playground.views.wiring import Cutout, Weight

_FRAMES = "Thick frames are reached. "


def shown_flow(snapshot: Snapshot) -> Flow | None:
    """What the picture has to show of an update; None while the stages are not open.

    While it trains, the stages are looked at now and then, and may be those of a network that the
    reader has just rebuilt.
    """
    detail = snapshot.detail
    if snapshot.state.tool != "stages" or not isinstance(detail, StagesDetail):
        return None
    is_of_network = tuple(map(len, detail.flow.said)) == snapshot.network.layer_sizes
    return detail.flow if is_of_network else None


class FlowPicture:
    """The labels of a stop, drawn into the figure of the network."""

    def __init__(self, plot: figure) -> None:
        self._labels = ColumnDataSource(columns_of(Label._fields, []), name="network-flow")
        plot.text(
            "x",
            "y",
            text="text",
            x_offset="offset",
            text_align="align",
            source=self._labels,
            text_baseline="middle",
            text_font={"value": FONT},
            text_font_size={"field": "size"},
            text_line_height=1.15,
            text_color=INK,
            background_fill_color="fill",
            border_line_color="edge",
            border_line_width="line",
            border_radius=3,
            padding=2,
            tags=["keep"],
        )

    def clear(self) -> None:
        """Show nothing."""
        self._put([])

    def show(self, flow: Flow, cutout: Cutout, edges: list[Weight]) -> str:
        """Show a stop; returns what has to be said of numbers for which there is no room."""
        room = Room(cutout)
        of_neurons, of_lines = NeuronLabels(flow, cutout), LineLabels(flow, cutout, edges)
        labels: list[Label] = []
        # In the end the changes of the weights come first.
        parts: list[NeuronLabels | LineLabels] = [of_neurons, of_lines]
        for part in reversed(parts) if flow.stop.phase == "update" else parts:
            labels += part.place(room)
        self._put(room.in_sight(labels))
        return _missing(of_neurons, of_lines, flow, cutout)

    def _put(self, labels: list[Label]) -> None:
        data = columns_of(Label._fields, labels)
        if data != self._labels.data:
            self._labels.data = data


def _missing(of_neurons: NeuronLabels, of_lines: LineLabels, flow: Flow, cutout: Cutout) -> str:
    """For what there is no room, and what helps."""
    lacks = [*of_neurons.lacks, *filter(None, [of_lines.lack])]
    if not lacks:
        return ""
    frames = "" if flow.stop.phase == "update" or not of_neurons.is_tight else _FRAMES
    helps = "zoom in" if cutout.wiring.width >= SIZES["large"][0] else "press Larger, or zoom in"
    *most, last = lacks
    listed = f"{', '.join(most)} and {last}" if most else last
    return f"{frames}No room for {listed}: {helps}."
