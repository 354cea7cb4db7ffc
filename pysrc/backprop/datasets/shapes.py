"""Shapes that textbooks draw: moons, a checkerboard, rings, clouds and a spiral of three arms.

All live in the square [-6, 6]². Noise (a fraction from 0 to 0.5) moves the point that decides the
label, or the point itself; each function says which.

Sources: Pedregosa et al., "Scikit-learn" (JMLR 2011), `make_moons` and `make_blobs`, scaled to the
square; Karpathy, "CS231n: Convolutional neural networks" (Stanford, 2015) for the three arms.
"""

from __future__ import annotations

import numpy as np

from ..arrays import FloatArray, IntArray
from .source import Dataset, in_own_units, jitter, parts

MOON_SCALE = 3.0
FIELD = 3.0
RING_STARTS = (0.0, 2.0, 4.0)
RING_WIDTH = 1.2
BLOB_RADIUS = 3.0
WIDE_BLOB_RADIUS = 4.0  # of more than five clouds
THREE_ARM_TURNS = 1.0


def moons(n_samples: int, noise: float, rng: np.random.Generator) -> Dataset:
    """Two half circles of radius 3 that reach into each other, at any angle t ~ U(0, π).

    The upper one, class 0, is 3 (cos t - ½, sin t - ¼), the lower one 3 (½ - cos t, ¼ - sin t).
    Noise moves the points, by U(-3, 3)·noise.
    """
    labels = _labels(n_samples, 2)
    t = rng.uniform(0.0, np.pi, n_samples)
    upper = MOON_SCALE * np.column_stack([np.cos(t) - 0.5, np.sin(t) - 0.25])
    # The lower moon is the upper one turned by 180 degrees.
    X = np.where(labels[:, np.newaxis] == 0, upper, -upper)
    return in_own_units(jitter(X, 3.0, noise, rng), labels)


def checkerboard(n_samples: int, noise: float, rng: np.random.Generator) -> Dataset:
    """U(-6, 6)² on a board of 4 by 4 fields, each 3 wide; the two diagonal neighbours agree.

    Class 1 where ⌊x/3⌋ + ⌊y/3⌋ is even at the point moved by U(-3, 3)·noise: noise flips labels.
    """
    X = rng.uniform(-2.0 * FIELD, 2.0 * FIELD, (n_samples, 2))
    field = np.floor(jitter(X, FIELD, noise, rng) / FIELD).sum(axis=1)
    return in_own_units(X, (field % 2.0 == 0.0).astype(np.int64))


def rings(n_samples: int, noise: float, rng: np.random.Generator) -> Dataset:
    """A disc and two rings around it, at any angle: r ~ U(0, 1.2), U(2, 3.2) and U(4, 5.2).

    Class 0 is the disc, class 2 the outer ring. Noise moves the points, by U(-2, 2)·noise.
    """
    labels = _labels(n_samples, 3)
    r = np.array(RING_STARTS)[labels] + rng.uniform(0.0, RING_WIDTH, n_samples)
    angle = rng.uniform(0.0, 2.0 * np.pi, n_samples)
    X = np.column_stack([r * np.sin(angle), r * np.cos(angle)])
    return in_own_units(jitter(X, 2.0, noise, rng), labels)


def blobs(n_samples: int, noise: float, rng: np.random.Generator, n_classes: float = 3) -> Dataset:
    """Normal clouds, a class each, whose centres lie evenly on a circle of radius 3.

    The variance in each direction is 0.5 + 4·noise: noise widens the clouds. More than five
    clouds lie on a circle of radius 4, and the nearer they are, the narrower they are.
    """
    n_clouds = round(n_classes)
    labels = _labels(n_samples, n_clouds)
    angle = 2.0 * np.pi * labels / n_clouds
    radius = BLOB_RADIUS if n_clouds <= 5 else WIDE_BLOB_RADIUS
    centres = radius * np.column_stack([np.sin(angle), np.cos(angle)])
    narrower = min(1.0, np.sin(np.pi / n_clouds) / np.sin(np.pi / 5))
    spread = np.sqrt(0.5 + 4.0 * noise) * narrower
    return in_own_units(centres + rng.normal(0.0, spread, (n_samples, 2)), labels)


def three_spirals(n_samples: int, noise: float, rng: np.random.Generator) -> Dataset:
    """Three arms, a class each, with r = 5 i/N and t = 2π i/N + 2π k/3, N points an arm.

    x = r sin t, y = r cos t, each plus U(-1, 1)·noise: noise moves the points.
    """
    arms: list[FloatArray] = []
    for k, n in enumerate(parts(n_samples, 3)):
        along = np.arange(n) / max(n, 1)
        t = 2.0 * np.pi * (THREE_ARM_TURNS * along + k / 3.0)
        arms.append(5.0 * along[:, np.newaxis] * np.column_stack([np.sin(t), np.cos(t)]))
    X = jitter(np.concatenate(arms), 1.0, noise, rng)
    return in_own_units(X, _labels(n_samples, 3))


def _labels(n_samples: int, n_classes: int) -> IntArray:
    """Return class numbers in order, each for as many samples as the others."""
    return np.repeat(np.arange(n_classes), parts(n_samples, n_classes))
