"""Initial weights given by number: in the state, in links, in a session and on the page."""

from __future__ import annotations

import dataclasses
import json
import math

import numpy as np
import pytest

from playground import exact, url
from playground.actions import (
    ActionError,
    GiveWeights,
    NewWeightSeed,
    SetConnection,
    SetField,
    SetLayer,
    SetUnits,
    SetWeight,
    reduce,
)
from playground.describe import describe
from playground.edit_names import name_of
from playground.given_weights import MAX_GIVEN, n_parameters_of, write_weights
from playground.model_file import read_model, write_model
from playground.repair import repair, validate
from playground.session import Session
from playground.state import DEFAULTS, HiddenLayer, PlaygroundState

SMALL = dataclasses.replace(DEFAULTS, layers=(HiddenLayer(2),), n_samples=40)
NINE = (0.15, 0.2, 0.35, 1 / 3, 0.3, -0.35, 1e-17, 2.5, -0.5)
GIVEN = validate(dataclasses.replace(SMALL, weights=NINE))


def weights_of(session: Session) -> list[float]:
    weights: list[float] = session.experiment.network.parameters.tolist()
    return weights


def said(session: Session) -> str:
    notice = session.snapshot().notice
    return notice.text if notice else ""


def test_the_network_starts_from_them_and_reset_goes_back() -> None:
    session = Session(GIVEN)
    assert weights_of(session) == list(NINE)
    (hidden, output) = session.experiment.network.layers
    assert hidden.W.T.tolist() == [[0.15, 0.2], [1 / 3, 0.3]]
    assert (hidden.b.tolist(), output.b.tolist()) == ([0.35, -0.35], [-0.5])
    session.run_epoch()
    assert weights_of(session) != list(NINE)
    session.reset()
    assert weights_of(session) == list(NINE)
    assert session.experiment.epoch == 0
    session.undo()
    assert session.experiment.epoch == 1


def test_links_and_saved_work_keep_every_bit() -> None:
    link = url.encode(GIVEN)
    assert "weights=0.15,0.2,0.35,0.3333333333333333,0.3,-0.35,1e-17,2.5,-0.5" in link
    assert url.decode(link) == (GIVEN, ())
    assert exact.from_dict(json.loads(json.dumps(exact.to_dict(GIVEN)))) == (GIVEN, ())
    session = Session(GIVEN)
    session.run_epoch()
    again = Session.resume(json.loads(json.dumps(session.save())))
    assert again.state.weights == NINE
    again.reset()
    assert weights_of(again) == list(NINE)
    assert read_model(write_model(session.scene)).state == GIVEN
    assert "weights" not in url.encode(SMALL)


def test_saved_work_from_before_there_were_any_opens() -> None:
    values = exact.to_dict(SMALL)
    del values["weights"], values["biases"]
    assert exact.from_dict(values) == (validate(SMALL), ())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1,2,3", "3 initial weights were given, but this network has 9 weights and biases."),
        ("1," * 8 + "x", "Initial weight 9 cannot be 'x'"),
        ("nan," * 8 + "1", "Initial weight 1 cannot be nan"),
        ("1,1,1e999,1,1,1,1,1,1", "Initial weight 3 cannot be inf"),
        ("1," * 8, "Initial weight 9 cannot be ''"),
        ("1," * 15_000, "initial weights were given, but"),
        ("0" * 60 + "," + "1," * 7 + "1", "Initial weight 1 cannot be"),
    ],
)
def test_what_cannot_be_used_is_dropped_with_a_sentence(text: str, sentence: str) -> None:
    state, notices = url.decode(f"layers=2&weights={text}")
    assert state == validate(dataclasses.replace(DEFAULTS, layers=(HiddenLayer(2),)))
    assert sentence in notices[0] and notices[0].endswith("They are drawn instead.")


@pytest.mark.parametrize("value", [None, "text", {}, [True] * 9, [10**400] * 9, [1j] * 9])
def test_any_value_becomes_a_valid_state(value: object) -> None:
    values = {"layers": (HiddenLayer(2),), "weights": value}
    state, notices = repair(values)
    assert state.weights == () and len(notices) == 1


def test_a_weight_out_of_range_is_clamped_and_named() -> None:
    state, notices = url.decode("layers=2&weights=1,2,5000,4,5,6,7,8,-9e9")
    assert state.weights == (1.0, 2.0, 1000.0, 4.0, 5.0, 6.0, 7.0, 8.0, -1000.0)
    assert notices == (
        "Initial weight 3 was set to 1000 instead of 5000: allowed is -1000 to 1000.",
    )


@pytest.mark.parametrize(
    "action", [SetUnits(0, 3), SetLayer(0, "batch_norm", True), SetField("dataset", "rings")]
)
def test_another_shape_drops_them_and_undo_brings_them_back(action: object) -> None:
    session = Session(GIVEN)
    session.run_epoch()
    trained = weights_of(session)
    assert session.dispatch(action)  # type: ignore[arg-type]
    assert session.state.weights == ()
    assert "9 initial weights were given, but this network has" in said(session)
    session.undo()
    assert session.state.weights == NINE
    assert weights_of(session) == trained


@pytest.mark.parametrize(
    "action", [NewWeightSeed(), SetField("weight_seed", 7), SetField("initializer", "tfp_uniform")]
)
def test_other_initial_weights_take_their_place(action: object) -> None:
    session = Session(GIVEN)
    assert session.dispatch(action)  # type: ignore[arg-type]
    assert session.state.weights == ()
    assert weights_of(session) != list(NINE)
    session.undo()
    assert (session.state.weights, weights_of(session)) == (NINE, list(NINE))


@pytest.mark.parametrize(
    "action",
    [SetField("learning_rate", 1.0), SetField("biases", "kept"), SetField("loss", "huber")],
)
def test_what_does_not_concern_the_start_leaves_them(action: object) -> None:
    assert reduce(GIVEN, action).weights == NINE  # type: ignore[arg-type]


def test_the_weights_as_they_are_become_the_initial_ones() -> None:
    session = Session(SMALL)
    session.run_epoch()
    here = weights_of(session)
    action = GiveWeights(tuple(here))
    assert session.dispatch(action)
    assert session.state.weights == tuple(here)
    assert (weights_of(session), session.experiment.epoch) == (here, 0)
    assert name_of(action, SMALL) == "give the initial weights" == session.snapshot().undo
    session.run_epoch()
    session.reset()
    assert weights_of(session) == here
    assert Session.opened(url.encode(session.state)).experiment.network.parameters.tolist() == here


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ((1.0,) * 8, "8 initial weights were given"),
        ((math.nan,) * 9, "Initial weight 1 cannot be nan"),
        ("123456789", "a list is needed"),
    ],
)
def test_what_cannot_be_given_is_said(weights: object, message: str) -> None:
    with pytest.raises(ActionError, match=message):
        reduce(SMALL, GiveWeights(weights))  # type: ignore[arg-type]


def test_a_network_too_large_for_a_link_draws_its_weights() -> None:
    large = dataclasses.replace(DEFAULTS, layers=(HiddenLayer(32), HiddenLayer(32)))
    many = (1 / 3,) * n_parameters_of(large)
    with pytest.raises(ActionError, match=f"can be given for at most {MAX_GIVEN}"):
        reduce(large, GiveWeights(many))
    assert len(write_weights(((-1 / 3) * 1e-9,) * MAX_GIVEN)) < 13_000


def test_a_cut_connection_has_no_weight_however_it_is_given() -> None:
    session = Session(reduce(GIVEN, SetConnection(1, 0, 1, False)))
    assert weights_of(session)[1] == 0.0
    session.dispatch(SetConnection(1, 0, 1, True))
    assert weights_of(session) == list(NINE)


def test_batch_norm_counts_its_scales() -> None:
    normed = dataclasses.replace(SMALL, layers=(HiddenLayer(2, batch_norm=True),))
    state = validate(dataclasses.replace(normed, weights=(*NINE, 0.5, 2.0)))
    network = Session(state).experiment.network
    assert network.layers[0].norm is not None
    assert np.array_equal(network.layers[0].norm.gamma, [0.5, 2.0])


def test_setting_a_weight_by_hand_is_no_new_start() -> None:
    session = Session(GIVEN)
    session.dispatch(SetWeight(1, 0, 0, 7.0))
    assert session.state.weights == NINE and weights_of(session)[0] == 7.0


def test_it_is_said_in_words() -> None:
    said = " ".join(describe(Session(GIVEN).snapshot()).sentences)
    assert "The initial weights are given by number." in said
    kept = dataclasses.replace(SMALL, biases="kept")
    assert "All biases are kept" in " ".join(describe(Session(kept).snapshot()).sentences)


def test_a_race_and_a_kept_run_start_from_them() -> None:
    session = Session(GIVEN)
    session.race(True)
    session.advance(math.inf, 1)
    session.race(False)
    session.run_epoch()
    session.keep_run("mine")
    (run,) = session.run_book.runs
    assert run.state.weights == NINE
    session.dispatch(NewWeightSeed())
    session.open_run(run.id, weights=False)
    assert weights_of(session) == list(NINE)


def test_the_largest_link_of_given_weights_opens() -> None:
    layers = tuple(HiddenLayer(9) for _ in range(5))
    state = PlaygroundState(layers=layers)
    given = tuple(np.random.default_rng(1).normal(size=n_parameters_of(state)).tolist())
    state = validate(dataclasses.replace(state, weights=given))
    assert len(state.weights) == 397
    assert url.decode(url.encode(state)) == (state, ())
