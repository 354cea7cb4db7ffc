"""The settings of a layer: the form, the marks on the picture, and the button that cuts a line."""

from __future__ import annotations

import dataclasses
from typing import Any

import panel as pn
import pytest
from bokeh.models import ColumnDataSource

from playground.actions import (
    Action,
    ConnectAll,
    GiveWeights,
    SetConnection,
    SetField,
    SetLayer,
)
from playground.controls import InsideControl, NetworkControl
from playground.repair import validate
from playground.session import Session
from playground.state import DEFAULTS, Edge, HiddenLayer, OutputLayer, PlaygroundState
from playground.views import NetworkView

SPARSE = validate(
    dataclasses.replace(
        DEFAULTS,
        layers=(HiddenLayer(4, density=25), HiddenLayer(2, batch_norm=True, dropout=15)),
        output=OutputLayer(frozen=True),
        edges=(Edge(2, 1, 0),),
    )
)


class Bench:
    """The network card, connected to a session as the application does it."""

    def __init__(self, state: PlaygroundState = DEFAULTS) -> None:
        self.session = Session(state)
        self.actions: list[Action] = []
        self.control = NetworkControl(self.session.snapshot(), self.dispatch)

    def dispatch(self, action: Action) -> None:
        self.actions.append(action)
        self.session.dispatch(action)
        self.control.update(self.session.snapshot())

    def widget(self, label: str) -> Any:
        widgets = self.control.root.select(pn.widgets.Widget)
        return next(one for one in widgets if one.label == label)

    def press(self, label: str) -> None:
        self.widget(label).clicks += 1

    def open(self, layer: int) -> None:
        self.press("Layer settings")
        self.widget("Settings of").value = layer

    @property
    def form(self) -> Any:
        columns = self.control.root.select(pn.Column)
        return next(one for one in columns if "inset" in one.css_classes)

    def count(self) -> str:
        texts = self.control.root.select(pn.widgets.StaticText)
        return next(text.value for text in texts if "connections" in text.value)


def test_the_form_opens_for_a_layer_and_closes() -> None:
    bench = Bench()
    assert not bench.form.visible
    bench.press("Layer settings")
    assert bench.form.visible
    assert bench.widget("Settings of").value == 0
    bench.widget("Settings of").value = 1
    bench.press("Layer settings")
    assert not bench.form.visible
    bench.press("Layer settings")
    assert bench.widget("Settings of").value == 1
    bench.press("Close")
    assert not bench.form.visible
    assert bench.actions == []


@pytest.mark.parametrize(
    ("label", "value", "action"),
    [
        ("Batch norm", [True], SetLayer(1, "batch_norm", True)),
        ("Freeze", [True], SetLayer(1, "frozen", True)),
        ("Dropout", 20, SetLayer(1, "dropout", 20)),
        ("Connections", 50, SetLayer(1, "density", 50)),
    ],
)
def test_each_setting_is_one_action(label: str, value: object, action: Action) -> None:
    bench = Bench()
    bench.open(1)
    bench.widget(label).value = value
    assert bench.actions == [action]
    assert bench.widget(label).value == value


def test_the_form_shows_what_a_link_brought() -> None:
    bench = Bench(SPARSE)
    bench.open(0)
    assert bench.widget("Connections").value == 25
    assert "25%" in bench.widget("Connections").options
    assert bench.count() == "2 of 8 connections"
    bench.press("Restore all")
    assert bench.actions == [ConnectAll(0)]
    assert bench.count() == "8 of 8 connections"
    assert bench.widget("Restore all").disabled
    bench.widget("Settings of").value = 1
    assert bench.widget("Batch norm").value == [True]
    assert bench.widget("Dropout").value == 15


def test_the_output_has_neither_batch_norm_nor_dropout() -> None:
    bench = Bench(SPARSE)
    bench.open(2)
    assert bench.widget("Freeze").value == [True]
    assert bench.widget("Batch norm").disabled
    assert bench.widget("Dropout").disabled
    bench.widget("Freeze").value = []
    assert bench.actions == [SetLayer(2, "frozen", False)]


def test_the_form_follows_when_its_layer_goes() -> None:
    bench = Bench()
    bench.open(1)
    bench.press("Remove layer 2")
    bench.press("Remove layer 1")
    assert bench.widget("Settings of").value == 0
    assert bench.widget("Settings of").options == {"Output": 0}


class Picture:
    """The network picture with its form, connected to a session."""

    def __init__(self, state: PlaygroundState = DEFAULTS) -> None:
        self.session = Session(state)
        self.actions: list[Action] = []
        self.view = NetworkView(self.session.snapshot())
        self.control = InsideControl(self.session.snapshot(), self.dispatch, self.view)

    def dispatch(self, action: Action) -> None:
        self.actions.append(action)
        self.session.dispatch(action)
        self.view.update(self.session.snapshot())
        self.control.update(self.session.snapshot())

    def column(self, source: str, name: str) -> list[Any]:
        found = self.view.figure.select_one({"name": f"network-{source}", "type": ColumnDataSource})
        assert isinstance(found, ColumnDataSource)
        return list(found.data[name])

    def button(self, label: str) -> Any:
        parts = (self.control.tools, self.control.form)
        return next(w for part in parts for w in part.select() if getattr(w, "label", "") == label)


def test_a_connection_is_cut_by_the_form_and_restored() -> None:
    picture = Picture()
    edge = "input x → layer 1, neuron 1"
    assert edge in picture.column("edges", "name")
    picture.button("Edit a weight").clicks += 1
    picture.button("Cut this connection").clicks += 1
    assert picture.actions == [SetConnection(1, 0, 0, False)]
    assert edge not in picture.column("edges", "name")
    assert "Cut: 1." in picture.view.caption.text
    assert picture.button("Value").disabled
    assert picture.column("picked", "xs")  # where it was can still be seen
    picture.button("Restore this connection").clicks += 1
    assert edge in picture.column("edges", "name")
    assert "Cut" not in picture.view.caption.text
    assert not picture.button("Value").disabled


def test_a_bias_cannot_be_cut() -> None:
    picture = Picture()
    picture.button("Edit a weight").clicks += 1
    picture.button("From").value = -1
    assert picture.button("Cut this connection").disabled


def test_the_picture_tells_what_layers_do() -> None:
    picture = Picture(SPARSE)
    names = picture.column("neurons", "name")
    assert "layer 1, neuron 2 (2 of 8 connections)" in names
    assert "layer 2, neuron 1 (batch norm, dropout 15%, 7 of 8 connections)" in names
    assert "output (frozen)" in names
    assert len(picture.column("frozen", "x")) == 1
    assert "Star: frozen." in picture.view.caption.text
    assert len(picture.column("edges", "name")) == 2 + 7 + 2


def test_a_layer_of_which_all_connections_are_cut_is_drawn() -> None:
    edges = (Edge(1, 0, 0), Edge(1, 0, 1))
    layers = (HiddenLayer(1),)
    picture = Picture(validate(dataclasses.replace(DEFAULTS, layers=layers, edges=edges)))
    assert len(picture.column("edges", "name")) == 1
    picture.dispatch(SetConnection(2, 0, 0, False))
    assert picture.column("edges", "name") == []
    picture.session.run_epoch()
    picture.view.update(picture.session.snapshot())
    assert "Cut: 3." in picture.view.caption.text


def test_what_is_set_of_the_layers_is_said_while_their_settings_are_closed() -> None:
    session = Session()
    control = NetworkControl(session.snapshot(), session.dispatch)
    assert not control._extras.visible
    session.dispatch(SetLayer(0, "batch_norm", True))
    session.dispatch(SetLayer(1, "dropout", 20))
    session.dispatch(SetLayer(2, "frozen", True))
    session.dispatch(SetConnection(1, 0, 0, connected=False))
    control.update(session.snapshot())
    assert control._extras.visible
    assert control._extras.value == (
        "Layer 1: batch norm, 1 connection cut. Layer 2: dropout 20%. Output: frozen."
    )


def test_the_weights_of_now_become_the_initial_ones_by_a_button() -> None:
    picture = Picture()
    picture.session.run_epoch()
    picture.control.update(picture.session.snapshot())
    here = picture.session.experiment.network.parameters.tolist()
    picture.button("Edit a weight").clicks += 1
    picture.button("Start from these weights").clicks += 1
    assert picture.actions == [GiveWeights(tuple(here))]
    assert picture.session.experiment.epoch == 0
    assert picture.session.experiment.network.parameters.tolist() == here


def test_the_list_of_initial_weights_says_that_they_are_given() -> None:
    bench = Bench(dataclasses.replace(DEFAULTS, layers=(), weights=(0.1, 0.2, 0.3)))
    widget = bench.widget("Initial weights")
    assert (widget.value, "As given, by number" in widget.options) == ("given", True)
    widget.value = "tfp_uniform"
    assert bench.actions == [SetField("initializer", "tfp_uniform")]
    assert bench.session.state.weights == ()
    assert (widget.value, "As given, by number" in widget.options) == ("tfp_uniform", False)


def test_the_biases_are_kept_by_a_list() -> None:
    bench = Bench()
    bench.widget("Biases").value = "kept"
    assert bench.actions == [SetField("biases", "kept")]
    assert bench.session.experiment.network.fixed.sum() == 7
    texts = [text.value for text in bench.control.root.select(pn.widgets.StaticText)]
    assert "All biases are kept as they are." in texts
