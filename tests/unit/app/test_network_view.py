"""The network picture draws the numbers of a snapshot, sends what changed, and stays readable."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from bokeh.document import Document
from bokeh.events import Tap
from bokeh.models import ColumnDataSource

from playground.actions import Action, AddLayer, SelectNeuron, SetField, SetWeight
from playground.controls import InsideControl
from playground.session import Session
from playground.state import HiddenLayer, PlaygroundState, Point
from playground.views import NetworkView
from playground.views.lines import MOST_LINES

NETS = {
    "2-4-2-1": PlaygroundState(),
    "2-1": PlaygroundState(layers=()),
    "wheat": PlaygroundState(dataset="wheat_seeds", inputs="all"),
    "6×32": PlaygroundState(layers=(HiddenLayer(32),) * 6, n_samples=20),
    "6×32 large": PlaygroundState(
        layers=(HiddenLayer(32),) * 6, n_samples=20, network_size="large"
    ),
}


def view_of(session: Session, now: list[float] | None = None) -> tuple[NetworkView, list[str]]:
    """A view in a document, and the list to which the sources it changes are written."""
    times = now or [0.0]
    view = NetworkView(session.snapshot(), clock=lambda: times[0])
    document = Document()
    document.add_root(view.figure)
    changes: list[str] = []

    def note(event: Any) -> None:
        changes.append(getattr(event, "column_source", event.model).name)

    document.on_change(note)
    return view, changes


def columns(view: NetworkView, name: str) -> dict[str, Any]:
    found = view.figure.select_one({"name": f"network-{name}", "type": ColumnDataSource})
    assert isinstance(found, ColumnDataSource)
    return found.data


def test_the_same_snapshot_twice_sends_nothing() -> None:
    session = Session()
    view, changes = view_of(session)
    view.update(session.snapshot())
    assert changes == []


def test_a_frame_of_training_sends_widths_biases_and_tiles_once_each() -> None:
    session = Session()
    session.play()
    view, changes = view_of(session)
    session.run_epoch()
    view.update(session.snapshot())
    assert sorted(changes) == ["network-biases", "network-edges", "network-tiles"]


def test_numbers_under_the_pointer_follow_at_the_latest_when_training_stops() -> None:
    session = Session()
    session.play()
    view, _ = view_of(session)
    before = list(columns(view, "edges")["weights"])
    session.run_epoch()
    view.update(session.snapshot())
    assert list(columns(view, "edges")["weights"]) == before
    session.pause()
    view.update(session.snapshot())
    assert list(columns(view, "edges")["weights"]) != before


@pytest.mark.parametrize("kind", ["weights", "gradients", "updates"])
@pytest.mark.parametrize("net", ["2-4-2-1", "wheat", "6×32"])
def test_lines_carry_sign_and_size_of_the_numbers(net: str, kind: str) -> None:
    session = Session(NETS[net])
    session.run_epoch()
    session.dispatch(SetField("network_view", kind))
    view, _ = view_of(session)
    data = columns(view, "edges")
    values, widths = np.array(data[kind]), np.array(data["width"])
    assert np.array_equal(np.array(data["positive"]) == 1, values > 0)
    assert np.array_equal(np.array(data["negative"]) == 1, values < 0)
    order = np.argsort(np.abs(values))
    assert (np.diff(widths[order]) >= 0).all()
    assert widths.max() > widths.min()


def test_each_line_has_the_weight_it_is_named_after() -> None:
    session = Session()
    session.run_epoch()
    view, _ = view_of(session)
    data, layers = columns(view, "edges"), session.experiment.network.layers
    named = dict(zip(data["name"], data["weights"], strict=True))
    assert len(named) == 2 * 4 + 4 * 2 + 2
    assert named["input y → layer 1, neuron 3"] == layers[0].W[1, 2]
    assert named["layer 1, neuron 4 → layer 2, neuron 1"] == layers[1].W[3, 0]
    biases = columns(view, "biases")
    named = dict(zip(biases["name"], biases["weights"], strict=True))
    assert len(named) == 4 + 2 + 1
    assert named["bias of output"] == layers[2].b[0]
    assert named["bias of layer 2, neuron 2"] == layers[1].b[1]


@pytest.mark.parametrize("net", list(NETS))
def test_every_network_fits_the_picture(net: str) -> None:
    session = Session(NETS[net])
    view, _ = view_of(session)
    tiles, edges = columns(view, "tiles"), columns(view, "edges")
    width, height = view.figure.x_range.end, view.figure.y_range.end
    assert len(tiles["image"]) == len(tiles["x"]) == len(columns(view, "neurons")["x"])
    assert min(tiles["x"]) > 0 and max(tiles["x"]) < width
    assert min(tiles["y"]) > 0 and max(tiles["y"]) < height
    assert 0 < len(edges["xs"]) <= MOST_LINES[session.state.network_size]


def test_what_finds_no_place_is_counted() -> None:
    view, _ = view_of(Session(NETS["6×32"]))
    assert list(columns(view, "names")["text"]).count("+25") == 6
    assert f"the {MOST_LINES['small']} largest lines" in view.caption.text
    assert "45 of 195 neurons" in view.caption.text
    large, _ = view_of(Session(NETS["6×32 large"]))
    assert "neurons" not in large.caption.text


def test_each_of_ten_outputs_has_its_place() -> None:
    session = Session(PlaygroundState(dataset="points", points=(Point(0, 0, 9),)))
    view, _ = view_of(session)
    assert session.experiment.network.layer_sizes[-1] == 10
    assert list(columns(view, "names")["text"])[-10:] == list("ABCDEFGHIJ")


def test_of_too_many_lines_the_largest_are_drawn() -> None:
    session = Session(NETS["6×32"])
    view, _ = view_of(session)
    layers = session.experiment.network.layers
    between = [layer.W[:7, :7].ravel() for layer in layers]
    drawn = np.sort(np.abs(columns(view, "edges")["weights"]))
    expected = np.sort(np.abs(np.concatenate(between)))[-len(drawn) :]
    np.testing.assert_array_equal(drawn, expected)


@pytest.mark.parametrize("kind", ["weights", "gradients", "updates"])
def test_widths_and_shades_are_finite_where_numbers_overflowed(kind: str) -> None:
    snapshot = Session(PlaygroundState(network_view=kind)).snapshot()
    values = snapshot.network.values[kind].copy()
    # The first weights and the bias of two neurons of layer 1, and a weight of the third.
    values[:7] = [np.inf, np.nan, -np.inf, -np.inf, 1e300, np.nan, 1e160]
    numbers = {**snapshot.network.values, kind: values}
    view = NetworkView(replace(snapshot, network=replace(snapshot.network, values=numbers)))
    lines = columns(view, "edges")
    assert np.isfinite(lines["width"]).all()
    assert max(lines["width"]) == lines["width"][0] > lines["width"][1] > 0
    assert list(lines["positive"])[:5] == [1, 0, 0, 1, 1]
    assert np.isfinite(columns(view, "biases")["shade"]).all()


@pytest.mark.parametrize("stop", range(9))
def test_every_line_has_a_width_while_an_update_of_huge_weights_is_stepped_through(
    stop: int,
) -> None:
    layers = (HiddenLayer(4, "linear"), HiddenLayer(2, "linear"))
    session = Session(PlaygroundState(layers=layers, tool="stages", trace_stage=stop))
    session.experiment.network.parameters[[0, 13, -2]] = [1e160, -1e160, 1e160]
    with np.errstate(all="ignore"):
        view, _ = view_of(session)
    assert max(columns(view, "edges")["weights"]) == 1e160
    assert np.isfinite(columns(view, "edges")["width"]).all()


class Desk:
    """The view and its control, the actions they ask for, and a pointer."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.actions: list[Action] = []
        self.view = NetworkView(session.snapshot())
        self.control = InsideControl(session.snapshot(), self.actions.append, self.view)

    def tap(self, x: float, y: float, stretch: float = 1.3) -> None:
        plot = self.view.figure
        plot._trigger_event(Tap(plot, x=x, y=y, sx=x * stretch, sy=0))

    def widget(self, label: str) -> Any:
        parts = (self.control.tools, self.control.form)
        return next(w for part in parts for w in part.select() if getattr(w, "label", "") == label)

    def show(self) -> None:
        self.view.update(self.session.snapshot())
        self.control.update(self.session.snapshot())


def test_a_press_on_a_line_opens_its_form_and_the_box_sets_the_weight() -> None:
    desk = Desk(Session())
    edges = columns(desk.view, "edges")
    index = list(edges["name"]).index("layer 1, neuron 4 → layer 2, neuron 2")
    desk.tap(edges["xs"][index][6], edges["ys"][index][6])
    assert desk.control.form.visible
    assert desk.widget("From").value == 3
    desk.widget("Value").value = 0.75
    assert desk.actions == [SetWeight(2, 1, 3, 0.75)]
    assert columns(desk.view, "picked")["xs"] == [edges["xs"][index]]


def test_a_press_on_a_bias_opens_its_form() -> None:
    desk = Desk(Session())
    biases = columns(desk.view, "biases")
    desk.tap(biases["x"][-1] + 2, biases["y"][-1])
    desk.widget("Value").value = -1.0
    assert desk.actions == [SetWeight(3, 0, None, -1.0)]


def test_a_press_on_a_tile_shows_its_map_and_a_second_one_the_output() -> None:
    desk = Desk(Session())
    neurons = columns(desk.view, "neurons")
    x, y = neurons["x"][3], neurons["y"][3]
    desk.tap(x, y + 5)
    assert desk.actions == [SelectNeuron(1, 1)]
    desk.session.dispatch(desk.actions.pop())
    desk.show()
    lines = list(columns(desk.view, "neurons")["line"])
    assert max(lines) == lines[3] and lines.count(lines[3]) == 1
    assert not desk.widget("Show output").disabled
    desk.tap(x, y + 5)
    assert desk.actions == [SelectNeuron()]


def test_the_form_reaches_every_weight_by_lists_alone() -> None:
    desk = Desk(Session())
    desk.widget("Edit a weight").clicks += 1
    assert desk.control.form.visible
    desk.widget("To layer").value = 3
    desk.widget("From").value = 1
    desk.widget("Value").value = 2.0
    desk.widget("From").value = -1
    desk.widget("Value").value = 0.5
    assert desk.actions == [SetWeight(3, 0, 1, 2.0), SetWeight(3, 0, None, 0.5)]
    desk.widget("Close the form").clicks += 1
    assert not desk.control.form.visible


def test_the_form_follows_a_network_that_became_smaller() -> None:
    desk = Desk(Session())
    desk.tap(*(columns(desk.view, "biases")[axis][-1] for axis in ("x", "y")))
    desk.session.dispatch(SetField("dataset", "xor"))
    desk.session.apply(PlaygroundState(layers=()))
    desk.show()
    assert desk.control.form.visible
    assert desk.widget("To layer").value == 1


def test_a_press_beside_everything_closes_the_form() -> None:
    desk = Desk(Session())
    desk.widget("Edit a weight").clicks += 1
    desk.tap(2, 3)
    assert not desk.control.form.visible
    assert desk.actions == []


def zoom_to(view: NetworkView, left: float, right: float, bottom: float, top: float) -> None:
    view.figure.x_range.update(start=left, end=right)
    view.figure.y_range.update(start=bottom, end=top)


def test_a_zoomed_picture_has_larger_tiles_and_only_those_that_are_seen() -> None:
    session = Session(NETS["6×32 large"])
    view, _ = view_of(session)
    whole = columns(view, "tiles")["image"]
    image = view.figure.select_one({"name": "network-tiles"})
    renderer = next(r for r in view.figure.renderers if r.data_source is image)
    before = renderer.glyph.dw["value"]
    width, height = view.figure.x_range.end, view.figure.y_range.end
    zoom_to(view, 0, width / 4, height * 3 / 4, height)
    view.update(session.snapshot())
    tiles = columns(view, "tiles")
    assert 0 < len(tiles["image"]) < len(whole) / 8
    assert len(tiles["image"]) == len(tiles["x"])
    assert tiles["image"][-1].shape == (20, 20)
    assert renderer.glyph.dw["value"] == pytest.approx(4 * before)
    assert all(x < width / 4 + 20 and y > height * 3 / 4 - 20 for x, y in spots(tiles))
    lines = columns(view, "edges")
    assert all(min(xs) < width / 4 and max(ys) > height * 3 / 4 for xs, ys in ends(lines))


def test_a_zoomed_picture_shows_more_lines_of_what_is_seen() -> None:
    session = Session(NETS["6×32"])
    view, _ = view_of(session)
    before = set(columns(view, "edges")["name"])
    width, height = view.figure.x_range.end, view.figure.y_range.end
    zoom_to(view, width / 3, width / 2, height / 3, height / 2)
    view.update(session.snapshot())
    assert set(columns(view, "edges")["name"]) - before


def test_a_new_network_is_shown_whole_again() -> None:
    session = Session()
    view, _ = view_of(session)
    zoom_to(view, 0, 50, 0, 50)
    session.dispatch(AddLayer())
    view.update(session.snapshot())
    assert (view.figure.x_range.start, view.figure.x_range.end) == view.figure.x_range.bounds
    assert len(columns(view, "tiles")["image"]) == 2 + 4 + 2 + 2 + 1


def test_presses_find_their_mark_in_a_zoomed_picture() -> None:
    desk = Desk(Session())
    neurons = columns(desk.view, "neurons")
    x, y = neurons["x"][3], neurons["y"][3]
    zoom_to(desk.view, x - 20, x + 80, y - 20, y + 33)
    desk.show()
    plot, stretch = desk.view.figure, 5.2
    plot._trigger_event(Tap(plot, x=x + 15, y=y, sx=35 * stretch, sy=0))
    assert desk.actions == [SelectNeuron(1, 1)]


def spots(tiles: dict[str, Any]) -> list[tuple[float, float]]:
    return list(zip(tiles["x"], tiles["y"], strict=True))


def ends(lines: dict[str, Any]) -> list[tuple[list[float], list[float]]]:
    return list(zip(lines["xs"], lines["ys"], strict=True))
