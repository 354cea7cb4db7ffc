"""Matrix products, each by the way that is fastest for its shape.

NumPy's WebAssembly build has no BLAS, so `dot`, `matmul` and `einsum` run three different plain
loops. Measured in Pyodide 0.29.5 with NumPy 2.2.5 (µs, for rows x inner x columns):

    product            dot    matmul   einsum
    8 x 9 x 10         2.4    2.9      7        the call costs more than the arithmetic
    32 x 33 x 10       12     10       18       einsum's inner loops are too short
    64 x 65 x 250      985    900      540      its inner loops are long
    64 x 1 x 32        19     8        7        an outer product; `multiply` takes 5

With BLAS, in ordinary Python, `dot` is the best at every size.
"""

from __future__ import annotations

import sys
from functools import partial

import numpy as np

from .calls import AnyArray, Call

HAS_BLAS = sys.platform != "emscripten"

# Multiply-adds below which the price of the call decides, and the same for an outer product.
SMALL = 2000
SMALL_OUTER = 150
# Samples from which einsum is the fastest: they are what its inner loop runs over.
LONG_LOOP = 48


def product(left: AnyArray, right: AnyArray, out: AnyArray, n_samples: int) -> Call:
    """Prepare out = left · right, for three matrices, of which `out` must be contiguous.

    `n_samples` is the number of samples, which is one dimension of two of the matrices.
    """
    (rows, inner), columns = left.shape, right.shape[1]
    size = rows * inner * columns
    if HAS_BLAS:
        return partial(left.dot, right, out)
    if inner == 1 and size >= SMALL_OUTER:
        return partial(np.multiply, left, right, out)
    if size < SMALL:
        return partial(left.dot, right, out)
    if n_samples < LONG_LOOP:
        return partial(np.matmul, left, right, out)
    return partial(np.einsum, "ij,jk->ik", left, right, out=out)
