"""PyTorch and Keras run the exported programs and answer as the network in the playground does.

`python3 build.py test --with-torch` runs this; the other tests need neither library.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import ACTIVATIONS, DATASETS, LOSSES
from playground.export_code.keras_program import keras_program
from playground.export_code.torch_program import torch_program
from playground.export_code.trained import trained
from playground.fields import TABLE
from playground.inputs import input_matrix
from playground.session import Session
from playground.state import Edge, HiddenLayer, OutputLayer, PlaygroundState
from playground.table import Table

# Keras hands PyTorch's variables to NumPy in a way of older NumPys.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def session_of(**values: Any) -> Session:
    """A session that has trained for two epochs."""
    session = Session(PlaygroundState(**{"n_samples": 40, "learning_rate": 0.01, **values}))
    for _ in range(2):
        session.run_epoch()
    return session


def run(program: str) -> dict[str, Any]:
    """The names of a program that was run, with its own check."""
    names: dict[str, Any] = {}
    exec(compile(program, "program.py", "exec"), names)
    return names


def answers_of_torch(names: dict[str, Any], X: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        return names["model"](torch.tensor(names["features"](X))).numpy()


def answers_of_keras(names: dict[str, Any], X: np.ndarray) -> np.ndarray:
    return names["model"].predict(names["features"](X), verbose=0)


def assert_same(session: Session) -> None:
    """Both programs answer as the session's network, from measures near and far."""
    given_ = trained(session.experiment)
    X = np.random.default_rng(5).normal(size=(200, len(given_.measures))) * 10
    expected = session.experiment.network.forward(input_matrix(session.state, X)).output
    in_torch = answers_of_torch(run(torch_program(given_)), X)
    np.testing.assert_allclose(in_torch, expected, 1e-12, 1e-12)
    in_keras = answers_of_keras(run(keras_program(given_)), X)
    np.testing.assert_allclose(in_keras, expected, 1e-6, 1e-6)


def test_keras_runs_on_torch() -> None:
    assert keras.backend.backend() == "torch"


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation(name: str) -> None:
    assert_same(session_of(layers=(HiddenLayer(3, name), HiddenLayer(2, name))))


@pytest.mark.parametrize(
    ("loss", "task"), [(name, task) for name, loss in LOSSES.items() for task in loss.tasks]
)
def test_every_kind_of_output(loss: str, task: str) -> None:
    dataset = next(name for name, source in DATASETS.items() if source.task == task)
    session = session_of(loss=loss, dataset=dataset)
    assert session.state.loss == loss and session.state.dataset == dataset
    assert_same(session)


def test_several_values_to_learn_and_an_output_activation_of_the_readers() -> None:
    assert_same(session_of(dataset="mazur", output_activation="sigmoid", biases="kept"))
    assert_same(session_of(output_activation="softplus"))


@pytest.mark.parametrize("classes", [("a", "b", "c"), ()])
def test_measured_data_with_several_inputs(classes: tuple[str, ...]) -> None:
    rng = np.random.default_rng(8)
    rows = tuple(tuple(row) for row in (rng.normal(size=(40, 4)) * 50 + 20).tolist())
    labels = tuple(float(round(value)) for value in rng.uniform(0, 2, size=40))
    names = ("width", "height", "weight", "age")
    table = Table(names, rows, "kind", labels, classes, (False, True) * 20, standardise=True)
    loss = "cross_entropy" if classes else "half_squared_error"
    session = session_of(dataset=TABLE, table=table, inputs="all", loss=loss)
    assert session.state.table == table
    assert session.experiment.network.layer_sizes[0] == 4
    assert_same(session)


FORMULAS = ("log(x)", "min(x, -y)**2 / (x - 1)", "exp(9*x) + pi", "atan(2^3*x)")


def test_features_and_own_formulas() -> None:
    features = ("x", "y", "x2", "y2", "xy", "sinx", "siny", *FORMULAS)
    session = session_of(features=features, layers=(HiddenLayer(4), HiddenLayer(2)))
    assert session.experiment.network.layer_sizes[0] == len(features)
    assert_same(session)


SPECIAL = (
    (HiddenLayer(4, batch_norm=True), HiddenLayer(3, "relu", batch_norm=True)),
    (HiddenLayer(4, dropout=40), HiddenLayer(3, "relu", batch_norm=True, dropout=20)),
    (HiddenLayer(4, density=50), HiddenLayer(3, "relu", density=60)),
    (HiddenLayer(4, frozen=True), HiddenLayer(3, "relu")),
    (HiddenLayer(4, batch_norm=True, frozen=True, density=50), HiddenLayer(3, "relu", dropout=30)),
)
LAST = (OutputLayer(), OutputLayer(frozen=True), OutputLayer(density=50))


@pytest.mark.parametrize("output", LAST)
@pytest.mark.parametrize("layers", SPECIAL)
def test_batch_norm_dropout_cut_connections_and_frozen_layers(
    layers: tuple[HiddenLayer, ...], output: OutputLayer
) -> None:
    assert_same(session_of(layers=layers, output=output, edges=(Edge(1, 0, 0),)))


def held_session() -> Session:
    """A frozen layer with batch norm, one with cut connections, and one with both."""
    layers = (
        HiddenLayer(5, batch_norm=True, frozen=True),
        HiddenLayer(4, batch_norm=True, density=50),
        HiddenLayer(4, density=50, frozen=True),
    )
    return session_of(layers=layers, edges=(Edge(4, 0, 0),))


def assert_only_the_free_moved(
    session: Session, weights: list[np.ndarray], held: list[np.ndarray], names: list[np.ndarray]
) -> None:
    """`weights` after training, and what of the frozen layers was `held` and is now `names`."""
    for layer, W in zip(session.experiment.network.layers, weights, strict=True):
        moved = (W != layer.W).mean()
        assert moved == 0.0 if layer.options.frozen else moved > 0.0
        if layer.options.connected is not None:
            np.testing.assert_array_equal(W[~layer.options.connected], 0.0)
    for before, after in zip(held, names, strict=True):
        np.testing.assert_array_equal(before, after)


def test_training_on_in_torch_moves_only_what_is_free() -> None:
    session = held_session()
    names = run(torch_program(trained(session.experiment)))
    model = names["model"]
    held = {name: value.clone() for name, value in model.norm1.state_dict().items()}
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    X = torch.tensor(np.random.default_rng(5).normal(size=(30, 2)))
    for _ in range(5):
        optimizer.zero_grad()
        ((model(X) - X[:, :1]) ** 2).mean().backward()
        optimizer.step()
    layers = range(1, len(session.experiment.network.layers) + 1)
    weights = [getattr(model, f"layer{index}").weight.detach().numpy().T for index in layers]
    after = model.norm1.state_dict()
    assert_only_the_free_moved(
        session, weights, [held[name].numpy() for name in held], [after[name] for name in held]
    )


def test_training_on_in_keras_moves_only_what_is_free() -> None:
    session = held_session()
    model = run(keras_program(trained(session.experiment)))["model"]
    held = model.get_layer("norm1").get_weights()
    model.compile(optimizer=keras.optimizers.AdamW(0.01), loss="mse")
    X = np.random.default_rng(5).normal(size=(30, 2))
    model.fit(X, X[:, :1], epochs=5, verbose=0)
    layers = range(1, len(session.experiment.network.layers) + 1)
    weights = [model.get_layer(f"layer{index}").get_weights()[0] for index in layers]
    assert_only_the_free_moved(session, weights, held, model.get_layer("norm1").get_weights())


def kept_session() -> Session:
    """Biases that are kept, in a plain layer and in one with batch norm."""
    return session_of(layers=(HiddenLayer(5, batch_norm=True), HiddenLayer(4)), biases="kept")


def test_training_on_in_torch_keeps_the_biases() -> None:
    session = kept_session()
    model = run(torch_program(trained(session.experiment)))["model"]
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    X = torch.tensor(np.random.default_rng(5).normal(size=(30, 2)))
    for _ in range(5):
        optimizer.zero_grad()
        ((model(X) - X[:, :1]) ** 2).mean().backward()
        optimizer.step()
    parts = (model.norm1, model.layer2, model.layer3)
    for layer, part in zip(session.experiment.network.layers, parts, strict=True):
        np.testing.assert_array_equal(part.bias.detach().numpy(), layer.b)
    assert (model.layer2.weight.detach().numpy().T != session.experiment.network.layers[1].W).all()


def test_training_on_in_keras_keeps_the_biases() -> None:
    session = kept_session()
    model = run(keras_program(trained(session.experiment)))["model"]
    model.compile(optimizer=keras.optimizers.AdamW(0.01), loss="mse")
    X = np.random.default_rng(5).normal(size=(30, 2))
    model.fit(X, X[:, :1], epochs=5, verbose=0)
    names = ("norm1", "layer2", "layer3")
    for layer, name in zip(session.experiment.network.layers, names, strict=True):
        np.testing.assert_array_equal(model.get_layer(name).get_weights()[1], layer.b)
    W = model.get_layer("layer2").get_weights()[0]
    assert (W != session.experiment.network.layers[1].W).all()


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    layers=st.lists(
        st.builds(
            HiddenLayer,
            st.integers(1, 7),
            st.sampled_from(sorted(ACTIVATIONS)),
            batch_norm=st.booleans(),
            dropout=st.sampled_from([0, 25]),
            frozen=st.booleans(),
            density=st.sampled_from([100, 50]),
        ),
        max_size=6,
    ),
    dataset=st.sampled_from(["circle", "plane", "wheat_seeds", "multi_gauss", "mazur"]),
    output=st.sampled_from(["auto", "sigmoid", "softplus"]),
    biases=st.sampled_from(["learned", "kept"]),
)
def test_random_architectures(
    layers: list[HiddenLayer], dataset: str, output: str, biases: str
) -> None:
    more = {"inputs": "all", "output_activation": output, "biases": biases}
    assert_same(session_of(layers=tuple(layers), dataset=dataset, **more))


@pytest.mark.parametrize(
    ("program", "tanh"), [(torch_program, "torch.tanh(z)"), (keras_program, "ops.tanh(z)")]
)
def test_a_program_that_answers_otherwise_fails_its_check(program: Any, tanh: str) -> None:
    source = program(trained(session_of().experiment))
    assert tanh in source
    with pytest.raises(AssertionError):
        run(source.replace(tanh, tanh.replace("(z)", "(1.001 * z)")))
