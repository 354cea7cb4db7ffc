"""While an update is stepped through, the network picture follows: numbers, lines, arrows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from bokeh.events import Tap
from bokeh.models import ColumnDataSource

from playground.actions import Action, AddLayer, SelectNeuron, SetField
from playground.controls import InsideControl, StagesControl
from playground.explained.flow import brief, place_of
from playground.explained.stages import StagesDetail
from playground.session import Session
from playground.state import HiddenLayer, PlaygroundState
from playground.views import NetworkView


class Desk:
    """The picture with its controls, connected to a session whose tool is open."""

    def __init__(self, **settings: Any) -> None:
        self.session = Session(PlaygroundState(**{"tool": "stages", **settings}))
        self.view = NetworkView(self.session.snapshot())
        self.inside = InsideControl(self.session.snapshot(), self.dispatch, self.view)
        self.stages = StagesControl(self.session.snapshot(), self.dispatch, self)
        self.show()

    def dispatch(self, action: Action) -> None:
        self.session.dispatch(action)
        self.show()

    def step_batch(self) -> None:
        self.session.step_batch()

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the buttons have no business with {name}")

    def show(self) -> None:
        snapshot = self.session.snapshot()
        self.view.update(snapshot)
        self.inside.update(snapshot)
        self.stages.update(snapshot)

    def go_to(self, stop: int) -> None:
        self.dispatch(SetField("trace_stage", stop))

    def column(self, source: str, name: str) -> list[Any]:
        found = self.view.figure.select_one({"name": f"network-{source}", "type": ColumnDataSource})
        assert isinstance(found, ColumnDataSource)
        return list(found.data[name])

    def button(self, label: str) -> Any:
        return next(w for w in self.stages.root.select() if getattr(w, "label", "") == label)

    def press(self, neuron: int) -> None:
        """Press on a neuron, counted as on the picture."""
        x, y = self.column("neurons", "x")[neuron], self.column("neurons", "y")[neuron]
        plot = self.view.figure
        plot._trigger_event(Tap(plot, x=x, y=y + 3, sx=x * 1.3, sy=0))

    def strong(self) -> set[str]:
        """Into which layers lines lead that stand out."""
        columns = (self.column("edges", name) for name in ("name", "positive", "negative"))
        return {
            name.split(" → ")[1].split(",")[0]
            for name, *shares in zip(*columns, strict=True)
            if max(shares) > 0.5
        }


def sample_of(desk: Desk) -> Any:
    trainer = desk.session.experiment.trainer
    assert trainer
    return desk.session.experiment.network.forward(trainer.X[:1])


def test_values_flow_forward_layer_by_layer() -> None:
    desk = Desk()
    passed = sample_of(desk)
    inputs = [brief(value) for value in passed.inputs_of(0)[0]]
    assert desk.column("flow", "text")[:2] == inputs
    assert "Initialise" in desk.view.caption.text
    desk.go_to(1)
    texts = desk.column("flow", "text")
    assert texts.count("►") == 4
    z, a = passed.z[0][0], passed.inputs_of(1)[0]
    expected = [f"z {brief(z[j])}\na {brief(a[j])}" for j in range(4)]
    assert [text for text in texts if text.startswith("z ")] == expected
    assert not any(text.startswith("Lₛ") for text in texts)
    assert desk.strong() == {"layer 1"}
    assert f"inputs {inputs[0]} and {inputs[1]}" in desk.view.caption.text
    desk.go_to(2)
    assert desk.strong() == {"layer 2"}
    assert [text for text in desk.column("flow", "text") if text.startswith("z ")] == [
        f"z {brief(passed.z[1][0, j])}\na {brief(passed.inputs_of(2)[0, j])}" for j in range(2)
    ]


def test_frames_tell_what_is_reached_and_the_rest_stays_quiet() -> None:
    desk = Desk()
    desk.go_to(1)
    assert desk.column("neurons", "line") == [2.5] * 2 + [4.0] * 4 + [1.0] * 3
    desk.go_to(6)
    lines, colours = desk.column("neurons", "line"), desk.column("neurons", "colour")
    assert lines == [2.5] * 6 + [4.0] * 2 + [2.5]
    assert len(set(colours[:6])) == len(set(colours[6:])) == 1 and colours[0] != colours[6]


def test_the_error_stands_at_the_output() -> None:
    desk = Desk()
    desk.go_to(4)
    texts = desk.column("flow", "text")
    assert any(text.startswith("t ") and "\na " in text for text in texts)
    assert any(text.startswith("Lₛ 0") for text in texts)
    assert desk.strong() == set()
    assert "against the target" in desk.view.caption.text


def test_gradients_flow_back_over_the_lines_behind_and_to_the_weights_before() -> None:
    desk = Desk(network_size="large")
    desk.go_to(6)
    texts = desk.column("flow", "text")
    assert texts.count("◄") == 2
    assert sum(text.startswith("∂a ") for text in texts) == 2
    assert desk.strong() == {"layer 2", "output"}
    detail = desk.session.snapshot().detail
    assert isinstance(detail, StagesDetail)
    trainer = desk.session.experiment.trainer
    assert trainer
    network = desk.session.experiment.network
    passed = network.forward(trainer.X[:1])
    d_output = trainer.loss.gradient(passed.output, trainer.target[:1])
    alone = network.backward(passed, d_output)
    written = network.split(detail.flow.written)[1].W
    np.testing.assert_allclose(written, alone.layers[1].dW, rtol=1e-12)
    assert {brief(value) for value in written.ravel()} <= set(texts)


def test_the_update_stands_at_each_weight_and_is_what_happens() -> None:
    desk = Desk(network_size="large")
    desk.go_to(8)
    network = desk.session.experiment.network
    before = network.parameters.copy()
    texts = desk.column("flow", "text")
    assert desk.button("Update →").visible
    desk.button("Update →").clicks += 1
    moved = network.split(network.parameters - before)
    assert {brief(value) for layer in moved for value in layer.W.ravel()} <= set(texts)
    assert {f"Δb {brief(value)}" for layer in moved for value in layer.b} <= set(texts)
    assert desk.session.state.trace_stage == 0
    assert "Initialise" in desk.view.caption.text


def test_the_buttons_open_the_steps_go_on_and_back_and_close_them() -> None:
    desk = Desk(tool="none")
    caption = desk.view.caption.text
    assert not desk.button("Next stop →").visible
    desk.button("Step through an update").clicks += 1
    assert desk.session.state.tool == "stages"
    assert desk.button("← Back").disabled
    desk.button("Next stop →").clicks += 1
    desk.button("Next stop →").clicks += 1
    desk.button("← Back").clicks += 1
    assert desk.session.state.trace_stage == 1
    desk.button("Close the steps").clicks += 1
    assert desk.session.state.tool == "none"
    assert not desk.button("Next stop →").visible
    assert desk.column("flow", "text") == []
    assert desk.view.caption.text == caption
    assert set(desk.column("neurons", "line")) == {1.0}


def test_while_the_steps_are_closed_nothing_of_them_is_there() -> None:
    desk = Desk(tool="none")
    assert desk.view.figure.select({"name": "network-flow"}) == []


def test_a_press_on_a_neuron_asks_about_its_two_units_in_turn() -> None:
    desk = Desk()
    desk.go_to(2)
    for node in ("a1_1", "z1_1", "a1_1"):
        desk.press(3)
        assert desk.session.state.neuron == (1, 1)
        assert desk.session.state.trace_node == node
    desk.press(0)
    desk.press(0)
    assert desk.session.state.trace_node == "a0_0"
    asked = [edge for edge in desk.column("flow", "line") if edge == 2.5]
    assert len(asked) == 1


def test_a_press_goes_back_to_showing_maps_when_the_steps_are_closed() -> None:
    desk = Desk()
    desk.press(3)
    desk.dispatch(SetField("tool", "none"))
    desk.press(3)
    assert desk.session.state.neuron is None
    desk.dispatch(SelectNeuron(1, 1))
    assert desk.session.state.trace_node == "a1_1"


WIDE = {"layers": (HiddenLayer(32),) * 6, "n_samples": 20}


def test_a_neuron_that_the_tool_does_not_draw_can_be_asked_about() -> None:
    desk = Desk(**WIDE, network_size="large", trace_stage=3, trace_node="z2_20")
    detail = desk.session.snapshot().detail
    assert isinstance(detail, StagesDetail)
    assert detail.asked == "z2_20"
    assert [one.node.neuron for one in detail.drawn if one.node.id.startswith("z2")][-1] == 20


def test_in_a_crowd_only_the_layer_that_is_reached_has_numbers() -> None:
    desk = Desk(**WIDE, trace_stage=3)
    texts = desk.column("flow", "text")
    assert sum(text.startswith("a ") for text in texts) == 7
    assert (
        "No room for z, numbers at some neurons and numbers at the lines: press Larger, or zoom in."
        in desk.view.caption.text
    )


def test_where_no_number_fits_the_caption_says_what_the_marks_mean() -> None:
    desk = Desk(**WIDE, network_size="large", trace_stage=3)
    assert not any(text.startswith("a ") for text in desk.column("flow", "text"))
    assert "Thick frames are reached. No room for numbers" in desk.view.caption.text
    assert desk.view.caption.text.endswith("lines: zoom in.")
    assert 4.0 in desk.column("neurons", "line")
    width, height = desk.view.figure.x_range.end, desk.view.figure.y_range.end
    desk.view.figure.x_range.update(start=0, end=width / 4)
    desk.view.figure.y_range.update(start=0, end=height / 4)
    desk.show()
    assert any("a " in text for text in desk.column("flow", "text"))


def test_without_a_step_the_picture_is_as_ever() -> None:
    desk = Desk(trace_stage=3)
    desk.session.apply(PlaygroundState(tool="stages", dataset="points", points=()))
    desk.show()
    assert desk.column("flow", "text") == []
    assert "Initialise" not in desk.view.caption.text
    assert desk.button("Next stop →").disabled


def test_a_network_rebuilt_while_it_trains_waits_for_its_own_numbers() -> None:
    desk = Desk()
    desk.session.play()
    desk.show()
    desk.dispatch(AddLayer())
    desk.session.run_epoch()
    desk.show()
    assert desk.column("flow", "text") == []
    assert len(desk.column("neurons", "x")) == 2 + 4 + 2 + 2 + 1
    desk.session.pause()
    desk.show()
    assert "Initialise" in desk.view.caption.text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.98765, "0.988"),
        (-0.01234, "−0.012"),
        (1.5e-7, "1.5e−7"),
        (12345.6, "12346"),
        (4.2e12, "4.2e12"),
        (float("inf"), "?"),
    ],
)
def test_numbers_on_the_picture_are_short(value: float, text: str) -> None:
    assert brief(value) == text


@pytest.mark.parametrize("node", ["loss", "z0_0", "a4_0", "a1_4", "b1_1", "a1_99999", "z9_9"])
def test_what_is_no_neuron_has_no_place(node: str) -> None:
    assert place_of(node, (2, 4, 2, 1)) is None
