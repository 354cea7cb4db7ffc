"""A model file brings everything back bit for bit; a bad one gets a sentence, no more."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backprop import CheckpointError, load_model
from playground.inputs import input_matrix
from playground.session import Session
from playground.state import HiddenLayer, PlaygroundState


def trained_session(**values: Any) -> Session:
    session = Session(PlaygroundState(**{"n_samples": 40, "optimizer": "adam", **values}))
    for _ in range(3):
        session.run_epoch()
    session.step_batch()
    return session


def saved(session: Session) -> str:
    file = session.export("model")
    assert file
    return file.text


MODEL = saved(trained_session())
BATCH_NORM = HiddenLayer(3, "relu", batch_norm=True)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"optimizer": "nadam", "layers": (BATCH_NORM, HiddenLayer(2, "gelu"))},
        {"dataset": "points", "points": ()},
        {"features": ("x", "x2", "sin(3*x)")},
        {"dataset": "wheat", "inputs": "all", "loss": "softmax_cross_entropy"},
        {"layers": ()},
    ],
)
def test_there_and_back_bit_for_bit(values: dict[str, Any]) -> None:
    session = trained_session(**values)
    text = saved(session)
    before = session.snapshot()
    other = Session(PlaygroundState(dataset="xor", layers=(HiddenLayer(5),)))
    other.run_epoch()
    other.open_file("Model.JSON", text)
    after = other.snapshot()
    assert other.state == session.state
    assert after.train_loss == before.train_loss and after.epoch == before.epoch
    np.testing.assert_array_equal(after.history_train, before.history_train)
    assert saved(other) == text
    session.run_epoch()
    other.run_epoch()
    parameters = session.experiment.network.parameters
    assert parameters.tobytes() == other.experiment.network.parameters.tobytes()


def test_opening_a_model_can_be_undone() -> None:
    session = trained_session(dataset="xor")
    weights = session.experiment.network.parameters.copy()
    session.open_file("model.json", MODEL)
    assert session.state.dataset == "circle"
    session.undo()
    assert session.state.dataset == "xor"
    np.testing.assert_array_equal(session.experiment.network.parameters, weights)


def test_it_can_be_read_by_a_person() -> None:
    assert len(MODEL.splitlines()) < 170
    weights = json.loads(MODEL)["checkpoint"]["parameters"]
    assert all(isinstance(weight, float) for weight in weights)
    assert ", ".join(map(repr, weights)) in MODEL


def test_the_library_opens_it(tmp_path: Path) -> None:
    session = trained_session(layers=(BATCH_NORM, HiddenLayer(2, "mish")))
    path = tmp_path / "model.json"
    path.write_text(saved(session), "utf-8")
    network = load_model(path)
    X = input_matrix(session.state, session.experiment.samples.X)
    expected = session.experiment.network.forward(X).output
    np.testing.assert_array_equal(network.forward(X).output, expected)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(CheckpointError, match="not a text file"):
        load_model(path)


def refused(text: str) -> str:
    """The one sentence that a bad file gets; nothing else happens."""
    session = SESSION
    before, weights = session.state, session.experiment.network.parameters.tobytes()
    session.dismiss()
    session.open_file("model.json", text)
    notice = session.snapshot().notice
    assert notice and notice.level == "warning"
    assert notice.text.startswith(("The model file", "The file")) and len(notice.text) < 400
    assert "\n" not in notice.text
    assert session.state is before
    assert session.experiment.network.parameters.tobytes() == weights
    return notice.text


SESSION = trained_session(dataset="xor")


def changed(*path: Any, to: Any) -> str:
    data = json.loads(MODEL)
    part = data
    for name in path[:-1]:
        part = part[name]
    if to is KeyError:
        del part[path[-1]]
    else:
        part[path[-1]] = to
    return json.dumps(data)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "not valid JSON"),
        ("{", "not valid JSON"),
        ("[]", "must hold a JSON object"),
        ("null", "must hold a JSON object"),
        ("[" * 100_000, "nested deeper"),
        ('{"a":' * 5000, "nested deeper"),
        ('{"format": "backprop-model", "format": "x"}', "twice"),
        ("9" * 5000, "not valid JSON"),
        (MODEL[: len(MODEL) // 2], "not valid JSON"),
        (MODEL.replace('"version": 1', '"version": NaN', 1), "NaN"),
        (MODEL.replace('"version": 1', '"version": 1e999', 1), "too large a number"),
        (changed("version", to=2), "version"),
        (changed("version", to=True), "version"),
        (changed("extra", to=1), "'extra'"),
        (changed("history", to=KeyError), "history"),
        (changed("about", to=3), "about"),
        (changed("inputs", to=["x"]), "inputs"),
        (changed("experiment", to=[]), "experiment"),
        (changed("experiment", "learning_rate", to="fast"), "Learning rate"),
        (changed("experiment", "learning_rate", to=1e9), "Learning rate"),
        (changed("experiment", "plane", to=[0, 7]), "plane"),
        (changed("experiment", "evil", to=1), "'evil'"),
        (changed("experiment", "layers", to=[[4, "tanh"]] * 9), "hidden layers"),
        (changed("experiment", "layers", to=[[3, "tanh"]]), "another network"),
        (changed("experiment", "optimizer", to="sgd"), "another optimizer"),
        (changed("checkpoint", to=None), "checkpoint"),
        (changed("checkpoint", "parameters", to=[1.0]), "parameters"),
        (changed("checkpoint", "parameters", 0, to=None), "parameters[0]"),
        (changed("checkpoint", "parameters", 3, to=True), "parameters[3]"),
        (changed("checkpoint", "parameters", 3, to=10**400), "parameters"),
        (changed("checkpoint", "layer_sizes", to=[2, 10**9, 1]), "layer_sizes"),
        (changed("checkpoint", "activations", 0, "id", to="relu"), "another network"),
        (changed("checkpoint", "optimizer_arrays", "mean", to=[0.0]), "mean"),
        (changed("checkpoint", "optimizer_arrays", "more", to=[]), "more"),
        (changed("checkpoint", "epoch_count", to=-1), "epoch_count"),
        (changed("checkpoint", "epoch_count", to=1), "history"),
        (changed("history", "train", to=[1]), "history"),
    ],
)
def test_what_is_wrong_is_named(text: str, part: str) -> None:
    assert part in refused(text)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths to all parts of a JSON value."""
    if not isinstance(value, dict | list):
        return []
    items = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, part in items:
        found += [(*path, key), *places(part, (*path, key))]
    return found


PLACES = places(json.loads(MODEL))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=10**300, max_value=10**310)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.sampled_from(PLACES), JSON | st.just(KeyError)), min_size=1, max_size=3)
)
def test_a_model_with_any_part_changed_opens_whole_or_not_at_all(changes: list[Any]) -> None:
    data = copy.deepcopy(json.loads(MODEL))
    for path, value in changes:
        part = data
        try:
            for name in path[:-1]:
                part = part[name]
            if value is KeyError:
                del part[path[-1]]
            else:
                part[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took this place away
    open_or_refuse(json.dumps(data))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(0, len(MODEL)), st.integers(0, 30), st.text(max_size=10))
@example(0, 0, "﻿")
def test_a_model_with_any_characters_changed(start: int, length: int, text: str) -> None:
    open_or_refuse(MODEL[:start] + text + MODEL[start + length :])


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text() | JSON.map(json.dumps))
def test_any_text(text: str) -> None:
    refused(text)


def open_or_refuse(text: str) -> None:
    session = Session(PlaygroundState(dataset="xor", n_samples=20))
    before, weights = session.state, session.experiment.network.parameters.tobytes()
    session.open_file("model.json", text)
    snapshot = session.snapshot()
    if session.state is before:
        assert snapshot.notice and snapshot.notice.text.startswith("The model file")
        assert session.experiment.network.parameters.tobytes() == weights
    else:
        assert snapshot.train_loss is not None and np.isfinite(snapshot.train_loss)
        session.run_epoch()
