"""The step that the explanations are about: the next one that the training would make."""

from __future__ import annotations

from backprop.explain import Trace, trace_step
from playground.deeper.nothing import NO_TRAINING_POINTS, NOT_FINITE, Nothing
from playground.scene import Scene

MOST_ROWS = 200  # parameters in one table: more cannot be read, and would hold up the page
_ROWS_OF_A_PART = 60  # parameters that are shown of more than that


def next_step(scene: Scene) -> Trace | Nothing:
    """The trace of the next step, or why there is none."""
    experiment = scene.experiment
    if experiment.trainer is None:
        return NO_TRAINING_POINTS
    if not experiment.is_finite():
        return NOT_FINITE
    return trace_step(experiment.trainer)


def batch_in_words(trace: Trace) -> str:
    """Which samples the step uses."""
    first, last = trace.first_row + 1, trace.first_row + trace.n_samples
    if trace.n_samples == 1:
        return f"The next mini-batch is training point {first} alone."
    return f"The next mini-batch has {trace.n_samples} samples: training points {first} to {last}."


def own_loss_in_words(trace: Trace) -> str:
    """What the derivatives of a sample are of."""
    if any(trace.network.normed):
        return (
            "With batch norm each sample acts on the losses of all: ∂Lₛ stands for the derivative "
            "of their sum. (a W) is the sum that batch norm gets."
        )
    return "Lₛ is the loss of this sample alone."


def shown_rows(trace: Trace, index: int) -> range:
    """The parameters that a table shows: all, or as many as can be read around one of them."""
    n_parameters = trace.network.n_parameters
    if n_parameters <= MOST_ROWS:
        return range(n_parameters)
    start = max(0, min(index - _ROWS_OF_A_PART // 2, n_parameters - _ROWS_OF_A_PART))
    return range(start, start + _ROWS_OF_A_PART)


def cut_in_words(trace: Trace, shown: range) -> str:
    """What is left out of a table, if anything is."""
    n_parameters = trace.network.n_parameters
    if len(shown) == n_parameters:
        return ""
    return (
        f"The network has {n_parameters} parameters; {len(shown)} are shown, around the weight "
        "that is chosen above."
    )
