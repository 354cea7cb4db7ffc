"""The six data sets of TensorFlow Playground, with its ranges, label rules and noise.

All live in the square [-6, 6]². A label of +1 there is class 1 here, and -1 is class 0. Noise (a
fraction from 0 to 0.5) moves the point that decides the label, or the point itself; each function
says which. Source: `dataset.ts` of tensorflow/playground (Smilkov, Carter, Sculley, Viégas &
Wattenberg, "Direct-Manipulation Visualization of Deep Networks", 2017).
"""

from __future__ import annotations

import numpy as np

from .source import Dataset, in_own_units, jitter, parts

CIRCLE_RADIUS = 5.0
XOR_RADIUS = 5.0
XOR_PADDING = 0.3
SPIRAL_TURNS = 1.75
PLANE_RADIUS = 6.0
# (x, y, sign) of the six bumps of multi_gauss.
BUMPS = np.array(
    [(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)]
)


def circle(n_samples: int, noise: float, rng: np.random.Generator) -> Dataset:
    """Half the points with r ~ U(0, 2.5), half with r ~ U(3.5, 5), at any angle.

    Class 1 where the jittered point is closer to the centre than 2.5: noise flips labels.
    """
    n_inner, n_outer = parts(n_samples, 2)
    inner = rng.uniform(0.0, 0.5 * CIRCLE_RADIUS, n_inner)
    outer = rng.uniform(0.7 * CIRCLE_RADIUS, CIRCLE_RADIUS, n_outer)
    r = np.concatenate([inner, outer])
    angle = rng.uniform(0.0, 2.0 * np.pi, n_samples)
    X = np.column_stack([r * np.sin(angle), r * np.cos(angle)])
    judged = jitter(X, CIRCLE_RADIUS, noise, rng)
    inside = np.hypot(judged[:, 0], judged[:, 1]) < 0.5 * CIRCLE_RADIUS
    return in_own_units(X, inside.astype(np.int64))


def xor(n_samples: int, noise: float, rng: np.random.Generator) -> Dataset:
    """U(-5, 5)², pushed 0.3 away from both axes; class 1 where x·y >= 0 at the jittered point."""
    X = rng.uniform(-XOR_RADIUS, XOR_RADIUS, (n_samples, 2))
    X += np.where(X > 0.0, XOR_PADDING, -XOR_PADDING)
    judged = jitter(X, XOR_RADIUS, noise, rng)
    return in_own_units(X, (judged[:, 0] * judged[:, 1] >= 0.0).astype(np.int64))


def gauss(n_samples: int, noise: float, rng: np.random.Generator) -> Dataset:
    """Two normal clouds: class 1 around (2, 2), class 0 around (-2, -2).

    The variance in each direction is 0.5 + 7·noise: noise widens the clouds.
    """
    n_positive, n_negative = parts(n_samples, 2)
    labels = np.repeat(np.array([1, 0], dtype=np.int64), [n_positive, n_negative])
    centres = np.where(labels == 1, 2.0, -2.0)[:, np.newaxis]
    spread = np.sqrt(0.5 + 7.0 * noise)
    return in_own_units(centres + rng.normal(0.0, spread, (n_samples, 2)), labels)


def spiral(n_samples: int, noise: float, rng: np.random.Generator) -> Dataset:
    """Two arms with r = 5 i/N and t = 1.75·2π i/N (+ π for class 0), N points an arm.

    x = r sin t, y = r cos t, each plus U(-1, 1)·noise: noise moves the points.
    """
    arms = []
    for n, start in zip(parts(n_samples, 2), (0.0, np.pi), strict=True):
        along = np.arange(n) / max(n, 1)
        t = SPIRAL_TURNS * 2.0 * np.pi * along + start
        arms.append(5.0 * along[:, np.newaxis] * np.column_stack([np.sin(t), np.cos(t)]))
    labels = np.repeat(np.array([1, 0], dtype=np.int64), [len(arm) for arm in arms])
    return in_own_units(jitter(np.concatenate(arms), 1.0, noise, rng), labels)


def plane(n_samples: int, noise: float, rng: np.random.Generator) -> Dataset:
    """U(-6, 6)²; the value is (x + y) / 10 at the jittered point."""
    X = rng.uniform(-PLANE_RADIUS, PLANE_RADIUS, (n_samples, 2))
    return in_own_units(X, jitter(X, PLANE_RADIUS, noise, rng).sum(axis=1) / 10.0)


def multi_gauss(n_samples: int, noise: float, rng: np.random.Generator) -> Dataset:
    """U(-6, 6)²; six bumps at x = -4, 0, 4 and y = ±2.5 with alternating sign.

    The value is sign·max(0, 1 - d/2) of the nearest bump, d the distance of the jittered point.
    """
    X = rng.uniform(-PLANE_RADIUS, PLANE_RADIUS, (n_samples, 2))
    judged = jitter(X, PLANE_RADIUS, noise, rng)
    offsets = judged[:, np.newaxis, :] - BUMPS[np.newaxis, :, :2]
    distance = np.hypot(offsets[..., 0], offsets[..., 1])
    nearest = np.argmin(distance, axis=1)
    height = np.maximum(0.0, 1.0 - distance.min(axis=1) / 2.0)
    # Adding 0 turns the -0.0 of the flat parts into 0.0.
    return in_own_units(X, BUMPS[nearest, 2] * height + 0.0)
