"""Matt Mazur's worked example: one row of two inputs, and the two targets it should give.

Source: M. Mazur, "A Step by Step Backpropagation Example" (2015),
mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example. His network has two hidden and two
output neurons, all sigmoid, and minimises E = ½ Σ (target - output)².
"""

from __future__ import annotations

import numpy as np

from .source import Dataset, in_own_units

INPUTS = (0.05, 0.10)
TARGETS = (0.01, 0.99)
INPUT_NAMES = ("i1", "i2")
TARGET_NAMES = ("o1", "o2")
ATTRIBUTION = (
    "Inputs and targets: Matt Mazur, A Step by Step Backpropagation Example (2015),"
    " mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example"
)


def mazur(n_samples: int, noise: float, rng: np.random.Generator) -> Dataset:
    """Return the one row, with labels (1, 2). `n_samples` is ignored.

    Noise adds U(-0.1, 0.1)·noise to each input; the domain is [-0.05, 0.2].
    """
    X = np.array([INPUTS]) + 0.1 * noise * rng.uniform(-1.0, 1.0, (1, 2))
    return in_own_units(X, np.array([TARGETS]))
