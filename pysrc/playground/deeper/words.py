"""The deeper pictures in words, for a reader who cannot see them, and the names on their axes."""

from __future__ import annotations

import numpy as np

from playground.architecture import weight_at
from playground.deeper.surface import Surface
from playground.naming import weight_name
from playground.snapshot import Snapshot


def axis_names(snapshot: Snapshot, surface: Surface) -> tuple[str, str]:
    """What goes across and what goes up on the loss surface."""
    if surface.kind == "weights":
        first, second = (parameter_name(snapshot, index) for index in surface.weights)
        return first, second
    if surface.kind == "random":
        return "first random direction", "second random direction"
    return "direction of most movement", "direction of second most movement"


def parameter_name(snapshot: Snapshot, index: int) -> str:
    """A weight or a bias, by its index in the parameters."""
    return weight_name(snapshot, *weight_at(snapshot.layer_sizes, index))


def surface_in_words(snapshot: Snapshot, surface: Surface) -> str:
    """Where the network is on the loss surface, and what is around it."""
    across, up = axis_names(snapshot, surface)
    u, v = surface.u, surface.v
    parts = [
        f"Across: {across}, {_n(u[0])} to {_n(u[-1])}. Up: {up}, {_n(v[0])} to {_n(v[-1])}.",
        _landscape(surface),
        f"The network is at {_n(surface.place[0])}, {_n(surface.place[1])}, with the loss "
        f"{_n(surface.here)}.",
    ]
    if surface.is_outside:
        parts.append("It has left the map: press “Centre here”.")
    else:
        parts.append(f"The arrow shows the steepest way down: {_way(surface)}.")
    parts.append(
        f"The path has {len(surface.path)} places, from epoch {surface.epochs[0]} to "
        f"{surface.epochs[-1]}. The map shows the loss with all other weights as they are now; "
        "its frame stays where it is until you centre it."
    )
    if surface.kind == "random":
        parts.append("One unit is the length of the weights that lead into each neuron.")
    if surface.n_rows < surface.n_train:
        parts.append(
            f"So that it is quick, {surface.n_rows} of {surface.n_train} training points are used."
        )
    return "\n".join(parts)


def _landscape(surface: Surface) -> str:
    loss = surface.loss
    if not np.isfinite(loss).any():
        return "The loss is nowhere on the map a finite number."
    row, column = np.unravel_index(int(np.nanargmin(loss)), loss.shape)
    return (
        f"The loss on the map goes from {_n(float(np.nanmin(loss)))}, at {_n(surface.u[column])}, "
        f"{_n(surface.v[row])}, to {_n(float(np.nanmax(loss)))}."
    )


def _way(surface: Surface) -> str:
    du, dv = surface.descent
    if not np.hypot(du, dv) > 0:
        return "none, it is flat here"
    return f"{_n(du)} across and {_n(dv)} up for each unit of gradient descent"


def _n(number: float) -> str:
    """A number with three digits that count."""
    return f"{number:.3g}".replace("-", "−")
