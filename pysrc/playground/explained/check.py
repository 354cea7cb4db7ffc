"""The gradient check: backpropagation beside finite differences, and bugs planted to be found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backprop import REGULARIZERS, GradientReport, check_gradients
from backprop.explain import BUGS, Trace, diagnose, parameter_symbols
from backprop.explain.bugs import correct
from playground.deeper.nothing import Nothing
from playground.explained.paper import Column, Heading, Math, Paper, Table, Text
from playground.explained.step import batch_in_words, cut_in_words, next_step, shown_rows
from playground.scene import Scene

_TOLERANCE = 1e-5


@dataclass(frozen=True, eq=False)
class CheckDetail:
    """The paper of the check."""

    paper: Paper
    report: GradientReport


def look_at_check(scene: Scene) -> CheckDetail | Nothing:
    """Check the gradient of the next mini-batch, with the bug that is planted, if one is."""
    trace = next_step(scene)
    if isinstance(trace, Nothing):
        return trace
    state = scene.experiment.state
    shown, planted = shown_rows(trace, state.asked_weight), state.planted_bug
    backward = BUGS[planted].backward if planted in BUGS else correct
    report = check_gradients(
        trace.network.copy(),
        trace.loss,
        trace.X,
        trace.target,
        REGULARIZERS["none"],
        training=True,
        rng=trace.rng,
        backward=backward,
        part=slice(shown.start, shown.stop),
    )
    blocks = (
        Heading("Backpropagation beside finite differences"),
        Text(
            f"{batch_in_words(trace)} For each parameter w, the loss is computed a little above "
            "and a little below w; the difference says how steep it is, without any chain rule. "
            + cut_in_words(trace, shown)
        ),
        Math(
            r"\frac{\partial L}{\partial w} \approx \frac{L(w + \epsilon) - L(w - \epsilon)}"
            r"{2 \epsilon}, \qquad \epsilon = 10^{-6}"
        ),
        _verdict(report),
        *_diagnosis(trace, report, planted),
        Text(
            "The colour of the relative error goes from blue, where ten digits agree, to red, "
            "where not even the first one does."
        ),
        _table(trace, report),
    )
    return CheckDetail(blocks, report)


def _verdict(report: GradientReport) -> Text:
    wrong = int((report.relative_error > _TOLERANCE).sum())
    n = len(report.relative_error)
    largest = f"the largest relative error is {report.max_relative_error:.2g}"
    if wrong:
        return Text(f"{wrong} of {n} derivatives differ; {largest}.", "bad")
    return Text(f"All {n} derivatives agree; {largest}.", "good")


def _diagnosis(trace: Trace, report: GradientReport, planted: str) -> Paper:
    if report.passed(_TOLERANCE):
        if planted in BUGS:
            return (Text("With this network and these numbers the planted bug changes nothing."),)
        return ()
    bug = diagnose(report, trace.network, trace.forward_pass, trace.computed.d_output)
    if bug is None:
        return (
            Text(
                "The pattern fits no known mistake. Where an activation has a kink, the check can "
                "be wrong although backpropagation is right."
            ),
        )
    return (Text(f"The pattern of the errors says: {_lower(bug.label)}."), Math(bug.formula))


def _lower(label: str) -> str:
    return label[0].lower() + label[1:]


def _table(trace: Trace, report: GradientReport) -> Table:
    columns = (report.analytic, report.numeric, report.relative_error)
    names = parameter_symbols(trace)[report.part]
    rows = zip(names, *(column.tolist() for column in columns), strict=True)
    wrong = report.relative_error > _TOLERANCE
    return Table(
        "Every parameter",
        (
            Column("parameter", "math"),
            Column("backpropagation", "number"),
            Column("finite differences", "number"),
            Column("relative error", "error"),
            Column("verdict", "text"),
        ),
        tuple((*row, "differs" if bad else "agrees") for row, bad in zip(rows, wrong, strict=True)),
        tones=tuple("bad" if bad else "good" for bad in np.asarray(wrong).tolist()),
    )
