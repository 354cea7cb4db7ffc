"""An exported program is run, and answers and trains as the network in the playground does."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import (
    ACTIVATIONS,
    CLIPPINGS,
    DATASETS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
    LayerOptions,
    Network,
    Trainer,
)
from playground.export_code.numpy_program import numpy_program
from playground.export_code.trained import Trained, trained
from playground.inputs import input_matrix
from playground.session import Session
from playground.state import HiddenLayer, PlaygroundState


def session_of(**settings: Any) -> Session:
    """A session that has trained for two epochs and a mini-batch."""
    values: dict[str, Any] = {"n_samples": 40, "learning_rate": 0.01, **settings}
    session = Session(PlaygroundState(**values))
    for _ in range(2):
        session.run_epoch()
    session.step_batch()
    return session


def run(program: str) -> dict[str, Any]:
    """The names of a program that was run, with its own check."""
    names: dict[str, Any] = {}
    exec(compile(program, "program.py", "exec"), names)
    return names


def assert_same(session: Session, program: str, n_epochs: int = 3) -> None:
    """The program answers as the session's network, and still does after more training."""
    names = run(program)
    network = session.experiment.network
    X = np.random.default_rng(5).normal(size=(50, network.layer_sizes[0])) * 3
    np.testing.assert_allclose(names["forward"](X)[0], network.forward(X).output, 1e-12, 1e-12)
    names["train"](n_epochs)
    for _ in range(n_epochs):
        session.run_epoch()
    np.testing.assert_allclose(names["w"], network.parameters, 1e-9, 1e-12)
    loss = names["loss"](names["predict"](names["X"]), names["target"])
    assert loss == pytest.approx(session.snapshot().train_loss, rel=1e-9)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation(name: str) -> None:
    session = session_of(layers=(HiddenLayer(3, name), HiddenLayer(2, "tanh")))
    assert_same(session, numpy_program(trained(session.experiment)))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_goes_on_with_what_it_remembers(name: str) -> None:
    session = session_of(optimizer=name, learning_rate=0.001)
    assert_same(session, numpy_program(trained(session.experiment)))


@pytest.mark.parametrize(
    ("name", "task"), [(name, task) for name, loss in LOSSES.items() for task in loss.tasks]
)
def test_every_loss_for_each_of_its_tasks(name: str, task: str) -> None:
    session = session_of(loss=name, dataset=_dataset(task))
    assert_same(session, numpy_program(trained(session.experiment)))


def _dataset(task: str) -> str:
    return next(name for name, source in DATASETS.items() if source.task == task)


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule(name: str) -> None:
    session = session_of(schedule=name, horizon=3)
    assert_same(session, numpy_program(trained(session.experiment)))


@pytest.mark.parametrize("clipping", CLIPPINGS)
@pytest.mark.parametrize("regularizer", REGULARIZERS)
def test_every_regularizer_and_clipping(clipping: str, regularizer: str) -> None:
    session = session_of(
        clipping=clipping, clip_limit=0.05, regularizer=regularizer, regularization_rate=0.03
    )
    assert_same(session, numpy_program(trained(session.experiment)))


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    layers=st.lists(
        st.builds(HiddenLayer, st.integers(1, 7), st.sampled_from(sorted(ACTIVATIONS))), max_size=6
    ),
    batch_size=st.integers(1, 30),
    dataset=st.sampled_from(["circle", "plane", "wheat", "multi_gauss"]),
)
def test_random_architectures(layers: list[HiddenLayer], batch_size: int, dataset: str) -> None:
    session = session_of(layers=tuple(layers), batch_size=batch_size, dataset=dataset, inputs="all")
    names = run(numpy_program(trained(session.experiment)))
    network = session.experiment.network
    X = np.random.default_rng(5).normal(size=(20, network.layer_sizes[0]))
    np.testing.assert_allclose(names["forward"](X)[0], network.forward(X).output, 1e-12, 1e-12)


FORMULAS = ("log(x)", "min(x, -y)**2 / (x - 1)", "exp(9*x) + pi", "atan(2^3*x)")


def test_features_and_own_formulas() -> None:
    features = ("x", "y", "x2", "y2", "xy", "sinx", "siny", *FORMULAS)
    session = session_of(features=features)
    experiment = session.experiment
    assert experiment.network.layer_sizes[0] == len(features)
    names = run(numpy_program(trained(experiment)))
    X = np.random.default_rng(5).normal(size=(300, 2)) * 3
    X[0] = 1.0, 0.0  # where one of them divides by 0
    expected = input_matrix(session.state, X)
    np.testing.assert_array_equal(names["features"](X), expected)
    answers = experiment.network.forward(expected).output
    np.testing.assert_allclose(names["predict"](X), answers, 1e-12, 1e-12)
    assert_same(session, numpy_program(trained(experiment)))


def with_options(options: tuple[LayerOptions, ...]) -> tuple[Trained, Trainer]:
    """A network with these layers that has trained for a while, and its trainer."""
    given_ = trained(session_of(layers=(HiddenLayer(4), HiddenLayer(3, "relu"))).experiment)
    rng = np.random.default_rng(3)
    network = Network.create((2, 4, 3, 1), ("tanh", "relu", "tanh"), "he_normal", options, rng=rng)
    trainer = Trainer(
        network, given_.loss, "adamw", "l2", given_.X, given_.target,
        batch_size=10, learning_rate=0.01, regularization_rate=0.01, rng=rng,
    )  # fmt: skip
    trainer.run_epochs(3)
    copied = replace(
        given_,
        state=replace(given_.state, learning_rate=0.01, regularization_rate=0.01),
        network=network.copy(),
        outputs=network.forward(given_.checked).output,
        optimizer=OPTIMIZERS["adamw"],
        regularizer=REGULARIZERS["l2"],
        memory={name: array.copy() for name, array in trainer.optimizer_state.arrays.items()},
        epoch=3,
        optimizer_step=trainer.optimizer_state.step,
        batch_index=0,
    )
    return copied, trainer


CUT = np.array([[True, False, True, True], [False, True, True, False]])


@pytest.mark.parametrize(
    "options",
    [
        (LayerOptions(batch_norm=True), LayerOptions(), LayerOptions()),
        (LayerOptions(), LayerOptions(batch_norm=True), LayerOptions(frozen=True)),
        (LayerOptions(batch_norm=True, frozen=True), LayerOptions(batch_norm=True), LayerOptions()),
        (LayerOptions(connected=CUT, batch_norm=True), LayerOptions(frozen=True), LayerOptions()),
        (LayerOptions(connected=CUT), LayerOptions(), LayerOptions()),
        (
            LayerOptions(keep_bias=True),
            LayerOptions(batch_norm=True, keep_bias=True),
            LayerOptions(keep_bias=True),
        ),
    ],
)
def test_batch_norm_cut_connections_and_frozen_layers(options: tuple[LayerOptions, ...]) -> None:
    given_, trainer = with_options(options)
    names = run(numpy_program(given_))
    names["train"](4)
    trainer.run_epochs(4)
    np.testing.assert_allclose(names["w"], trainer.network.parameters, 1e-9, 1e-12)
    X = np.random.default_rng(5).normal(size=(50, 2)) * 3
    expected = trainer.network.forward(X).output
    np.testing.assert_allclose(names["predict"](X), expected, 1e-9, 1e-12)


def test_dropout_is_for_training_only_and_leaves_the_mean_as_it_is() -> None:
    options = (LayerOptions(dropout=0.4), LayerOptions(batch_norm=True), LayerOptions())
    given_, trainer = with_options(options)
    names = run(numpy_program(given_))
    X = np.random.default_rng(5).normal(size=(50, 2))
    np.testing.assert_allclose(names["predict"](X), trainer.network.forward(X).output, 1e-12, 1e-12)
    masks = names["draw_mask"](np.ones((10_000, 4)), 0, True)
    assert set(np.unique(masks)) == {0.0, 1.0 / 0.6} and abs(masks.mean() - 1.0) < 0.05
    before = names["loss"](names["predict"](names["X"]), names["target"])
    names["train"](60)
    assert names["loss"](names["predict"](names["X"]), names["target"]) < before


def test_a_program_that_answers_otherwise_fails_its_check() -> None:
    program = numpy_program(trained(session_of().experiment))
    with pytest.raises(AssertionError):
        run(program.replace("np.tanh(z)", "np.tanh(1.001 * z)"))


def test_it_runs_as_a_file_of_its_own_with_warnings_as_errors(tmp_path: Path) -> None:
    file = session_of(optimizer="adam").export("numpy")
    assert file and file.name == "backprop-circle-epoch-2-numpy.py"
    (tmp_path / file.name).write_text(file.text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", file.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "The largest difference from the outputs in the playground is 0.0e+00." in done.stdout


def test_the_notebook_runs_from_top_to_bottom() -> None:
    session = session_of(optimizer="nadam")
    file = session.export("notebook")
    assert file and file.name == "backprop-circle-epoch-2.ipynb"
    notebook = json.loads(file.text)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    names: dict[str, Any] = {}
    cells = notebook["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    assert [cell["cell_type"] for cell in cells[:2]] == ["markdown", "code"]
    for cell in cells:
        assert all(line.endswith("\n") for line in cell["source"][:-1])
        if cell["cell_type"] == "code":
            assert cell["execution_count"] is None and cell["outputs"] == []
            exec("".join(cell["source"]), names)
    for _ in range(10):  # its last cell trains for ten epochs
        session.run_epoch()
    np.testing.assert_allclose(names["w"], session.experiment.network.parameters, 1e-9, 1e-12)


def test_nothing_the_reader_typed_becomes_code() -> None:
    given_ = trained(session_of().experiment)
    evil = '"""\nraise SystemExit\n# \\'
    inputs = tuple(replace(entry, name=evil) for entry in given_.inputs)
    texts = {"measures": (evil, evil), "class_names": (evil,), "title": evil, "inputs": inputs}
    values = {**vars(given_), **texts}
    program = numpy_program(Trained(**values))
    run(program)
    calls = [node for node in ast.walk(ast.parse(program)) if isinstance(node, ast.Raise)]
    assert not calls


def test_without_points_there_is_still_a_network() -> None:
    session = Session(PlaygroundState(dataset="points"))
    names = run(numpy_program(trained(session.experiment)))
    assert names["X"].shape == (0, 2)


@pytest.mark.parametrize("kind", ["torch", "keras"])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_other_programs_are_python(kind: str, name: str) -> None:
    """Whether they answer alike is tested with those libraries, in tests/torch."""
    session = session_of(layers=(HiddenLayer(9, name),))
    file = session.export(kind)
    assert file
    ast.parse(file.text)
    for weight in session.experiment.network.parameters.tolist():
        assert repr(weight) in file.text
