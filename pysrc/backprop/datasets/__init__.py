"""Data to learn from: eleven synthetic sets in the plane, two curves y(x), one real set, and the
row of a worked example.

To add a data set, write a function `(n_samples, noise, rng) -> Dataset` and add one entry here.
"""

from __future__ import annotations

from ..registry import Parameter, Registry
from ..tasks import BINARY, MULTICLASS, REGRESSION
from . import curves, shapes, synthetic, wheat, worked
from .source import N_CLASSES, Dataset, DataSource

__all__ = ["DATASETS", "DataSource", "Dataset"]

PLANE_FEATURES = ("x", "y")
LINE_FEATURES = ("x",)
TWO_CLASSES = ("A", "B")
THREE_CLASSES = ("A", "B", "C")

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
            id="moons",
            label="Two moons",
            formula=r"(x, y) = \pm 3\,(\cos t - \tfrac{1}{2},\ \sin t - \tfrac{1}{4}),"
            r"\quad 0 \le t \le \pi",
            task=BINARY,
            class_names=TWO_CLASSES,
            feature_names=PLANE_FEATURES,
            default_n_samples=500,
            draw=shapes.moons,
        ),
        DataSource(
            id="checkerboard",
            label="Checkerboard",
            formula=r"\text{class } 1 \iff \lfloor x/3 \rfloor + \lfloor y/3 \rfloor"
            r" \ \text{is even}",
            task=BINARY,
            class_names=TWO_CLASSES,
            feature_names=PLANE_FEATURES,
            default_n_samples=500,
            draw=shapes.checkerboard,
        ),
        DataSource(
            id="rings",
            label="Rings",
            formula=r"2k \le \sqrt{x^2 + y^2} \le 2k + 1.2,\quad k = \text{class}",
            task=MULTICLASS,
            class_names=THREE_CLASSES,
            feature_names=PLANE_FEATURES,
            default_n_samples=500,
            draw=shapes.rings,
        ),
        DataSource(
            id="blobs",
            label="Clouds",
            formula=r"(x, y) \sim N(3\,(\sin t_k, \cos t_k),\ (0.5 + 4\,\text{noise})\,I),"
            r"\quad t_k = 2 \pi k / K",
            parameters=(Parameter(N_CLASSES, "Classes", "K", default=3, low=2, high=10),),
            task=MULTICLASS,
            class_names=THREE_CLASSES,
            feature_names=PLANE_FEATURES,
            default_n_samples=500,
            draw=shapes.blobs,
        ),
        DataSource(
            id="three_spirals",
            label="Three spirals",
            formula=r"(x, y) = r\,(\sin t, \cos t),\quad t = 2 \pi (r / 5 + k / 3)",
            task=MULTICLASS,
            class_names=THREE_CLASSES,
            feature_names=PLANE_FEATURES,
            default_n_samples=500,
            draw=shapes.three_spirals,
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
            id="sine",
            label="Sine curve",
            formula=r"y = 3 \sin x",
            task=REGRESSION,
            feature_names=LINE_FEATURES,
            default_n_samples=200,
            draw=curves.sine,
        ),
        DataSource(
            id="staircase",
            label="Staircase",
            formula=r"y = 2 \lfloor x/3 \rfloor + 1",
            task=REGRESSION,
            feature_names=LINE_FEATURES,
            default_n_samples=200,
            draw=curves.staircase,
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
        DataSource(
            id="mazur",
            label="Mazur's worked example",
            formula=r"(0.05,\ 0.10) \mapsto (0.01,\ 0.99)",
            task=REGRESSION,
            feature_names=worked.INPUT_NAMES,
            target_names=worked.TARGET_NAMES,
            default_n_samples=1,
            draw=worked.mazur,
            domain=(-0.05, 0.2),
            fixed_size=True,
            attribution=worked.ATTRIBUTION,
        ),
    ),
)
