"""The places at which the large picture is computed: the middles of 100×100 cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.data import Domain

GRID_SIZE = 100


def grid_points(
    domain: Domain, side: int = GRID_SIZE
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The x and y of every cell centre, row by row from the lowest y, each (side²,)."""
    x0, x1, y0, y1 = domain
    centres = (np.arange(side) + 0.5) / side
    return np.tile(x0 + centres * (x1 - x0), side), np.repeat(y0 + centres * (y1 - y0), side)
