"""Explanations of a training step, derived from the step itself.

`trace_step` takes the next step of a trainer on copies; everything else is read off its trace, as
plain data that a page or a notebook can show: the chain rule of one weight, the ledger of all, the
computation graph of one sample, the loss along one weight, a worksheet, and planted mistakes.
"""

from .along import Along, loss_along
from .bugs import BUGS, Bug, diagnose
from .chain import Factor, Route, SampleChain, WeightChain, WorkedLine, explain_weight, weight_index
from .exercise import Exercise
from .graph import Edge, Node, computation_graph
from .ledger import Row, ledger, parameter_symbols
from .sample import Sample, sample_of, samples_of
from .trace import Trace, trace_step
from .worksheet import Part, Worksheet, worksheet

__all__ = [
    "BUGS",
    "Along",
    "Bug",
    "Edge",
    "Exercise",
    "Factor",
    "Node",
    "Part",
    "Route",
    "Row",
    "Sample",
    "SampleChain",
    "Trace",
    "WeightChain",
    "WorkedLine",
    "Worksheet",
    "computation_graph",
    "diagnose",
    "explain_weight",
    "ledger",
    "loss_along",
    "parameter_symbols",
    "sample_of",
    "samples_of",
    "trace_step",
    "weight_index",
    "worksheet",
]
