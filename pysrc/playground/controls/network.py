"""The network and how it learns: layers, activation, loss, optimizer, rates, schedule, clipping,
initial weights."""

from __future__ import annotations

import panel as pn

from backprop import ACTIVATIONS, LOSSES
from playground.actions import AddLayer, RemoveLayer, SetActivation, SetField, SetUnits
from playground.architecture import usual_output_of
from playground.connections import extras_in_words
from playground.controls.field import Bound, Dispatch, FieldControl, number, options, select
from playground.controls.layer_settings import LayerSettings
from playground.fields import ACTIVATION, FIELDS, MAX_LAYERS, UNITS, Choice, plain
from playground.snapshot import Snapshot
from playground.state import HiddenLayer, PlaygroundState, loss_choices

# TensorFlow Playground's lists; the state itself takes any value in the field's range.
LEARNING_RATES = (1e-5, 1e-4, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
REGULARIZATION_RATES = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
CLIP_LIMITS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)

_FIELDS = (
    "optimizer",
    "schedule",
    "horizon",
    "regularizer",
    "clipping",
    "weight_seed",
    "biases",
)


class NetworkControl:
    """Widgets of the network card."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch) -> None:
        state = snapshot.state
        self._settings = LayerSettings(snapshot, dispatch)
        self._rows = [_LayerRow(index, dispatch) for index in range(MAX_LAYERS)]
        self._add = pn.widgets.Button(label="Add layer", sizing_mode="stretch_width")
        self._add.on_click(lambda _: dispatch(AddLayer()))
        more = pn.widgets.Button(label="Layer settings", sizing_mode="stretch_width")
        more.on_click(lambda _: self._settings.toggle())
        self._extras = pn.widgets.StaticText(value="", visible=False, sizing_mode="stretch_width")
        loss = FIELDS["loss"]
        self._loss = Bound(
            select(loss.label, loss_choices(state), state.loss, about="loss"),
            lambda value: dispatch(SetField("loss", value)),
        )
        self._output = _OutputControl(state, dispatch)
        self._rates = {
            name: _RateControl(name, usual, state, dispatch)
            for name, usual in (
                ("learning_rate", LEARNING_RATES),
                ("regularization_rate", REGULARIZATION_RATES),
                ("clip_limit", CLIP_LIMITS),
            )
        }
        self._start = _StartControl(state, dispatch)
        self._fields = {name: FieldControl(name, state, dispatch) for name in _FIELDS}
        self.root = pn.Column(
            *(row.root for row in self._rows),
            pn.Row(self._add, more, sizing_mode="stretch_width"),
            self._settings.root,
            self._extras,
            _pair(self._rates["learning_rate"], self._fields["optimizer"]),
            _pair(self._fields["schedule"], self._fields["horizon"]),
            pn.Row(self._loss.widget, self._output.widget, sizing_mode="stretch_width"),
            self._start.widget,
            _pair(self._fields["regularizer"], self._rates["regularization_rate"]),
            _pair(self._fields["clipping"], self._rates["clip_limit"]),
            _pair(self._fields["weight_seed"], self._fields["biases"]),
            sizing_mode="stretch_width",
        )
        self.update(snapshot)

    def update(self, snapshot: Snapshot) -> None:
        """Show the values of the snapshot's state."""
        state = snapshot.state
        for index, row in enumerate(self._rows):
            row.show(state.layers[index] if index < len(state.layers) else None)
        self._settings.update(state)
        extras = extras_in_words(state)
        if extras != self._extras.value:
            self._extras.param.update(value=extras, visible=bool(extras))
        self._add.disabled = len(state.layers) >= MAX_LAYERS
        self._loss.show(state.loss, options=options(loss_choices(state)))
        self._output.update(state)
        for rate in self._rates.values():
            rate.update(state)
        self._start.update(state)
        for field in self._fields.values():
            field.update(state)
        # What has no effect now can be read but not set.
        self._fields["horizon"].widget.disabled = state.schedule == "constant"
        self._rates["regularization_rate"].widget.disabled = state.regularizer == "none"
        self._rates["clip_limit"].widget.disabled = state.clipping == "none"


class _LayerRow:
    """One hidden layer: how many neurons, which activation, and a button to remove it."""

    def __init__(self, index: int, dispatch: Dispatch) -> None:
        self._units = Bound(
            number(UNITS, HiddenLayer.units),
            lambda value: dispatch(SetUnits(index, value)),
        )
        self._units.widget.label = f"Layer {index + 1} neurons"
        self._activation = Bound(
            select(
                ACTIVATION.label, ACTIVATION.choices, HiddenLayer.activation, about="activation"
            ),
            lambda value: dispatch(SetActivation(index, value)),
        )
        remove = pn.widgets.Button(
            label=f"Remove layer {index + 1}", css_classes=["remove"], width=32, align="end"
        )
        remove.on_click(lambda _: dispatch(RemoveLayer(index)))
        self.root = pn.Row(
            self._units.widget, self._activation.widget, remove, sizing_mode="stretch_width"
        )

    def show(self, layer: HiddenLayer | None) -> None:
        self.root.visible = layer is not None
        if layer is not None:
            self._units.show(layer.units)
            self._activation.show(layer.activation)


class _OutputControl:
    """The activation of the output: what the loss brings along, or one that the reader chose."""

    def __init__(self, state: PlaygroundState, dispatch: Dispatch) -> None:
        field = FIELDS["output_activation"]
        self._bound = Bound(
            select(field.label, self._choices(state), state.output_activation, about="activation"),
            lambda value: dispatch(SetField(field.name, value)),
        )

    @property
    def widget(self) -> pn.widgets.Widget:
        return self._bound.widget

    def _choices(self, state: PlaygroundState) -> tuple[Choice, ...]:
        first, *others = FIELDS["output_activation"].choices
        usual = ACTIVATIONS[usual_output_of(state)].label
        automatic = Choice(first.value, f"{first.label}: {usual}")
        return (automatic, *others) if LOSSES[state.loss].any_output else (automatic,)

    def update(self, state: PlaygroundState) -> None:
        choices = self._choices(state)
        self._bound.show(state.output_activation, options=options(choices))
        self.widget.disabled = len(choices) == 1


class _StartControl:
    """How the initial weights are drawn, or that they are given by number."""

    _GIVEN = Choice("given", "As given, by number")

    def __init__(self, state: PlaygroundState, dispatch: Dispatch) -> None:
        field = FIELDS["initializer"]
        self._drawn = field.choices
        self._bound = Bound(
            select(field.label, self._drawn, state.initializer, about="initializer"),
            lambda value: dispatch(SetField("initializer", value)),
        )

    @property
    def widget(self) -> pn.widgets.Widget:
        return self._bound.widget

    def update(self, state: PlaygroundState) -> None:
        given = (self._GIVEN,) if state.weights else ()
        value = self._GIVEN.value if given else state.initializer
        self._bound.show(value, options=options((*given, *self._drawn)))


class _RateControl:
    """A list of usual rates. A link may bring another rate: it joins the list while in use."""

    def __init__(
        self, name: str, usual: tuple[float, ...], state: PlaygroundState, dispatch: Dispatch
    ) -> None:
        self._name, self._usual = name, usual
        value = getattr(state, name)
        self.bound = Bound(
            select(FIELDS[name].label, self._choices(value), value),
            lambda new: dispatch(SetField(name, new)),
        )

    @property
    def widget(self) -> pn.widgets.Widget:
        return self.bound.widget

    def _choices(self, value: float) -> tuple[Choice, ...]:
        return tuple(Choice(rate, plain(rate)) for rate in sorted({*self._usual, value}))

    def update(self, state: PlaygroundState) -> None:
        value = getattr(state, self._name)
        self.bound.show(value, options=options(self._choices(value)))


def _pair(left: FieldControl | _RateControl, right: FieldControl | _RateControl) -> pn.Row:
    return pn.Row(left.widget, right.widget, sizing_mode="stretch_width")
