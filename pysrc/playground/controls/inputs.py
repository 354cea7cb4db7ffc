"""What the network gets: a button for each feature, and a box for the reader's own formulas."""

from __future__ import annotations

from html import escape

import panel as pn

from playground.actions import ActionError, AddFeature, RemoveFeature, reduce
from playground.controls.field import Bound, Dispatch
from playground.features import FEATURES, MAX_FORMULAS, is_own
from playground.formula import FormulaError
from playground.inputs import features_of, is_usable
from playground.snapshot import Snapshot
from playground.state import PlaygroundState, is_curve
from playground.tokens import MAX_LENGTH

_AROUND = 7  # characters of a formula shown on both sides of a mistake


class InputsControl:
    """Hidden where all measures are inputs. On a curve only what is made of x is offered."""

    def __init__(self, snapshot: Snapshot, dispatch: Dispatch) -> None:
        state = self._state = snapshot.state
        self._dispatch = dispatch
        title = pn.widgets.StaticText(value="Inputs", css_classes=["group-title"])
        self._named = Bound(
            pn.widgets.CheckButtonGroup(
                label="Inputs",
                options=_offered(state),
                value=list(features_of(state)),
                css_classes=["chips"],
                sizing_mode="stretch_width",
            ),
            self._switch,
        )
        self._rows = [_FormulaRow(dispatch) for _ in range(MAX_FORMULAS)]
        self._box = pn.widgets.TextInput(
            label="Own formula",
            placeholder="sin(2*x) + y²",
            max_length=MAX_LENGTH,
            sizing_mode="stretch_width",
        )
        self._box.param.watch(lambda _: self._add(), "enter_pressed")
        add = pn.widgets.Button(label="Add formula", sizing_mode="stretch_width")
        add.on_click(lambda _: self._add())
        self._answer = pn.widgets.StaticText(value="", visible=False, css_classes=["answer"])
        self.root = pn.Column(
            title,
            self._named.widget,
            *(row.root for row in self._rows),
            self._box,
            add,
            self._answer,
            sizing_mode="stretch_width",
        )
        self.update(snapshot)

    def update(self, snapshot: Snapshot) -> None:
        """Show which inputs the network has."""
        before, state = self._state, snapshot.state
        self._state = state
        if _subject(before) != _subject(state):
            self._say("")
        self.root.visible = state.inputs != "all"
        features = features_of(state)
        named = [name for name in features if not is_own(name)]
        self._named.show(named, options=_offered(state))
        example = "sin(2*x)" if is_curve(state) else "sin(2*x) + y²"
        if self._box.placeholder != example:
            self._box.placeholder = example
        own = [name for name in features if is_own(name)]
        for index, row in enumerate(self._rows):
            row.show(own[index] if index < len(own) else None)

    def _switch(self, chosen: list[str]) -> None:
        shown = {name for name in features_of(self._state) if not is_own(name)}
        for name in set(chosen) - shown:
            self._dispatch(AddFeature(name))
        for name in shown - set(chosen):
            self._dispatch(RemoveFeature(name))

    def _add(self) -> None:
        """Add the formula in the box; what is wrong with it is said below it."""
        text = self._box.value_input or self._box.value or ""
        try:
            reduce(self._state, AddFeature(text))
        except ActionError as error:
            self._say(_answer(text, error))
            return
        self._say("")
        self._box.param.update(value="", value_input="")
        self._dispatch(AddFeature(text))

    def _say(self, html: str) -> None:
        self._answer.param.update(value=html, visible=bool(html))


class _FormulaRow:
    """One own formula, and a button that takes it away."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._formula = ""
        self._text = pn.widgets.StaticText(
            value="", css_classes=["formula"], sizing_mode="stretch_width"
        )
        self._remove = pn.widgets.Button(label="Remove", css_classes=["remove"], width=32)
        self._remove.on_click(lambda _: dispatch(RemoveFeature(self._formula)))
        self.root = pn.Row(self._text, self._remove, sizing_mode="stretch_width", visible=False)

    def show(self, formula: str | None) -> None:
        self.root.visible = formula is not None
        if formula and formula != self._formula:
            self._formula = formula
            self._text.value = formula
            self._remove.label = f"Remove {formula}"


def _subject(state: PlaygroundState) -> tuple[object, ...]:
    """What an answer to a formula is about: it does not outlive it."""
    return (state.dataset, state.points_task, state.inputs, state.features)


def _offered(state: PlaygroundState) -> dict[str, str]:
    return {entry.label: entry.id for entry in FEATURES.values() if is_usable(state, entry.id)}


def _answer(text: str, error: ActionError) -> str:
    """The sentence, and the formula with its mistake marked."""
    sentence = escape(str(error))
    if not isinstance(error, FormulaError) or not text.strip():
        return f'<span role="alert">{sentence}</span>'
    place = min(error.position - 1, len(text))
    before, here, after = text[:place], text[place : place + 1] or " ", text[place + 1 :]
    if len(before) > _AROUND:
        before = "…" + before[-_AROUND:]
    if len(after) > _AROUND:
        after = after[:_AROUND] + "…"
    shown = f"{escape(before)}<mark>{escape(here)}</mark>{escape(after)}"
    return f'<span role="alert">{sentence}</span> <code>{shown}</code>'
