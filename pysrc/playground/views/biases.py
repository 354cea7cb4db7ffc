"""The biases of the network picture: a square on the lower edge of each neuron."""

from __future__ import annotations

from playground.naming import weight_name
from playground.snapshot import Snapshot
from playground.views.columns import columns_of, put, zeros
from playground.views.glyphs import NetworkGlyphs
from playground.views.readings import Reading
from playground.views.shading import bias_columns
from playground.views.wiring import Cutout, Wiring

_MOVING = ("size", "shade", "plus", "minus", "weights", "gradients", "updates")


class BiasSquares:
    """Fills the source of the squares."""

    def __init__(self, glyphs: NetworkGlyphs) -> None:
        self._source = glyphs.biases

    def arrange(self, snapshot: Snapshot, wiring: Wiring) -> None:
        """Put the squares where the neurons are."""
        biases = wiring.biases
        self._places = wiring.places(biases)
        rows = [(*wiring.bias_spot(bias), weight_name(snapshot, *bias)) for bias in biases]
        self._source.data = columns_of(("x", "y", "name"), rows) | zeros(_MOVING, len(biases))

    def look(self, cutout: Cutout) -> None:
        """Follow the page to another size of the picture."""
        self._tile = cutout.tile

    def show(self, snapshot: Snapshot, reading: Reading, review: bool) -> None:
        """Show these numbers; with `review` also those under the pointer."""
        at = self._places
        columns = bias_columns(reading.values[at], absolute=reading.absolute, tile=self._tile)
        if review:
            columns |= {name: numbers[at] for name, numbers in snapshot.network.values.items()}
        put(self._source, columns)
