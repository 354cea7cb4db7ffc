"""Conditions are comparisons and nothing else, and the facts are those of the playground."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.actions import ClearPoints, SetField
from playground.fields import FIELDS
from playground.lessons.facts import FACTS, Sight, check_call
from playground.lessons.goals import Call, GoalError, Value, parse_call, parse_goal
from playground.session import Session

KNOWN: dict[str, Value] = {"a": 1, "b": 2.5, "word": "tanh", "missing": None, "nan": math.nan}


def holds(text: str) -> bool:
    return parse_goal(text).holds(lambda call: KNOWN.get(str(call), [1.0, 2.0]))


@pytest.mark.parametrize(
    "text",
    ["a == 1", "a < b", "1 < b <= 2.5", "a >= 1 and b != a", "word == 'tanh'", 'word != "relu"',
     "b > -1", "a == 1.0 and a < b and word == 'tanh'"],
)  # fmt: skip
def test_what_holds(text: str) -> None:
    assert holds(text)


@pytest.mark.parametrize(
    "text",
    ["a == 2", "b < a", "a == 1 and b < a", "word == 'relu'", "word > 'a'", "word == 1",
     "missing == 0", "missing != 0", "missing < 1", "nan == 1", "nan < 1", "other < 3"],
)  # fmt: skip
def test_what_does_not_hold(text: str) -> None:
    assert not holds(text)


@pytest.mark.parametrize(
    "text",
    ["", "a", "1 < 2", "a = 1", "a < 1 or b < 1", "not a < 1", "a + 1 < 2", "a in b", "a is b",
     "a.b < 1", "a[0] < 1", "f(x=1) < 1", "f(*a) < 1", "f(0) < 1", "f(1.5) < 1", "f(True) < 1",
     "f() < 1", "a < True", "a < (lambda: 1)", "__import__('os').system('true') < 1", "a < 1 and",
     "f(g(1)) < 1", "a < b'x'", "a < None", "(" * 400 + "a" + ")" * 400, "a < " + "1" * 600],
)  # fmt: skip
def test_what_is_no_condition(text: str) -> None:
    with pytest.raises(GoalError):
        parse_goal(text)


@given(st.text(max_size=60))
def test_any_text_is_a_condition_or_says_why_not(text: str) -> None:
    try:
        goal = parse_goal(text)
    except GoalError as error:
        assert str(error)
    else:
        assert goal.holds(lambda call: 0.0) in (True, False)


def test_an_unknown_fact_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(GoalError, match='no fact train_los; did you mean "train_loss"'):
        check_call(Call("train_los"))
    with pytest.raises(GoalError, match=r"asked as weight\(layer, neuron, source\)"):
        check_call(parse_call("weight(1,2)"))


def values(session: Session, *names: str) -> list[Value]:
    sight = Sight(session.snapshot(), session.scene)
    return [sight.value(parse_call(name)) for name in names]


def test_every_fact_has_a_value_in_the_standard_experiment() -> None:
    session = Session()
    session.run_epoch()
    sight = Sight(session.snapshot(), session.scene)
    for fact in FACTS.values():
        value = sight.value(Call(fact.id, (1,) * len(fact.arguments)))
        assert value is not None, fact.id
        assert fact.label


def test_every_setting_is_a_fact_by_its_key() -> None:
    session = Session()
    session.dispatch(SetField("learning_rate", 0.3))
    session.dispatch(SetField("asked_weight", 5))
    assert values(session, "rate", "optimizer", "asked_weight") == [0.3, "sgd", 5]
    assert {field.key for field in FIELDS.values()} <= FACTS.keys()


def test_the_facts_of_the_next_step_are_those_of_the_training() -> None:
    session = Session()
    session.dispatch(SetField("trace_sample", 2))
    experiment = session.experiment
    assert experiment.trainer
    z, a, x, loss = values(session, "z(1,2)", "output(1,2)", "input(1)", "batch_loss")
    layer, X = experiment.network.layers[0], experiment.trainer.X
    assert x == X[1, 0]
    assert z == pytest.approx(X[1] @ layer.W[:, 1] + layer.b[1], rel=1e-12)
    assert a == pytest.approx(math.tanh(z), rel=1e-12)  # type: ignore[arg-type]
    before, slope, after = values(session, "weight(1,2,1)", "gradient(1,2,1)", "next_weight(1,2,1)")
    bias_after = values(session, "next_bias(3,1)")[0]
    norms = values(session, "gradient_norms")[0]
    assert isinstance(norms, list) and len(norms) == 3
    assert norms[0] == values(session, "gradient_norm(1)")[0]
    assert after == pytest.approx(before - 0.03 * slope, rel=1e-12)  # type: ignore[operator]
    gradient = experiment.next_gradient
    assert np.linalg.norm(norms) == pytest.approx(np.linalg.norm(gradient), rel=1e-12)
    session.step_batch()
    assert values(session, "weight(1,2,1)", "bias(3,1)") == [after, bias_after]
    assert loss != values(session, "batch_loss")[0]


def test_a_fact_that_cannot_be_had_is_none() -> None:
    session = Session()
    assert values(session, "bias(9,1)", "units(7)", "z(1,99)", "gradient_norm(4)") == [None] * 4
    session.dispatch(ClearPoints())
    names = ("train_loss", "test_loss", "gap", "batch_loss", "z(1,1)", "updates_per_epoch")
    assert values(session, *names) == [None] * 6
    assert values(session, "n_points", "bias(1,1)", "epoch")[::2] == [0, 0]
