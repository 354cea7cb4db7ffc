"""Data to learn from: six synthetic sets in the plane and one real one.

To add a data set, write a function `(n_samples, noise, rng) -> Dataset` and add one entry here.
"""

from __future__ import annotations

from ..registry import Registry
from ..tasks import BINARY, MULTICLASS, REGRESSION
from . import synthetic, wheat
from .source import Dataset, DataSource

__all__ = ["DATASETS", "DataSource", "Dataset"]

PLANE_FEATURES = ("x", "y")
TWO_CLASSES = ("A", "B")

DATASETS: Registry[DataSource] = Registry(
    "data set",
    (
        DataSource(
            id="circle",
            label="Circle",
            formula=r"\text{class } 1 \iff x^2 + y^2 < 2.5^2",
            task=BINARY,
            class_names=TWO_CLASSES,
            feature_names=PLANE_FEATURES,
            default_n_samples=500,
            draw=synthetic.circle,
        ),
        DataSource(
            id="xor",
            label="Exclusive or",
            formula=r"\text{class } 1 \iff x\,y \ge 0",
            task=BINARY,
            class_names=TWO_CLASSES,
            feature_names=PLANE_FEATURES,
            default_n_samples=500,
            draw=synthetic.xor,
        ),
        DataSource(
            id="gauss",
            label="Gaussian",
            formula=r"(x, y) \sim N(\pm(2, 2),\ (0.5 + 7\,\text{noise})\,I)",
            task=BINARY,
            class_names=TWO_CLASSES,
            feature_names=PLANE_FEATURES,
            default_n_samples=500,
            draw=synthetic.gauss,
        ),
        DataSource(
            id="spiral",
            label="Spiral",
            formula=r"(x, y) = r\,(\sin t, \cos t),\quad t = 0.7 \pi r\ (+ \pi)",
            task=BINARY,
            class_names=TWO_CLASSES,
            feature_names=PLANE_FEATURES,
            default_n_samples=500,
            draw=synthetic.spiral,
        ),
        DataSource(
            id="plane",
            label="Plane",
            formula=r"y = (x_1 + x_2) / 10",
            task=REGRESSION,
            feature_names=PLANE_FEATURES,
            default_n_samples=1200,
            draw=synthetic.plane,
        ),
        DataSource(
            id="multi_gauss",
            label="Multi Gaussian",
            formula=r"y = \pm \max(0,\ 1 - \tfrac{d}{2}),"
            r"\quad d = \text{distance to the nearest bump}",
            task=REGRESSION,
            feature_names=PLANE_FEATURES,
            default_n_samples=1200,
            draw=synthetic.multi_gauss,
        ),
        DataSource(
            id="wheat_seeds",
            label="Wheat Seeds",
            formula=r"x_j = \frac{\text{measure}_j - \text{mean}_j}{\text{std}_j}",
            task=MULTICLASS,
            class_names=wheat.CLASS_NAMES,
            feature_names=wheat.FEATURE_NAMES,
            default_n_samples=210,
            draw=wheat.wheat_seeds,
            domain=(-3.5, 3.5),
            standardised=True,
            fixed_size=True,
            attribution=wheat.ATTRIBUTION,
        ),
    ),
)
