"""The sentence below the network picture."""

from __future__ import annotations

import numpy as np

from playground.explained.flow import Flow
from playground.snapshot import Snapshot
from playground.views.lines import WeightLines
from playground.views.tiles import frozen_layers
from playground.views.wiring import Wiring

_SIGNS = "Blue +, orange dashed −"
_LARGEST = {
    "weights": "widest",
    "gradients": "steepest",
    "updates": "largest",
}


def caption_of_numbers(snapshot: Snapshot, wiring: Wiring, lines: WeightLines) -> str:
    """What the colours mean, how large the largest number is, and what is not drawn."""
    state = snapshot.state
    shown = np.abs(snapshot.network.values[state.network_view][lines.places])
    parts = [f"{_SIGNS}, {_LARGEST[state.network_view]} {float(shown.max(initial=0.0)):.3g}."]
    some = []
    if lines.n_left_out:
        some.append(f"the {len(lines.edges)} largest lines")
    if any(wiring.hidden):
        some.append(f"{len(wiring.spots)} of {sum(wiring.layer_sizes)} neurons")
    if some:
        parts.append(f"Drawn: {', '.join(some)}.")
    if lines.n_cut:
        parts.append(f"Cut: {lines.n_cut}.")
    if frozen_layers(snapshot):
        parts.append("Star: frozen.")
    return " ".join(parts)


def caption_of_flow(flow: Flow, missing: str) -> str:
    """What is seen at a stop of an update, and which numbers are `missing`."""
    return f"{flow.sentence} {_SIGNS}. {missing}".strip()
