"""The numbers that the explanations show, worked out a second time: by the formulas they stand in,
and by backpropagation of the one sample alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backprop.explain import Trace, sample_of, trace_step
from backprop.layers import Gradient
from playground.actions import SetField, SetLayer
from playground.explained.flow import Flow
from playground.explained.paper import Math, Text, paper_of
from playground.explained.stages import StagesDetail
from playground.explained.weight import WeightDetail
from playground.session import Session
from playground.state import HiddenLayer, PlaygroundState

from latex_value import agree, numeric_parts

SETTINGS: dict[str, dict[str, Any]] = {
    "plain": {},
    "penalty and clipping": {
        "regularizer": "elastic",
        "regularization_rate": 0.1,
        "clipping": "norm",
        "clip_limit": 0.01,
        "optimizer": "nadam",
    },
    "classes": {"dataset": "clouds", "loss": "softmax_cross_entropy", "batch_size": 3},
    "one sample": {"batch_size": 1, "optimizer": "adamw"},
    "dropout": {"layers": (HiddenLayer(4, "tanh", dropout=50), HiddenLayer(3, "sigmoid"))},
    "batch norm": {"layers": (HiddenLayer(4, "tanh"), HiddenLayer(3, "sigmoid", batch_norm=True))},
}


def session_of(settings: dict[str, Any], **more: Any) -> Session:
    session = Session(PlaygroundState(**settings))
    session.run_epoch()
    for name, value in more.items():
        assert session.dispatch(SetField(name, value))
    return session


def trace_of(session: Session) -> Trace:
    assert session.experiment.trainer
    return trace_step(session.experiment.trainer)


def formulas(session: Session) -> list[str]:
    return [b.latex for b in paper_of(session.snapshot().detail) if isinstance(b, Math)]


def alone(trace: Trace, sample: int) -> Gradient:
    """Backpropagation of one sample, by its own loss."""
    passed = trace.network.forward(trace.X[[sample]])
    return trace.network.backward(
        passed, trace.loss.gradient(passed.output, trace.target[[sample]])
    )


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_each_formula_about_a_weight_comes_to_its_number(settings: dict[str, Any]) -> None:
    session = session_of(settings, tool="weight")
    n_weights = sum(layer.matrix.size for layer in session.experiment.network.layers)
    before, after = trace_of(session).before, trace_of(session).after
    for index in range(n_weights):
        session.dispatch(SetField("asked_weight", index))
        shown = formulas(session)
        assert all(agree(formula) for formula in shown), shown
        start, end = numeric_parts(shown[-1])
        assert start == pytest.approx(end, rel=1e-5, abs=2e-6)
        assert end == pytest.approx(after[index], rel=1e-5)
        assert shown[-1].split(r"\leftarrow ")[1].startswith(f"{before[index] + 0.0:.6g} ")


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_each_formula_about_a_node_comes_to_its_number(settings: dict[str, Any]) -> None:
    session = session_of(settings, tool="stages", trace_stage=20, trace_sample=3)
    detail = session.snapshot().detail
    assert isinstance(detail, StagesDetail)
    told = 0
    for one in detail.drawn:
        session.dispatch(SetField("trace_node", one.node.id))
        shown = [formula for formula in formulas(session) if not formula.startswith("o_")]
        assert all(agree(formula, 1e-3) for formula in shown), shown
        told += sum(len(numeric_parts(formula)) > 1 for formula in shown)
        assert one.value == pytest.approx(numeric_parts(shown[0])[-1], rel=1e-4, abs=1e-5)
    assert told > len(detail.drawn) / 2


@pytest.mark.parametrize("node", ["loss", "a3_0"])
def test_the_loss_is_told_with_what_it_compares(node: str) -> None:
    session = session_of({}, tool="stages", trace_stage=20, trace_sample=3, trace_node=node)
    trace = trace_of(session)
    (told,) = (formula for formula in formulas(session) if formula.startswith("o_"))
    output, target = numeric_parts(told)
    assert output == pytest.approx(trace.forward_pass.output[2, 0], rel=1e-5)
    assert target == trace.target[2, 0]
    session.dispatch(SetField("trace_stage", 3))
    assert not any(formula.startswith("o_") for formula in formulas(session))


@pytest.mark.parametrize("sample", [1, 4])
def test_what_is_drawn_is_the_sample_and_its_own_derivatives(sample: int) -> None:
    session = session_of({}, tool="stages", trace_stage=20, trace_sample=sample)
    detail, trace = session.snapshot().detail, trace_of(session)
    assert isinstance(detail, StagesDetail)
    own, passed = alone(trace, sample - 1), trace.network.forward(trace.X[[sample - 1]])
    for one in detail.drawn:
        layer, neuron = one.node.layer, one.node.neuron
        if one.node.kind == "z":
            value, gradient = passed.z[layer - 1], own.layers[layer - 1].dz
        elif one.node.kind == "a":
            value, gradient = passed.a[layer], own.layers[layer - 1].da
        else:
            continue
        assert one.value == pytest.approx(value[0, neuron], rel=1e-12)
        assert one.gradient == pytest.approx(gradient[0, neuron], rel=1e-9)
    weights = [link.weight for link in detail.links if link.weight is not None]
    expected = [w for layer in trace.network.layers for w in layer.W.ravel().tolist()]
    assert sorted(weights) == sorted(expected)


def flow_at(session: Session, stop: int) -> Flow:
    session.dispatch(SetField("trace_stage", stop))
    detail = session.snapshot().detail
    assert isinstance(detail, StagesDetail)
    return detail.flow


def said(flow: Flow, layer: int, name: str) -> list[float]:
    return [dict(one)[name] for one in flow.said[layer]]


@pytest.mark.parametrize("sample", [1, 4])
def test_the_picture_carries_the_sample_forward_and_its_derivatives_back(sample: int) -> None:
    session = session_of({}, tool="stages", trace_sample=sample)
    trace = trace_of(session)
    network = trace.network
    own, passed = alone(trace, sample - 1), network.forward(trace.X[[sample - 1]])
    n_layers = len(network.layers)
    for layer in range(1, n_layers + 1):
        flow = flow_at(session, layer)
        assert said(flow, layer, "z") == pytest.approx(passed.z[layer - 1][0])
        assert said(flow, layer, "a") == pytest.approx(passed.a[layer][0])
        terms = passed.a[layer - 1][0][:, None] * network.layers[layer - 1].W
        same_on_the_lines(flow, network.split(flow.written)[layer - 1].W, terms, layer, trace)
    error = flow_at(session, n_layers + 1)
    assert said(error, n_layers, "t") == trace.target[sample - 1].tolist()
    loss = trace.loss.value(passed.output, trace.target[[sample - 1]])
    assert error.loss == pytest.approx(loss)
    for back in range(n_layers):
        layer = n_layers - back
        flow = flow_at(session, n_layers + 2 + back)
        assert said(flow, layer, "∂a") == pytest.approx(own.layers[layer - 1].da[0])
        assert said(flow, layer, "∂z") == pytest.approx(own.layers[layer - 1].dz[0])
        dW = own.layers[layer - 1].dW
        same_on_the_lines(flow, network.split(flow.written)[layer - 1].W, dW, layer, trace)
        if layer < n_layers:
            came = network.layers[layer].W * own.layers[layer].dz[0]
            carried = network.split(flow.carried)[layer].W
            assert carried == pytest.approx(came / np.abs(came).max())
    update = flow_at(session, 2 * n_layers + 2)
    assert update.written == pytest.approx(trace.change)
    for layer in range(1, n_layers + 1):
        assert said(update, layer, "Δb") == network.split(trace.change)[layer - 1].b.tolist()


def same_on_the_lines(
    flow: Flow, written: np.ndarray, expected: np.ndarray, layer: int, trace: Trace
) -> None:
    """What is written at the lines into a layer, and their widths relative to the widest."""
    assert written == pytest.approx(expected)
    carried = trace.network.split(flow.carried)[layer - 1].W
    assert carried == pytest.approx(expected / np.abs(expected).max())


@pytest.mark.parametrize(
    ("kind", "value", "forward", "backward"),
    [
        ("dropout", 50, "either 0 or 2 times as large", "times 0 or 2 by dropout"),
        ("batch_norm", True, "γ·ẑ + b", "what batch norm makes of all samples' ∂z"),
    ],
)
def test_the_sentences_say_what_a_layer_does_besides(
    kind: str, value: object, forward: str, backward: str
) -> None:
    session = session_of({}, tool="stages")
    session.dispatch(SetLayer(0, kind, value))
    for stop, wanted in ((1, forward), (7, backward)):
        flow = flow_at(session, stop)
        assert flow.stop.layer == 1 and wanted in flow.sentence
        paper = paper_of(session.snapshot().detail)
        assert any(wanted in block.text for block in paper if isinstance(block, Text))
    assert forward not in flow_at(session, 2).sentence


def test_the_losses_that_are_meant_are_named() -> None:
    for normed, wanted in ((False, "of this sample alone"), (True, "the derivative of their sum")):
        session = session_of({}, tool="stages", trace_stage=5)
        session.dispatch(SetLayer(1, "batch_norm", normed))
        paper = paper_of(session.snapshot().detail)
        assert any(wanted in block.text for block in paper if isinstance(block, Text))


def test_a_best_value_at_the_edge_is_said_to_be_there() -> None:
    found = set()
    for index in range(25):
        session = session_of({}, tool="weight", asked_weight=index)
        detail = session.snapshot().detail
        assert isinstance(detail, WeightDetail)
        last = [block.text for block in detail.paper if isinstance(block, Text)][-1]
        at_edge = (
            detail.along.best in (detail.along.w[0], detail.along.w[-1])
            or min(abs(detail.along.best - detail.along.w[[0, -1]])) < 1e-6
        )
        assert ("at the edge" in last) == at_edge
        found.add(bool(at_edge))
    assert found == {True, False}


def test_with_a_penalty_the_line_through_a_weight_is_called_loss_and_penalty() -> None:
    for rate, loss in ((0.0, "loss"), (0.5, "loss + penalty")):
        session = session_of({"regularizer": "l2", "regularization_rate": rate}, tool="weight")
        detail, trace = session.snapshot().detail, trace_of(session)
        assert isinstance(detail, WeightDetail) and detail.loss == loss
        texts = [block.text for block in detail.paper if isinstance(block, Text)]
        shown = f"{trace.loss_value + trace.penalty_value:.6g}"
        assert f"({loss} {shown})" in texts[-1]


def test_the_settings_of_this_file_are_what_they_are_called() -> None:
    """Each of them makes the steps it is here for."""
    options = {
        name: Session(PlaygroundState(**one)).experiment.network.options
        for name, one in SETTINGS.items()
    }
    assert any(one.dropout for one in options["dropout"])
    assert any(one.batch_norm for one in options["batch norm"])
    assert not any(one.dropout or one.batch_norm for one in options["plain"])
    trace = trace_of(session_of(SETTINGS["penalty and clipping"]))
    assert trace.computed.adjustment.any() and trace.computed.penalty.any()
    own = [sample_of(trace, s).loss for s in range(trace.n_samples)]
    assert np.mean(own) == pytest.approx(trace.loss_value, rel=1e-12)
