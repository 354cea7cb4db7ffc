"""The fast path: the same training as `backprop.reference`, prepared once and then only run.

A playground must train 25 mini-batches of ten points, draw the boundary, and still leave time for
painting, sixty times a second, in WebAssembly. Mini-batches this small hardly compute; what costs
is each call into NumPy: 0.6 to 0.8 µs in Pyodide, whatever the array's size. Written plainly, one
update of a 2-4-2-1 network takes about 100 µs. In the 20 calls that remain here it takes 16:

- The buffers are allocated once; every call writes into one of them. Where a ufunc works in
  place, its input and output are the same array *object*: for two views of one buffer NumPy first
  has to find out whether they overlap.
- Arrays are stored features by samples, with a row of ones below the activations, so a layer with
  its bias is one product, `matrix @ a`, and the gradient of weights and biases is another.
- All parameters are one vector and so are all gradients: one update for the whole network. All
  activations are one array too: neighbours with the same activation share the calls for f'(z).
- A constant operand is an array without dimensions, which costs half of what a number costs.
- What remains is a list of calls for each mini-batch, all arguments bound (`functools.partial`).
  A step is `for call in calls: call()`. They are bound by position, as a name costs 0.2 µs;
  only `maximum` and `minimum` get `out=`, because NumPy 2.4 deprecates their third position.

On wide arrays the arithmetic counts instead, and other facts decide: see `products` for the
matrix products and `activations` for tanh.

`TrainingPlan` trains and `EvaluationPlan` computes outputs. Both read the weights from
`network.parameters` itself, so a weight that is edited there takes effect. They know no
activation, loss, optimizer or regularizer by name. The tables in the modules of this package give
the functions that are used most an in-place twin; anything else is called as it is, with the
same result. A twin belongs to a function, not to an id, so an entry whose function was replaced
never runs with the twin of the old one.
"""

from __future__ import annotations

from .evaluation import EvaluationPlan
from .training import TrainingPlan

__all__ = ["EvaluationPlan", "TrainingPlan"]
