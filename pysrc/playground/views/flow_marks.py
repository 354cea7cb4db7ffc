"""How a stop of an update changes what the network picture draws anyway: frames and lines."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.explained.flow import Flow
from playground.views.wiring import Place

FORWARD, BACKWARD = "#0072B2", "#C77700"
_FAINT = 0.22  # how much is seen of a line that takes no part


def frame_of(flow: Flow, place: Place) -> tuple[str, float] | None:
    """Colour and width of the frame of a neuron; None for one that is not reached."""
    layer, neuron = place
    stop = flow.stop
    if stop.phase == "update" or not flow.said[layer][neuron]:
        return None
    colour = BACKWARD if stop.backward <= layer else FORWARD
    return colour, 4.0 if layer == stop.layer else 2.5


def fade(columns: dict[str, Any], flow: Flow, places: Any, weights: Any) -> None:
    """Let the lines that take no part stand back; `places` are those of the lines drawn, and the
    sign that is still seen is that of `weights`."""
    quiet = ~flow.active[places]
    columns["width"] = np.where(quiet, 1.0, columns["width"])
    columns["positive"] = np.where(quiet, _FAINT * (weights > 0), columns["positive"])
    columns["negative"] = np.where(quiet, _FAINT * (weights < 0), columns["negative"])
