"""Write metrics.json: what scikit-learn measures, for the library to be compared with.

Run it by hand, in an environment that has scikit-learn (the library and its tests do not need it):

    python tests/golden/make_metrics.py

Each case holds the answers and the truth, so whoever replays it needs nothing else. Where there is
nothing to divide by, the value is null (`zero_division=nan` there), as in the library.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    mean_absolute_error,
    precision_recall_fscore_support,
    r2_score,
    root_mean_squared_error,
)

OUTPUT = Path(__file__).with_name("metrics.json")
N_BINS = 10


def classes(name: str, n_classes: int, n_samples: int, seed: int, sharp: float) -> dict[str, Any]:
    """Shares that favour the true class the more, the sharper; the last class may be absent."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, n_classes - (n_classes > 3), n_samples)
    logits = rng.normal(size=(n_samples, n_classes))
    logits[np.arange(n_samples), truth] += sharp
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    guesses = shares.argmax(axis=1)
    labels = list(range(n_classes))
    scores = {
        average or "each": precision_recall_fscore_support(
            truth, guesses, labels=labels, average=average, zero_division=np.nan
        )
        for average in (None, "macro")
    }
    right, sure = calibration_curve(
        guesses == truth, shares.max(axis=1), n_bins=N_BINS, strategy="uniform"
    )
    return {
        "name": name,
        "shares": shares.tolist(),
        "truth": truth.tolist(),
        "accuracy": accuracy_score(truth, guesses),
        "matrix": confusion_matrix(truth, guesses, labels=labels).tolist(),
        "each": [known(column) for column in scores["each"]],
        "macro": known(scores["macro"][:3]),
        "right": right.tolist(),
        "confidence": sure.tolist(),
    }


def values(name: str, n_samples: int, seed: int, noise: float) -> dict[str, Any]:
    """Values and guesses that miss them by some noise."""
    rng = np.random.default_rng(seed)
    truth = rng.normal(3.0, 2.0, n_samples)
    guesses = truth + rng.normal(0.0, noise, n_samples)
    return {
        "name": name,
        "truth": truth.tolist(),
        "guesses": guesses.tolist(),
        "r_squared": r2_score(truth, guesses),
        "mean_absolute": mean_absolute_error(truth, guesses),
        "root_mean_squared": root_mean_squared_error(truth, guesses),
    }


def known(column: Any) -> list[float | None]:
    return [None if math.isnan(value) else float(value) for value in column]


def main() -> None:
    cases = {
        "classes": [
            classes("two classes", 2, 40, 1, 1.0),
            classes("three classes", 3, 60, 2, 1.5),
            classes("ten classes, one absent", 10, 80, 3, 2.0),
            classes("five classes, few samples", 5, 6, 4, 0.0),
        ],
        "values": [values("close", 30, 5, 0.2), values("worse than the mean", 30, 6, 5.0)],
    }
    OUTPUT.write_text(json.dumps(cases) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
