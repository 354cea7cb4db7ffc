"""The tools that explain the next update: their papers say what the training then does."""

from __future__ import annotations

import csv
import io
import json
import math

import numpy as np
import pytest

from backprop.explain import ledger, trace_step
from playground.actions import ClearPoints, SetConnection, SetField, SetLayer, SetUnits, SetWeight
from playground.deeper.nothing import Nothing
from playground.explained.check import CheckDetail
from playground.explained.paper import Column, Math, Table, Text, paper_of, to_json
from playground.explained.stages import StagesDetail
from playground.explained.weight import WeightDetail
from playground.session import Session
from playground.state import HiddenLayer, PlaygroundState


def session_with(tool: str, **settings: object) -> Session:
    session = Session()
    session.run_epoch()
    for name, value in {**settings, "tool": tool}.items():
        assert session.dispatch(SetField(name, value))
    return session


def tables(session: Session) -> list[Table]:
    return [block for block in paper_of(session.snapshot().detail) if isinstance(block, Table)]


def texts(session: Session) -> str:
    blocks = paper_of(session.snapshot().detail)
    return " ".join(block.text for block in blocks if isinstance(block, Text))


def test_the_chain_of_a_weight_adds_up_and_is_what_happens() -> None:
    session = session_with("weight", asked_weight=3, regularizer="l2", optimizer="adam")
    detail = session.snapshot().detail
    assert isinstance(detail, WeightDetail)
    (table,) = tables(session)
    products = [row[-1] for row in table.rows]
    assert len(products) == session.state.batch_size
    assert np.mean(products) == pytest.approx(table.total[-1], rel=1e-12)  # type: ignore[arg-type]
    session.step_batch()
    assert session.experiment.network.parameters[3] == detail.along.there


def test_a_weight_beyond_the_last_one_is_the_last_one() -> None:
    session = session_with("weight", asked_weight=9999)
    assert "b^{(3)}_{1}" in repr(paper_of(session.snapshot().detail))


def test_samples_beyond_fifty_are_told_by_their_mean() -> None:
    session = session_with("weight", batch_size=120)
    (table,) = tables(session)
    assert len(table.rows) == 51 and table.rows[-1][0] == "70 more, their mean"
    *products, rest = (row[-1] for row in table.rows)
    total = sum(products) + 70 * rest  # type: ignore[operator, arg-type]
    assert total / 120 == pytest.approx(table.total[-1], rel=1e-12)  # type: ignore[arg-type]


def test_the_ledger_says_what_the_next_step_does() -> None:
    session = session_with("ledger", optimizer="momentum", clipping="norm", clip_limit=0.01)
    (table,) = tables(session)
    after = [row[-1] for row in table.rows]
    for _, before, gradient, penalty, adjustment, g, change, new in table.rows:
        assert gradient + penalty + adjustment == pytest.approx(g, abs=1e-12)  # type: ignore[operator]
        assert before + change == pytest.approx(new, abs=1e-12)  # type: ignore[operator]
    session.step_batch()
    assert after == pytest.approx(session.experiment.network.parameters.tolist(), abs=1e-12)


def test_a_large_network_shows_the_part_that_is_asked_for() -> None:
    layers = (HiddenLayer(32), HiddenLayer(32))
    session = Session(PlaygroundState(layers=layers, tool="ledger", asked_weight=1000))
    (table,) = tables(session)
    assert len(table.rows) == 60
    assert "1185 parameters; 60 are shown" in texts(session)
    wanted = session.experiment.network.parameters[1000]
    assert wanted in [row[1] for row in table.rows]


def test_the_check_agrees_and_finds_what_is_planted() -> None:
    session = session_with("check")
    detail = session.snapshot().detail
    assert isinstance(detail, CheckDetail) and detail.report.passed()
    assert "All 25 derivatives agree" in texts(session)
    session.dispatch(SetField("planted_bug", "missing_mean"))
    assert "25 of 25 derivatives differ" in texts(session)
    assert "1/m is missing" in texts(session)
    (table,) = tables(session)
    assert "bad" in table.tones
    before = session.experiment.network.parameters.copy()
    session.step_batch()
    assert (session.experiment.network.parameters != before).any()


def test_a_planted_bug_does_not_reach_the_training() -> None:
    healthy, bugged = session_with("check"), session_with("check", planted_bug="wrong_sign")
    for session in (healthy, bugged):
        session.snapshot()
        session.run_epoch()
    assert (
        healthy.experiment.network.parameters.tolist()
        == bugged.experiment.network.parameters.tolist()
    )


def test_of_a_large_network_the_part_that_is_asked_for_is_checked() -> None:
    session = session_with("check", asked_weight=500, planted_bug="wrong_sign")
    session.dispatch(SetUnits(0, 32))
    session.dispatch(SetUnits(1, 32))
    assert "60 are shown, around the weight" in texts(session)
    assert "60 of 60 derivatives differ" in texts(session)
    assert "the sign is wrong" in texts(session)
    detail = session.snapshot().detail
    assert isinstance(detail, CheckDetail)
    assert session.experiment.network.parameter_names[500] in detail.report.parameter_names


def test_batch_norm_and_dropout_are_checked_as_in_training() -> None:
    session = session_with("check")
    session.dispatch(SetLayer(0, "batch_norm", True))
    session.dispatch(SetLayer(0, "dropout", 50))
    detail = session.snapshot().detail
    assert isinstance(detail, CheckDetail) and detail.report.passed()
    trace = trace_step(session.experiment.trainer)
    assert detail.report.analytic.tolist() == trace.gradient.vector.tolist()


@pytest.mark.parametrize("tool", ["stages", "weight", "ledger", "check"])
def test_without_training_points_a_sentence_says_so(tool: str) -> None:
    session = session_with(tool)
    session.dispatch(ClearPoints())
    detail = session.snapshot().detail
    assert isinstance(detail, Nothing) and "no training points" in detail.message


def test_the_files() -> None:
    session = session_with("ledger", batch_size=2)
    ledger = session.export("ledger")
    assert ledger and ledger.name.endswith(".csv")
    rows = list(csv.DictReader(io.StringIO(ledger.text)))
    before = session.experiment.network.parameters.tolist()
    assert [float(row["before"]) for row in rows] == before
    for kind, mark in (
        ("ledger_latex", r"\begin{array}"),
        ("worksheet", r"\underline"),
        ("answers", r"\section*{One step of backpropagation: answers}"),
    ):
        file = session.export(kind)
        assert file and file.name.endswith(".tex") and mark in file.text


@pytest.mark.parametrize(("sheet", "blank"), [("worksheet", True), ("answers", False)])
def test_the_worksheet_can_be_read_and_printed_in_place_of_the_ledger(
    sheet: str, blank: bool
) -> None:
    session = session_with("ledger", batch_size=2, ledger_sheet=sheet)
    paper = paper_of(session.snapshot().detail)
    formulas = [block.latex for block in paper if isinstance(block, Math)]
    assert any(r"\underline" in formula for formula in formulas) == blank
    file = session.export(sheet)
    assert file and all(rf"\[ {formula} \]" in file.text for formula in formulas)


def test_a_worksheet_on_the_page_is_refused_with_the_same_sentence() -> None:
    detail = session_with("ledger", batch_size=10, ledger_sheet="worksheet").snapshot().detail
    assert isinstance(detail, Nothing) and "takes at most 4" in detail.message


def test_a_worksheet_that_nobody_could_work_is_refused_with_a_sentence() -> None:
    session = session_with("ledger", batch_size=10)
    assert session.export("worksheet") is None
    notice = session.snapshot().notice
    assert notice and "takes at most 4" in notice.text and "smaller batch size" in notice.text


def stages(session: Session) -> StagesDetail:
    detail = session.snapshot().detail
    assert isinstance(detail, StagesDetail)
    return detail


def test_values_come_forward_and_gradients_come_back() -> None:
    session = session_with("stages")
    n_stages = stages(session).n_stages
    known, back = [], []
    for stage in range(n_stages):
        session.dispatch(SetField("trace_stage", stage))
        drawn = stages(session).drawn
        known.append(sum(one.value is not None for one in drawn))
        back.append(sum(one.gradient is not None for one in drawn))
    n_nodes = len(drawn)
    assert known[0] == 2 and back[:4] == [0, 0, 0, 0]
    assert known == sorted(known) and back == sorted(back)
    assert known[-1] == back[-1] == n_nodes


def test_the_stops_tell_the_numbers_of_the_training() -> None:
    session = session_with("stages", trace_stage=20, trace_sample=3, optimizer="adam")
    detail = stages(session)
    assert detail.name == "Weight update" and detail.sample == 3
    values = {one.node.id: one.value for one in detail.drawn}
    row = session.experiment.trainer.X[2:3]  # type: ignore[union-attr]
    # The first epoch ended, so the next mini-batch is the first one again.
    passed = session.experiment.network.forward(row)
    assert values["a3_0"] == pytest.approx(passed.output[0, 0], rel=1e-12)
    assert values["z1_2"] == pytest.approx(passed.z[0][0, 2], rel=1e-12)
    changes = [link.change for link in detail.links if link.weight is not None]
    before = session.experiment.network.layers[0].W.copy()
    session.step_batch()
    moved = session.experiment.network.layers[0].W - before
    assert changes[: moved.size] == pytest.approx(moved.ravel().tolist(), abs=1e-12)


def test_a_node_is_told_when_its_value_is_known() -> None:
    session = session_with("stages", trace_stage=0, trace_node="z1_0")
    assert "not known yet" in texts(session)
    session.dispatch(SetField("trace_stage", 1))
    assert "not known yet" not in texts(session)
    assert "z^{(1)}_{1} = " in repr(paper_of(session.snapshot().detail))


def test_what_does_not_exist_is_replaced_by_what_does() -> None:
    session = session_with("stages", trace_node="z9_9", trace_sample=1000, trace_stage=20)
    detail = stages(session)
    assert detail.asked == "loss" and detail.sample == detail.n_samples
    assert detail.stage == detail.n_stages - 1


def test_wide_layers_are_drawn_in_part() -> None:
    layers = (HiddenLayer(32), HiddenLayer(2))
    detail = stages(Session(PlaygroundState(layers=layers, tool="stages", trace_stage=20)))
    assert max(one.node.neuron for one in detail.drawn) == 7
    assert "the first 8 neurons are drawn" in repr(detail.paper)


def test_no_product_is_claimed_where_batch_norm_mixes_the_samples() -> None:
    session = session_with("stages", trace_stage=20, trace_node="a1_0")
    assert r"\cdot" in repr(paper_of(session.snapshot().detail))
    session.dispatch(SetLayer(1, "batch_norm", True))
    assert "all samples of the mini-batch" in texts(session)
    gradient = paper_of(session.snapshot().detail)[4]
    assert isinstance(gradient, Math) and r"\cdot" not in gradient.latex.split("10^")[0]


def test_an_activation_behind_dropout_is_told_with_its_factor() -> None:
    session = session_with("stages", trace_stage=20, trace_node="a1_0")
    session.dispatch(SetLayer(0, "dropout", 50))
    formulas = repr(paper_of(session.snapshot().detail))
    assert r" = 0 \\cdot f(z^{(1)}_{1}) = 0" in formulas or r" = 2 \\cdot f(z" in formulas


def test_along_a_cut_connection_neither_the_loss_nor_its_tangent_goes_anywhere() -> None:
    session = session_with("weight", asked_weight=0)
    session.dispatch(SetConnection(1, 0, 0, False))
    detail = session.snapshot().detail
    assert isinstance(detail, WeightDetail)
    assert detail.along.loss.min() == detail.along.loss.max()
    assert detail.along.slope == 0.0


def test_a_change_lost_in_rounding_is_no_weight_that_may_not_move() -> None:
    session = session_with("weight", asked_weight=0, learning_rate=1e-5)
    session.dispatch(SetWeight(1, 0, None, 18.0))  # saturated: its gradient is very small
    detail = session.snapshot().detail
    assert isinstance(detail, WeightDetail)
    assert detail.along.slope != 0.0 and detail.along.there == detail.along.here
    assert "may not move" not in texts(session)
    session.dispatch(SetLayer(0, "frozen", True))
    assert "may not move: its layer is frozen." in texts(session)
    session.dispatch(SetLayer(0, "frozen", False))
    session.dispatch(SetConnection(1, 0, 0, False))
    assert "may not move: the connection is cut." in texts(session)


def test_a_bias_that_is_kept_is_said_to_be_held() -> None:
    session = session_with("weight", asked_weight=2, biases="kept")  # the first bias
    trace = trace_step(session.experiment.trainer)
    assert trace.network.fixed[2] and trace.change[2] == 0.0 != trace.gradient.vector[2]
    assert "may not move: biases are kept as they are." in texts(session)
    row = ledger(trace)[2]
    assert (row.g, row.change) == (0.0, 0.0) and row.adjustment == -row.gradient
    before = session.experiment.network.parameters.copy()
    session.step_batch()
    after = session.experiment.network.parameters
    assert ((after == before) == trace.network.fixed).all()


def test_numbers_that_are_not_finite_reach_the_page_as_words() -> None:
    columns = (Column("a", "number"), Column("b", "number"))
    paper = (Table("t", columns, ((1.0, math.inf), (math.nan, None)), total=(2.0, "sum")),)
    (block,) = to_json(paper)
    assert block["rows"] == [[1.0, "not finite"], ["not finite", None]]
    json.dumps(block, allow_nan=False)
