"""Wheat Seeds: seven measures of 210 wheat kernels of three varieties, 70 of each.

The measures were taken from X-ray images: area, perimeter, compactness (4π·area/perimeter²),
length and width of the kernel, asymmetry coefficient, and length of the kernel groove.

Source: M. Charytanowicz, J. Niewczas, P. Kulczycki, P. A. Kowalski, S. Łukasik, S. Żak,
"Complete gradient clustering algorithm for features analysis of X-ray images" (2010); UCI Machine
Learning Repository, data set 236, licence CC BY 4.0.
"""

from __future__ import annotations

import csv
import pkgutil
from functools import cache

import numpy as np

from ..arrays import FloatArray, IntArray
from ..errors import BackpropError
from .source import Dataset

CLASS_NAMES = ("Kama", "Rosa", "Canadian")
FEATURE_NAMES = (
    "area",
    "perimeter",
    "compactness",
    "kernel length",
    "kernel width",
    "asymmetry",
    "groove length",
)
ATTRIBUTION = (
    "Wheat Seeds: Charytanowicz et al., Complete gradient clustering algorithm for features"
    " analysis of X-ray images (2010); UCI Machine Learning Repository no. 236, CC BY 4.0"
)


@cache
def read_rows() -> tuple[FloatArray, IntArray]:
    """Return the raw measures (210, 7), in mm and mm² where they have a unit, and the classes."""
    data = pkgutil.get_data(__package__, "wheat_seeds.csv")
    if data is None:
        raise BackpropError("The file wheat_seeds.csv is missing from backprop/datasets.")
    rows = list(csv.reader(data.decode("utf-8").splitlines()))[1:]
    measures = np.array([[float(cell) for cell in row[:-1]] for row in rows])
    classes = np.array([CLASS_NAMES.index(row[-1]) for row in rows], dtype=np.int64)
    measures.flags.writeable = classes.flags.writeable = False
    return measures, classes


def wheat_seeds(n_samples: int, noise: float, rng: np.random.Generator) -> Dataset:
    """Return all 210 rows, each measure standardised to mean 0 and standard deviation 1.

    `n_samples` is ignored. Noise adds U(-1, 1)·noise to each standardised measure.
    """
    measures, classes = read_rows()
    mean, scale = measures.mean(axis=0), measures.std(axis=0)
    X = (measures - mean) / scale + noise * rng.uniform(-1.0, 1.0, measures.shape)
    return Dataset(X, classes.copy(), mean, scale)
