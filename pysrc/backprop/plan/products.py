"""Matrix products, each by the way that is fastest for its shape.

NumPy's WebAssembly build has no BLAS, so `dot`, `matmul` and `einsum` run three different plain
loops. Measured in Pyodide 0.29.5 with NumPy 2.2.5 (µs, for rows x inner x columns):

    product            dot    matmul   einsum
    4 x 3 x 10         1.1    1.7      3.7      a call costs more than the arithmetic
    32 x 33 x 10       12     10       19       einsum's inner loops are too short
    64 x 65 x 250      985    900      540      its inner loops are long
    64 x 1 x 32        21     8        6        an outer product; `multiply` takes 3

With BLAS, in ordinary Python, `dot` is the best at every size.
"""

from __future__ import annotations

import sys
from functools import partial

import numpy as np

from .calls import AnyArray, Call

HAS_BLAS = sys.platform != "emscripten"

# Multiply-adds below which the price of the call decides.
SMALL = 3000
# The same for an outer product, where `dot` makes one call of its own for each element.
SMALL_OUTER = 40
# einsum's inner loop runs over the samples; from this many it is the fastest.
LONG_LOOP = 48


def product(left: AnyArray, right: AnyArray, out: AnyArray) -> Call:
    """Prepare out = left · right, for three matrices, of which `out` must be contiguous."""
    (rows, inner), columns = left.shape, right.shape[1]
    size = rows * inner * columns
    if HAS_BLAS:
        return partial(left.dot, right, out)
    if inner == 1 and size >= SMALL_OUTER:
        return partial(np.multiply, left, right, out)
    if size < SMALL:
        return partial(left.dot, right, out)
    if max(inner, columns) < LONG_LOOP:
        return partial(np.matmul, left, right, out)
    return partial(np.einsum, "ij,jk->ik", left, right, out=out)
