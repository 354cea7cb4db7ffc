r"""Optimizers: how a gradient becomes a step.

All parameters of a network live in one vector w, and backpropagation gives one gradient vector g
of the same length. An optimizer changes w in place. Some remember things from step to step, in
arrays as long as w: a velocity, a running mean of g or of g². The learning rate η is given anew
at each step, so it may change while training runs.

Definitions and default values are those of PyTorch's `torch.optim`, so that runs can be compared.
The papers are named in the modules of the three families.
"""

from __future__ import annotations

from ..registry import Registry
from .adam import ADAM_FAMILY
from .adaptive import ADAPTIVE
from .descent import DESCENT, SIGN_DESCENT
from .entry import Optimizer, OptimizerState

__all__ = ["OPTIMIZERS", "Optimizer", "OptimizerState"]

OPTIMIZERS: Registry[Optimizer] = Registry(
    "optimizer", (*DESCENT, *ADAPTIVE, *ADAM_FAMILY, *SIGN_DESCENT)
)
