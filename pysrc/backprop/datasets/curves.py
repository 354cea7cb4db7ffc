"""Curves y(x) with noise on y: the plainest regression, one number from one number.

x is uniform in [-6, 6]; y stays well inside of it. Noise (a fraction from 0 to 0.5) moves y.
"""

from __future__ import annotations

import numpy as np

from ..arrays import FloatArray
from .source import Dataset, in_own_units, jitter

RADIUS = 6.0
HEIGHT = 3.0
STEP = 3.0


def sine(n_samples: int, noise: float, rng: np.random.Generator) -> Dataset:
    """y = 3 sin x at x ~ U(-6, 6), plus U(-4, 4)·noise."""
    X = rng.uniform(-RADIUS, RADIUS, (n_samples, 1))
    return _noisy(X, HEIGHT * np.sin(X), noise, rng)


def staircase(n_samples: int, noise: float, rng: np.random.Generator) -> Dataset:
    """Four steps at x ~ U(-6, 6): y = 2 ⌊x/3⌋ + 1, that is -3, -1, 1 and 3, plus U(-4, 4)·noise."""
    X = rng.uniform(-RADIUS, RADIUS, (n_samples, 1))
    return _noisy(X, 2.0 * np.floor(X / STEP) + 1.0, noise, rng)


def _noisy(X: FloatArray, y: FloatArray, noise: float, rng: np.random.Generator) -> Dataset:
    return in_own_units(X, jitter(y, 4.0, noise, rng)[:, 0])
