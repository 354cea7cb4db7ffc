"""Facts about what a layer does beside weighing."""

from __future__ import annotations

from playground.actions import SetLayer
from playground.lessons.facts import Sight
from playground.lessons.goals import parse_call
from playground.session import Session


def test_the_dropout_of_a_hidden_layer_is_a_fact() -> None:
    session = Session()
    session.dispatch(SetLayer(1, "dropout", 20))
    sight = Sight(session.snapshot(), session.scene)
    asked = (sight.value(parse_call(f"dropout({layer})")) for layer in (1, 2, 3))
    assert list(asked) == [0, 20, None]
