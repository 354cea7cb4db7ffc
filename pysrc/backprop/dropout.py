r"""Dropout: in training, a random part of the activations is missing.

Each activation of a layer is set to 0 with probability p, drawn anew for each sample of each step,
so no neuron can rely on another one being there. Those that stay are multiplied by 1 / (1 - p),
which leaves the mean of what the next layer receives as it was. So evaluation has nothing to do
("inverted" dropout): it uses all neurons as they are. Going back, the same mask is multiplied on.

Source: Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov, "Dropout: A Simple Way to Prevent
Neural Networks from Overfitting" (JMLR 2014).
"""

from __future__ import annotations

import numpy as np

from .arrays import FloatArray

# With more than this share missing, what is left is multiplied by more than ten.
MAX_DROPOUT = 0.9


def draw_mask(
    n_samples: int, n_neurons: int, dropout: float, *, rng: np.random.Generator
) -> FloatArray:
    """Return (n_samples, n_neurons) of 0, with probability `dropout`, and 1 / (1 - dropout)."""
    kept = rng.random((n_samples, n_neurons)) >= dropout
    return kept / (1.0 - dropout)
