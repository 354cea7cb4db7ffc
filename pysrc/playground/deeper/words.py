"""The deeper pictures in words, for a reader who cannot see them, and the names on their axes."""

from __future__ import annotations

import numpy as np

from backprop.layout import weight_at
from playground.deeper.margin import Margin
from playground.deeper.space import Space
from playground.deeper.spread import LayerSpread, Spread
from playground.deeper.surface import Surface
from playground.naming import layer_names, neuron_name, neuron_names, weight_name
from playground.snapshot import Snapshot

_MOST_NAMES = 3  # borders that are named


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
        f"{_path(surface)} The map shows the loss with all other weights as they are now; "
        "its frame stays where it is until you centre it."
    )
    if surface.kind == "random":
        parts.append("One unit is the length of the weights that lead into each neuron.")
    if surface.n_rows < surface.n_train:
        parts.append(
            f"So that it is quick, {surface.n_rows} of {surface.n_train} training points are used."
        )
    return "\n".join(parts)


def margin_in_words(snapshot: Snapshot, margin: Margin) -> str:
    """The smallest margin, where it is, and how the functional margins are spread."""
    n = len(margin.x)
    parts = []
    if not len(margin.segments):
        parts.append("No boundary crosses this part of the plane: it has one class only.")
    elif margin.smallest is None:
        parts.append("No training point is on the right side of the boundary.")
    else:
        places = "; ".join(
            f"{_n(margin.x[index])}, {_n(margin.y[index])} "
            f"({snapshot.class_names[margin.label[index]]}): {_n(margin.distance[index])}"
            for index in margin.closest
        )
        parts.append(
            f"The smallest margin is {_n(margin.smallest)}: no rightly answered point is nearer to "
            f"the boundary, and the grey band is that wide to each side. Closest, ringed: {places}."
        )
    parts.append(
        f"{margin.n_wrong} of {n} training points are on the wrong side."
        if margin.n_wrong
        else f"All {n} training points are on the right side."
    )
    low, middle, high = np.quantile(margin.functional, (0.0, 0.5, 1.0))
    kind = "y · score" if snapshot.task == "binary" else "own share − largest other share"
    parts.append(
        f"Functional margins ({kind}): from {_n(low)} to {_n(high)}, half of them at "
        f"{_n(middle)} or above; those of wrong answers are not above 0, and hatched."
    )
    if margin.is_slice:
        parts.append(
            "Distances are measured in the plane shown, a slice through all inputs; functional "
            "margins use all inputs of each point."
        )
    return "\n".join(parts)


def coordinate_names(snapshot: Snapshot, space: Space) -> tuple[str, ...]:
    """What the axes of the hidden space are."""
    if not space.view.neurons:
        return ("first principal component", "second principal component")
    names = neuron_names(snapshot, space.layer)
    return tuple(names[neuron] for neuron in space.view.neurons)


def border_name(snapshot: Snapshot, space: Space, about: tuple[int, ...]) -> str:
    """What happens at a border of the hidden space."""
    names = [neuron_name(snapshot, space.layer + 1, neuron) for neuron in about]
    if len(names) == 2:
        return f"{names[0]} and {names[1]} tie"
    if space.is_last and snapshot.task == "binary":
        return f"the decision: {snapshot.class_names[0]} or {snapshot.class_names[1]}"
    return f"{names[0]} is 0 before its activation"


def space_in_words(snapshot: Snapshot, space: Space) -> str:
    """What of which space is drawn, and where the next layer decides in it."""
    neurons = "1 neuron" if space.n_neurons == 1 else f"{space.n_neurons} neurons"
    axes = coordinate_names(snapshot, space)
    parts = [f"Layer {space.layer} has {neurons}. Drawn: {_listed(list(axes))}."]
    if not space.view.neurons:
        parts.append(
            f"These two directions hold {space.view.share:.0%} of the variance of the training "
            "points; the borders are cut with their plane."
        )
    elif len(axes) < space.n_neurons:
        parts.append("For the borders, all other neurons are at their mean.")
    if len(axes) == 1:
        parts.append("One neuron is one number: across its activation, up the class or value.")
    else:
        x, y = snapshot.axis_labels
        parts.append(
            "The grey lines are the lines of the plane, bent by the layers: solid where "
            f"{x} stays the same, dashed where {y} does."
        )
    low, high = space.points.min(axis=0), space.points.max(axis=0)
    ranges = [f"{name} {_n(a)} to {_n(b)}" for name, a, b in zip(axes, low, high, strict=True)]
    parts.append(f"The points reach from {_listed(ranges)}.")
    parts.append(_borders(snapshot, space))
    return "\n".join(parts)


def _borders(snapshot: Snapshot, space: Space) -> str:
    names = [border_name(snapshot, space, about) for _, about in space.borders]
    if not names:
        return "No border of the next layer crosses this picture."
    shape = ("point", "straight line", "flat plane")[space.points.shape[1] - 1]
    left_out = f" {space.left_out} more neurons are not drawn." if space.left_out else ""
    if len(names) == 1:
        return f"The {shape} in violet is where {names[0]}.{left_out}".replace(
            "is where the decision", "is the decision"
        )
    return f"Each {shape} in violet is a border of the next layer: {_shortened(names)}.{left_out}"


def spread_in_words(snapshot: Snapshot, spread: Spread) -> str:
    """Mean and deviation of each histogram, and the units that do not learn."""
    parts = [f"Measured on the {spread.n_points} training points; biases are not counted."]
    for name, layer in zip(layer_names(snapshot)[1:], spread.layers, strict=True):
        figures = "; ".join(
            f"{kind} {_n(histogram.mean)} ± {_n(histogram.deviation)}"
            for kind, histogram in layer.histograms.items()
        )
        parts.append(f"{name}: {figures}. {_units(layer)}")
    parts.append(
        "Each is mean ± standard deviation. Dead: its slope is 0 at every training point, so it "
        "learns nothing. Saturated: its slope is below a twentieth of the steepest at nine points "
        "in ten."
    )
    return "\n".join(parts)


def _units(layer: LayerSpread) -> str:
    if not layer.n_dead + layer.n_saturated:
        return "No unit is dead or saturated."
    n = layer.n_units
    return f"Of {n} units, {layer.n_dead} dead and {layer.n_saturated} saturated."


def _shortened(names: list[str]) -> str:
    """The first names, and how many there are beside them."""
    if len(names) <= _MOST_NAMES + 1:
        return _listed(names)
    return _listed([*names[:_MOST_NAMES], f"{len(names) - _MOST_NAMES} more"])


def _path(surface: Surface) -> str:
    if len(surface.path) == 1:
        return f"The path has one place so far, at epoch {surface.epochs[0]}."
    return (
        f"The path has {len(surface.path)} places, from epoch {surface.epochs[0]} to "
        f"{surface.epochs[-1]}."
    )


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


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
