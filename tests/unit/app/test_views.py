"""Views draw what a snapshot says, and send only what changed."""

from __future__ import annotations

import numpy as np
import pytest
from bokeh.document import Document
from bokeh.models import ColumnDataSource

from backprop import DATASETS
from playground.actions import AddPoint, SelectNeuron, SetDataset, SetField
from playground.palette import (
    CLASS_COLOURS,
    CLASS_MARKERS,
    class_ramps,
    diverging,
    mix,
    value_colour,
)
from playground.session import Session
from playground.snapshot import Snapshot
from playground.state import PlaygroundState, Point
from playground.views import BoundaryView, LossView


def boundary_of(snapshot: Snapshot) -> tuple[BoundaryView, list[str]]:
    """A view in a document, and the list to which its changes are written."""
    view = BoundaryView(snapshot)
    document = Document()
    document.add_root(view.figure)
    changes: list[str] = []
    document.on_change(lambda event: changes.append(type(event).__name__))
    return view, changes


def source(view: BoundaryView, name: str) -> ColumnDataSource:
    found = view.figure.select_one({"name": name, "type": ColumnDataSource})
    assert isinstance(found, ColumnDataSource)
    return found


def test_the_same_snapshot_twice_sends_nothing() -> None:
    session = Session()
    view, changes = boundary_of(session.snapshot())
    view.update(session.snapshot())
    assert changes == []


def test_a_trained_epoch_sends_only_the_picture() -> None:
    session = Session()
    view, changes = boundary_of(session.snapshot())
    session.run_epoch()
    snapshot = session.snapshot()
    view.update(snapshot)
    assert changes == ["ColumnDataChangedEvent"]
    assert np.array_equal(source(view, "boundary-image").data["image"][0], snapshot.grid)


def test_an_added_point_is_drawn_with_the_colour_and_shape_of_its_class() -> None:
    session = Session()
    view, _ = boundary_of(session.snapshot())
    session.dispatch(AddPoint(1.25, -3.5, 2))
    view.update(session.snapshot())
    points = source(view, "points").data
    index = list(points["x"]).index(1.25)
    assert points["y"][index] == -3.5
    assert points["marker"][index] == CLASS_MARKERS[2]
    assert points["fill"][index] == CLASS_COLOURS[2]
    assert points["split"][index] == "training"


def test_ten_classes_have_their_shapes_and_names_in_the_picture_and_on_the_scale() -> None:
    points = tuple(Point(label / 2, 1, label) for label in range(10))
    snapshot = Session(PlaygroundState(dataset="points", points=points)).snapshot()
    view, _ = boundary_of(snapshot)
    drawn = source(view, "points").data
    assert tuple(drawn["marker"]) == CLASS_MARKERS
    assert tuple(drawn["label"]) == tuple("ABCDEFGHIJ")
    scale = view.figure.below[-1]
    assert list(scale.ticker.ticks) == [index + 0.5 for index in range(10)]
    assert scale.formatter.args["marked"][:2] == ["● A", "▲ B"]
    assert len(set(scale.formatter.args["marked"])) == 10


@pytest.mark.parametrize("dataset", ["circle", "plane", "wheat_seeds"])
def test_the_scale_has_the_colours_of_the_map_and_leaves_it_alone(dataset: str) -> None:
    """One mapper for both would lay the figure out anew with each map that is drawn."""
    session = Session()
    view, _ = boundary_of(session.snapshot())
    session.dispatch(SetDataset(dataset))
    view.update(session.snapshot())
    scale = view.figure.below[-1].color_mapper
    image = source(view, "boundary-image")
    (drawn,) = (one.glyph.color_mapper for one in view.figure.renderers if one.data_source is image)
    assert scale is not drawn
    for name in ("palette", "low", "high"):
        assert getattr(scale, name) == getattr(drawn, name)


def test_test_points_are_hollow() -> None:
    session = Session()
    snapshot = session.snapshot()
    view, _ = boundary_of(snapshot)
    fills = source(view, "points").data["fill"]
    assert [fill is None for fill in fills] == list(snapshot.points_test)


@pytest.mark.parametrize("dataset", list(DATASETS))
def test_the_frame_follows_the_data(dataset: str) -> None:
    session = Session()
    view, _ = boundary_of(session.snapshot())
    session.dispatch(SetDataset(dataset))
    snapshot = session.snapshot()
    view.update(snapshot)
    plot = view.figure
    x0, x1, y0, y1 = snapshot.domain
    assert (plot.x_range.start, plot.x_range.end) == (x0, x1)
    assert (plot.y_range.start, plot.y_range.end) == (y0, y1)
    assert (plot.xaxis.axis_label, plot.yaxis.axis_label) == snapshot.axis_labels


def loss_source(view: LossView) -> ColumnDataSource:
    return view.linear.renderers[0].data_source


def test_loss_curves_grow_by_what_is_new() -> None:
    session = Session()
    view = LossView(session.snapshot())
    document = Document()
    document.add_root(view.linear)
    events: list[str] = []
    document.on_change(lambda event: events.append(type(event).__name__))
    for _ in range(3):
        session.run_epoch()
        view.update(session.snapshot())
    assert events == ["ColumnsStreamedEvent"] * 3
    assert list(loss_source(view).data["epoch"]) == [0, 1, 2, 3]


def test_while_training_the_curves_are_brought_up_to_date_a_few_times_a_second() -> None:
    now = [0.0]
    session = Session()
    session.play()
    view = LossView(session.snapshot(), clock=lambda: now[0])
    session.run_epoch()
    view.update(session.snapshot())
    assert list(loss_source(view).data["epoch"]) == [0]
    now[0] = 0.2
    session.run_epoch()
    view.update(session.snapshot())
    assert list(loss_source(view).data["epoch"]) == [0, 1, 2]
    session.run_epoch()
    session.pause()
    view.update(session.snapshot())
    assert list(loss_source(view).data["epoch"]) == [0, 1, 2, 3]


def test_the_legend_of_the_loss_does_not_follow_the_curves() -> None:
    """It is built anew with each change of the lines that it shows."""
    view = LossView(Session().snapshot())
    for plot in (view.linear, view.log):
        (legend,) = plot.legend
        shown = [line.data_source for item in legend.items for line in item.renderers]
        assert len(shown) == 2
        assert loss_source(view) not in shown


def test_a_reset_clears_the_loss_curves() -> None:
    session = Session()
    session.run_epoch()
    view = LossView(session.snapshot())
    session.reset()
    view.update(session.snapshot())
    assert list(loss_source(view).data["epoch"]) == [0]


def test_only_the_chosen_scale_is_visible() -> None:
    session = Session()
    view = LossView(session.snapshot())
    assert (view.linear.visible, view.log.visible) == (True, False)
    session.dispatch(SetField("loss_scale", "log"))
    view.update(session.snapshot())
    assert (view.linear.visible, view.log.visible) == (False, True)


def test_long_runs_keep_the_curves_equal_to_the_history() -> None:
    session = Session(PlaygroundState(n_samples=20, batch_size=1000))
    view = LossView(session.snapshot())
    for _ in range(2500):
        session.run_epoch()
        view.update(session.snapshot())
    assert list(loss_source(view).data["epoch"]) == list(session.snapshot().history_epoch)


def test_colour_scales() -> None:
    scale = diverging()
    assert len(scale) == 255
    assert len(set(scale)) > 200
    assert len(class_ramps(3)) % 3 == 0
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert value_colour(-1) == CLASS_COLOURS[0].lower()
    assert value_colour(5) == CLASS_COLOURS[1].lower()


def test_regression_points_show_their_value() -> None:
    session = Session(PlaygroundState(dataset="plane"))
    snapshot = session.snapshot()
    view, _ = boundary_of(snapshot)
    points = source(view, "points").data
    assert points["label"][0] == f"{snapshot.points_label[0]:.3f}"
    assert set(points["marker"]) == {"circle"}


def test_a_curve_is_a_line_and_other_data_a_map() -> None:
    session = Session()
    view, _ = boundary_of(session.snapshot())
    image, line = view.figure.renderers[:2]
    assert (image.visible, line.visible) == (True, False)
    session.dispatch(SetDataset("sine"))
    session.run_epoch()
    snapshot = session.snapshot()
    view.update(snapshot)
    assert (image.visible, line.visible) == (False, True)
    shown = source(view, "curve").data
    assert np.array_equal(shown["y"], snapshot.grid[0])
    assert (shown["x"][0], shown["x"][-1]) == pytest.approx((-5.94, 5.94))
    assert np.array_equal(source(view, "points").data["y"], snapshot.points_label)
    session.dispatch(SelectNeuron(1, 2))
    view.update(session.snapshot())
    chosen = session.snapshot().neuron_grid
    assert chosen is not None
    assert np.array_equal(source(view, "curve").data["y"], chosen[0])
    session.dispatch(SelectNeuron())
    session.dispatch(SetDataset("circle"))
    view.update(session.snapshot())
    assert (image.visible, line.visible) == (True, False)
    assert np.array_equal(source(view, "boundary-image").data["image"][0], session.snapshot().grid)
