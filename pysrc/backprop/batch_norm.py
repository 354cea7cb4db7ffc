r"""Batch norm: each neuron's sums, brought to mean 0 and spread 1 over the mini-batch.

Between the product of a layer and its activation, each neuron's z is standardised over the samples
of the mini-batch, then scaled and shifted by two numbers that are learned, γ and b:

    μ = mean(z)    v = mean((z - μ)²)    ẑ = (z - μ) / √(v + ε)    y = γ ẑ + b

μ and v belong to one neuron and run over the samples. The bias b of the layer takes the place of
the β of the paper: added before the normalisation it would vanish with μ. While training, running
means of μ and v are kept; evaluation takes these, so an answer does not depend on what else is
asked. Going back, μ and v depend on every sample, which gives the chain rule two more paths:

    dẑ = dy γ        dγ = Σ dy ẑ        db = Σ dy
    dz = (dẑ - mean(dẑ) - ẑ mean(dẑ ẑ)) / √(v + ε)

With the running statistics these paths do not exist: dz = dẑ / √(v + ε).

Source: Ioffe & Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing
Internal Covariate Shift" (ICML 2015), algorithms 1 and 2; momentum, ε and the unbiased running
variance are those of PyTorch's `BatchNorm1d`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import FloatArray

EPSILON = 1e-5
# The share of the newest mini-batch in the running statistics.
MOMENTUM = 0.1


@dataclass(frozen=True, eq=False)
class BatchNorm:
    """The batch norm of one layer, all (fan_out,).

    `gamma` is a view of the network's parameters; `mean` and `variance`, the running statistics,
    are views of its buffers. They start at 1, 0 and 1.
    """

    gamma: FloatArray
    mean: FloatArray
    variance: FloatArray


@dataclass(frozen=True, eq=False)
class Normed:
    """What `normalize` computed: ẑ (n_samples, fan_out), and the μ and v it used (fan_out,).

    `from_batch` is False where they are the running statistics.
    """

    z_hat: FloatArray
    mean: FloatArray
    variance: FloatArray
    from_batch: bool


def normalize(z: FloatArray, norm: BatchNorm, *, training: bool) -> Normed:
    """Return ẑ of z (n_samples, fan_out), in training by the statistics of the mini-batch.

    A single sample has no spread: it is normalised as in evaluation.
    """
    from_batch = training and len(z) > 1
    mean = z.mean(axis=0) if from_batch else norm.mean.copy()
    variance = z.var(axis=0) if from_batch else norm.variance.copy()
    return Normed((z - mean) / np.sqrt(variance + EPSILON), mean, variance, from_batch)


def backward(dy: FloatArray, normed: Normed, norm: BatchNorm) -> tuple[FloatArray, FloatArray]:
    """Return (dz, dγ), of shapes (n_samples, fan_out) and (fan_out,), given dy = ∂L/∂y."""
    z_hat = normed.z_hat
    d_gamma: FloatArray = (dy * z_hat).sum(axis=0)
    dz = dy * norm.gamma
    if normed.from_batch:
        dz = dz - dz.mean(axis=0) - z_hat * (dz * z_hat).mean(axis=0)
    return dz / np.sqrt(normed.variance + EPSILON), d_gamma


def track(norm: BatchNorm, normed: Normed) -> None:
    """Move the running statistics towards those of the mini-batch, v with n - 1 in place of n."""
    if normed.from_batch:
        n = len(normed.z_hat)
        norm.mean[:] += MOMENTUM * (normed.mean - norm.mean)
        norm.variance[:] += MOMENTUM * (normed.variance * (n / (n - 1)) - norm.variance)
