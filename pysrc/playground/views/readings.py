"""Which numbers the lines and the biases of the network picture show, and on which scale."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.explained.flow import Flow
from playground.snapshot import Snapshot
from playground.views.shading import Numbers


class Reading(NamedTuple):
    """Numbers in the layout of the parameters, `absolute` or compared with the largest of them."""

    values: Numbers
    absolute: bool


def readings_of(snapshot: Snapshot, flow: Flow | None) -> tuple[Reading, Reading]:
    """What the lines show, and what the biases: what the reader chose, or a stop of an update."""
    values, kind = snapshot.network.values, snapshot.state.network_view
    if flow is None:
        chosen = _reading(values[kind], absolute=kind == "weights")
        return chosen, chosen
    carried = _reading(flow.carried, absolute=flow.absolute)
    if flow.stop.phase == "update":
        return carried, carried
    return carried, _reading(values["weights"], absolute=True)


def _reading(values: Numbers, *, absolute: bool) -> Reading:
    """What huge weights cause may overflow; the width of a line is finite all the same."""
    return Reading(np.nan_to_num(values), absolute)
