"""The deeper pictures draw what was computed, and say it in words."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from bokeh.document import Document
from bokeh.models import ColumnDataSource, Plot

from playground.actions import Action, SetField
from playground.deeper.margin import Margin
from playground.deeper.space import Space
from playground.labs.playground.workbench import WorkbenchPart
from playground.repair import validate
from playground.session import Session
from playground.state import HiddenLayer, PlaygroundState, Point
from playground.views.surface import _digits

TOOLS = ("surface", "space", "histograms", "margin")
STATES = {
    "default": PlaygroundState(),
    "wheat": PlaygroundState(dataset="wheat_seeds", inputs="all"),
    "regression": PlaygroundState(dataset="plane"),
    "no layer": PlaygroundState(layers=()),
    "one neuron": PlaygroundState(layers=(HiddenLayer(1, "relu"),)),
    "three neurons": PlaygroundState(layers=(HiddenLayer(3), HiddenLayer(8, "relu"))),
    "deep": PlaygroundState(layers=tuple(HiddenLayer(6) for _ in range(6)), n_samples=50),
    "batch norm": PlaygroundState(
        layers=(HiddenLayer(4, batch_norm=True, dropout=30), HiddenLayer(3, batch_norm=True))
    ),
    "formulas": PlaygroundState(features=("x", "sin(x*y)")),
    "curve": PlaygroundState(
        dataset="points", points_task="curve", points=(Point(1, 2, 0.0), Point(-2, 1, 0.0))
    ),
    "ten classes": PlaygroundState(
        dataset="points", points=tuple(Point(i - 5, i % 3, float(i)) for i in range(10))
    ),
    "no points": PlaygroundState(dataset="points"),
    "only test": PlaygroundState(dataset="points", points=(Point(1, 1, 1, True),)),
}


class Bench:
    """The workbench with one tool open."""

    def __init__(self, tool: str, state: PlaygroundState | None = None) -> None:
        self.session = Session(validate(state or PlaygroundState()))
        self.actions: list[Action] = []
        self.part = WorkbenchPart(self.session.snapshot(), self.actions.append, None)  # type: ignore[arg-type]
        self.session.dispatch(SetField("tool", tool))
        self.show()

    def show(self) -> None:
        self.part.update(self.session.snapshot())

    def source(self, name: str) -> dict[str, Any]:
        sources = self.part.place.select({"type": ColumnDataSource, "name": name})
        (source,) = sources
        return dict(source.data)

    def model(self, name: str) -> Any:
        return self.part.place.select_one({"name": name})

    def widget(self, label: str) -> Any:
        models = self.part.place.references()
        return next(
            model
            for model in models
            if label in (getattr(model, "title", ""), getattr(model, "label", ""))
        )


@pytest.mark.parametrize("state", list(STATES))
@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_draws_or_says_why_not(tool: str, state: str) -> None:
    bench = Bench(tool, STATES[state])
    bench.session.run_for(math.inf, 2)
    bench.show()
    text = " ".join(div.text for div in bench.part.place.select({"name": f"{tool}-words"}))
    assert text.endswith(".") and "nan" not in text
    drawn = any(plot.visible for plot in bench.part.place.select({"type": Plot}))
    assert drawn or len(text) < 120


def test_the_map_shows_the_logarithm_of_the_loss_or_the_loss() -> None:
    bench = Bench("surface")
    detail = bench.session.snapshot().detail
    image = bench.source("surface-map")["image"][0]
    np.testing.assert_allclose(image, np.log10(detail.loss), rtol=1e-5)  # type: ignore[attr-defined]
    bench.show()
    assert bench.source("surface-map")["image"][0] is image
    bench.session.dispatch(SetField("surface_scale", "linear"))
    bench.show()
    image = bench.source("surface-map")["image"][0]
    np.testing.assert_allclose(image, detail.loss, rtol=1e-5)  # type: ignore[attr-defined]


def test_the_arrow_points_down_the_slope() -> None:
    bench = Bench("surface")
    (arrow,) = (m for m in bench.part.place.references() if type(m).__name__ == "Arrow")
    trainer = bench.session.experiment.trainer
    assert trainer
    network = trainer.network
    passed = network.forward(trainer.X)
    gradient = network.backward(passed, trainer.loss.gradient(passed.output, trainer.target))
    way = np.array([arrow.x_end - arrow.x_start, arrow.y_end - arrow.y_start])
    slope = gradient.vector[:2]
    np.testing.assert_allclose(way / np.linalg.norm(way), -slope / np.linalg.norm(slope))


def test_lists_choose_the_weights_of_the_axes() -> None:
    bench = Bench("surface")
    bench.widget("Weight across").value = "3"
    bench.widget("Layer up").value = "3"
    # Layer 3 is the output: its first weight follows 4·3 + 2·5 parameters.
    assert bench.actions == [SetField("surface_x", 3), SetField("surface_y", 22)]


def test_the_margin_is_drawn_from_the_points_that_are_closest() -> None:
    bench = Bench("margin")
    bench.session.run_for(math.inf, 80)
    bench.show()
    detail = bench.session.snapshot().detail
    assert isinstance(detail, Margin) and detail.smallest
    assert set(bench.source("margin-band")["size"]) == {2 * detail.smallest}
    ways = bench.source("margin-ways")
    length = np.hypot(ways["x1"] - ways["x0"], ways["y1"] - ways["y0"])
    np.testing.assert_allclose(length, detail.distance[detail.closest])
    bars = bench.source("margin-bars")
    assert bars["count"].sum() == 250
    wrong = [
        count for count, side in zip(bars["count"], bars["side"], strict=True) if side == "wrong"
    ]
    assert sum(wrong) == detail.n_wrong


def test_two_neurons_are_drawn_as_they_are_and_the_border_is_named() -> None:
    bench = Bench("space")
    detail = bench.session.snapshot().detail
    assert isinstance(detail, Space)
    points = bench.source("space-points")
    np.testing.assert_array_equal(points["x"], detail.points[:, 0])
    np.testing.assert_array_equal(points["y"], detail.points[:, 1])
    assert [fill is None for fill in points["fill"]] == detail.test.tolist()
    assert bench.source("space-borders")["name"] == ["the decision: A or B"]
    assert len(bench.source("space-upright")["xs"]) == len(bench.source("space-level")["xs"]) == 13


def test_three_neurons_are_turned_and_tilted_by_two_sliders() -> None:
    bench = Bench("space", STATES["three neurons"])
    bench.session.dispatch(SetField("space_layer", 1))
    for turn, tilt in ((0, 0), (90, 0), (0, 90)):
        bench.session.dispatch(SetField("space_turn", turn))
        bench.session.dispatch(SetField("space_tilt", tilt))
        bench.show()
        detail = bench.session.snapshot().detail
        assert isinstance(detail, Space) and detail.points.shape[1] == 3
        points, first = bench.source("space-points"), detail.points
        # From the front one sees neurons 1 and 3, from the side 2 and 3, from above 1 and 2.
        across, up = {(0, 0): (0, 2), (90, 0): (1, 2), (0, 90): (0, 1)}[(turn, tilt)]
        for seen, axis in ((points["x"], across), (points["y"], up)):
            assert np.corrcoef(seen, first[:, axis])[0, 1] == pytest.approx(1.0)
    assert len(bench.source("space-box")["xs"]) == 12
    assert bench.widget("Turn").visible


def test_the_lists_of_the_space_offer_what_there_is() -> None:
    bench = Bench("space", STATES["three neurons"])
    bench.session.dispatch(SetField("space_view", "two"))
    bench.show()
    assert [label for _, label in bench.widget("Layer").options] == ["Layer 1", "Layer 2"]
    assert len(bench.widget("First neuron").options) == 8
    assert not bench.widget("Turn").visible
    bench.widget("Second neuron").value = "5"
    assert bench.actions == [SetField("space_y", 5)]


def test_the_bars_of_a_layer_stand_on_its_band_and_count_its_numbers() -> None:
    bench = Bench("histograms")
    bars = bench.source("histogram-weights")
    for floor, n in ((2, 8), (1, 8), (0, 2)):
        mine = bars["low"] == floor
        assert bars["count"][mine].sum() == n
        assert bars["high"][mine].max() == pytest.approx(floor + 0.72)
    bench.session.dispatch(SetField("histogram_scale", "common"))
    bench.show()
    bars = bench.source("histogram-weights")
    np.testing.assert_allclose(bars["left"], bars["start"])


@pytest.mark.parametrize("tool", TOOLS)
def test_nothing_is_sent_while_nothing_is_new(tool: str) -> None:
    bench = Bench(tool)
    document = Document()
    document.add_root(bench.part.place)
    changes: list[object] = []
    document.on_change(changes.append)
    bench.show()
    assert changes == []
    models = bench.part.place.references()
    bench.session.run_epoch()
    bench.show()
    assert changes
    assert bench.part.place.references() == models  # new models would be painted by the page


def test_a_tool_opened_after_a_failed_run_says_so() -> None:
    wild = PlaygroundState(dataset="plane", layers=(), learning_rate=100.0)
    bench = Bench("histograms", wild)
    bench.session.run_for(math.inf, 300)
    assert bench.session.status == "error"
    bench.session.dispatch(SetField("tool", "surface"))
    bench.show()
    assert "The run has failed" in bench.model("surface-words").text
    assert not bench.model("surface").visible


def test_the_words_say_one_place_and_the_middle_margin() -> None:
    bench = Bench("surface")
    assert "The path has one place so far, at epoch 0." in bench.model("surface-words").text
    bench.session.run_for(math.inf, 2)
    bench.show()
    assert " places, from epoch 0 to 2. The map" in bench.model("surface-words").text
    text = Bench("margin").model("margin-words").text
    assert "half of them at " in text and " or above; those of wrong answers" in text


def test_of_many_borders_three_are_named() -> None:
    bench = Bench("space", STATES["ten classes"])
    detail = bench.session.snapshot().detail
    assert isinstance(detail, Space) and len(detail.borders) > 4
    text = bench.model("space-words").text
    assert f" and {len(detail.borders) - 3} more." in text
    assert text.count(" tie") == 3


def test_the_scale_of_a_flat_loss_has_enough_digits() -> None:
    bench = Bench("surface")
    (bar,) = (m for m in bench.part.place.references() if type(m).__name__ == "ColorBar")
    assert bar.formatter.args["digits"] == 3
    assert "toPrecision(digits)" in bar.formatter.code
    assert _digits(np.array([2.290, 2.292, 2.304])) == 4
    assert _digits(np.array([1.0, 1.0])) == 3


def test_the_histogram_of_margins_follows_its_bars() -> None:
    bench = Bench("margin")
    plot = bench.model("margin-histogram")
    for n_samples in (500, 50):
        bench.session.dispatch(SetField("n_samples", n_samples))
        bench.show()
        bars = bench.source("margin-bars")
        assert bars["count"].max() < plot.y_range.end < 1.1 * bars["count"].max()
        assert plot.x_range.start < bars["left"].min()
        assert plot.x_range.end > bars["right"].max()
