"""What neurons and weights are called, on pictures and in sentences."""

from __future__ import annotations

from playground.snapshot import Snapshot


def layer_names(snapshot: Snapshot) -> tuple[str, ...]:
    """Inputs, the hidden layers by number, output."""
    n_hidden = len(snapshot.network.layer_sizes) - 2
    return ("Inputs", *(f"Layer {index + 1}" for index in range(n_hidden)), "Output")


def neuron_names(snapshot: Snapshot, layer: int) -> tuple[str, ...]:
    """All neurons of a layer: inputs and classes by their names, the others by numbers."""
    size, last = snapshot.network.layer_sizes[layer], len(snapshot.network.layer_sizes) - 1
    names: tuple[str, ...] = ()
    if layer == 0:
        names = snapshot.input_names
    elif layer == last:
        names = (snapshot.class_names or snapshot.target_names) if size > 1 else ("output",)
    if len(names) == size:
        return names
    return tuple(f"neuron {index + 1}" for index in range(size))


def neuron_name(snapshot: Snapshot, layer: int, neuron: int) -> str:
    """One neuron in full, such as "layer 2, neuron 1"."""
    name = neuron_names(snapshot, layer)[neuron]
    last = len(snapshot.network.layer_sizes) - 1
    if layer == 0:
        return f"input {name}"
    if layer == last:
        return name if name == "output" else f"output {name}"
    return f"layer {layer}, {name}"


def weight_name(snapshot: Snapshot, layer: int, neuron: int, source: int | None) -> str:
    """One weight, by the two neurons it joins, or a bias."""
    end = neuron_name(snapshot, layer, neuron)
    if source is None:
        return f"bias of {end}"
    return f"{neuron_name(snapshot, layer - 1, source)} → {end}"


def abbreviated(name: str, length: int) -> str:
    """The name, or as much of it as fits."""
    return name if len(name) <= length else name[: length - 1].rstrip() + "…"
