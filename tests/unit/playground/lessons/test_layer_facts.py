"""Facts about what a layer does, beside weighing, and what its neurons give."""

from __future__ import annotations

from backprop.explain import sample_of, trace_step
from playground.actions import SetLayer
from playground.lessons.facts import Sight
from playground.lessons.goals import parse_call
from playground.session import Session
from playground.state import PlaygroundState


def test_the_dropout_of_a_hidden_layer_is_a_fact() -> None:
    session = Session()
    session.dispatch(SetLayer(1, "dropout", 20))
    sight = Sight(session.snapshot(), session.scene)
    asked = (sight.value(parse_call(f"dropout({layer})")) for layer in (1, 2, 3))
    assert list(asked) == [0, 20, None]


def test_the_facts_of_a_neuron_are_what_the_explanations_show_of_it() -> None:
    """Behind its dropout, and by the chosen sample's own loss."""
    session = Session(PlaygroundState(trace_sample=2))
    session.dispatch(SetLayer(0, "dropout", 50))
    one = sample_of(trace_step(session.experiment.trainer), 1)  # type: ignore[arg-type]
    sight = Sight(session.snapshot(), session.scene)
    for neuron in range(4):
        asked = (sight.value(parse_call(f"{fact}(1,{neuron + 1})")) for fact in ("output", "delta"))
        assert list(asked) == [one.handed_on(1)[neuron], one.d_z(1)[neuron]]
    assert 0.0 in one.handed_on(1)
