"""Batch norm, dropout, frozen layers and cut connections: in the state, in links, in a session."""

import dataclasses
import json
import math

import numpy as np
import pytest

from playground import exact, url
from playground.actions import (
    ActionError,
    AddLayer,
    ConnectAll,
    RemoveLayer,
    SetConnection,
    SetField,
    SetLayer,
    SetUnits,
    SetWeight,
    reduce,
)
from playground.connections import connected_of, count_connections, is_connected
from playground.describe import describe
from playground.edit_names import name_of
from playground.fields import MAX_EDGES
from playground.repair import validate
from playground.session import Session
from playground.state import DEFAULTS, Edge, HiddenLayer, OutputLayer, PlaygroundState

EVERYTHING = validate(
    dataclasses.replace(
        DEFAULTS,
        layers=(
            HiddenLayer(5, "relu", batch_norm=True, dropout=20, density=60),
            HiddenLayer(4, "tanh", frozen=True),
            HiddenLayer(3, "tanh", batch_norm=True, dropout=50),
        ),
        output=OutputLayer(frozen=True, density=70),
        edges=(Edge(1, 2, 1), Edge(2, 0, 3), Edge(4, 0, 1, cut=False)),
    )
)


def session_of(state: PlaygroundState = EVERYTHING, epochs: int = 2) -> Session:
    session = Session(state)
    for _ in range(epochs):
        session.run_epoch()
    return session


def weights_of(session: Session) -> np.ndarray:
    return session.experiment.network.parameters.copy()


def test_a_link_says_it_in_short_words_and_reads_it_back() -> None:
    link = url.encode(EVERYTHING)
    assert "norm=1,3&dropout=20,0,50&frozen=2,4&density=60,100,100,70" in link
    assert "cut=1.2.1,2.0.3&keep=4.0.1" in link
    assert url.decode(link) == (EVERYTHING, ())


def test_what_is_not_used_is_not_in_the_link() -> None:
    link = url.encode(DEFAULTS)
    assert not any(f"{key}=" in link for key in ("norm", "dropout", "frozen", "density", "cut"))


def test_a_link_with_a_part_of_it_works_on_the_standard_layers() -> None:
    state, notices = url.decode("norm=2&dropout=10&frozen=3&cut=1.0.1")
    assert notices == ()
    assert state.layers == (HiddenLayer(4, dropout=10), HiddenLayer(2, batch_norm=True))
    assert state.output.frozen
    assert state.edges == (Edge(1, 0, 1),)
    assert url.encode(state) == "v=1&norm=2&dropout=10&frozen=3&cut=1.0.1"


def test_the_exact_form_keeps_everything_and_reads_older_ones() -> None:
    values = json.loads(json.dumps(exact.to_dict(EVERYTHING)))
    assert exact.from_dict(values) == (EVERYTHING, ())
    old = {**exact.to_dict(DEFAULTS), "layers": [[3, "relu"]]}
    del old["output"], old["edges"]
    assert exact.from_dict(old)[0].layers == (HiddenLayer(3, "relu"),)


@pytest.mark.parametrize(
    "link",
    [
        "norm=9,0,-1,x&frozen=99&dropout=nan,1e9,&density=-5,x,200&cut=1.2,a.b.c,9.9.9,1.99.0",
        "dropout=" + "9," * 9000,
        "cut=" + "1.0.0," * 6000,
        "keep=..,1.1.1.1&cut=²",
    ],
)
def test_a_hostile_link_becomes_a_valid_state(link: str) -> None:
    state, notices = url.decode(link)
    assert validate(state) == state
    assert all(len(notice) < 300 for notice in notices)
    assert all(0 <= layer.dropout <= 90 and 1 <= layer.density <= 100 for layer in state.layers)


def test_a_link_with_many_cut_connections_stays_short() -> None:
    layers = (HiddenLayer(32),) * 6
    edges = tuple(Edge(3, neuron, source) for neuron in range(32) for source in range(32))
    state = validate(dataclasses.replace(DEFAULTS, layers=layers, edges=edges))
    assert len(state.edges) == MAX_EDGES
    assert len(url.encode(state)) < 2500
    assert url.decode(url.encode(state))[0] == state


@pytest.mark.parametrize(
    "layer",
    [
        HiddenLayer(4, "tanh", batch_norm="yes"),  # type: ignore[arg-type]
        HiddenLayer(4, "tanh", dropout=math.nan),  # type: ignore[arg-type]
        HiddenLayer(4, "tanh", density=10**400),
        HiddenLayer(4, "tanh", frozen=None),  # type: ignore[arg-type]
    ],
)
def test_a_hostile_layer_is_repaired(layer: HiddenLayer) -> None:
    state = validate(dataclasses.replace(DEFAULTS, layers=(layer,)))
    assert state.layers[0].units == 4
    assert validate(state) == state


@pytest.mark.parametrize("density", [1, 30, 50, 99])
def test_chance_keeps_the_share_and_more_keeps_more(density: int) -> None:
    def drawn(share: int) -> np.ndarray:
        layers = (HiddenLayer(8), HiddenLayer(6, density=share))
        mask = connected_of(dataclasses.replace(DEFAULTS, layers=layers), 2)
        return np.ones((8, 6), bool) if mask is None else mask

    assert drawn(density).sum() == max(1, round(48 * density / 100))
    assert not np.any(drawn(density) & ~drawn(density + 1))


def test_another_weight_seed_keeps_other_connections() -> None:
    state = dataclasses.replace(DEFAULTS, layers=(HiddenLayer(20, density=50),))
    first, second = (
        connected_of(dataclasses.replace(state, weight_seed=seed), 1) for seed in (1, 2)
    )
    assert first is not None
    assert second is not None
    assert not np.array_equal(first, second)


def test_a_connection_is_cut_and_restored() -> None:
    cut = reduce(DEFAULTS, SetConnection(1, 3, 1, False))
    assert cut.edges == (Edge(1, 3, 1),)
    assert not is_connected(cut, 1, 3, 1)
    assert count_connections(cut, 1) == (7, 8)
    assert reduce(cut, SetConnection(1, 3, 1, True)) == DEFAULTS


def test_what_chance_cut_can_be_kept_by_hand() -> None:
    sparse = reduce(DEFAULTS, SetLayer(1, "density", 50))
    mask = connected_of(sparse, 2)
    assert mask is not None
    source, neuron = (int(place[0]) for place in np.nonzero(~mask))
    kept = reduce(sparse, SetConnection(2, neuron, source, True))
    assert is_connected(kept, 2, neuron, source)
    assert kept.edges == (Edge(2, neuron, source, cut=False),)
    assert reduce(kept, SetConnection(2, neuron, source, False)) == sparse
    whole = reduce(kept, ConnectAll(1))
    assert whole == DEFAULTS


def test_edges_follow_the_layers() -> None:
    state = EVERYTHING
    assert reduce(state, RemoveLayer(1)).edges == (Edge(1, 2, 1),)
    assert reduce(state, AddLayer()).edges == (Edge(1, 2, 1), Edge(2, 0, 3))
    assert reduce(state, SetUnits(0, 2)).edges == (Edge(4, 0, 1, cut=False),)


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (SetLayer(5, "frozen", True), "no layer 5"),
        (SetLayer(-1, "frozen", True), "no layer -1"),
        (SetLayer(0, "units", 3), "no setting 'units'"),
        (SetLayer(0, "batch_norm", 1), "Batch norm cannot be 1"),
        (SetLayer(2, "dropout", 10), "output layer has no dropout"),
        (SetLayer(2, "batch_norm", True), "output layer has no batch norm"),
        (SetLayer(0, "dropout", "x"), "Dropout cannot be 'x'"),
        (SetConnection(0, 0, 0, False), "No weight leads to neuron 0 of layer 0"),
        (SetConnection(1, 0, 7, False), "has no neuron 7"),
        (SetConnection(1, 0, None, False), "bias cannot be cut"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_done_is_said(action: object, message: str) -> None:
    with pytest.raises(ActionError, match=message):
        reduce(DEFAULTS, action)  # type: ignore[arg-type]


def test_too_many_cuts_are_answered() -> None:
    layers = (HiddenLayer(32), HiddenLayer(32))
    edges = tuple(Edge(2, index // 32, index % 32) for index in range(MAX_EDGES))
    state = validate(dataclasses.replace(DEFAULTS, layers=layers, edges=edges))
    with pytest.raises(ActionError, match="At most 200"):
        reduce(state, SetConnection(2, 31, 31, False))
    assert len(reduce(state, SetConnection(2, 0, 0, True)).edges) == MAX_EDGES - 1


def test_a_number_out_of_range_is_clamped_and_said() -> None:
    session = Session()
    assert session.dispatch(SetLayer(0, "dropout", 99))
    assert session.state.layers[0].dropout == 90
    notice = session.snapshot().notice
    assert notice
    assert "Dropout was set to 90" in notice.text


@pytest.mark.parametrize(
    "action",
    [
        SetLayer(0, "frozen", True),
        SetLayer(2, "frozen", True),
        SetLayer(0, "dropout", 30),
        SetField("biases", "kept"),
        SetLayer(1, "density", 50),
        SetConnection(1, 2, 1, False),
    ],
)
def test_the_weights_are_kept_and_training_goes_on_from_them(action: object) -> None:
    session = session_of(DEFAULTS)
    before = weights_of(session)
    assert session.dispatch(action)  # type: ignore[arg-type]
    network = session.experiment.network
    expected = np.where(network.cut, 0.0, before)
    assert np.array_equal(network.parameters, expected)
    assert session.experiment.epoch == 2
    assert math.isfinite(session.snapshot().train_loss or math.nan)
    session.run_epoch()
    fixed = network.fixed
    assert np.array_equal(weights_of(session)[fixed], expected[fixed])
    assert np.any(weights_of(session) != expected)


def test_kept_biases_stay_through_a_run_and_a_link() -> None:
    session = session_of(dataclasses.replace(DEFAULTS, biases="kept"), epochs=0)
    start = [layer.b.copy() for layer in session.experiment.network.layers]
    session.run_epoch()
    for layer, b in zip(session.experiment.network.layers, start, strict=True):
        assert layer.b.tobytes() == b.tobytes()
    assert url.encode(session.state) == "v=1&biases=kept"
    assert url.decode("biases=kept") == (session.state, ())
    assert "Biases cannot be 'no'" in url.decode("biases=no")[1][0]
    assert session.dispatch(SetField("biases", "learned"))
    session.run_epoch()
    assert all(
        np.all(layer.b != b)
        for layer, b in zip(session.experiment.network.layers, start, strict=True)
    )


def test_a_connection_that_comes_back_has_its_initial_weight() -> None:
    initial = weights_of(Session())
    session = session_of(DEFAULTS)
    session.dispatch(SetConnection(1, 0, 1, False))
    trained = weights_of(session)
    session.dispatch(SetConnection(1, 0, 1, True))
    assert weights_of(session)[1] == initial[1] != 0.0
    assert np.array_equal(np.delete(weights_of(session), 1), np.delete(trained, 1))


def test_batch_norm_makes_another_network() -> None:
    session = session_of(DEFAULTS)
    session.dispatch(SetLayer(0, "batch_norm", True))
    assert session.experiment.epoch == 0
    assert session.snapshot().n_parameters == 25 + 4


def test_a_cut_connection_cannot_be_set() -> None:
    session = Session()
    session.dispatch(SetConnection(1, 0, 1, False))
    assert not session.dispatch(SetWeight(1, 0, 1, 2.0))
    notice = session.snapshot().notice
    assert notice
    assert "restore it" in notice.text
    assert session.snapshot().network.value("weights", 1, 0, 1) == 0.0
    assert session.snapshot().network.is_cut(1, 0, 1)


@pytest.mark.parametrize("optimizer", ["sgd", "adamw", "lion"])
def test_saved_work_goes_on_bit_for_bit(optimizer: str) -> None:
    session = session_of(dataclasses.replace(EVERYTHING, optimizer=optimizer))
    session.step_batch()
    saved = json.loads(json.dumps(session.save()))
    resumed = Session.resume(saved)
    assert resumed.snapshot().notice is None
    for one in (session, resumed):
        one.run_epoch()
        one.run_epoch()
    assert weights_of(resumed).tobytes() == weights_of(session).tobytes()
    buffers = (one.experiment.network.buffers.tobytes() for one in (session, resumed))
    assert len(set(buffers)) == 1


def test_work_saved_without_a_generator_still_loads() -> None:
    saved = session_of(DEFAULTS).save()
    saved["checkpoint"]["rng_state"] = None
    assert Session.resume(json.loads(json.dumps(saved))).experiment.epoch == 2


def test_reset_repeats_the_run() -> None:
    session = session_of()
    first = weights_of(session)
    session.reset()
    for _ in range(2):
        session.run_epoch()
    assert weights_of(session).tobytes() == first.tobytes()


def test_undo_brings_back_the_connection_and_the_running_statistics() -> None:
    session = session_of()
    before, buffers = weights_of(session), session.experiment.network.buffers.copy()
    session.dispatch(SetConnection(1, 0, 0, not is_connected(session.state, 1, 0, 0)))
    session.run_epoch()
    session.undo()
    assert session.state == EVERYTHING
    assert np.array_equal(weights_of(session), before)
    assert np.array_equal(session.experiment.network.buffers, buffers)


def test_the_way_back_from_a_blow_up_has_the_running_statistics_too() -> None:
    session = session_of(dataclasses.replace(EVERYTHING, learning_rate=0.01))
    session.snapshot()
    before = weights_of(session), session.experiment.network.buffers.copy()
    session.experiment.network.parameters[:] = np.nan
    session.experiment.network.buffers[:] = 7.0
    session.run_epoch()
    session.back_to_finite()
    assert np.array_equal(weights_of(session), before[0])
    assert np.array_equal(session.experiment.network.buffers, before[1])


def test_running_statistics_that_are_not_finite_are_noticed() -> None:
    session = session_of()
    session.experiment.network.buffers[0] = np.inf
    session.run_epoch()
    assert session.status == "error"


def test_batch_norm_on_single_points_is_explained() -> None:
    session = Session()
    session.dispatch(SetField("batch_size", 1))
    session.dispatch(SetLayer(0, "batch_norm", True))
    notice = session.snapshot().notice
    assert notice
    assert "at least 2 points" in notice.text
    session.run_epoch()
    assert session.status == "paused"
    assert math.isfinite(session.snapshot().train_loss or math.nan)


def test_the_words_name_what_each_layer_does() -> None:
    sentence = describe(Session(EVERYTHING).snapshot()).sentences[1]
    assert "5 neurons (ReLU, batch norm, dropout 20%, 5 of 10 connections)" in sentence
    assert "4 neurons (Tanh, frozen, 19 of 20 connections)" in sentence
    assert "3 neurons (Tanh, batch norm, dropout 50%)" in sentence
    assert "the scales of batch norm" in sentence
    assert "1 output (frozen, 2 of 3 connections); 66 weights" in sentence
    assert describe(Session().snapshot()).sentences[1] == (
        "Network: 2 inputs (x, y), hidden layers of 4 neurons (Tanh) and 2 neurons (Tanh), "
        "1 output; 25 weights with the biases."
    )


@pytest.mark.parametrize(
    ("action", "name"),
    [
        (SetLayer(0, "dropout", 10), "change dropout of layer 1"),
        (SetLayer(2, "frozen", True), "freeze the output"),
        (SetLayer(0, "frozen", False), "unfreeze layer 1"),
        (SetConnection(1, 0, 0, False), "cut a connection"),
        (SetConnection(1, 0, 0, True), "restore a connection"),
        (ConnectAll(0), "restore all connections"),
    ],
)
def test_edits_have_names(action: object, name: str) -> None:
    assert name_of(action, DEFAULTS) == name  # type: ignore[arg-type]
