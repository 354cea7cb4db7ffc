"""Every part of the page draws a regression with two values, and one with a single own point."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import panel as pn
import pytest
from bokeh.models import ColumnDataSource, LegendItem

from playground.actions import SelectNeuron, SetField
from playground.controls import NetworkControl
from playground.labs.playground import Playground
from playground.session import Session
from playground.state import PlaygroundState, Point
from playground.tools import TOOLS

MAZUR = (
    "dataset=mazur&layers=2&activation=sigmoid&outActivation=sigmoid&rate=0.5&batch=1&biases=kept"
    "&weights=0.15,0.2,0.35,0.25,0.3,0.35,0.4,0.45,0.6,0.5,0.55,0.6"
)
POINT = PlaygroundState(dataset="points", points_task="regression", points=(Point(0.1, 0.5, 1.0),))


class Page:
    """The whole page, as it is built from the standard experiment, showing a session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.lab = Playground(Session().snapshot(), self.dispatch, Mock())
        self.lab.update(session.snapshot())

    def dispatch(self, action: Any) -> None:
        assert self.session.dispatch(action), self.session.snapshot().notice
        self.lab.update(self.session.snapshot())


@pytest.fixture(scope="module", params=[lambda: Session.opened(MAZUR), lambda: Session(POINT)])
def page(request: pytest.FixtureRequest) -> Page:
    """One page for all tools, as a reader has it."""
    return Page(request.param())


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_is_drawn(page: Page, tool: str) -> None:
    session = page.session
    page.dispatch(SetField("tool", tool))
    session.step_batch()
    page.lab.update(session.snapshot())
    last = len(session.experiment.network.layers)
    if session.experiment.network.layer_sizes[-1] > 1:
        page.dispatch(SelectNeuron(last, 1))
    page.dispatch(SelectNeuron(1, 0))
    page.dispatch(SetField("tool", "none"))
    page.dispatch(SelectNeuron())
    assert session.snapshot().notice is None


def test_the_point_tells_all_that_it_has_to_learn() -> None:
    page = Page(Session.opened(MAZUR))
    figure = page.lab.regions["boundary"]
    points = figure.select_one({"name": "points", "type": ColumnDataSource})  # type: ignore[union-attr]
    assert isinstance(points, ColumnDataSource)
    assert list(points.data["label"]) == ["0.010, 0.990"]
    assert not figure.select({"type": LegendItem})  # type: ignore[union-attr]


def test_the_output_activation_is_offered_where_the_loss_leaves_it() -> None:
    session, sent = Session(), list[Any]()

    def dispatch(action: Any) -> None:
        sent.append(action)
        session.dispatch(action)
        control.update(session.snapshot())

    control = NetworkControl(session.snapshot(), dispatch)
    widgets = control.root.select(pn.widgets.Select)
    widget = next(one for one in widgets if one.label == "Output activation")
    assert next(iter(widget.options)) == "By the loss: Tanh" and len(widget.options) > 20
    widget.value = "sigmoid"
    assert sent == [SetField("output_activation", "sigmoid")]
    dispatch(SetField("loss", "binary_cross_entropy"))
    assert list(widget.options) == ["By the loss: Linear"] and widget.disabled
    dispatch(SetField("loss", "huber"))
    assert not widget.disabled and widget.value == "auto"


def test_the_outputs_of_a_regression_have_the_colours_of_values() -> None:
    page = Page(Session.opened(MAZUR))
    figure = page.lab.regions["network-picture"]
    tiles = figure.select_one({"name": "network-tiles", "type": ColumnDataSource})  # type: ignore[union-attr]
    assert isinstance(tiles, ColumnDataSource)
    first, second = tiles.data["image"][-2:]
    assert abs(first.mean() - 0.75) < 0.02 and abs(second.mean() - 0.77) < 0.02
