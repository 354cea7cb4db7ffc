r"""Loss functions: one number for how wrong the network is, and its derivative.

All losses are the mean over the samples and the sum over the outputs:

    L = 1/n Σ_i Σ_k e(o_ik, t_ik)

with output o and target t, both of shape (n_samples, n_outputs). `gradient` returns ∂L/∂o in the
same shape, with the 1/n inside. It is where backpropagation starts.

There are three families: distances between output and target, likelihoods of logits, and margins.
"""

from __future__ import annotations

from ..registry import Registry
from .distances import DISTANCES
from .entry import Loss
from .likelihoods import LIKELIHOODS, softmax
from .margins import MARGINS

__all__ = ["LOSSES", "Loss", "softmax"]

LOSSES: Registry[Loss] = Registry("loss", (*DISTANCES, *LIKELIHOODS, *MARGINS))
