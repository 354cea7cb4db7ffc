"""The weights in words: a table for each layer, for a reader who cannot see the lines.

A small network is told whole. Of a large one the largest weights of each layer are told, and how
many there are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backprop.layout import count_parameters, parameter_index
from playground.naming import layer_names, neuron_names
from playground.snapshot import Snapshot
from playground.text_table import TextTable

WHOLE_UP_TO = 200  # weights and biases; a longer text is read by nobody
LARGEST = 12  # of each layer, where not all are told
_COLUMNS = ("To", "Weight", "Gradient", "Last update")


def weight_tables(snapshot: Snapshot) -> tuple[TextTable, ...]:
    """One table a layer, from the first hidden layer to the output; a row for each weight."""
    return tuple(_table(snapshot, layer) for layer in range(1, len(snapshot.layer_sizes)))


def _table(snapshot: Snapshot, layer: int) -> TextTable:
    sizes = snapshot.network.layer_sizes
    start = parameter_index(sizes, layer, 0, 0)
    size = count_parameters(sizes[layer - 1 : layer + 1])
    places: NDArray[np.intp] = np.arange(start, start + size)
    title = f"{layer_names(snapshot)[layer]}: "
    if count_parameters(sizes) <= WHOLE_UP_TO or size <= LARGEST:
        title += "its weights and biases."
    else:
        values = np.abs(snapshot.network.values["weights"][places])
        places = places[np.sort(np.argsort(-values, kind="stable")[:LARGEST])]
        title += f"the {LARGEST} largest of its {size:,} weights and biases."
    return TextTable(title, _COLUMNS, _rows(snapshot, layer, places - start, places))


def _rows(
    snapshot: Snapshot, layer: int, within: NDArray[np.intp], places: NDArray[np.intp]
) -> tuple[tuple[str, ...], ...]:
    """`within` counts from the first weight of the layer, neuron by neuron, biases last."""
    sources = (*neuron_names(snapshot, layer - 1), "bias")
    neurons = neuron_names(snapshot, layer)
    numbers = [snapshot.network.values[kind] for kind in ("weights", "gradients", "updates")]
    return tuple(
        (
            sources[index % len(sources)],
            neurons[index // len(sources)],
            *(_number(float(values[place])) for values in numbers),
        )
        for index, place in zip(within.tolist(), places.tolist(), strict=True)
    )


def _number(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")
