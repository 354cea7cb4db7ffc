"""Reading and editing the network on its picture: by pointer, or by a form with the keyboard."""

from __future__ import annotations

from typing import Any, Protocol

import panel as pn
from bokeh.events import Tap
from bokeh.plotting import figure

from playground.actions import SelectNeuron, SetField
from playground.controls.field import Bound, Dispatch, options
from playground.controls.stages import STAGES
from playground.controls.weight_form import Weight, WeightForm
from playground.fields import FIELDS
from playground.snapshot import Snapshot


class WeightPicture(Protocol):
    """The picture that is pressed on: it knows what is where, and sets one weight off."""

    figure: figure

    def neuron_at(self, x: float, y: float, stretch: float) -> tuple[int, int] | None: ...
    def weight_at(self, x: float, y: float, stretch: float) -> Weight | None: ...
    def mark(self, weight: Weight | None) -> None: ...


class InsideControl:
    """The switch above the picture, the tools below it, and the form that edits one weight."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch, picture: WeightPicture) -> None:
        self._dispatch = dispatch
        self._picture = picture
        self._snapshot = snapshot
        view = FIELDS["network_view"]
        self._view = Bound(
            pn.widgets.RadioButtonGroup(
                label=view.label,
                options=options(view.choices),
                value=snapshot.state.network_view,
                css_classes=["compact"],
            ),
            lambda value: dispatch(SetField("network_view", value)),
        )
        self.switch = self._view.widget
        self._form = WeightForm(snapshot, dispatch, self._pick)
        self.form = self._form.root
        self._edit = _button("Edit a weight", self._toggle_form)
        self._output = _button("Show output", lambda: dispatch(SelectNeuron()))
        self._size = _button("Larger", self._resize)
        self.tools = pn.Row(self._edit, self._output, self._size, css_classes=["toolbar"])
        picture.figure.on_event(Tap, self._tapped)
        self.update(snapshot)

    def update(self, snapshot: Snapshot) -> None:
        """Show what the state says, and the numbers of the weight in the form."""
        self._snapshot = snapshot
        state = snapshot.state
        self._view.show(state.network_view)
        self._output.disabled = state.neuron is None
        self._size.label = "Smaller" if state.network_size == "large" else "Larger"
        self._form.update(snapshot)
        self._picture.mark(self._form.weight)

    def _resize(self) -> None:
        large = self._snapshot.state.network_size == "large"
        self._dispatch(SetField("network_size", "small" if large else "large"))

    def _toggle_form(self) -> None:
        self._pick((1, 0, 0) if self._form.weight is None else None)

    def _tapped(self, event: Any) -> None:
        beside = event.x - self._picture.figure.x_range.start
        stretch = event.sx / beside if beside > 0 else 1.0
        weight = self._picture.weight_at(event.x, event.y, stretch)
        neuron = self._picture.neuron_at(event.x, event.y, stretch)
        if weight or not neuron:
            self._pick(weight)
        elif self._snapshot.state.tool == STAGES:
            self._ask(*neuron)
        else:
            again = self._snapshot.state.neuron == neuron
            self._dispatch(SelectNeuron() if again else SelectNeuron(*neuron))

    def _ask(self, layer: int, neuron: int) -> None:
        """While an update is stepped through, a press asks about a neuron too: first about its
        activation, and with each press more about its other unit."""
        state, unit = self._snapshot.state, f"{layer}_{neuron}"
        if state.neuron != (layer, neuron):
            self._dispatch(SelectNeuron(layer, neuron))
        is_sum = layer > 0 and state.trace_node == f"a{unit}"
        self._dispatch(SetField("trace_node", f"z{unit}" if is_sum else f"a{unit}"))

    def _pick(self, weight: Weight | None) -> None:
        """Open the form at a weight, or close it."""
        self._form.show(weight)
        self._edit.label = "Edit a weight" if weight is None else "Close the form"
        self._picture.mark(weight)


def _button(label: str, call: Any) -> pn.widgets.Button:
    button = pn.widgets.Button(label=label)
    button.on_click(lambda _: call())
    return button
